"""Conversions: within the published accuracy, checked without PROJ, or refused; never unshifted."""

from __future__ import annotations

import csv
import math
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.conversion import (
    Converted,
    OutsideAreaError,
    UnsureConversionError,
    convert,
    on_datum,
)
from app.geo.distance import distance_m
from app.geo.point import Box, Point
from app.geo.systems import (
    AIN_EL_ABD,
    DATUMS,
    ED50,
    FD58,
    IGRS,
    KARBALA_1979,
    KOC,
    NAHRWAN_1934,
    NAHRWAN_1967,
    PULKOVO_1942,
    Datum,
    Ellipsoid,
    Operation,
    Order,
    Rotation,
    System,
    systems,
    utm,
)
from tests.geo.places_near import (
    AGHDAM,
    BAGHDAD,
    BASRA,
    FAW,
    KALBAJAR,
    KUWAIT,
    MOSUL,
    NINE_PLACES,
    SHALAMCHEH,
    SINJAR,
    in_region,
)
from tests.geo.registry import registered

_CONTROLS = Path(__file__).parent.parent / "data" / "coordinates" / "controls.csv"
_WGS84 = Ellipsoid(6378137.0, 298.257223563)
_ARC_SECOND = math.pi / 180 / 3600


def _geographic(datum: Datum) -> System:
    return systems()[datum.code]


def _try(datum: Datum, place: Point) -> Converted | OutsideAreaError | UnsureConversionError:
    try:
        return convert(_geographic(datum), (place.lat, place.lon))
    except (OutsideAreaError, UnsureConversionError) as error:
        return error


def _by_hand(code: int, ellipsoid: Ellipsoid, place: Point) -> Point:
    """The textbook formulas with the registry's parameters: no PROJ, and no table of ours."""
    operation = registered(code)
    values = [float(parameter.value) for parameter in operation.params] + [0.0] * 4
    dx, dy, dz, rx, ry, rz, scale = values[:7]
    sign = -1 if operation.method_name.startswith("Coordinate Frame") else 1
    rx, ry, rz = (sign * angle * _ARC_SECOND for angle in (rx, ry, rz))
    x, y, z = _to_centre(ellipsoid, math.radians(place.lat), math.radians(place.lon))
    grown = 1 + scale * 1e-6
    return _from_centre(
        dx + grown * (x - rz * y + ry * z),
        dy + grown * (rz * x + y - rx * z),
        dz + grown * (-ry * x + rx * y + z),
    )


def _squares(ellipsoid: Ellipsoid) -> float:
    flattening = 1 / ellipsoid.inverse_flattening
    return flattening * (2 - flattening)


def _to_centre(ellipsoid: Ellipsoid, lat: float, lon: float) -> tuple[float, float, float]:
    e2 = _squares(ellipsoid)
    radius = ellipsoid.radius_m / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    return (
        radius * math.cos(lat) * math.cos(lon),
        radius * math.cos(lat) * math.sin(lon),
        radius * (1 - e2) * math.sin(lat),
    )


def _from_centre(x: float, y: float, z: float) -> Point:
    e2, across = _squares(_WGS84), math.hypot(x, y)
    lat = math.atan2(z, across * (1 - e2))
    for _ in range(8):
        radius = _WGS84.radius_m / math.sqrt(1 - e2 * math.sin(lat) ** 2)
        lat = math.atan2(z + e2 * radius * math.sin(lat), across)
    return Point(Decimal(math.degrees(lat)), Decimal(math.degrees(math.atan2(y, x))))


# Laws


@pytest.mark.parametrize(
    ("datum", "place"),
    list(product(DATUMS, NINE_PLACES)),
    ids=lambda one: one.name if isinstance(one, Datum) else f"{one.lat:.1f}-{one.lon:.1f}",
)
def test_a_place_is_shifted_as_published_or_refused(datum: Datum, place: Point) -> None:
    made = _try(datum, place)
    if not isinstance(made, Converted):
        assert made.advice
        return
    assert not made.is_accepted
    published = registered(made.operation.code)
    assert published.area_of_use is not None
    west, south, east, north = published.area_of_use.bounds
    assert west <= place.lon <= east
    assert south <= place.lat <= north
    assert float(made.accuracy_m) == published.accuracy
    truth = _by_hand(made.operation.code, datum.ellipsoid, place)
    assert distance_m(Point(made.lat, made.lon), truth) < 0.001 < made.accuracy_m
    shift_m = distance_m(Point(made.lat, made.lon), place)
    assert shift_m > 5 or (made.operation.code == 3894 and shift_m == 0)  # IGRS: published as zero


@given(in_region, st.sampled_from(DATUMS))
def test_no_place_is_handed_back_unshifted(place: Point, datum: Datum) -> None:
    made = _try(datum, place)
    if isinstance(made, Converted) and datum is not IGRS:
        assert 2 < distance_m(Point(made.lat, made.lon), place) < 500


@given(in_region, st.sampled_from(DATUMS), st.decimals("0.1", 5000, places=1))
def test_what_is_accepted_never_makes_a_conversion_better(
    place: Point, datum: Datum, accepted_m: Decimal
) -> None:
    without = _try(datum, place)
    if isinstance(without, OutsideAreaError):
        with pytest.raises(OutsideAreaError):
            convert(_geographic(datum), (place.lat, place.lon), accepted_m)
        return
    made = convert(_geographic(datum), (place.lat, place.lon), accepted_m)
    if isinstance(without, Converted):
        assert made == without
    else:
        assert made.is_accepted
        assert made.accuracy_m >= accepted_m
        assert made.accuracy_m >= (made.operation.accuracy_m or 0)


# Where each system is answered


@pytest.mark.parametrize(
    ("datum", "answered", "unsure"),
    [
        (KARBALA_1979, {BASRA, SHALAMCHEH, FAW, BAGHDAD, MOSUL, SINJAR, KUWAIT}, set()),
        (NAHRWAN_1934, {BASRA, SHALAMCHEH, FAW, BAGHDAD, MOSUL, SINJAR, KUWAIT}, set()),
        (NAHRWAN_1967, set(), set()),
        (ED50, set(), {BASRA, SHALAMCHEH, FAW, BAGHDAD, MOSUL, SINJAR, KUWAIT}),
        (IGRS, {BASRA, SHALAMCHEH, FAW, BAGHDAD, MOSUL, SINJAR, KUWAIT}, set()),
        (FD58, set(), {BASRA, SHALAMCHEH, FAW, KUWAIT}),
        (KOC, {FAW, KUWAIT}, set()),
        (AIN_EL_ABD, {BASRA, SHALAMCHEH, FAW, KUWAIT}, set()),
        (PULKOVO_1942, {AGHDAM, KALBAJAR}, set(NINE_PLACES) - {AGHDAM, KALBAJAR}),
    ],
    ids=lambda one: one.name if isinstance(one, Datum) else "",
)
def test_where_a_system_is_converted(
    datum: Datum, answered: set[Point], unsure: set[Point]
) -> None:
    made = {place: _try(datum, place) for place in NINE_PLACES}
    assert {place for place, one in made.items() if isinstance(one, Converted)} == answered
    assert {
        place for place, one in made.items() if isinstance(one, UnsureConversionError)
    } == unsure


@pytest.mark.parametrize(
    ("datum", "place", "operation", "shift_m"),
    [
        (KARBALA_1979, BASRA, 5078, (279, 298)),
        (KARBALA_1979, MOSUL, 5078, (279, 298)),
        (NAHRWAN_1934, BAGHDAD, 7033, (140, 172)),
        (PULKOVO_1942, AGHDAM, 1808, (95, 106)),
        (PULKOVO_1942, Point(Decimal("40.18"), Decimal("44.51")), 15865, (95, 107)),
        (KOC, KUWAIT, 1059, (325, 345)),
        (AIN_EL_ABD, KUWAIT, 1055, (80, 90)),
        (AIN_EL_ABD, BASRA, 1111, (70, 100)),
        (FD58, Point(Decimal("29.25"), Decimal("50.3")), 1855, (190, 212)),
    ],
    ids=lambda one: one.name if isinstance(one, Datum) else None,
)
def test_the_operation_of_a_place_is_fixed(
    datum: Datum, place: Point, operation: int, shift_m: tuple[int, int]
) -> None:
    made = convert(_geographic(datum), (place.lat, place.lon))
    assert made.operation.code == operation
    least, most = shift_m
    assert least <= distance_m(Point(made.lat, made.lon), place) <= most


def test_the_operation_of_the_nearest_area_is_taken_when_a_person_accepts_it() -> None:
    made = convert(_geographic(FD58), (BASRA.lat, BASRA.lon), Decimal(25))
    assert (made.operation.code, made.accuracy_m, made.is_accepted) == (1855, Decimal(25), True)
    too_good = convert(_geographic(FD58), (BASRA.lat, BASRA.lon), Decimal("0.1"))
    assert too_good.accuracy_m == Decimal("0.5")


def test_the_nearest_area_is_the_one_that_is_near_both_ways() -> None:
    beside_kharg = (Decimal("28.0"), Decimal("50.0"))  # as far north as Kangan, but not as far east
    assert convert(_geographic(FD58), beside_kharg, Decimal(25)).operation.code == 1855


def test_a_grid_reference_read_in_wgs84_would_be_off_by_hundreds_of_metres() -> None:
    pair = (Decimal(766837), Decimal(3378403))
    basra = convert(utm(KARBALA_1979, 38), pair)
    assert 380 < distance_m(Point(basra.lat, basra.lon), BASRA) < 410


# Control points that others published


def _controls() -> list[dict[str, str]]:
    with _CONTROLS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


_EVERYWHERE = Box(Decimal(-90), Decimal(-180), Decimal(90), Decimal(180))
_AIRY = Ellipsoid(6377563.396, 299.3249646)
_INTERNATIONAL = Ellipsoid(6378388.0, 297.0)
_PUBLISHED = {
    "position vector": (
        _AIRY,
        (446.448, -125.157, 542.06),
        (0.15, 0.247, 0.842),
        -20.489,
        Rotation.POSITION_VECTOR,
    ),
    "coordinate frame": (
        _INTERNATIONAL,
        (-106.8686, 52.2978, -103.7239),
        (-0.3366, 0.457, -1.8422),
        -1.2747,
        Rotation.COORDINATE_FRAME,
    ),
    "translation": (
        _INTERNATIONAL,
        (-84.87, -96.49, -116.95),
        (0.0, 0.0, 0.0),
        0.0,
        Rotation.POSITION_VECTOR,
    ),
}
_GRIDS = {
    "lambert": (
        _INTERNATIONAL,
        "lcc +lat_1=46.8 +lat_0=46.8 +lon_0=2.33722916666667 +k_0=0.99987742 +x_0=6e5 +y_0=22e5",
    ),
    "transverse mercator": (
        _AIRY,
        "tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000",
    ),
}


def _parted(text: str) -> tuple[Decimal, Decimal]:
    first, second = text.split()
    return Decimal(first), Decimal(second)


@pytest.mark.parametrize("control", _controls(), ids=lambda control: str(control["id"]))
def test_published_control_point(control: dict[str, str]) -> None:
    kind, (lon, lat) = control["kind"], _parted(control["expected"])
    tolerance = float(control["tolerance"].split()[0])
    if kind in _GRIDS:
        ellipsoid, grid = _GRIDS[kind]
        datum = Datum(0, kind, ellipsoid, _EVERYWHERE, ())
        system = System(0, kind, datum, Order.EASTING, grid)
        place = on_datum(system, _parted(control["input"]))
        assert place is not None
        assert distance_m(place, Point(lat, lon)) < tolerance
        return
    ellipsoid, shift_m, turn, scale_ppm, rotation = _PUBLISHED[kind]
    operation = Operation(0, Decimal(1), _EVERYWHERE, shift_m, turn, scale_ppm, rotation)
    datum = Datum(0, kind, ellipsoid, _EVERYWHERE, (operation,))
    from_lon, from_lat = _parted(control["input"])
    made = convert(System(0, kind, datum), (from_lat, from_lon))
    assert abs(made.lat - lat) * 3600 < tolerance
    assert abs(made.lon - lon) * 3600 < tolerance
