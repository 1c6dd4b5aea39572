"""A season judged in one pass says of each thing what it says by itself."""

from __future__ import annotations

import pytest

from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.hazards import Hazard
from app.models.kinds import KIND
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.custody import Custody, custody_of
from app.rules.gates import Arrival, flags_for, verdicts_for
from app.rules.snapshot import CUSTODY_KINDS, MANY, Snapshot, for_many
from app.rules.world import Records, Remembering
from tests.rules.season import season
from tests.rules.world import MORNING, World, event, hazard, later, make, rows, uid

CASES = 99


@pytest.fixture(scope="module")
def world() -> World:
    made = season(CASES, steps=4)
    made.add(hazard())
    made.add(make(Container, "gone", number="K", state="WITHDRAWN", contents=(uid("case 1"),)))
    return made


def _uids(records: list[Record]) -> list[str]:
    return sorted(record.uid for record in records)


def test_the_season_has_everything_in_it(world: World) -> None:
    states = [custody_of(uid(f"bag {n}"), world) for n in range(CASES)]
    assert any(state.is_disputed for state in states)
    assert any(state.superseded for state in states)
    assert any(verdict.rule == "C6" for state in states for verdict in state.problems)
    assert any(state.container for state in states)


def test_custody_in_one_pass_is_the_custody_of_each(world: World) -> None:
    at_once = Custody(Snapshot(world))
    things = [*world.all_of(RemainsCase.kind), *world.all_of(Container.kind)]
    assert len(things) > 2 * CASES
    for thing in things:
        assert at_once.of(thing.uid) == custody_of(thing.uid, world)


def test_flags_in_one_pass_are_the_flags_of_each(world: World) -> None:
    arrivals = [Arrival(one, None, one.origin.by, MORNING) for one in world.records.values()]
    at_once = flags_for(arrivals, Snapshot(world))
    assert at_once
    for arrival in arrivals[:: len(arrivals) // 40]:
        alone = flags_for([arrival], world)
        assert at_once.get(arrival.record.uid) == alone.get(arrival.record.uid)


@pytest.mark.parametrize("whole", [CUSTODY_KINDS, frozenset(), frozenset(KIND)])
def test_a_snapshot_says_what_the_records_say(world: World, whole: frozenset[str]) -> None:
    snapshot: Records = Snapshot(world, whole)
    for kind in (CustodyEvent.kind, Container.kind, Hazard.kind):
        for withdrawn in (False, True):
            here = list(snapshot.all_of(kind, include_withdrawn=withdrawn))
            there = list(world.all_of(kind, include_withdrawn=withdrawn))
            assert _uids(here) == _uids(there)
        assert sorted(snapshot.numbers(kind)) == sorted(world.numbers(kind))
    for name in ("bag 3", "case 8", "dina", "gone", "shell", "nowhere"):
        for of_kind in (None, Container.kind, Hazard.kind):
            assert snapshot.get(uid(name), of_kind) is world.get(uid(name), of_kind)
        for kind, field in (
            (CustodyEvent.kind, "lines"),
            (CustodyEvent.kind, "to_custodian"),
            (Container.kind, "contents"),
            (RemainsCase.kind, "container"),
        ):
            here = list(snapshot.referring(kind, field, uid(name)))
            assert _uids(here) == _uids(list(world.referring(kind, field, uid(name))))
    for seal in ("SEAL3", "SEAL12", "NONE"):
        assert _uids(list(snapshot.sealing(seal))) == _uids(list(world.sealing(seal)))


def test_each_kind_is_read_once_however_many_are_asked(world: World) -> None:
    behind = World(world.records.values())
    snapshot = Snapshot(behind)
    custody = Custody(snapshot)
    for thing in list(behind.records.values()):
        custody.of(thing.uid)
    assert sorted(behind.asked) == sorted(set(behind.asked))


def test_many_things_are_worth_a_snapshot(world: World) -> None:
    assert isinstance(for_many(world, MANY), Remembering)
    assert isinstance(for_many(world, MANY + 1), Snapshot)


def test_a_long_list_is_judged_as_a_short_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [f"{kind} {n}" for n in range(40) for kind in ("bag", "case")]
    draft = event(
        "all", "REP", *items, occurred_at=later(5), half="BOTH", from_custodian=uid("dina"),
        to_custodian=uid("omar"), signatures=rows(("dina", "RELEASE"), ("omar", "RECEIVE")),
    )  # fmt: skip
    at_once = verdicts_for(draft, None, world, author=uid("author"), now=MORNING)
    monkeypatch.setattr("app.rules.snapshot.MANY", len(items))
    assert verdicts_for(draft, None, world, author=uid("author"), now=MORNING) == at_once
    assert {verdict.rule for verdict in at_once} >= {"C3", "BR-12", "BR-13", "BR-14"}
