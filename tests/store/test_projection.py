"""Laws of the projection: what lines say is the same in any order, in any pieces, however often.

The lines are whatever a laptop of another version, a broken one or one that means harm could sign:
values of any shape, kinds unknown, one uid under two kinds, what never changes written twice.
Everything derived is compared: rows, touches, mentions, refusals, then search and notices.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.crypto.digests import GENESIS, line_hash
from app.models.journal import Segment
from app.store.schema import derived
from app.store.store import Store
from app.store.transactions import Pen

JOURNALS = [f"00000000-0000-4000-8000-0000000000{number:02d}" for number in range(3)]
COPY = "00000000-0000-4000-8000-000000000001"  # where somebody gives another's lines for theirs
UIDS = [f"00000000-0000-4000-8000-00000000000{letter}" for letter in "abcd"]
NUMBER = "SNJ03-HA001"
WORDS = ["snj03", "one", "مقبره"]

LONG = "".join(line_hash(GENESIS, b"%d" % number).hex() for number in range(300))
REFERENCE = st.sampled_from([*UIDS, *UIDS, "", LONG])
SEAL = st.sampled_from(["S1", "S2", "x\0y", ""])
TEXT = st.sampled_from(["one", "one two", "مقبرة", "a\0b", "", "\U0001f9b4", "long " * 2_000])
NUMBERS: list[object] = [0, -1, 2**53 - 1, 2**53, -(2**63), 2**64, 2**70, 1.5, 1e300, True, False]
SHAPES: list[object] = [[], {}, [[]], ["OPEN", "OPEN"], [{"item": "x"}], [2**70, 1.0], {"lat": "1"}]
ODD = st.sampled_from([*NUMBERS, *SHAPES, None, "", "x\0y", "NEW_CODE", LONG])
ITEM = st.sampled_from(UIDS)
CUSTODY_LINE = st.fixed_dictionaries(
    {"item": ITEM},
    optional={"previous": ITEM, "seal_after": SEAL, "mood": ODD},
) | st.fixed_dictionaries({"item": REFERENCE, "previous": REFERENCE})
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "hazard": {
        "number": st.sampled_from([NUMBER, "SNJ03-HA002", LONG]),
        "site": REFERENCE,
        "status": st.sampled_from(["OPEN", "MARKED", "CLEARED"]),
        "exclusion_radius_m": st.integers(0, 300),
        "safe_to_record": st.booleans(),
        "description": TEXT,
        "state": st.sampled_from(["DRAFT", "WITHDRAWN"]),
        "observer_position": st.just({"lat": "36.1", "lon": "43.2"}),
    },
    "container": {
        "number": st.just(NUMBER),
        "contents": st.lists(REFERENCE, max_size=3),
        "parent": REFERENCE,
        "other_numbers": st.just([{"scheme": "x", "value": "one"}]),
        "raised_sensitivity": st.sampled_from(["C3", "C1"]),
    },
    "custody_event": {
        "lines": st.lists(CUSTODY_LINE, min_size=1, max_size=2),
        "supersedes": REFERENCE,
        "approved_by": REFERENCE,
        "reason": st.just("wrong bag"),
        "event_type": st.sampled_from(["XFR", "SUP"]),
        "photos": st.lists(REFERENCE, max_size=2),
    },
    "handover_list": {
        "number": st.just(NUMBER),
        "lines": st.lists(
            st.fixed_dictionaries({"cases": st.lists(REFERENCE, max_size=2) | ODD}), max_size=2
        ),
    },
    "role": {"person": REFERENCE, "role": st.just("HQ_APPROVER")},
    "drone_flight": {"altitude": ODD},
}
LINE_KINDS = st.sampled_from(["change", "change", "change", "append", "resolve", "verdict"])
STRANGE: list[dict[str, object]] = [
    {"lam": 2**53},
    {"lam": -1},
    {"by": "\0"},
    {"wall": "\0"},
    {"by": 7},
    {"s": "x"},
    {"a": "9.9", "mood": {"deep": [[[[]]]]}},
    {"mood": json.loads("[" * 17 + "]" * 17)},
]
ABOUT = st.sampled_from([*[dict[str, object]()] * 8, *STRANGE])

Run = tuple[int, int, int, int]  # which journal, from which line, how many, how many at once


class History:
    """Lines of some journals, each naming lines written before it."""

    def __init__(self) -> None:
        self.lines: dict[str, list[bytes]] = {uid: [] for uid in JOURNALS}
        self.heads: dict[str, list[bytes]] = {uid: [GENESIS] for uid in JOURNALS}
        self.touching: dict[tuple[str, str], list[str]] = {}
        self.is_copied = False

    def write(self, journal: str, said: dict[str, Any]) -> None:
        data = json.dumps(said).encode()
        digest = line_hash(self.heads[journal][-1], data)
        self.lines[journal].append(data)
        self.heads[journal].append(digest)
        for touch in said["m"]:
            self.touching.setdefault((touch["t"], touch["r"]), []).append(digest.hex())

    def run(self, run: Run) -> Iterator[Segment]:
        which, first, count, at_once = run
        journal = JOURNALS[min(which, len(JOURNALS) - 1)]
        lines = self.lines[journal]
        begin = first % (len(lines) + 1)
        for at in range(begin, min(len(lines), begin + count), at_once):
            some = lines[at : min(at + at_once, begin + count)]
            named = journal if which < len(JOURNALS) else COPY
            yield Segment(named, at + 1, self.heads[journal][at], some)

    def whole(self) -> Iterator[Segment]:
        for journal, lines in self.lines.items():
            yield Segment(journal, 1, GENESIS, lines)
        if self.is_copied:
            yield Segment(COPY, 1, GENESIS, self.lines[JOURNALS[-1]])


@st.composite
def histories(draw: st.DrawFn) -> History:
    history = History()
    history.is_copied = draw(st.booleans())
    uids = draw(st.sampled_from([UIDS[:1], UIDS[:2], UIDS, [*UIDS, "", LONG]]))
    kinds = draw(st.sampled_from([["custody_event"], ["hazard"], sorted(FIELDS)]))
    for _ in range(draw(st.integers(1, 12))):
        touches = []
        for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
            kind, uid = draw(st.sampled_from(kinds)), draw(st.sampled_from(uids))
            names = [*FIELDS[kind], "altitude_above_sea"]
            chosen = draw(st.lists(st.sampled_from(names), max_size=4, unique=True))
            is_odd = draw(st.sampled_from([False, False, True]))
            values = {name: draw(ODD if is_odd else FIELDS[kind].get(name, ODD)) for name in chosen}
            touch: dict[str, Any] = {"r": uid, "t": kind, "f": values}
            known = [*history.touching.get((kind, uid), []), "00" * 32]
            if seen := draw(st.lists(st.sampled_from(known), max_size=3, unique=True)):
                replaced = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
                touch |= {"c": seen, "p": dict.fromkeys([*chosen, *replaced], seen)}
            touches.append(touch)
        said: dict[str, Any] = {"k": draw(LINE_KINDS), "m": touches, "by": "p", "wall": "w"}
        said["lam"] = draw(st.integers(0, 3))
        history.write(draw(st.sampled_from(JOURNALS)), said | draw(ABOUT))
    return history


RUNS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(1, 12), st.integers(1, 6)),
    max_size=12,
)


@contextmanager
def rolled_back(store: Store) -> Iterator[Pen]:
    """A store that takes in anything, and keeps nothing."""
    with store._writer.connect() as connection:
        yield Pen(connection)
        connection.rollback()


def take_in(pen: Pen, history: History, runs: Sequence[Run]) -> None:
    """Runs as drawn, then everything, so that nothing is missing."""
    for run in runs:
        if history.is_copied or run[0] < len(JOURNALS):
            for segment in history.run(run):
                pen.accept(segment)
    for segment in history.whole():
        pen.accept(segment)


def look_over(pen: Pen, at_once: int = 1_000) -> None:
    while waiting := pen.waiting(at_once):
        pen.look_over(waiting.touched)
        pen.looked_over(waiting)


def projected(pen: Pen) -> dict[str, list[tuple[Any, ...]]]:
    """Every derived row but for local ids, which differ from laptop to laptop."""
    found = {}
    for table in derived.sorted_tables:
        columns = [column for column in table.columns if column.name not in {"id", "origin_id"}]
        rows = [tuple(row) for row in pen._connection.execute(select(*columns))]
        if rows:
            found[table.name] = sorted(rows, key=repr)
    return found


def searched(pen: Pen) -> dict[str, set[tuple[str, str]]]:
    return {
        word: {(found.uid, found.kind) for found in pen.search.find(word, 100)} for word in WORDS
    }


def everything(pen: Pen) -> tuple[object, object]:
    return projected(pen), searched(pen)


@pytest.fixture(scope="module")
def store() -> Generator[Store]:
    made = Store.in_memory()
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(postgresql: str) -> Generator[Store]:
    made = Store.on_postgresql(postgresql)
    yield made
    made.close()


@given(histories(), RUNS, RUNS)
def test_order_batches_and_repetition_make_no_difference(
    store: Store, history: History, one: list[Run], other: list[Run]
) -> None:
    with rolled_back(store) as pen:
        take_in(pen, history, one)
        first = projected(pen)
    with rolled_back(store) as pen:
        take_in(pen, history, other)
        assert projected(pen) == first
        pen.rebuild()
        assert projected(pen) == first


@given(histories(), RUNS, st.lists(st.integers(1, 5), max_size=12))
def test_looking_over_along_the_way_comes_to_the_same(
    store: Store, history: History, runs: list[Run], stops: list[int]
) -> None:
    with rolled_back(store) as pen:
        take_in(pen, history, [])
        look_over(pen)
        at_the_end = everything(pen)
    with rolled_back(store) as pen:
        for run, stop in zip(runs, stops, strict=False):
            if history.is_copied or run[0] < len(JOURNALS):
                for segment in history.run(run):
                    pen.accept(segment)
            look_over(pen, stop)
        take_in(pen, history, runs)
        look_over(pen, 2)
        assert everything(pen) == at_the_end
        pen.rebuild()
        look_over(pen, 3)
        assert everything(pen) == at_the_end


@settings(max_examples=settings().max_examples // 2)
@given(histories(), RUNS)
def test_postgresql_holds_what_sqlite_holds(
    store: Store, server: Store, history: History, runs: list[Run]
) -> None:
    with rolled_back(store) as pen:
        take_in(pen, history, [])
        look_over(pen)
        here = everything(pen)
    with rolled_back(server) as pen:
        take_in(pen, history, runs)
        look_over(pen)
        assert everything(pen) == here


def event(number: int, item: str, lam: int, **values: object) -> bytes:
    fields = {"event_type": "XFR", "lines": [{"item": item}], **values}
    touch = {"r": UIDS[number], "t": "custody_event", "f": fields}
    return json.dumps({"k": "append", "lam": lam, "by": "p", "wall": "w", "m": [touch]}).encode()


@pytest.mark.parametrize(
    "order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
)
def test_an_event_whose_first_writing_comes_last_leaves_no_fork_behind(
    store: Store, order: tuple[int, ...]
) -> None:
    """Two events began the custody of one item, until one turns out to be of another item."""
    written = [event(0, UIDS[2], 1), event(1, UIDS[2], 5), event(1, UIDS[3], 2)]
    with rolled_back(store) as pen:
        for place in order:
            pen.accept(Segment(JOURNALS[place], 1, GENESIS, [written[place]]))
            look_over(pen)
        assert pen.notices.forked_items() == []


def test_two_events_that_began_the_custody_of_one_item_are_a_fork(store: Store) -> None:
    with rolled_back(store) as pen:
        for place, data in enumerate([event(0, UIDS[2], 1), event(1, UIDS[2], 5)]):
            pen.accept(Segment(JOURNALS[place], 1, GENESIS, [data]))
        look_over(pen)
        assert pen.notices.forked_items() == [UIDS[2]]


def test_one_uid_under_two_kinds_is_two_records(store: Store) -> None:
    """Else a line that calls a hazard something else would hide it."""
    touches = [
        {"r": UIDS[0], "t": kind, "f": {"number": NUMBER, "site": UIDS[1]}}
        for kind in ("container", "hazard")
    ]
    data = json.dumps({"k": "change", "lam": 1, "m": touches}).encode()
    both = {(UIDS[0], "container"), (UIDS[0], "hazard")}
    with rolled_back(store) as pen:
        accepted = pen.accept(Segment(JOURNALS[0], 1, GENESIS, [data]))
        assert {(one.uid, one.kind) for one in accepted.touched} == both
        waiting = pen.waiting(10)
        assert waiting is not None
        assert {(one.uid, one.kind) for one in waiting.arrived} == both
        look_over(pen)
        assert {(found.uid, found.kind) for found in pen.search.find(NUMBER, 10)} == both
        assert [row[:3] for row in pen.records.dangling()] == [
            ("container", UIDS[0], "site"), ("hazard", UIDS[0], "site"),
        ]  # fmt: skip


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("kind", ["custody_event", "hazard"])
def test_a_line_that_somebody_copied_into_a_journal_of_theirs_changes_nothing(
    store: Store, kind: str, order: tuple[int, ...], together: bool
) -> None:
    """But for whose it is, which nobody can tell then; it is said alike everywhere."""
    touch = {"r": UIDS[0], "t": kind, "f": {"photos": [UIDS[1]]}}
    data = json.dumps({"k": "change", "lam": 1, "by": "p", "wall": "w", "m": [touch]}).encode()
    segments = [Segment(journal, 1, GENESIS, [data]) for journal in (COPY, JOURNALS[2])]
    with rolled_back(store) as pen:
        pen.accept(segments[0])
        alone = projected(pen)
    with rolled_back(store) as pen:
        added = [pen.lines.add(segments[place]) for place in order]
        pen.project([[*added[0], *added[1]]] if together else added)
        assert projected(pen) == alone
