"""Telling the picture one relation more: this context, how, and the other one.

Nothing is saved by halves: the three are written down together. What the rules refuse stays as it
was chosen, with their sentence at the field, and is kept beside the store until it is right.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.wording import isolated
from app.models.fields import Field, Stage
from app.models.strata import ContextRelation
from app.rules.completeness import missing
from app.rules.verdicts import Verdict
from app.services.recording import DraftRejectedError, Saved
from app.ui.fields.base import Edit, FieldEditor, Unreadable
from app.ui.fields.registry import editor_for
from app.ui.fields.tools import tools_of
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.objections import objection
from app.ui.sheets import Leaf, Sheet
from app.ui.theme import GRID
from app.ui.workbench import Workbench

LATER, RELATION, EARLIER, SEEN = "context", "relation", "other_context", "seen_in"
_FIELDS = (LATER, RELATION, EARLIER, SEEN)
_COLUMNS = 3


class RelationForm(QWidget):
    """One relation to be written down. `saved` carries the `Saved`; `left` says one is done."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._say = bench.say
        self._site = ""
        self._sheet = Sheet(bench.actions, ContextRelation.kind, None)
        self.editors: dict[str, FieldEditor[Field[Any]]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID * 2)
        tools = tools_of(bench)
        for place, name in enumerate(_FIELDS):
            editor = editor_for(ContextRelation.fields[name], tools, self)
            editor.edited.connect(self._on_edited)
            editor.unreadable.connect(self._on_unreadable)
            self.editors[name] = editor
            grid.addWidget(editor, place // _COLUMNS, place % _COLUMNS, Qt.AlignmentFlag.AlignTop)
        for place in range(_COLUMNS):
            grid.setColumnStretch(place, 1)
        self.status = Label("", "quiet", wraps=True)
        self.record = Button(self._say("Record the relation"), bench.icons("plus", "accent"))
        self.done = Button(self._say("Close"))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.status, 1)
        row.addWidget(self.done)
        row.addWidget(self.record)
        grid.addLayout(row, 1, 1, 1, _COLUMNS - 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(grid)
        self.record.clicked.connect(self.write)
        self.done.clicked.connect(self.left)
        bench.jobs.read(
            self, quick(self._sheet.kept), done=self._on_kept, failed=bench.notices.report
        )

    def begin(self, context: str, site: str) -> None:
        """Begin with a context, unless something was chosen before."""
        self._site = site
        if context and not self._is_begun():
            self._put(LATER, context)
        self._ask()

    def pick(self, uid: str) -> None:
        """Take a context that was pointed at in the picture: this one first, then the other."""
        name = LATER if self.editors[LATER].value() in {None, uid} else EARLIER
        self._put(name, uid)
        self._ask()

    def write(self) -> None:
        """Write the relation down, if it is whole."""
        for editor in self.editors.values():
            editor.commit()
            if editor.problem() and editor.is_pending():
                return
        whole = {name: e.value() for name, e in self.editors.items() if e.value() is not None}
        gaps = [gap.field for gap in missing(ContextRelation("", whole), Stage.DRAFT)]
        if gaps:
            self.editors[gaps[0]].setFocus()
            self._ask()
            return
        if self._site:
            whole["site"] = self._site
        leaf = Leaf(EARLIER, whole[EARLIER], self.editors[EARLIER].typed(), whole)
        self.record.setEnabled(False)
        self._bench.jobs.write(
            self,
            quick(partial(self._sheet.save, leaf)),
            done=self._on_saved,
            failed=self._on_failed,
        )

    # --- what happens ---------------------------------------------------------------------------

    def _is_begun(self) -> bool:
        """Whether more was chosen than the context that one came from."""
        return any(self.editors[name].value() is not None for name in (RELATION, EARLIER, SEEN))

    def _put(self, name: str, value: str) -> None:
        editor = self.editors[name]
        if editor.value() != value:
            editor.settle(value)
            self._on_edited(Edit(name, value))

    def _ask(self) -> None:
        """Say what comes next."""
        words = {
            LATER: self._say("Choose the later context, here or in the picture."),
            RELATION: self._say("Choose how it lies to the other one."),
            EARLIER: self._say("Choose the other context, here or in the picture."),
        }
        empty = (name for name in words if self.editors[name].value() is None)
        self.status.setText(words.get(next(empty, ""), ""))

    def _on_edited(self, edit: Edit) -> None:
        for editor in self.editors.values():
            editor.clear_problem()
            editor.show_warning("")
        self._keep({edit.field: self.editors[edit.field].typed()})
        self._ask()

    def _on_unreadable(self, typed: Unreadable) -> None:
        self._keep({typed.field: typed.text})

    def _keep(self, texts: dict[str, str]) -> None:
        self._bench.jobs.write(
            self,
            quick(partial(self._sheet.keep, texts)),
            done=_nothing,
            failed=self._bench.notices.report,
        )

    def _on_kept(self, kept: dict[str, str]) -> None:
        """Bring back a relation that was not saved, whole, unless another one is begun already."""
        back = {name: kept[name] for name in _FIELDS if name in kept}
        if self._is_begun() or not back.keys() - {LATER}:
            return
        for name, text in back.items():
            self.editors[name].restore(text)
            self.editors[name].commit()
        self.status.setText(self._say("what you had typed is here again; it is not saved yet"))

    def _on_saved(self, saved: Saved) -> None:
        self.record.setEnabled(True)
        self._sheet = Sheet(self._bench.actions, ContextRelation.kind, None)
        for name in (RELATION, EARLIER, SEEN):
            self.editors[name].set_value(None)
        now = self._bench.clock.now()
        self.status.setText(self._say("saved {time}", time=isolated(f"{now.local:%H:%M:%S}")))
        self._say_of([one for one in saved.verdicts if not one.stops], stops=False)
        self.saved.emit(saved)
        self._bench.hub.announce(saved.changes)

    def _on_failed(self, error: Exception) -> None:
        self.record.setEnabled(True)
        if isinstance(error, DraftRejectedError):
            self.status.setText(self._say("not saved; what you typed is kept here"))
            self._say_of([one for one in error.problems if one.stops], stops=True)
        else:
            self._bench.notices.report(error)

    def _say_of(self, problems: list[Verdict], *, stops: bool) -> None:
        """Each sentence at its field; what is about none of these at the last of them."""
        by_field: dict[str, list[str]] = {}
        for problem in problems:
            name = problem.field if problem.field in self.editors else EARLIER
            by_field.setdefault(name, []).append(objection(self._say, problem))
        for name, words in by_field.items():
            editor = self.editors[name]
            show = editor.show_problem if stops else editor.show_warning
            show("\n".join(dict.fromkeys(words)))


def _nothing(_result: object) -> None:
    """What was kept needs no answer."""
