"""Records that several lines touched, merged with what is stored of them.

As long as only its creating line is known, a record has a row and nothing else. The first line that
touches it again makes explicit what the creating line said; from then on the row is what
`rules.merge` makes of all the lines that touched it, in whatever order they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, bindparam, insert, select

from app.models.fields import Json
from app.models.record import Record, State
from app.rules.amending import Spoken as Told
from app.rules.amending import amending_lines
from app.rules.merge import Settled, Write, newest_touches, settle
from app.store.rows import (
    Said,
    as_json,
    column_value,
    creates,
    encoded_row,
    forget_mentions,
    in_pieces,
    insert_rows,
    mentions,
    stored_value,
    update_rows,
)
from app.store.schema import ORIGIN, RECORD_TABLES, mention, touch
from app.store.stored import record_of

_NO_ROW: Mapping[str, Any] = {}


class Spoken(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one line said of a record's fields; see `Touch` for the letters."""

    f: Mapping[str, Json] = {}
    p: Mapping[str, list[str]] = {}
    c: list[str] = []


class Touching(NamedTuple):
    """A line that touched a record: its place in the order of lines, and what it said."""

    lam: int
    id: int
    said: Spoken


class Change(NamedTuple):
    """What one line, of this local id, made of a record, both as its author saw them.

    Nothing was there `before` the line that created it.
    """

    id: int
    before: Record | None
    after: Record


_SPOKEN = msgspec.json.Decoder(Spoken)
_NO_ORIGIN = (0, "", 0, "", "", "")


class History:
    """What is known of one record: its row as stored, and every line that touched it.

    `row` is empty where there is none; `touches` maps each line's hash to what it said.
    """

    def __init__(self, kind: type[Record], uid: str, row: Mapping[str, Any]) -> None:
        self.kind = kind
        self.uid = uid
        self.row = row
        self.touches: dict[str, Touching] = {}
        self.fresh: dict[str, Touching] = {}
        self._origin = tuple(row[name] for name in ORIGIN) if row.get("origin_line") else None

    def complete(self) -> None:
        """Make explicit what the creating line said, where it is the only line so far."""
        if self._origin is not None and not self.touches:
            spoken = Spoken(encoded_row(self.kind, self.row))
            entry = Touching(self.row["origin_lam"], self.row["origin_id"], spoken)
            self.touches[self.row["origin_line"]] = entry
            self.fresh = dict(self.touches)

    def add(self, said: Said) -> None:
        """Take in another line."""
        values: Mapping[str, Json] = said.touch.f
        if creates(said.touch):
            values = {name: value for name, value in values.items() if value is not None}
            if self._origin is None or said.rank < (self._origin[2], self._origin[1]):
                self._origin = said.origin
        known = {name: value for name, value in values.items() if name in self.kind.fields}
        replaced = {name: p for name, p in said.touch.p.items() if name in self.kind.fields}
        spoken = Spoken(known, replaced, said.touch.c)
        entry = Touching(said.line.lam, said.kept.id, spoken)
        self.touches[said.hash] = self.fresh[said.hash] = entry

    @property
    def newest(self) -> list[str]:
        """The lines that no later author had seen: more than one means nobody has seen them all."""
        return sorted(newest_touches({line: one.said.c for line, one in self.touches.items()}))

    def settled(self, field: str) -> Settled:
        """A field's value and the heads behind it."""
        return self._settled(field, self.touches)

    def _settled(self, field: str, touches: Mapping[str, Touching]) -> Settled:
        writes = [
            Write(line, one.lam, one.said.f[field])
            for line, one in touches.items()
            if field in one.said.f
        ]
        gone = {line for one in touches.values() for line in one.said.p.get(field, ())}
        return settle(self.kind.fields[field], writes, gone)

    def changed_columns(self) -> dict[str, Any]:
        """What of the row is to be written now that lines were added."""
        names = {name for one in self.fresh.values() for name in (*one.said.f, *one.said.p)}
        settled = {name: self.settled(name) for name in names}
        disputed = set(msgspec.json.decode(self.row.get("disputed") or "[]")) - names
        disputed |= {name for name in names if settled[name].is_disputed}
        newest = self.newest
        columns: dict[str, Any] = {
            "disputed": as_json(sorted(disputed)) if disputed else None,
            "parallel": self._parallel(newest) if len(newest) > 1 else None,
            "amended": self.is_amended or None,
        }
        if self._origin is not None:
            columns |= zip(ORIGIN, self._origin, strict=True)
        for name in names:
            columns[f"f_{name}"] = column_value(self.kind.fields[name], settled[name].value)
        return {name: value for name, value in columns.items() if self.row.get(name) != value}

    @property
    def is_amended(self) -> bool:
        """Whether what the record says was changed once it had been made final."""
        told = {line: Told(one.lam, one.said.f, one.said.c) for line, one in self.touches.items()}
        return bool(amending_lines(told))

    def columns_as_of(self, line_id: int) -> dict[str, Any]:
        """Each field's column as lines up to this local id told it; none if they told nothing."""
        known = {line: one for line, one in self.touches.items() if one.id <= line_id}
        names = {name for one in known.values() for name in one.said.f}
        return {
            name: column_value(self.kind.fields[name], self._settled(name, known).value)
            for name in names
        }

    def changes(self, fresh: Collection[int]) -> Iterator[Change]:
        """What each line among the `fresh` (local ids) changed of what its author had seen.

        Where something that its author had seen comes only now, a line that was here counts too.
        """
        seen: dict[
            str, tuple[int, Mapping[str, Json]]
        ] = {}  # by each author, once they had written
        for line, one in sorted(self.touches.items(), key=lambda item: (item[1].lam, item[0])):
            parents = [seen[parent] for parent in one.said.c if parent in seen]
            disputed: Collection[str] = ()
            known: Mapping[str, Json] = parents[0][1] if parents else {}
            if len(parents) > 1:
                known, disputed = self._known_to(line)
            latest = max(one.id, *(parent[0] for parent in parents)) if parents else one.id
            seen[line] = (latest, {**known, **one.said.f})
            if latest in fresh and (parents or not one.said.c):
                before = self._as_record(known, disputed) if parents else None
                yield Change(one.id, before, self._as_record(seen[line][1]))

    def _known_to(self, line: str) -> tuple[dict[str, Json], set[str]]:
        """What a line's author saw of each field, and the fields that were disputed."""
        known = {one: self.touches[one] for one in self._before(line) - {line}}
        names = {name for one in known.values() for name in one.said.f}
        settled = {name: self._settled(name, known) for name in names}
        return (
            {name: one.value for name, one in settled.items()},
            {name for name, one in settled.items() if one.is_disputed},
        )

    def _as_record(self, values: Mapping[str, Json], disputed: Collection[str] = ()) -> Record:
        _, line, _, by, wall, journal = self._origin or _NO_ORIGIN
        fields = self.kind.fields
        columns = {name: column_value(fields[name], value) for name, value in values.items()}
        told = as_json(sorted(disputed)) if disputed else None
        row = (self.uid, by, journal, wall, line, told, None, *map(columns.get, fields))
        return record_of(self.kind, row)

    def _parallel(self, newest: Iterable[str]) -> str:
        """For each newest line, whether the record was withdrawn by all that its author knew."""
        told = []
        for line in newest:
            known = self._before(line)
            state = self._settled("state", {one: self.touches[one] for one in known})
            told.append([line, state.value == State.WITHDRAWN.value])
        return as_json(told)

    def _before(self, line: str) -> set[str]:
        """A line and all that its author had seen, as far as it is here."""
        known, waiting = set[str](), [line]
        while waiting:
            one = waiting.pop()
            if one in self.touches and one not in known:
                known.add(one)
                waiting += self.touches[one].said.c
        return known


@cache
def _rows_of(kind: str) -> Select[Any]:
    table = RECORD_TABLES[kind]
    return select(table).where(table.c.uid.in_(bindparam("uids", expanding=True)))


_TOUCHES = select(touch).where(
    touch.c.kind == bindparam("kind"), touch.c.record.in_(bindparam("uids", expanding=True))
)


def histories(
    connection: Connection, kind: type[Record], uids: Collection[str]
) -> dict[str, History]:
    """What is known of each of these records."""
    found: dict[str, History] = {}
    for some in in_pieces(uids):
        values = {"kind": kind.kind, "uids": some}
        rows = connection.execute(_rows_of(kind.kind), values).mappings()
        by_uid = {row["uid"]: dict(row) for row in rows}
        found |= {uid: History(kind, uid, by_uid.get(uid, _NO_ROW)) for uid in some}
        for item in connection.execute(_TOUCHES, values):
            entry = Touching(item.lam, item.id, _SPOKEN.decode(item.said))
            found[item.record].touches[item.line] = entry
    for history in found.values():
        history.complete()
    return found


def store_histories(connection: Connection, kind: type[Record], changed: Sequence[History]) -> None:
    """Write the lines that were added to these records, and the records as they now stand."""
    touched = [
        (kind.kind, history.uid, line, one.lam, one.id, as_json(one.said))
        for history in changed
        for line, one in history.fresh.items()
    ]
    insert_rows(connection, touch.name, touch.columns.keys(), touched)
    table = RECORD_TABLES[kind.kind]
    updates: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for history in changed:
        columns = history.changed_columns()
        if history.row:
            updates[tuple(sorted(columns))].append(
                (*(columns[name] for name in sorted(columns)), history.uid)
            )
        else:
            connection.execute(insert(table).values(uid=history.uid, **columns))
        _store_mentions(connection, history, columns)
    for names, rows in updates.items():
        update_rows(connection, table.name, names, rows)


def _store_mentions(connection: Connection, history: History, columns: Mapping[str, Any]) -> None:
    kind, row = history.kind, history.row

    def said(values: Mapping[str, Any]) -> set[tuple[str, str, str, str]]:
        stored = {name: values.get(f"f_{name}") for name in kind.fields if f"f_{name}" in columns}
        shown = {name: stored_value(kind.fields[name], value) for name, value in stored.items()}
        return mentions(kind, [(history.uid, shown)])

    before, now = said(row), said(columns)
    forget_mentions(connection, before - now)
    insert_rows(connection, mention.name, mention.columns.keys(), sorted(now - before))
