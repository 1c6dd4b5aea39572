"""Which zone is nearest to a place, without measuring on the ellipsoid to every one.

The straight way through the earth is never longer than the one along the ground, and costs next to
nothing for thousands of zones at once: whoever measures from the nearest on may stop at the first
zone whose straight way is longer than what was measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from app.geo.near import in_space
from app.geo.point import Located
from app.rules.zones import Zone

_DOUBT_M: Final = 0.01
_TURNED: Final = 2.0  # seen from afar an outline may be drawn wider than it is, by less than that
_TOO_FAR_M: Final = 9_000_000.0  # nearly a quarter of the earth: beyond, outlines are drawn anyhow


class Distances:
    """Zones with the straight way to each; those of which nobody knows where they lie are none."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self._zones: list[Zone] = []
        places: list[Located] = []
        widths: list[float] = []
        for zone in zones:
            if zone.item is not None:
                self._zones.append(zone)
                places.append(zone.item.place)
                widths.append(0.0)
            if zone.extent is not None:
                self._zones.append(zone)
                places.append(zone.extent.ring[0])
                widths.append(_around_m(zone.extent.ring) * _TURNED)
        self._spots = _spots(places)
        self._widths = np.array(widths, dtype=np.float64)

    def nearest_first(self, place: Located) -> Iterator[tuple[float, Zone]]:
        """Zones, each with metres that it is not nearer than, in the order of those.

        One that has both an item and an extent comes twice.
        """
        straight_m = np.linalg.norm(self._spots - _spots([place]), axis=1)
        least_m = straight_m - self._widths - _DOUBT_M
        least_m[(straight_m > _TOO_FAR_M) & (self._widths > 0)] = 0.0
        for at in np.argsort(least_m, kind="stable"):
            yield float(least_m[at]), self._zones[at]


def _around_m(ring: Iterable[Located]) -> float:
    """How long the way around an outline is at most."""
    spots = _spots(list(ring))
    steps = np.linalg.norm(spots - np.roll(spots, -1, axis=0), axis=1)
    return float(steps.sum()) * 1.6  # an arc is never longer than half a circle on its chord


def _spots(places: list[Located]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    lats, lons = [float(at.lat) for at in places], [float(at.lon) for at in places]
    return in_space(lats, lons).reshape(-1, 3)
