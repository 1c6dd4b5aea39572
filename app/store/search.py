"""Finding any record by a number, a name or a note, in any script.

The index holds a folded copy of the text: letter variants, digits and marks of Arabic, Kurdish and
Persian spelling make no difference. It is filled after a bundle is read, never during. The words
are cut here and not by the database, so that every database finds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, text

from app.core.letters import folded
from app.models.fields import Row, RowsField, Sensitivity, TextField
from app.models.kinds import KIND
from app.models.record import Record

_WORD = re.compile(r"[^\W_]+")
_WORD_LIMIT = 64  # letters of a word that count
_TYPED_LIMIT = 200

_TABLES = {
    "sqlite": (
        (
            "CREATE TABLE search_entry"
            " (no INTEGER PRIMARY KEY, uid TEXT, kind TEXT, UNIQUE (uid, kind))"
        ),
        (
            "CREATE VIRTUAL TABLE search_words USING fts5(words, content='', contentless_delete=1,"
            " tokenize='ascii', prefix='2 3')"
        ),
    ),
    "postgresql": (
        (
            "CREATE TABLE search_entry (no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " uid TEXT, kind TEXT, words TSVECTOR, UNIQUE (uid, kind))"
        ),
        "CREATE INDEX search_words ON search_entry USING gin (words)",
    ),
}
_DROP = {
    "sqlite": ("DROP TABLE IF EXISTS search_words", "DROP TABLE IF EXISTS search_entry"),
    "postgresql": ("DROP TABLE IF EXISTS search_entry",),
}
_CLEAR = {
    "sqlite": (
        "DELETE FROM search_entry",
        "INSERT INTO search_words (search_words) VALUES ('delete-all')",
    ),
    "postgresql": ("DELETE FROM search_entry",),
}
_ENTER = text("INSERT INTO search_entry (uid, kind) VALUES (:uid, :kind) ON CONFLICT DO NOTHING")
_PUT = {
    "sqlite": text(
        "INSERT OR REPLACE INTO search_words (rowid, words)"
        " SELECT no, :words FROM search_entry WHERE uid = :uid AND kind = :kind"
    ),
    "postgresql": text(
        "UPDATE search_entry SET words = array_to_tsvector(string_to_array(:words, ' '))"
        " WHERE uid = :uid AND kind = :kind"
    ),
}
_FIND = {
    "sqlite": text(
        "SELECT uid, kind FROM search_words JOIN search_entry ON no = search_words.rowid"
        " WHERE search_words MATCH :wanted ORDER BY search_words.rowid DESC LIMIT :limit"
    ),
    "postgresql": text(
        "SELECT uid, kind FROM search_entry"
        " WHERE words @@ CAST(:wanted AS tsquery) ORDER BY no DESC LIMIT :limit"
    ),
}
_BEGINS = {"sqlite": ('"{}"*', " AND "), "postgresql": ("'{}':*", " & ")}


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a search hit."""

    uid: str
    kind: str


class Search:
    """The text index, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    def create(self) -> None:
        """Make the index."""
        for statement in _TABLES[self._dialect]:
            self._connection.exec_driver_sql(statement)

    def drop(self) -> None:
        """Do away with the index, to make it in another shape."""
        for statement in _DROP[self._dialect]:
            self._connection.exec_driver_sql(statement)

    def clear(self) -> None:
        """Forget everything."""
        for statement in _CLEAR[self._dialect]:
            self._connection.exec_driver_sql(statement)

    def put(self, records: Iterable[Record]) -> None:
        """Index these records as they stand now."""
        rows = [
            {"uid": record.uid, "kind": record.kind, "words": " ".join(words_of(record))}
            for record in records
        ]
        if rows:
            self._connection.execute(_ENTER, rows)
            self._connection.execute(_PUT[self._dialect], rows)

    def find(self, typed: str, limit: int) -> list[Found]:
        """Records that hold every word typed, or a word that begins so; newest first."""
        words = words_in(typed[:_TYPED_LIMIT])
        if not words:
            return []
        begins, both = _BEGINS[self._dialect]
        wanted = both.join(begins.format(word) for word in words)
        rows = self._connection.execute(_FIND[self._dialect], {"wanted": wanted, "limit": limit})
        return [Found(row.uid, row.kind) for row in rows]


def words_in(plain: str) -> list[str]:
    """The words of a text as they are compared, each once."""
    return list(dict.fromkeys(word[:_WORD_LIMIT] for word in _WORD.findall(folded(plain))))


def words_of(record: Record) -> list[str]:
    """The words of a record that a search may find; strict fields (C3) stay out."""
    parts = [record.number or "", re.sub(r"\W", "", record.number or "")]
    if record.raised_sensitivity != Sensitivity.C3.name:
        for name, columns in _searched(record.kind):
            value = record.values.get(name)
            if value is not None:
                parts += _row_texts(value, columns) if columns else [value]
    return words_in(" ".join(parts))


@cache
def _searched(kind: str) -> list[tuple[str, tuple[str, ...]]]:
    """The text fields of a kind, and the tables with their text columns."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for name, item in KIND[kind].fields.items():
        if item.sensitivity is Sensitivity.C3:
            continue
        if isinstance(item, TextField):
            found.append((name, ()))
        elif isinstance(item, RowsField):
            columns = [
                key
                for key, column in item.row.columns.items()
                if isinstance(column, TextField) and column.sensitivity is not Sensitivity.C3
            ]
            found += [(name, tuple(columns))] if columns else []
    return found


def _row_texts(rows: Sequence[Row], columns: Sequence[str]) -> list[str]:
    return [str(row.values[name]) for row in rows for name in columns if name in row.values]
