"""The grid of a site: turned and moved, never better known than the marks it hangs on."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.geo.distance import distance_m
from app.geo.engines import pipeline
from app.geo.local_grid import (
    Local,
    LocalGridError,
    Mark,
    Tie,
    offset,
    taped_error_m,
    tied,
    two_distances,
)
from app.geo.position import AccuracyKind, Method, Position

ANCHOR = Position(
    lat=Decimal("30.533262"),
    lon=Decimal("47.993525"),
    method=Method.RTK,
    accuracy_m=Decimal("0.02"),
    accuracy_kind=AccuracyKind.P95,
)
metres = st.decimals(-500, 500, places=3)
locals_ = st.builds(Local, metres, metres)


def at(position: Position, east: float, north: float, error: str | None = "0.02") -> Position:
    """A position so far east and north of another."""
    lon, lat = pipeline(
        "+proj=unitconvert +xy_in=deg +xy_out=rad",
        f"+proj=tmerc +lat_0={position.lat} +lon_0={position.lon} +ellps=WGS84",
    ).transform(east, north, direction="INVERSE")
    return Position(
        lat=Decimal(f"{lat:.10f}"),
        lon=Decimal(f"{lon:.10f}"),
        method=Method.RTK,
        accuracy_m=Decimal(error) if error else None,
        accuracy_kind=AccuracyKind.P95 if error else None,
    )


def grid(angle: float, *places: Local, error: str | None = "0.02") -> Tie:
    """A grid whose (1000, 1000) is the anchor, turned by an angle, tied by exact marks."""
    cos, sin = math.cos(angle), math.sin(angle)
    marks = [Mark(Local(Decimal(1000), Decimal(1000)), at(ANCHOR, 0, 0, error), "S01")]
    for number, place in enumerate(places, start=2):
        x, y = float(place.easting_m) - 1000, float(place.northing_m) - 1000
        there = at(ANCHOR, cos * x - sin * y, sin * x + cos * y, error)
        marks.append(Mark(place, there, f"S{number:02}"))
    return tied(marks)


angles = st.floats(-math.pi, math.pi)
marks_away = st.builds(Local, st.decimals(1020, 1400, places=3), st.decimals(1020, 1400, places=3))


@given(angles, marks_away, locals_)
def test_there_and_back_is_the_same_place(angle: float, mark: Local, place: Local) -> None:
    tie = grid(angle, mark)
    back = tie.local(tie.place(place))
    assert abs(back.easting_m - place.easting_m) < Decimal("0.001")
    assert abs(back.northing_m - place.northing_m) < Decimal("0.001")


@given(angles, marks_away, marks_away)
def test_nothing_remains_at_exact_marks(angle: float, mark: Local, other: Local) -> None:
    assert grid(angle, mark, other).residual_m == 0


@given(angles, marks_away, locals_, locals_)
def test_distances_in_the_grid_are_distances_on_the_ground(
    angle: float, mark: Local, one: Local, other: Local
) -> None:
    tie = grid(angle, mark)
    wanted = math.hypot(
        float(one.easting_m - other.easting_m), float(one.northing_m - other.northing_m)
    )
    assert distance_m(tie.place(one), tie.place(other)) == pytest.approx(wanted, abs=0.002)


@given(marks_away, locals_, st.decimals("0.01", 20, places=2), st.decimals("0.01", 20, places=2))
def test_larger_errors_of_the_marks_never_make_a_point_better(
    mark: Local, place: Local, one: Decimal, other: Decimal
) -> None:
    small, large = sorted((one, other))
    better, worse = (
        grid(0.3, mark, error=str(error)).error_at_m(place) for error in (small, large)
    )
    assert better is not None
    assert worse is not None
    assert small <= better <= worse
    assert large <= worse


@given(marks_away, st.floats(0, 2 * math.pi), st.integers(0, 300), st.integers(0, 300))
def test_the_error_grows_with_the_distance_from_the_marks(
    mark: Local, direction: float, one: int, other: int
) -> None:
    tie = grid(1.0, mark)
    east, north = (float(1000 + part) / 2 for part in mark)

    def error(away: int) -> Decimal | None:
        return tie.error_at_m(
            Local(
                Decimal(f"{east + away * math.cos(direction):.4f}"),
                Decimal(f"{north + away * math.sin(direction):.4f}"),
            )
        )

    near, far = (error(away) for away in sorted((one, other)))
    assert near is not None
    assert far is not None
    assert near <= far + Decimal("0.001")


def test_one_mark_without_an_error_makes_every_place_unknown() -> None:
    tie = grid(0.0, Local(Decimal(1100), Decimal(1000)), error=None)
    assert tie.position(Local(Decimal(1050), Decimal(1000))).error_95_m() is None


def test_a_tape_that_disagrees_with_the_receiver_is_seen() -> None:
    marks = [
        Mark(Local(Decimal(0), Decimal(0)), at(ANCHOR, 0, 0), "S01"),
        Mark(Local(Decimal(100), Decimal(0)), at(ANCHOR, 101, 0), "S02"),
    ]
    assert tied(marks).residuals_m == (Decimal("0.500"), Decimal("0.500"))
    stretched = tied(marks, is_scale_free=True)
    assert stretched.residual_m == 0
    assert stretched.scale == pytest.approx(1.01)
    position = tied(marks).position(Local(Decimal(50), Decimal(10)))
    assert position.method is Method.CONVERTED
    assert position.source_text == "E 50 N 10"
    assert position.operation is not None
    assert position.operation.endswith("remaining 0.500 m: S01, S02")
    error = position.error_95_m()
    assert error is not None
    assert error > Decimal("0.52")


@pytest.mark.parametrize("places", [(), (Local(Decimal(1000), Decimal(1000)),)])
def test_marks_that_make_no_grid_are_refused(places: tuple[Local, ...]) -> None:
    with pytest.raises(LocalGridError):
        grid(0.0, *places)


def test_a_place_beyond_the_site_is_refused() -> None:
    tie = grid(0.0, Local(Decimal(1100), Decimal(1000)))
    with pytest.raises(LocalGridError):
        tie.place(Local(Decimal(500_000), Decimal(3_400_000)))
    with pytest.raises(LocalGridError):
        tie.local(at(ANCHOR, 50_000, 0))


@given(locals_, locals_, locals_)
def test_two_tapes_find_the_place_again(first: Local, second: Local, place: Local) -> None:
    def away(mark: Local) -> Decimal:
        x, y = float(place.easting_m - mark.easting_m), float(place.northing_m - mark.northing_m)
        return Decimal(f"{math.hypot(x, y):.6f}")

    try:
        both = two_distances(first, second, away(first), away(second))
    except LocalGridError:
        assume(False)
    assert min(math.dist(map(float, one), map(float, place)) for one in both) < 0.05


def test_left_and_right_are_those_of_who_walks_from_the_first_to_the_second() -> None:
    first, second = Local(Decimal(0), Decimal(0)), Local(Decimal(0), Decimal(10))
    left, right = two_distances(first, second, Decimal(5), Decimal("11.1803398875"))
    assert left == Local(Decimal("-5.0000"), Decimal("0.0000"))
    assert right == Local(Decimal("5.0000"), Decimal("0.0000"))
    assert offset(first, second, Decimal(4), Decimal(3)) == Local(
        Decimal("3.0000"), Decimal("4.0000")
    )


def test_tapes_that_do_not_meet_say_what_is_missing() -> None:
    marks = Local(Decimal(0), Decimal(0)), Local(Decimal(10), Decimal(0))
    with pytest.raises(LocalGridError) as missing:
        two_distances(*marks, Decimal(4), Decimal(5))
    assert missing.value.values["distance"] == Decimal("1.000")
    with pytest.raises(LocalGridError):
        two_distances(*marks, Decimal(5), Decimal("5.0001"))


def test_tapes_that_meet_sharply_are_worth_less() -> None:
    marks = Local(Decimal(0), Decimal(0)), Local(Decimal(10), Decimal(0))
    square = taped_error_m(*marks, Decimal(6), Decimal(8), Decimal("0.05"))
    sharp = taped_error_m(*marks, Decimal("5.1"), Decimal("5.1"), Decimal("0.05"))
    assert Decimal("0.05") < square < sharp
