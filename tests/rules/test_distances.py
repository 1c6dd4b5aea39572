"""The nearest hazard is the one that measuring to each of them would find."""

from __future__ import annotations

from hypothesis import event, given
from hypothesis import strategies as st

from app.core.clock import Moment
from app.geo.point import Point
from app.rules.clearance import Situation
from app.rules.distances import Distances
from app.rules.zones import Zone, zone_of
from tests.rules.test_cells import places, zones
from tests.rules.world import HERE, MORNING, hazard, moved, position


def measured(found: list[Zone], place: Point, at: Moment) -> tuple[float, float, str] | None:
    """What looking at every zone says."""
    situation = Situation(tuple(found), ())
    looks = [(zone.seen_from(place), zone.hazard.uid) for zone in situation.open_zones(at)]
    return min(((*look, uid) for look, uid in looks if look is not None), default=None)


@given(st.lists(zones(), max_size=8), places())
def test_nearest_is_what_measuring_each_one_finds(found: list[Zone], place: Point) -> None:
    expected = measured(found, place, MORNING)
    event("none has a place" if expected is None else f"{expected[0] // 1_000_000:.0f} Mm")
    assert Situation(tuple(found), ()).nearest(place, MORNING) == expected


@given(zones(), places())
def test_no_zone_is_nearer_than_is_said(zone: Zone, place: Point) -> None:
    look = zone.seen_from(place)
    said = list(Distances([zone]).nearest_first(place))
    assert len(said) == (zone.item is not None) + (zone.extent is not None)
    if look is not None:
        assert min(least_m for least_m, _ in said) <= look[0]


def test_most_zones_need_no_measuring() -> None:
    spots = [moved(HERE, north=1_000 * number) for number in range(100)]
    row = [zone_of(hazard(observer_position=position(at, 5)), 50) for at in spots]
    least = [least_m for least_m, _ in Distances(row).nearest_first(HERE)]
    nearest_m = measured(row, HERE, MORNING)
    assert nearest_m is not None
    assert sum(one <= nearest_m[0] for one in least) == 1
