"""Whatever is asked often finds its way by an index, on both databases.

The statements are those that are really sent, with the values really bound: an index on an
expression was once passed over because its numbers were bound too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Connection, event

from app.core.clock import Moment
from app.core.ids import new_uid
from app.crypto.digests import GENESIS
from app.models.journal import Segment
from app.store import lines as lines_module
from app.store.flags import StoredFlag
from app.store.store import Store
from app.store.transactions import Edit, Pen

AT = Moment.parse("2026-11-21T10:00:00+03:00")
HAZARD, BAG, EVENT, CASE, ROLE = (f"00000000-0000-4000-8000-00000000000{one}" for one in "abcde")
Action: TypeAlias = Callable[[Pen], object]
Sent: TypeAlias = tuple[str, Any]
SCANNED = re.compile(
    r"SCAN (?!CONSTANT ROW)(\w+)\b(?! (USING (COVERING )?INDEX|VIRTUAL TABLE INDEX))"
)


def begin(pen: Pen) -> None:
    pen.begin_journal(replica=new_uid(), operation="", by="p", at=AT)
    pen.append([Edit("hazard", HAZARD, {"number": "H1", "status": "OPEN"})], by="p", at=AT)
    pen.append([Edit("hazard", HAZARD, {"status": "MARKED"})], by="p", at=AT)
    pen.append([Edit("container", BAG, {"number": "B1", "contents": [CASE]})], by="p", at=AT)
    pen.append([Edit("custody_event", EVENT, {"lines": [{"item": BAG}]})], by="p", at=AT)
    pen.append([Edit("role", ROLE, {"person": CASE})], by="p", at=AT)


def tip_of(ask: Callable[[Pen, str, int, bytes], Iterator[object]]) -> Action:
    return lambda pen: list(ask(pen, *(pen.tip.journal, pen.tip.size, pen.tip.head)))


def accept_what_is_held(pen: Pen) -> None:
    run = next(pen.lines.segments_from(pen.tip.journal, 2))
    assert not pen.accept(run).lines


def accept_anothers(pen: Pen) -> None:
    """A record that is new, one that is known, and an event that was written before."""
    lines = [
        b'{"k":"change","lam":9,"m":[{"c":["00"],"f":{"site":"%s"},"r":"%s","t":"hazard"},'
        b'{"f":{"contents":["%s"]},"r":"%s","t":"container"}]}'
        % (BAG.encode(), HAZARD.encode(), EVENT.encode(), ROLE.encode()),
        b'{"k":"append","lam":1,"m":[{"f":{"lines":[]},"r":"%s","t":"custody_event"}]}'
        % EVENT.encode(),
    ]
    assert pen.accept(Segment(new_uid(), 1, GENESIS, lines)).lines == 2


def look_over(pen: Pen) -> None:
    accept_anothers(pen)
    waiting = pen.waiting(100)
    assert waiting is not None
    pen.look_over(waiting.touched)
    pen.looked_over(waiting)


def fold(pen: Pen) -> None:
    while pen.tip.size % lines_module.FOLD_LINES:
        pen.note_session("open", by="p", at=AT)


HOT: dict[str, Action] = {
    "a record of any kind": lambda pen: pen.records.get(HAZARD),
    "a record": lambda pen: pen.records.get(HAZARD, "hazard"),
    "some records": lambda pen: list(pen.records.some_of("hazard", [HAZARD, BAG])),
    "which kind": lambda pen: pen.records.kind_of([HAZARD, BAG]),
    "roles of a person": lambda pen: pen.records.referring("role", "person", CASE),
    "cases in a bag": lambda pen: pen.records.referring("remains_case", "container", BAG),
    "bags in a box": lambda pen: pen.records.referring("container", "parent", BAG),
    "corrections": lambda pen: pen.records.referring("custody_event", "supersedes", EVENT),
    "events of an item": lambda pen: pen.records.referring("custody_event", "lines", BAG),
    "notes beside a record": lambda pen: pen.records.referring("margin_note", "subject", CASE),
    "notes beside a kind": lambda pen: pen.records.holding("margin_note", "subject_kind", "grave"),
    "handover lists that name remains": lambda pen: pen.records.referring(
        "handover_list", "lines", CASE
    ),
    "lists that name an item": lambda pen: pen.records.referring("container", "contents", CASE),
    "where a seal was left": lambda pen: pen.records.sealing("S1"),
    "a number": lambda pen: pen.records.by_number("H1"),
    "numbers given twice": lambda pen: pen.records.duplicate_numbers(),
    "what is disputed": lambda pen: pen.records.disputed(),
    "what was done in parallel": lambda pen: pen.records.parallel_touches(),
    "what lines touched": lambda pen: pen.records.count_touched(
        pen.lines.ids_of(pen.tip.journal, 2, pen.tip.size, pen.tip.head)
    ),
    "the newest line": lambda pen: pen.records.newest_ids("hazard", [HAZARD]),
    "as it was": lambda pen: pen.records.as_of("hazard", [HAZARD], 2),
    "heads of a field": lambda pen: pen.records.heads(HAZARD, "hazard", "status"),
    "lines of a record": lambda pen: pen.records.line_ids(HAZARD, "hazard"),
    "the hash of a line": lambda pen: pen.lines.hash_at(pen.tip.journal, 2),
    "all hashes": tip_of(lambda pen, *at: iter(pen.lines.leaf_hashes(*at))),
    "a journal's branch": tip_of(lambda pen, uid, *at: pen.lines.walk(uid, 2, *at)),
    "a journal backwards": tip_of(lambda pen, *at: pen.lines.backwards(*at)),
    "a journal from a line on": lambda pen: list(pen.lines.segments_from(pen.tip.journal, 2)),
    "lines by their ids": lambda pen: list(pen.lines.kept([1, 2])),
    "the newest id": lambda pen: pen.lines.last_id(),
    "what waits": lambda pen: pen.waiting(10),
    "lines held already": accept_what_is_held,
    "lines of another": accept_anothers,
    "looking over": look_over,
    "saving and folding": fold,
    "saving": lambda pen: pen.append(
        [Edit("container", BAG, {"contents": [HAZARD], "parent": ROLE})], by="p", at=AT
    ),
    "a flag": lambda pen: pen.flags.put([StoredFlag(HAZARD, "hazard", "BR-04", "", "{}")]),
    "a word": lambda pen: pen.search.find("h1", 10),
}


@pytest.fixture(scope="module", autouse=True)
def small_pieces() -> Generator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "FOLD_LINES", 8)
        patch.setattr(lines_module, "_WORTH_FOLDING", 2)
        yield


@pytest.fixture(scope="module")
def sqlite() -> Generator[Store]:
    yield from _prepared(Store.in_memory())


@pytest.fixture(scope="module")
def server(postgresql: str) -> Generator[Store]:
    yield from _prepared(Store.on_postgresql(postgresql))


def _prepared(store: Store) -> Generator[Store]:
    with store.writing() as pen:
        begin(pen)
    yield store
    store.close()


@contextmanager
def sent_by(store: Store) -> Iterator[tuple[Connection, list[Sent]]]:
    """What is sent to the database meanwhile; rolled back in the end."""
    found: list[Sent] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        found.append((statement, values[0] if isinstance(values, list) else values))

    with store._writer.connect() as connection:
        event.listen(connection, "before_cursor_execute", note)
        yield connection, found
        connection.rollback()


def plans(store: Store, action: Action, prefix: str) -> Iterator[tuple[str, str]]:
    with sent_by(store) as (connection, sent):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        action(Pen(connection))
        wanted = [one for one in sent if one[0].split()[0] in {"SELECT", "UPDATE", "DELETE"}]
        assert sent, "nothing was asked"
        for statement, values in dict.fromkeys(wanted) if _hashable(wanted) else wanted:
            rows = connection.exec_driver_sql(f"{prefix} {statement}", values)
            yield statement, "\n".join(str(row[-1]) for row in rows)


def _hashable(sent: list[Sent]) -> bool:
    return all(isinstance(values, tuple) for _, values in sent)


@pytest.mark.parametrize("name", HOT)
def test_sqlite_never_scans_a_table(sqlite: Store, name: str) -> None:
    for statement, plan in plans(sqlite, HOT[name], "EXPLAIN QUERY PLAN"):
        assert not SCANNED.search(plan), f"{statement[:300]}\n{plan}"


@pytest.mark.parametrize("name", [name for name in HOT if name != "numbers given twice"])
def test_postgresql_has_an_index_to_go_by(server: Store, name: str) -> None:
    """Its planner scans what is small; told not to, it has to find another way.

    Its indexes of numbers are hashed and cannot be read in order: it counts them all.
    """
    for statement, plan in plans(server, HOT[name], "EXPLAIN"):
        assert "Seq Scan" not in plan, f"{statement[:300]}\n{plan}"


@pytest.mark.parametrize("kind", ["hazard", "custody_event"])
def test_a_scan_would_be_seen(sqlite: Store, server: Store, kind: str) -> None:
    def scan(pen: Pen) -> object:
        return pen.records.referring(kind, "reason", HAZARD) or pen.records.all_of(kind)

    assert any(SCANNED.search(plan) for _, plan in plans(sqlite, scan, "EXPLAIN QUERY PLAN"))
    assert any("Seq Scan" in plan for _, plan in plans(server, scan, "EXPLAIN"))
