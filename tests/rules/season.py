"""A season of custody: cases in bags, bags on shelves, and what was recorded wrongly on the way."""

from __future__ import annotations

from typing import Any

from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.remains import RemainsCase
from tests.rules.world import World, event, later, make, person, rows, uid


def season(cases: int, *, steps: int = 3) -> World:
    """So many cases, each in a bag; every tenth bag in a crate; `steps` events for each.

    Every seventh bag has a fork, every ninth a superseded event, every eleventh misses one.
    """
    world = World()
    person(world, "dina", "EX", organisation="team")
    person(world, "omar", "STK", organisation="mortuary")
    person(world, "hiwa", "HQA", organisation="headquarters")
    for n in range(cases):
        _case(world, n, steps)
    return world


def _case(world: World, n: int, steps: int) -> None:
    case, bag = f"case {n}", f"bag {n}"
    world.add(make(RemainsCase, case, number=case, lifted_at=later(n), container=uid(bag)))
    crate = f"crate {n // 10}"
    world.add(make(Container, crate, number=crate))
    parent = uid(crate) if n % 10 == 0 else None
    world.add(make(Container, bag, number=bag, contents=(uid(case),), parent=parent))
    world.add(_event(f"collect {n}", "COL", case, n + 1, to_custodian=uid("dina")))
    seal = f"SEAL {n}"
    world.add(
        _event(f"seal {n}", "SEA", bag, n + 2, to_custodian=uid("dina"), line={"seal_after": seal})
    )
    before = f"seal {n}"
    for step in range(steps - 2):
        name = f"step {n}/{step}"
        world.add(_handed(name, bag, n + 10 + step, before, seal, step % 2 == 0))
        before = f"lost {n}" if n % 11 == 10 else name
    if n % 7 == 6:
        world.add(_handed(f"rival {n}", bag, n + 9, f"seal {n}", seal, True))
    if n % 9 == 8:
        undo = _event(f"undo {n}", "SUP", bag, n + 90, supersedes=uid(f"step {n}/0"),
                      approved_by=uid("hiwa"), remarks="Another bag.")  # fmt: skip
        world.add(undo)


def _event(name: str, kind: str, item: str, minutes: int, **values: Any) -> CustodyEvent:
    return event(name, kind, item, occurred_at=later(minutes), **values)


def _handed(
    name: str, item: str, minutes: int, previous: str, seal: str, is_out: bool
) -> CustodyEvent:
    giver, taker = ("dina", "omar") if is_out else ("omar", "dina")
    return _event(
        name, "OUT", item, minutes, previous=previous, half="BOTH",
        from_custodian=uid(giver), to_custodian=uid(taker),
        signatures=rows((giver, "RELEASE"), (taker, "RECEIVE")),
        line={"seal_before": seal, "seal_condition": "INTACT"},
    )  # fmt: skip
