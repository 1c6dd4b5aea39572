"""Signs that a receiver is deceived, frozen or not a receiver at all (BR-28).

Jamming and false satellites are real where this program is used. Nothing is refused for a doubt: it
is told, and a person compares the position with a known mark, a map or a second receiver.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.geo.nmea_fixes import Fix, NoFix, is_believable

FROZEN: Final = timedelta(minutes=10)
_MOVING_MS: Final = Decimal("0.5")
_JUMP_MS: Final = 150.0  # faster than a helicopter
_JUMP_M: Final = 200.0  # what a poor fix may be off by, there and back
_METRES_A_DEGREE: Final = 111_200.0
_LEAST_HEIGHT_M: Final = Decimal(-450)  # the Dead Sea's shore
_MOST_HEIGHT_M: Final = Decimal(9000)
_ALIKE: Final = 6  # satellites that are all received equally well
_ALIKE_FIXES: Final = 10


class Doubt(StrEnum):
    """What is strange about the positions of a receiver."""

    FROZEN = "frozen"
    JUMP = "jump"
    BACK_IN_TIME = "back_in_time"
    DATE = "date"
    SIMULATED = "simulated"
    MANUAL = "manual"
    DEAD_RECKONED = "dead_reckoned"
    DISPUTED = "disputed"
    ALIKE = "alike"
    HEIGHT = "height"


class Watch:
    """Looks at one fix after another, as they come; each says what became strange with it."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._before: Fix | None = None
        self._same_for = timedelta(0)
        self._has_moved = False
        self._alike = 0

    def look(self, fix: Fix) -> frozenset[Doubt]:
        """What is strange about `fix`, coming after those looked at before."""
        found = set(_of_itself(fix, self._now))
        if self._before is not None:
            found |= set(self._compared(self._before, fix))
        is_alike = len(fix.strengths) >= _ALIKE and len(set(fix.strengths)) == 1
        self._alike = self._alike + 1 if is_alike else 0 if fix.strengths else self._alike
        if self._alike >= _ALIKE_FIXES:
            found.add(Doubt.ALIKE)
        self._before = fix
        return frozenset(found)

    def _compared(self, before: Fix, fix: Fix) -> Iterator[Doubt]:
        if (fix.lat, fix.lon, fix.height_m) != (before.lat, before.lon, before.height_m):
            self._same_for, self._has_moved = timedelta(0), False
        passed = _passed(before, fix)
        if passed is None:
            return
        if passed < timedelta(0):
            self._same_for, self._has_moved = timedelta(0), False
            yield Doubt.BACK_IN_TIME
            return
        if _apart_m(before, fix) > _JUMP_M + _JUMP_MS * passed.total_seconds():
            yield Doubt.JUMP
        if (fix.lat, fix.lon, fix.height_m) == (before.lat, before.lon, before.height_m):
            self._same_for += passed
            self._has_moved |= fix.speed_ms is not None and fix.speed_ms > _MOVING_MS
            if self._same_for > FROZEN and self._has_moved:
                yield Doubt.FROZEN


def doubts(fixes: Iterable[Fix | NoFix], now: datetime) -> dict[Doubt, int]:
    """What is strange about the positions of a whole capture, and in how many of them."""
    watch, found = Watch(now), dict.fromkeys(Doubt, 0)
    for fix in fixes:
        if isinstance(fix, Fix):
            for doubt in watch.look(fix):
                found[doubt] += 1
    return {doubt: number for doubt, number in found.items() if number}


def _of_itself(fix: Fix, now: datetime) -> Iterator[Doubt]:
    if not fix.quality.is_measured:
        yield Doubt(fix.quality.value)
    if fix.is_disputed:
        yield Doubt.DISPUTED
    if fix.day is not None and not is_believable(fix.day, now):
        yield Doubt.DATE
    if fix.height_m is not None and not _LEAST_HEIGHT_M <= fix.height_m <= _MOST_HEIGHT_M:
        yield Doubt.HEIGHT


def _passed(before: Fix, fix: Fix) -> timedelta | None:
    """Between two fixes, by the receiver's clock; over midnight where no day is told."""
    if before.clock is None or fix.clock is None:
        return None
    if before.day is not None and fix.day is not None:
        return datetime.combine(fix.day, fix.clock) - datetime.combine(before.day, before.clock)
    day = date.min
    passed = datetime.combine(day, fix.clock) - datetime.combine(day, before.clock)
    return passed + timedelta(days=1) if passed < timedelta(hours=-12) else passed


def _apart_m(before: Fix, fix: Fix) -> float:
    """A distance good enough to tell a jump by; the globe is round enough for that."""
    north = float(fix.lat - before.lat)
    east = (float(fix.lon - before.lon) + 540) % 360 - 180
    east *= math.cos(math.radians(float(fix.lat + before.lat) / 2))
    return math.hypot(north, east) * _METRES_A_DEGREE
