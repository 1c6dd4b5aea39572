"""The way to a place: turning by what is told leads there; whoever stands has no direction."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.guiding import Way, course_deg, way_to
from app.geo.live import Heard
from app.geo.nmea_fixes import Fix
from app.geo.point import Point
from app.geo.quality import Quality
from tests.rules.world import HERE, moved

_bearings = st.floats(0, 359.9)


def heard(place: Point, at_s: float) -> Heard:
    """A fix of a receiver at a place."""
    return Heard(Fix(lat=place.lat, lon=place.lon, quality=Quality.AUTONOMOUS), at_s)


def walked(*, north: int = 0, east: int = 0, seconds: int = 8) -> list[Heard]:
    """A track that leads from the south or the west to here, a fix a second."""
    steps = range(-seconds, 1)
    return [heard(moved(HERE, north=north * step, east=east * step), float(step)) for step in steps]


@given(_bearings, _bearings)
def test_after_the_turn_one_looks_at_the_place(bearing: float, course: float) -> None:
    turn = Way(100, bearing, course).turn_deg
    assert turn is not None
    assert -180 <= turn <= 180
    assert abs((course + turn - bearing + 180) % 360 - 180) < 1e-6


@pytest.mark.parametrize(
    ("north", "east", "goal", "turn"),
    [
        (2, 0, {"east": 100}, 90),
        (2, 0, {"north": 100}, 0),
        (0, 2, {"north": 100}, -90),
        (0, 2, {"east": -100}, 180),
    ],
)
def test_whoever_moves_is_told_which_way_to_turn(
    north: int, east: int, goal: dict[str, int], turn: float
) -> None:
    way = way_to(moved(HERE, **goal), walked(north=north, east=east))
    assert way is not None
    assert way.distance_m == pytest.approx(100, abs=0.5)
    assert way.turn_deg is not None
    assert abs(way.turn_deg) == pytest.approx(abs(turn), abs=1.5)
    assert abs(turn) in {0, 180} or way.turn_deg * turn > 0


def test_whoever_stands_has_no_direction() -> None:
    standing = [heard(moved(HERE, north=n % 2), float(n)) for n in range(9)]
    assert course_deg(standing) is None
    assert course_deg([]) is None
    assert course_deg(walked(north=2)[:1]) is None


def test_where_one_was_long_ago_tells_no_direction() -> None:
    track = [heard(moved(HERE, north=-50), 0.0), heard(HERE, 60.0)]
    assert course_deg(track) is None


def test_without_a_fix_there_is_no_way() -> None:
    assert way_to(Point(Decimal(1), Decimal(2)), []) is None
