"""Seals: found as left, opened by two, used once; what differs is a discrepancy."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.gates import Arrival, flags_for, verdicts_for
from app.rules.holding import seal_key
from app.rules.verdicts import Verdict
from tests.rules.handling import collected, judge, start, state
from tests.rules.world import World, event, later, make, rows, rules_of, uid


def sealed(**values: Any) -> World:
    """Dina holds the bag under seal S1."""
    first = event("col", "COL", "bag", to_custodian=uid("dina"), occurred_at=later(0))
    line = {"seal_after": "S1"}
    seal = event("sea", "SEA", "bag", previous="col", line=line, occurred_at=later(1), **values)
    return start(first, seal)


def seen(kind: str, found: str, condition: str = "INTACT", **values: Any) -> CustodyEvent:
    """An event with the seal as found."""
    line = {"seal_before": found, "seal_condition": condition, **values.pop("line", {})}
    told: dict[str, Any] = {"occurred_at": later(10), "previous": "sea"}
    return event(values.pop("name", "seen"), kind, "bag", line=line, **told | values)


BOTH = {"signatures": rows(("dina", "RELEASE"), ("omar", "RECEIVE"))}
TO_OMAR: dict[str, Any] = {
    "from_custodian": uid("dina"),
    "to_custodian": uid("omar"),
    **BOTH,
}
AS_DISCREPANCY: dict[str, Any] = {"discrepancy": "SEAL", "photos": (uid("photo"),), **BOTH}


@pytest.mark.parametrize("found", ["S1", "s1", " S 1 ", "S١", "S۱"])
def test_a_seal_is_the_same_however_it_is_typed(found: str) -> None:
    assert seal_key(found) == "S1"
    assert judge(seen("CHK", found), sealed()) == []


@pytest.mark.parametrize(
    ("found", "condition"),
    [
        ("S2", "INTACT"),
        ("S2", "NUMBER_MISMATCH"),
        ("S1", "BROKEN"),
        ("", "MISSING"),
        ("", "NOT_SEALED"),
    ],
)
def test_a_seal_that_differs_is_recorded_as_a_discrepancy_or_not_at_all(
    found: str, condition: str
) -> None:
    assert judge(seen("CHK", found, condition), sealed()) == ["BR-14"]
    whole = seen("CHK", found, condition, **AS_DISCREPANCY)
    assert judge(whole, sealed()) == []
    for lacking in ({"photos": ()}, {"signatures": rows(("dina", "RELEASE"))}):
        assert judge(seen("CHK", found, condition, **AS_DISCREPANCY | lacking), sealed()) == [
            "BR-14"
        ]
    moving = seen("OUT", found, condition, **TO_OMAR | AS_DISCREPANCY)
    assert judge(moving, sealed()) == [], "it may go to the mortuary"
    formal = seen("HND", found, condition, **TO_OMAR | AS_DISCREPANCY)
    assert judge(formal, sealed()) == ["BR-14"], "but is not handed over"


def test_a_discrepancy_stops_handovers_until_others_have_settled_it() -> None:
    world = sealed()
    world.add(seen("CHK", "S2", "NUMBER_MISMATCH", by="dina", name="bad", **AS_DISCREPANCY))
    assert state(world, "bag").discrepancies == (uid("bad"),)
    assert (state(world, "bag").seal, state(world, "bag").is_seal_whole) == ("S2", False)
    formal = seen("HND", "S2", previous="bad", **TO_OMAR)
    assert judge(formal, world) == ["BR-14"]

    def looked_over(**values: Any) -> World:
        told: dict[str, Any] = {"name": "ok", "previous": "bad", "by": "emil", **BOTH}
        found = values.pop("found", "S2")
        settled = seen("CHK", found, values.pop("condition", "INTACT"), **told | values)
        return World([*world.records.values(), settled])

    for refused in (
        {"by": "dina"},
        {"signatures": rows(("emil", "WITNESS"))},
        {"found": "S3"},
        {"condition": "BROKEN"},
        {"discrepancy": "LABEL"},
    ):
        assert state(looked_over(**refused), "bag").discrepancies, refused
    settled = looked_over()
    assert not state(settled, "bag").discrepancies
    assert judge(seen("HND", "S2", previous="ok", **TO_OMAR), settled) == []


def test_a_discrepancy_of_an_open_item_is_settled_by_finding_it_open() -> None:
    world = start(event("col", "COL", "body", to_custodian=uid("dina"), occurred_at=later(0)))
    world.add(event("bad", "DIS", "body", previous="col", by="dina", occurred_at=later(1)))
    assert state(world).discrepancies
    world.add(event("ok", "CHK", "body", previous="bad", by="emil", **BOTH))
    assert not state(world).discrepancies


def opened(**values: Any) -> CustodyEvent:
    told: dict[str, Any] = {"purpose": "EXAMINATION", "line": {"left_open": True}, **BOTH}
    return seen("UNS", "S1", name="uns", **told | values)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, []),
        ({"line": {"seal_after": "S2"}}, []),
        ({"purpose": "OTHER", "purpose_note": "Court order"}, []),
        ({"purpose": "OTHER"}, ["BR-18"]),
        ({"purpose": None}, ["BR-18"]),
        ({"signatures": rows(("dina", "RELEASE"))}, ["BR-18"]),
        ({"signatures": rows(("dina", "RELEASE"), ("dina", "WITNESS"))}, ["BR-15", "BR-18"]),
        ({"line": {}}, ["BR-18"]),
        ({"line": {"left_open": False}}, ["BR-18"]),
        ({"line": {"seal_after": "S1"}}, ["BR-18"]),
    ],
    ids=str,
)
def test_opening_says_why_takes_two_and_leaves_it_sealed_or_open(
    values: dict[str, Any], said: list[str]
) -> None:
    assert judge(opened(**values), sealed()) == said


@pytest.mark.parametrize("kind", ["EXA", "SAM", "SPL"])
def test_nobody_works_through_a_seal(kind: str) -> None:
    assert judge(seen(kind, "S1"), sealed()) == ["BR-18"]
    world = sealed()
    world.add(opened())
    assert judge(event("x", kind, "bag", previous="uns", occurred_at=later(20)), world) == []


@pytest.mark.parametrize("kind", ["SEA", "RES", "CHK"])
def test_a_new_seal_comes_after_the_old_one_was_opened(kind: str) -> None:
    over_it = seen(kind, "S1", line={"seal_after": "S2"})
    assert judge(over_it, sealed()) == ["BR-18"]
    found_broken = seen(kind, "S1", "BROKEN", line={"seal_after": "S2"}, **AS_DISCREPANCY)
    assert judge(found_broken, sealed()) == []


@pytest.mark.parametrize("kind", ["SEA", "RES"])
def test_sealing_says_the_seal(kind: str) -> None:
    world = sealed()
    world.add(opened())
    again: dict[str, Any] = {"previous": "uns", "occurred_at": later(20)}
    assert judge(event("x", kind, "bag", **again), world) == ["BR-18"]
    numbered = event("x", kind, "bag", line={"seal_after": "S2"}, **again)
    assert judge(numbered, world) == []


def test_a_seal_is_used_once() -> None:
    world = sealed()
    world.add(opened())
    other = event("o", "SEA", "body", line={"seal_after": "s1"}, to_custodian=uid("dina"))
    assert judge(other, world) == ["BR-18"]
    again = event(
        "r", "RES", "bag", previous="uns", line={"seal_after": "S1"}, occurred_at=later(20)
    )
    assert judge(again, world) == ["BR-18"]
    two = event("t", "SEA", "body", "crate", line={"seal_after": "S9"}, to_custodian=uid("dina"))
    assert judge(two, world) == ["BR-18"]
    kept = seen("CHK", "S1", line={"seal_after": "S1"})
    assert judge(kept, sealed()) == [], "said again of a seal that stays on"


def test_a_seal_that_two_laptops_put_on_two_bags_is_flagged() -> None:
    one = event("sea", "SEA", "bag", line={"seal_after": "S1"}, to_custodian=uid("dina"))
    two = event("o", "SEA", "crate", line={"seal_after": "s1"}, to_custodian=uid("dina"))
    world = start(one, two)
    for arrived in (one, two):
        flags = flags_for([Arrival(arrived, None, uid("author"), later(9))], world)
        assert "BR-18 block" in rules_of(flags[arrived.uid])
    alone = flags_for([Arrival(one, None, uid("author"), later(9))], start(one))
    assert "BR-18 block" not in rules_of(alone.get(one.uid, ()))


def test_a_seal_that_was_entered_for_the_wrong_bag_is_entered_for_the_right_one() -> None:
    wrong = event("wrong", "SEA", "crate", line={"seal_after": "S1"}, to_custodian=uid("dina"),
                  occurred_at=later(1))  # fmt: skip
    undo = event("undo", "SUP", "crate", previous="wrong", supersedes=uid("wrong"),
                 approved_by=uid("hiwa"), remarks="Another bag.", occurred_at=later(2))  # fmt: skip
    right = event("right", "SEA", "bag", line={"seal_after": "S1"}, to_custodian=uid("dina"),
                  occurred_at=later(3))  # fmt: skip
    assert judge(right, start(wrong)) == ["BR-18"]
    assert judge(right, start(wrong, undo)) == []


@pytest.mark.parametrize(("once", "again"), [("IQ 7", "IQ7"), ("iq7", "IQ 7"), ("IQ ٧", "iq 7")])
def test_a_seal_is_one_seal_however_it_is_spelled(once: str, again: str) -> None:
    spaced = event("sea", "SEA", "bag", line={"seal_after": once}, to_custodian=uid("dina"))
    world = start(collected(), spaced)
    second = event("o", "SEA", "body", line={"seal_after": again}, previous="collected",
                   occurred_at=later(5))  # fmt: skip
    assert judge(second, world) == ["BR-18"]


def test_remains_in_a_sealed_bag_move_with_it() -> None:
    world = sealed()
    packed = make(RemainsCase, "body", number="BSR01-01-A0003B", container=uid("bag"))
    world.add(packed)
    alone = event("x", "EXA", "body", previous="sea", occurred_at=later(20))
    assert judge(alone, world) == ["BR-18"]
    assert state(world).seal == "S1"
    missing = event("x", "LOS", "body", previous="sea", occurred_at=later(20))
    assert judge(missing, world) == [], "a loss is always recorded"


def test_nothing_goes_into_or_comes_out_of_a_sealed_bag() -> None:
    def stopped(draft: Any, previous: Any, world: World) -> list[str]:
        verdicts = verdicts_for(draft, previous, world, author=uid("dina"), now=later(30))
        return [verdict.rule for verdict in verdicts if _is_about_seals(verdict)]

    loose = make(RemainsCase, "body", number="BSR01-01-A0003B")
    packed = make(RemainsCase, "body", number="BSR01-01-A0003B", container=uid("bag"))
    bag = make(Container, "bag", number="BSR01-KA0031")
    listed = make(Container, "bag", number="BSR01-KA0031", contents=(uid("body"),))
    inner = make(Container, "inner", number="K2")
    world = sealed()
    assert stopped(packed, loose, world) == ["BR-18"]
    assert stopped(listed, bag, world) == ["BR-18"]
    assert stopped(inner.with_values({"parent": uid("bag")}), inner, world) == ["BR-18"]
    world.add(listed)
    assert stopped(packed, loose, world) == [], "it is on the list already"
    assert stopped(bag, listed, world) == ["BR-18"]
    world.add(packed)
    assert stopped(bag, listed, world) == [], "the remains say where they are"
    world.add(bag)
    assert stopped(loose, packed, world) == ["BR-18"]
    world.add(opened())
    assert stopped(loose, packed, world) == []


@pytest.mark.parametrize(("name", "after"), [("case_type", "BP"), ("container", None)])
def test_a_case_under_seal_keeps_its_type_and_its_container(name: str, after: str | None) -> None:
    """Nobody can have looked; and its own seal goes around the container that it names."""
    world = start(
        event("col", "COL", "body", to_custodian=uid("dina"), occurred_at=later(0)),
        event("sea", "SEA", "body", previous="col", line={"seal_after": "S1"},
              occurred_at=later(1)),
    )  # fmt: skip
    known: dict[str, Any] = {"number": "BSR01-01-A0003B", "case_type": "B", "container": uid("bag")}
    case = world.add(make(RemainsCase, "body", **known))
    other = make(RemainsCase, "body", **known | {name: after})
    assert _of_seals(other, case, world) == ["BR-18"]
    assert _of_seals(case.with_values({"remarks": "seen"}), case, world) == []
    told: dict[str, Any] = {"purpose": "EXAMINATION", "occurred_at": later(5), **BOTH}
    line = {"seal_before": "S1", "seal_condition": "INTACT", "left_open": True}
    world.add(event("uns", "UNS", "body", previous="sea", line=line, **told))
    assert _of_seals(other, case, world) == []


def test_the_type_of_a_case_in_a_sealed_bag_does_not_change() -> None:
    world = sealed()
    case = world.add(make(RemainsCase, "body", number="B", case_type="B", container=uid("bag")))
    assert _of_seals(case.with_values({"case_type": "FR"}), case, world) == ["BR-18"]
    unsaid = make(RemainsCase, "body", number="B", container=uid("bag"))
    assert _of_seals(case, unsaid, world) == [], "what nobody had said yet"


def _of_seals(draft: Record, previous: Record, world: World) -> list[str]:
    verdicts = verdicts_for(draft, previous, world, author=uid("dina"), now=later(30))
    return [verdict.rule for verdict in verdicts if _is_about_seals(verdict)]


def _is_about_seals(verdict: Verdict) -> bool:
    return verdict.rule == "BR-18"


def test_a_broken_seal_whose_number_nobody_read_is_still_the_last_one() -> None:
    world = sealed()
    assert state(world, "bag").is_seal_whole
    world.add(seen("CHK", "", "BROKEN", name="bad", **AS_DISCREPANCY))
    told = state(world, "bag")
    assert (told.seal, told.is_seal_whole) == ("S1", False)
    world.add(event("ok", "STO", "bag", previous="bad", line={"seal_condition": None}))
    assert not state(world, "bag").is_seal_whole, "nobody says that it is whole again"
