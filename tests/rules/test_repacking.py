"""From one container into another: no transfer is lost, and nobody is suspected for nothing."""

from __future__ import annotations

from typing import Any

from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.record import Record
from app.rules.custody import Custody
from app.rules.gates import verdicts_for
from tests.rules.handling import collected, judge, start, state
from tests.rules.world import World, event, later, make, rows, uid

COFFIN = make(Container, "coffin", number="BSR01-KA0032")
CAME_IN_ANOTHER = "BSR01-01-A0003B came here in BSR01-KA0031; no event of its own says so."


def handed(item: str, giver: str, taker: str, minute: int, previous: str = "") -> CustodyEvent:
    """`minute` names the event as well."""
    return event(f"at {minute}", "HND", item, previous=previous, half="BOTH",
                 from_custodian=uid(giver), to_custodian=uid(taker), occurred_at=later(minute),
                 signatures=rows((giver, "RELEASE"), (taker, "RECEIVE")))  # fmt: skip


def pack(world: World, item: str, **into: str | None) -> list[str]:
    """Put an item into a container, or take it out; what the rules of packing have against it."""
    before: Record = world.records[uid(item)]
    values: dict[str, Any] = {name: uid(bag) if bag else None for name, bag in into.items()}
    draft = before.with_values(values)
    verdicts = verdicts_for(draft, before, world, author=uid("author"), now=later(1440))
    world.add(draft)
    return [one.sentence for one in verdicts if one.stops and one.rule not in {"BR-01", "BR-02"}]


def test_what_a_bag_carried_into_other_hands_is_not_put_into_the_next_bag_unsaid() -> None:
    """By its own events the body is Dina's; how it came to Omar only the bag's event proves."""

    def carried() -> World:
        world = start(collected(), COFFIN)
        world.add(event("coffin begun", "COL", "coffin", to_custodian=uid("omar"),
                        occurred_at=later(1)))  # fmt: skip
        assert pack(world, "body", container="bag") == []
        world.add(handed("bag", "dina", "omar", 10))
        return world

    assert pack(carried(), "body", container="coffin") == [CAME_IN_ANOTHER]
    assert pack(carried(), "body", container=None) == [CAME_IN_ANOTHER]
    world = carried()
    seen = event("seen", "CHK", "body", previous="at 10", occurred_at=later(20))
    assert judge(seen, world) == []
    world.add(seen)
    assert pack(world, "body", container="coffin") == []
    now = state(world)
    assert (now.holder, now.is_disputed) == (uid("omar"), False)


def test_a_bag_that_came_out_of_a_coffin_was_in_whosever_hands_the_coffin_was() -> None:
    """What went into the bag at Emil's did so while only the coffin said that it was Emil's."""
    world = start(COFFIN)
    world.add(event("bag begun", "COL", "bag", to_custodian=uid("dina"), occurred_at=later(0)))
    assert pack(world, "bag", parent="coffin") == []
    world.add(handed("coffin", "dina", "emil", 10))
    world.add(collected(to_custodian=uid("emil"), occurred_at=later(20)))
    assert pack(world, "body", container="bag") == []
    world.add(handed("coffin", "emil", "omar", 30, previous="at 10"))
    world.add(event("seen", "CHK", "bag", previous="at 30", occurred_at=later(40)))
    assert pack(world, "bag", parent=None) == []
    now = state(world)
    assert (now.holder, now.is_disputed) == (uid("omar"), False)


def test_what_came_into_the_bag_after_it_left_the_coffin_was_not_in_the_coffins_hands() -> None:
    """Emil has the coffin, but not the bag any more when he is said to have had the body."""
    world = start(COFFIN)
    world.add(event("bag begun", "COL", "bag", to_custodian=uid("dina"), occurred_at=later(0)))
    assert pack(world, "bag", parent="coffin") == []
    world.add(handed("coffin", "dina", "emil", 10))
    world.add(event("seen", "CHK", "bag", previous="at 10", occurred_at=later(20)))
    assert pack(world, "bag", parent=None) == []
    world.add(handed("bag", "emil", "omar", 40, previous="seen"))
    for minute, is_told_apart in ((30, False), (60, True)):
        world.add(collected(to_custodian=uid("emil"), occurred_at=later(minute)))
        pack(world, "body", container="bag")
        assert state(world).is_disputed is is_told_apart
        pack(world, "body", container=None)


def test_what_lay_two_deep_in_a_coffin_nobody_had_spoken_of_is_lost_with_it() -> None:
    """Of a coffin that is lost before anybody said whose it was, Dina may have been the holder."""
    world = start(collected(), COFFIN)
    assert pack(world, "body", container="bag") == []
    assert pack(world, "bag", parent="coffin") == []
    world.add(event("lost", "LOS", "coffin", occurred_at=later(5)))
    now = state(world)
    assert (now.is_lost, now.is_disputed) == (True, False)


def test_who_holds_a_bag_not_spoken_of_is_the_same_whatever_is_asked_first() -> None:
    """The body lay in a bag that was lost; both lie now in a coffin of which nothing was said."""
    world = start(collected(), COFFIN)
    assert pack(world, "body", container="bag") == []
    world.add(event("bag begun", "COL", "bag", to_custodian=uid("dina"), occurred_at=later(1)))
    world.add(event("seen", "CHK", "body", previous="bag begun", occurred_at=later(2)))
    assert pack(world, "body", container="coffin") == []
    assert pack(world, "bag", parent="coffin") == []
    world.add(event("lost", "LOS", "bag", previous="bag begun", occurred_at=later(3)))
    for first in ("body", "coffin"):
        custody = Custody(world)
        custody.of(uid(first))
        assert custody.of(uid("coffin")).holder == uid("dina"), first
