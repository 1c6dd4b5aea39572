"""Places around one of them on a flat sheet: metres east and north, for drawing.

True within a millimetre at 200 m and within a metre at 20 km, since bearings and distances from the
middle are geodesic. Rules do not judge by it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.geo.engines import geod

Flat = tuple[float, float]
"""Metres east and metres north of the middle."""


def flattened(middle: tuple[float, float], places: Sequence[tuple[float, float]]) -> list[Flat]:
    """Each place, given as latitude and longitude in degrees, as seen from `middle`."""
    if not places:
        return []
    count = len(places)
    bearings, _, lengths = geod().inv(
        [middle[1]] * count,
        [middle[0]] * count,
        [lon for _, lon in places],
        [lat for lat, _ in places],
    )
    return [
        (length * math.sin(math.radians(bearing)), length * math.cos(math.radians(bearing)))
        for bearing, length in zip(bearings, lengths, strict=True)
    ]
