"""What ever happened to a record: who wrote what, when, on which laptop, before and after.

Times are the laptops' own claims. An old value can be written again, which is itself a change. What
was changed once the record was final is an amendment: the value of before is struck through.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.clock import Moment, MomentError
from app.core.wording import Wording, embedded, isolated
from app.models.fields import Field
from app.models.margins import MarginNote
from app.models.record import Record
from app.services.restoring import never_changes, obstacle
from app.ui.jobs import quick
from app.ui.labels import Button, Label, set_margins
from app.ui.panels import Panel
from app.ui.plain_table import Line, PlainTable
from app.ui.shown import date_and_time
from app.ui.tables import styled_table
from app.ui.theme import GRID, ROW
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.services.reading import HistoryEntry


def claimed_time(text: str) -> str:
    """A journal line's time as its laptop claimed it, readable or not."""
    try:
        return date_and_time(Moment.parse(text))
    except MomentError:
        return isolated(text)


_WHO, _BEFORE = 1, 3  # the columns of who wrote it, and of the value before
_FULL_HEIGHT = GRID * 19  # px; longer values are scrolled


class LineInFull(QScrollArea):
    """One line of the history with nothing cut off: what the list has no room for."""

    def __init__(self, say: Wording) -> None:
        super().__init__()
        self._say = say
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.what = Label("", "chosen", wraps=True)
        self.before = Label("", wraps=True)
        self.after = Label("", wraps=True)
        self.why = Label("", wraps=True)
        self.who = Label("", "small", wraps=True)
        body = QWidget()
        self._column = QVBoxLayout(body)
        set_margins(self._column, GRID * 3, GRID, GRID * 3, 0)
        self._column.setSpacing(GRID // 2)
        for label in (self.what, self.before, self.after, self.why, self.who):
            self._column.addWidget(label)
        self._column.addStretch(1)
        self.setWidget(body)
        self.hide()

    def show_line(self, line: Line | None) -> None:
        """Say a line in full, or nothing."""
        self.setVisible(line is not None)
        if line is None:
            return
        say = self._say
        when, by, field, before, after, why, laptop = line.cells
        self.what.setText(field)
        self.before.setText(say("Before: {value}", value=embedded(before)))
        self.after.setText(say("After: {value}", value=embedded(after)))
        font = self.before.font()
        font.setStrikeOut(bool(line.struck))
        self.before.setFont(font)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.who.setText(f"{when} · {by} · {laptop}")
        self.verticalScrollBar().setValue(0)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        column = self._column
        asked = column.heightForWidth(self.viewport().width()) if column.hasHeightForWidth() else 0
        self.setFixedHeight(min(asked or column.sizeHint().height(), _FULL_HEIGHT))


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
        self.table.setAccessibleName(say("History"))
        self.table.setMinimumHeight(ROW * 3)
        # What changed and why comes before who changed it.
        self.table.horizontalHeader().moveSection(_WHO, len(headings) - 2)
        self.full = LineInFull(say)
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
        column.addWidget(self.full)
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
        struck = frozenset({_BEFORE}) if entry.before is not None else frozenset[int]()
        return Line(cells, entry, "pencil", struck=struck)

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

    def _selected_line(self) -> Line | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.lines[rows[0].row()] if rows else None

    def _selected(self) -> HistoryEntry | None:
        line = self._selected_line()
        return cast("HistoryEntry", line.key) if line is not None else None

    def _on_selected(self) -> None:
        line = self._selected_line()
        entry = self._selected()
        self.full.show_line(line)
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
            self.table.setFocus()  # the button gives the focus away as it is disabled
            self.wanted.emit(entry)
