"""Which zones are worth a look from a spot: an index in cells of degrees, a few kilometres each.

It only ever leaves out zones that `Zone.may_hold` would refuse for being too far; whatever has no
cells (unknown places, wide reaches, the poles, the antimeridian) is worth a look from everywhere.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from app.geo.box import LEAST_M_PER_DEGREE
from app.rules.ground import Spot
from app.rules.zones import Zone

_PER_DEGREE = 20  # cells; 5.5 km from south to north
_MOST_CELLS = 100


class ZoneCells:
    """Zones by the cells that their ground may touch."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self._everywhere: list[tuple[int, Zone]] = []
        self._cells: dict[tuple[int, int], list[tuple[int, Zone]]] = defaultdict(list)
        self._zones = tuple(zones)
        for place, zone in enumerate(self._zones):
            cells = None if zone.is_anywhere else _cells(*zone.box, zone.reach_m)
            for entries in (
                [self._everywhere] if cells is None else [self._cells[cell] for cell in cells]
            ):
                entries.append((place, zone))

    def near(self, spot: Spot | None) -> Iterable[Zone]:
        """The zones that may hold `spot`, and others; in their own order."""
        if spot is None:
            return self._zones
        lat, lon = float(spot.place.lat), float(spot.place.lon)
        cells = _cells(lat, lon, lat, lon, float(spot.error_m))
        if cells is None:
            return self._zones
        found = dict(self._everywhere)
        for cell in cells:
            found.update(self._cells.get(cell, ()))
        return [found[place] for place in sorted(found)]


def _cells(
    south: float, west: float, north: float, east: float, reach_m: float
) -> list[tuple[int, int]] | None:
    """The cells of a box and all within `reach_m` of it; None where they are too many or odd."""
    up = reach_m / LEAST_M_PER_DEGREE
    highest = max(abs(south), abs(north)) + up
    if highest > 80 or max(abs(west), abs(east)) > 178 or east < west:
        return None
    across = up / math.cos(math.radians(highest))
    rows = range(_cell(south - up), _cell(north + up) + 1)
    columns = range(_cell(west - across), _cell(east + across) + 1)
    if len(rows) * len(columns) > _MOST_CELLS:
        return None
    return [(row, column) for row in rows for column in columns]


def _cell(degrees: float) -> int:
    return math.floor(degrees * _PER_DEGREE)
