"""What a line says of a record, and the table rows that come of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from app.models.fields import Field, Json, NumberField, ReferenceField, ReferencesField, RowsField
from app.models.journal import Line, Touch
from app.models.record import Record
from app.store.lines import Kept
from app.store.schema import RECORD_TABLES, holds_json, mention

ORIGIN = ("origin_id", "origin_line", "origin_lam", "origin_by", "origin_wall", "origin_journal")

_NAMING = (ReferenceField, NumberField)


@dataclass(frozen=True, slots=True)
class Said:
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
    def creates(self) -> bool:
        """Whether its author had seen nothing of the record."""
        return not self.touch.p and not self.touch.c

    @property
    def origin(self) -> tuple[Any, ...]:
        """The values of the `ORIGIN` columns, should this be the line that created the record."""
        line, kept = self.line, self.kept
        return kept.id, self.hash, line.lam, line.by, line.wall, kept.journal


def column_value(item: Field[Any], value: Json, *, is_json: bool) -> Any:  # noqa: ANN401 - a column
    """An encoded value as its column holds it; of the wrong shape, it stays in the journal only."""
    if value is None:
        return None
    if is_json:
        return as_json(value)
    return value if type(value) is item.column_type else None


def stored_value(kind: type[Record], name: str, row: Mapping[str, Any]) -> Json:
    """What `column_value` was made from."""
    value = row[f"f_{name}"]
    if value is not None and holds_json(kind.fields[name]):
        return msgspec.json.decode(value)
    return value


def as_json(value: Json) -> str:
    """JSON text in its one spelling."""
    return msgspec.json.encode(value, order="sorted").decode("utf-8")


def insert_rows(
    connection: Connection, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert many rows, past SQLAlchemy's own bulk insert, which takes four times as long.

    Rows that are there already are left alone.
    """
    if rows:
        mark = "%s" if connection.dialect.paramstyle == "format" else "?"
        marks = ", ".join([mark] * len(names))
        connection.exec_driver_sql(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608 - our own names
            list(rows),
        )


def insert_records(connection: Connection, kind: type[Record], created: Collection[Said]) -> None:
    """One row for each new record, with the columns that any of them fills."""
    present = {name for said in created for name in said.touch.f}
    columns = [(name, item) for name, item in kind.fields.items() if name in present]
    shaped = [(name, item, holds_json(item)) for name, item in columns]
    rows = [
        (
            said.touch.r,
            *said.origin,
            *[column_value(item, said.touch.f.get(n), is_json=json) for n, item, json in shaped],
        )
        for said in created
    ]
    names = ["uid", *ORIGIN, *(f"f_{name}" for name, _ in columns)]
    insert_rows(connection, RECORD_TABLES[kind.kind].name, names, rows)
    insert_mentions(connection, kind, [said.touch for said in created])


def insert_mentions(connection: Connection, kind: type[Record], touches: Sequence[Touch]) -> None:
    """Make findable what records name within lists and tables: other records, and seals."""
    fields = naming_fields(kind)
    if fields:
        rows = [row for item in touches for row in _mentions(kind, item, fields)]
        insert_rows(connection, mention.name, ["target", "source", "field", "kind"], rows)


def naming_fields(kind: type[Record]) -> dict[str, tuple[str, ...]]:
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
