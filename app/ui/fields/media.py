"""A photo or scan, by its digest. A file is attached where there is none, and never replaced."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.models.fields import MediaField
from app.ui.fields.base import FieldEditor
from app.ui.labels import Button, Label
from app.ui.theme import GRID, TARGET


class MediaEditor(FieldEditor[MediaField]):
    """The beginning of the file's SHA-256, by which it is found in the vault and on prints."""

    @override
    def build(self) -> QWidget:
        self._digest: str | None = None
        self._is_read_only = False
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID * 2)
        self._label = Label("", "value", parent=box)
        self._label.setMinimumHeight(TARGET)
        self.attach = Button(
            self.say("Attach a file"), self.tools.icons("file-text", "accent"), parent=box
        )
        self.attach.clicked.connect(self._on_attach)
        row.addWidget(self._label)
        row.addWidget(self.attach)
        row.addStretch(1)
        box.setFocusProxy(self.attach)
        return box

    @override
    def show_value(self, value: object) -> None:
        self._digest = None if value is None else str(value)
        self._label.setText(
            self.say("SHA-256 {digest}", digest=isolated(f"{self._digest[:16]}…"))
            if self._digest
            else self.say("No file")
        )
        self._label.setToolTip(self._digest or "")
        self._offer()

    @override
    def typed(self) -> str:
        return self._digest or ""

    @override
    def read(self) -> object:
        return self._digest

    @override
    def show_typed(self, text: str) -> None:
        self.show_value(text or None)

    @override
    def set_read_only(self, *, is_read_only: bool) -> None:
        self._is_read_only = is_read_only
        self._offer()

    def _offer(self) -> None:
        is_free = self._digest is None and not self._is_read_only
        self.attach.setVisible(is_free and self.tools.doors.attach is not None)

    def _on_attach(self) -> None:
        if self.tools.doors.attach is not None:
            self.tools.doors.attach(self, self.label, self._on_attached)

    def _on_attached(self, digest: str) -> None:
        self.show_value(digest)
        self.commit()
