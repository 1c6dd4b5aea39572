"""Comparing two projections row by row: what `athar store check` does with one made anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Select, select

from app.store.schema import RECORD_TABLES, mention, refused_line, touch


def differing_kinds(one: Connection, other: Connection) -> list[str]:
    """The kinds of record of which two databases, made from lines with the same ids, differ."""
    return [
        kind
        for kind in RECORD_TABLES
        if any(
            mine != theirs
            for query in _all_that_is_kept_of(kind)
            for mine, theirs in zip_longest(_rows(one, query), _rows(other, query))
        )
    ]


def _all_that_is_kept_of(kind: str) -> Iterator[Select[Any]]:
    table = RECORD_TABLES[kind]
    yield select(table).order_by(table.c.uid)
    yield select(touch).where(touch.c.kind == kind).order_by(touch.c.record, touch.c.line)
    named = (mention.c.target, mention.c.field, mention.c.source)
    yield select(*named).where(mention.c.kind == kind).order_by(*named)
    refused = (refused_line.c.record, refused_line.c.line)
    yield select(refused_line).where(refused_line.c.kind == kind).order_by(*refused)


def _rows(connection: Connection, query: Select[Any]) -> Iterable[tuple[Any, ...]]:
    return (tuple(row) for row in connection.execute(query))
