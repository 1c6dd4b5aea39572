"""One record that several lines touched, merged with what is stored of it.

As long as only its creating line is known, a record has a row and nothing else. The first line that
touches it again makes explicit what the creating line said, field by field as it is needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from app.models.journal import Touch
from app.models.record import Record, State
from app.rules.merge import Write, settle
from app.store.rows import (
    ORIGIN,
    Said,
    as_json,
    column_value,
    insert_mentions,
    insert_rows,
    naming_fields,
    stored_value,
)
from app.store.schema import RECORD_TABLES, holds_json, mention, superseded, touch, write


class Merging:
    """The lines of one record; `add` them all, then `store`. `before` is its row until then."""

    def __init__(self, connection: Connection, kind: type[Record], uid: str) -> None:
        self._connection = connection
        self._kind = kind
        self._uid = uid
        self._table = RECORD_TABLES[kind.kind]
        self._new_writes: list[tuple[Any, ...]] = []
        self._new_touches: list[tuple[Any, ...]] = []
        self._new_replaced: set[tuple[str, str]] = set()
        self._load()

    def _load(self) -> None:
        self.before = self._current()
        self._writes: dict[str, dict[str, Write]] = defaultdict(dict)
        for item in self._connection.execute(select(write).where(write.c.record == self._uid)):
            value = msgspec.json.decode(item.value)
            self._writes[item.field][item.line] = Write(item.line, item.lam, value)
        named = select(superseded).where(superseded.c.record == self._uid)
        self._replaced = {(item.field, item.line) for item in self._connection.execute(named)}
        known = select(touch.c.line).where(touch.c.record == self._uid)
        touched = set(self._connection.execute(known).scalars())
        is_created = self.before is not None and self.before["origin_line"] is not None
        self._first = dict(self.before) if self.before and is_created else None
        self._origin = tuple(self._first[name] for name in ORIGIN) if self._first else None
        if self._first and self._first["origin_line"] not in touched:
            filled = [name for name in self._kind.fields if self._first[f"f_{name}"] is not None]
            self._note_touch(self._first["origin_line"], self._first["origin_id"], filled, [])

    def _current(self) -> dict[str, Any] | None:
        query = select(self._table).where(self._table.c.uid == self._uid)
        row = self._connection.execute(query).mappings().first()
        return None if row is None else dict(row)

    def add(self, said: Said) -> None:
        """Take in one line."""
        values = said.touch.f
        if said.creates:
            self._make_explicit(self._kind.fields)
            values = {name: value for name, value in values.items() if value is not None}
            if self._origin is None or said.rank < (self._origin[2], self._origin[1]):
                self._origin = said.origin
        self._make_explicit(name for name in {*values, *said.touch.p} if name in self._kind.fields)
        for name, value in values.items():
            self._write(name, Write(said.hash, said.line.lam, value))
        self._new_replaced |= {
            (name, line) for name, lines in said.touch.p.items() for line in lines
        } - self._replaced
        withdraws = values.get("state") == State.WITHDRAWN
        self._note_touch(said.hash, said.kept.id, values, said.touch.c, withdraws=withdraws)

    def _make_explicit(self, names: Iterable[str]) -> None:
        """Write out what the creating line said, for fields that are no longer simple."""
        if self._first is None:
            return
        line, lam = self._first["origin_line"], self._first["origin_lam"]
        for name in names:
            value = stored_value(self._kind, name, self._first)
            if value is not None and not self._writes[name]:
                self._write(name, Write(line, lam, value))

    def _write(self, field: str, entry: Write) -> None:
        if entry.line not in self._writes[field]:
            self._writes[field][entry.line] = entry
            self._new_writes.append((self._uid, field, entry.line, entry.lam, as_json(entry.value)))

    def _note_touch(
        self,
        line: str,
        line_id: int,
        fields: Iterable[str],
        seen: Sequence[str],
        *,
        withdraws: bool = False,
    ) -> None:
        names, lines = as_json(sorted(fields)), as_json(list(seen))
        row = (self._uid, line, self._kind.kind, line_id, names, withdraws, lines)
        self._new_touches.append(row)

    def store(self) -> None:
        """Write what is new, and the record as it now stands."""
        replaced = [(self._uid, field, line) for field, line in sorted(self._new_replaced)]
        self._replaced |= self._new_replaced
        insert_rows(self._connection, touch.name, touch.columns.keys(), self._new_touches)
        insert_rows(self._connection, write.name, write.columns.keys(), self._new_writes)
        insert_rows(self._connection, superseded.name, superseded.columns.keys(), replaced)
        values = self._settled()
        if self._origin is not None:
            values |= dict(zip(ORIGIN, self._origin, strict=True))
        if self.before is None:
            self._connection.execute(insert(self._table).values(uid=self._uid, **values))
        else:
            where = self._table.c.uid == self._uid
            self._connection.execute(update(self._table).where(where).values(**values))
        self._store_mentions()

    def _settled(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        disputed = []
        for name, entries in self._writes.items():
            gone = {line for field, line in self._replaced if field == name}
            settled = settle(self._kind.fields.get(name), entries.values(), gone)
            if settled.is_disputed:
                disputed.append(name)
            if item := self._kind.fields.get(name):
                is_json = holds_json(item)
                values[f"f_{name}"] = column_value(item, settled.value, is_json=is_json)
        values["disputed"] = as_json(sorted(disputed)) if disputed else None
        return values

    def _store_mentions(self) -> None:
        fields = naming_fields(self._kind)
        row = self._current() if fields else None
        if row is not None:
            self._connection.execute(mention.delete().where(mention.c.source == self._uid))
            now = {name: stored_value(self._kind, name, row) for name in fields}
            insert_mentions(
                self._connection, self._kind, [Touch(r=self._uid, t=self._kind.kind, f=now)]
            )
