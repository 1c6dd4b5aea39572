"""Builds the window, and builds it anew in another language or theme on the same open store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtWidgets import QApplication

from app.core.clock import Clock
from app.core.crashes import CrashLog
from app.core.wording import wording
from app.ui.actions import Actions
from app.ui.dialogs import Dialogs, QtDialogs
from app.ui.doors import Doors
from app.ui.dressing import dress
from app.ui.frame import Frame
from app.ui.hub import Hub
from app.ui.icons import Icons
from app.ui.jobs import JobRunner, quick
from app.ui.looks import Looks, LooksSwitch
from app.ui.notices import Notices
from app.ui.places import Destination, Place
from app.ui.receiver.receiver import Receiver
from app.ui.shown import Shown
from app.ui.theme import THEMES
from app.ui.titles import Titles
from app.ui.workbench import Workbench

MakeDoors = Callable[[Workbench], Doors]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the machine lends the window: a folder for looks and crash files, and a clock.

    `make_doors` builds the windows that open on top of pages; `dialogs` answers in tests.
    """

    folder: Path
    clock: Clock
    make_doors: MakeDoors | None = None
    dialogs: Dialogs | None = None


class Shell(QObject):
    """Keeps what outlives a window: jobs, news, looks and the receiver."""

    def __init__(
        self,
        application: QApplication,
        actions: Actions,
        places: Sequence[Place],
        settings: Settings,
    ) -> None:
        super().__init__()
        self._application = application
        self._actions = actions
        self._places = places
        self._settings = settings
        self._crashes = CrashLog(settings.folder / "crashes", settings.clock)
        self.looks = LooksSwitch(settings.folder / "looks.json")
        self.jobs = JobRunner(self)
        self.hub = Hub(self)
        self.receiver = Receiver(
            self.jobs, settings.clock, settings.folder / "receiver.json", self.report, parent=self
        )
        self.frame: Frame | None = None
        self.bench: Workbench | None = None
        self.looks.chosen.connect(self._on_looks)
        application.aboutToQuit.connect(self.jobs.close)

    def show(self, place: str = "", geometry: QRect | None = None, site: str = "") -> Frame:
        """Open the window, at a place or at the first, with a site in view or all of them."""
        self.frame = Frame(self.prepare(), self._shown_places(), site)
        if geometry is not None:
            self.frame.setGeometry(geometry)
        self.frame.go(place or next(iter(self._places)).name)
        self.frame.show()
        self.receiver.resume()
        navigate, goal = self.bench.doors.navigate if self.bench else None, self.receiver.goal
        if navigate is not None and goal is not None:  # the sun came out on the way
            navigate(self.frame, *goal)
        return self.frame

    def prepare(self) -> Workbench:
        """What pages are built with, in the language and theme of now."""
        dress(self._application, self.looks.looks)
        self.bench = self._workbench(self.bench)
        return self.bench

    def report(self, error: Exception) -> None:
        """Tell the person about a failure, in whatever window is open."""
        if self.bench is not None:
            self.bench.notices.report(error)
        else:
            self._crashes.write(error)

    def _on_looks(self, _looks: Looks) -> None:
        old, bench = self.frame, self.bench
        if old is None or bench is None:
            return
        old.leave()
        self.frame = None
        here = old.here()
        if here is None or here.uid:
            self._replace(old, bench)
        else:  # what was begun may be on its way to the disk: then it is a record by now
            self.jobs.write(
                self,
                quick(lambda: None),
                done=lambda _done: self._replace(old, bench),
                failed=self.report,
            )

    def _replace(self, old: Frame, bench: Workbench) -> None:
        old.hide()
        # The old window goes before the new sheet comes: it would be worked out for both.
        old.deleteLater()
        bench.titles.deleteLater()
        where = old.place, old.geometry(), old.site_in_view
        show = partial(self._show_again, *where, old.here())
        QTimer.singleShot(0, self, show)

    def _show_again(self, place: str, geometry: QRect, site: str, here: Destination | None) -> None:
        """Open the window anew, where one was: whoever is typing goes on with the same record."""
        frame = self.show(place, geometry, site)
        if here is not None:
            frame.open(here)

    def _shown_places(self) -> list[Place]:
        is_hq = self._actions.is_headquarters
        return [place for place in self._places if is_hq or not place.is_hq_only]

    def _workbench(self, before: Workbench | None) -> Workbench:
        looks = self.looks.looks
        say, theme = wording(looks.language), THEMES[looks.theme]
        notices = Notices(say, self._crashes, self)
        if before is not None:
            notices.said.extend(before.notices.said[-1:])
        read = partial(self._actions.titles, say=say)
        titles = Titles(say, read, self.jobs, self.hub, notices.report)
        bench = Workbench(
            say=say,
            theme=theme,
            icons=Icons(theme, is_mirrored=say.is_right_to_left),
            clock=self._settings.clock,
            jobs=self.jobs,
            hub=self.hub,
            notices=notices,
            dialogs=self._settings.dialogs or QtDialogs(say),
            titles=titles,
            shown=Shown(say, titles),
            actions=self._actions,
            doors=Doors(),
            looks=self.looks,
            receiver=self.receiver,
        )
        make_doors = self._settings.make_doors
        return replace(bench, doors=make_doors(bench)) if make_doors is not None else bench
