"""The way to a place: how far, in which direction, and, on the move, which way to turn.

A receiver knows where it is, and not which way it looks. Only whoever walks has a direction: that
from where one was a few seconds ago, once that is farther than the receiver wanders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.geo.distance import bearing_deg, distance_m
from app.geo.live import Heard
from app.geo.point import Located

STRAIGHT_ON_DEG: Final = 15.0
_LEAST_MOVED_M: Final = 4.0
_LONGEST_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Way:
    """`bearing_deg` is true, 0 to 360; `turn_deg` is clockwise, -180 to 180, None at rest."""

    distance_m: float
    bearing_deg: float
    course_deg: float | None = None

    @property
    def turn_deg(self) -> float | None:
        """By how much to turn to the right; to the left if it is negative."""
        if self.course_deg is None:
            return None
        return (self.bearing_deg - self.course_deg + 180) % 360 - 180


def way_to(goal: Located, track: Sequence[Heard]) -> Way | None:
    """The way from the last fix of a track; None where there is none."""
    if not track:
        return None
    here = track[-1].fix
    return Way(distance_m(here, goal), bearing_deg(here, goal), course_deg(track))


def course_deg(track: Sequence[Heard]) -> float | None:
    """The true direction in which somebody moves, by where they were; None if they stand."""
    if not track:
        return None
    last = track[-1]
    for before in reversed(track):
        if last.at_s - before.at_s > _LONGEST_S:
            return None
        if distance_m(before.fix, last.fix) >= _LEAST_MOVED_M:
            return bearing_deg(before.fix, last.fix)
    return None
