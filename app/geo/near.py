"""Which of very many places lie within some circles, exactly as geodesic distances say.

Places are sorted into cells once and met by each circle in three runs of them; a plane that fits
the ellipsoid there decides all but those within a centimetre of an edge, which are measured on the
ellipsoid. Near the poles and the antimeridian everything is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from app.geo.box import LEAST_M_PER_DEGREE
from app.geo.engines import geod

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_SEMI_MAJOR_M: Final = 6_378_137.0
_ECCENTRICITY_2: Final = 0.0066943799901413165
_SURE_M: Final = 0.01  # closer to the edge than this the plane is not believed
_SURE_SHARE: Final = 1e-5
_WIDEST_M: Final = 20_000.0
_HIGHEST: Final = 75.0
_FARTHEST_EAST: Final = 178.0
_MOST_PAIRS: Final = 4_000_000


def in_space(lats: npt.ArrayLike, lons: npt.ArrayLike) -> Floats:
    """Places as metres from the middle of the earth, one a row.

    No way along the ground is shorter than the straight one between two of them.
    """
    up, east = np.radians(np.asarray(lats, dtype=np.float64)), np.radians(np.asarray(lons, float))
    across_m = _SEMI_MAJOR_M / np.sqrt(1 - _ECCENTRICITY_2 * np.sin(up) ** 2)
    flat_m = across_m * np.cos(up)
    found: Floats = np.stack(
        [
            flat_m * np.cos(east),
            flat_m * np.sin(east),
            across_m * (1 - _ECCENTRICITY_2) * np.sin(up),
        ],
        axis=-1,
    )
    return found


def within(lats: Floats, lons: Floats, middles: tuple[Floats, Floats], radii_m: Floats) -> Mask:
    """Whether each place is no farther from the middle of any circle than its radius.

    Degrees in WGS 84; `middles` are latitudes and longitudes. A place on the edge is within.
    """
    found = np.zeros(lats.shape, dtype=bool)
    is_odd = (
        (np.abs(middles[0]) > _HIGHEST)
        | (np.abs(middles[1]) > _FARTHEST_EAST)
        | (radii_m > _WIDEST_M)
    )
    for odd in np.flatnonzero(is_odd):
        found |= _measured_m(lats, lons, middles[0][odd], middles[1][odd]) <= radii_m[odd]
    plain = np.flatnonzero(~is_odd & (radii_m >= 0))
    sizes = np.ceil(np.log2(np.maximum(radii_m[plain], 1.0)))
    for size in np.unique(sizes):
        some = plain[sizes == size]
        cells = _Cells(lats, lons, float(2.0**size) + 1.0)
        cells.mark(found, (middles[0][some], middles[1][some]), radii_m[some])
    return found


class _Cells:
    """Places in cells that are as wide, anywhere below 75°, as the widest circle's radius."""

    def __init__(self, lats: Floats, lons: Floats, reach_m: float) -> None:
        self._up = reach_m / LEAST_M_PER_DEGREE
        self._across = self._up / np.cos(np.radians(_HIGHEST + 1))
        highest = float(np.abs(lats).max(initial=0.0))
        if highest < _HIGHEST:
            self._across = self._up / np.cos(np.radians(highest + self._up + 0.01))
        self._columns = int(360 / self._across) + 4
        keys = self._keys(lats, lons)
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]
        self._lats, self._lons = lats[self._order], lons[self._order]

    def mark(self, found: Mask, middles: tuple[Floats, Floats], radii_m: Floats) -> None:
        """Mark the places within these circles."""
        keys = self._keys(*middles)
        starts, ends = [], []
        for row in (-1, 0, 1):
            first = keys + row * self._columns
            starts.append(np.searchsorted(self._sorted, first - 1, side="left"))
            ends.append(np.searchsorted(self._sorted, first + 1, side="right"))
        start, end = np.concatenate(starts), np.concatenate(ends)
        circle = np.tile(np.arange(len(radii_m)), 3)
        for runs in _portions(end - start):
            self._mark(found, (start[runs], end[runs]), circle[runs], middles, radii_m)

    def _mark(
        self,
        found: Mask,
        runs: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
        circle: npt.NDArray[np.intp],
        middles: tuple[Floats, Floats],
        radii_m: Floats,
    ) -> None:
        counts = runs[1] - runs[0]
        at = np.repeat(runs[0] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        own = np.repeat(circle, counts)
        lat, lon = middles[0][own], middles[1][own]
        apart_m = _plane_m(lat, lon, self._lats[at], self._lons[at])
        radius_m = radii_m[own]
        doubt_m = _SURE_M + radius_m * _SURE_SHARE
        found[self._order[at[apart_m <= radius_m - doubt_m]]] = True
        unsure = np.flatnonzero(np.abs(apart_m - radius_m) < doubt_m)
        if unsure.size:
            place = at[unsure]
            _, _, exact_m = geod().inv(
                lon[unsure], lat[unsure], self._lons[place], self._lats[place]
            )
            is_in = np.asarray(exact_m) <= radius_m[unsure]
            found[self._order[place[is_in]]] = True

    def _keys(self, lats: Floats, lons: Floats) -> npt.NDArray[np.int64]:
        rows = np.floor((lats + 90) / self._up).astype(np.int64) + 1
        columns = np.floor((lons + 180) / self._across).astype(np.int64) + 1
        keys: npt.NDArray[np.int64] = rows * self._columns + columns
        return keys


def _portions(counts: npt.NDArray[np.intp]) -> Iterator[slice]:
    """Runs of so few places that their pairs fit into memory."""
    totals = np.cumsum(counts)
    first = 0
    while first < len(counts):
        before = totals[first - 1] if first else 0
        last = int(np.searchsorted(totals, before + _MOST_PAIRS, side="right"))
        last = max(last, first + 1)
        yield slice(first, last)
        first = last


def _plane_m(lat: Floats, lon: Floats, other_lat: Floats, other_lon: Floats) -> Floats:
    """Distance on the plane that touches the ellipsoid halfway."""
    middle = np.radians((lat + other_lat) / 2)
    curve = 1 - _ECCENTRICITY_2 * np.sin(middle) ** 2
    east = _SEMI_MAJOR_M / np.sqrt(curve) * np.cos(middle)
    north = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_2) / (curve * np.sqrt(curve))
    found: Floats = np.hypot(
        np.radians(other_lon - lon) * east, np.radians(other_lat - lat) * north
    )
    return found


def _measured_m(lats: Floats, lons: Floats, lat: float, lon: float) -> Floats:
    _, _, exact_m = geod().inv(np.full(lons.shape, lon), np.full(lats.shape, lat), lons, lats)
    return np.asarray(exact_m, dtype=np.float64)
