"""What the rules say of records that came in: they were kept, and nobody was there to be asked.

A person looks at each, opens its record and mends it there, or knows why it is so.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QItemSelection, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.wording import embedded, isolated
from app.models.kinds import KIND
from app.rules.verdicts import Level, Verdict
from app.ui.custody.refusals import words_of
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.places import Destination
from app.ui.plain_table import Line, PlainTable
from app.ui.tables import inset, select_row, styled_table
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.services.flags import Flag

_LOOKS = {
    Level.BLOCK: ("triangle-alert", "hazard_ink"),
    Level.OVERRIDE: ("triangle-alert", "hazard_ink"),
    Level.WARN: ("circle-alert", "amber"),
    Level.AUDIT: ("info", "quiet"),
}


class FlagsPanel(QWidget):
    """The list and, beside it, one flag in full. `opened` carries a record's `Destination`.

    `counted` carries how many there are.
    """

    opened = Signal(object)
    counted = Signal(int)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        say = bench.say
        self.model = PlainTable((say("What the rule says"), say("Record"), say("Kind")), bench)
        self.table = styled_table(self.model)
        self.table.setAccessibleName(say("Rules not kept"))
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.setFocusProxy(self.table)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        held = QWidget()
        held.setLayout(inset(self.table))
        both.addWidget(held)
        both.addWidget(self._one())
        both.setSizes([560, 440])
        self._stack = QStackedWidget()
        self._stack.addWidget(both)
        self._stack.addWidget(_none(bench))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._show(None)

    def reload(self) -> None:
        """Read the flags."""
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.flags, self._bench.say)),
            done=self._on_read,
            failed=self._bench.notices.report,
        )

    def _one(self) -> QWidget:
        self.heading = Label("", "heading", wraps=True)
        self.level = Label("", "warning", wraps=True)
        self.sentence = Label("", wraps=True)
        self.look = Button(self._bench.say("Open the record"), role="primary")
        self.look.clicked.connect(self._on_look)
        row = QHBoxLayout()
        row.addWidget(self.look)
        row.addStretch(1)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        column.setSpacing(GRID * 2)
        for label in (self.heading, self.level, self.sentence):
            column.addWidget(label)
        column.addLayout(row)
        column.addStretch(1)
        return side

    def _on_read(self, found: list[Flag]) -> None:
        shown = self._selected()
        found = sorted(found, key=_gravest_first)
        with QSignalBlocker(self.table.selectionModel()):
            self.model.set_lines([self._line(flag) for flag in found])
        self.table.setColumnWidth(0, GRID * 34)
        self.table.setColumnWidth(1, GRID * 22)
        self._stack.setCurrentIndex(0 if found else 1)
        self.counted.emit(len(found))
        if found:
            select_row(self.table, found.index(shown) if shown in found else 0)
        self._show(self._selected())

    def _line(self, flag: Flag) -> Line:
        icon, role = _LOOKS[flag.verdict.level]
        kind = KIND.get(flag.kind)
        cells = (
            words_of(self._bench.say, flag.verdict),
            embedded(flag.title),
            self._bench.say(kind.label) if kind is not None else "",
        )
        return Line(cells, flag, icon, role)

    def _selected(self) -> Flag | None:
        rows = self.table.selectionModel().selectedRows()
        return cast("Flag", self.model.lines[rows[0].row()].key) if rows else None

    def _on_selection(self, _selected: QItemSelection) -> None:
        self._show(self._selected())

    def _show(self, flag: Flag | None) -> None:
        for part in (self.heading, self.level, self.sentence, self.look):
            part.setVisible(flag is not None)
        if flag is None:
            return
        self.heading.setText(f"{isolated(flag.verdict.rule)}  {embedded(flag.title)}")
        self.level.setText(self._level(flag.verdict))
        self.sentence.setText(words_of(self._bench.say, flag.verdict))
        self.look.setVisible(flag.kind in KIND)

    def _level(self, verdict: Verdict) -> str:
        say = self._bench.say
        return {
            Level.BLOCK: say("Typed here, this would have been stopped."),
            Level.OVERRIDE: say("Typed here, only an override would have let this pass."),
            Level.WARN: say("A warning."),
            Level.AUDIT: say("For the record."),
        }[verdict.level]

    def _on_look(self) -> None:
        flag = self._selected()
        if flag is not None:
            self.opened.emit(Destination(flag.kind, flag.uid))


def _gravest_first(flag: Flag) -> tuple[int, str, str]:
    return list(_LOOKS).index(flag.verdict.level), flag.verdict.rule, flag.title


def _none(bench: Workbench) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(GRID * 6, GRID * 6, GRID * 6, GRID * 6)
    column.addStretch(1)
    column.addWidget(Label(bench.say("Everything that came in keeps the rules."), "heading"))
    column.addWidget(
        Label(
            bench.say(
                "What comes in a bundle is never refused for a rule: it is kept, and what the "
                "rules said of it when it came stays here."
            ),
            "quiet",
            wraps=True,
        )
    )
    column.addStretch(2)
    return page
