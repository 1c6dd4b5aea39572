"""Transfers: who may release, when, signed by whom, and what ends custody."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.containers import Container, StorageFacility, StoragePlace
from app.models.custody import CustodyEvent
from app.models.operations import RoleAssignment
from app.models.record import Origin
from app.models.remains import RemainsCase
from app.rules.gates import Arrival, flags_for, verdicts_for
from tests.rules.handling import (
    collected,
    correction,
    handed_on,
    judge,
    received,
    released,
    start,
    state,
)
from tests.rules.world import MORNING, World, disputed, event, later, make, rows, rules_of, uid


def test_only_the_holder_or_the_store_keeper_of_the_same_house_releases() -> None:
    world = start(collected(to_custodian=uid("rania")))
    signed = {"to_custodian": uid("emil")}
    for giver, said in (("rania", []), ("omar", []), ("dina", ["BR-13"]), ("emil", ["BR-13"])):
        receiver = "hiwa" if giver == "emil" else "emil"
        draft = handed_on(
            "out",
            from_custodian=uid(giver),
            **{**signed, "to_custodian": uid(receiver)},
            signatures=rows((giver, "RELEASE"), (receiver, "RECEIVE")),
        )
        assert judge(draft, world) == said, giver


def test_nothing_released_is_released_or_moved_again() -> None:
    world = start(collected(), released())
    assert judge(handed_on("again", previous="out"), world) == ["BR-13"]
    stored = event("sto", "STO", "body", previous="out", occurred_at=later(70))
    assert judge(stored, world) == ["BR-13"]
    looked_at = event("chk", "CHK", "body", previous="out", occurred_at=later(70))
    assert judge(looked_at, world) == []
    world.add(looked_at)
    assert state(world).is_released


@pytest.mark.parametrize("kind", ["CHK", "EXA", "STO", "SEA", "COL", "FND", "TRN"])
def test_only_a_transfer_changes_hands(kind: str) -> None:
    world = start(collected())
    line = {"seal_after": "S1"} if kind == "SEA" else {}
    draft = event(
        "x", kind, "body", previous="collected", line=line, to_custodian=uid("omar"),
        occurred_at=later(5),
    )  # fmt: skip
    assert set(judge(draft, world)) <= {"BR-13", "BR-15"}
    assert judge(draft, world)


def test_custody_begins_with_somebody() -> None:
    assert judge(event("seal", "SEA", "bag", line={"seal_after": "S1"}), start()) == ["BR-13"]
    named = event("seal", "SEA", "bag", line={"seal_after": "S1"}, to_custodian=uid("dina"))
    assert judge(named, start()) == []
    verdicts = verdicts_for(
        handed_on("out", previous=""), None, start(), author=uid("dina"), now=later(200)
    )
    assert rules_of(verdicts) == ["BR-17 warn"]


def test_an_item_stands_on_one_line() -> None:
    twice = event("chk", "CHK", "body", "body", previous="collected", occurred_at=later(5))
    assert judge(twice, start(collected())) == ["BR-13"]
    once = event("chk", "CHK", "body", previous="collected", occurred_at=later(5))
    assert judge(once, start(collected())) == []


def test_instants_count_and_not_what_the_clocks_on_two_walls_show() -> None:
    world = start(collected(occurred_at=later(0)))
    in_tehran = MORNING.parse("2026-11-21 06:29+03:30")
    assert in_tehran.local.time() > MORNING.local.time()
    seen = event("chk", "CHK", "body", previous="collected", occurred_at=in_tehran)
    assert judge(seen, world) == ["BR-12"]
    same = MORNING.parse("2026-11-21 06:30+03:30")
    assert judge(event("chk", "CHK", "body", previous="collected", occurred_at=same), world) == []


def test_nothing_is_collected_before_it_was_lifted() -> None:
    assert judge(collected(occurred_at=later(-11)), start()) == ["BR-12"]
    assert judge(collected(occurred_at=later(-10)), start()) == []


@pytest.mark.parametrize(
    ("signed", "said"),
    [
        ([("dina", "RELEASE"), ("omar", "RECEIVE")], []),
        ([("dina", "RELEASE"), ("omar", "RECEIVE"), ("emil", "WITNESS")], []),
        ([("dina", "RELEASE"), ("omar", "RECEIVE"), ("delegate", "WITNESS")], []),
        ([("dina", "RELEASE")], ["BR-15"]),
        ([("omar", "RECEIVE")], ["BR-15"]),
        ([], ["BR-15", "BR-15"]),
        ([("emil", "RELEASE"), ("omar", "RECEIVE")], ["BR-15"]),
        ([("dina", "RELEASE"), ("omar", "RECEIVE"), ("dina", "WITNESS")], ["BR-15"]),
        ([("dina", "RELEASE"), ("omar", "RECEIVE"), ("omar", "WITNESS")], ["BR-15"]),
        ([("dina", "RELEASE"), ("dina", "RECEIVE"), ("omar", "RECEIVE")], ["BR-15"]),
    ],
    ids=str,
)
def test_two_sign_and_the_witness_is_a_third(
    signed: list[tuple[str, str]], said: list[str]
) -> None:
    assert judge(handed_on("out", signatures=rows(*signed)), start(collected())) == said


def test_nobody_hands_over_to_themselves() -> None:
    draft = handed_on(
        "out",
        to_custodian=uid("dina"),
        signatures=rows(("dina", "RELEASE"), ("dina", "RECEIVE")),
    )
    assert judge(draft, start(collected())) == ["BR-15", "BR-15"]


def test_an_observer_signs_as_a_witness_only() -> None:
    draft = handed_on(
        "out",
        to_custodian=uid("delegate"),
        signatures=rows(("dina", "RELEASE"), ("delegate", "RECEIVE")),
    )
    assert judge(draft, start(collected())) == ["BR-15"]


def test_a_move_within_one_store_needs_one_person() -> None:
    world = start(
        collected(),
        make(StorageFacility, "mortuary house", name="Mortuary"),
        make(StoragePlace, "room 1", facility=uid("mortuary house"), path="1"),
        make(StoragePlace, "room 2", facility=uid("mortuary house"), path="2"),
        make(StoragePlace, "elsewhere", facility=uid("depot"), path="1"),
    )
    for here, there, said in (
        ("room 1", "room 2", []),
        ("mortuary house", "room 2", []),
        ("room 1", "elsewhere", ["BR-15"]),
        ("room 1", "nowhere", ["BR-15"]),
    ):
        draft = event(
            "mov", "MOV", "body", previous="collected", occurred_at=later(5),
            from_location=uid(here), to_location=uid(there),
        )  # fmt: skip
        assert judge(draft, world) == said, there


@pytest.mark.parametrize("kind", ["REP", "REL"])
def test_after_the_end_only_headquarters_goes_on(kind: str) -> None:
    gone = handed_on("gone")
    ended = CustodyEvent(gone.uid, {**gone.values, "event_type": kind}, origin=gone.origin)
    world = start(collected(), ended)
    assert state(world).is_terminal
    seen: dict[str, Any] = {"previous": "gone", "occurred_at": later(90)}
    assert judge(event("chk", "CHK", "body", **seen), world) == ["BR-19"]
    again = event("fnd", "FND", "body", to_custodian=uid("dina"), **seen)
    assert judge(again, world) == ["BR-19"]
    found = again.with_values({"approved_by": uid("hiwa")})
    assert isinstance(found, CustodyEvent)
    assert judge(found, world, author="hiwa") == ["BR-19"], "nobody approves their own"
    assert judge(found, world) == []
    world.add(found)
    assert (state(world).is_terminal, state(world).holder) == (False, uid("dina"))


def test_the_end_is_taken_back_by_headquarters_alone() -> None:
    buried = event("out", "BUR", "body", previous="collected", from_custodian=uid("dina"))
    world = start(collected(), buried)
    assert judge(correction(approved_by=uid("emil")), world) == ["BR-19"]
    world.add(correction(approved_by=uid("emil")))
    assert state(world).is_terminal, "not even once it is here"
    assert judge(correction(), start(collected(), buried)) == []


def test_the_other_half_of_an_end_may_still_come() -> None:
    released_for_good = CustodyEvent(
        uid("out"), {**released().values, "event_type": "REP"}, origin=released().origin
    )
    world = start(collected(), released_for_good)
    assert judge(received(previous="out"), world) == []


def test_what_is_lost_is_found_before_anything_else() -> None:
    world = start(collected(), event("los", "LOS", "body", previous="collected"))
    told = state(world)
    assert (told.is_lost, told.holder) == (True, "")
    assert judge(event("chk", "CHK", "body", previous="los"), world) == ["BR-19"]
    found = event("fnd", "FND", "body", previous="los", to_custodian=uid("emil"))
    assert judge(found, world) == []


def test_nothing_disputed_is_handed_over() -> None:
    world = start(collected())
    world.add(disputed(make(RemainsCase, "body", number="BSR01-01-A0003B"), "case_type"))
    formal = CustodyEvent(
        uid("hnd"), {**handed_on("hnd").values, "event_type": "HND"}, origin=collected().origin
    )
    assert judge(formal, world) == ["C1"]
    assert judge(handed_on("out"), world) == []


def test_a_bag_with_something_disputed_in_it_is_not_handed_over() -> None:
    told = {"number": "BSR01-01-A0003B", "container": uid("bag")}
    world = start(make(Container, "coffin", number="K9"))
    world.add(make(Container, "bag", number="K1", parent=uid("coffin")))
    world.add(make(RemainsCase, "body", **told))
    draft = event("hnd", "HND", "coffin", occurred_at=later(5), half="BOTH",
                  from_custodian=uid("dina"), to_custodian=uid("omar"),
                  signatures=rows(("dina", "RELEASE"), ("omar", "RECEIVE")))  # fmt: skip
    assert judge(draft, world) == []
    world.add(disputed(make(RemainsCase, "body", **told), "case_type"))
    assert judge(draft, world) == ["C1"]


def test_the_clocks_of_two_laptops_are_compared_by_what_they_wrote() -> None:
    def written(draft: CustodyEvent, journal: str, minutes: float) -> CustodyEvent:
        origin = Origin(by=uid("author"), journal=journal, wall=str(later(minutes)))
        return CustodyEvent(draft.uid, draft.values, origin=origin)

    for journal, minutes, said in (
        ("b", 0, []),
        ("b", -5, []),
        ("b", -6, ["BR-12 warn"]),
        ("b", -60 * 24 * 3, ["BR-12 warn"]),
        ("b", 500, []),
        ("a", -6, []),
    ):
        world = start(written(collected(), "a", 0), written(handed_on("out"), journal, minutes))
        assert rules_of(state(world).problems) == said, (journal, minutes)
        assert [problem.values["minutes"] for problem in state(world).problems] == (
            [-minutes] if said else []
        )
    nonsense = Origin(by=uid("author"), journal="b", wall="yesterday")
    odd = CustodyEvent(uid("out"), handed_on("out").values, origin=nonsense)
    assert not state(start(written(collected(), "a", 0), odd)).problems


@pytest.mark.parametrize(("ends", "said"), [(59, ["BR-15 block"]), (60, []), (None, [])])
def test_who_signs_holds_a_role_at_that_time(ends: int | None, said: list[str]) -> None:
    world = start(collected())
    until = later(ends) if ends is not None else None
    world.add(make(RoleAssignment, "dina is EX", person=uid("dina"), role="EX", valid_to=until))
    assert _verdicts(handed_on("out"), world) == said


def test_a_role_that_nobody_recorded_is_recorded_first() -> None:
    draft = handed_on(
        "out",
        to_custodian=uid("guest"),
        signatures=rows(("dina", "RELEASE"), ("guest", "RECEIVE")),
    )
    assert _verdicts(draft, start(collected())) == ["BR-15 block"]
    a_driver = make(RoleAssignment, "guest is DRV", person=uid("guest"), role="DRV")
    assert _verdicts(draft, start(collected(), a_driver)) == []
    given = CustodyEvent(draft.uid, {**draft.values, "event_type": "REL"}, origin=draft.origin)
    assert _verdicts(given, start(collected())) == [], "a family holds no role"


def test_a_bundle_with_a_role_that_nobody_recorded_is_kept_and_flagged() -> None:
    draft = handed_on(
        "out",
        to_custodian=uid("guest"),
        signatures=rows(("dina", "RELEASE"), ("guest", "RECEIVE")),
    )
    world = start(collected(), draft)
    flags = flags_for([Arrival(draft, None, draft.origin.by, later(60))], world)
    assert "BR-15 block" in rules_of(flags[draft.uid])


def _verdicts(draft: CustodyEvent, world: World) -> list[str]:
    return rules_of(verdicts_for(draft, None, world, author=uid("author"), now=later(60)))


def test_of_a_half_only_its_own_side_signs() -> None:
    world = start(collected())
    assert judge(released(), world) == []
    assert judge(released(signatures=()), world) == ["BR-15"]
    received_only = released(signatures=rows(("omar", "RECEIVE")))
    assert judge(received_only, world) == ["BR-15"]
    world.add(released())
    assert judge(received(previous="out"), world) == []
    assert judge(received(previous="out", signatures=rows(("dina", "RELEASE"))), world) == ["BR-15"]
