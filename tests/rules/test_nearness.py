"""A million places at once are near a hazard exactly where one by one they are."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from app.geo.area import Area, distance_to_area_m
from app.geo.distance import distance_m
from app.geo.engines import geod
from app.geo.near import within
from app.geo.point import Point
from app.rules.nearness import near_hazards
from app.rules.zones import Zone, zone_of
from tests.rules.world import HERE, hazard, moved, position, square

_metres = st.integers(-3_000, 3_000)


@st.composite
def places(draw: st.DrawFn) -> Point:
    """Mostly around one of three places: the marshes, the far north, the antimeridian."""
    middle = draw(
        st.sampled_from(
            [HERE, Point(Decimal(81), Decimal(12)), Point(Decimal(16), Decimal("179.99"))]
        )
    )
    at = moved(middle, north=draw(_metres), east=draw(_metres))
    return Point(at.lat, (at.lon + 180) % 360 - 180)


@st.composite
def zones(draw: st.DrawFn) -> Zone:
    place = draw(places())
    seen = draw(st.none() | st.just(position(place, draw(st.integers(0, 300)))))
    extent = draw(st.none() | st.just(square(place, draw(st.integers(1, 400)))))
    assume(extent is None or abs(place.lon) < 179)
    known = hazard(
        observer_position=seen,
        bearing_deg=draw(st.integers(0, 359)),
        distance_m=Decimal(draw(st.integers(0, 900))),
        extent=extent,
    )
    return zone_of(known, 50)


def one_by_one(zone: Zone, place: Point, metres: float) -> bool:
    item, extent = zone.item, zone.extent
    is_near = item is not None and distance_m(item.place, place) <= metres + float(item.error_m)
    return is_near or (extent is not None and distance_to_area_m(extent, place) <= metres)


@settings(max_examples=60)
@given(st.lists(zones(), max_size=5), st.lists(places(), max_size=12), st.integers(0, 2_500))
def test_it_is_the_geodesic_rule(all_zones: list[Zone], asked: list[Point], metres: int) -> None:
    lats = np.array([float(at.lat) for at in asked])
    lons = np.array([float(at.lon) for at in asked])
    told = [any(one_by_one(zone, at, metres) for zone in all_zones) for at in asked]
    event(f"{sum(told)} near")
    assert near_hazards(all_zones, lats, lons, metres).tolist() == told


@given(st.integers(1, 19_000), st.integers(0, 359), st.sampled_from([-2, -1, 1, 2]))
def test_a_millimetre_inside_or_outside_is_told_apart(radius: int, bearing: int, mm: int) -> None:

    lon, lat, _ = geod().fwd(float(HERE.lon), float(HERE.lat), bearing, radius + mm / 1_000)
    found = within(
        np.array([lat]),
        np.array([lon]),
        (np.array([float(HERE.lat)]), np.array([float(HERE.lon)])),
        np.array([float(radius)]),
    )
    assert found.tolist() == [mm < 0]


def test_no_circle_and_no_place_are_near_nothing() -> None:
    nothing = np.zeros(0)
    assert near_hazards([], nothing, nothing, 200).tolist() == []
    assert (
        near_hazards([zone_of(hazard(observer_position=None), 50)], nothing, nothing, 1).size == 0
    )
    one = np.array([30.0])
    assert near_hazards([], one, one, 200).tolist() == [False]


def test_an_extent_that_is_a_sliver_is_near_all_along() -> None:
    sliver = Area((HERE, moved(HERE, north=0.02), moved(HERE, north=0.01, east=2_000)))
    zone = zone_of(hazard(observer_position=None, extent=sliver), 50)
    beside = moved(HERE, north=150, east=1_000)
    lats, lons = np.array([float(beside.lat)]), np.array([float(beside.lon)])
    assert near_hazards([zone], lats, lons, 200).all()
    assert not near_hazards([zone], lats, lons, 100).any()
