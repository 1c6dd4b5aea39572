"""Walking up to a hazard: which ones a fix, with its error, has come too close to.

Asked for every fix of a receiver, so it has to be cheap: only zones in nearby cells are looked at.
A hazard of which nobody knows where it lies is no matter of walking; its site shows it on every
page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.rules.cells import ZoneCells
from app.rules.ground import Spot
from app.rules.zones import Zone

AHEAD_M: Final = Decimal(25)


@dataclass(frozen=True, slots=True)
class Approach:
    """A hazard too close: whether one may be on its ground already, and where it lies from here.

    `distance_m` and `bearing_deg` (true) are to the hazard itself, as far as it is known.
    """

    hazard_uid: str
    title: str
    is_inside: bool
    distance_m: float
    bearing_deg: float


class Alarm:
    """The open hazards that have a place, ready to be asked for each fix."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self._zones = tuple(zone for zone in zones if not zone.is_anywhere)
        self._cells = ZoneCells(self._zones)

    def __len__(self) -> int:
        return len(self._zones)

    def look(self, spot: Spot) -> tuple[Approach, ...]:
        """The hazards on whose ground `spot` may be, or within 25 m of it; the gravest first."""
        ahead = spot.widened(AHEAD_M)
        found = []
        for zone in self._cells.near(ahead):
            if not zone.may_hold(ahead, ""):
                continue
            distance_m, bearing = zone.seen_from(spot.place) or (0.0, 0.0)
            is_inside = zone.may_hold(spot, "")
            hazard = zone.hazard
            found.append(Approach(hazard.uid, hazard.title, is_inside, distance_m, bearing))
        return tuple(sorted(found, key=lambda one: (not one.is_inside, one.distance_m)))
