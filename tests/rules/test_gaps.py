"""Gaps in custody are said, each with the case in which there is none."""

from __future__ import annotations

from typing import Any

from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.operations import RoleAssignment
from app.rules.custody import custody_of
from app.rules.gaps import custody_gaps
from app.rules.gates import Arrival, flags_for, verdicts_for
from app.rules.verdicts import Level
from tests.rules.handling import collected, handed_on, judge, received, released, start, state
from tests.rules.world import World, event, later, make, rows, rules_of, sentences, uid

DAY = 24 * 60


def said(world: World, item: str = "body", days: float = 0) -> list[str]:
    """What is open about an item, so many days after it began."""
    gaps = custody_gaps(custody_of(uid(item), world), world, later(days * DAY))
    assert all(gap.rule == "BR-17" and gap.level is Level.WARN for gap in gaps)
    return sentences(gaps)


def put(name: str, kind: str, **values: Any) -> CustodyEvent:
    """Something done to the bag, after the event of that name."""
    return event(name, kind, "bag", occurred_at=later(30), **values)


def test_a_release_waits_seven_days_for_its_receipt() -> None:
    world = start(collected(), released())
    assert said(world, days=7) == []
    (late,) = said(world, days=7.1)
    assert "BSR01-01-A0003B" in late
    world.add(received(previous="out"))
    assert said(world, days=8) == []


def test_looking_at_it_on_the_way_does_not_close_the_gap() -> None:
    world = start(collected(), released())
    world.add(event("seen", "CHK", "body", previous="out", occurred_at=later(5 * DAY)))
    assert len(said(world, days=8)) == 1


def test_what_is_in_a_released_bag_waits_with_it() -> None:
    world = start(make(Container, "coffin", number="K1", contents=(uid("bag"),)))
    packed = make(Container, "bag", number="K2", parent=uid("coffin"))
    world.add(packed)
    world.add(event("out", "OUT", "coffin", half="OUT", from_custodian=uid("dina"),
                    to_custodian=uid("omar"), occurred_at=later(0)))  # fmt: skip
    assert len(said(world, "bag", days=8)) == 1


def test_a_receipt_that_came_late_says_how_many_days_nobody_held_it() -> None:
    late = received(previous="out", occurred_at=later(9 * DAY))
    world = start(collected(), released(), late)
    (problem,) = state(world).problems
    assert (problem.rule, problem.level) == ("BR-17", Level.WARN)
    assert problem.values["days"] == 8  # released an hour after it was collected
    flags = flags_for([Arrival(late, None, uid("omar"), later(9 * DAY))], world)
    assert "BR-17 warn" in rules_of(flags[uid("in")])
    in_time = start(collected(), released(), received(previous="out"))
    assert not state(in_time).problems


def test_a_holder_whose_roles_have_all_ended_has_left() -> None:
    world = start(collected())
    role = make(RoleAssignment, "dina is EX", person=uid("dina"), role="EX", valid_to=later(DAY))
    world.add(role)
    assert said(world, days=0.9) == []
    (gone,) = said(world, days=1.1)
    assert "dina" in gone
    world.add(make(RoleAssignment, "dina again", person=uid("dina"), role="FA"))
    assert said(world, days=1.1) == []


def test_a_holder_who_never_had_a_role_has_not_left() -> None:
    assert said(start(collected(to_custodian=uid("a visitor")))) == []


def test_a_container_that_was_spoken_of_stands_somewhere() -> None:
    seal = put("sealed", "SEA", to_custodian=uid("dina"), line={"seal_after": "S1"})
    world = start(seal)
    (nowhere,) = said(world, "bag")
    assert "BSR01-KA0031" in nowhere
    assert said(start(), "bag") == []
    placed = put("sealed", "SEA", to_custodian=uid("dina"), to_location=uid("tent"))
    assert said(start(placed), "bag") == []


def test_a_container_on_its_way_or_lost_stands_nowhere() -> None:
    leg = put("leg", "TRN", from_custodian=uid("dina"), to_custodian=uid("omar"),
              to_location=uid("store"))  # fmt: skip
    assert said(start(leg), "bag") == []
    arrived = put("leg", "TRN", to_custodian=uid("omar"), arrived_at=later(90))
    assert len(said(start(arrived), "bag")) == 1
    assert said(start(put("lost", "LOS")), "bag") == []


def test_remains_need_no_place_of_their_own() -> None:
    assert said(start(collected())) == []


def test_after_the_end_and_in_a_fork_nothing_is_a_gap() -> None:
    buried = event(
        "buried", "BUR", "bag", occurred_at=later(60), from_custodian=uid("dina"), half="BOTH"
    )
    assert custody_of(uid("bag"), start(buried)).is_terminal
    assert said(start(buried), "bag", days=99) == []
    world = start(collected(), handed_on("one", half="OUT"), handed_on("two", half="OUT"))
    assert state(world).is_disputed
    assert said(world, days=99) == []


def test_a_gap_is_said_before_a_handover_and_never_stops_it() -> None:
    world = start(put("sealed", "SEA", to_custodian=uid("omar"), line={"seal_after": "S1"}))
    told: dict[str, Any] = {
        "previous": "sealed",
        "from_custodian": uid("omar"),
        "to_custodian": uid("dina"),
        "line": {"seal_before": "S1", "seal_condition": "INTACT"},
        "signatures": rows(("omar", "RELEASE"), ("dina", "RECEIVE")),
    }
    handover = event("given", "REP", "bag", occurred_at=later(60), **told)
    transfer = event("moved", "OUT", "bag", occurred_at=later(60), half="BOTH", **told)
    assert rules_of(_verdicts(handover, world)) == ["BR-17 warn"]
    assert rules_of(_verdicts(transfer, world)) == []
    assert judge(handover, world) == []


def _verdicts(draft: CustodyEvent, world: World) -> tuple[Any, ...]:
    return verdicts_for(draft, None, world, author=uid("author"), now=later(60))


def test_a_bag_is_not_handed_on_with_what_is_gone_on_its_list_unsaid() -> None:
    def remarks(*gone: CustodyEvent) -> list[str]:
        coffin = make(Container, "coffin", number="K9")
        inside: dict[str, Any] = {"parent": uid("coffin"), "contents": (uid("body"),)}
        listing = make(Container, "bag", number="BSR01-KA0031", **inside)
        world = start(coffin, listing, *gone)
        world.add(event("held", "COL", "coffin", to_custodian=uid("dina"), occurred_at=later(5)))
        onward = event(
            "on", "OUT", "coffin", previous="held", half="OUT", from_custodian=uid("dina"),
            to_custodian=uid("omar"), occurred_at=later(60), signatures=rows(("dina", "RELEASE")),
        )  # fmt: skip
        verdicts = verdicts_for(onward, None, world, author=uid("dina"), now=later(61))
        assert len(sentences(verdicts)) == len(verdicts)
        return [one.sentence for one in verdicts if one.rule == "BR-17"]

    assert remarks() == []
    (lost,) = remarks(event("a", "LOS", "body", occurred_at=later(0)))
    assert lost == "BSR01-01-A0003B is on the list of BSR01-KA0031, and is recorded as lost."
    (buried,) = remarks(event("a", "BUR", "body", occurred_at=later(0)))
    assert buried.endswith("its custody has ended.")
