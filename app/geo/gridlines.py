"""The lines that make a picture a map: degrees, and the metres of UTM, with what to call them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.geo.engines import projection
from app.geo.mercator import Edges, Plane, Viewport, eastings, lats_of, lons_of, northings

_APART_PX: Final = 110
_DEGREE_STEPS: Final = (
    30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 1 / 2, 1 / 4, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120, 1 / 360,
    1 / 720, 1 / 1800, 1 / 3600, 1 / 7200, 1 / 18000, 1 / 36000,
)  # fmt: skip
_STEPS: Final = (
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
)  # fmt: skip
_PARTS: Final = 48
_ZONE_DEG: Final = 6
_WIDEST_DEG: Final = 12.0  # beyond that a grid of metres is a tangle


@dataclass(frozen=True, slots=True)
class Line:
    """One line in metres of the plane; `is_upright` if it runs north."""

    label: str
    xs: Plane
    ys: Plane
    is_upright: bool


def degree_lines(view: Viewport) -> tuple[Line, ...]:
    """Meridians and parallels, so many that they stand some hundred pixels apart."""
    edges = view.edges
    degrees_a_pixel = float(lons_of(view.resolution))
    step = next(
        (one for one in reversed(_DEGREE_STEPS) if one / degrees_a_pixel >= _APART_PX),
        _DEGREE_STEPS[0],
    )
    west, east = float(lons_of(edges.west)), float(lons_of(edges.east))
    south, north = float(lats_of(edges.south)), float(lats_of(edges.north))
    sides, ends = np.array([edges.west, edges.east]), np.array([edges.south, edges.north])
    meridians = (
        Line(_degrees(lon, "EW", step), _both(float(eastings(lon))), ends, is_upright=True)
        for lon in _multiples(max(west, -180.0), min(east, 180.0), step)
    )
    parallels = (
        Line(_degrees(lat, "NS", step), sides, _both(float(northings(lat))), is_upright=False)
        for lat in _multiples(south, north, step)
    )
    return (*meridians, *parallels)


def grid_lines(view: Viewport) -> tuple[Line, ...]:
    """The lines of UTM in every zone that is seen; none where far too much is seen at once.

    Each zone has its own lines, which end at its edges: nobody reads one zone's easting in another.
    """
    edges = view.edges
    west, east = float(lons_of(edges.west)), float(lons_of(edges.east))
    if east - west > _WIDEST_DEG or not -80 < view.middle.lat_float < 84:
        return ()
    first = math.floor((west + 180) / _ZONE_DEG)
    last = math.floor((east + 180) / _ZONE_DEG)
    step = _grid_step(view)
    return tuple(
        line
        for number in range(first, last + 1)
        for line in _zone_lines(edges, number % 60 + 1, number * _ZONE_DEG - 180, step)
    )


def _zone_lines(edges: Edges, zone: int, west_lon: int, step: int) -> Iterator[Line]:
    west = max(float(lons_of(edges.west)), west_lon)
    east = min(float(lons_of(edges.east)), west_lon + _ZONE_DEG)
    south, north = float(lats_of(edges.south)), float(lats_of(edges.north))
    if west >= east:
        return
    grid = projection(zone, is_north=south + north >= 0)
    along = np.linspace(0.0, 1.0, _PARTS + 1)
    frame_lons = np.concatenate([west + along * (east - west)] * 2)
    frame_lats = np.repeat([south, north], _PARTS + 1)
    frame_xs, frame_ys = grid.transform(frame_lons, frame_lats)
    left, right = float(np.min(frame_xs)), float(np.max(frame_xs))
    low, high = float(np.min(frame_ys)), float(np.max(frame_ys))

    def drawn(xs_m: Plane, ys_m: Plane, metres: float, *, is_upright: bool) -> Iterator[Line]:
        lons, lats = grid.transform(xs_m, ys_m, direction="INVERSE")
        inside = (lons >= west) & (lons <= east)
        if np.count_nonzero(inside) > 1:
            label = f"{zone} {metres:.0f} {'E' if is_upright else 'N'}"
            yield Line(label, eastings(lons[inside]), northings(lats[inside]), is_upright)

    for easting in _multiples(left, right, step):
        yield from drawn(
            np.full(_PARTS + 1, easting), low + along * (high - low), easting, is_upright=True
        )
    for northing in _multiples(low, high, step):
        yield from drawn(
            left + along * (right - left), np.full(_PARTS + 1, northing), northing, is_upright=False
        )


def _grid_step(view: Viewport) -> int:
    return next((step for step in _STEPS if step / view.ground_m >= _APART_PX), _STEPS[-1])


def _multiples(first: float, last: float, step: float) -> Iterator[float]:
    """The multiples of `step` from `first` to `last`."""
    for number in range(math.ceil(first / step), math.floor(last / step) + 1):
        yield number * step


def _degrees(value: float, sides: str, step: float) -> str:
    """Degrees, minutes and seconds as far as the step between lines needs them."""
    side = sides[0] if value >= 0 else sides[1]
    tenths = round(abs(value) * 36_000)
    degrees, tenths = divmod(tenths, 36_000)
    minutes, tenths = divmod(tenths, 600)
    text = f"{degrees}°"
    if step < 1:
        text += f"{minutes:02d}′"
    if step < 1 / 60:
        text += f"{tenths / 10:04.1f}″" if step < 1 / 3600 else f"{tenths // 10:02d}″"
    return text + side


def _both(value: float) -> Plane:
    return np.array([value, value])
