"""A place found by tape: where it is, how badly it is known, and what is strange about it."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.geo.distance import bearing_deg, distance_m
from app.geo.local_grid import Local, LocalGridError
from app.geo.position import Method, Position
from app.geo.taping import (
    Baseline,
    Known,
    Side,
    Taped,
    by_grid,
    by_offset,
    by_two_distances,
)
from tests.geo.test_local_grid import ANCHOR, at

TAPE = Decimal("0.05")


def line(
    length: float = 20, error: str | None = "0.02", turned: float = 0.7, between: str | None = None
) -> Baseline:
    """Two points so far apart, in a direction that is neither north nor east."""
    far = at(ANCHOR, length * math.cos(turned), length * math.sin(turned), error)
    first = Known("S01", at(ANCHOR, 0, 0, error), Local(Decimal(1000), Decimal(1000)))
    second = Known("S02", far, Local(Decimal(1000), Decimal(1000) + Decimal(str(length))))
    return Baseline(first, second, TAPE, Decimal(between) if between else None)


def error_m(taped: Taped) -> Decimal:
    error = taped.position.error_95_m()
    assert error is not None
    return error


reaches = st.decimals("12", "30", places=2)


@given(reaches, reaches, st.sampled_from(Side), st.floats(0, 6))
def test_it_lies_as_far_from_both_points_as_the_tapes_say(
    to_first: Decimal, to_second: Decimal, side: Side, turned: float
) -> None:
    base = line(turned=turned)
    position = by_two_distances(base, to_first, to_second, side).position
    assert distance_m(base.first.position, position) == pytest.approx(float(to_first), abs=0.003)
    assert distance_m(base.second.position, position) == pytest.approx(float(to_second), abs=0.003)


@given(reaches, reaches, st.floats(0, 6))
def test_left_is_left_for_who_walks_to_the_second(
    to_first: Decimal, to_second: Decimal, turned: float
) -> None:
    base = line(turned=turned)
    way = bearing_deg(base.first.position, base.second.position)
    for side in Side:
        place = by_two_distances(base, to_first, to_second, side).position
        turn = (bearing_deg(base.first.position, place) - way + 180) % 360 - 180
        assert (turn > 0) is (side is Side.RIGHT)
        beside = by_offset(base, Decimal(5), Decimal(3), side).position
        turn = (bearing_deg(base.first.position, beside) - way + 180) % 360 - 180
        assert turn == pytest.approx(math.degrees(math.atan2(3, 5)) * (1 if turn > 0 else -1), 0.01)
        assert (turn > 0) is (side is Side.RIGHT)


@given(st.decimals("0.01", 5, places=2), st.decimals("0.01", 5, places=2), reaches, reaches)
def test_a_worse_tape_or_worse_points_never_make_a_better_place(
    one: Decimal, other: Decimal, to_first: Decimal, to_second: Decimal
) -> None:
    small, large = sorted((one, other))

    def worth(points: Decimal, tape: Decimal) -> Decimal:
        known = line(error=str(points))
        base = Baseline(known.first, known.second, tape)
        return error_m(by_two_distances(base, to_first, to_second, Side.LEFT))

    assert small <= worth(small, small) <= worth(small, large) <= worth(large, large)
    assert worth(small, small) <= worth(large, small)


def test_all_that_was_measured_is_kept() -> None:
    taped = by_two_distances(line(), Decimal("12.30"), Decimal("15.05"), Side.LEFT)
    position = taped.position
    assert position.method is Method.TAPE
    assert position.source_text is not None
    for said in ("12.30 m from the first", "15.05 m from the second", "left", "S01", "± 0.05 m"):
        assert said in position.source_text
    assert position.operation is not None
    assert position.operation.startswith("local grid, 2 marks")
    assert Position.from_json(position.to_json()) == position
    assert taped.points_m is not None
    assert error_m(taped) == taped.measured_m + taped.points_m


def test_the_grid_of_the_site_leads_to_the_same_place() -> None:
    base = line()
    by_tape = by_offset(base, Decimal(5), Decimal(3), Side.RIGHT).position
    # the second mark lies north of the first in the grid: right of the way is east
    by_numbers = by_grid(base, Local(Decimal(1003), Decimal(1005))).position
    assert distance_m(by_tape, by_numbers) < 0.002


def test_the_grid_needs_two_points_that_are_known_in_it() -> None:
    base = line()
    bare = Baseline(base.first, Known("typed", base.second.position), TAPE)
    with pytest.raises(LocalGridError, match="not both known"):
        by_grid(bare, Local(Decimal(1003), Decimal(1005)))


def test_of_unknown_points_the_place_is_unknown() -> None:
    taped = by_offset(line(error=None), Decimal(5), Decimal(3), Side.RIGHT)
    assert taped.position.error_95_m() is None
    assert taped.points_m is None


def test_a_right_angle_by_eye_is_counted() -> None:
    near, far = (by_offset(line(), Decimal(5), Decimal(away), Side.LEFT) for away in (1, 10))
    assert far.measured_m - near.measured_m > Decimal("0.4")


@pytest.mark.parametrize(
    ("to_first", "to_second", "is_thin"), [("10.3", "10.3", True), ("14", "14", False)]
)
def test_a_thin_triangle_is_pointed_out(to_first: str, to_second: str, *, is_thin: bool) -> None:
    taped = by_two_distances(line(), Decimal(to_first), Decimal(to_second), Side.LEFT)
    assert ["meet at" in str(doubt) for doubt in taped.doubts] == [True] * is_thin


def test_tapes_that_do_not_meet_are_refused() -> None:
    with pytest.raises(LocalGridError, match="do not meet"):
        by_two_distances(line(), Decimal(5), Decimal(5), Side.LEFT)


def test_points_that_are_not_where_they_should_be_are_seen() -> None:
    good = by_offset(line(between="20.03"), Decimal(5), Decimal(3), Side.LEFT)
    assert not good.doubts
    assert (
        good.position.cross_check == "between the two points: 20.03 m by tape, 20.001 m by position"
    )
    wrong = by_offset(line(between="25.5"), Decimal(5), Decimal(3), Side.LEFT)
    assert "25.50 m as measured, and 20.00 m" in str(wrong.doubts[0])
    assert error_m(wrong) > error_m(good) + 2  # what does not fit is added to the error


@given(st.decimals(1, 300, places=1))
def test_far_from_a_short_line_is_pointed_out(along: Decimal) -> None:
    assume(abs(along - 50) > 1)
    taped = by_offset(line(), along, Decimal(1), Side.LEFT)
    assert bool(taped.doubts) is (along > 50)
