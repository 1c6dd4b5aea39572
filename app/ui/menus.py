"""Menus that drop from a button, with the first line chosen, so that Enter takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.labels import leading_is_right


def drop_down(button: QWidget, lines: Iterable[tuple[str, Callable[[], object]]]) -> QMenu:
    """Show lines of a menu below a button, at the side where reading begins; none shows nothing."""
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for words, act in lines:
        # An ampersand in a record's words is no key.
        menu.addAction(words.replace("&", "&&"), act)
    if menu.actions():
        side = button.width() - menu.sizeHint().width() if leading_is_right() else 0
        menu.popup(button.mapToGlobal(QPoint(side, button.height())))
        menu.setActiveAction(menu.actions()[0])
    return menu
