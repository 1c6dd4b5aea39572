"""Distances and bearings: laws of the ellipsoid, then places seen from afar."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.distance import COMPASS, bearing_deg, compass, distance_m, project
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position, PositionError
from tests.geo.places_near import anywhere, in_region

OBSERVER = Position(
    lat=Decimal("30.5"),
    lon=Decimal("47.75"),
    method=Method.HANDHELD,
    accuracy_m=Decimal(5),
    accuracy_kind=AccuracyKind.P95,
    source_text="30.5 47.75",
)


@given(anywhere, anywhere)
def test_distance_is_the_same_both_ways(first: Point, second: Point) -> None:
    assert distance_m(first, second) == pytest.approx(distance_m(second, first), abs=1e-6)
    assert 0 <= bearing_deg(first, second) < 360


@given(anywhere, anywhere, anywhere)
def test_no_detour_is_shorter(first: Point, via: Point, last: Point) -> None:
    detour_m = distance_m(first, via) + distance_m(via, last)
    assert distance_m(first, last) <= detour_m + 1e-6


@given(in_region, st.decimals(0, 360, places=1), st.decimals(1, 10_000, places=1))
def test_what_is_seen_lies_where_it_is_seen(
    place: Point, bearing: Decimal, distance: Decimal
) -> None:
    observer = Position(lat=place.lat, lon=place.lon, method=Method.HANDHELD)
    seen = project(observer, bearing, distance)
    assert distance_m(observer, seen) == pytest.approx(float(distance), abs=0.001)
    turned = (bearing_deg(observer, seen) - float(bearing) + 180) % 360 - 180
    assert abs(turned) < 0.01


@given(st.decimals(0, 10_000, places=2))
def test_the_error_is_the_observers_and_a_fifth_of_the_distance(distance: Decimal) -> None:
    error_m = project(OBSERVER, Decimal(45), distance).error_95_m()
    assert error_m is not None
    assert 0 <= error_m - (5 + distance / 5) < Decimal("0.001")


def test_a_degree_of_the_meridian() -> None:
    first, second = (Point(Decimal(lat), Decimal(45)) for lat in (0, 1))
    assert distance_m(first, second) == pytest.approx(110_574.389, abs=0.001)
    assert bearing_deg(first, second) == 0
    assert bearing_deg(second, first) == 180
    assert bearing_deg(first, first) == 0


def test_eight_directions() -> None:
    assert [compass(45 * index) for index in range(8)] == list(COMPASS)
    assert compass(337.6) == "N"
    assert compass(337.4) == "NW"
    assert compass(Decimal("359.9")) == "N"
    assert compass(360) == "N"
    assert compass(134) == "SE"


def test_what_is_seen_keeps_what_was_read() -> None:
    seen = project(OBSERVER, Decimal("45.0"), Decimal(120))
    assert seen.method is Method.PROJECTED
    assert seen.accuracy_kind is AccuracyKind.P95
    assert seen.accuracy_m == Decimal("29.000")
    assert seen.source_text == "30.5 47.75"
    assert seen.operation == "bearing 45.0 distance 120"
    assert not seen.is_suspect


def test_an_observer_of_unknown_accuracy_sees_things_at_unknown_places() -> None:
    observer = Position(
        lat=Decimal("30.5"), lon=Decimal("47.75"), method=Method.PHONE, is_suspect=True
    )
    seen = project(observer, Decimal(90), Decimal(10))
    assert seen.error_95_m() is None
    assert seen.is_suspect


@pytest.mark.parametrize(
    ("bearing", "distance", "sentence"),
    [
        ("-1", "10", "bearing"),
        ("360.1", "10", "bearing"),
        ("NaN", "10", "bearing"),
        ("90", "-1", "distance"),
        ("90", "10001", "distance"),
        ("90", "Infinity", "distance"),
    ],
)
def test_impossible_estimates(bearing: str, distance: str, sentence: str) -> None:
    with pytest.raises(PositionError, match=sentence):
        project(OBSERVER, Decimal(bearing), Decimal(distance))
