"""The window: rail, bands, search, strip, and between them the page in view.

It owns no data and decides nothing; pages are built when they are first visited.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.core.changes import Changes
from app.core.wording import isolated
from app.models.fields import Field
from app.models.margins import MarginNote
from app.models.record import Record
from app.ui.bands import CameBackBand, HazardBand, PracticeBand
from app.ui.curtain import PRIVACY_KEY, Curtain
from app.ui.fields.base import FieldEditor
from app.ui.fields.positions import PositionEditor
from app.ui.jobs import quick
from app.ui.labels import FittingLabel
from app.ui.looking_over import LookingOver
from app.ui.notice_line import NoticeLine
from app.ui.page import RecordPage
from app.ui.pages.tabs import TabbedPage
from app.ui.pickers import Picker
from app.ui.places import Destination, Page, Place
from app.ui.rail import Rail
from app.ui.receiver.alarm import AlarmBand
from app.ui.receiver.goal import place_of
from app.ui.receiver.state import ReceiverState
from app.ui.search_box import SearchBox
from app.ui.strip import Strip
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.rules.hazards import HazardNotice
    from app.services.recording import Saved
    from app.services.status import Status

_STATUS_EVERY_MS = 30_000


_ROOMY = GRID * 120  # px; in narrower windows the top of the page is brief
_FIRST_SIZE = QSize(GRID * 170, GRID * 110)  # or as much of it as the screen has


class Frame(QMainWindow):
    """The main window over one open store, with a site in view or, with "", the whole operation.

    `closed` is told once the window may go.
    """

    closed = Signal()

    def __init__(self, bench: Workbench, places: Sequence[Place], site_in_view: str = "") -> None:
        super().__init__()
        self._bench = bench
        self._say = bench.say
        self._places = {place.name: place for place in places}
        self._pages: dict[str, QWidget] = {}
        self.place = ""
        self.site_in_view = site_in_view
        self.setWindowTitle("Athar")
        self.setMinimumSize(GRID * 80, GRID * 45)
        self.resize(_FIRST_SIZE.boundedTo(self.screen().availableSize()))
        self.hazard_band = HazardBand(bench.say, bench.theme, bench.icons)
        self.alarm_band = AlarmBand(bench)
        self.receiver = ReceiverState(bench)
        self.practice_band = PracticeBand(bench.say, bench.theme)
        self.practice_band.hide()
        self.came_back_band = CameBackBand(bench.say)
        self.rail = Rail(places, bench)
        self.strip = Strip(bench)
        self.notice_line = NoticeLine(bench.notices, bench)
        self.search = SearchBox(bench)
        self.operation = FittingLabel("heading")
        self.site = Picker()
        self._looking_over = LookingOver(bench, self)
        self._stack = QStackedWidget()
        self._work = QWidget()
        self.curtain = Curtain(bench)
        self.curtain.hide()
        self._lay_out()
        self._connect()
        self._bind_keys()
        self._refresh_status()
        self._refresh_hazards()
        self._looking_over.start()

    # --- going places ---------------------------------------------------------------------------

    def go(self, name: str) -> QWidget:
        """Show a place of the rail."""
        self.leave()
        if name not in self._pages:
            page = self._places[name].make(self._bench)
            cast("Page", page).opened.connect(self.open)
            cast("Page", page).set_site(self.site_in_view)
            self._pages[name] = page
            self._stack.addWidget(page)
        self.place = name
        self._stack.setCurrentWidget(self._pages[name])
        self.rail.show_chosen(name)
        self._pages[name].setFocus()
        return self._pages[name]

    def page(self) -> QWidget:
        """The page in view."""
        return self._pages[self.place]

    def here(self) -> Destination | None:
        """The record in view, where there is one."""
        page = self._pages.get(self.place)
        if isinstance(page, TabbedPage):
            page = page.current()
        return page.here() if isinstance(page, RecordPage) else None

    def leave(self) -> None:
        """Settle what is being typed."""
        if self.place in self._pages:
            self._page(self.place).leave()

    def open(self, destination: Destination) -> None:
        """Show a record where records of its kind are found, or the place that is named."""
        places = self._places.values()
        found = (place.name for place in places if destination.kind in place.kinds)
        name = destination.place or next(found, "")
        if name in self._places:
            self.go(name)
            self._page(name).open(destination)

    def toggle_privacy(self) -> None:
        """Draw the curtain over everything that may name or show somebody, or lift it."""
        is_drawn = self.curtain.isHidden()
        self.leave()
        self.search.dismiss()
        for part in (self._work, self.search):
            part.setVisible(not is_drawn)
        self.curtain.setVisible(is_drawn)
        if is_drawn:
            self.curtain.lift.setFocus()
        elif self.place in self._pages:
            self._pages[self.place].setFocus()

    # --- the look -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        body = QWidget()
        body.setProperty("role", "page")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.alarm_band)
        column.addWidget(self.practice_band)
        column.addWidget(self.came_back_band)
        column.addWidget(self._top())
        column.addWidget(self.hazard_band)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        right = QVBoxLayout()
        right.setSpacing(0)
        work = QVBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(0)
        work.addWidget(self._stack, 1)
        work.addWidget(self.notice_line)
        right.addWidget(self._work, 1)
        right.addWidget(self.curtain, 1)
        middle.addLayout(right, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.strip)
        self.setCentralWidget(body)
        self.search.attach(body)

    def _top(self) -> QWidget:
        top = QWidget()
        top.setProperty("role", "top")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(top)
        row.setContentsMargins(GRID * 2, GRID, GRID * 3, GRID)
        row.setSpacing(GRID * 2)
        self.site.setAccessibleName(self._say("Site in view"))
        self.site.setToolTip(self._say("Show one site, or the whole operation"))
        self.site.set_placeholder(self._say("All sites"))
        self.site.setMinimumWidth(GRID * 26)
        row.addWidget(self.operation, 3)
        row.addWidget(self.site, 2)
        row.addWidget(self.search, 4)
        row.addWidget(self.receiver)
        return top

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        self.strip.asked.connect(self.open)
        self.search.chosen.connect(self.open)
        self.search.way_asked.connect(self._on_way_asked)
        self.receiver.clicked.connect(self._on_receiver)
        self.curtain.lift.clicked.connect(self.toggle_privacy)
        self._looking_over.told.connect(self.strip.show_behind)
        self.site.picked.connect(self._on_site)
        self._bench.titles.want(["site"])
        self._bench.titles.loaded.connect(self._on_titles)
        self._bench.hub.announced.connect(self._on_changes)
        self._clock = QTimer(self)
        self._clock.setInterval(_STATUS_EVERY_MS)
        self._clock.timeout.connect(self._refresh_status)
        self._clock.start()

    def _bind_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "F1": self._on_help,
            "F2": self._on_new,
            "F3": self._on_search,
            "Ctrl+K": self._on_search,
            "Ctrl+F": self._on_filter,
            "F5": self._on_position,
            "F6": partial(self.open, Destination("photo")),
            "F7": self._on_custody,
            "F8": partial(self.open, Destination("hazard")),
            "F11": self._on_sun,
            PRIVACY_KEY: self.toggle_privacy,
            "Ctrl+Z": self._on_undo,
        }
        for place in self._places.values():
            if place.key:
                keys.setdefault(place.key, partial(self.go, place.name))
        for key, action in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(action)

    # --- what happens ---------------------------------------------------------------------------

    def _page(self, name: str) -> Page:
        return cast("Page", self._pages[name])

    def _on_site(self) -> None:
        self.site_in_view = self.site.chosen()
        for page in self._pages.values():
            cast("Page", page).set_site(self.site_in_view)
        self._refresh_hazards()

    def _on_titles(self, kind: str) -> None:
        if kind != "site":
            return
        sites = self._bench.titles.options(["site"])
        self.site.set_options(sites)
        if self.site_in_view:
            self.site.set_chosen(self.site_in_view)
        elif len(sites) == 1:
            self.site.set_chosen(sites[0].key)
            self._on_site()

    def _on_changes(self, changes: Changes) -> None:
        self._refresh_status()
        if changes.kinds & {"hazard", "clearance_certificate", "hazard_override", "site"}:
            self._refresh_hazards()
        if changes.hazards:
            self._bench.notices.tell(
                self._say(
                    "Hazards that are new or worse: {count}. Read them before anybody goes on "
                    "working.",
                    count=isolated(len(changes.hazards)),
                )
            )

    def _on_help(self) -> None:
        editor = self._focused_editor()
        if editor is None:
            self._bench.notices.tell(
                self._say(
                    "F2 new · Ctrl+D duplicate · F3 find · F5 position · F6 photo · F7 custody · "
                    "F8 hazard · "
                    "F11 sun theme · F12 privacy"
                ),
                self._say(
                    "In a field: F1 what belongs into it · F4 repeat its last value · "
                    "Shift+F4 carry it over to the next record · "
                    "Ctrl+M how certain it is, and a note."
                ),
            )
        else:
            help_text = self._say(editor.field.help) if editor.field.help else ""
            self._bench.notices.tell(
                self._say("{label}: {value}", label=editor.label, value=help_text)
            )

    def _on_new(self) -> None:
        self.leave()
        if self.place in self._pages:
            self._page(self.place).begin()

    def _on_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_filter(self) -> None:
        if self.place in self._pages:
            self._page(self.place).focus_filter()

    def _on_position(self) -> None:
        """Record a position where one belongs, or show what the receiver says."""
        page = self._pages.get(self.place)
        focused = self._focused_editor()
        editors = page.findChildren(PositionEditor) if page is not None else []
        shown = [editor for editor in editors if editor.isVisible()]
        if isinstance(focused, PositionEditor):
            focused.ask()
        elif shown:
            shown[0].ask()
        else:
            self._on_receiver()

    def _on_receiver(self) -> None:
        if self._bench.doors.receiver is not None:
            self._bench.doors.receiver(self)

    def _on_way_asked(self, destination: Destination) -> None:
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.get_record, destination.uid)),
            done=self._on_goal,
            failed=self._bench.notices.report,
        )

    def _on_goal(self, record: Record | None) -> None:
        found = place_of(record) if record is not None else None
        navigate = self._bench.doors.navigate
        if record is None or found is None or navigate is None:
            self._bench.notices.tell(
                self._say("This record has no position, so there is no way to it.")
            )
            return
        navigate(self, f"{record.title} · {self._say(found[0])}", found[1])

    def _on_custody(self) -> None:
        """Hand on the item shown, or begin with an empty list."""
        page = self._pages.get(self.place)
        transfer = self._bench.doors.transfer
        if isinstance(page, RecordPage | TabbedPage) and page.transfer_shown():
            return
        if transfer is not None:
            self.leave()
            transfer(self, ())
        elif "custody" in self._places:
            self.go("custody")

    def _on_sun(self) -> None:
        self._bench.looks.toggle_sun()

    def _on_undo(self) -> None:
        self._bench.jobs.write(
            self,
            quick(self._bench.actions.undo_last),
            done=self._on_undone,
            failed=self._bench.notices.report,
        )

    def _on_undone(self, saved: Saved | None) -> None:
        if saved is None:
            self._bench.notices.tell(self._say("There is nothing that can be undone here."))
            return
        title = isolated(saved.record.title)
        if saved.record.kind == MarginNote.kind and saved.record.is_withdrawn:
            done = self._say("The note in the margin is taken back.")
            where = self._say("It stays in the history. Nothing is deleted.")
        elif saved.record.is_withdrawn:
            done = self._say(
                "Undone: {kind} {record} is withdrawn.",
                kind=self._say(saved.record.label),
                record=title,
            )
            where = self._say("“Withdrawn” above the list shows it, and it can be restored.")
        else:
            done = self._say("Undone in {record}.", record=title)
            where = self._say("The change and its undoing both stand in the history.")
        self._bench.notices.tell(done, where)
        self._bench.hub.announce(saved.changes)

    def _focused_editor(self) -> FieldEditor[Field[Any]] | None:
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, FieldEditor):
            widget = widget.parentWidget()
        return widget

    def _refresh_status(self) -> None:
        self._bench.jobs.read(
            self,
            quick(self._bench.actions.status),
            done=self._on_status,
            failed=self._bench.notices.report,
        )

    def _on_status(self, status: Status) -> None:
        self.strip.show_status(status)
        self.practice_band.setVisible(status.is_practice)
        self._bench.receiver.is_practice = status.is_practice
        self.came_back_band.show_sentence(status.came_back)
        code = isolated(status.operation_code)
        self.operation.show_words("", f"{code}  {status.operation_title}")

    def _refresh_hazards(self) -> None:
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.hazard_notice, self.site_in_view or None)),
            done=self._on_hazards,
            failed=self._on_hazards_unknown,
        )

    def _on_hazards(self, notice: HazardNotice) -> None:
        self.hazard_band.show_notice(notice, is_one_site=bool(self.site_in_view))

    def _on_hazards_unknown(self, error: Exception) -> None:
        self.hazard_band.show_unknown()
        self._bench.notices.report(error)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.receiver.set_brief(is_brief=self.width() < _ROOMY)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.leave()
        event.accept()
        self.closed.emit()
