"""Outlines to draw: circles and widened areas, never smaller than what they stand for.

They are for the eye. Whether work is inside is judged by exact distances, not by these corners.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from app.geo.area import Area, seen_from
from app.geo.engines import geod, geos
from app.geo.point import Located

Corners = tuple[tuple[float, float], ...]
"""Latitude and longitude in degrees, corner by corner; the last joins the first."""

_SIDES: Final = 64
_OUTSIDE: Final = 1 / math.cos(math.pi / _SIDES)  # so that the sides touch the circle, not cut it
_QUARTER: Final = 16  # sides of a quarter of a round corner


def circle(middle: Located, radius_m: float) -> Corners:
    """A circle on the ellipsoid, as a ring around it."""
    return _around(
        middle,
        [(math.tau * side / _SIDES, radius_m * _OUTSIDE) for side in range(_SIDES)],
    )


def corners_of(area: Area) -> Corners:
    """An area as it was drawn."""
    return tuple((float(corner.lat), float(corner.lon)) for corner in area.ring)


def widened(area: Area, metres: float) -> Corners:
    """An area with everything within so many metres around it."""
    if metres <= 0:
        return corners_of(area)
    middle = area.ring[0]
    plane = geos().Polygon(seen_from(middle, area))
    wide = plane.buffer(metres / math.cos(math.pi / (4 * _QUARTER)), quad_segs=_QUARTER)
    return _around(
        middle,
        [(math.atan2(x, y), math.hypot(x, y)) for x, y in list(wide.exterior.coords)[:-1]],
    )


def _around(middle: Located, looks: Sequence[tuple[float, float]]) -> Corners:
    """The places seen from `middle` at these bearings (radians) and distances (m)."""
    count = len(looks)
    lons, lats, _ = geod().fwd(
        [float(middle.lon)] * count,
        [float(middle.lat)] * count,
        [math.degrees(bearing) for bearing, _ in looks],
        [length for _, length in looks],
    )
    return tuple(zip(map(float, lats), map(float, lons), strict=True))
