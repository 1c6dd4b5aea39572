"""WGS 84 degrees to and from the grids that maps and receivers show: UTM, UPS and MGRS.

PROJ does the projections. The letters of a square are worked out here when writing, since they have
to agree with the very digits that follow them, and taken from GEOTRANS (the mgrs package) when
reading.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Final
from warnings import catch_warnings

from app.geo.engines import geotrans, projection
from app.geo.point import Located

BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
POLAR_LETTERS: Final = "ABYZ"
MAX_MGRS_DIGITS: Final = 16
MAX_POLAR_DIGITS: Final = 10

_COLUMNS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_ROWS: Final = "ABCDEFGHJKLMNPQRSTUV"
# Of the halves A and B around the south pole, Y and Z around the north pole: by west and east.
_POLAR_COLUMNS: Final = {
    "A": "JKLPQRSTUXYZ",
    "B": "ABCFGHJKLPQR",
    "Y": "RSTUXYZ",
    "Z": "ABCFGHJ",
}
_POLAR_ROWS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_POLE: Final = 20  # squares from the origin of UPS
_NORTHERN_LIMIT: Final = 84
_SOUTHERN_LIMIT: Final = -80
_SQUARE_M: Final = 100_000
_POLAR_OPERATIONS: Final = {"EPSG:5041": "EPSG:16061", "EPSG:5042": "EPSG:16161"}


@dataclass(frozen=True, slots=True)
class GridPoint:
    """A place in UTM or, with zone 0, in UPS; metres."""

    zone: int
    is_north: bool
    easting_m: float
    northing_m: float


def zone_of(place: Located) -> int:
    """The UTM zone that `place` belongs to, 1 to 60; 0 where UPS is used instead."""
    lat, lon = float(place.lat), float(place.lon)
    if not _SOUTHERN_LIMIT <= lat < _NORTHERN_LIMIT:
        return 0
    if 56 <= lat < 64 and 3 <= lon < 12:  # the south-west of Norway is kept in one zone
        return 32
    if lat >= 72 and 0 <= lon < 42:  # so is Svalbard, in four
        return 31 + 2 * math.floor((lon + 3) / 12)
    return math.floor((lon + 180) / 6) % 60 + 1


def band_of(place: Located) -> str:
    """The letter of the 8° band of latitude that `place` lies in; "" where UPS is used."""
    lat = float(place.lat)
    if not _SOUTHERN_LIMIT <= lat < _NORTHERN_LIMIT:
        return ""
    return BANDS[min(math.floor((lat - _SOUTHERN_LIMIT) / 8), len(BANDS) - 1)]


def band_limits(band: str) -> tuple[int, int]:
    """The southern and the northern edge of a band, in degrees."""
    south = _SOUTHERN_LIMIT + 8 * BANDS.index(band)
    return south, _NORTHERN_LIMIT if band == BANDS[-1] else south + 8


def grid_system(zone: int, *, is_north: bool) -> str:
    """The EPSG code of WGS 84 / UTM, or of UPS for zone 0 (easting first)."""
    if zone == 0:
        return "EPSG:5041" if is_north else "EPSG:5042"
    return f"EPSG:{32600 + zone if is_north else 32700 + zone}"


def grid_operation(system: str) -> str | None:
    """The EPSG code of the projection between a grid of WGS 84 and its degrees; None for others."""
    if system in _POLAR_OPERATIONS:
        return _POLAR_OPERATIONS[system]
    found = wgs84_zone(system)
    return found and f"EPSG:{16000 + found[0] if found[1] else 16100 + found[0]}"


def wgs84_zone(system: str) -> tuple[int, bool] | None:
    """The zone of UTM on WGS 84 and whether it is a northern one; None for other systems."""
    match = re.fullmatch(r"EPSG:32([67])([0-9]{2})", system)
    if match is None or not 1 <= int(match[2]) <= 60:
        return None
    return int(match[2]), match[1] == "6"


def to_grid(place: Located, *, zone: int | None = None) -> GridPoint:
    """`place` in its own UTM zone or UPS, or in the `zone` of a site that keeps to one."""
    lat, lon = float(place.lat), float(place.lon)
    number = zone_of(place) if zone is None else zone
    is_north = lat >= 0
    easting_m, northing_m = projection(number, is_north=is_north).transform(lon, lat)
    return GridPoint(number, is_north, easting_m, northing_m)


def to_degrees(grid: GridPoint) -> tuple[float, float]:
    """Latitude and longitude of a place given in UTM or UPS."""
    lon, lat = projection(grid.zone, is_north=grid.is_north).transform(
        grid.easting_m, grid.northing_m, direction="INVERSE"
    )
    return lat, lon


def to_mgrs(place: Located, digits: int = 10) -> str:
    """The MGRS square of `place`, unspaced; 10 digits name a metre, 8 ten metres.

    Digits are cut off, never rounded: the place lies in the square that is named. A place within
    0.05 mm of the next grid line counts as on it. Near the poles no square is finer than a metre.
    """
    grid = to_grid(place)
    east, north = _snapped(grid.easting_m), _snapped(grid.northing_m)
    squares = int(east) // _SQUARE_M, int(north) // _SQUARE_M
    if grid.zone:
        name = f"{grid.zone:02d}{band_of(place)}{_letters(grid.zone, *squares)}"
    else:
        name = _polar_letters(*squares, is_north=grid.is_north)
    figures = min(digits, MAX_MGRS_DIGITS if grid.zone else MAX_POLAR_DIGITS) // 2
    return name + _figures(east, figures) + _figures(north, figures)


def _letters(zone: int, east: int, north: int) -> str:
    return (
        _COLUMNS[(zone - 1) % 3 * 8 + east - 1]
        + _ROWS[(north + (0 if zone % 2 else 5)) % len(_ROWS)]
    )


def _polar_letters(east: int, north: int, *, is_north: bool) -> str:
    is_east = east >= _POLE
    half = ("YZ" if is_north else "AB")[is_east]
    least = 13 if is_north else 8
    column = _POLAR_COLUMNS[half][east - (_POLE if is_east else least)]
    return f"{half}{column}{_POLAR_ROWS[north - least]}"


def mgrs_square(name: str) -> GridPoint | None:
    """The south-western corner of a square of 100 km such as `38SMB`; None if there is none."""
    letters, no_square_error = geotrans()
    try:
        # It warns of a square whose middle lies in the next band; others of its places may not.
        with catch_warnings(action="ignore", category=RuntimeWarning):
            zone, hemisphere, easting_m, northing_m = letters.MGRSToUTM(name)
    except no_square_error:
        return None
    half = _SQUARE_M / 2  # GEOTRANS answers with the centre
    return GridPoint(zone, hemisphere == "N", easting_m - half, northing_m - half)


def polar_square(name: str) -> tuple[float, float] | None:
    """Latitude and longitude of the centre of a square near a pole; None if there is none."""
    letters, no_square_error = geotrans()
    try:
        lat, lon = letters.toLatLon(name)
    except no_square_error:
        return None
    return lat, lon


def _snapped(metres: float) -> Decimal:
    # PROJ is right to some nanometres, and degrees are kept to 0.01 mm: without this, a place read
    # off a grid line would be written into the square before it.
    return Decimal(f"{metres:.4f}")


def _figures(metres: Decimal, count: int) -> str:
    if count == 0:
        return ""
    rest = metres % _SQUARE_M
    return f"{int(rest.scaleb(count - 5).to_integral_value(ROUND_FLOOR)):0{count}d}"
