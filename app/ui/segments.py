"""One of a few, all in view: buttons in a row, of which one is pressed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from app.ui.labels import Button, leading_is_right


class Segments(QWidget):
    """Choices by key, in order; `chosen` carries the key that was pressed.

    The key "" stands for no choice at all and looks so.
    """

    chosen = Signal(str)

    def __init__(self, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, Button] = {}
        # A style sheet does not mirror single edges, so the first is the leftmost one.
        leftmost = list(words)[-1 if leading_is_right() else 0]
        for key, word in words.items():
            button = Button(word, role="segment", parent=self)
            button.setCheckable(True)
            button.setProperty("place", "first" if key == leftmost else "next")
            if not key:
                button.setProperty("tone", "none")
            button.clicked.connect(partial(self.chosen.emit, key))
            self._group.addButton(button)
            row.addWidget(button)
            self.buttons[key] = button
        row.addStretch(1)

    def choose(self, key: str) -> None:
        """Press one, without saying so."""
        self.buttons[key].setChecked(True)

    def key(self) -> str:
        """What is pressed."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), "")
