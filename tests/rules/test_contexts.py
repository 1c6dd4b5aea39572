"""Contexts: time goes one way, a fill fills one cut, a skeleton is one case."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.strata import Context, ContextRelation
from app.reports.legible import legible
from tests.rules.asked import said
from tests.rules.world import World, make, uid


def context(name: str, kind: str | None = "LAYER") -> Context:
    return make(Context, name, number=f"C{name}", context_kind=kind)


def relation(text: str, name: str = "", **values: Any) -> ContextRelation:
    """Such as `1 ABOVE 2`."""
    one, kind, other = text.split()
    return make(
        ContextRelation,
        name or text,
        context=uid(one),
        relation=kind,
        other_context=uid(other),
        **values,
    )


def ground(*texts: str, **kinds: str) -> World:
    world = World(context(name, kinds.get(f"c{name}", "LAYER")) for name in "12345")
    for text in texts:
        world.add(relation(text))
    return world


CIRCLE = "block: These contexts would be later than themselves: {}."


@pytest.mark.parametrize(
    ("there", "draft", "circle"),
    [
        ([], "1 ABOVE 2", ""),
        (["1 ABOVE 2", "2 ABOVE 3"], "1 ABOVE 3", ""),
        (["1 ABOVE 2"], "2 ABOVE 1", "C2 > C1 > C2"),
        (["1 ABOVE 2", "2 CUTS 3"], "3 ABOVE 1", "C3 > C1 > C2 > C3"),
        (["1 ABOVE 2", "2 CUTS 3"], "1 BELOW 3", "C3 > C1 > C2 > C3"),
        (
            ["1 ABOVE 2", "2 ABOVE 3", "4 ABOVE 5", "5 ABOVE 4", "1 ABOVE 4"],
            "3 ABOVE 1",
            "C3 > C1 > C2 > C3",
        ),
        (["1 ABOVE 2"], "1 EQ 2", "C1 > C2 > C1"),
        (["1 ABOVE 2", "3 ABOVE 4"], "4 ABOVE 5", ""),
        (["1 ABOVE 2"], "2 ABUTS 1", ""),
        ([], "1 ABOVE 1", "C1 > C1"),
    ],
)
def test_no_context_is_later_than_itself(there: list[str], draft: str, circle: str) -> None:
    found = said(relation(draft), None, ground(*there), "BR-23")
    assert found == ([CIRCLE.format(circle)] if circle else [])


def test_a_circle_is_named_in_letters_that_print() -> None:
    (sentence,) = said(relation("2 ABOVE 1"), None, ground("1 ABOVE 2"), "BR-23")
    assert legible(sentence) == sentence


def test_a_circle_elsewhere_is_not_this_relation_s() -> None:
    world = ground("1 ABOVE 2", "2 ABOVE 1")
    assert said(relation("2 ABOVE 3"), None, world, "BR-23") == []


def test_a_withdrawn_relation_says_nothing() -> None:
    world = ground("1 ABOVE 2")
    wrong = relation("2 ABOVE 1", state="WITHDRAWN", reason="Seen the wrong way round.")
    assert said(wrong, None, world, "BR-23") == []
    world.add(wrong)
    assert said(relation("2 ABOVE 3"), None, world, "BR-23") == []


def test_what_is_not_all_written_yet_is_not_judged() -> None:
    half = make(ContextRelation, "half", context=uid("1"), relation="ABOVE")
    assert said(half, None, ground("1 ABOVE 2"), "BR-23") == []


def test_one_fill_fills_one_cut() -> None:
    world = ground(c1="FILL", c2="CUT", c3="CUT")
    first = relation("1 FILLS 2")
    assert said(first, None, world, "BR-23") == []
    world.add(first)
    assert said(first, first, world, "BR-23") == []
    for second in ("1 FILLS 3", "3 FILLED_BY 1"):
        assert said(relation(second), None, world, "BR-23") == [
            "block: C1 would fill more than one cut."
        ]
    assert said(relation("2 FILLED_BY 1"), None, world, "BR-23") == []
    assert said(relation("4 FILLS 2"), None, ground(c4="FILL", c2="CUT"), "BR-23") == []


def test_only_fills_fill_and_only_cuts_are_filled() -> None:
    neither = "block: A fill fills a cut; C{} is neither of the two that are meant."
    world = ground(c1="FILL", c2="CUT", c3="LAYER")
    assert said(relation("3 FILLS 2"), None, world, "BR-23") == [neither.format(3)]
    assert said(relation("1 FILLS 3"), None, world, "BR-23") == [neither.format(3)]
    assert said(relation("3 FILLED_BY 1"), None, world, "BR-23") == [neither.format(3)]


def case(name: str, kind: str = "B", **values: Any) -> Record:
    return make(RemainsCase, name, case_type=kind, skeleton_context=uid("1"), **values)


def test_a_skeleton_is_one_case_unless_it_lay_mixed() -> None:
    world = ground(c1="SKEL")
    assert said(case("a"), None, world, "BR-23") == []
    world.add(case("a"))
    twice = "block: The skeleton C1 belongs to another case already."
    assert said(case("a"), case("a"), world, "BR-23") == []
    assert said(case("b"), None, world, "BR-23") == [twice]
    assert said(case("b", "CG"), None, world, "BR-23") == [twice]
    parts = ground(c1="SKEL")
    parts.add(case("a", "BP"))
    assert said(case("b", "BP"), None, parts, "BR-23") == [twice]
    mixed = ground(c1="SKEL")
    mixed.add(case("a", "CG"))
    assert said(case("b", "CG"), None, mixed, "BR-23") == []
    mixed.add(case("c", state="WITHDRAWN", reason="A root."))
    assert said(case("b", "CG"), None, mixed, "BR-23") == []


def test_only_the_context_of_a_skeleton_is_one() -> None:
    assert said(case("a"), None, ground(c1="FILL"), "BR-23") == [
        "block: C1 is no context of a skeleton."
    ]
    assert said(case("a"), None, World(), "BR-23") == [], "it has not arrived yet"
