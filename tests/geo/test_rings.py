"""What is drawn of a danger is never smaller than the danger."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point as PlanePoint
from shapely import Polygon

from app.geo.area import Area, signed_distance_m
from app.geo.engines import geod
from app.geo.notation import computed_degrees
from app.geo.point import Point
from app.geo.rings import Corners, circle, corners_of, widened

HERE = Point(Decimal("30.5"), Decimal("47.78"))
FIELD = Area(
    (
        Point(Decimal("30.500"), Decimal("47.780")),
        Point(Decimal("30.502"), Decimal("47.780")),
        Point(Decimal("30.501"), Decimal("47.781")),
        Point(Decimal("30.502"), Decimal("47.783")),
        Point(Decimal("30.500"), Decimal("47.782")),
    )
)


def holds(corners: Corners, lat: float, lon: float) -> bool:
    return bool(Polygon([(x, y) for y, x in corners]).covers(PlanePoint(lon, lat)))


@given(st.floats(0, 360), st.floats(1, 5000))
def test_a_circle_holds_all_of_its_ground_and_little_more(azimuth: float, radius_m: float) -> None:
    corners = circle(HERE, radius_m)
    lon, lat, _ = geod().fwd(float(HERE.lon), float(HERE.lat), azimuth, radius_m * 0.9999)
    assert holds(corners, lat, lon)
    lon, lat, _ = geod().fwd(float(HERE.lon), float(HERE.lat), azimuth, radius_m * 1.003)
    assert not holds(corners, lat, lon)


@given(st.floats(30.49, 30.512), st.floats(47.77, 47.793), st.floats(0.5, 800))
def test_a_widened_area_holds_all_within_its_margin(
    lat: float, lon: float, margin_m: float
) -> None:
    away_m = signed_distance_m(FIELD, Point(computed_degrees(lat), computed_degrees(lon)))
    corners = widened(FIELD, margin_m)
    if away_m < margin_m - 0.01:
        assert holds(corners, lat, lon)
    if away_m > margin_m * 1.01 + 0.05:
        assert not holds(corners, lat, lon)


def test_without_a_margin_an_area_is_as_it_was_drawn() -> None:
    assert widened(FIELD, 0) == corners_of(FIELD)
    assert corners_of(FIELD)[0] == pytest.approx((30.5, 47.78))
