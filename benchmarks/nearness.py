"""Hazards against places: a million places at once beside a bare numpy join, and one fix at a time.

The bare join is what one would write by hand: sorted cells and a plane, never measured on the
ellipsoid. A fix is asked of every hazard that stands, as the alarm of the receiver does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

import numpy as np
import numpy.typing as npt

from app.core.clock import Moment
from app.geo.near import Floats, Mask
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position
from app.models.hazards import Hazard
from app.rules.approach import Alarm
from app.rules.clearance import Situation
from app.rules.ground import Spot
from app.rules.nearness import near_hazards
from app.rules.zones import zone_of
from benchmarks.measuring import Facts, Job, Task

PLACES, HAZARDS, METRES = 1_000_000, 5_000, 200.0
BARE_JOIN, NEAR, ONE_FIX, ONE_PLACE = (
    "numpy join of 1 M places, 5,000 hazards",
    "1 M places within 200 m of an open hazard",
    "one fix against 5,000 hazards",
    "clearance of one place, 5,000 hazards",
)
_FIXES = 2_000
_SOUTH, _WEST, _WIDE = 30.0, 46.5, 1.5  # degrees: a front line of some 150 km
_NOW = Moment(datetime(2026, 11, 22, tzinfo=UTC), 180)


def nearness_jobs() -> dict[str, Job]:
    """What a map, and a receiver, wait for."""
    return {"hazards": _nearness}


def _nearness() -> Iterator[Task]:
    lots = np.random.default_rng(26)
    lats = _SOUTH + lots.random(PLACES) * _WIDE
    lons = _WEST + lots.random(PLACES) * _WIDE
    there = [
        (_SOUTH + up * _WIDE, _WEST + across * _WIDE) for up, across in lots.random((HAZARDS, 2))
    ]
    zones = tuple(zone_of(_hazard(number, *at), 50) for number, at in enumerate(there))
    items = [zone.item for zone in zones if zone.item is not None]
    middles = np.array([[float(item.place.lat), float(item.place.lon)] for item in items])
    radii = np.array([METRES + float(item.error_m) for item in items])

    def bare() -> Facts:
        return {"near": float(_bare_join(lats, lons, middles, radii).sum())}

    def near() -> Facts:
        return {"near": float(near_hazards(zones, lats, lons, METRES).sum())}

    yield Task(BARE_JOIN, bare)
    yield Task(NEAR, near)
    fixes = [
        Spot(Point(Decimal(f"{lats[at]:.7f}"), Decimal(f"{lons[at]:.7f}")), Decimal(5))
        for at in range(_FIXES)
    ]
    yield Task(ONE_FIX, partial(_fixes, Alarm(zones), fixes))
    yield Task(ONE_PLACE, partial(_places, Situation(zones, ()), fixes))


def _fixes(alarm: Alarm, fixes: list[Spot]) -> Facts:
    began = time.process_time()
    for fix in fixes:
        alarm.look(fix)
    return {"us": (time.process_time() - began) / len(fixes) * 1e6}


def _places(situation: Situation, fixes: list[Spot]) -> Facts:
    """The zones that stand against work at each place, out of all that are open."""
    fresh = Situation(situation.zones, ())
    list(fresh.around(fixes[0], "", _NOW))  # the index is made once
    began = time.process_time()
    for fix in fixes:
        list(fresh.around(fix, "", _NOW))
    return {"us": (time.process_time() - began) / len(fixes) * 1e6}


def _hazard(number: int, lat: float, lon: float) -> Hazard:
    seen = Position(
        lat=Decimal(f"{lat:.7f}"),
        lon=Decimal(f"{lon:.7f}"),
        method=Method.HANDHELD,
        accuracy_m=Decimal(0),
        accuracy_kind=AccuracyKind.P95,
    )
    values = {"observer_position": seen, "bearing_deg": 0, "distance_m": Decimal(0)}
    return Hazard(f"hazard {number}", values | {"status": "OPEN"})


def _bare_join(lats: Floats, lons: Floats, middles: Floats, radii: Floats) -> Mask:
    """Cells of a degree's part, sorted; each hazard meets three runs of them; a plane decides."""
    reach = float(radii.max()) + 1
    up, across = reach / 110_000, reach / (110_000 * np.cos(np.radians(32)))
    columns = int(360 / across) + 4

    def keys(some_lats: Floats, some_lons: Floats) -> npt.NDArray[np.int64]:
        rows = np.floor((some_lats + 90) / up).astype(np.int64)
        found: npt.NDArray[np.int64] = rows * columns + np.floor((some_lons + 180) / across).astype(
            np.int64
        )
        return found

    own = keys(lats, lons)
    order = np.argsort(own, kind="stable")
    own, by_lat, by_lon = own[order], lats[order], lons[order]
    theirs = np.concatenate(
        [keys(middles[:, 0], middles[:, 1]) + row * columns for row in (-1, 0, 1)]
    )
    start = np.searchsorted(own, theirs - 1, side="left")
    counts = np.searchsorted(own, theirs + 1, side="right") - start
    at = np.repeat(start - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    circle = np.repeat(np.tile(np.arange(len(radii)), 3), counts)
    lat, lon = middles[circle, 0], middles[circle, 1]
    north = (by_lat[at] - lat) * 111_000
    east = (by_lon[at] - lon) * 111_320 * np.cos(np.radians(lat))
    found = np.zeros(lats.shape, dtype=bool)
    found[order[at[np.hypot(north, east) <= radii[circle]]]] = True
    return found
