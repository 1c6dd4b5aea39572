"""The receiver that the whole window shares: which one, how it stands, and what it last said.

What was last said stays, and grows old by itself: a timer looks at the age even when nothing
arrives. A port that vanishes is tried again until it is back or somebody says that it is not.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.clock import Clock, Moment
from app.core.errors import AppError, Cancelled
from app.core.jobs import Ticket
from app.geo.averaging import Session
from app.geo.live import Condition, Heard, position_of
from app.geo.position import Position
from app.ui.jobs import JobRunner
from app.ui.receiver.following import Choice, Report, Way, remember, remembered, reports

_LOOK_MS: Final = 500
_AGAIN_MS: Final = 5_000
_TRACK: Final = 60


class Link(Enum):
    """How the laptop stands with its receiver."""

    NONE = auto()
    CONNECTING = auto()
    OPEN = auto()
    LOST = auto()


@dataclass(frozen=True, slots=True)
class KeptSession:
    """An average taken before, when that was, and of which field of which record, if of any."""

    uid: str
    session: Session
    at: Moment
    place: str = ""


class Receiver(QObject):
    """One receiver or none. `heard` carries each new `Heard`; `changed` says: look again.

    `trouble` is why there is no connection, where that is so. `track` is where one came from.
    """

    heard = Signal(object)
    changed = Signal()

    def __init__(
        self,
        jobs: JobRunner,
        clock: Clock,
        path: Path,
        report_defect: Callable[[Exception], None],
        *,
        seconds: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._clock, self._path = jobs, clock, path
        self._report_defect = report_defect
        self.seconds = seconds
        self.is_practice = False
        self.choice: Choice | None = None
        self.link = Link.NONE
        self.trouble: AppError | None = None
        self.report: Report | None = None
        self.last: Heard | None = None
        self.track: deque[Heard] = deque(maxlen=_TRACK)
        self.kept: list[KeptSession] = []
        self.antenna = ""  # as it was typed last
        self.goal: tuple[str, Position] | None = None  # where the guide leads, if it is open
        self._ticket = Ticket()
        self._turn = 0
        self._was_open = False
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self.changed)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._start)

    # --- choosing -------------------------------------------------------------------------------

    def resume(self) -> None:
        """Connect to the receiver of the last time, if there was one."""
        choice = remembered(self._path) if self.link is Link.NONE else None
        if choice is not None:
            self.choice, self._was_open = choice, True
            self._start()

    def connect_to(self, choice: Choice) -> None:
        """Listen to another receiver, and remember it.

        Raises:
            FileTroubleError: the choice could not be written down; nothing changed.
        """
        remember(self._path, choice)
        self.disconnect_now()
        self.choice, self._was_open = choice, False
        self._start()

    def again(self) -> None:
        """Connect once more to the same receiver."""
        if self.choice is not None:
            self._ticket.cancel()
            self._start()

    def disconnect_now(self) -> None:
        """Let the receiver go, and forget what it said."""
        self._ticket.cancel()
        self._turn += 1
        self._again.stop()
        self._look.stop()
        self.choice, self.link, self.trouble = None, Link.NONE, None
        self.report = self.last = None
        self.track.clear()
        self.changed.emit()

    # --- how it stands --------------------------------------------------------------------------

    @property
    def condition(self) -> Condition | None:
        """What comes down the line as of now; None where there is no line.

        A position heard over a line that was lost since is old at once.
        """
        now_s = self.seconds()
        if self.link is Link.OPEN and self.report is not None:
            return self.report.condition_at(now_s, self.last)
        return None if self.link is Link.NONE or self.last is None else Condition.OLD

    @property
    def age_s(self) -> float | None:
        """How long ago the last position was heard."""
        return None if self.last is None else self.last.age_s(self.seconds())

    @property
    def is_fresh(self) -> bool:
        """Whether the last position tells where the receiver is now."""
        return self.condition is Condition.FIX

    @property
    def name(self) -> str:
        """What to call it in a recorded position."""
        return self.choice.name if self.choice is not None else ""

    def position(self) -> Position | None:
        """The last position as it was when it was heard; whether it is still true, see `is_fresh`.

        It is worth recording only through `position_of`.
        """
        last = self.last
        return None if last is None else position_of(last, last.at_s, self.name)

    def forget_goal(self) -> None:
        """Nobody is led anywhere any more."""
        self.goal = None

    def keep(self, uid: str, session: Session, place: str = "") -> KeptSession:
        """Keep an average, so that a later one can be compared; what it was before is replaced."""
        made = KeptSession(uid, session, self._clock.now(), place)
        self.kept = [*(one for one in self.kept if one.uid != uid), made]
        return made

    @property
    def ahead_s(self) -> float | None:
        """How far the laptop's clock is ahead of the satellites', where they tell the time."""
        return None if self.last is None else self.last.ahead_s

    def seconds_at(self, moment: Moment, ahead_s: float | None) -> float:
        """What the clock in seconds would have said at a moment of the laptop's clock.

        Where the satellites told the time then and now, a clock that was set meanwhile matters not.
        """
        since_s = (self._clock.now().instant - moment.instant).total_seconds()
        if ahead_s is not None and self.ahead_s is not None:
            since_s -= self.ahead_s - ahead_s
        return self.seconds() - since_s

    # --- what happens ---------------------------------------------------------------------------

    def _start(self) -> None:
        choice = self.choice
        if choice is None:
            return
        self._again.stop()
        self._look.start()
        self.link, self.trouble, self.report = Link.CONNECTING, None, None
        self._turn += 1
        self._ticket = self._jobs.follow(
            self,
            partial(reports, choice, self._clock),
            told=self._on_report,
            failed=partial(self._on_failed, self._turn),
        )
        self.changed.emit()

    def _on_report(self, report: Report) -> None:
        self.link, self._was_open = Link.OPEN, True
        self.report = report
        for heard in report.heard:
            self.last = heard
            self.track.append(heard)
            self.heard.emit(heard)
        self.changed.emit()

    def _on_failed(self, turn: int, error: Exception) -> None:
        if turn != self._turn or isinstance(error, Cancelled):
            return  # a line that was let go may say so late; whoever let it go has gone on since
        if isinstance(error, AppError):
            self._lose(error)
        else:
            self._lose(_unexpected())
            self._report_defect(error)

    def _lose(self, trouble: AppError) -> None:
        self.link, self.trouble = Link.LOST, trouble
        is_lasting = self.choice is not None and self.choice.way in {Way.SERIAL, Way.NETWORK}
        if self._was_open and is_lasting:
            self._again.start()
        self.changed.emit()


def _unexpected() -> AppError:
    return AppError(
        "Listening to the receiver stopped.",
        hint="What is recorded stays. Connect once more.",
    )
