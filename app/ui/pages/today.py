"""Today: what is open, in order of consequence; each line opens its place.

Most lines are about one record. Those that count many lead to where something is done about them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from app.core.changes import Changes
from app.core.wording import embedded, isolated
from app.models.kinds import KIND
from app.models.record import Record
from app.services.status import CONFLICTS, DRAFTS, EXCHANGE
from app.ui.jobs import quick
from app.ui.labels import Label, hairline, title_row
from app.ui.places import WRITE_BUNDLE, Destination
from app.ui.plain_table import Line, PlainTable
from app.ui.tables import inset, styled_table
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.services.status import TodayItem

_GATHER_MS = 300  # many changes in a row ask once
_ICONS = {
    "hazard": ("triangle-alert", "hazard_ink"),
    "clearance_certificate": ("triangle-alert", "hazard_ink"),
    "container": ("package", "accent"),
    "custody_event": ("package", "accent"),
    "remains_case": ("bone", "accent"),
    "photo": ("camera", "accent"),
    "site": ("map-pin", "accent"),
    "grave": ("map-pin", "accent"),
}
_DRAFTED = ("site", "grave", "remains_case", "hazard", "clearance_certificate")


class TodayPage(QWidget):
    """The list of what is open. `opened` carries the `Destination` of the line chosen."""

    opened = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        say = bench.say
        self.setProperty("role", "page")
        self.count = Label(say("reading …"), "quiet")
        self.model = PlainTable((say("What is open"), say("Where")), bench)
        self.table = styled_table(self.model)
        self.table.setAccessibleName(say("What is open"))
        self.table.activated.connect(self._on_chosen)
        self.table.clicked.connect(self._on_chosen)
        self.setFocusProxy(self.table)
        row = title_row(say("Today"))
        row.addWidget(self.count, 1)
        self._stack = QStackedWidget()
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(1, GRID * 30)
        held = QWidget()
        held.setLayout(inset(self.table))
        self._stack.addWidget(held)
        self._stack.addWidget(self._nothing_open())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(hairline())
        column.addWidget(self._stack, 1)
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self.reload)
        bench.hub.announced.connect(self._on_changes)
        self.reload()

    def open(self, destination: Destination) -> None:
        """Today holds no records of its own."""

    def set_site(self, uid: str) -> None:
        """What is open is shown for the whole operation."""

    def begin(self) -> None:
        """Nothing is recorded here."""

    def leave(self) -> None:
        """Nothing is typed here."""

    def focus_filter(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def reload(self) -> None:
        """Read what is open."""
        self._bench.jobs.read(
            self,
            quick(self._bench.actions.today),
            done=self._on_read,
            failed=self._bench.notices.report,
        )

    def _nothing_open(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(GRID * 6, GRID * 6, GRID * 6, GRID * 6)
        column.addStretch(1)
        column.addWidget(Label(self._bench.say("Nothing is open."), "heading"))
        column.addWidget(
            Label(
                self._bench.say(
                    "Here stands what waits for somebody: hazards without clearance, remains "
                    "lifted but not sealed, releases not received, records to complete, conflicts."
                ),
                "quiet",
                wraps=True,
            )
        )
        column.addStretch(2)
        return page

    def _on_changes(self, _changes: Changes) -> None:
        self._gather.start()

    def _on_read(self, items: list[TodayItem]) -> None:
        self.model.set_lines([self._line(item) for item in sorted(items, key=_order)])
        self._stack.setCurrentIndex(0 if items else 1)
        self.count.setText(
            self._bench.say("{count} open", count=isolated(len(items))) if items else ""
        )

    def _line(self, item: TodayItem) -> Line:
        icon, role = _ICONS.get(item.kind, ("circle-alert", "amber"))
        values = {name: embedded(value) for name, value in item.values.items()}
        sentence = self._bench.say(item.sentence, **values)
        return Line((sentence, self._where(item)), item, icon, role)

    def _where(self, item: TodayItem) -> str:
        say, kind = self._bench.say, KIND.get(item.kind)
        if item.place == CONFLICTS:
            return say("Conflicts")
        if item.place == EXCHANGE:
            return say("Exchange")
        if item.place == DRAFTS:
            return say("the first of them")
        return say(kind.plural) if kind is not None else ""

    def _on_chosen(self, index: QModelIndex) -> None:
        item = cast("TodayItem", self.model.lines[index.row()].key)
        if item.place == CONFLICTS:
            self.opened.emit(Destination(item.kind, item.uid, place="conflicts"))
        elif item.place == EXCHANGE:
            self.opened.emit(WRITE_BUNDLE)
        elif item.place == DRAFTS:
            self._bench.jobs.read(
                self,
                quick(partial(_first_draft, self._bench.actions.list_records)),
                done=self._on_draft,
                failed=self._bench.notices.report,
            )
        elif item.kind:
            self.opened.emit(Destination(item.kind, item.uid))

    def _on_draft(self, destination: Destination | None) -> None:
        if destination is not None:
            self.opened.emit(destination)


def _first_draft(list_records: Callable[[str], list[Record]]) -> Destination | None:
    drafts = (
        Destination(kind, record.uid)
        for kind in _DRAFTED
        for record in list_records(kind)
        if not record.is_final
    )
    return next(drafts, None)


def _order(item: TodayItem) -> int:
    return item.order


def today_page(bench: Workbench) -> QWidget:
    """What is open."""
    return TodayPage(bench)
