"""Laws of the journal: any order, any repetition, any gap, the same state everywhere.

Laptops write, exchange runs of lines (whole, late, twice, with gaps, cut off in the middle), decide
conflicts, are cloned, jump in time, and meet lines of newer versions and lines that make no sense.
After every step each laptop shows exactly what the oracle reads out of the lines it holds; at the
end, having exchanged everything, all show the same and no line ever written is missing.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select
from typing_extensions import override

from app.core.clock import Moment
from app.models.journal import Segment
from app.models.kinds import KIND
from app.store.rows import encoded_row
from app.store.schema import RECORD_TABLES, refused_line
from app.store.store import Store
from app.store.transactions import Edit
from tests.laws.oracle import State, oracle

RECORDS = {
    "hazard": ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"],
    "grave": ["00000000-0000-4000-8000-00000000000c", "00000000-0000-4000-8000-00000000000a"],
    "custody_event": ["00000000-0000-4000-8000-00000000000d"],
}
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "hazard": {
        "status": st.sampled_from(["OPEN", "MARKED", "CLEARED", None]),
        "exclusion_radius_m": st.sampled_from([10, 50, 200]),
        "colour": st.sampled_from(["grey", "green"]),
        "state": st.sampled_from(["DRAFT", "WITHDRAWN"]),
    },
    "grave": {"remarks": st.sampled_from(["one", "two", None]), "azimuth_deg": st.integers(0, 2)},
    "custody_event": {"remarks": st.sampled_from(["one", "two"])},
}
ODD = st.sampled_from(
    [0, -1, 2**53, 2**70, 1.5, True, "", "x\0y", [], {}, ["OPEN"], {"lat": "1"}, "NEW_CODE", None]
)


_IDLE: list[Store] = []  # used again: SQLAlchemy compiles its statements anew for every engine
_BLANK = Store.in_memory()


def _empty_store() -> Store:
    store = _IDLE.pop() if _IDLE else Store.in_memory()
    with _BLANK._engine.connect() as blank, store._engine.connect() as mine:
        from_there: Any = blank.connection.driver_connection
        from_there.backup(mine.connection.driver_connection)
    return store


class Laptop:
    """A store in memory with a journal of its own."""

    def __init__(self, number: int) -> None:
        self.store = _empty_store()
        self.years = 0
        self.is_checked = False
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

    def write(self, edit: Edit, *, resolves: bool = False) -> None:
        with self.store.writing() as pen:
            pen.append([edit], by="p", at=self.now(), resolves=resolves, why="because")
        self.is_checked = False

    def write_raw(self, line: dict[str, object]) -> None:
        """Write a line that this version would not write."""
        with self.store.writing() as pen:
            tip = pen.tip
            line["lam"] = line.get("lam", int(pen.setting("lam")) + 1)
            segment = Segment(tip.journal, tip.size + 1, tip.head, [json.dumps(line).encode()])
            pen.accept(segment)
            (head,) = segment.hashes()
            pen.set_all({"own_size": str(tip.size + 1), "own_head": head.hex()})
        self.is_checked = False

    def accept(self, segments: list[Segment]) -> None:
        with self.store.writing() as pen:
            for segment in segments:
                pen.accept(segment)
        self.is_checked = False

    def heads(self, kind: str, uid: str) -> list[str]:
        with self.store.reading() as view:
            return view.records.newest_lines(uid, kind)

    def disputed(self) -> list[tuple[str, str, str]]:
        with self.store.reading() as view:
            return [
                (record.kind, record.uid, name)
                for record in view.records.disputed()
                for name in sorted(record.disputed)
            ]

    def state(self) -> State:
        found = State()
        with self.store.reading() as view:
            for kind in FIELDS:
                table = RECORD_TABLES[kind]
                for row in view._connection.execute(select(table)).mappings():
                    disputed = set(json.loads(row["disputed"] or "[]"))
                    values = encoded_row(KIND[kind], row)
                    found.shown[kind, row["uid"]] = {
                        name: (json.dumps(values.get(name), sort_keys=True), name in disputed)
                        for name in set(values) | disputed
                    }
                    if row["parallel"]:
                        newest = [line for line, _ in json.loads(row["parallel"])]
                        found.parallel[kind, row["uid"]] = newest
            refused = view._connection.execute(select(refused_line.c.record, refused_line.c.line))
            found.refused = {(record, line) for record, line in refused}
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

    @rule(which=st.integers(0, 9), kind=st.sampled_from(["grave", "hazard"]), data=st.data())
    def edit(self, which: int, kind: str, data: st.DataObject) -> None:
        self._pick(which).write(self._drawn(kind, data))

    def _drawn(self, kind: str, data: st.DataObject) -> Edit:
        uid = data.draw(st.sampled_from(RECORDS[kind]))
        names = data.draw(st.lists(st.sampled_from(sorted(FIELDS[kind])), min_size=1, unique=True))
        return Edit(kind, uid, {name: data.draw(FIELDS[kind][name]) for name in names})

    @rule(which=st.integers(0, 9), data=st.data())
    def append(self, which: int, data: st.DataObject) -> None:
        """What never changes is written once; twice only where the other was not known."""
        laptop, edit = self._pick(which), self._drawn("custody_event", data)
        if not laptop.heads("custody_event", edit.uid):
            laptop.write(edit)

    @rule(which=st.integers(0, 9), data=st.data())
    def resolve(self, which: int, data: st.DataObject) -> None:
        """A decision that has seen every head ends the conflict."""
        laptop = self._pick(which)
        if disputed := laptop.disputed():
            kind, uid, name = data.draw(st.sampled_from(disputed))
            laptop.write(Edit(kind, uid, {name: data.draw(FIELDS[kind][name])}), resolves=True)
            assert (kind, uid, name) not in laptop.disputed()

    @rule(
        which=st.integers(0, 9),
        line=st.sampled_from(["change", "append", "resolve", "verdict"]),
        kind=st.sampled_from([*FIELDS, "drone_flight"]),
        data=st.data(),
    )
    def write_otherwise(self, which: int, line: str, kind: str, data: st.DataObject) -> None:
        """Lines of a newer version, of a broken one, of somebody who means harm."""
        laptop = self._pick(which)
        touches = []
        for _ in range(data.draw(st.integers(1, 2))):
            known = kind if kind in RECORDS else "grave"
            uid = data.draw(st.sampled_from(RECORDS[known]))
            names = st.sampled_from([*sorted(FIELDS[known]), "altitude_above_sea", "file"])
            fields = data.draw(st.dictionaries(names, ODD, max_size=3))
            touch: dict[str, object] = {"r": uid, "t": kind, "f": fields}
            heads = [*laptop.heads(known, uid), "00" * 32]
            if some := data.draw(st.lists(st.sampled_from(heads), unique=True)):
                touch |= {"c": some, "p": dict.fromkeys(fields, some)}
            touches.append(touch)
        said: dict[str, object] = {"k": line, "m": touches, "a": "9.9", "mood": "grim"}
        said |= data.draw(st.sampled_from([{}, {}, {"lam": 2**53}, {"lam": 2**63}, {"by": "\0"}]))
        laptop.write_raw(said)

    @rule(which=st.integers(0, 9), cut=st.integers(0, 4), tail=st.integers(0, 2))
    def export(self, which: int, cut: int, tail: int) -> None:
        """Everything, or only the last lines, or all but the last: the receiver has gaps."""
        parcel = []
        for segment in self._pick(which).segments():
            lines = segment.lines[: len(segment.lines) - tail] if tail else segment.lines
            skip = max(0, len(lines) - cut) if cut else 0
            previous = list(segment.hashes())[skip - 1] if skip else segment.previous_hash
            first = segment.first + skip
            parcel.append(Segment(segment.journal, first, previous, lines[skip:]))
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
            no = pen.lines.journal_no(tip.journal)
            pen.set_all({"own_journal": tip.journal, "own_no": str(no), "lam": lam})
            pen.set_all({"own_size": str(tip.size), "own_head": tip.head.hex()})
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
            if not laptop.is_checked:
                assert laptop.state() == oracle(laptop.lines())
                laptop.is_checked = True

    @override
    def teardown(self) -> None:
        if not self.laptops:
            return
        written = {line for laptop in self.laptops for line in laptop.lines()}
        first, *others = self.laptops
        for laptop in others:
            first.accept(laptop.segments())
        for laptop in others:
            laptop.accept(first.segments())
        expected = oracle(written)
        for laptop in self.laptops:
            assert set(laptop.lines()) == written
            assert laptop.state() == expected
        _IDLE.extend(laptop.store for laptop in self.laptops)


TestLaptops = Laptops.TestCase
TestLaptops.settings = settings(stateful_step_count=15, deadline=None)
