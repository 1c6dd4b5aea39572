"""Boxes of degrees: a cheap look at whether two things on the ground can be near each other."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from app.geo.point import Located

LEAST_M_PER_DEGREE = 110_000.0  # of latitude, anywhere on the ellipsoid; and of longitude × cos
_MOST_M_PER_DEGREE = 112_000.0
_WIDEST = 10
_HIGHEST = 80
_FARTHEST_EAST = 179


class Box(NamedTuple):
    """Edges in degrees; `EVERYWHERE` where nothing is known."""

    south: float
    west: float
    north: float
    east: float

    def is_beyond(self, place: Located, metres: float) -> bool:
        """Whether `place` is surely farther than that from whatever has its corners in the box.

        The straight way between two corners may leave the box, by less than the box is wide. Near
        the poles and the antimeridian nothing is sure.
        """
        lat, lon = float(place.lat), float(place.lon)
        width, height = self.east - self.west, self.north - self.south
        if width > _WIDEST or abs(lon) > _FARTHEST_EAST or abs(lat) > _HIGHEST:
            return False
        up_m = max(self.south - lat, lat - self.north, 0.0) * LEAST_M_PER_DEGREE
        highest = min(89.0, max(abs(lat), abs(self.south), abs(self.north)))
        shrink = math.cos(math.radians(highest))
        across_m = max(self.west - lon, lon - self.east, 0.0) * LEAST_M_PER_DEGREE * shrink
        return max(up_m, across_m) > metres + (width + height) * _MOST_M_PER_DEGREE


EVERYWHERE = Box(-90.0, -180.0, 90.0, 180.0)


def box_around(places: Iterable[Located]) -> Box:
    """The box that holds these places; everywhere if there are none."""
    found = list(places)
    if not found:
        return EVERYWHERE
    lats, lons = [float(at.lat) for at in found], [float(at.lon) for at in found]
    return Box(min(lats), min(lons), max(lats), max(lons))
