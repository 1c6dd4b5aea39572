"""What can be recorded of a receiver now: one position, a mean, or two sessions as one.

Nothing old is recorded by mistake: as soon as the last position is older than five seconds, there
is nothing to record until somebody says why, and what is then recorded is suspect.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from app.core.errors import AppError
from app.core.ids import new_uid
from app.core.wording import Wording, isolated
from app.geo.averaging import LEAST_FIXES, Average, Session, together
from app.geo.distance import distance_m
from app.geo.live import Heard, position_of
from app.geo.position import Position
from app.services.averages import KeptAverage
from app.ui.position.circle import metres
from app.ui.position.figures import typed_length
from app.ui.position.way import Offer
from app.ui.receiver.receiver import KeptSession, Receiver
from app.ui.receiver.words import condition_words

POOR_M: Final = 30
_HIGHEST_ANTENNA_M: Final = 50
_SAME_PLACE_M: Final = 1_000.0


class Capture:
    """One visit to the dialog. `average` is there while an average is being taken."""

    def __init__(self, receiver: Receiver, say: Wording, place: str = "") -> None:
        self._receiver, self._say, self._place = receiver, say, place
        self.average: Average | None = None
        self._uid = ""  # of the average
        self.first: KeptSession | None = None
        self.why = ""
        self._session: tuple[object, Session] | None = None  # the last, and what it was made of

    def begin_average(self) -> None:
        """Stand still from now on."""
        self.average, self._uid = Average(), new_uid()

    def hear(self, heard: Heard) -> None:
        """Take a fix into the average, if one is being taken."""
        if self.average is not None:
            self.average.add(heard)

    def offer(self) -> Offer:
        """What would be recorded at this very moment."""
        receiver, last = self._receiver, self._receiver.last
        if last is None:
            return Offer(None, condition_words(receiver, self._say))
        antenna_m = antenna_of(receiver.antenna)
        if receiver.antenna.strip() and antenna_m is None:
            return Offer(None, self._say("Write the height of the antenna in metres, such as 1.8."))
        why, is_fresh = self.why.strip(), receiver.is_fresh
        if not is_fresh and not why:
            return Offer(None, self._say("The position is old. Wait, or say why it is recorded."))
        try:
            if self.average is None:
                found = position_of(last, last.at_s, receiver.name, antenna_m=antenna_m)
            else:
                found = self._mean(self.average, antenna_m)
        except AppError as error:
            here = receiver.position() if is_fresh else None
            return Offer(None, " ".join(self._say.error(error)), here)
        if not is_fresh:
            found = replace(found, is_suspect=True, cross_check=why[:1000])
        return Offer(found)

    def keep(self) -> KeptSession | None:
        """Keep the average as it is by now, for a second session more than an hour later."""
        average, receiver = self.average, self._receiver
        if average is None or len(average) < LEAST_FIXES or not receiver.is_fresh:
            return None
        return receiver.keep(self._uid, average.session(receiver.name), self._place)

    def recall(self, averages: Iterable[KeptAverage]) -> None:
        """Know of averages that were kept before the program was started."""
        receiver = self._receiver
        here = {kept.uid for kept in receiver.kept}
        for one in averages:
            ended_s = receiver.seconds_at(one.ended, one.ahead_s)
            if one.uid not in here and ended_s <= receiver.seconds():
                session = Session(one.position, ended_s - one.seconds, ended_s)
                receiver.kept.append(KeptSession(one.uid, session, one.ended, one.place))

    def kept_near(self) -> tuple[KeptSession, float] | None:
        """A session taken before, and how far from here: of the same field, else the nearest."""
        here = self._receiver.last
        if here is None:
            return None
        looks = [
            (kept.place != self._place or not self._place, away_m, number, kept)
            for number, kept in enumerate(self._receiver.kept)
            if kept.uid != self._uid
            and (away_m := distance_m(here.fix, kept.session.position)) <= _SAME_PLACE_M
        ]
        if not looks:
            return None
        _, away_m, _, kept = min(looks)
        return kept, away_m

    def _mean(self, average: Average, antenna_m: Decimal | None) -> Position:
        made_of = average, len(average), antenna_m
        if self._session is None or self._session[0] != made_of:  # asked several times a second
            session = average.session(self._receiver.name, antenna_m=antenna_m)
            self._session = made_of, session
        session = self._session[1]
        return session.position if self.first is None else together(self.first.session, session)


def antenna_of(typed: str) -> Decimal | None:
    """How high the antenna stands above the ground, if that is what was typed."""
    return typed_length(typed, _HIGHEST_ANTENNA_M)


def record_words(position: Position | None, say: Wording) -> str:
    """The button that records, which never hides that a position is poor."""
    if position is None:
        return say("Record position")
    error_m = position.error_95_m()
    if position.is_suspect:
        return say("Record suspect position")
    if error_m is None:
        return say("Record position of unknown accuracy")
    if error_m > POOR_M:
        error = isolated(f"± {metres(float(error_m))}")
        return say("Record poor position ({error})", error=error)
    return say("Record position")
