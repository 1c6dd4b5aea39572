"""Reads and writes the margins of the record on one form.

A note changes nothing of the record: it is written beside a final one, and beside one that can
never be changed, as easily as beside a draft.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.models.fields import Stage
from app.models.margins import MarginNote
from app.rules.margins import Margins
from app.services.recording import DraftRejectedError, Saved
from app.ui.fields.margin import MARGIN_KEY, Jotted, MarginPanel
from app.ui.form import Form
from app.ui.jobs import quick
from app.ui.workbench import Workbench


class MarginDesk(QObject):
    """The margins of one form. `shown` says that the form has to be in view."""

    shown = Signal()

    def __init__(self, form: Form, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self._bench = bench
        self._say = bench.say
        form.offer_margins()
        form.margin_asked.connect(self.ask)
        bench.hub.changed.connect(self._on_changed)
        shortcut = QShortcut(QKeySequence(MARGIN_KEY), parent)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_key)

    def read(self) -> None:
        """Read what is in the margins of the record on the form."""
        record = self._form.record
        if record is None or record.kind == MarginNote.kind:
            return
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.marks_of, record.uid, record.kind)),
            done=partial(self._on_read, record.uid),
            failed=self._bench.notices.report,
        )

    def ask(self, name: str) -> None:
        """Open the margin of a field that the form shows, or else that of the whole record."""
        self._form.commit_pending()
        record = self._form.record
        if record is None:
            self._refuse()
        elif record.kind != MarginNote.kind:
            self.shown.emit()
            name = name if name in self._form.editors else ""
            is_open = name in self._form.open_margins()
            panel = self._form.open_margin(name)
            if not is_open:
                panel.written.connect(partial(self._on_written, panel, record.uid, name))
                panel.taken_back.connect(self._on_taken_back)

    def _refuse(self) -> None:
        needed = self._say(", ").join(self._form.missing(Stage.DRAFT))
        self._bench.notices.tell(
            self._say("A note can stand beside a record once it is saved."),
            self._say("Fill in first: {fields}", fields=needed) if needed else "",
        )

    def _on_key(self) -> None:
        focus = QApplication.focusWidget()
        for panel in self._form.open_margins().values():
            if focus is not None and panel.isAncestorOf(focus):
                panel.left.emit()
                return
        self.ask(self._form.focused())

    def _on_changed(self, kind: str) -> None:
        if kind == MarginNote.kind:
            self.read()

    def _on_read(self, uid: str, margins: Margins) -> None:
        if self._form.record is not None and self._form.record.uid == uid:
            self._form.show_margins(margins)

    def _on_written(self, panel: MarginPanel, uid: str, name: str, jotted: Jotted) -> None:
        note = partial(
            self._bench.actions.note_beside,
            uid,
            name,
            certainty=jotted.certainty,
            text=jotted.text,
        )
        self._bench.jobs.write(
            self,
            quick(note),
            done=partial(self._on_saved, panel),
            failed=partial(self._on_failed, panel),
        )

    def _on_saved(self, panel: MarginPanel, saved: Saved) -> None:
        if panel in self._form.open_margins().values():
            panel.clear()
            panel.left.emit()
        self._bench.notices.remember_saved(self._bench.clock.now())
        self._bench.hub.announce(saved.changes)

    def _on_failed(self, panel: MarginPanel, error: Exception) -> None:
        if isinstance(error, DraftRejectedError) and panel in self._form.open_margins().values():
            panel.say_problem(" ".join(self._say.error(error)))
        else:
            self._bench.notices.report(error)

    def _on_taken_back(self, uid: str) -> None:
        why = self._bench.dialogs.ask_reason(
            self._form,
            self._say("Take this note back"),
            self._say("It stays in the history, with your reason. Nothing is deleted."),
        )
        if why:
            self._bench.jobs.write(
                self,
                quick(partial(self._bench.actions.withdraw_record, uid, why)),
                done=lambda saved: self._bench.hub.announce(saved.changes),
                failed=self._bench.notices.report,
            )
