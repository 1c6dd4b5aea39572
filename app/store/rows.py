"""What a line says of a record, and the table rows that come of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, delete, select, update

from app.models.fields import (
    SAFE_INTEGER,
    Field,
    Json,
    MediaField,
    NumberField,
    ReferenceField,
    ReferencesField,
    RowsField,
)
from app.models.journal import Line, Touch
from app.models.kinds import KIND
from app.models.record import Record
from app.rules.holding import seal_key
from app.store.lines import Kept
from app.store.schema import ORIGIN, RECORD_TABLES, holds_json, mention, start

_NAMING = (ReferenceField, ReferencesField, NumberField, MediaField)
_NUL = "\0"  # PostgreSQL keeps no text that holds it


class Said(NamedTuple):
    """One line's touch of one record."""

    kept: Kept
    line: Line
    touch: Touch

    @property
    def hash(self) -> str:
        """The line's hash, hexadecimal."""
        return self.kept.hash.hex()

    @property
    def rank(self) -> tuple[int, str]:
        """What orders lines the same way on every laptop."""
        return self.line.lam, self.hash

    @property
    def origin(self) -> tuple[Any, ...]:
        """The values of the `ORIGIN` columns, should this be the line that created the record."""
        line, kept = self.line, self.kept
        return kept.id, self.hash, line.lam, line.by, line.wall, kept.journal


def creates(touch: Touch) -> bool:
    """Whether the author had seen nothing of the record."""
    return not touch.p and not touch.c


def column_value(item: Field[Any], value: Json) -> Any:  # noqa: ANN401 - a column
    """An encoded value as its column holds it; of the wrong shape, it stays in the journal only."""
    if value is None:
        return None
    if holds_json(item):
        return as_json(value)
    return value if _are_plain(item, [value]) else None


def stored_value(item: Field[Any], column: Any) -> Json:  # noqa: ANN401 - a column
    """What `column_value` was made from."""
    return msgspec.json.decode(column) if column is not None and holds_json(item) else column


def encoded_row(kind: type[Record], row: Mapping[Any, Any]) -> dict[str, Json]:
    """A row's values as the journal holds them, empty ones left out."""
    return {
        name: stored_value(item, row[f"f_{name}"])
        for name, item in kind.fields.items()
        if row[f"f_{name}"] is not None
    }


def as_json(value: Json) -> str:
    """JSON text in its one spelling."""
    return msgspec.json.encode(value, order="sorted").decode("utf-8")


def insert_rows(
    connection: Connection, table: str, names: Sequence[str], rows: Collection[tuple[Any, ...]]
) -> int:
    """Insert many rows and say how many; those that are there already are left alone.

    Goes past SQLAlchemy's own bulk insert, which takes four times as long.
    """
    if not rows:
        return 0
    marks = ", ".join([_mark(connection)] * len(names))
    columns = ", ".join(names)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - our own names
    return connection.exec_driver_sql(statement, list(rows)).rowcount


def update_rows(
    connection: Connection, table: str, names: Sequence[str], rows: Collection[tuple[Any, ...]]
) -> None:
    """Change many rows; each ends with the uid of the row that it changes."""
    if rows and names:
        mark = _mark(connection)
        changes = ", ".join(f"{name} = {mark}" for name in names)
        statement = f"UPDATE {table} SET {changes} WHERE uid = {mark}"  # noqa: S608 - our own names
        connection.exec_driver_sql(statement, list(rows))


def _mark(connection: Connection) -> str:
    return "%s" if connection.dialect.paramstyle == "format" else "?"


def insert_records(
    connection: Connection, kind: type[Record], created: Sequence[Said]
) -> Sequence[Said]:
    """One row for each new record.

    Returned, and left alone, are those that a row of their own could not tell whole: that are there
    already, or hold a value which is not of its field's shape.
    """
    columns, odd = _columns(kind, created)
    if odd:
        left = [created[place] for place in sorted(odd)]
        rest = [said for place, said in enumerate(created) if place not in odd]
        return [*left, *insert_records(connection, kind, rest)]
    if not created:
        return []
    names = ["uid", *ORIGIN, *(f"f_{name}" for name in columns)]
    made = (
        [said.touch.r for said in created],
        [said.kept.id for said in created],
        [said.kept.hash.hex() for said in created],
        [said.line.lam for said in created],
        [said.line.by for said in created],
        [said.line.wall for said in created],
        [said.kept.journal for said in created],
    )
    rows = list(zip(*made, *columns.values(), strict=True))
    count = insert_rows(connection, RECORD_TABLES[kind.kind].name, names, rows)
    known = {} if count == len(created) else _known_before(connection, kind, created)
    fresh = [(one.touch.r, one.touch.f) for one in created if one.touch.r not in known]
    insert_rows(connection, mention.name, mention.columns.keys(), list(mentions(kind, fresh)))
    for said in created:
        if known.get(said.touch.r) == said.hash:
            settle_journal(connection, kind, said)
    return [said for said in created if known.get(said.touch.r, said.hash) != said.hash]


def settle_journal(connection: Connection, kind: type[Record], said: Said) -> None:
    """Should the line that created a record stand in two journals, name the same one everywhere.

    Somebody then gives another's lines for theirs; whose they are cannot be told from the lines.
    """
    table = RECORD_TABLES[kind.kind]
    connection.execute(
        update(table)
        .where(
            table.c.uid == said.touch.r,
            table.c.origin_line == said.hash,
            table.c.origin_journal > said.kept.journal,
        )
        .values(origin_journal=said.kept.journal)
    )


def _columns(kind: type[Record], created: Sequence[Said]) -> tuple[dict[str, list[Any]], set[int]]:
    """The columns that any of the records fills, and the places of records that do not fit."""
    values = [said.touch.f for said in created]
    present = {name for some in values for name in some}
    columns: dict[str, list[Any]] = {}
    odd: set[int] = set()
    for name, item in kind.fields.items():
        if name not in present:
            continue
        column = [some.get(name) for some in values]
        if holds_json(item):
            column = [None if value is None else as_json(value) for value in column]
        elif not _are_plain(item, column):
            odd |= {place for place, value in enumerate(column) if not _are_plain(item, [value])}
            column = [column_value(item, value) for value in column]
        columns[name] = column
    return columns, set() if kind.is_append_only else odd


def _known_before(
    connection: Connection, kind: type[Record], created: Sequence[Said]
) -> Mapping[str, str | None]:
    """The records that were there already, and the lines that created them."""
    table = RECORD_TABLES[kind.kind]
    ids = {said.touch.r: said.kept.id for said in created}
    query = select(table.c.uid, table.c.origin_id, table.c.origin_line)
    known: dict[str, str | None] = {}
    for uids in in_pieces(ids):
        rows = connection.execute(query.where(table.c.uid.in_(uids)))
        known |= {uid: line for uid, line_id, line in rows if line_id != ids[uid]}
    return known


def _are_plain(item: Field[Any], values: Sequence[Any]) -> bool:
    """Whether a column can hold these values as they are; asked for many at once, to be quick."""
    kind = item.column_type
    filled = [value for value in values if value is not None]
    if not filled:
        return True
    if set(map(type, filled)) != {kind}:
        return False
    if kind is str:
        return _NUL not in "".join(filled)
    return kind is not int or (min(filled) >= -SAFE_INTEGER and max(filled) <= SAFE_INTEGER)


def forget_mentions(connection: Connection, rows: Collection[tuple[str, str, str, str]]) -> None:
    """Forget what a record names no longer."""
    for target, kind, field, source in sorted(rows):
        values = {"target": target, "kind": kind, "field": field, "source": source}
        connection.execute(_FORGET, values)


_FORGET = delete(mention).where(
    start(mention.c.target) == start(bindparam("target")),
    *(column == bindparam(column.name) for column in mention.columns),
)


@cache
def _naming_fields(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Fields that name records, seals or originals: columns of their rows, or () for a list."""
    found: dict[str, tuple[str, ...]] = {}
    for name, item in KIND[kind].fields.items():
        if isinstance(item, ReferencesField):
            found[name] = ()
        elif isinstance(item, RowsField):
            columns = item.row.columns.items()
            names = tuple(key for key, column in columns if isinstance(column, _NAMING))
            if names:
                found[name] = names
    return found


@cache
def _seals(kind: str, field: str) -> frozenset[str]:
    """The columns of a table that hold what is read on seals and labels."""
    item = KIND[kind].fields[field]
    columns = item.row.columns.items() if isinstance(item, RowsField) else ()
    return frozenset(key for key, column in columns if isinstance(column, NumberField))


def mentions(
    kind: type[Record], records: Sequence[tuple[str, Mapping[str, Json]]]
) -> set[tuple[str, str, str, str]]:
    """What records, each a uid and its values, name within lists and tables: rows of `mention`.

    A seal is named as seals are compared, so that it is found however it was spelled.
    """
    rows: set[tuple[str, str, str, str]] = set()
    for field, columns in _naming_fields(kind.kind).items():
        seals = _seals(kind.kind, field)
        for uid, values in records:
            entries = values.get(field)
            for entry in entries if isinstance(entries, list) else ():
                named = ((key, entry.get(key)) for key in columns)
                for key, value in named if isinstance(entry, dict) else (("", entry),):
                    for target in value if isinstance(value, list) and key else (value,):
                        if isinstance(target, str) and _NUL not in target:
                            shown = seal_key(target) if key in seals else target
                            rows.add((shown, kind.kind, field, uid))
    return rows


def in_pieces(items: Collection[str], size: int = 500) -> Iterator[list[str]]:
    """A few at a time: no database takes an IN (…) of any length."""
    ordered = list(items)
    for at in range(0, len(ordered), size):
        yield ordered[at : at + size]
