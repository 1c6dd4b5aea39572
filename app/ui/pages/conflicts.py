"""Conflicts: what two laptops wrote without knowing of each other, one list, in words.

Under a tab of its own stands what came in and does not keep a rule.

Work goes on meanwhile. Deciding is a change of its own, with a reason and a name; both values stay
in the history.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QItemSelection, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.changes import Changes
from app.core.wording import embedded, isolated
from app.models.kinds import KIND
from app.services.recording import Saved
from app.ui.finding_words import name_of
from app.ui.jobs import quick
from app.ui.kind_tabs import KindTabs
from app.ui.labels import Label, hairline, title_row
from app.ui.pages.decision import Decision
from app.ui.pages.rule_flags import FlagsPanel
from app.ui.places import Destination
from app.ui.plain_table import Line, PlainTable
from app.ui.tables import inset, select_row, styled_table
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.findings import Finding

FINDINGS, FLAGS = "findings", "flags"

_GATHER_MS = 300
_LOOKS = {
    1: ("triangle-alert", "hazard_ink"),
    2: ("git-merge", "amber"),
    3: ("info", "quiet"),
}


class ConflictsPage(QWidget):
    """The list and, beside it, the decision. `opened` carries the `Destination` of a record."""

    opened = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._wanted = ""
        say = bench.say
        self.setProperty("role", "page")
        self.count = Label("", "quiet")
        self.model = PlainTable(
            (say("What stands against what"), say("Record"), say("Kind")), bench
        )
        self.table = styled_table(self.model)
        self.table.setAccessibleName(say("Conflicts"))
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.setFocusProxy(self.table)
        self.decision = Decision(bench)
        self.decision.decided.connect(self._on_decided)
        self.decision.opened.connect(self.opened)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        held = QWidget()
        held.setLayout(inset(self.table))
        both.addWidget(held)
        both.addWidget(self.decision)
        both.setSizes([560, 440])
        self.flags = FlagsPanel(bench)
        self.flags.opened.connect(self.opened)
        self.flags.counted.connect(self._on_flags)
        self.tabs = KindTabs({FINDINGS: say("Conflicts"), FLAGS: say("Rules not kept")})
        self.tabs.setAccessibleName(say("Conflicts"))
        self.tabs.chosen.connect(self.show_tab)
        row = title_row(say("Conflicts"))
        row.addWidget(self.tabs, 1)
        row.addWidget(self.count)
        self._stack = QStackedWidget()
        self._stack.addWidget(both)
        self._stack.addWidget(_nothing(bench))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(hairline())
        self._tab = QStackedWidget()
        self._tab.addWidget(self._stack)
        self._tab.addWidget(self.flags)
        column.addWidget(self._tab, 1)
        self.show_tab(FINDINGS)
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self.reload)
        bench.hub.announced.connect(self._on_changes)
        self.reload()

    def open(self, destination: Destination) -> None:
        """Select the first finding about a record, now or as soon as findings are read."""
        self.show_tab(FINDINGS)
        self._wanted = destination.uid
        self._select_wanted()

    def show_tab(self, name: str) -> None:
        """Show the conflicts, or the rules that are not kept."""
        self.tabs.choose(name)
        self._tab.setCurrentWidget(self.flags if name == FLAGS else self._stack)
        self.count.setVisible(name == FINDINGS)

    def _select_wanted(self) -> None:
        for row, line in enumerate(self.model.lines):
            if self._wanted and cast("Finding", line.key).uid == self._wanted:
                self._wanted = ""
                select_row(self.table, row)

    def set_site(self, uid: str) -> None:
        """Conflicts are shown for the whole operation."""

    def begin(self) -> None:
        """Nothing is recorded here."""

    def leave(self) -> None:
        """A reason half typed stays where it is."""

    def focus_filter(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def reload(self) -> None:
        """Read the findings and the flags."""
        self.flags.reload()
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.findings, self._bench.say)),
            done=self._on_read,
            failed=self._bench.notices.report,
        )

    def _on_changes(self, _changes: Changes) -> None:
        self._gather.start()

    def _on_read(self, found: list[Finding]) -> None:
        shown = self._selected()
        if shown is not None and shown in found and self.decision.reason.toPlainText():
            return  # somebody is deciding this one: what they typed is not taken from them
        self.model.set_lines([self._line(finding) for finding in found])
        self.table.setColumnWidth(0, GRID * 44)
        self.table.setColumnWidth(1, GRID * 22)
        self.count.setText(self._bench.say("{count} to look at", count=isolated(len(found))))
        self._stack.setCurrentIndex(0 if found else 1)
        if found:
            select_row(self.table, found.index(shown) if shown in found else 0)
        else:
            self.decision.show_finding(None)
        self._select_wanted()

    def _on_flags(self, count: int) -> None:
        say = self._bench.say
        word = say("Rules not kept")
        if count:
            word = say("Rules not kept: {count}", count=isolated(count))
        self.tabs.set_word(FLAGS, word)

    def _line(self, finding: Finding) -> Line:
        icon, role = _LOOKS[finding.severity]
        kind = KIND.get(finding.kind)
        cells = (
            f"{isolated(finding.code)}  {name_of(finding.code, self._bench)}",
            embedded(finding.title),
            self._bench.say(kind.label) if kind is not None else "",
        )
        return Line(cells, finding, icon, role)

    def _selected(self) -> Finding | None:
        rows = self.table.selectionModel().selectedRows()
        return cast("Finding", self.model.lines[rows[0].row()].key) if rows else None

    def _on_selection(self, _selected: QItemSelection) -> None:
        self.decision.show_finding(self._selected())

    def _on_decided(self, act: Callable[[], Saved]) -> None:
        self._bench.jobs.write(
            self, quick(act), done=self._on_written, failed=self._bench.notices.report
        )

    def _on_written(self, saved: Saved) -> None:
        self.decision.reason.clear()
        self._bench.notices.tell(
            self._bench.say("Decided for {record}.", record=embedded(saved.record.title)),
            self._bench.say("Both values stay in its history."),
        )
        self._bench.hub.announce(saved.changes)


def _nothing(bench: Workbench) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(GRID * 6, GRID * 6, GRID * 6, GRID * 6)
    column.addStretch(1)
    column.addWidget(Label(bench.say("No conflicts."), "heading"))
    column.addWidget(
        Label(
            bench.say(
                "When two laptops write the same field without knowing of each other, both values "
                "stand here until somebody decides. Nothing is overwritten meanwhile."
            ),
            "quiet",
            wraps=True,
        )
    )
    column.addStretch(2)
    return page


def conflicts_page(bench: Workbench) -> QWidget:
    """What people have to look at."""
    return ConflictsPage(bench)
