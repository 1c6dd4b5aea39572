"""The drawing of the matrix: everything once, later above earlier, nothing in the way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.harris import Relation, circles, cycle, reduced, strata_of, units_of
from app.rules.matrix import APART, CELL, HEIGHT, Box, Line, Matrix, crossings, layout
from app.rules.matrix_rows import Told
from tests.rules.test_harris import GRAVE, relations, told

Segment = tuple[tuple[float, float], tuple[float, float]]

ANY = relations(circles=True, most=16)
NAMES = [f"{number:02}" for number in range(30)]
MANY = st.lists(
    st.builds(
        Relation,
        st.sampled_from(NAMES),
        st.sampled_from(("ABOVE", "ABOVE", "ABOVE", "CUTS", "FILLS", "EQ", "ABUTS")),
        st.sampled_from(NAMES),
    ),
    min_size=20,
    max_size=60,
)


def box_of(matrix: Matrix, context: str) -> Box:
    (box,) = (box for box in matrix.boxes if context in box.contexts)
    return box


def segments(line: Line) -> Iterator[Segment]:
    """The straight pieces of a line, each from its upper or left end."""
    for one, other in pairwise(line.points):
        yield min(one, other), max(one, other)


def runs_on(one: Segment, other: Segment) -> bool:
    """Whether two pieces lie on top of each other for a while."""
    return any(
        one[0][across] == one[1][across] == other[0][across] == other[1][across]
        and min(one[1][along], other[1][along]) - max(one[0][along], other[0][along]) > 0.1
        for across, along in ((0, 1), (1, 0))
    )


@given(relations(circles=False, most=20))
def test_later_stands_above_earlier(lines: list[Relation]) -> None:
    matrix = layout("abcdefgh", lines, shows_all=True)
    for line in lines:
        if line.order is not None:
            later, earlier = (box_of(matrix, context) for context in line.order)
            assert later.level < earlier.level
            assert later.top + HEIGHT < earlier.top


@given(ANY, st.booleans())
def test_everything_is_drawn_once_and_nothing_on_top_of_another(
    lines: list[Relation], shows_all: bool
) -> None:
    matrix = layout("abcdefgh", lines, shows_all=shows_all)
    assert sorted(name for box in matrix.boxes for name in box.contexts) == list("abcdefgh")
    for one, other in combinations(matrix.boxes, 2):
        is_beside = one.left + one.width < other.left or other.left + other.width < one.left
        assert is_beside or one.top + HEIGHT < other.top or other.top + HEIGHT < one.top
    for box in matrix.boxes:
        assert 0 <= box.left <= box.left + box.width <= matrix.width
        assert 0 <= box.top <= box.top + HEIGHT <= matrix.height


@given(ANY, st.booleans())
def test_every_line_goes_down_from_its_box_to_its_box(
    lines: list[Relation], shows_all: bool
) -> None:
    matrix = layout("abcdefgh", lines, shows_all=shows_all)
    for line in matrix.lines:
        upper, lower = box_of(matrix, line.upper), box_of(matrix, line.lower)
        for (x, y), (next_x, next_y) in pairwise(line.points):
            assert y <= next_y
            assert (x == next_x) != (y == next_y)
        (first, top), (last, bottom) = line.points[0], line.points[-1]
        assert (top, bottom) == (upper.top + HEIGHT, lower.top)
        assert upper.left < first < upper.left + upper.width
        assert lower.left < last < lower.left + lower.width


@settings(max_examples=60)
@given(ANY | MANY, st.booleans())
def test_no_line_runs_through_a_box_or_on_top_of_one_it_has_nothing_to_do_with(
    lines: list[Relation], shows_all: bool
) -> None:
    matrix = layout((), lines, shows_all=shows_all)
    for line in matrix.lines:
        for (left, top), (right, bottom) in segments(line):
            for box in matrix.boxes:
                is_beside = right < box.left or left > box.left + box.width
                assert is_beside or bottom <= box.top or top >= box.top + HEIGHT
    for one, other in combinations(matrix.lines, 2):
        if one.upper == other.upper or one.lower == other.lower:
            continue
        for piece in segments(one):
            assert not any(runs_on(piece, another) for another in segments(other))


@given(relations(circles=False, most=20))
def test_lines_are_the_steps_that_are_needed_and_on_demand_all(lines: list[Relation]) -> None:
    units = units_of("abcdefgh", lines)
    strata = strata_of(units, lines)
    for shows_all, wanted in ((False, reduced(strata)), (True, strata)):
        matrix = layout("abcdefgh", lines, shows_all=shows_all)
        drawn = {(line.upper, line.lower) for line in matrix.lines}
        assert drawn == {(unit, below) for unit in wanted for below in wanted[unit]}
        implied = {(one.upper, one.lower) for one in matrix.lines if one.told is Told.IMPLIED}
        assert implied == drawn - {
            (u, low) for u, found in reduced(strata).items() for low in found
        }


@given(ANY)
def test_what_contradicts_itself_is_drawn_as_told_and_marked(lines: list[Relation]) -> None:
    matrix = layout("abcdefgh", lines)
    units = units_of("abcdefgh", lines)
    assert bool(matrix.circles) == bool(cycle(lines))
    assert matrix.circles == circles(lines)
    circular = {units[name] for circle in matrix.circles for name in circle}
    assert circular <= {box.contexts[0] for box in matrix.boxes if box.is_circular}
    drawn = {
        (one.lower, one.upper) if one.is_upward else (one.upper, one.lower)
        for one in matrix.lines
        if one.told is Told.CIRCULAR
    }
    for circle in matrix.circles:
        steps = {(units[one], units[other]) for one, other in pairwise((*circle, circle[0]))}
        assert {(one, other) for one, other in steps if one != other} <= drawn
    assert all(one.told is Told.CIRCULAR for one in matrix.lines if one.is_upward)


@given(ANY, st.data())
def test_every_laptop_draws_the_same(lines: list[Relation], data: st.DataObject) -> None:
    assert layout("hgfedcba", data.draw(st.permutations(lines))) == layout("abcdefgh", lines)


@given(ANY)
def test_what_no_relation_places_stands_apart_below(lines: list[Relation]) -> None:
    matrix = layout("abcdefgh", lines)
    units = units_of("abcdefgh", lines)
    orders = [one.order for one in lines if one.order is not None]
    placed = {
        units[end]
        for later, earlier in orders
        if units[later] != units[earlier]
        for end in (later, earlier)
    }
    assert {box.contexts[0] for box in matrix.boxes if box.is_placed} == placed
    assert all((box.top < matrix.tray_top) == box.is_placed for box in matrix.boxes)


# Cases


def test_a_grave_is_one_column() -> None:
    matrix = layout((), GRAVE)
    assert [(box.contexts, box.level, box.left) for box in matrix.boxes] == [
        (("topsoil",), 0, 0.0),
        (("fill",), 1, 0.0),
        (("skeleton",), 2, 0.0),
        (("cut",), 3, 0.0),
        (("layer",), 4, 0.0),
        (("natural",), 5, 0.0),
    ]
    assert (matrix.width, crossings(matrix), matrix.circles) == (CELL, 0, ())
    assert {line.points[0][0] for line in matrix.lines} == {CELL / 2}


def test_two_graves_under_one_layer_stand_side_by_side_below_its_middle() -> None:
    matrix = layout((), told("1 ABOVE 2", "1 ABOVE 3", "2 ABOVE 4", "3 ABOVE 5"))
    one, two, three = (box_of(matrix, name) for name in "123")
    assert one.middle[0] * 2 == pytest.approx(two.middle[0] + three.middle[0], abs=8)
    assert [box_of(matrix, name).left for name in "45"] == [two.left, three.left]
    assert len(matrix.dots) == 1


def test_the_same_context_under_two_numbers_is_one_box() -> None:
    matrix = layout((), told("12 EQ 15", "1 ABOVE 15", "12 ABOVE 20"))
    box = box_of(matrix, "12")
    assert (box.contexts, box.width, box.level) == (("12", "15"), 2 * CELL, 1)


def test_a_long_line_goes_around_what_stands_between() -> None:
    matrix = layout((), told("1 ABOVE 2", "2 ABOVE 3", "3 ABOVE 4", "1 ABOVE 5", "5 ABOVE 4"))
    (long,) = (line for line in matrix.lines if (line.upper, line.lower) == ("5", "4"))
    assert crossings(matrix) == 0
    assert long.points[-1][1] - long.points[0][1] > 2 * HEIGHT


def test_lines_that_need_not_cross_do_not() -> None:
    tangled = told("a ABOVE z", "b ABOVE y", "c ABOVE x", "d ABOVE w", "t ABOVE a", "t ABOVE b",
                   "t ABOVE c", "t ABOVE d")  # fmt: skip
    assert crossings(layout((), tangled)) == 0


def test_lines_that_must_cross_are_counted() -> None:
    both = told("a ABOVE x", "a ABOVE y", "b ABOVE x", "b ABOVE y")
    assert crossings(layout((), both)) == 1


def test_what_hangs_together_stands_together_and_the_lone_stand_below() -> None:
    matrix = layout(["lone"], told("p ABOVE q", "a ABOVE b", "b ABOVE c"))
    assert [box_of(matrix, name).left for name in ("a", "p")] == [0.0, CELL + APART]
    lone = box_of(matrix, "lone")
    assert (lone.is_placed, lone.left) == (False, 0.0)
    assert lone.top > box_of(matrix, "c").top + HEIGHT
    assert layout((), ()) == Matrix((), (), (), (), (), 0.0, 0.0, 0.0)


def test_what_lies_beside_is_told_but_places_nothing() -> None:
    matrix = layout((), told("a ABUTS b", "c CONTAINS d", "a EQ e"))
    assert not any(box.is_placed for box in matrix.boxes)
    assert matrix.beside == tuple(told("a ABUTS b", "c CONTAINS d"))


def test_a_circle_is_drawn_with_an_arrow_up() -> None:
    matrix = layout((), told("a ABOVE b", "b ABOVE c", "c CUTS a", "c ABOVE d"))
    assert matrix.circles == (("a", "b", "c"),)
    assert [(one.upper, one.lower) for one in matrix.lines if one.is_upward] == [("a", "c")]
    assert {name for box in matrix.boxes if box.is_circular for name in box.contexts} == set("abc")


def test_two_that_are_each_later_than_the_other_have_both_lines() -> None:
    matrix = layout((), told("a ABOVE b", "b ABOVE a"))
    assert [line.is_upward for line in matrix.lines] == [False, True]
    assert matrix.lines[0].points != matrix.lines[1].points


def test_what_is_the_same_and_yet_later_is_a_circle_within_one_box() -> None:
    matrix = layout((), told("a EQ b", "a ABOVE b"))
    assert (matrix.circles, matrix.lines) == ((("a", "b"),), ())
    assert [box.is_circular for box in matrix.boxes] == [True]


def test_a_season_of_five_hundred_contexts_is_drawn_at_once() -> None:
    grid = [
        Relation(f"{n:03}", "ABOVE", f"{below:03}")
        for n in range(500)
        for below in (n + 11, n + 17)
        if below < 500
    ]
    matrix = layout((), grid)
    assert len(matrix.boxes) == 500
