"""A body, a bag, people of two houses and the events between them, for tests of custody."""

from __future__ import annotations

from typing import Any

from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.remains import RemainsCase
from app.rules.custody import custody_of
from app.rules.gates import verdicts_for
from app.rules.holding import CustodyState
from tests.rules.world import (
    World,
    event,
    later,
    make,
    person,
    rows,
    sentences,
    stopping,
    uid,
)


def start(*more: Any) -> World:
    """A body in a bag, people of two houses, and what else is given."""
    world = World()
    person(world, "dina", "EX", organisation="team")
    person(world, "emil", "FA", organisation="team")
    person(world, "omar", "STK", organisation="mortuary")
    person(world, "rania", "FA", organisation="mortuary")
    person(world, "hiwa", "HQA", organisation="headquarters")
    person(world, "delegate", "OBS", organisation="ICRC")
    world.add(make(RemainsCase, "body", number="BSR01-01-A0003B", lifted_at=later(-10)))
    world.add(make(Container, "bag", number="BSR01-KA0031"))
    for record in more:
        world.add(record)
    return world


def collected(name: str = "collected", **values: Any) -> CustodyEvent:
    told: dict[str, Any] = {"to_custodian": uid("dina"), "occurred_at": later(0)}
    return event(name, "COL", "body", **told | values)


def handed_on(name: str, previous: str = "collected", **values: Any) -> CustodyEvent:
    """From Dina to Omar, whole and signed by both."""
    told: dict[str, Any] = {
        "half": "BOTH",
        "from_custodian": uid("dina"),
        "to_custodian": uid("omar"),
        "occurred_at": later(60),
        "signatures": rows(("dina", "RELEASE"), ("omar", "RECEIVE")),
    }
    return event(name, "OUT", "body", previous=previous, **told | values)


def state(world: World, item: str = "body") -> CustodyState:
    return custody_of(uid(item), world)


def judge(draft: CustodyEvent, world: World, author: str = "author") -> list[str]:
    """What stops an event."""
    verdicts = verdicts_for(draft, None, world, author=uid(author), now=later(1440))
    assert len(sentences(verdicts)) == len(verdicts)
    return stopping(verdicts)


def released(**values: Any) -> CustodyEvent:
    told: dict[str, Any] = {"half": "OUT", "signatures": rows(("dina", "RELEASE"))}
    return handed_on("out", **told | values)


def received(**values: Any) -> CustodyEvent:
    told: dict[str, Any] = {
        "half": "IN",
        "from_custodian": uid("dina"),
        "to_custodian": uid("omar"),
        "occurred_at": later(120),
        "signatures": rows(("omar", "RECEIVE")),
    }
    previous = values.pop("previous", "collected")
    return event("in", "IN", "body", previous=previous, **told | values)


def correction(**values: Any) -> CustodyEvent:
    told: dict[str, Any] = {
        "supersedes": uid("out"),
        "approved_by": uid("hiwa"),
        "remarks": "It was another bag.",
        "occurred_at": later(90),
    }
    return event("undo", "SUP", "body", previous="out", **told | values)
