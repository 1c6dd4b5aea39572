"""Finding any record by a number, a name or a note, in any script.

The index holds a folded copy of the text: letter variants, digits and marks of Arabic, Kurdish and
Persian spelling make no difference. It is filled after a bundle is read, never during.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.core.letters import folded
from app.models.fields import Row, RowsField, Sensitivity, TextField
from app.models.kinds import KIND
from app.models.record import Record

_FTS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5("
    "uid UNINDEXED, kind UNINDEXED, words, tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
)
_PLAIN = "CREATE TABLE IF NOT EXISTS search (uid TEXT PRIMARY KEY, kind TEXT, words TEXT)"
# Where a record stands in the full-text table, which cannot be searched by uid.
_ENTRY = "CREATE TABLE IF NOT EXISTS search_entry (no INTEGER PRIMARY KEY, uid TEXT UNIQUE)"


_PUT_PLAIN = (
    (
        "INSERT INTO search (uid, kind, words) VALUES (:uid, :kind, :words)"
        " ON CONFLICT (uid) DO UPDATE SET words = excluded.words"
    ),
)
_PUT_FTS = (
    "INSERT INTO search_entry (uid) VALUES (:uid) ON CONFLICT DO NOTHING",
    "DELETE FROM search WHERE rowid = (SELECT no FROM search_entry WHERE uid = :uid)",
    (
        "INSERT INTO search (rowid, uid, kind, words)"
        " SELECT no, :uid, :kind, :words FROM search_entry WHERE uid = :uid"
    ),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a search hit."""

    uid: str
    kind: str


class Search:
    """The text index, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_postgresql = connection.dialect.name == "postgresql"

    def create(self) -> None:
        """Make the index where there is none."""
        for statement in [_PLAIN] if self._is_postgresql else [_ENTRY, _FTS]:
            self._connection.execute(text(statement))

    def clear(self) -> None:
        """Forget everything."""
        self._connection.execute(text("DELETE FROM search"))

    def put(self, records: Iterable[Record]) -> None:
        """Index these records as they stand now."""
        rows = [
            {"uid": record.uid, "kind": record.kind, "words": words_of(record)}
            for record in records
        ]
        for statement in _PUT_PLAIN if self._is_postgresql else _PUT_FTS:
            if rows:
                self._connection.execute(text(statement), rows)

    def find(self, typed: str, limit: int) -> list[Found]:
        """Records that hold every word typed, or a word that begins so; newest first."""
        words = re.findall(r"\w+", folded(typed)[:200])
        if not words:
            return []
        if self._is_postgresql:
            clauses = " AND ".join(f"words LIKE :w{n}" for n in range(len(words)))
            query = f"SELECT uid, kind FROM search WHERE {clauses} LIMIT :n"  # noqa: S608 - marks only
            values: dict[str, object] = {f"w{n}": f"%{word}%" for n, word in enumerate(words)}
        else:
            query = (
                "SELECT uid, kind FROM search WHERE search MATCH :words"
                " ORDER BY rowid DESC LIMIT :n"
            )
            values = {"words": " AND ".join(f'"{word}"*' for word in words)}
        rows = self._connection.execute(text(query), {**values, "n": limit})
        return [Found(row.uid, row.kind) for row in rows]


def words_of(record: Record) -> str:
    """The folded text of a record that a search may find; strict fields (C3) stay out."""
    kind = KIND[record.kind]
    parts: list[str] = []
    for name, item in kind.fields.items():
        if item.sensitivity is Sensitivity.C3 or name not in record.values:
            continue
        value = record.values[name]
        if isinstance(item, TextField):
            parts.append(value)
        elif isinstance(item, RowsField):
            parts += _row_texts(value)
    if record.number:
        parts.append(re.sub(r"\W", "", record.number))
    return folded(" ".join(parts))


def _row_texts(rows: Sequence[Row]) -> list[str]:
    return [
        str(row.values[name])
        for row in rows
        for name, column in row.columns.items()
        if isinstance(column, TextField) and name in row.values
    ]
