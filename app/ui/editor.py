"""Saves what is typed into a form, field by field.

Leaving a field is the save: there is no save button and no question on closing. A save that is
refused leaves the text where it was typed, says why beside it, and keeps the text beside the store.
What can never be changed, such as an entry of the diary, is kept so until it is written whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.wording import isolated
from app.models.fields import Stage
from app.models.record import Record
from app.rules.verdicts import Level
from app.services.recording import DraftRejectedError, Saved
from app.ui.fields.base import Edit, Unreadable
from app.ui.form import Form
from app.ui.jobs import quick
from app.ui.sheets import Leaf, Sheet
from app.ui.workbench import Workbench


class Editor(QObject):
    """One form and the record in it.

    `saved` carries each `Saved`, `rejected` each `DraftRejectedError`; `status` says in words how
    the record stands with the disk.
    """

    saved = Signal(object)
    rejected = Signal(object)
    status = Signal(str)

    def __init__(self, form: Form, kind: type[Record], bench: Workbench) -> None:
        super().__init__(form)
        self._form = form
        self._kind = kind
        self._bench = bench
        self._say = bench.say
        self._sheet = Sheet(bench.actions, kind.kind, None)
        self._why = ""
        form.committed.connect(self._on_committed)
        form.kept.connect(self._on_unreadable)

    @property
    def is_new(self) -> bool:
        """Whether the record on the form has not been created yet."""
        return self._form.record is None

    @property
    def writes_whole(self) -> bool:
        """Whether the record on the form comes about by `write` alone."""
        return self.is_new and self._kind.is_append_only

    def open(self, record: Record | None, prefilled: Mapping[str, Any] | None = None) -> None:
        """Put another record on the form, or begin one; what was typed before is settled first."""
        self.leave()
        self._sheet = Sheet(
            self._bench.actions, self._kind.kind, record.uid if record is not None else None
        )
        self._why = ""
        is_fixed = record is not None and (self._kind.is_append_only or record.is_withdrawn)
        self._form.set_read_only(is_read_only=is_fixed)  # lines nobody changes are made as text
        self._form.set_record(record, prefilled)
        self.status.emit("")
        self._bench.jobs.read(
            self,
            quick(self._sheet.kept),
            done=partial(self._on_kept, self._sheet),
            failed=self._bench.notices.report,
        )

    def leave(self) -> None:
        """Settle what is being typed, as leaving the field would."""
        self._form.commit_pending()

    def write(self) -> None:
        """Write a record that can never be changed, once all that a draft needs is there."""
        self.leave()
        if not self._form.is_ready():
            self._tell_what_is_needed()
            return
        whole = self._form.draft()
        field = next(iter(whole))
        leaf = Leaf(field, whole[field], self._form.typed(field), whole)
        self._save(leaf, whole)

    def show(self, record: Record) -> None:
        """Show the record as it now stands, if it is the one on the form."""
        if self._form.record is not None and self._form.record.uid == record.uid:
            self._form.show_saved(record)

    def _on_kept(self, sheet: Sheet, kept: Mapping[str, str]) -> None:
        if sheet is self._sheet and self._form.restore(kept):
            self.status.emit(self._say("what you had typed is here again; it is not saved yet"))

    def _on_committed(self, edit: Edit) -> None:
        text, whole = self._form.typed(edit.field), self._form.draft()
        if self.is_new and not self._form.is_ready():
            self._keep({edit.field: text})
            self._tell_what_is_needed()
            return
        if self.writes_whole:
            self._keep({edit.field: text})
            self.status.emit(self._say("kept; not written yet"))
            return
        if self._needs_reason():
            self._why = self.ask_reason()  # once for each visit to a final record
        if self._needs_reason():
            self._keep({edit.field: text})
            words = self._say("Not saved: a final record is only changed with a reason.")
            self._form.editors[edit.field].show_problem(words)
            return
        sent = whole if self.is_new else {edit.field: edit.value}
        leaf = Leaf(edit.field, edit.value, text, whole, self._why)
        self._save(leaf, {edit.field: edit.value, **sent})

    def _save(self, leaf: Leaf, sent: Mapping[str, Any]) -> None:
        self._bench.jobs.write(
            self,
            quick(partial(self._sheet.save, leaf)),
            done=partial(self._on_saved, self._sheet, sent),
            failed=partial(self._on_failed, self._sheet),
        )

    def _tell_what_is_needed(self) -> None:
        needed = self._say(", ").join(self._form.missing(Stage.DRAFT))
        self.status.emit(self._say("kept; becomes a record with: {fields}", fields=needed))

    def _needs_reason(self) -> bool:
        record = self._form.record
        return record is not None and record.is_final and not self._why

    def ask_reason(self) -> str:
        """Ask why a final record is changed; "" if the person changed their mind."""
        return (
            self._bench.dialogs.ask_reason(
                self._form,
                self._say("Amend the final record"),
                self._say("This record is final. Changes print as amendments, with your reason."),
            )
            or ""
        )

    def _on_unreadable(self, typed: Unreadable) -> None:
        self._keep({typed.field: typed.text})
        self.status.emit(self._say("not saved yet; see the field"))

    def _keep(self, texts: Mapping[str, str]) -> None:
        self._bench.jobs.write(
            self,
            quick(partial(self._sheet.keep, dict(texts))),
            done=_nothing,
            failed=self._bench.notices.report,
        )

    def _on_saved(self, sheet: Sheet, sent: Mapping[str, Any], saved: Saved) -> None:
        now = self._bench.clock.now()
        self._bench.notices.remember_saved(now)
        if sheet is self._sheet:
            editors = self._form.editors
            self._form.mark_saved(n for n, value in sent.items() if editors[n].value() == value)
            self._form.show_saved(saved.record)
            if self._kind.is_append_only:
                self._form.set_read_only(is_read_only=True)
            self._form.show_problems([item for item in saved.verdicts if item.level is Level.WARN])
            self.status.emit(self._say("saved {time}", time=isolated(f"{now.local:%H:%M:%S}")))
        self.saved.emit(saved)
        self._bench.hub.announce(saved.changes)

    def _on_failed(self, sheet: Sheet, error: Exception) -> None:
        if sheet is self._sheet and isinstance(error, DraftRejectedError):
            self._form.show_problems(error.problems)
            self.status.emit(self._say("not saved; what you typed is kept here"))
            self.rejected.emit(error)
        else:
            self._bench.notices.report(error)


def _nothing(_result: object) -> None:
    """A draft that was kept needs no answer."""
