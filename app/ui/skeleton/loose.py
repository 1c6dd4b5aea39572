"""Elements that no chart shows: a rib without its number, a femur of unknown side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.wording import Wording
from app.rules.chart import Slot
from app.ui.labels import Button, Label


class LooseList(QWidget):
    """One line for each; `chosen` carries the place of the one pressed."""

    chosen = Signal(object)

    def __init__(self, say: Wording) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(Label(say("Not on the drawing"), "section"))
        self._column.addWidget(
            Label(
                say("Type its code, such as RIBX or ULB, and mark it. FEMU is of unknown side."),
                "small",
                wraps=True,
            )
        )
        self.buttons: dict[Slot, Button] = {}

    def show_elements(self, words: Mapping[Slot, str]) -> None:
        """Show other elements, each with its words."""
        if {slot: button.text() for slot, button in self.buttons.items()} == dict(words):
            return
        for button in self.buttons.values():
            self._column.removeWidget(button)
            button.deleteLater()
        self.buttons = {}
        for slot, word in words.items():
            button = Button(word, role="link", parent=self)
            button.clicked.connect(partial(self.chosen.emit, slot))
            self._column.addWidget(button)
            self.buttons[slot] = button
