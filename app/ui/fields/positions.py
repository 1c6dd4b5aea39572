"""A position: shown in words, changed only through the position dialog.

A coordinate is never edited digit by digit in a form: it is a whole, with its accuracy, its method
and the string as it was read.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.geo.position import Position
from app.models.fields import PositionField
from app.ui.fields.base import Edit, FieldEditor
from app.ui.labels import Button, Label
from app.ui.theme import GRID, TARGET


class PositionEditor(FieldEditor[PositionField]):
    """The position in words, and a button that opens the position dialog."""

    is_wide = True

    @override
    def build(self) -> QWidget:
        self._place: Position | None = None
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID * 2)
        self._summary = Label("", "value", wraps=True, parent=box)
        self._summary.setMinimumHeight(TARGET)
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = Button("", self.tools.icons("map-pin", "accent"), parent=box)
        self._button.clicked.connect(self._on_asked)
        row.addWidget(self._button)
        row.addWidget(self._summary, 1)
        self._button.setVisible(self.tools.doors.position is not None)
        box.setFocusProxy(self._button)
        return box

    @override
    def show_value(self, value: object) -> None:
        self._place = value if isinstance(value, Position) else None
        if self._place is None:
            self._summary.setText(self.say("No position yet"))
            self._button.set_word(self.say("Record position"))
        else:
            self._summary.setText(self.tools.shown.position(self._place))
            self._button.set_word(self.say("Change position"))

    @override
    def typed(self) -> str:
        return "" if self._place is None else str(self._place.to_json())

    @override
    def read(self) -> object:
        return self._place

    @override
    def show_typed(self, text: str) -> None:
        """A position is either whole or not there, so nothing of it is ever kept as text."""

    @override
    def set_read_only(self, *, is_read_only: bool) -> None:
        self._button.setVisible(not is_read_only and self.tools.doors.position is not None)

    def ask(self) -> None:
        """Open the position dialog, as F5 does."""
        self._on_asked()

    def _on_asked(self) -> None:
        ask = self.tools.doors.position
        place = ask(self, self.field, self._place) if ask is not None else None
        if place is not None and place != self._place:
            self.set_value(place)
            self.edited.emit(Edit(self.field.name, place))
