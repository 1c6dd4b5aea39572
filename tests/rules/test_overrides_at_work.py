"""Overrides: who may work where it is not cleared, named by whom, and for how long."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.rules.verdicts import Level
from tests.rules.digging import (
    bag,
    case,
    grave,
    judge,
    judged,
    point,
    world_with,
)
from tests.rules.world import (
    hazard,
    later,
    override,
    person,
    rows,
    square,
    uid,
)


def test_an_override_lets_its_people_work_and_is_named() -> None:
    world = world_with(hazard(distance_m=Decimal(0)), override())
    verdicts = judge(case(depth_m=Decimal("1.9")), world)
    assert [verdict.level for verdict in verdicts] == [Level.WARN]
    assert verdicts[0].sentence == "Not cleared; recorded under override BSR01-RA001."
    assert judged(grave(), world) == ["BR-01 warn"]


@pytest.mark.parametrize(
    "values",
    [
        {"state": "DRAFT"},
        {"state": "WITHDRAWN"},
        {"hazards": ()},
        {"hazards": (uid("another"),)},
        {"area": square(half=2)},
        {"area": None},
        {"max_depth_m": Decimal("0.9")},
        {"max_depth_m": None},
        {"people": (uid("somebody else"),)},
        {"starts_at": later(1)},
        {"ends_at": later(-1)},
        {"starts_at": None},
        {"ends_at": later(661)},
        {"ends_at": later(-61)},
        {"medic_present": False},
        {"medic_present": None},
        {"medic": None},
        {"authorised_by": uid("layla")},
        {"authorised_by": None},
        {"countersigned_by": uid("ali")},
        {"signatures": rows(("ali", "AUTHORISE"))},
        {"signatures": rows(("ali", "COUNTERSIGN"), ("layla", "AUTHORISE"))},
    ],
    ids=str,
)
def test_an_override_that_lacks_anything_lets_nobody_work(values: dict[str, Any]) -> None:
    world = world_with(hazard(distance_m=Decimal(0)), override(**values))
    assert "BR-01 override" in judged(case(), world)


def test_an_override_of_one_hazard_is_none_of_another() -> None:
    found_later = hazard("second shell", distance_m=Decimal(0))
    world = world_with(hazard(distance_m=Decimal(0)), found_later, override())
    stopped = [verdict for verdict in judge(case(), world) if verdict.stops]
    assert [verdict.values["hazard"] for verdict in stopped] == [found_later.number]


def test_those_who_lifted_are_those_the_override_must_name() -> None:
    world = world_with(hazard(distance_m=Decimal(0)), override())
    assert judged(case(lifted_by=(uid("author"),)), world, author="layla") == ["BR-01 warn"]
    assert "BR-01 override" in judged(case(lifted_by=(uid("author"), uid("guest"))), world)
    assert "BR-01 override" in judged(case(exposed_by=uid("guest")), world)


def test_the_same_person_cannot_hold_both_roles_for_one_override() -> None:
    world = world_with(hazard(distance_m=Decimal(0)))
    person(world, "both", "EOD", "TL")
    both = uid("both")
    signed = rows(("both", "AUTHORISE"), ("both", "COUNTERSIGN"))
    world.add(override(authorised_by=both, countersigned_by=both, signatures=signed))
    assert "BR-01 override" in judged(case(), world)


def test_no_override_covers_work_that_nobody_can_place() -> None:
    world = world_with(hazard(distance_m=Decimal(0)), override())
    assert judged(grave(position=None), world) == ["BR-01 override", "BR-01 override"]


@pytest.mark.parametrize(
    "values",
    [
        {
            "authorised_by": uid("layla"),
            "countersigned_by": uid("tariq"),
            "signatures": rows(("layla", "AUTHORISE"), ("tariq", "COUNTERSIGN")),
        },
        {
            "countersigned_by": uid("mina"),
            "signatures": rows(("ali", "AUTHORISE"), ("mina", "COUNTERSIGN")),
        },
    ],
    ids=["a leader is not EOD", "a medic is not the leader"],
)
def test_an_override_is_signed_by_those_who_hold_the_roles(values: dict[str, Any]) -> None:
    world = world_with(hazard(distance_m=Decimal(0)), override(**values))
    person(world, "tariq", "TL")
    assert "BR-01 override" in judged(case(), world)


def test_an_override_for_those_who_measure_and_pack() -> None:
    world = world_with(hazard(distance_m=Decimal(0)), override())
    for work in (point(measured_by=uid("author")), bag(packed_by=uid("author"))):
        assert judged(work, world, author="guest") == ["BR-01 warn"]
    for work in (point(measured_by=uid("guest")), bag(packed_by=uid("guest"))):
        assert "BR-01 override" in judged(work, world)
    for work in (point(), bag()):
        assert judged(work, world) == ["BR-01 warn"]
