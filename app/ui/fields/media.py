"""A photo or scan, shown small. Its bytes are never changed in a form."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.models.fields import MediaField
from app.ui.fields.base import FieldEditor
from app.ui.labels import Label
from app.ui.theme import TARGET


class MediaEditor(FieldEditor[MediaField]):
    """The beginning of the file's SHA-256, by which it is found in the vault and on prints."""

    @override
    def build(self) -> QWidget:
        self._digest: str | None = None
        self._label = Label("", "value", parent=self)
        self._label.setMinimumHeight(TARGET)
        return self._label

    @override
    def show_value(self, value: object) -> None:
        self._digest = None if value is None else str(value)
        self._label.setText(
            self.say("SHA-256 {digest}", digest=isolated(f"{self._digest[:16]}…"))
            if self._digest
            else self.say("No file")
        )
        self._label.setToolTip(self._digest or "")

    @override
    def typed(self) -> str:
        return self._digest or ""

    @override
    def read(self) -> object:
        return self._digest

    @override
    def show_typed(self, text: str) -> None:
        self.show_value(text or None)
