"""Custody derived from events: whatever the order they come in, forks alarm and halves meet."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.containers import Container
from app.models.custody import CustodyEvent, CustodyLine
from app.models.remains import RemainsCase
from app.rules.chains import chain_of, forked_items
from app.rules.custody import Custody
from app.rules.gates import Arrival, flags_for, verdicts_for
from tests.rules.handling import (
    collected,
    handed_on,
    judge,
    received,
    released,
    start,
    state,
)
from tests.rules.world import MORNING, event, later, make, rows, rules_of, stopping, uid


@given(st.permutations(range(6)))
def test_the_order_in_which_events_arrive_means_nothing(order: list[int]) -> None:
    events = [
        collected(),
        handed_on("out"),
        event("seen", "CHK", "body", previous="out", occurred_at=later(-9_000)),
        event("rival", "CHK", "body", previous="out", occurred_at=later(90)),
        event(
            "undo",
            "SUP",
            "body",
            previous="seen",
            supersedes=uid("rival"),
            approved_by=uid("hiwa"),
            remarks="Never happened.",
        ),
        event("moved", "STO", "body", previous="seen", to_location=uid("room")),
    ]
    world = start(*(events[index] for index in order))
    told = state(world)
    assert (told.holder, told.place, told.last) == (uid("omar"), uid("room"), uid("moved"))
    assert not told.is_disputed
    assert told.superseded == {uid("rival")}
    assert {each.uid for each in told.events} == {each.uid for each in events}


def test_clocks_do_not_order_events() -> None:
    """The mortuary's laptop is eight years behind; what follows what is said by the events."""
    late = handed_on("out", occurred_at=later(-8 * 365 * 24 * 60))
    assert state(start(collected(), late)).holder == uid("omar")


@pytest.mark.parametrize(
    "events",
    [
        [collected(), handed_on("a"), handed_on("b", to_custodian=uid("rania"))],
        [collected(), collected("again")],
        [collected(), handed_on("a"), event("seen", "CHK", "body", previous="collected")],
    ],
    ids=["two releases", "two beginnings", "released and counted"],
)
def test_two_events_after_one_are_a_fork_and_nobody_knows_where_it_is(
    events: list[CustodyEvent],
) -> None:
    for order in permutations(events):
        world = start(*order)
        told = state(world)
        assert told.is_disputed
        assert (told.holder, told.place) == ("", "")
        assert [verdict.rule for verdict in told.problems] == ["C3"]
        assert forked_items(world) == [uid("body")]


def test_events_that_name_each_other_are_no_custody() -> None:
    circle = [
        event("a", "CHK", "body", previous="b"),
        event("b", "CHK", "body", previous="a"),
    ]
    for world in (start(*circle), start(collected(), *circle)):
        assert state(world).is_disputed
        assert forked_items(world) == [uid("body")]
    itself = start(event("a", "CHK", "body", previous="a"))
    assert state(itself).is_disputed
    assert forked_items(itself) == [uid("body")]
    assert forked_items(start(collected(), handed_on("out"))) == []


def test_a_fork_ends_when_one_branch_is_superseded() -> None:
    world = start(collected(), handed_on("a"), handed_on("b", to_custodian=uid("rania")))
    correction = event(
        "undo",
        "SUP",
        "body",
        previous=uid("b"),
        supersedes=uid("b"),
        approved_by=uid("hiwa"),
        remarks="The bag never left.",
        occurred_at=later(90),
    )
    assert judge(correction, world) == []
    world.add(correction)
    assert state(world).holder == uid("omar")
    assert forked_items(world) == []


def test_while_forked_only_what_settles_it_is_recorded() -> None:
    world = start(collected(), handed_on("a"), handed_on("b", to_custodian=uid("rania")))
    last = state(world).last
    back: dict[str, Any] = {
        "from_custodian": uid("omar"),
        "to_custodian": uid("rania"),
        "occurred_at": later(99),
    }
    signed = rows(("omar", "RELEASE"), ("rania", "RECEIVE"))
    draft = event("on", "OUT", "body", line={"previous": last}, signatures=signed, **back)
    assert judge(draft, world) == ["C3"]
    counted = event("count", "CHK", "body", line={"previous": last}, occurred_at=later(99))
    assert judge(counted, world) == []


def test_a_new_event_names_the_newest() -> None:
    world = start(collected(), handed_on("a"))
    assert judge(event("seen", "CHK", "body", previous="collected"), world) == ["C3"]
    assert judge(event("seen", "CHK", "body"), world) == ["C3"]
    assert judge(event("seen", "CHK", "body", previous="a", occurred_at=later(70)), world) == []


def test_an_event_whose_forerunner_has_not_arrived_is_kept_and_said() -> None:
    world = start(handed_on("out", previous="not here yet"))
    told = state(world)
    assert told.holder == uid("omar")
    assert "C6" in [verdict.rule for verdict in told.problems]
    assert not told.is_disputed
    whole = state(start(collected(), handed_on("out")))
    assert "C6" not in [verdict.rule for verdict in whole.problems]


@pytest.mark.parametrize("previous", ["collected", "out", ""])
def test_a_receipt_meets_its_release_even_if_it_never_heard_of_it(previous: str) -> None:
    world = start(collected(), released())
    told = state(world)
    assert (told.holder, told.is_released, told.released_to) == ("", True, uid("omar"))
    world.add(received(previous=previous))
    told = state(world)
    assert (told.holder, told.is_released, told.is_disputed) == (uid("omar"), False, False)
    assert forked_items(world) == []


@pytest.mark.parametrize(
    "values",
    [
        {"line": {"seal_before": "S2", "seal_condition": "INTACT"}},
        {"occurred_at": later(59)},
        {"to_custodian": uid("rania")},
    ],
    ids=["another seal", "before the release", "another receiver"],
)
def test_a_receipt_that_fits_no_release_stands_against_it(values: dict[str, Any]) -> None:
    world = start(collected(), released(), received(**values))
    assert state(world).is_disputed


def test_another_receiver_of_the_same_house_fits() -> None:
    house = {"to_organisation": uid("mortuary")}
    world = start(collected(), released(**house), received(to_custodian=uid("rania"), **house))
    assert state(world).holder == uid("rania")


def test_two_receipts_of_one_release_are_a_fork() -> None:
    again: dict[str, Any] = {"half": "IN", "to_custodian": uid("omar"), "occurred_at": later(130)}
    other = event("in 2", "IN", "body", previous="collected", **again)
    assert state(start(collected(), released(), received(), other)).is_disputed


def test_a_receipt_alone_waits_for_its_release() -> None:
    world = start(collected())
    verdicts = verdicts_for(received(), None, world, author=uid("omar"), now=later(1440))
    assert "BR-13 warn" in rules_of(verdicts)
    assert not stopping(verdicts)
    wrong = received(from_custodian=uid("rania"))
    assert judge(wrong, world) == ["BR-13"]
    assert judge(received(from_custodian=None), world) == ["BR-13"]


def test_another_receiver_than_the_one_named_is_asked_about() -> None:
    world = start(collected(), released())
    draft = received(
        previous="out", to_custodian=uid("rania"), signatures=rows(("rania", "RECEIVE"))
    )
    verdicts = verdicts_for(draft, None, world, author=uid("rania"), now=later(200))
    assert rules_of(verdicts) == ["BR-13 warn"]


def test_what_is_in_a_bag_goes_with_it_and_alone_once_taken_out() -> None:
    packed = make(RemainsCase, "body", number="BSR01-01-A0003B", container=uid("bag"))
    world = start(collected(), packed)
    first: dict[str, Any] = {"to_custodian": uid("dina"), "occurred_at": later(10)}
    world.add(event("bag begins", "COL", "bag", **first))
    to_omar = handed_on("bag out", previous="bag begins")
    lines = (CustodyLine({"item": uid("bag"), "previous": uid("bag begins")}),)
    world.add(CustodyEvent(to_omar.uid, {**to_omar.values, "lines": lines}, origin=to_omar.origin))
    told = state(world)
    assert (told.holder, told.container, told.last) == (uid("omar"), uid("bag"), uid("bag out"))
    assert uid("bag out") in [each.uid for each in told.events]
    taken_out = make(RemainsCase, "body", number="BSR01-01-A0003B")
    unpack = verdicts_for(taken_out, packed, world, author=uid("omar"), now=MORNING)
    assert stopping(unpack) == ["BR-13"], "no event of its own says that it came to Omar"
    world.add(event("seen", "EXA", "body", previous="bag out", occurred_at=later(70)))
    assert not stopping(verdicts_for(taken_out, packed, world, author=uid("omar"), now=MORNING))
    world.add(taken_out)
    assert state(world).holder == uid("omar")


def test_after_a_bags_event_is_superseded_what_came_out_of_it_is_where_the_bag_was() -> None:
    """The body names an event of the bag that counts no more; the one before that counts."""
    begins = event("bag begins", "COL", "bag", to_custodian=uid("dina"))
    out = handed_on("out")
    lines = (CustodyLine({"item": uid("bag"), "previous": uid("bag begins")}),)
    out = CustodyEvent(out.uid, {**out.values, "lines": lines}, origin=out.origin)
    alone = event("seen", "EXA", "body", previous="out")
    undo = event(
        "undo", "SUP", "bag", previous="out", supersedes=uid("out"), approved_by=uid("hiwa"),
        remarks="It was another bag.",
    )  # fmt: skip
    assert state(start(collected(), begins, out, alone)).holder == uid("omar")
    assert state(start(collected(), begins, out, alone, undo)).holder == uid("dina")


def test_containers_that_contain_each_other_do_not_hang() -> None:
    world = start(
        make(Container, "bag", number="K1", parent=uid("coffin")),
        make(Container, "coffin", number="K2", parent=uid("bag")),
        event("a", "COL", "bag", to_custodian=uid("dina")),
        event("b", "CHK", "coffin", previous="a"),
    )
    assert state(world, "bag").holder == uid("dina")
    assert state(world, "coffin").container == uid("bag")


def test_the_first_event_of_a_bag_names_who_holds_what_is_in_it() -> None:
    packed = make(RemainsCase, "body", number="BSR01-01-A0003B", container=uid("bag"))
    world = start(collected(), packed)
    assert state(world, "bag").holder == uid("dina")
    for name, said in (("dina", []), ("omar", ["BR-13"])):
        seal = event("s", "SEA", "bag", line={"seal_after": "S1"}, to_custodian=uid(name))
        assert set(judge(seal, world)) == set(said)


def test_what_came_in_a_bundle_is_kept_and_flagged() -> None:
    alien = handed_on("out", from_custodian=uid("emil"), signatures=())
    late = event("seen", "CHK", "body", previous="out", occurred_at=later(30))
    world = start(collected(), alien, late)
    arrivals = [Arrival(each, None, each.origin.by, later(200)) for each in (alien, late)]
    flags = flags_for(arrivals, world)
    assert rules_of(flags[uid("out")]) == ["BR-15 block", "BR-15 block", "BR-13 block"]
    assert rules_of(flags[uid("seen")]) == ["BR-12 block"]
    assert state(world).holder == uid("omar")
    assert flags_for([Arrival(collected(), None, uid("author"), later(0))], world) == {}


def test_custody_is_worked_out_once_for_many_questions() -> None:
    world = start(collected(), handed_on("out"))
    custody = Custody(world)
    assert custody.of(uid("body")) is custody.of(uid("body"))
    assert not chain_of(uid("body"), world).is_broken


def test_a_line_without_an_item_says_nothing() -> None:
    bare = make(CustodyEvent, "x", event_type="CHK", lines=(CustodyLine({}),))
    world = start(collected())
    assert judge(bare, world) == []
    assert flags_for([Arrival(bare, None, uid("author"), later(0))], world) == {}


def test_containers_whose_events_name_each_other_do_not_hang() -> None:
    world = start(
        make(Container, "coffin", number="K2"),
        event("a", "CHK", "bag", previous="b", occurred_at=later(1)),
        event("b", "CHK", "coffin", previous="a", occurred_at=later(2)),
        event("c", "CHK", "body", previous="b", occurred_at=later(3)),
    )
    for item in ("bag", "coffin", "body"):
        told = state(world, item)
        assert told.holder == uid("author")
        assert not told.is_disputed


def test_an_event_that_follows_one_of_another_body_has_a_gap_before_it() -> None:
    world = start(collected(), event("other", "COL", "another body"))
    world.add(event("seen", "CHK", "body", previous="other", occurred_at=later(5)))
    told = state(world)
    assert (told.holder, [verdict.rule for verdict in told.problems]) == (uid("dina"), ["C6"])


def test_what_is_under_way_is_nowhere_until_it_arrives() -> None:
    def under_way(**values: Any) -> CustodyEvent:
        driven = handed_on("out", to_location=uid("mortuary"), **values)
        return CustodyEvent(
            driven.uid, {**driven.values, "event_type": "TRN"}, origin=driven.origin
        )

    assert state(start(collected(), under_way())).place == ""
    assert state(start(collected(), under_way())).holder == uid("omar")
    arrived = under_way(arrived_at=later(90))
    assert state(start(collected(), arrived)).place == uid("mortuary")


@pytest.mark.parametrize(
    ("half", "kind", "is_released"),
    [("OUT", "HND", True), ("BOTH", "OUT", False), (None, "OUT", True), (None, "TRN", False)],
)
def test_a_release_that_says_nothing_of_its_half_proves_no_receipt(
    half: str | None, kind: str, is_released: bool
) -> None:
    told = handed_on("out", half=half)
    world = start(collected(), told.with_values({"event_type": kind}))
    assert state(world).is_released == is_released


def _bag_out(name: str, previous: str, sides: tuple[str, str], minute: int) -> CustodyEvent:
    giver, taker = sides
    return event(
        name,
        "OUT",
        "bag",
        previous=previous,
        half="BOTH",
        from_custodian=uid(giver),
        to_custodian=uid(taker),
        occurred_at=later(minute),
        signatures=rows((giver, "RELEASE"), (taker, "RECEIVE")),
    )


def test_a_bag_is_handed_on_and_on_whatever_its_contents_last_said() -> None:
    world = start(
        collected(),
        make(RemainsCase, "body", number="BSR01-01-A0003B", container=uid("bag")),
        event("begins", "COL", "bag", to_custodian=uid("dina"), occurred_at=later(1)),
    )
    previous = "begins"
    for minute, sides in ((5, ("dina", "omar")), (9, ("omar", "emil")), (12, ("emil", "rania"))):
        draft = _bag_out(f"out {minute}", previous, sides, minute)
        assert judge(draft, world) == []
        world.add(draft)
        previous = f"out {minute}"
        assert state(world).holder == uid(sides[1])


def test_what_is_in_a_buried_coffin_is_buried() -> None:
    world = start(
        collected(),
        make(RemainsCase, "body", number="BSR01-01-A0003B", container=uid("bag")),
        event("begins", "COL", "bag", to_custodian=uid("dina")),
        event("buried", "BUR", "bag", previous="begins", from_custodian=uid("dina")),
    )
    assert (state(world).is_terminal, state(world).holder) == (True, "")


def test_a_receiver_of_another_house_does_not_fit() -> None:
    ours, theirs = {"to_organisation": uid("mortuary")}, {"to_organisation": uid("team")}
    stranger = received(to_custodian=uid("emil"), **theirs)
    assert state(start(collected(), released(**ours), stranger)).is_disputed


def test_what_begins_in_order_is_not_remarked_on() -> None:
    verdicts = verdicts_for(collected(), None, start(), author=uid("dina"), now=later(5))
    assert verdicts == ()


def _packed_and_moved(**own: Any) -> tuple[Any, list[CustodyEvent]]:
    """Dina packs the body, and the bag goes to Omar; elsewhere something is told of the body."""
    packed = make(
        RemainsCase, "body", number="BSR01-01-A0003B", lifted_at=later(-10), container=uid("bag")
    )
    told = [
        collected(),
        event("bag taken", "COL", "bag", to_custodian=uid("dina"), occurred_at=later(1)),
        event("bag out", "HND", "bag", previous="bag taken", from_custodian=uid("dina"),
              to_custodian=uid("omar"), occurred_at=later(60)),
        event("alone", own.pop("kind", "HND"), "body", previous="collected",
              **{"occurred_at": later(90), **own}),
    ]  # fmt: skip
    return start(packed, *told), told


@pytest.mark.parametrize(
    ("own", "is_torn"),
    [
        ({"from_custodian": uid("dina"), "to_custodian": uid("emil")}, True),
        ({"kind": "OUT", "half": "OUT", "from_custodian": uid("dina")}, True),
        ({"from_custodian": uid("emil"), "to_custodian": uid("dina")}, True),
        ({"kind": "OUT", "half": "OUT", "occurred_at": later(30)}, True),
        ({"kind": "CHK", "occurred_at": later(30)}, False),
        ({"to_custodian": uid("omar")}, False),
    ],
    ids=[
        "other hands",
        "released",
        "back too late",
        "released before",
        "only looked at",
        "the same hands",
    ],
)
def test_what_is_packed_here_and_handed_on_there_is_in_nobodys_hands(
    own: dict[str, Any], is_torn: bool
) -> None:
    world, told = _packed_and_moved(**own)
    now = state(world)
    assert now.is_disputed is is_torn
    assert now.holder == ("" if is_torn else uid("omar"))
    assert Custody(world).is_torn(uid("body")) is is_torn
    for arrived in (told[2], told[3], world.records[uid("body")]):
        flags = flags_for([Arrival(arrived, None, arrived.origin.by, later(99))], world)
        assert ("C3 block" in rules_of(flags.get(arrived.uid, ()))) is is_torn
    if is_torn:
        world.add(
            event("undo", "SUP", "body", previous="alone", supersedes=uid("alone"),
                  approved_by=uid("hiwa"), remarks="It was in the bag.", occurred_at=later(95))
        )  # fmt: skip
        assert state(world).holder == uid("omar")


_HANDED_ON: dict[str, Any] = {"from_custodian": uid("dina"), "to_custodian": uid("emil")}
_BACK: dict[str, Any] = {"from_custodian": uid("emil"), "to_custodian": uid("dina")}
_TO_OMAR: dict[str, Any] = {"from_custodian": uid("dina"), "to_custodian": uid("omar")}


@pytest.mark.parametrize(
    ("told", "is_torn"),
    [
        ([(20, "LOS", {})], False),
        ([(90, "LOS", {})], False),
        ([(20, "DES", {"from_custodian": uid("dina")})], False),
        ([(20, "HND", _HANDED_ON), (30, "LOS", {})], True),
        ([(20, "HND", _HANDED_ON), (30, "LOS", {}), (40, "DIS", {})], True),
        ([(20, "HND", _HANDED_ON), (25, "HND", _BACK), (30, "LOS", {})], False),
        ([(20, "HND", _TO_OMAR), (30, "LOS", {})], True),
        ([(20, "HND", _TO_OMAR), (70, "LOS", {})], False),
        ([(20, "LOS", {}), (30, "FND", {"to_custodian": uid("emil")})], True),
        ([(20, "BUR", {"from_custodian": uid("dina")})], True),
    ],
    ids=[
        "lost",
        "lost when the bag had gone on",
        "destroyed",
        "lost in other hands",
        "lost in other hands, and said again",
        "lost in the hands of the bag",
        "lost before the bag came there",
        "lost when the bag had come there",
        "found in other hands",
        "buried without its bag",
    ],
)
def test_what_is_lost_out_of_a_bag_is_lost_unless_others_had_it(
    told: list[tuple[int, str, dict[str, Any]]], is_torn: bool
) -> None:
    """Dina packs the body, and her bag goes to Omar; elsewhere the body is gone."""
    world, (*_, begun) = _packed_and_moved(kind="CHK", occurred_at=later(2))
    previous = begun.uid
    for minute, kind, said in told:
        told_next = event(f"at {minute}", kind, "body", line={"previous": previous},
                          occurred_at=later(minute), **said)  # fmt: skip
        previous = world.add(told_next).uid
    now, is_lost = state(world), kind in {"LOS", "DIS"}
    assert (now.is_disputed, now.is_lost, now.holder, now.place) == (is_torn, is_lost, "", "")
    assert not state(world, "bag").is_disputed


def test_what_was_lost_after_it_was_seen_in_its_bag_is_disputed() -> None:
    world, _ = _packed_and_moved(kind="LOS", occurred_at=later(95))
    world.add(event("seen", "CHK", "body", previous="bag out", occurred_at=later(70)))
    assert (state(world).is_disputed, state(world).holder) == (True, "")


def test_what_was_lost_before_its_bag_was_spoken_of_is_lost() -> None:
    packed = make(RemainsCase, "body", number="BSR01-01-A0003B", container=uid("bag"))
    gone = event("gone", "LOS", "body", previous="collected", occurred_at=later(20))
    bag = event("found", "FND", "bag", to_custodian=uid("emil"), occurred_at=later(30))
    world = start(collected(), packed, gone, bag)
    assert (state(world).is_lost, state(world).is_disputed) == (True, False)


def test_what_is_buried_with_its_bag_is_buried() -> None:
    world, _ = _packed_and_moved(kind="CHK", occurred_at=later(2))
    end: dict[str, Any] = {"from_custodian": uid("omar"), "occurred_at": later(95)}
    for item, before in (("bag", "bag out"), ("body", "alone")):
        world.add(event(f"{item} buried", "BUR", item, previous=before, **end))
    assert (state(world).is_terminal, state(world).is_disputed) == (True, False)
