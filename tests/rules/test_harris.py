"""Which context is later: circles are named, what follows is not drawn, the same are one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.rules.harris import (
    CircularStrataError,
    Relation,
    Strata,
    circle_through,
    circles,
    cycle,
    from_the_latest,
    in_any_case_ordered,
    knots,
    reduced,
    redundant,
    strata_of,
    units_of,
)

NAMES = st.sampled_from("abcdefgh")
KINDS = ("ABOVE", "BELOW", "CUTS", "CUT_BY", "FILLS", "FILLED_BY", "EQ", "ABUTS", "CONTAINS")


def relations(*, circles: bool, most: int = 12) -> st.SearchStrategy[list[Relation]]:
    """Anything that may have been written; without circles, the earlier letter is the later."""

    def written(pair: tuple[str, str], kind: str) -> Relation:
        later, earlier = pair if circles else sorted(pair)
        if kind in {"BELOW", "CUT_BY", "FILLED_BY"}:
            later, earlier = earlier, later
        return Relation(later, kind, earlier)

    pairs = st.tuples(NAMES, NAMES).filter(lambda pair: circles or pair[0] != pair[1])
    kinds = st.sampled_from(KINDS if circles else [kind for kind in KINDS if kind != "EQ"])
    return st.lists(st.builds(written, pairs, kinds), max_size=most)


def told(*lines: str) -> list[Relation]:
    """Such as `a ABOVE b`."""
    return [Relation(*line.split()) for line in lines]


def below(strata: Strata) -> dict[str, set[str]]:
    """Unit → all that are earlier, by walking down from each."""
    found = {}
    for unit in strata:
        reached = list(strata[unit])
        for one in reached:
            reached += [next_ for next_ in strata[one] if next_ not in reached]
        found[unit] = set(reached)
    return found


def the_strata(lines: list[Relation]) -> Strata:
    return strata_of(units_of((), lines), lines)


@given(relations(circles=True))
def test_a_circle_is_found_exactly_where_something_is_later_than_itself(
    lines: list[Relation],
) -> None:
    down = below(the_strata(lines))
    assert bool(cycle(lines)) == any(unit in earlier for unit, earlier in down.items())


@given(relations(circles=True))
def test_a_circle_goes_by_what_was_written(lines: list[Relation]) -> None:
    circle, units = cycle(lines), units_of((), lines)
    orders = {line.order for line in lines}
    for one, next_ in pairwise((*circle, *circle[:1])):
        assert (one, next_) in orders or (one != next_ and units[one] == units[next_])
    assert len(set(circle)) == len(circle)


@given(relations(circles=False), st.builds(Relation, NAMES, st.sampled_from(KINDS), NAMES))
def test_the_relation_that_closes_a_circle_is_part_of_it(
    lines: list[Relation], last: Relation
) -> None:
    circle = circle_through(last, lines)
    assert bool(circle) == bool(cycle([*lines, last]))
    if circle and last.order is not None:
        later, earlier = last.order
        assert (later, earlier) in pairwise((*circle, *circle[:1]))


@given(relations(circles=True), st.data())
def test_the_order_of_writing_means_nothing(lines: list[Relation], data: st.DataObject) -> None:
    assert cycle(data.draw(st.permutations(lines))) == cycle(lines)


@given(relations(circles=True, most=6))
@example([Relation("a", "ABOVE", "a"), Relation("b", "BELOW", "a"), Relation("a", "EQ", "b")])
def test_the_inverse_says_the_same(lines: list[Relation]) -> None:
    inverse = {"ABOVE": "BELOW", "CUTS": "CUT_BY", "FILLS": "FILLED_BY"}
    inverse |= {other: kind for kind, other in inverse.items()}
    turned = [
        Relation(line.other, inverse.get(line.relation, line.relation), line.context)
        for line in lines
    ]
    assert cycle(turned) == cycle(lines)
    assert the_strata(turned) == the_strata(lines)


@given(relations(circles=False, most=20))
def test_as_few_steps_as_possible_tell_the_same_order(lines: list[Relation]) -> None:
    strata = the_strata(lines)
    fewer = reduced(strata)
    assert below(fewer) == below(strata)
    for unit in fewer:
        for needed in fewer[unit]:
            less = {**fewer, unit: fewer[unit] - {needed}}
            assert below(less) != below(strata), "each step that is kept is needed"


@given(relations(circles=False, most=20))
def test_what_is_redundant_can_be_left_out(lines: list[Relation]) -> None:
    left_out = redundant(lines)
    kept = [line for line in lines if line not in left_out]
    units = units_of("abcdefgh", ())
    assert below(strata_of(units, kept)) == below(strata_of(units, lines))
    assert redundant(kept) == ()


@given(relations(circles=False))
def test_each_comes_before_all_that_are_earlier(lines: list[Relation]) -> None:
    strata = the_strata(lines)
    order = from_the_latest(strata)
    assert sorted(order) == sorted(strata)
    assert all(order.index(unit) < order.index(next_) for unit in strata for next_ in strata[unit])


@given(relations(circles=True))
def test_each_knot_is_those_that_lie_below_each_other_and_has_its_circle(
    lines: list[Relation],
) -> None:
    strata = the_strata(lines)
    under = below(strata)
    units = units_of((), lines)
    found = knots(strata)
    assert {unit for knot in found for unit in knot} == {u for u in strata if u in under[u]}
    assert all(other in under[unit] for knot in found for unit in knot for other in knot)
    named = circles(lines)
    assert len(named) == len(found)
    for circle, knot in zip(named, found, strict=True):
        assert {units[name] for name in circle} <= knot


@given(relations(circles=True))
def test_every_unit_comes_once_in_order_and_before_the_earlier_where_it_can(
    lines: list[Relation],
) -> None:
    strata = the_strata(lines)
    ordered = in_any_case_ordered(strata)
    assert sorted(ordered) == sorted(strata)
    tied = {unit: knot for knot in knots(strata) for unit in knot}
    for later, found in strata.items():
        for earlier in found - tied.get(later, frozenset()):
            assert ordered.index(later) < ordered.index(earlier)


# Cases

GRAVE = told(
    "topsoil ABOVE fill", "fill FILLS cut", "fill ABOVE skeleton", "skeleton ABOVE cut",
    "cut CUTS layer", "topsoil ABOVE layer", "natural BELOW layer", "fill CONTAINS skeleton",
)  # fmt: skip


def test_a_grave() -> None:
    assert cycle(GRAVE) == ()
    assert redundant(GRAVE) == (
        Relation("fill", "FILLS", "cut"),
        Relation("topsoil", "ABOVE", "layer"),
    )
    order = from_the_latest(the_strata(GRAVE))
    assert order == ["topsoil", "fill", "skeleton", "cut", "layer", "natural"]


@pytest.mark.parametrize(
    ("lines", "circle"),
    [
        (["a ABOVE b", "b ABOVE c"], ""),
        (["a ABOVE a"], "a"),
        (["a ABOVE b", "b CUTS a"], "a b"),
        (["a ABOVE b", "a BELOW b"], "a b"),
        (["a ABOVE b", "b FILLS c", "c CUTS a", "c ABOVE d"], "a b c"),
        (["a ABOVE b", "a EQ b"], "a b"),
        (["a ABOVE b", "b EQ c", "c ABOVE d", "d EQ a"], "a b c d"),
        (["a ABOVE b", "b EQ c", "c ABOVE a"], "a b c"),
        (["a EQ b", "b EQ c", "a EQ c"], ""),
        (["a ABUTS b", "b ABUTS a", "a CONTAINS b", "b WITHIN a"], ""),
        (["a ABOVE b", "b ABOVE c", "c ABOVE d", "d ABOVE a", "x ABOVE y", "y ABOVE x"], "x y"),
        (["a ABOVE b", "b ABOVE a", "b ABOVE c", "c ABOVE d", "d ABOVE c"], "a b"),
    ],
)
def test_a_circle_is_named_by_its_contexts(lines: list[str], circle: str) -> None:
    assert " ".join(cycle(told(*lines))) == circle


def test_what_is_circular_is_not_reduced() -> None:
    with pytest.raises(CircularStrataError, match="a > b") as caught:
        redundant(told("a ABOVE b", "b ABOVE a"))
    assert "profile" in caught.value.advice


def test_the_same_context_under_three_numbers_is_one_unit() -> None:
    units = units_of(["9", "1"], told("3 EQ 2", "2 EQ 7", "4 ABOVE 7"))
    assert units == {"1": "1", "2": "2", "3": "2", "4": "4", "7": "2", "9": "9"}
    assert strata_of(units, told("4 ABOVE 7")) == {
        "1": frozenset(), "2": frozenset(), "4": frozenset({"2"}), "9": frozenset(),
    }  # fmt: skip


def test_a_profile_of_two_thousand_layers() -> None:
    deep = [Relation(f"{n:04}", "ABOVE", f"{n + 1:04}") for n in range(2000)]
    assert redundant(deep) == ()
    assert cycle([*deep, Relation("2000", "ABOVE", "1999")]) == ("1999", "2000")
