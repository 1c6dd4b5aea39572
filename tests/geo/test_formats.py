"""How places are written: that they read back is tried in test_coordinates."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from app.geo.formats import (
    format_degrees,
    format_dms,
    format_mgrs,
    format_minutes,
    format_utm,
    format_zone,
)
from app.geo.point import Point
from tests.geo.places_near import anywhere

BASRA = Point(Decimal("30.508333"), Decimal("47.780400"))


@given(anywhere)
def test_figures_are_ascii_and_no_part_is_sixty(place: Point) -> None:
    for text in (format_degrees(place), format_minutes(place), format_dms(place)):
        assert not any(mark.isdigit() and not mark.isascii() for mark in text)
        assert "60.0" not in text.replace("160.0", "").replace("60.0000°", "").replace(
            f"{abs(place.lat):.6f}", ""
        ).replace(f"{abs(place.lon):.6f}", "")


def test_every_way() -> None:
    assert format_degrees(BASRA) == "30.508333° N, 47.780400° E"
    assert format_degrees(BASRA, 2) == "30.51° N, 47.78° E"
    assert format_minutes(BASRA) == "30°30.5000′ N, 47°46.8240′ E"
    assert format_dms(BASRA) == "30°30′30.0″ N, 47°46′49.4″ E"
    assert format_utm(BASRA) == "38N 766837 3378403"
    assert format_utm(BASRA, 1) == "38N 766837.0 3378403.4"
    assert format_mgrs(BASRA) == "38RQU6683778403"
    assert format_mgrs(BASRA, 8) == "38RQU66837840"
    assert format_mgrs(BASRA, 0) == "38RQU"
    assert format_mgrs(BASRA, spaced=True) == "38R QU 66837 78403"
    assert format_mgrs(BASRA, 0, spaced=True) == "38R QU"
    assert format_zone(BASRA) == "38R"


def test_south_and_west() -> None:
    place = Point(Decimal("-30.508333"), Decimal("-47.780400"))
    assert format_degrees(place) == "30.508333° S, 47.780400° W"
    assert format_dms(place, 0) == "30°30′30″ S, 47°46′49″ W"
    assert format_utm(place).startswith("23 south ")


def test_poles_have_no_zone() -> None:
    pole = Point(Decimal(90), Decimal(0))
    assert format_utm(pole) == "n 2000000 2000000"
    assert format_mgrs(pole, 4, spaced=True) == "Z AH 00 00"
    assert format_zone(pole) == ""


@pytest.mark.parametrize(
    ("value", "dms", "minutes"),
    [
        ("30.99999", "31°00′00.0″ N", "30°59.9994′ N"),
        ("30.9999999", "31°00′00.0″ N", "31°00.0000′ N"),
        ("0.0166666", "0°01′00.0″ N", "0°01.0000′ N"),
        ("-0.00000001", "0°00′00.0″ N", "0°00.0000′ N"),
    ],
)
def test_rounding_carries(value: str, dms: str, minutes: str) -> None:
    place = Point(Decimal(value), Decimal(0))
    assert format_dms(place).startswith(dms)
    assert format_minutes(place).startswith(minutes)


def test_what_rounds_to_nothing_is_not_south() -> None:
    assert (
        format_degrees(Point(Decimal("-0.00000001"), Decimal("-0"))) == "0.000000° N, 0.000000° E"
    )
