"""The window on a season in every kind: each list opened, sorted and filtered, and what is open.

By processor time, all threads together: that is what a person waits for on a laptop whose other
core is busy, and a loaded machine changes it little.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from app.services.desk import Desk
from app.services.operation import close_desk
from app.services.status import today
from app.ui.binding import bound_to
from app.ui.dressing import dress
from app.ui.looks import Looks
from app.ui.opening import doors_at, places_at
from app.ui.page import RecordPage
from app.ui.pages.tabs import TabbedPage
from app.ui.seat import Seat
from app.ui.shell import Settings, Shell
from benchmarks.measuring import AGAIN, OPEN, Facts, Job, Task
from benchmarks.stage import Stage

_TURN_MS, _PAUSE_S, _EMPTY_TURNS = 20, 0.002, 50  # a tenth of a second with nothing to do


def list_jobs(stage: Stage) -> dict[str, Job]:
    """What a person at the window waits for."""
    return {"lists": partial(_lists, stage)}


def _lists(stage: Stage) -> Iterator[Task]:
    laptop = stage.laptop()
    today(laptop)  # the first one loads what it needs, and works out all that it keeps in mind

    def look() -> Facts:
        return {"ms": _cpu_ms(partial(today, laptop)), "bytes": laptop.layout.file.stat().st_size}

    yield Task("what is open today", look)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        window = _Window(application, laptop, Path(folder))
        yield Task("every list of a season", window.measured)
        window.close()
    close_desk(laptop)


class _Window:
    """A window whose lists are opened one after the other."""

    def __init__(self, application: QApplication, desk: Desk, folder: Path) -> None:
        gc.freeze()  # as the program does before its window
        dress(application, Looks())
        seat = Seat(desk)
        self._places = places_at(seat, is_headquarters=False)
        self._shell = Shell(
            application,
            bound_to(desk, is_headquarters=False),
            self._places,
            Settings(folder, desk.clock, make_doors=doors_at(seat)),
        )
        self._frame = self._shell.show(self._places[0].name)
        self._frame.resize(1366, 768)
        self._settle()

    def measured(self) -> Facts:
        """Milliseconds to open the list of each kind, and to sort and filter it."""
        facts: dict[str, float] = {}
        for place in self._places:
            if not place.kinds:
                continue
            for kind in place.kinds:
                facts[OPEN + kind] = _cpu_ms(partial(self._open, place.name, kind))
                self._settle()
                pages = self._frame.go(place.name)
                assert isinstance(pages, TabbedPage)
                acts = (partial(act, pages.current()) for act in (_sort, _filter))
                facts[AGAIN + kind] = max(map(_cpu_ms, acts))
        return facts

    def close(self) -> None:
        """End what runs."""
        self._shell.jobs.close()

    def _open(self, place: str, kind: str) -> None:
        """Go to a list; with the first one of a place comes the place itself."""
        pages = self._frame.go(place)
        assert isinstance(pages, TabbedPage)
        pages.page_of(kind)
        self._settle(turns=1)

    def _settle(self, turns: int = _EMPTY_TURNS) -> None:
        idle = 0
        while idle < turns:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _TURN_MS)
            idle = 0 if self._shell.jobs.is_busy else idle + 1
            time.sleep(_PAUSE_S)


def _sort(page: RecordPage) -> None:
    page.table.sortByColumn(page.model.columnCount() - 1, Qt.SortOrder.DescendingOrder)
    QCoreApplication.processEvents()


def _filter(page: RecordPage) -> None:
    page.model.set_filter("BSR01")
    QCoreApplication.processEvents()
    page.model.set_filter("")


def _cpu_ms(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1e3
