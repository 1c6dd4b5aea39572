"""Where a hand means to put a corner: on one that is there already, on a mark, or on an edge.

What lies within twelve pixels of the pointer takes it: areas then share corners instead of almost
sharing them. Corners and marks come before edges, because an edge is near everywhere along itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

import numpy as np

from app.geo.mercator import Plane, Spot, Viewport, eastings, lats_of, lons_of, northings
from app.services.ground_plan import GroundPlan

REACH_PX: Final = 12.0


class Catch(Enum):
    """What took the pointer."""

    NOTHING = auto()
    POINT = auto()
    EDGE = auto()


@dataclass(frozen=True, slots=True)
class Caught:
    """The place that is meant, and why."""

    spot: Spot
    by: Catch


class Snapper:
    """All corners, marks and edges of a plan, asked about one place at a time."""

    def __init__(self, plan: GroundPlan) -> None:
        lats = [mark.lat for mark in plan.marks]
        lons = [mark.lon for mark in plan.marks]
        count, ends = len(lats), []
        for ground in plan.grounds:
            lats += [lat for lat, _ in ground.corners]
            lons += [lon for _, lon in ground.corners]
            first, count = count, len(lats)
            ends += [*range(first + 1, count), first]
        marks = len(plan.marks)
        self._lats = np.array(lats, dtype=np.float64)
        self._lons = np.array(lons, dtype=np.float64)
        self._xs, self._ys = eastings(self._lons), northings(self._lats)
        edges = np.array(ends, dtype=np.int64)
        self._from = self._xs[marks:], self._ys[marks:]
        self._to = self._xs[edges], self._ys[edges]

    def caught(
        self, across: float, down: float, view: Viewport, own: Sequence[Spot] = ()
    ) -> Caught:
        """The place that is meant by a pixel; `own` are corners being drawn."""
        spot = view.place(across, down)
        x, y = float(eastings(spot.lon_float)), float(northings(spot.lat_float))
        reach = REACH_PX * view.resolution
        for one in own:
            away = np.hypot(eastings(one.lon_float) - x, northings(one.lat_float) - y)
            if away <= reach:
                return Caught(one, Catch.POINT)
        point = _nearest(np.hypot(self._xs - x, self._ys - y), reach)
        if point is not None:
            return Caught(Spot(float(self._lats[point]), float(self._lons[point])), Catch.POINT)
        xs, ys = feet(self._from, self._to, x, y)
        edge = _nearest(np.hypot(xs - x, ys - y), reach)
        if edge is not None:
            return Caught(Spot(float(lats_of(ys[edge])), float(lons_of(xs[edge]))), Catch.EDGE)
        return Caught(spot, Catch.NOTHING)


def feet(
    begins: tuple[Plane, Plane], ends: tuple[Plane, Plane], x: float, y: float
) -> tuple[Plane, Plane]:
    """The place on each of many lines that lies nearest to one place."""
    across, along = ends[0] - begins[0], ends[1] - begins[1]
    squares = across**2 + along**2
    shares = ((x - begins[0]) * across + (y - begins[1]) * along) / np.where(squares, squares, 1.0)
    shares = np.clip(shares, 0.0, 1.0)
    return begins[0] + shares * across, begins[1] + shares * along


def _nearest(away: Plane, reach: float) -> int | None:
    if not len(away):
        return None
    at = int(np.argmin(away))
    return at if away[at] <= reach else None
