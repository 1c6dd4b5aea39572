"""Work that nobody can place, or that passes only by the time somebody entered."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.core.clock import Moment
from app.models.numbers import OtherNumber
from app.models.remains import RemainsCase
from app.rules.gates import Arrival, flags_for, verdicts_for
from tests.rules.digging import bag, case, judged, point, world_with
from tests.rules.world import (
    MORNING,
    World,
    certificate,
    event,
    hazard,
    later,
    make,
    rules_of,
    site_world,
    uid,
)

FOREIGN = (OtherNumber({"scheme": "FOREIGN", "value": "IRQ-77"}),)
EVENING = later(700)


def collected(item: str = "case", **values: Any) -> Any:
    told: dict[str, Any] = {"to_custodian": uid("author"), "occurred_at": MORNING}
    return event("collected", "COL", item, **told | values)


def unplaced(**values: Any) -> RemainsCase:
    return make(RemainsCase, "case", case_type="B", **values)


def test_remains_that_nobody_can_place_are_not_collected() -> None:
    world = World(site_world().records.values())
    world.add(certificate())
    world.add(unplaced())
    assert judged(collected(), world) == ["BR-01 override"]
    flags = flags_for([Arrival(collected(), None, uid("author"), MORNING)], world)
    assert "BR-01 override" in rules_of(flags[uid("collected")])


@pytest.mark.parametrize(
    "case_",
    [unplaced(other_numbers=FOREIGN), unplaced(lifted_at=later(-600))],
    ids=["received from others", "lifted, and judged then"],
)
def test_remains_that_others_recovered_are_collected(case_: RemainsCase) -> None:
    world = World(site_world().records.values())
    world.add(case_)
    assert judged(collected(), world) == []


# --- by the time somebody entered -----------------------------------------------------------------


def by_its_time(draft: Any, world: World, now: Moment = EVENING) -> list[str]:
    verdicts = verdicts_for(draft, None, world, author=uid("author"), now=now)
    return [one.sentence for one in verdicts if one.message.startswith("This is allowed only")]


ONLY_THEN = (
    "This is allowed only at the time entered, 2026-11-21T06:00+03:00, and not at that of entry."
)


@pytest.mark.parametrize("work", [case(), point(), bag()], ids=lambda work: work.kind)
def test_what_passes_only_by_the_time_entered_is_said(work: Any) -> None:
    ended = world_with(certificate(valid_until=later(5)))
    assert len(by_its_time(work, ended)) == 1
    assert by_its_time(work, ended, now=later(4)) == []
    assert by_its_time(work, world_with(certificate())) == []
    assert by_its_time(work, world_with()) == [], "it does not pass at all"


def test_what_was_lifted_before_a_hazard_was_known_is_said_once() -> None:
    found = hazard(distance_m=Decimal(0), occurred_at=later(30))
    world = world_with(certificate(), found)
    assert by_its_time(case(), world) == []
    assert judged(case(), world, now=EVENING) == ["BR-36 warn"]


def test_what_arrives_is_compared_with_when_it_was_written() -> None:
    world = world_with(certificate(valid_until=later(5)), case())
    for written, is_said in ((later(3), False), (EVENING, True)):
        flags = flags_for([Arrival(case(), None, uid("author"), written)], world)
        said = [one for one in flags.get(uid("case"), ()) if one.rule == "BR-22"]
        assert bool(said) is is_said


def test_a_time_of_lifting_long_past_or_ahead_is_asked_about() -> None:
    world = world_with(certificate(valid_from=later(-10_000)))
    for at, sentences in (
        (later(-1), []),
        (later(-24 * 60 - 1), ["This is entered more than a day after it happened."]),
        (later(10), ["This lies in the future by this laptop's clock."]),
    ):
        draft = case(lifted_at=at, occurred_at=Moment(at.instant - timedelta(minutes=1), 180))
        verdicts = verdicts_for(draft, case(), world, author=uid("author"), now=MORNING)
        told = [one.sentence for one in verdicts if (one.rule, one.field) == ("BR-22", "lifted_at")]
        assert told == sentences
        paper = draft.with_values({"from_paper": True})
        verdicts = verdicts_for(paper, case(), world, author=uid("author"), now=MORNING)
        assert not [one for one in verdicts if "more than a day" in one.message]
