"""A receiver that stood still while it wrote: one place out of its whole log.

Somebody who stands at a mark for ten minutes means one place, and somebody who walks means a way.
Which of the two a log is follows from how far its fixes lie apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.geo.averaging import LEAST_FIXES, Average
from app.geo.live import Heard, position_of
from app.geo.nmea import Framing, Sentence, datum_of
from app.geo.nmea_doubts import Watch
from app.geo.nmea_fixes import Epochs, Fix, NoFix
from app.geo.position import Position

STANDING_M: Final = 25.0  # what a poor receiver strays while nobody moves it
_STRAYS: Final = 20  # of a hundred fixes, how many may be left out
_DAY: Final = timedelta(days=1)
_WGS84: Final = frozenset({"W84", "WGS84"})


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a receiver stood: the mean of its fixes, or the only one; when it was begun.

    `position` is None where it moved, or where nothing it says can be averaged.
    """

    position: Position | None
    at: datetime | None
    fixes: int
    has_moved: bool


def stood(blocks: Iterable[bytes], now: datetime, receiver: str = "") -> Stood:
    """Where the receiver of a log stood."""
    framing, looking = Framing(), _Looking(now)
    for block in blocks:
        for sentence in framing.feed(block):
            looking.add(sentence)
    for sentence in framing.end():
        looking.add(sentence)
    return looking.stood(receiver)


class _Looking:
    def __init__(self, now: datetime) -> None:
        self._now, self._epochs, self._watch = now, Epochs(), Watch(now)
        self._average = Average()
        self._system: str | None = None
        self._last: Heard | None = None
        self._began: datetime | None = None
        self._at_s = 0.0
        self._fixes = 0

    def add(self, sentence: Sentence) -> None:
        datum = datum_of(sentence)
        if datum is not None and datum.replace(" ", "").upper() not in _WGS84:
            self._system = datum
        self._look(self._epochs.add(sentence))

    def stood(self, receiver: str) -> Stood:
        self._look(self._epochs.end())
        last, average = self._last, self._average
        if last is None:
            return Stood(None, None, 0, has_moved=False)
        has_moved = average.left_out * 100 > _STRAYS * self._fixes or (
            average.scatter_m() > STANDING_M
        )
        if self._fixes == average.left_out:  # nothing of it can be believed; it is kept, as suspect
            return Stood(
                position_of(last, last.at_s, receiver), self._began, self._fixes, has_moved=False
            )
        if has_moved:
            return Stood(None, self._began, self._fixes, has_moved=True)
        position = (
            average.position(receiver)
            if len(average) >= LEAST_FIXES
            else position_of(last, last.at_s, receiver)
        )
        return Stood(position, self._began, self._fixes, has_moved=False)

    def _look(self, told: Fix | NoFix | None) -> None:
        if not isinstance(told, Fix) or told.is_torn:
            return
        self._fixes += 1
        utc = told.utc(self._now)
        self._began = self._began or utc
        if utc is not None and self._began is not None and timedelta(0) <= utc - self._began < _DAY:
            self._at_s = (utc - self._began).total_seconds()
        self._last = Heard(told, self._at_s, self._watch.look(told), None, self._system)
        self._average.add(self._last)
