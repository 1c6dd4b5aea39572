"""The plane that maps are drawn on: web Mercator, where tiles fit and north is always up.

Metres of this plane are not metres on the ground: at Basra 1.16 of them are one. What is measured
is measured on the ellipsoid; what is drawn at true size asks `stretch` how large that is here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

import numpy as np
import numpy.typing as npt

from app.geo.notation import computed_degrees
from app.geo.point import Point

Plane = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

RADIUS_M: Final = 6_378_137.0
HALF_WORLD: Final = math.pi * RADIUS_M
TILE_PX: Final = 256
_SMALLEST_PX: Final = 64
HIGHEST_LAT: Final = 85.0

_ECCENTRICITY2: Final = 0.006_694_379_990_14  # of WGS 84
_FINEST: Final = 0.002  # plane metres a pixel
_COARSEST: Final = 2 * HALF_WORLD / TILE_PX


def eastings(lons: npt.ArrayLike) -> Plane:
    """Longitudes in degrees as x of the plane."""
    return np.radians(np.asarray(lons, dtype=np.float64)) * RADIUS_M


def northings(lats: npt.ArrayLike) -> Plane:
    """Latitudes in degrees as y of the plane; nothing lies beyond 85° north or south."""
    clipped = np.clip(np.asarray(lats, dtype=np.float64), -HIGHEST_LAT, HIGHEST_LAT)
    return np.arcsinh(np.tan(np.radians(clipped))) * RADIUS_M


def lons_of(xs: npt.ArrayLike) -> Plane:
    """Longitudes in degrees of x in the plane."""
    return np.degrees(np.asarray(xs, dtype=np.float64) / RADIUS_M)


def lats_of(ys: npt.ArrayLike) -> Plane:
    """Latitudes in degrees of y in the plane."""
    return np.degrees(np.arctan(np.sinh(np.asarray(ys, dtype=np.float64) / RADIUS_M)))


def stretch(lat: float) -> tuple[float, float]:
    """How many metres of the plane one metre on the ellipsoid is here, to the east and the north.

    The plane takes latitudes of the ellipsoid for those of a sphere, so the two differ a little.
    """
    phi = math.radians(lat)
    root = math.sqrt(1 - _ECCENTRICITY2 * math.sin(phi) ** 2)
    across_m = RADIUS_M / root  # radius of curvature in the prime vertical
    along_m = RADIUS_M * (1 - _ECCENTRICITY2) / root**3  # and in the meridian
    return RADIUS_M / (across_m * math.cos(phi)), RADIUS_M / (along_m * math.cos(phi))


@dataclass(frozen=True, slots=True)
class Edges:
    """What is seen, in metres of the plane."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, wests: Plane, souths: Plane, easts: Plane, norths: Plane) -> Mask:
        """Which of many boxes are seen at least in part."""
        return (
            (wests <= self.east)
            & (easts >= self.west)
            & (souths <= self.north)
            & (norths >= self.south)
        )

    def grown(self, by: float) -> Edges:
        """Wider by so many metres on each side."""
        return Edges(self.west - by, self.south - by, self.east + by, self.north + by)


@dataclass(frozen=True, slots=True)
class Viewport:
    """What a picture of `width` by `height` pixels shows: `x`, `y` in its middle, north up.

    `resolution` is metres of the plane a pixel.
    """

    x: float
    y: float
    resolution: float
    width: int
    height: int

    @classmethod
    def around(
        cls,
        lats: npt.ArrayLike,
        lons: npt.ArrayLike,
        width: int,
        height: int,
        *,
        margin_px: int = 40,
    ) -> Viewport:
        """Shows all these places with a margin; a single one with some hundred metres around it."""
        xs, ys = eastings(lons), northings(lats)
        across, along = float(np.ptp(xs)), float(np.ptp(ys))
        resolution = max(
            across / max(1, width - 2 * margin_px), along / max(1, height - 2 * margin_px), 0.5
        )
        middle = float(xs.min()) + across / 2, float(ys.min()) + along / 2
        return cls(*middle, min(resolution, _COARSEST), width, height)

    @property
    def edges(self) -> Edges:
        """What is seen."""
        across, along = self.width * self.resolution / 2, self.height * self.resolution / 2
        return Edges(self.x - across, self.y - along, self.x + across, self.y + along)

    @property
    def zoom(self) -> float:
        """The level of zoom of tiles whose pixels are as large as these."""
        return math.log2(_COARSEST / self.resolution)

    @property
    def ground_m(self) -> float:
        """Metres on the ground a pixel, to the east, in the middle."""
        return self.resolution / stretch(self.middle.lat_float)[0]

    @property
    def middle(self) -> Spot:
        """The place in the middle."""
        return self.place(self.width / 2, self.height / 2)

    def across_px(self, xs: npt.ArrayLike) -> Plane:
        """Pixels from the left."""
        return (np.asarray(xs, dtype=np.float64) - self.x) / self.resolution + self.width / 2

    def down_px(self, ys: npt.ArrayLike) -> Plane:
        """Pixels from the top."""
        return (self.y - np.asarray(ys, dtype=np.float64)) / self.resolution + self.height / 2

    def place(self, across_px: float, down_px: float) -> Spot:
        """The place under a pixel."""
        x = self.x + (across_px - self.width / 2) * self.resolution
        y = self.y - (down_px - self.height / 2) * self.resolution
        return Spot(float(lats_of(y)), float(lons_of(x)))

    def panned(self, across_px: float, down_px: float) -> Viewport:
        """After the picture was dragged so far; the world does not end at 180° but at its poles."""
        x = self.x - across_px * self.resolution
        y = self.y + down_px * self.resolution
        return replace(
            self, x=max(-HALF_WORLD, min(HALF_WORLD, x)), y=max(-HALF_WORLD, min(HALF_WORLD, y))
        )

    def zoomed(self, factor: float, across_px: float, down_px: float) -> Viewport:
        """Larger by `factor`, with what lies under that pixel kept there."""
        resolution = max(_FINEST, min(_COARSEST, self.resolution / factor))
        kept = 1 - resolution / self.resolution
        return replace(
            self,
            x=self.x + (across_px - self.width / 2) * self.resolution * kept,
            y=self.y - (down_px - self.height / 2) * self.resolution * kept,
            resolution=resolution,
        )

    def sized(self, width: int, height: int) -> Viewport:
        """The same middle and scale in another size."""
        return replace(self, width=width, height=height)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map, as exact as a pixel is."""

    lat_float: float
    lon_float: float

    @property
    def lat(self) -> Decimal:
        """Degrees north."""
        return computed_degrees(self.lat_float)

    @property
    def lon(self) -> Decimal:
        """Degrees east."""
        return computed_degrees(self.lon_float)

    def point(self) -> Point:
        """The same as a bare place."""
        return Point(self.lat, self.lon)


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of a pyramid, and the pixels it goes to: left, top and its size."""

    zoom: int
    column: int
    row: int
    left: float
    top: float
    size: float


def tiles_of(view: Viewport, least_zoom: int, most_zoom: int) -> tuple[Tile, ...]:
    """The tiles that cover what is seen, at the level that fits best among those there are.

    Beyond the last level its tiles are drawn larger than they are: `size` is then above 256. None
    where even the first level is far too fine.
    """
    zoom = max(least_zoom, min(most_zoom, math.floor(view.zoom + 0.5)))
    count, edges = 1 << zoom, view.edges
    side = 2 * HALF_WORLD / count
    if side / view.resolution < _SMALLEST_PX:
        return ()
    columns = _span(edges.west + HALF_WORLD, edges.east + HALF_WORLD, side, count)
    rows = _span(HALF_WORLD - edges.north, HALF_WORLD - edges.south, side, count)
    size = side / view.resolution
    return tuple(
        Tile(
            zoom,
            column,
            row,
            float(view.across_px(column * side - HALF_WORLD)),
            float(view.down_px(HALF_WORLD - row * side)),
            size,
        )
        for row in rows
        for column in columns
    )


def _span(first: float, last: float, side: float, count: int) -> range:
    return range(max(0, math.floor(first / side)), min(count, math.floor(last / side) + 1))
