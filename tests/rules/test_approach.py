"""Walking up to a hazard: a larger error never warns of fewer, and nothing near is passed over."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.point import Point
from app.rules.approach import AHEAD_M, Alarm
from app.rules.ground import Spot
from app.rules.zones import Zone, zone_of
from tests.rules.test_cells import places, zones
from tests.rules.world import HERE, hazard, moved, position

RADIUS_M = 60


def _at(north: int, radius_m: int = RADIUS_M) -> Zone:
    """A hazard that was seen from where it lies, with an error of five metres."""
    seen = hazard(
        observer_position=position(moved(HERE, north=north), 5),
        bearing_deg=0,
        distance_m=Decimal(0),
        exclusion_radius_m=radius_m,
    )
    return zone_of(seen, None)


@given(st.lists(zones(), max_size=6), places(), st.integers(0, 3_000), st.integers(0, 3_000))
def test_a_larger_error_never_warns_of_fewer_hazards(
    around: list[Zone], place: Point, error_m: int, more_m: int
) -> None:
    alarm = Alarm(around)
    near = {(one.hazard_uid, one.is_inside) for one in alarm.look(Spot(place, Decimal(error_m)))}
    far = alarm.look(Spot(place, Decimal(error_m + more_m)))
    uids = {one.hazard_uid for one in far}
    inside = {one.hazard_uid for one in far if one.is_inside}
    assert {uid for uid, _ in near} <= uids
    assert {uid for uid, is_inside in near if is_inside} <= inside


@given(st.lists(zones(), max_size=6), places(), st.integers(0, 3_000))
def test_every_hazard_whose_ground_is_near_is_told(
    around: list[Zone], place: Point, error_m: int
) -> None:
    spot = Spot(place, Decimal(error_m))
    told = [one.hazard_uid for one in Alarm(around).look(spot)]
    placed = [zone for zone in around if not zone.is_anywhere]
    near = [zone.hazard.uid for zone in placed if zone.may_hold(spot.widened(AHEAD_M), "")]
    assert sorted(told) == sorted(near)


@pytest.mark.parametrize(
    ("metres", "told"),
    [
        (100, []),  # 60 of radius, 5 + 4 of errors, 25 ahead: 94
        (93, [False]),
        (70, [False]),
        (68, [True]),
        (0, [True]),
    ],
)
def test_it_warns_25_m_before_the_ground_begins(metres: int, told: list[bool]) -> None:
    found = Alarm([_at(metres)]).look(Spot(HERE, Decimal(4)))
    assert [one.is_inside for one in found] == told


def test_the_gravest_comes_first_and_says_where_it_lies() -> None:
    ahead, inside = _at(85), _at(-40)
    found = Alarm([ahead, inside]).look(Spot(HERE, Decimal(4)))
    assert [one.is_inside for one in found] == [True, False]
    assert found[0].distance_m == pytest.approx(40, abs=0.5)
    assert found[0].bearing_deg == pytest.approx(180, abs=1)


def test_a_hazard_that_nobody_can_place_is_no_matter_of_walking() -> None:
    nowhere = zone_of(hazard(observer_position=None), None)
    alarm = Alarm([nowhere])
    assert nowhere.is_anywhere
    assert len(alarm) == 0
    assert alarm.look(Spot(HERE, Decimal(4))) == ()


def test_a_fix_is_held_against_two_thousand_hazards_in_a_blink() -> None:
    """Ten fixes a second must not be felt."""
    alarm = Alarm([_at(100 + 90 * number) for number in range(2_000)])
    spot = Spot(HERE, Decimal(4))
    alarm.look(spot)
    began = time.perf_counter()
    for _ in range(20):
        alarm.look(spot)
    assert (time.perf_counter() - began) / 20 < 0.02
