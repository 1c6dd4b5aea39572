"""What ever happened to a record: who wrote what, when, on which laptop, before and after.

Times are the laptops' own claims. An old value can be written again, which is itself a change. What
was changed once the record was final is an amendment: the value of before is struck through.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from app.core.clock import Moment, MomentError
from app.core.wording import embedded, isolated
from app.models.fields import Field
from app.models.margins import MarginNote
from app.models.record import Record
from app.services.restoring import never_changes, obstacle
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.panels import Panel
from app.ui.plain_table import Line, PlainTable
from app.ui.shown import date_and_time
from app.ui.tables import styled_table
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.services.reading import HistoryEntry


def claimed_time(text: str) -> str:
    """A journal line's time as its laptop claimed it, readable or not."""
    try:
        return date_and_time(Moment.parse(text))
    except MomentError:
        return isolated(text)


_BEFORE = 3  # the column of the value before


class HistoryPanel(Panel):
    """The history of the record on the form; read when it is looked at.

    `wanted` carries the `HistoryEntry` of which the person wants the value before back.
    """

    wanted = Signal(object)

    def __init__(self, kind: type[Record], bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._kind = kind
        self._record: Record | None = None
        say = bench.say
        headings = (
            say("When, by its laptop"),
            say("Who"),
            say("Field"),
            say("Before"),
            say("After"),
            say("Why"),
            say("Laptop"),
        )
        self.model = PlainTable(headings, bench)
        self.table = styled_table(self.model)
        self.restore = Button(say("Restore the value before"), bench.icons("undo-2", "accent"))
        self.restore.setEnabled(False)
        self.restore.clicked.connect(self._on_restore)
        self.hint = Label("", "quiet", wraps=True)
        row = QHBoxLayout()
        row.setContentsMargins(GRID * 3, GRID, GRID * 3, GRID)
        row.addWidget(self.restore)
        row.addSpacing(GRID)
        row.addWidget(self.hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self.restore.setHidden(kind.is_append_only)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)

    @override
    def show_record(self, record: Record | None) -> None:
        """Read the history of a record."""
        self._record = record
        self.model.set_lines([])
        self._on_selected()
        if record is not None:
            self._bench.jobs.read(
                self,
                quick(partial(self._bench.actions.history, record.uid)),
                done=partial(self._on_read, record.uid),
                failed=self._bench.notices.report,
            )

    def _on_read(self, uid: str, entries: list[HistoryEntry]) -> None:
        if self._record is not None and uid == self._record.uid:
            self.model.set_lines([self._line(entry) for entry in reversed(entries)])
            self.table.fit_columns()

    def _line(self, entry: HistoryEntry) -> Line:
        is_note = entry.beside is not None
        fields = MarginNote.fields if is_note else self._kind.fields
        field = fields.get(entry.field)
        cells = (
            claimed_time(entry.at),
            embedded(entry.by),
            self._of_margin(entry) if is_note else self._label(field, entry.field),
            self._value(field, entry.before),
            self._value(field, entry.after),
            self._why(entry),
            embedded(entry.laptop),
        )
        if not entry.is_amendment:
            return Line(cells, entry)
        return Line(cells, entry, "pencil", struck=frozenset({_BEFORE}))

    def _why(self, entry: HistoryEntry) -> str:
        """Why it was written, and in spite of which rules."""
        say, told = self._bench.say, self._reason(entry)
        if not entry.warned:
            return told
        rules = isolated(", ".join(entry.warned))
        warned = say("Saved although {rules} warned", rules=rules)
        return " · ".join(filter(None, (told, warned)))

    def _reason(self, entry: HistoryEntry) -> str:
        say = self._bench.say
        why = embedded(say(entry.why)) if entry.why else ""
        if not entry.is_amendment:
            return why
        told = say("Amendment: {reason}", reason=why) if why else say("Amendment")
        if not entry.approved_by:
            return told
        people = say(", ").join(map(embedded, entry.approved_by))
        return say("{sentence} Approved by {people}.", sentence=told, people=people)

    def _of_margin(self, entry: HistoryEntry) -> str:
        beside = entry.beside or ""
        where = self._label(self._kind.fields.get(beside), beside)
        say = self._bench.say
        return say("Margin note: {field}", field=where if beside else say("The whole record"))

    def _label(self, field: Field[Any] | None, name: str) -> str:
        return self._bench.say(field.label) if field else isolated(name)

    def _value(self, field: Field[Any] | None, encoded: object) -> str:
        if encoded is None:
            return "–"
        return self._bench.shown.encoded(field, encoded) if field else embedded(str(encoded))

    def _selected(self) -> HistoryEntry | None:
        rows = self.table.selectionModel().selectedRows()
        return cast("HistoryEntry", self.model.lines[rows[0].row()].key) if rows else None

    def _on_selected(self) -> None:
        entry = self._selected()
        self.restore.setEnabled(entry is not None and self._may_restore(entry))
        self.hint.setText(self._said_of(entry))

    def _may_restore(self, entry: HistoryEntry) -> bool:
        record = self._record
        is_first = record is not None and entry.line == record.origin.line
        return record is not None and not is_first and obstacle(record, entry) is None

    def _said_of(self, entry: HistoryEntry | None) -> str:
        """What restoring does here, or why it cannot be done."""
        say, record = self._bench.say, self._record
        if record is None or record.is_append_only:
            return " ".join(say.error(never_changes())) if record is not None else ""
        if entry is None:
            return say("Select a line to write its older value again. Nothing is ever deleted.")
        found = obstacle(record, entry)
        if found is not None:
            return " ".join(say.error(found))
        if entry.line == record.origin.line:
            return say("The record began with this value; there is none before it.")
        return (
            say("Restoring writes the value before again, as a new change.")
            if entry.before is not None
            else say("Before, the field was empty; restoring empties it again.")
        )

    def _on_restore(self) -> None:
        entry = self._selected()
        if entry is not None and self._may_restore(entry):
            self.wanted.emit(entry)
