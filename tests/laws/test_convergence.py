"""Laws of the journal: any order, any repetition, any gap, the same state everywhere.

Laptops write, exchange runs of lines (whole, late, twice, with gaps), are cloned and jump in time.
After every step each laptop shows exactly what the oracle reads out of the lines it holds; at the
end, having exchanged everything, all show the same and no line ever written is missing.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select
from typing_extensions import override

from app.core.clock import Moment
from app.models.journal import Segment
from app.models.kinds import KIND
from app.store.records import encoded_row
from app.store.schema import RECORD_TABLES, derived, kept
from app.store.store import Edit, Store
from tests.laws.oracle import State, oracle

RECORDS = {
    "hazard": ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"],
    "grave": ["00000000-0000-4000-8000-00000000000c"],
}
FIELDS = {
    "hazard": {
        "status": st.sampled_from(["OPEN", "MARKED", "CLEARED", None]),
        "exclusion_radius_m": st.sampled_from([10, 50, 200]),
        "colour": st.sampled_from(["grey", "green"]),
        "state": st.sampled_from(["DRAFT", "WITHDRAWN"]),
    },
    "grave": {"remarks": st.sampled_from(["one", "two", None]), "azimuth_deg": st.integers(0, 2)},
}


_IDLE: list[Store] = []  # stores are emptied and used again: making one costs more than a history


def _empty_store() -> Store:
    if not _IDLE:
        return Store.in_memory()
    store = _IDLE.pop()
    with store.writing() as pen:
        for table in (*kept.sorted_tables[::-1], *derived.sorted_tables):
            if table.name != "setting":
                pen._connection.execute(table.delete())
        for name in ("own_journal", "own_size", "own_head", "lam", "session"):
            pen.set(name, "0" if name in {"own_size", "lam", "session"} else "")
    return store


class Laptop:
    """A store in memory with a journal of its own."""

    def __init__(self, number: int) -> None:
        self.store = _empty_store()
        self.years = 0
        replica = f"00000000-0000-4000-8000-0000000001{number:02d}"
        with self.store.writing() as pen:
            pen.begin_journal(replica=replica, operation="", by="", at=self.now())

    def now(self) -> Moment:
        return Moment(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=365 * self.years))

    def lines(self) -> list[tuple[str, bytes]]:
        with self.store.reading() as view:
            return [
                (kept.hash.hex(), kept.data) for piece in view.lines.all_kept() for kept in piece
            ]

    def segments(self) -> list[Segment]:
        with self.store.reading() as view:
            return [
                segment
                for state in view.lines.journals()
                for segment in view.lines.segments_from(state.uid, 1)
            ]

    def accept(self, segments: list[Segment]) -> None:
        with self.store.writing() as pen:
            for segment in segments:
                pen.accept(segment)

    def state(self) -> State:
        found: State = {}
        with self.store.reading() as view:
            for kind in FIELDS:
                table = RECORD_TABLES[kind]
                for row in view._connection.execute(select(table)).mappings():
                    disputed = set(json.loads(row["disputed"] or "[]"))
                    values = encoded_row(KIND[kind], row)
                    fields = {
                        name: (json.dumps(values.get(name), sort_keys=True), name in disputed)
                        for name in set(values) | disputed
                    }
                    if fields:
                        found[row["uid"]] = fields
        return found


class Laptops(RuleBasedStateMachine):
    """Two laptops and headquarters, and whatever can go wrong between them."""

    def __init__(self) -> None:
        super().__init__()
        self.laptops: list[Laptop] = []
        self.parcels: list[list[Segment]] = []

    @initialize()
    def begin(self) -> None:
        self.laptops = [Laptop(number) for number in range(3)]

    def _pick(self, number: int) -> Laptop:
        return self.laptops[number % len(self.laptops)]

    @rule(which=st.integers(0, 9), kind=st.sampled_from(sorted(FIELDS)), data=st.data())
    def edit(self, which: int, kind: str, data: st.DataObject) -> None:
        uid = data.draw(st.sampled_from(RECORDS[kind]))
        names = data.draw(st.lists(st.sampled_from(sorted(FIELDS[kind])), min_size=1, unique=True))
        fields = {name: data.draw(FIELDS[kind][name]) for name in names}
        laptop = self._pick(which)
        with laptop.store.writing() as pen:
            pen.append([Edit(kind, uid, fields)], by="p", at=laptop.now())

    @rule(which=st.integers(0, 9), cut=st.integers(0, 4))
    def export(self, which: int, cut: int) -> None:
        parcel = []
        for segment in self._pick(which).segments():
            keep = min(cut, len(segment.lines)) if cut else len(segment.lines)
            skip = len(segment.lines) - keep
            previous = list(segment.hashes())[skip - 1] if skip else segment.previous_hash
            parcel.append(
                Segment(segment.journal, segment.first + skip, previous, segment.lines[skip:])
            )
        self.parcels.append([segment for segment in parcel if segment.lines])

    @precondition(lambda self: self.parcels)
    @rule(which=st.integers(0, 9), parcel=st.integers(0, 99), backwards=st.booleans())
    def read(self, which: int, parcel: int, backwards: bool) -> None:
        segments = self.parcels[parcel % len(self.parcels)]
        self._pick(which).accept(segments[::-1] if backwards else segments)

    @precondition(lambda self: len(self.laptops) < 5)
    @rule(which=st.integers(0, 9))
    def clone(self, which: int) -> None:
        """A copied disk goes on writing the same journal: a fork."""
        original = self._pick(which)
        copy = Laptop(len(self.laptops))
        _IDLE.append(copy.store)
        copy.store = _empty_store()
        copy.accept(original.segments())
        with original.store.reading() as view:
            tip, lam = view.tip, view.setting("lam", "0")
        with copy.store.writing() as pen:
            pen.set("own_journal", tip.journal)
            pen.set("own_size", str(tip.size))
            pen.set("own_head", tip.head.hex())
            pen.set("lam", lam)
        self.laptops.append(copy)

    @rule(which=st.integers(0, 9), years=st.integers(-150, 150))
    def clock_jumps(self, which: int, years: int) -> None:
        self._pick(which).years = years

    @rule(which=st.integers(0, 9))
    def rebuild(self, which: int) -> None:
        """Making the projection anew changes nothing."""
        laptop = self._pick(which)
        before = laptop.state()
        with laptop.store.writing() as pen:
            pen.rebuild()
        assert laptop.state() == before

    @invariant()
    def each_shows_what_its_lines_say(self) -> None:
        for laptop in self.laptops:
            assert laptop.state() == oracle(laptop.lines())

    @override
    def teardown(self) -> None:
        if not self.laptops:
            return
        written = {line for laptop in self.laptops for line in laptop.lines()}
        for _ in range(2):
            for sender in self.laptops:
                for receiver in self.laptops:
                    if receiver is not sender:
                        receiver.accept(sender.segments())
        expected = oracle(written)
        for laptop in self.laptops:
            assert set(laptop.lines()) == written
            assert laptop.state() == expected
        assert self.laptops[0].store.check() == []
        _IDLE.extend(laptop.store for laptop in self.laptops)


TestLaptops = Laptops.TestCase
TestLaptops.settings = settings(stateful_step_count=15, max_examples=40, deadline=None)
