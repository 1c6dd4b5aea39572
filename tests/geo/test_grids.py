"""Grids: agreement with PROJ and with GEOTRANS, then zones with a history."""

from __future__ import annotations

from decimal import Decimal

import mgrs
import pyproj
import pytest
from hypothesis import given

from app.geo.coordinates import read_position_text
from app.geo.distance import distance_m
from app.geo.grids import (
    GridPoint,
    band_limits,
    band_of,
    grid_system,
    mgrs_square,
    polar_square,
    to_degrees,
    to_grid,
    to_mgrs,
    zone_of,
)
from app.geo.point import Point
from tests.geo.places_near import anywhere, in_utm


def _point(lat: str, lon: str) -> Point:
    return Point(Decimal(lat), Decimal(lon))


@given(anywhere)
def test_there_and_back(place: Point) -> None:
    lat, lon = to_degrees(to_grid(place))
    assert distance_m(Point(Decimal(lat), Decimal(lon)), place) < 0.00001


@given(anywhere)
def test_agrees_with_the_epsg_systems(place: Point) -> None:
    grid = to_grid(place)
    system = grid_system(grid.zone, is_north=grid.is_north)
    transformer = pyproj.Transformer.from_crs("EPSG:4326", system, always_xy=True)
    theirs = transformer.transform(float(place.lon), float(place.lat))
    assert (grid.easting_m, grid.northing_m) == pytest.approx(theirs, abs=1e-6)


@given(in_utm)
def test_agrees_with_geotrans_to_a_metre(place: Point) -> None:
    theirs = mgrs.MGRS().toMGRS(float(place.lat), float(place.lon))
    ours = to_mgrs(place)
    if ours[:5] == theirs[:5]:
        assert abs(int(ours[5:10]) - int(theirs[5:10])) <= 1
        assert abs(int(ours[10:]) - int(theirs[10:])) <= 1
    else:  # on the very line between two squares
        centre = Point(*map(Decimal, mgrs.MGRS().toLatLon(theirs)))
        assert distance_m(centre, place) < 2


@pytest.mark.parametrize(
    ("lat", "lon", "square"),
    [  # as GeoConvert 2.1.2 has them; GEOTRANS keeps to UTM for a metre more
        ("84", "42", "ZGC4612704524"),
        ("84.000001", "9", "ZBA0429941480"),
        ("84", "-180", "ZAP0000066727"),
        ("-80.000001", "42", "BKW4470927083"),
        ("-80.000001", "-180", "BAA0000087048"),
        ("84.330553", "99.598007", "ZJJ2111805032"),
        ("83.9999", "42", "38XMU6500428994"),
        ("-80", "42", "38CMS4186716915"),
        ("60", "1", "31VCG8845553097"),
        ("60", "3", "32VJM6564066593"),
        ("76", "13", "33XVE4599936099"),
        ("76", "37", "37XDE4599936099"),
    ],
)
def test_squares_at_the_edges_of_utm(lat: str, lon: str, square: str) -> None:
    place = Point(Decimal(lat), Decimal(lon))
    assert to_mgrs(place) == square
    assert distance_m(read_position_text(square), place) < 1.5


@given(in_utm)
def test_coarser_squares_cut_digits_off(place: Point) -> None:
    fine = to_mgrs(place, 16)
    assert fine[:5] == to_mgrs(place, 0)
    for figures in range(1, 8):
        coarse = to_mgrs(place, 2 * figures)
        assert coarse == fine[: 5 + figures] + fine[13 : 13 + figures]


@pytest.mark.parametrize(
    ("lat", "lon", "zone", "band"),
    [
        ("30.50833", "47.7804", 38, "R"),  # Basra
        ("30.52", "48.02", 39, "R"),  # Shalamcheh
        ("36.3209", "41.87656", 37, "S"),  # Sinjar
        ("39.99", "46.93", 38, "S"),  # Aghdam
        ("40.1", "46.04", 38, "T"),  # Kalbajar
        ("32", "48", 39, "S"),
        ("31.9999999", "47.9999999", 38, "R"),
        ("-0.0000001", "45", 38, "M"),
        ("0", "180", 1, "N"),
        ("0", "-180", 1, "N"),
        ("0", "179.9999999", 60, "N"),
        ("60", "4", 32, "V"),
        ("60", "2.9999999", 31, "V"),
        ("75", "8.9", 31, "X"),
        ("75", "9", 33, "X"),
        ("75", "21", 35, "X"),
        ("75", "41.9", 37, "X"),
        ("75", "42", 38, "X"),
        ("83.9", "45", 38, "X"),
        ("84", "45", 0, ""),
        ("-80", "45", 38, "C"),
        ("-80.0000001", "45", 0, ""),
    ],
)
def test_zone_and_band(lat: str, lon: str, zone: int, band: str) -> None:
    place = _point(lat, lon)
    assert (zone_of(place), band_of(place)) == (zone, band)


def test_a_site_may_keep_to_one_zone() -> None:
    place = _point("30.52", "48.02")
    assert to_grid(place).zone == 39
    kept = to_grid(place, zone=38)
    assert kept.zone == 38
    assert kept.easting_m > 780_000
    lat, lon = to_degrees(kept)
    assert distance_m(Point(Decimal(lat), Decimal(lon)), place) < 0.00001


def test_a_pair_read_in_the_next_zone_is_576_km_away() -> None:
    grid = to_grid(_point("30.50833", "47.7804"))
    lat, lon = to_degrees(GridPoint(39, True, grid.easting_m, grid.northing_m))
    away_m = distance_m(_point("30.50833", "47.7804"), Point(Decimal(lat), Decimal(lon)))
    assert away_m == pytest.approx(576_000, abs=1000)


def test_bands() -> None:
    assert band_limits("R") == (24, 32)
    assert band_limits("S") == (32, 40)
    assert band_limits("C") == (-80, -72)
    assert band_limits("X") == (72, 84)


def test_squares() -> None:
    assert mgrs_square("38SMB") == GridPoint(38, True, 400_000, 3_600_000)
    assert mgrs_square("38SMZ") is None
    assert polar_square("ZZZ") is None
    assert to_mgrs(_point("90", "0")) == "ZAH0000000000"
    assert to_mgrs(_point("-90", "0"), 16) == "BAN0000000000"
    assert polar_square("ZAH") == pytest.approx((89.3631, 135), abs=0.0001)


def test_a_place_on_a_grid_line_is_in_the_square_that_begins_there() -> None:
    lat, lon = to_degrees(GridPoint(38, True, 444_000, 3_684_000))
    place = Point(Decimal(f"{lat:.10f}"), Decimal(f"{lon:.10f}"))
    assert to_mgrs(place, 16) == "38SMB4400000084000000"
