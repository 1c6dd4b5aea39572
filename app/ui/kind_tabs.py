"""The kinds of record of one page, each a tab; they wrap where the window is narrow.

A tab bar of Qt hides what does not fit behind arrows. Here every kind stays in view, in every
language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget
from typing_extensions import override

from app.ui.flow import FlowLayout
from app.ui.labels import Button
from app.ui.theme import GRID


class KindTabs(QWidget):
    """Tabs by key, in order; `chosen` carries the key that was pressed. Arrow keys walk along."""

    chosen = Signal(str)

    def __init__(self, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        lines = FlowLayout(self)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, Button] = {}
        for key, word in words.items():
            button = Button(word, role="tab", parent=self)
            button.setCheckable(True)
            button.setMinimumWidth(_width_when_chosen(button))
            button.clicked.connect(partial(self.chosen.emit, key))
            self._group.addButton(button)
            lines.addWidget(button)
            self.buttons[key] = button

    def set_word(self, key: str, word: str) -> None:
        """Change the word of a tab."""
        self.buttons[key].set_word(word)
        self.buttons[key].setMinimumWidth(_width_when_chosen(self.buttons[key]))

    def choose(self, key: str) -> None:
        """Mark a tab, without saying so."""
        self.buttons[key].setChecked(True)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else -1


def _width_when_chosen(button: Button) -> int:
    """The chosen tab is heavier: room is kept for that, so that no tab moves or is cut off."""
    font = QFont(button.font())
    font.setWeight(QFont.Weight.DemiBold)
    return QFontMetrics(font).horizontalAdvance(button.text()) + 3 * GRID
