"""The exchange page: write, read, receipts, and joining or enrolling, each under its tab."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.core.changes import Changes
from app.ui.exchange.actions import ExchangeActions, Standing
from app.ui.exchange.enrolling import EnrollingPanel
from app.ui.exchange.enrolment import EnrolmentPanel
from app.ui.exchange.panel import ExchangePanel
from app.ui.exchange.reading import ReadPanel
from app.ui.exchange.receipts import ReceiptsPanel
from app.ui.exchange.writing import WritePanel
from app.ui.jobs import quick
from app.ui.labels import Label, hairline
from app.ui.places import RECEIPTS, WRITE_BUNDLE, Destination, Place
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class ExchangePage(QWidget):
    """Four panels that share what is known about bundles and receipts."""

    opened = Signal(object)

    def __init__(self, bench: Workbench, actions: ExchangeActions) -> None:
        super().__init__()
        self._bench = bench
        self._actions = actions
        say = bench.say
        self.setProperty("role", "page")
        self.write = WritePanel(bench, actions)
        self.read = ReadPanel(bench, actions)
        self.receipts = ReceiptsPanel(bench, actions)
        self.enrolment = EnrolmentPanel(bench, actions)
        self.enrolling = EnrollingPanel(bench, actions)
        self._panels: list[tuple[str, ExchangePanel]] = [
            (say("Write bundle"), self.write),
            (say("Read bundle"), self.read),
            (say("Receipts"), self.receipts),
        ]
        self._panels.append(
            (say("Enrolling"), self.enrolling)
            if actions.is_headquarters
            else (say("Joining"), self.enrolment)
        )
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(say("Exchange"))
        self._stack = QStackedWidget()
        for word, panel in self._panels:
            self.tabs.addTab(word)
            self._stack.addWidget(panel)
            panel.stood.connect(self.reload)
        # The other side's panel has no tab here, and goes with the page.
        self._stack.addWidget(self.enrolment if actions.is_headquarters else self.enrolling)
        self.tabs.currentChanged.connect(self._on_tab)
        row = QHBoxLayout()
        row.setContentsMargins(GRID * 3, 0, GRID * 3, GRID)
        row.setSpacing(GRID * 3)
        row.addWidget(Label(say("Exchange"), "title"))
        row.addWidget(self.tabs, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(hairline())
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.tabs)
        self._is_first = True
        self.reload()

    def open(self, destination: Destination) -> None:
        """Go to where bundles are written, or to the receipts."""
        for wanted, panel in ((WRITE_BUNDLE, 0), (RECEIPTS, 2)):
            if destination == wanted:
                self.show_panel(panel)

    def set_site(self, uid: str) -> None:
        """Bundles hold the whole operation."""

    def begin(self) -> None:
        """Nothing is recorded here."""

    def leave(self) -> None:
        """Nothing is typed here that could be lost."""

    def focus_filter(self) -> None:
        """There is nothing to filter."""

    def reload(self) -> None:
        """Read how the exchange stands, and let the frame's strip say it, too."""
        self._bench.jobs.read(
            self,
            quick(self._actions.standing),
            done=self._on_standing,
            failed=self._bench.notices.report,
        )

    def show_panel(self, place: int) -> None:
        """Go to one of the tabs."""
        self.tabs.setCurrentIndex(place)

    def _on_standing(self, standing: Standing) -> None:
        for _, panel in self._panels:
            panel.show_standing(standing)
        if self._is_first and not standing.is_enrolled and not self._actions.is_headquarters:
            self.show_panel(len(self._panels) - 1)
        if not self._is_first:
            self._bench.hub.announce(Changes())
        self._is_first = False

    def _on_tab(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.write.look_for_sticks()


def exchange_place(actions: ExchangeActions) -> Place:
    """The entry of the rail."""
    return Place("exchange", "Exchange", "arrow-left-right", partial(_page, actions))


def _page(actions: ExchangeActions, bench: Workbench) -> QWidget:
    return ExchangePage(bench, actions)
