"""What is not as recorded: said in words, classified, and photographed before anything goes on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from app.core.wording import isolated
from app.models.codes import CodeList
from app.services.recording import Saved
from app.ui.custody.actions import CustodyActions
from app.ui.hatched import HatchedPanel
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.pickers import Option, Picker
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_CODES = CodeList("discrepancy")


class DiscrepancyPanel(HatchedPanel):
    """Hidden while everything is as recorded."""

    changed = Signal()

    def __init__(self, bench: Workbench, actions: CustodyActions) -> None:
        super().__init__(bench.theme)
        self._bench = bench
        self._actions = actions
        self._say = say = bench.say
        self._written = ""
        self.photos: list[str] = []
        self.kind = Picker()
        self.kind.set_options([Option(item.code, say(item.label)) for item in _CODES.codes])
        self.kind.set_placeholder(say("Choose"))
        self.kind.setAccessibleName(say("Discrepancy"))
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(GRID * 9)
        self.note.setAccessibleName(say("Discrepancy in words"))
        self.photograph = Button(say("Add photos"), bench.icons("camera", "accent"))
        self.photograph.clicked.connect(self._on_photograph)
        self.count = Label("", "quiet")
        self.body.addWidget(Label(say("Not as recorded"), "heading"))
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        row.addWidget(self.kind, 1)
        row.addWidget(self.photograph)
        row.addWidget(self.count)
        self.body.addLayout(row)
        self.body.addWidget(self.note)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether something is not as recorded."""
        return bool(self._written)

    def show_sentences(self, sentences: Sequence[str], code: str) -> None:
        """Say what differs; what the person wrote beside it stays."""
        text = "\n".join(sentences)
        if text == self._written:
            return
        typed = self.note.toPlainText()
        if self._written and typed.startswith(self._written):
            typed = typed[len(self._written) :]
        elif typed == self._written:
            typed = ""
        self.note.setPlainText(text + typed)
        if text and not self._written:
            self.kind.set_chosen(code)
        self._written = text
        self.setVisible(bool(text))

    def fields(self) -> dict[str, object]:
        """What of it goes into the event."""
        if not self.is_open:
            return {}
        return {
            "discrepancy": self.kind.chosen() or None,
            "discrepancy_note": self.note.toPlainText().strip() or None,
            "photos": tuple(self.photos) or None,
        }

    def _on_photograph(self) -> None:
        paths = self._bench.dialogs.open_files(
            self,
            self._say("Photos of the seal and the item"),
            self._say("Pictures (*.jpg *.jpeg *.png *.heic)"),
        )
        for path in paths:
            self._bench.jobs.write(
                self,
                quick(partial(self._actions.add_photo, path, {"view_type": "LBL"})),
                done=self._on_added,
                failed=self._bench.notices.report,
            )

    def _on_added(self, saved: Saved) -> None:
        self.photos.append(saved.record.uid)
        self.count.setText(self._say("Photos: {count}", count=isolated(len(self.photos))))
        self._bench.hub.announce(saved.changes)
        self.changed.emit()
