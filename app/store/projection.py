"""From journal lines to the tables people see.

A new record costs one row: the line that created it is the only head of each of its fields, and
nothing is stored for that. Only what is changed later gets explicit writes. Applying lines in any
order, in any batches, any number of times gives the same tables; `rules.merge` decides the values.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, select

from app.core.changes import Changes
from app.models.journal import APPENDING_KINDS, LineRefusedError, decode_line
from app.models.kinds import KIND
from app.models.record import Record
from app.store.lines import Kept
from app.store.merging import Merging
from app.store.rows import Said, insert_records, insert_rows
from app.store.schema import RECORD_TABLES, mention, refused_line

LOOKUP = 500  # values in one IN (…), well below every engine's limit


class Projection:
    """The derived tables, within one writing transaction.

    `before` holds the rows of records that lines changed, as they were; new records have none.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.before: dict[str, tuple[type[Record], Mapping[str, Any]]] = {}

    def apply(self, lines: Iterable[Kept]) -> tuple[Changes, int]:
        """Add lines to the projection; also the highest Lamport counter among them."""
        by_kind: dict[str, list[Said]] = defaultdict(list)
        highest = 0
        changes = Changes()
        with _collector_paused():
            for kept in lines:
                try:
                    line = decode_line(kept.data)
                except LineRefusedError:
                    continue  # kept in the journal; a newer version may read it
                highest = max(highest, line.lam)
                if line.k in APPENDING_KINDS:
                    for item in line.m:
                        by_kind[item.t].append(Said(kept, line, item))
            for name, said in by_kind.items():
                if name in KIND:
                    changes |= self._apply_kind(KIND[name], said)
        return changes, highest

    def _apply_kind(self, kind: type[Record], said: Sequence[Said]) -> Changes:
        uids = {item.touch.r for item in said}
        known = self._existing(RECORD_TABLES[kind.kind], uids)
        fresh: dict[str, Said] = {}
        rest: dict[str, list[Said]] = defaultdict(list)
        for item in said:
            uid = item.touch.r
            if uid not in known and uid not in fresh and item.creates:
                fresh[uid] = item
            else:
                rest[uid].append(item)
        insert_records(self._connection, kind, tuple(fresh.values()))
        for uid, items in rest.items():
            if kind.is_append_only:
                for item in items:
                    self._append_again(kind, item)
            else:
                merging = Merging(self._connection, kind, uid)
                for item in items:
                    merging.add(item)
                merging.store()
                if merging.before is not None:
                    self.before[uid] = (kind, merging.before)
        return Changes(frozenset({kind.kind}), frozenset(uids))

    def _existing(self, table: Table, uids: Iterable[str]) -> set[str]:
        wanted = list(uids)
        found: set[str] = set()
        for at in range(0, len(wanted), LOOKUP):
            query = select(table.c.uid).where(table.c.uid.in_(wanted[at : at + LOOKUP]))
            found.update(self._connection.execute(query).scalars())
        return found

    def _append_again(self, kind: type[Record], said: Said) -> None:
        """A record that never changes was written twice, or changed: its first writing stands."""
        table, uid = RECORD_TABLES[kind.kind], said.touch.r
        row = self._connection.execute(select(table).where(table.c.uid == uid)).first()
        if row is None and said.creates:
            insert_records(self._connection, kind, [said])
        elif row is not None and said.creates and said.rank < (row.origin_lam, row.origin_line):
            self._refuse(row.origin_line, uid, row.origin_id)
            self._connection.execute(table.delete().where(table.c.uid == uid))
            self._connection.execute(mention.delete().where(mention.c.source == uid))
            insert_records(self._connection, kind, [said])
        else:
            self._refuse(said.hash, uid, said.kept.id)

    def _refuse(self, line: str, uid: str, line_id: int) -> None:
        rows = [(line, uid, line_id, "append-only")]
        insert_rows(self._connection, refused_line.name, refused_line.columns.keys(), rows)


@contextmanager
def _collector_paused() -> Generator[None]:
    """No search for cycles while thousands of decoded lines are alive: it halves the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
