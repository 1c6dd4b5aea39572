"""From journal lines to the tables people see.

A new record costs one row: the line that created it is the only head of each of its fields, and
nothing is stored for that. Only what is changed later gets explicit writes. Applying lines in any
order, in any batches, any number of times gives the same tables; `rules.merge` decides the values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from app.models.journal import APPENDING_KINDS, Line, Touch, decode_lines
from app.models.kinds import KIND
from app.models.record import Record
from app.store.bulk import collector_paused
from app.store.lines import Kept
from app.store.merging import histories, store_histories
from app.store.rows import (
    Said,
    creates,
    encoded_row,
    forget_mentions,
    insert_records,
    insert_rows,
    mentions,
    settle_journal,
)
from app.store.schema import RECORD_TABLES, refused_line


class Named(NamedTuple):
    """A record that a line names. Nothing keeps a laptop from giving one uid to two kinds."""

    kind: str
    uid: str


@dataclass(slots=True)
class Applied:
    """The records that lines touched, each once, and the largest Lamport counter among them."""

    touched: list[Named] = field(default_factory=list)
    highest: int = 0


class Projection:
    """The derived tables, within one writing transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def apply(self, lines: Iterable[Kept]) -> Applied:
        """Add lines to the projection."""
        applied = Applied()
        by_kind: dict[str, list[Said]] = defaultdict(list)
        with collector_paused():
            lines = list(lines)
            for kept, line in zip(lines, decode_lines([kept.data for kept in lines]), strict=True):
                if line is None:
                    continue  # kept in the journal; a newer version may read it
                applied.highest = max(applied.highest, line.lam)
                for touch in touches_of(line):
                    by_kind[touch.t].append(Said(kept, line, touch))
            for name, said in by_kind.items():
                if name in KIND:
                    self._apply_kind(KIND[name], said, applied)
        return applied

    def _apply_kind(self, kind: type[Record], said: Sequence[Said], applied: Applied) -> None:
        uids = dict.fromkeys(item.touch.r for item in said)
        applied.touched += [Named(kind.kind, uid) for uid in uids]
        fresh: dict[str, Said] = {}
        rest: list[Said] = []
        again: list[Said] = []
        for item in said:
            first = fresh.get(item.touch.r)
            if first is None and creates(item.touch):
                fresh[item.touch.r] = item
            elif first is not None and first.kept.hash == item.kept.hash:
                again.append(item)
            else:
                rest.append(item)
        rest += insert_records(self._connection, kind, tuple(fresh.values()))
        if kind.is_append_only:
            for item in rest:
                self._append_again(kind, item)
        elif rest:
            self._merge(kind, rest)
        for item in (*again, *rest):
            if creates(item.touch):
                settle_journal(self._connection, kind, item)

    def _merge(self, kind: type[Record], said: Sequence[Said]) -> None:
        known = histories(self._connection, kind, {item.touch.r for item in said})
        for item in said:
            known[item.touch.r].add(item)
        store_histories(self._connection, kind, list(known.values()))

    def _append_again(self, kind: type[Record], said: Said) -> None:
        """A record that never changes was written twice, or changed: its first writing stands."""
        table, uid = RECORD_TABLES[kind.kind], said.touch.r
        row = self._connection.execute(select(table).where(table.c.uid == uid)).mappings().first()
        if row is None and creates(said.touch):
            insert_records(self._connection, kind, [said])
        elif row is not None and self._is_first(said, row):
            self._refuse(kind, row["origin_line"], uid, row["origin_id"])
            self._connection.execute(table.delete().where(table.c.uid == uid))
            forget_mentions(self._connection, mentions(kind, [(uid, encoded_row(kind, row))]))
            insert_records(self._connection, kind, [said])
        elif row is None or row["origin_line"] != said.hash:
            self._refuse(kind, said.hash, uid, said.kept.id)

    @staticmethod
    def _is_first(said: Said, row: Mapping[Any, Any]) -> bool:
        return creates(said.touch) and said.rank < (row["origin_lam"], row["origin_line"])

    def _refuse(self, kind: type[Record], line: str, uid: str, line_id: int) -> None:
        rows = [(uid, line, kind.kind, line_id)]
        insert_rows(self._connection, refused_line.name, refused_line.columns.keys(), rows)


def touches_of(line: Line) -> Iterable[Touch]:
    """What a line says of each record; of one named twice, the first word on each field stands."""
    if line.k not in APPENDING_KINDS:
        return ()
    if len(line.m) == 1:
        return line.m
    together: dict[tuple[str, str], Touch] = {}
    for said in line.m:
        earlier = together.get((said.t, said.r), Touch(r=said.r, t=said.t))
        together[said.t, said.r] = Touch(
            r=said.r,
            t=said.t,
            f={**said.f, **earlier.f},
            p={**said.p, **earlier.p},
            c=[*earlier.c, *said.c],
        )
    return together.values()
