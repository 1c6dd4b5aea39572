"""Comparing two projections row by row: what `athar store check` does with one made anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Select, select

from app.store.schema import RECORD_TABLES, mention, refused_line, touch


def differing_kinds(one: Connection, other: Connection) -> list[str]:
    """The kinds of record of which two databases do not hold the same."""
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
    """Local ids are left out: they differ from laptop to laptop."""
    table = RECORD_TABLES[kind]
    columns = [column for column in table.columns if column.name != "origin_id"]
    yield select(*columns).order_by(table.c.uid)
    said = (touch.c.record, touch.c.line, touch.c.lam, touch.c.said)
    yield select(*said).where(touch.c.kind == kind).order_by(touch.c.record, touch.c.line)
    named = (mention.c.target, mention.c.field, mention.c.source)
    yield select(*named).where(mention.c.kind == kind).order_by(*named)
    refused = (refused_line.c.record, refused_line.c.line)
    yield select(*refused).where(refused_line.c.kind == kind).order_by(*refused)


def _rows(connection: Connection, query: Select[Any]) -> Iterable[tuple[Any, ...]]:
    return (tuple(row) for row in connection.execute(query))
