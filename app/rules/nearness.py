"""Which of very many places lie near an open hazard: for maps, reports and imports.

The same distances by which one place is judged, for a million at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from app.geo.area import distance_to_area_m
from app.geo.box import LEAST_M_PER_DEGREE
from app.geo.near import Floats, Mask, within
from app.geo.point import Point
from app.rules.zones import Zone


def near_hazards(zones: Iterable[Zone], lats: Floats, lons: Floats, metres: float) -> Mask:
    """Whether each place is within `metres` of a hazard, the error of the hazard counted.

    A hazard of which nobody knows where it lies is near nothing: it counts for its whole site.
    """
    placed = [zone for zone in zones if not zone.is_anywhere]
    items = [zone.item for zone in placed if zone.item is not None]
    found = within(
        lats,
        lons,
        (
            np.array([float(item.place.lat) for item in items]),
            np.array([float(item.place.lon) for item in items]),
        ),
        np.array([metres + float(item.error_m) for item in items]),
    )
    for zone in placed:
        if zone.extent is not None:
            for place in np.flatnonzero(~found & _may_be_near(zone, lats, lons, metres)):
                at = Point(Decimal(repr(float(lats[place]))), Decimal(repr(float(lons[place]))))
                found[place] = distance_to_area_m(zone.extent, at) <= metres
    return found


def _may_be_near(zone: Zone, lats: Floats, lons: Floats, metres: float) -> Mask:
    """A cheap look: whether a place is within the box of an extent, widened by more than enough."""
    extent = zone.extent
    if extent is None:
        return np.zeros(lats.shape, dtype=bool)
    south, west, north, east = extent.box
    highest = max(abs(south), abs(north))
    if east - west > 10 or max(abs(west), abs(east)) > 178 or highest > 75:
        return np.ones(lats.shape, dtype=bool)
    bulge = north - south + east - west
    up = metres / LEAST_M_PER_DEGREE + bulge
    across = metres / (LEAST_M_PER_DEGREE * float(np.cos(np.radians(highest + up)))) + bulge
    found: Mask = (
        (lats >= south - up)
        & (lats <= north + up)
        & (lons >= west - across)
        & (lons <= east + across)
    )
    return found
