"""Pictures of every page and dialog, in any language and theme, taken without a screen.

People look at them before a page counts as done, and practice lays them beside what it made. The
store is only read: dialogs are shown as they open, and closed again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication, QTableView, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.geo.taping import Side
from app.models.custody import CustodyEvent
from app.models.hazards import Hazard
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.strata import Context
from app.services.desk import Desk
from app.services.status import status
from app.ui.binding import bound_to
from app.ui.clearance.watching import Watch
from app.ui.custody.actions import custody_at
from app.ui.custody.correction import CorrectionDialog
from app.ui.custody.signing import DrawDialog
from app.ui.custody.timeline import CustodyTimeline
from app.ui.custody.transfer import TransferDialog
from app.ui.dressing import dress
from app.ui.exchange.page import ExchangePage
from app.ui.frame import Frame
from app.ui.looks import Looks
from app.ui.map.page import MapPage
from app.ui.opening import doors_at, places_at
from app.ui.pages.conflicts import FLAGS, ConflictsPage
from app.ui.pages.tabs import TabbedPage
from app.ui.places import CUSTODY, MATRIX, RECORD, Place
from app.ui.position.dialog import PositionDialog
from app.ui.position.taped import TYPED, Entered, EnteredPoint
from app.ui.preview.dialog import PreviewDialog
from app.ui.preview.door import choices_for
from app.ui.receiver.following import Choice, Way
from app.ui.receiver.guide import GuideWindow
from app.ui.receiver.receiver import Link
from app.ui.receiver.window import ReceiverWindow
from app.ui.seat import Seat
from app.ui.shell import Settings, Shell
from app.ui.skeleton.panel import SKELETON
from app.ui.tables import select_row
from app.ui.theme import GRID
from app.ui.unlock.openers import store_openers
from app.ui.unlock.paper import put_on_paper
from app.ui.unlock.sheets import RecoverySheets
from app.ui.unlock.window import UnlockWindow
from app.ui.workbench import Workbench

SIZE = QSize(1366, 768)
_TURN_MS = 20
_A_MOMENT_MS = 500
_MOST_TURNS = 50  # for what is put off: something may put itself off again and again
_READING = "30°30′30.0″ N, 47°46′49.4″ E"
_TAPED = Entered(
    EnteredPoint(TYPED, "30.508333 N 47.780389 E", "2"),
    EnteredPoint(TYPED, "30.508533 N 47.780389 E", "2"),
    tape="0.05",
    one="15.30",
    other="18.20",
    side=Side.LEFT,
)
_ITEMS = 3
_PARTS = (
    (CustodyEvent.kind, RECORD, "events"),
    (RemainsCase.kind, CUSTODY, "custody"),
    (Context.kind, MATRIX, "matrix"),
    (RemainsCase.kind, SKELETON.word, "skeleton"),
)  # a kind of record, the part of it that is shown, and what the picture is called
_EMPTY_TURNS = 3  # a job that ends may start another

Picture = tuple[str, QWidget]


class NotGrabbedError(AppError):
    """A picture could not be written."""


def grab_all(
    desk: Desk, folder: Path, languages: Sequence[str], themes: Sequence[str]
) -> list[Path]:
    """A PNG of every page and dialog at this desk, for each language and theme, in `folder`.

    Raises:
        NotGrabbedError: a picture cannot be written there.
    """
    application = _application()
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    with tempfile.TemporaryDirectory() as settings:
        for theme in themes:
            for language in languages:
                grabber = Grabber(application, desk, Path(settings), Looks(language, theme))
                paths += grabber.grab(folder)
    return paths


def _application() -> QApplication:
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication([])


class Grabber:
    """Photographs one window in one language and theme."""

    def __init__(self, application: QApplication, desk: Desk, settings: Path, looks: Looks) -> None:
        self._seat = Seat(desk)
        self._looks = looks
        self._role = status(desk).role
        is_hq = self._role == "hq"
        self._places = places_at(self._seat, is_headquarters=is_hq)
        self._shell = Shell(
            application,
            bound_to(desk, is_headquarters=is_hq),
            self._places,
            Settings(settings, desk.clock, make_doors=doors_at(self._seat)),
        )
        self._shell.looks.looks = looks
        dress(application, looks)

    def grab(self, folder: Path) -> list[Path]:
        """Photograph everything, and leave nothing open."""
        try:
            pictures = chain(self._pages(), self._dialogs())
            return [
                self._keep(folder, number, picture) for number, picture in enumerate(pictures, 1)
            ]
        finally:
            self._shell.jobs.close()
            if self._shell.frame is not None:
                self._shell.frame.close()
                self._shell.frame.deleteLater()
            self._shell.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def settle(self) -> None:
        """Wait until what watches a form has looked, and nothing is read or put off any more."""
        frame = self._shell.frame
        for watch in frame.findChildren(Watch) if frame else ():
            watch.look()
        idle = turns = 0
        while idle < _EMPTY_TURNS:
            turns += 1
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _TURN_MS)
            timers = frame.findChildren(QTimer) if frame and turns < _MOST_TURNS else ()
            put_off = any(map(_is_due, timers))
            idle = 0 if self._shell.jobs.is_busy or put_off else idle + 1

    # --- what is photographed -------------------------------------------------------------------

    def _pages(self) -> Iterator[Picture]:
        frame = self._shell.show(self._places[0].name)
        frame.resize(SIZE)
        for place in self._places:
            if place.is_hq_only and self._role != "hq":
                continue
            page = frame.go(place.name)
            self.settle()
            if isinstance(page, ExchangePage):
                for tab in range(page.tabs.count()):
                    page.show_panel(tab)
                    self.settle()
                    yield f"{place.name}-{tab + 1}", frame
                continue
            if place.kinds:
                self._choose_first(page)
            yield place.name, frame
            for name in self._parts_of(page, place, frame):
                yield f"{place.name}-{name}", frame

    def _parts_of(self, page: QWidget, place: Place, frame: Frame) -> Iterator[str]:
        """What else of a page is to be seen, one after the other."""
        if isinstance(page, ConflictsPage):
            page.show_tab(FLAGS)
            self.settle()
            yield "rules"
        if isinstance(page, MapPage):
            sites = self._shell.bench.titles.options(["site"]) if self._shell.bench else ()
            for key in (*(site.key for site in sites[:1]), ""):
                frame.site.set_chosen(key)
                frame.site.picked.emit()
                self.settle()
                if key:
                    yield "site"
        for kind, part, name in _PARTS:
            if isinstance(page, TabbedPage) and kind in place.kinds:
                lists = page.page_of(kind)
                self.settle()
                self._choose_first(page)
                if lists.model.rowCount():
                    lists.detail.show_part(part)
                    self.settle()
                yield name

    def _dialogs(self) -> Iterator[Picture]:
        bench = self._shell.bench
        if bench is None:
            return
        yield from self._unlocking(bench)
        yield from self._positions(bench)
        yield from self._receiver(bench)
        items = bench.actions.list_records("container")
        if items:
            yield from self._custody(bench, items)

    def _unlocking(self, bench: Workbench) -> Iterator[Picture]:
        window = UnlockWindow(bench.say, store_openers())
        yield "unlock", window
        window.begin.click()
        yield "new-laptop", window
        window.found.click()
        yield "new-headquarters", window
        yield "recovery-sheet", _sheets(bench)
        window.close_jobs()

    def _positions(self, bench: Workbench) -> Iterator[Picture]:
        title = bench.say(Hazard.observer_position.label)
        yield "position-safety", PositionDialog(bench, title, is_hazard=True)
        dialog = PositionDialog(bench, title)
        dialog.typed.text.setText(_READING)
        dialog.typed.read()
        dialog.typed.accuracy.method.set_chosen("HANDHELD")
        dialog.typed.accuracy.kind.set_chosen("95")
        dialog.typed.accuracy.figure.setText("5")
        yield "position", dialog
        taped = PositionDialog(bench, title)
        taped.sides.buttons["tape"].click()
        taped.tape.show_entered(_TAPED)
        taped.tape.read()
        yield "position-tape", taped

    def _receiver(self, bench: Workbench) -> Iterator[Picture]:
        """What follows a receiver, while the walk of the practice is played for a moment."""
        receiver = bench.receiver
        receiver.connect_to(Choice(Way.PRACTICE, bench.say("practice walk"), is_invented=True))
        while receiver.last is None and receiver.link is not Link.LOST:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _TURN_MS)
        goal = receiver.position()
        if goal is not None:
            title = bench.say(Hazard.observer_position.label)
            yield "receiver", ReceiverWindow(bench)
            yield "position-receiver", PositionDialog(bench, title)
            yield "guide", GuideWindow(bench, title, goal)
        receiver.disconnect_now()

    def _custody(self, bench: Workbench, items: Sequence[Record]) -> Iterator[Picture]:
        custody = custody_at(self._seat)
        uids = [item.uid for item in items[:_ITEMS]]
        transfer = TransferDialog(bench, custody, uids)
        yield "transfer", transfer
        timeline = CustodyTimeline(bench)
        timeline.setProperty("role", "page")
        timeline.resize(SIZE)
        timeline.show_record(items[min(1, len(items) - 1)])
        yield "timeline", timeline
        events = bench.actions.list_records(CustodyEvent.kind)
        if events and isinstance(events[0], CustodyEvent):
            yield "correction", CorrectionDialog(bench, custody, events[0], transfer)
        signer = bench.titles.title(custody.person)
        yield "signature", DrawDialog(transfer, bench.say, bench.theme, signer)
        yield "preview", PreviewDialog(bench, tuple(choices_for(bench, self._seat, items[0])))

    # --- the camera -----------------------------------------------------------------------------

    def _choose_first(self, page: QWidget) -> None:
        for table in page.findChildren(QTableView):
            if table.isVisible() and table.model().rowCount():
                select_row(table, 0)
                break
        self.settle()

    def _keep(self, folder: Path, number: int, picture: Picture) -> Path:
        name, window = picture
        is_frame = window is self._shell.frame
        window.show()
        self.settle()
        looks = self._looks
        path = folder / f"{self._role}-{looks.language}-{looks.theme}-{number:02}-{name}.png"
        if not window.grab().save(str(path)):
            raise NotGrabbedError(
                "The picture {file} could not be written.",
                hint="Free some space, or choose another folder.",
                file=path.name,
            )
        if not is_frame:
            window.hide()
        return path


def _is_due(timer: QTimer) -> bool:
    """Whether something is put off for a moment, as what follows typing is."""
    return timer.isActive() and timer.isSingleShot() and timer.interval() <= _A_MOMENT_MS


def _sheets(bench: Workbench) -> QWidget:
    """The first of three sheets whose words mean nothing."""
    words = " ".join(["academic", "acid", "acne"] * 11)
    sheets = RecoverySheets(bench.say, (words,) * 3, bench.dialogs, put_on_paper)
    page = QWidget()
    page.setProperty("role", "page")
    page.resize(GRID * 90, GRID * 68)
    column = QVBoxLayout(page)
    column.setContentsMargins(GRID * 6, GRID * 5, GRID * 6, GRID * 4)
    column.addWidget(sheets)
    return page
