"""The index of zones leaves out none that may hold a spot."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, event, given
from hypothesis import strategies as st

from app.geo.point import Point
from app.rules.cells import ZoneCells
from app.rules.ground import Spot
from app.rules.zones import Zone, zone_of
from tests.rules.world import HERE, hazard, moved, position, square

_latitudes = st.decimals(-90, 90, places=5)
_longitudes = st.decimals(-180, 180, places=5)
_metres = st.integers(-30_000, 30_000)


@st.composite
def places(draw: st.DrawFn) -> Point:
    """Mostly around one place, so that something is near; sometimes anywhere on Earth."""
    if draw(st.integers(0, 4)):
        return moved(HERE, north=draw(_metres), east=draw(_metres))
    return Point(draw(_latitudes), draw(_longitudes))


@st.composite
def zones(draw: st.DrawFn) -> Zone:
    """Around an item seen from near, around a drawn extent, both, or nobody knows where."""
    place = draw(places())
    assume(abs(place.lat) < Decimal("89.5"))
    known = hazard(
        observer_position=draw(st.none() | st.just(position(place, draw(st.integers(0, 5_000))))),
        bearing_deg=draw(st.integers(0, 359)),
        distance_m=Decimal(draw(st.integers(0, 9_000))),
        exclusion_radius_m=draw(st.none() | st.integers(1, 5_000)),
        extent=draw(st.none() | st.just(square(place, 300)) if abs(place.lon) < 179 else st.none()),
    )
    return zone_of(known, draw(st.none() | st.integers(1, 9_000)))


@given(st.lists(zones(), max_size=6), st.none() | places(), st.integers(0, 30_000))
def test_no_zone_that_may_hold_a_spot_is_left_out(
    all_zones: list[Zone], place: Point | None, error_m: int
) -> None:
    spot = Spot(place, Decimal(error_m)) if place else None
    near = list(ZoneCells(all_zones).near(spot))
    holding = [zone for zone in all_zones if zone.may_hold(spot, "")]
    event(f"{len(holding)} hold, {len(all_zones) - len(near)} left out")
    assert [zone for zone in near if zone.may_hold(spot, "")] == holding
    assert len(near) <= len(all_zones)


def test_zones_far_away_are_left_out() -> None:
    far = zone_of(hazard(observer_position=position(moved(HERE, north=40_000), 5)), 100)
    here = zone_of(hazard(observer_position=position(HERE, 5)), 100)
    assert list(ZoneCells([far, here]).near(Spot(HERE, Decimal(10)))) == [here]
