"""The drawing of the matrix: everything once, later above earlier, nothing in the way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.harris import CircularStrataError, Relation, reduced, strata_of, units_of
from app.rules.matrix import GAP, Box, Line, Matrix, crossings, layout
from tests.rules.test_harris import GRAVE, relations, told


def box_of(matrix: Matrix, context: str) -> Box:
    (box,) = (box for box in matrix.boxes if context in box.contexts)
    return box


@given(relations(circles=False, most=20))
def test_later_stands_above_earlier(lines: list[Relation]) -> None:
    matrix = layout("abcdefgh", lines)
    for line in lines:
        if line.order is not None:
            later, earlier = (box_of(matrix, context) for context in line.order)
            assert later.level < earlier.level


@given(relations(circles=False, most=20))
def test_everything_is_drawn_once_and_nothing_on_top_of_another(lines: list[Relation]) -> None:
    matrix = layout("abcdefgh", lines)
    assert sorted(name for box in matrix.boxes for name in box.contexts) == list("abcdefgh")
    taken = [(box.level, box.x) for box in matrix.boxes]
    for line in matrix.lines:
        taken += [(level, x) for x, level in line.places[1:-1]]
    for (level, x), (next_level, next_x) in pairwise(sorted(taken)):
        assert level != next_level or next_x - x >= GAP - 1e-6
    assert all(-1e-6 <= x <= matrix.width + 1e-6 for _, x in taken)
    assert {level for level, _ in taken} == set(range(matrix.levels))


@given(relations(circles=False, most=20))
def test_lines_are_the_steps_that_are_needed_and_pass_every_level(lines: list[Relation]) -> None:
    matrix = layout("abcdefgh", lines)
    units = units_of("abcdefgh", lines)
    needed = reduced(strata_of(units, lines))
    assert {(line.later, line.earlier) for line in matrix.lines} == {
        (unit, below) for unit in needed for below in needed[unit]
    }
    for line in matrix.lines:
        ends = box_of(matrix, line.later), box_of(matrix, line.earlier)
        assert [line.places[0], line.places[-1]] == [(box.x, box.level) for box in ends]
        assert [level for _, level in line.places] == list(range(ends[0].level, ends[1].level + 1))


@given(relations(circles=False, most=16), st.data())
def test_every_laptop_draws_the_same(lines: list[Relation], data: st.DataObject) -> None:
    assert layout("hgfedcba", data.draw(st.permutations(lines))) == layout("abcdefgh", lines)


# Cases


def test_a_grave_is_one_column() -> None:
    matrix = layout((), GRAVE)
    assert [(box.contexts, box.level, box.x) for box in matrix.boxes] == [
        (("topsoil",), 0, 0.0),
        (("fill",), 1, 0.0),
        (("skeleton",), 2, 0.0),
        (("cut",), 3, 0.0),
        (("layer",), 4, 0.0),
        (("natural",), 5, 0.0),
    ]
    assert (matrix.width, matrix.levels, crossings(matrix)) == (0.0, 6, 0)


def test_two_graves_under_one_layer_stand_side_by_side_below_its_middle() -> None:
    matrix = layout((), told("1 ABOVE 2", "1 ABOVE 3", "2 ABOVE 4", "3 ABOVE 5"))
    assert [(*box.contexts, box.level, round(box.x, 6)) for box in matrix.boxes] == [
        ("1", 0, 0.5), ("2", 1, 0.0), ("3", 1, 1.0), ("4", 2, 0.0), ("5", 2, 1.0),
    ]  # fmt: skip


def test_the_same_context_under_two_numbers_is_one_box() -> None:
    matrix = layout((), told("12 EQ 15", "1 ABOVE 15", "12 ABOVE 20"))
    assert box_of(matrix, "12").contexts == ("12", "15")
    assert matrix.levels == 3


def test_a_long_line_goes_around_what_stands_between() -> None:
    matrix = layout((), told("1 ABOVE 2", "2 ABOVE 3", "3 ABOVE 4", "1 ABOVE 5", "5 ABOVE 4"))
    (long,) = (line for line in matrix.lines if len(line.places) > 2)
    assert isinstance(long, Line)
    assert (long.later, long.earlier, crossings(matrix)) == ("5", "4", 0)


def test_lines_that_need_not_cross_do_not() -> None:
    tangled = told("a ABOVE z", "b ABOVE y", "c ABOVE x", "d ABOVE w", "t ABOVE a", "t ABOVE b",
                   "t ABOVE c", "t ABOVE d")  # fmt: skip
    assert crossings(layout((), tangled)) == 0


def test_lines_that_must_cross_are_counted() -> None:
    both = told("a ABOVE x", "a ABOVE y", "b ABOVE x", "b ABOVE y")
    assert crossings(layout((), both)) == 1


def test_what_hangs_together_stands_together_and_the_lone_come_last() -> None:
    matrix = layout(["lone"], told("p ABOVE q", "a ABOVE b", "b ABOVE c"))
    assert [box_of(matrix, name).x for name in ("a", "p", "lone")] == [0.0, 1.0, 2.0]
    assert layout((), ()) == Matrix((), (), 0.0, 0)


def test_a_circle_is_not_drawn() -> None:
    with pytest.raises(CircularStrataError, match="a → b"):
        layout((), told("a ABOVE b", "b ABOVE a"))


def test_a_season_of_five_hundred_contexts_is_drawn_at_once() -> None:
    grid = [
        Relation(f"{n:03}", "ABOVE", f"{below:03}")
        for n in range(500)
        for below in (n + 11, n + 17)
        if below < 500
    ]
    matrix = layout((), grid)
    assert len(matrix.boxes) == 500
