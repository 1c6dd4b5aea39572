"""From journal lines to the tables people see.

A new record costs one row: the line that created it is the only head of each of its fields, and
nothing is stored for that. Only what is changed later gets explicit writes. Applying lines in any
order, in any batches, any number of times gives the same tables; `rules.merge` decides the values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, insert, select, update

from app.core.changes import Changes
from app.models.fields import Field, Json, NumberField, ReferenceField, ReferencesField, RowsField
from app.models.journal import APPENDING_KINDS, Line, LineRefusedError, Touch, decode_line
from app.models.kinds import KIND
from app.models.record import Record, State
from app.rules.merge import Write, settle
from app.store.lines import Kept
from app.store.schema import (
    RECORD_TABLES,
    holds_json,
    mention,
    refused_line,
    superseded,
    touch,
    write,
)

LOOKUP = 500  # values in one IN (…), well below every engine's limit


@dataclass(frozen=True, slots=True)
class _Said:
    """One line's touch of one record."""

    kept: Kept
    line: Line
    touch: Touch

    @property
    def hash(self) -> str:
        return self.kept.hash.hex()

    @property
    def rank(self) -> tuple[int, str]:
        return self.line.lam, self.hash

    @property
    def creates(self) -> bool:
        return not self.touch.p and not self.touch.c


class Projection:
    """The derived tables, within one writing transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def apply(self, lines: Iterable[Kept]) -> tuple[Changes, int]:
        """Add lines to the projection; also the highest Lamport counter among them."""
        by_kind: dict[str, list[_Said]] = defaultdict(list)
        highest = 0
        for kept in lines:
            try:
                line = decode_line(kept.data)
            except LineRefusedError:
                continue  # kept in the journal; a newer version may read it
            highest = max(highest, line.lam)
            if line.k in APPENDING_KINDS:
                for item in line.m:
                    by_kind[item.t].append(_Said(kept, line, item))
        changes = Changes()
        for name, said in by_kind.items():
            if name in KIND:
                changes |= self._apply_kind(KIND[name], said)
        return changes, highest

    def _apply_kind(self, kind: type[Record], said: Sequence[_Said]) -> Changes:
        table = RECORD_TABLES[kind.kind]
        uids = {item.touch.r for item in said}
        known = self._existing(table, uids)
        fresh: dict[str, _Said] = {}
        rest: dict[str, list[_Said]] = defaultdict(list)
        for item in said:
            uid = item.touch.r
            if uid not in known and uid not in fresh and item.creates:
                fresh[uid] = item
            else:
                rest[uid].append(item)
        self._insert_rows(kind, tuple(fresh.values()))
        for uid, items in rest.items():
            if kind.is_append_only:
                self._append_again(kind, uid, items)
            else:
                self._merge(kind, uid, items)
        return Changes(frozenset({kind.kind}), frozenset(uids))

    def _existing(self, table: Table, uids: Iterable[str]) -> set[str]:
        wanted = list(uids)
        found: set[str] = set()
        for at in range(0, len(wanted), LOOKUP):
            some = wanted[at : at + LOOKUP]
            found.update(
                self._connection.execute(select(table.c.uid).where(table.c.uid.in_(some))).scalars()
            )
        return found

    def _insert_rows(self, kind: type[Record], created: Collection[_Said]) -> None:
        """New records, past SQLAlchemy: a season has thirty thousand, and most columns are empty."""
        present = {name for said in created for name in said.touch.f}
        columns = [(n, item, holds_json(item)) for n, item in kind.fields.items() if n in present]
        names = ["uid", *_ORIGIN, *(f"f_{name}" for name, _, _ in columns)]
        rows = []
        for said in created:
            values = said.touch.f
            line, kept = said.line, said.kept
            row = [said.touch.r, kept.id, said.hash, line.lam, line.by, line.wall, kept.journal]
            row += [_column_value(item, is_json, values.get(n)) for n, item, is_json in columns]
            rows.append(tuple(row))
        self._insert(RECORD_TABLES[kind.kind].name, names, rows)
        if mentioning := _mentioning(kind):
            mentions = [row for said in created for row in _mentions(kind, said.touch, mentioning)]
            self._insert(mention.name, ["target", "source", "field", "kind"], mentions)

    def _insert(self, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows, leaving those alone that are there already."""
        if rows:
            mark = "%s" if self._connection.dialect.paramstyle == "format" else "?"
            marks = ", ".join([mark] * len(names))
            self._connection.exec_driver_sql(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - ours
                " ON CONFLICT DO NOTHING",
                list(rows),
            )

    def _insert_new(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._insert(table.name, list(rows[0]), [tuple(row.values()) for row in rows])

    def _append_again(self, kind: type[Record], uid: str, items: Sequence[_Said]) -> None:
        """A record that never changes was written twice, or changed: the first writing stands."""
        table = RECORD_TABLES[kind.kind]
        for said in items:
            row = self._connection.execute(select(table).where(table.c.uid == uid)).first()
            if said.creates and row is None:
                self._insert_rows(kind, [said])
            elif row is not None and row.origin_line == said.hash:
                continue
            elif (
                said.creates
                and row is not None
                and said.rank
                < (
                    row.origin_lam,
                    row.origin_line,
                )
            ):
                self._refuse(row.origin_line, uid, row.origin_id)
                self._connection.execute(table.delete().where(table.c.uid == uid))
                self._connection.execute(mention.delete().where(mention.c.source == uid))
                self._insert_rows(kind, [said])
            else:
                self._refuse(said.hash, uid, said.kept.id)

    def _refuse(self, line: str, uid: str, line_id: int) -> None:
        self._insert_new(
            refused_line, [{"line": line, "record": uid, "id": line_id, "why": "append-only"}]
        )

    def _merge(self, kind: type[Record], uid: str, items: Sequence[_Said]) -> None:
        table = RECORD_TABLES[kind.kind]
        row = self._connection.execute(select(table).where(table.c.uid == uid)).mappings().first()
        writes, replaced, touched = self._explicit(uid)
        new_touches: list[dict[str, Any]] = []
        new_writes: list[dict[str, Any]] = []
        new_replaced: set[tuple[str, str]] = set()
        origin = dict(row) if row is not None and row["origin_line"] is not None else None

        def add(field: str, entry: Write) -> None:
            if entry.line not in writes[field]:
                writes[field][entry.line] = entry
                new_writes.append(
                    {
                        "record": uid,
                        "field": field,
                        "line": entry.line,
                        "lam": entry.lam,
                        "value": _json(entry.value),
                    }
                )

        def make_explicit(names: Iterable[str]) -> None:
            """Write out what the creating line said, for fields that are no longer simple."""
            if origin is None:
                return
            for name in names:
                if not writes[name] and (value := _stored(kind, name, origin)) is not None:
                    add(name, Write(origin["origin_line"], origin["origin_lam"], value))

        if origin is not None and origin["origin_line"] not in touched:
            names = [name for name in kind.fields if origin[f"f_{name}"] is not None]
            new_touches.append(
                _touch_row(uid, kind, origin["origin_line"], origin["origin_id"], names, [])
            )
        best = origin
        for said in items:
            values = said.touch.f
            if said.creates:
                make_explicit(kind.fields)
                values = {name: value for name, value in values.items() if value is not None}
                if best is None or said.rank < (best["origin_lam"], best["origin_line"]):
                    best = _origin(said)
            make_explicit(name for name in {*values, *said.touch.p} if name in kind.fields)
            for name, value in values.items():
                add(name, Write(said.hash, said.line.lam, value))
            new_replaced |= {
                (name, line) for name, lines in said.touch.p.items() for line in lines
            } - replaced
            withdraws = values.get("state") == State.WITHDRAWN
            new_touches.append(
                _touch_row(
                    uid, kind, said.hash, said.kept.id, values, said.touch.c, withdraws=withdraws
                )
            )
        replaced |= new_replaced
        self._insert_new(touch, new_touches)
        self._insert_new(write, new_writes)
        self._insert_new(
            superseded, [{"record": uid, "field": f, "line": line} for f, line in new_replaced]
        )
        self._store(kind, uid, row is None, best, writes, replaced)

    def _explicit(
        self, uid: str
    ) -> tuple[dict[str, dict[str, Write]], set[tuple[str, str]], set[str]]:
        writes: dict[str, dict[str, Write]] = defaultdict(dict)
        for item in self._connection.execute(select(write).where(write.c.record == uid)):
            writes[item.field][item.line] = Write(
                item.line, item.lam, msgspec.json.decode(item.value)
            )
        replaced = {
            (item.field, item.line)
            for item in self._connection.execute(
                select(superseded).where(superseded.c.record == uid)
            )
        }
        touched = set(
            self._connection.execute(select(touch.c.line).where(touch.c.record == uid)).scalars()
        )
        return writes, replaced, touched

    def _store(
        self,
        kind: type[Record],
        uid: str,
        is_new: bool,  # noqa: FBT001 - private
        origin: dict[str, Any] | None,
        writes: dict[str, dict[str, Write]],
        replaced: set[tuple[str, str]],
    ) -> None:
        table = RECORD_TABLES[kind.kind]
        values: dict[str, Any] = {}
        disputed = []
        for name, entries in writes.items():
            gone = {line for field, line in replaced if field == name}
            settled = settle(kind.fields.get(name), entries.values(), gone)
            if settled.is_disputed:
                disputed.append(name)
            if name in kind.fields:
                item = kind.fields[name]
                values[f"f_{name}"] = _column_value(item, holds_json(item), settled.value)
        values["disputed"] = _json(sorted(disputed)) if disputed else None
        if origin is not None:
            values |= {name: origin[name] for name in _ORIGIN}
        if is_new:
            self._connection.execute(insert(table).values(uid=uid, **values))
        else:
            self._connection.execute(update(table).where(table.c.uid == uid).values(**values))
        if mentioning := _mentioning(kind):
            self._connection.execute(mention.delete().where(mention.c.source == uid))
            row = self._connection.execute(select(table).where(table.c.uid == uid)).mappings().one()
            stored = Touch(uid, kind.kind, {n: _stored(kind, n, dict(row)) for n in mentioning})
            mentions = _mentions(kind, stored, mentioning)
            self._insert(mention.name, ["target", "source", "field", "kind"], mentions)


_ORIGIN = ("origin_id", "origin_line", "origin_lam", "origin_by", "origin_wall", "origin_journal")


def _origin(said: _Said) -> dict[str, Any]:
    line = said.line
    return dict(
        zip(
            _ORIGIN,
            (said.kept.id, said.hash, line.lam, line.by, line.wall, said.kept.journal),
            strict=True,
        )
    )


def _touch_row(  # noqa: PLR0913 - the columns of one row
    uid: str,
    kind: type[Record],
    line: str,
    line_id: int,
    fields: Iterable[str],
    seen: Sequence[str],
    *,
    withdraws: bool = False,
) -> dict[str, Any]:
    return {
        "record": uid,
        "line": line,
        "kind": kind.kind,
        "id": line_id,
        "fields": _json(sorted(fields)),
        "withdraws": withdraws,
        "seen": _json(list(seen)),
    }


def _json(value: Json) -> str:
    return msgspec.json.encode(value, order="sorted").decode("utf-8")


def _column_value(item: Field[Any], is_json: bool, value: Json) -> Any:  # noqa: ANN401, FBT001
    """An encoded value as its column holds it; of the wrong shape, it stays in the journal only."""
    if value is None:
        return None
    if is_json:
        return _json(value)
    expected = item.column_type
    return value if type(value) is expected else None


def _stored(kind: type[Record], name: str, row: dict[str, Any]) -> Json:
    value = row[f"f_{name}"]
    if value is not None and holds_json(kind.fields[name]):
        return msgspec.json.decode(value)
    return value


_NAMING = (ReferenceField, NumberField)


def _mentioning(kind: type[Record]) -> dict[str, tuple[str, ...]]:
    """Fields that name records or seals inside: name → columns of its rows, or () for a list."""
    found: dict[str, tuple[str, ...]] = {}
    for name, item in kind.fields.items():
        if isinstance(item, ReferencesField):
            found[name] = ()
        elif isinstance(item, RowsField):
            columns = item.row.columns.items()
            names = tuple(key for key, column in columns if isinstance(column, _NAMING))
            if names:
                found[name] = names
    return found


def _mentions(
    kind: type[Record], said: Touch, fields: Mapping[str, tuple[str, ...]]
) -> list[tuple[str, str, str, str]]:
    found = []
    for name, columns in fields.items():
        entries = said.f.get(name)
        if not isinstance(entries, list):
            continue
        for entry in entries:
            targets = [entry.get(key) for key in columns] if isinstance(entry, dict) else [entry]
            found += [
                (target, said.r, name, kind.kind) for target in targets if isinstance(target, str)
            ]
    return found
