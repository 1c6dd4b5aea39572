"""The nearest town, in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from app.geo.distance import COMPASS, distance_m
from app.geo.places import all_towns, describe
from app.geo.point import Point
from tests.geo.places_near import anywhere


@given(anywhere)
def test_no_town_is_nearer(place: Point) -> None:
    hint = describe(place)
    assert hint.direction in COMPASS
    assert 0 <= hint.bearing_deg < 360
    assert hint.distance_m == pytest.approx(distance_m(hint.town.point, place))
    assert all(distance_m(town.point, place) >= hint.distance_m - 1e-6 for town in all_towns()[::9])


@pytest.mark.parametrize(
    ("lat", "lon", "km", "direction", "latin", "arabic"),
    [
        ("30.45", "47.75", 7, "SW", "Basrah", "البصرة"),
        ("29.8", "47.91951", 26, "S", "Umm Qaşr", "ام قصر"),
        ("36.3209", "41.7", 16, "W", "Sinjār", "سنجار"),
    ],
)
def test_towns(lat: str, lon: str, km: int, direction: str, latin: str, arabic: str) -> None:
    hint = describe(Point(Decimal(lat), Decimal(lon)))
    assert (hint.name_latin, hint.name_arabic, hint.direction) == (latin, arabic, direction)
    assert round(hint.distance_m / 1000) == km


def test_swapped_figures_read_as_nonsense() -> None:
    assert describe(Point(Decimal("47.7804"), Decimal("30.50833"))).distance_m > 1_000_000


def test_the_list() -> None:
    towns = all_towns()
    assert len(towns) == 722
    assert {town.country for town in towns} == {"AZ", "IQ", "SY"}
    assert all(town.name_latin for town in towns)
    assert sum(town.name_arabic is None for town in towns) > 0
