"""Several kinds of record on one page, each with its own list, under tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.models.kinds import KIND
from app.ui.kind_tabs import KindTabs
from app.ui.labels import hairline, title_row
from app.ui.page import RecordPage
from app.ui.panels import Extra
from app.ui.places import Destination
from app.ui.workbench import Workbench


class TabbedPage(QWidget):
    """A page of lists; each is built when its tab is first looked at.

    `pages` names the kinds whose list does more than others.
    """

    opened = Signal(object)

    def __init__(
        self,
        title: str,
        kinds: Sequence[str],
        bench: Workbench,
        extras: Mapping[str, Sequence[Extra]] | None = None,
        pages: Mapping[str, type[RecordPage]] | None = None,
    ) -> None:
        super().__init__()
        self._bench = bench
        self._extras = extras or {}
        self._page_types = pages or {}
        self._site = ""
        self._kind = ""
        self._pages: dict[str, RecordPage] = {}
        self.setProperty("role", "page")
        self.tabs = KindTabs({kind: bench.say(KIND[kind].plural) for kind in kinds})
        self.tabs.setAccessibleName(title)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = title_row(title)
        row.addWidget(self.tabs, 1)
        self._main_buttons = QStackedWidget()
        self._main_buttons.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        row.addWidget(self._main_buttons)
        for part in range(row.count()):  # beside tabs in two lines, the others stay at the first
            item = row.itemAt(part)
            if item is not None and item.widget() is not self.tabs:
                item.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(hairline())
        column.addWidget(self._stack, 1)
        self.tabs.chosen.connect(self.page_of)
        self.page_of(kinds[0])

    def page_of(self, kind: str) -> RecordPage:
        """The list of a kind, in view from now on."""
        self.leave()
        self._kind = kind
        self.tabs.choose(kind)
        page = self.current()
        self._stack.setCurrentWidget(page)
        self._main_buttons.setCurrentWidget(page.main)
        self._main_buttons.setVisible(page.can_begin)
        return page

    def open(self, destination: Destination) -> None:
        """Show a record under its tab."""
        self.page_of(destination.kind).open(destination)

    def set_site(self, uid: str) -> None:
        """Show what belongs to a site."""
        self._site = uid
        for page in self._pages.values():
            page.set_site(uid)

    def transfer_shown(self) -> bool:
        """Open a custody transfer of the item shown; whether there is one."""
        return self.current().transfer_shown()

    def begin(self) -> None:
        """Begin a record of the kind in view."""
        self.current().begin()

    def leave(self) -> None:
        """Settle what is being typed."""
        if self._kind:
            self.current().leave()

    def focus_filter(self) -> None:
        """Put the cursor into the filter of the list in view."""
        self.current().focus_filter()

    def current(self) -> RecordPage:
        """The list in view."""
        kind = self._kind
        if kind not in self._pages:
            make = self._page_types.get(kind, RecordPage)
            page = make(KIND[kind], self._bench, self._extras.get(kind, ()), is_titled=False)
            page.set_site(self._site)
            page.opened.connect(self.opened)
            self._pages[kind] = page
            self._stack.addWidget(page)
            self._main_buttons.addWidget(page.main)
        return self._pages[kind]
