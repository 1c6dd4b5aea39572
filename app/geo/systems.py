"""The reference systems of the region's maps, each with the one way in which it becomes WGS 84.

The parameters stand here, and are not looked up while somebody works: PROJ, left to choose, answers
with figures that it did not shift at all wherever it finds no operation. They are those of the EPSG
registry (v11), where `code` is the name of each; a test compares every one with the registry.
Why these operations and no others: docs/decisions/0016.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Final

from app.geo.point import Box

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """The shape a datum takes the earth to have: half its width in metres, and 1 / flattening."""

    radius_m: float
    inverse_flattening: float

    @property
    def proj(self) -> str:
        """As PROJ is told of it."""
        return f"+a={self.radius_m} +rf={self.inverse_flattening}"


class Rotation(Enum):
    """What turns by a positive angle. The registry has both, and they differ by the sign alone."""

    POSITION_VECTOR = "position_vector"
    COORDINATE_FRAME = "coordinate_frame"


@dataclass(frozen=True, slots=True)
class Operation:
    """A published way from a datum to WGS 84, where it holds, and how well.

    Metres, arc seconds, parts per million. `accuracy_m` is None where nobody published one.
    """

    code: int
    accuracy_m: Decimal | None
    area: Box
    shift_m: Triple
    turn: Triple = (0.0, 0.0, 0.0)
    scale_ppm: float = 0.0
    rotation: Rotation = Rotation.POSITION_VECTOR

    @property
    def name(self) -> str:
        """What is stored with every value that it made."""
        return f"EPSG:{self.code}"

    @property
    def is_zero(self) -> bool:
        """Whether it takes the figures over as they are."""
        return not any((*self.shift_m, *self.turn, self.scale_ppm))

    @property
    def proj(self) -> str:
        """As PROJ is told of it, between geocentric coordinates."""
        x, y, z = self.shift_m
        rx, ry, rz = self.turn
        turn = f"+rx={rx} +ry={ry} +rz={rz} +s={self.scale_ppm} +convention={self.rotation.value}"
        return f"+proj=helmert +x={x} +y={y} +z={z} {turn}"


@dataclass(frozen=True, slots=True)
class Datum:
    """What latitudes and longitudes are measured against.

    Of the operations that hold at a place, the first is taken. Within `reach`, but outside the area
    of every operation, the nearest may be taken by a person who says how far off it may be.
    """

    code: int
    name: str
    ellipsoid: Ellipsoid
    reach: Box
    operations: tuple[Operation, ...]


class Order(Enum):
    """Which of a pair comes first on the maps of a system."""

    LATITUDE = "latitude"
    EASTING = "easting"
    NORTHING = "northing"


@dataclass(frozen=True, slots=True)
class System:
    """A datum and, for a grid, its projection as PROJ is told of it.

    `zone` is one of UTM, `soviet_zone` what the eastings of a Soviet grid begin with, 0 if nothing;
    `strip` is the western and the eastern edge of the ground that belongs to a zone. ED50 has no
    code for zone 39; such a grid has the code of its datum.
    """

    code: int
    name: str
    datum: Datum
    order: Order = Order.LATITUDE
    grid: str | None = None
    zone: int | None = None
    soviet_zone: int | None = None
    strip: tuple[Decimal, Decimal] | None = None

    @property
    def id(self) -> str:
        """The system as it is stored with a position."""
        return f"EPSG:{self.code}"


def _box(west: str, south: str, east: str, north: str) -> Box:
    return Box(Decimal(south), Decimal(west), Decimal(north), Decimal(east))


_CLARKE: Final = Ellipsoid(6378249.145, 293.465)
_INTERNATIONAL: Final = Ellipsoid(6378388.0, 297.0)
_KRASSOWSKY: Final = Ellipsoid(6378245.0, 298.3)
_GRS80: Final = Ellipsoid(6378137.0, 298.257222101)
WGS84_ELLIPSOID: Final = Ellipsoid(6378137.0, 298.257223563)

_IRAQ: Final = _box("38.79", "29.06", "48.61", "37.39")
_IRAQ_AND_SEA: Final = _box("38.79", "29.06", "48.75", "37.39")
_KUWAIT: Final = _box("46.54", "28.53", "48.48", "30.09")
_KUWAIT_CITY: Final = _box("47.78", "29.17", "48.16", "29.45")
_SAUDI_ARABIA: Final = _box("34.51", "16.37", "55.67", "32.16")
_ED50_EAST: Final = _box("34.17", "16.37", "55.67", "37.39")
# The registry's boxes around Azerbaijan and Georgia, and around the Soviet Union, hold much besides
# (Armenia; Mosul). Cut to Azerbaijan, and to the three republics south of the Caucasus.
_AZERBAIJAN: Final = _box("44.77", "37.89", "51.73", "42.59")
_SOUTH_CAUCASUS: Final = _box("39.99", "37.89", "51.73", "43.59")
_SOVIET_SHEETS: Final = _box("34", "24", "61", "47")

KARBALA_1979: Final = Datum(
    4743,
    "Karbala 1979",
    _CLARKE,
    _IRAQ,
    (Operation(5078, Decimal(1), _IRAQ, (70.995, -335.916, 262.898)),),
)
NAHRWAN_1934: Final = Datum(
    4744,
    "Nahrwan 1934",
    _CLARKE,
    _box("38.79", "29.06", "51.06", "37.39"),
    (Operation(7033, Decimal(30), _IRAQ, (-242.2, -144.9, 370.3)),),
)
NAHRWAN_1967: Final = Datum(
    4270,
    "Nahrwan 1967",
    _CLARKE,
    _box("50.55", "22.63", "57.13", "27.05"),
    (
        Operation(
            6999,
            Decimal("0.15"),
            _box("51.56", "22.63", "56.03", "24.95"),
            (-253.4392, -148.452, 386.5267),
            (-0.15605, -0.43, 0.1013),
            -0.0424,
            Rotation.COORDINATE_FRAME,
        ),
        Operation(
            1536, Decimal(1), _box("50.55", "24.64", "53.04", "27.05"), (-250.2, -153.09, 391.7)
        ),
        Operation(
            1191, Decimal(44), _box("51.5", "22.63", "57.13", "26.27"), (-249.0, -156.0, 381.0)
        ),
    ),
)
ED50: Final = Datum(
    4230,
    "ED50",
    _INTERNATIONAL,
    _ED50_EAST,
    (Operation(1135, None, _ED50_EAST, (-103.0, -106.0, -141.0)),),
)
IGRS: Final = Datum(
    3889,
    "IGRS",
    _GRS80,
    _IRAQ_AND_SEA,
    (Operation(3894, Decimal(1), _IRAQ_AND_SEA, (0.0, 0.0, 0.0)),),
)
FD58: Final = Datum(
    4132,
    "FD58",
    _CLARKE,
    _box("47.13", "26.21", "53.61", "33.22"),
    (
        Operation(
            1513,
            Decimal("0.5"),
            _box("51.8", "27.3", "53.01", "28.2"),
            (-241.54, -163.64, 396.06),
        ),
        Operation(
            1854, Decimal("0.5"), _box("52.49", "26.21", "53.43", "26.87"), (-239.1, -170.02, 397.5)
        ),
        Operation(
            1855,
            Decimal("0.5"),
            _box("50.22", "29.16", "50.42", "29.39"),
            (-244.72, -162.773, 400.75),
        ),
    ),
)
KOC: Final = Datum(
    4246,
    "KOC",
    _CLARKE,
    _KUWAIT,
    (Operation(1059, Decimal(1), _KUWAIT, (-294.7, -200.1, 525.5)),),
)
KUDAMS: Final = Datum(
    4319,
    "KUDAMS",
    _GRS80,
    _KUWAIT_CITY,
    (Operation(1061, Decimal(1), _KUWAIT_CITY, (-20.8, 11.3, 2.4)),),
)
NGN: Final = Datum(
    4318,
    "NGN",
    WGS84_ELLIPSOID,
    _KUWAIT,
    (Operation(1060, Decimal(1), _KUWAIT, (-3.2, -5.7, 2.8)),),
)
AIN_EL_ABD: Final = Datum(
    4204,
    "Ain el Abd",
    _INTERNATIONAL,
    _SAUDI_ARABIA,
    (
        Operation(1055, Decimal(1), _KUWAIT, (-145.7, -249.1, 1.5)),
        Operation(1111, Decimal(18), _SAUDI_ARABIA, (-143.0, -236.0, 7.0)),
    ),
)
PULKOVO_1942: Final = Datum(
    4284,
    "Pulkovo 1942",
    _KRASSOWSKY,
    _SOVIET_SHEETS,
    (
        Operation(
            1808,
            Decimal(5),
            _AZERBAIJAN,
            (686.1, -123.5, -574.4),
            (8.045, -23.366, 10.791),
            -2.926,
        ),
        Operation(
            15865,
            Decimal("4.5"),
            _SOUTH_CAUCASUS,
            (25.0, -141.0, -78.5),
            (0.0, -0.35, -0.736),
            rotation=Rotation.COORDINATE_FRAME,
        ),
    ),
)

DATUMS: Final = (
    KARBALA_1979,
    NAHRWAN_1934,
    NAHRWAN_1967,
    ED50,
    IGRS,
    FD58,
    KOC,
    KUDAMS,
    NGN,
    AIN_EL_ABD,
    PULKOVO_1942,
)
# Codes that were withdrawn from the registry, and what their maps are really drawn on.
REPLACED: Final = {27037: 7005, 27038: 7006, 31900: 31901}
GAUSS_KRUGER_ZONES: Final = range(7, 11)

_UTM_CODES: Final[tuple[tuple[Datum, dict[int, int]], ...]] = (
    (KARBALA_1979, {37: 3391, 38: 3392, 39: 3393}),
    (NAHRWAN_1934, {37: 7005, 38: 7006, 39: 7007}),
    (NAHRWAN_1967, {39: 27039, 40: 27040}),
    (ED50, {37: 23037, 38: 23038}),
    (IGRS, {37: 3890, 38: 3891, 39: 3892}),
    (NGN, {38: 31838, 39: 31839}),
    (AIN_EL_ABD, {36: 20436, 37: 20437, 38: 20438, 39: 20439, 40: 20440}),
)
_LAMBERT: Final = (
    "lcc +lat_1=32.5 +lat_0=32.5 +lon_0=45 +k_0=0.9987864078 +x_0=1500000 +y_0=1166200"
)
_NATIONAL: Final = "tmerc +lat_0=29.02626833333333 +lon_0=46.5 +k=0.9994 +x_0=800000 +y_0=0"
_KTM: Final = "tmerc +lat_0=0 +lon_0=48 +k=1 +x_0=500000 +y_0=0"


def utm(datum: Datum, zone: int) -> System:
    """A zone of UTM on a datum, whether or not the registry has a code for it."""
    codes = next((codes for theirs, codes in _UTM_CODES if theirs is datum), {})
    return System(
        codes.get(zone, datum.code),
        f"{datum.name} / UTM zone {zone}N",
        datum,
        Order.EASTING,
        f"utm +zone={zone}",
        zone=zone,
        strip=_strip(zone * 6 - 183, 3),
    )


@cache
def systems() -> dict[int, System]:
    """Every system that is offered, by its EPSG code; WGS 84 itself needs no conversion."""
    found = [System(datum.code, datum.name, datum) for datum in DATUMS]
    found += [utm(datum, zone) for datum, codes in _UTM_CODES for zone in codes]
    found += [
        System(6646, "Karbala 1979 / Iraq National Grid", KARBALA_1979, Order.EASTING, _NATIONAL),
        System(3893, "ED50 / Iraq National Grid", ED50, Order.EASTING, _NATIONAL),
        System(3394, "Nahrwan 1934 / Iraq zone", NAHRWAN_1934, Order.EASTING, _LAMBERT),
        System(3200, "FD58 / Iraq zone", FD58, Order.EASTING, _LAMBERT),
        System(24600, "KOC Lambert", KOC, Order.EASTING, _LAMBERT),
        System(31901, "KUDAMS / KTM", KUDAMS, Order.EASTING, _KTM),
    ]
    for zone in GAUSS_KRUGER_ZONES:
        meridian = zone * 6 - 3
        found += [
            _gauss_kruger(28400 + zone, f"Gauss-Kruger zone {zone}", meridian, 3, zone),
            _gauss_kruger(2490 + zone, f"Gauss-Kruger CM {meridian}E", meridian, 3),
        ]
    for code, meridian in ((2588, 39), (2589, 42), (2590, 45), (2591, 48), (2592, 51), (2593, 54)):
        found.append(_gauss_kruger(code, f"3-degree Gauss-Kruger CM {meridian}E", meridian, 1.5))
    return {system.code: system for system in found}


def _gauss_kruger(code: int, name: str, meridian: int, half_width: float, zone: int = 0) -> System:
    """A Soviet grid: X is the northing and comes first; the easting may begin with the zone."""
    false_easting = 500_000 + zone * 1_000_000
    return System(
        code,
        f"Pulkovo 1942 / {name}",
        PULKOVO_1942,
        Order.NORTHING,
        f"tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0={false_easting} +y_0=0",
        soviet_zone=zone,
        strip=_strip(meridian, half_width),
    )


def _strip(meridian: int, half_width: float) -> tuple[Decimal, Decimal]:
    half = Decimal(half_width)
    return meridian - half, meridian + half
