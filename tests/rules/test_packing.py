"""Packing: containers in no circle, lists that agree, remains sealed by evening."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.clock import Moment
from app.models.containers import Container
from app.models.finds import Artefact, Sample
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.contents import container_of, contents_of
from app.rules.gates import verdicts_for
from app.rules.packing import lifted_remains_are_sealed_by_evening
from tests.rules.world import World, event, later, make, person, rules_of, sentences, uid

LIFTED = Moment.parse("2026-11-21 23:30+03:00")


def bag(name: str = "bag", **values: Any) -> Container:
    return make(Container, name, number=f"BSR01-K{name}", **values)


def body(**values: Any) -> RemainsCase:
    return make(RemainsCase, "body", number="BSR01-01-A0003B", **values)


def said(draft: Record, previous: Record | None, world: World) -> list[str]:
    """What the rules of packing say."""
    verdicts = verdicts_for(draft, previous, world, author=uid("dina"), now=later(0))
    assert len(sentences(verdicts)) == len(verdicts)
    found = rules_of(verdicts)
    return [rule for rule in found if rule.split()[0] in {"BR-13", "BR-17", "BR-19"}]


def test_remains_are_where_they_say_or_else_where_a_list_says() -> None:
    world = World([bag("k", contents=(uid("body"),)), bag("l"), bag("w", state="WITHDRAWN")])
    world.add(body())
    assert container_of(uid("body"), world) == uid("k")
    assert contents_of(uid("k"), world) == [uid("body")]
    world.add(body(container=uid("l")))
    assert container_of(uid("body"), world) == uid("l")
    assert (contents_of(uid("k"), world), contents_of(uid("l"), world)) == ([], [uid("body")])
    assert container_of(uid("nobody"), world) == ""


@pytest.mark.parametrize("kind", [Artefact, Sample], ids=lambda kind: kind.kind)
def test_finds_and_samples_are_packed_as_remains_are(kind: type[Artefact | Sample]) -> None:
    def find(**values: Any) -> Artefact | Sample:
        return make(kind, "find", number="BSR01-01-A0003/E01", occurred_at=later(0), **values)

    world = World([bag("k", contents=(uid("find"),)), bag("l"), find()])
    assert (container_of(uid("find"), world), contents_of(uid("k"), world)) == (
        uid("k"),
        [uid("find")],
    )
    assert said(find(container=uid("l")), find(), world) == ["BR-17 warn"]
    world.add(find(container=uid("l")))
    assert (contents_of(uid("k"), world), contents_of(uid("l"), world)) == ([], [uid("find")])
    world.add(event("a", "COL", "find", to_custodian=uid("dina")))
    world.add(event("b", "COL", "l", to_custodian=uid("omar")))
    world.add(bag("k"))
    world.add(find())
    assert said(find(container=uid("l")), find(), world) == ["BR-13 block"]


def test_a_find_is_not_packed_before_it_was_collected() -> None:
    early = bag("k", occurred_at=later(-60), contents=(uid("find"),))
    find = make(Artefact, "find", number="BSR01-01-A0003/E01", occurred_at=later(0))
    world = World([find])
    said_now = verdicts_for(early, None, world, author=uid("dina"), now=later(0))
    assert "BR-12 block" in rules_of(said_now)
    world.add(early)
    named = find.with_values({"container": uid("k")})
    assert "BR-12 block" in rules_of(
        verdicts_for(named, find, world, author=uid("dina"), now=later(0))
    )


@pytest.mark.parametrize(
    ("parents", "is_circle"),
    [
        ({"a": "b"}, False),
        ({"a": "a"}, True),
        ({"a": "b", "b": "a"}, True),
        ({"a": "b", "b": "c", "c": "a"}, True),
        ({"a": "b", "b": "c", "c": "b"}, True),
        ({"a": "b", "b": "c"}, False),
    ],
)
def test_a_container_stands_in_no_circle(parents: dict[str, str], is_circle: bool) -> None:
    world = World(bag(name, parent=uid(outer)) for name, outer in parents.items())
    draft = bag("a", parent=uid(parents["a"]))
    assert said(draft, bag("a"), world.without(uid("a"))) == (["BR-13 block"] if is_circle else [])


def test_a_list_that_disagrees_with_the_remains_is_asked_about() -> None:
    world = World([body(), bag("k", contents=(uid("body"),))])
    assert said(bag("l", contents=(uid("body"),)), None, world) == ["BR-17 warn"]
    world.add(body(container=uid("l")))
    assert said(bag("l", contents=(uid("body"),)), None, world) == []
    assert said(bag("k", contents=(uid("body"),)), None, world.without(uid("k"))) == ["BR-17 warn"]
    assert said(body(container=uid("l")), body(), world) == ["BR-17 warn"]


def test_what_two_people_hold_is_not_packed_together() -> None:
    world = World([body(), bag(), event("a", "COL", "body", to_custodian=uid("dina"))])
    for holder, rules in (("dina", []), ("omar", ["BR-13 block"])):
        world.add(event("b", "COL", "bag", to_custodian=uid(holder)))
        assert said(body(container=uid("bag")), body(), world) == rules
    world.add(event("b", "OUT", "bag", half="OUT", to_custodian=uid("omar")))
    assert said(body(container=uid("bag")), body(), world) == ["BR-13 block"]


def test_what_has_ended_or_is_lost_is_not_packed() -> None:
    for kind, rules in (("DES", ["BR-19 block"]), ("LOS", ["BR-19 block"])):
        world = World([body(), bag(), event("a", kind, "body")])
        assert said(body(container=uid("bag")), body(), world) == rules
    packed = body(container=uid("bag"))
    world = World([packed, bag(), event("a", "LOS", "body")])
    assert said(body(), packed, world) == [], "what was lost out of a bag is struck off it"
    listing = bag(contents=(uid("body"),))
    for kind in ("BUR", "REL"):
        world = World([body(), listing, event("a", kind, "body", to_custodian=uid("omar"))])
        assert said(bag(), listing, world) == [], "what was buried without its bag as well"
        world.add(event("b", kind, "bag", to_custodian=uid("omar")))
        assert "BR-19 block" in said(bag(), listing, world), "what a bag held at its end stays"


# By evening


def test_what_is_sealed_or_held_is_not_withdrawn() -> None:
    def gone(record: Record, world: World) -> list[str]:
        draft = record.with_values({"state": "WITHDRAWN", "reason": "Entered twice."})
        verdicts = verdicts_for(draft, record, world, author=uid("dina"), now=later(60))
        assert len(sentences(verdicts)) == len(verdicts)
        again = verdicts_for(draft, draft, world, author=uid("dina"), now=later(60))
        assert not any(verdict.stops for verdict in again), "what was withdrawn long ago stays so"
        return [verdict.rule for verdict in verdicts if verdict.stops]

    inside, k = body(container=uid("k")), bag("k")
    world = World([inside, k])
    assert (gone(inside, world), gone(k, world)) == ([], []), "void before its first event"
    world.add(event("a", "COL", "k", to_custodian=uid("dina"), occurred_at=later(0)))
    assert (gone(inside, world), gone(k, world)) == (["BR-17"], ["BR-17"])
    seal = event("b", "SEA", "k", previous="a", line={"seal_after": "S1"}, occurred_at=later(1))
    world.add(seal)
    assert (gone(inside, world), gone(k, world)) == (["BR-18"], ["BR-18"])
    world.add(event("c", "LOS", "k", previous="b", occurred_at=later(2)))
    assert gone(bag("other"), world) == []


def test_a_thing_whose_events_were_all_superseded_can_be_withdrawn() -> None:
    world = World([bag("k")])
    world.add(event("a", "COL", "k", to_custodian=uid("dina"), occurred_at=later(0)))
    undone = {"supersedes": uid("a"), "approved_by": uid("hiwa"), "remarks": "Another bag."}
    world.add(event("b", "SUP", "k", previous="a", occurred_at=later(9), **undone))
    draft = bag("k").with_values({"state": "WITHDRAWN", "reason": "Entered twice."})
    verdicts = verdicts_for(draft, bag("k"), world, author=uid("dina"), now=later(60))
    assert not any(verdict.stops for verdict in verdicts)


def evening(*more: Record, now: str = "2026-11-22 00:10+03:00", **values: Any) -> list[str]:
    world = World()
    person(world, "dina", "EX")
    case = body(lifted_at=LIFTED, **values)
    for record in (case, *more):
        world.add(record)
    verdicts = list(lifted_remains_are_sealed_by_evening(case, world, Moment.parse(now)))
    assert len(sentences(verdicts)) == len(verdicts)
    return rules_of(verdicts)


SEALED = event("s", "SEA", "bag", line={"seal_after": "S1"}, to_custodian=uid("dina"))
OPENED = event("u", "UNS", "bag", previous="s", line={"left_open": True, "seal_before": "S1"})


def test_remains_lifted_yesterday_lie_in_a_labelled_sealed_container() -> None:
    assert evening() == ["BR-11 warn"]
    inside = {"container": uid("bag")}
    assert evening(bag(inner_label=True), **inside) == ["BR-11 warn"]
    assert evening(bag(), SEALED, **inside) == ["BR-11 warn"]
    assert evening(bag(inner_label=True), SEALED, **inside) == []
    assert evening(bag(inner_label=True), SEALED, OPENED, **inside) == [], "opened again since"
    assert evening(event("d", "DES", "body")) == []
    assert evening(state="WITHDRAWN") == []


def test_the_day_is_that_of_the_place() -> None:
    assert evening(now="2026-11-21 23:59+03:00") == []
    assert evening(now="2026-11-21 20:59Z") == []
    assert evening(now="2026-11-21 21:01Z") == ["BR-11 warn"]
    assert evening(now="2026-11-22 00:20+03:30") == []


def test_saving_remains_late_says_so() -> None:
    late = body(lifted_at=later(-24 * 60), occurred_at=later(-24 * 60))
    verdicts = verdicts_for(late, None, World(), author=uid("dina"), now=later(0))
    assert "BR-11 warn" in rules_of(verdicts)
