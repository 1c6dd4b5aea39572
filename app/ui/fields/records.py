"""The record that a note stands beside: shown by its title, and never changed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.models.fields import AnyReferenceField
from app.ui.fields.base import FieldEditor
from app.ui.fields.texts import LineEdit


class AnyRecordEditor(FieldEditor[AnyReferenceField]):
    """A record of whatever kind: among all there are, nobody could pick one from a list."""

    @override
    def build(self) -> QWidget:
        self._line = LineEdit(self)
        self._line.setReadOnly(True)
        self._uid = ""
        self.tools.titles.loaded.connect(self._on_titles)
        return self._line

    @override
    def show_value(self, value: object) -> None:
        self._uid = str(value or "")
        self._line.setText(self.tools.titles.title(self._uid) if self._uid else "")
        self._line.setCursorPosition(0)

    @override
    def typed(self) -> str:
        return self._uid

    @override
    def show_typed(self, text: str) -> None:
        self.show_value(text)

    def _on_titles(self) -> None:
        self.show_value(self._uid)
