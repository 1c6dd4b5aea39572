"""A row of the projection as a record: each value is decoded when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement
from typing_extensions import override

from app.core.errors import AppError
from app.models.fields import Json
from app.models.kinds import KIND
from app.models.record import Origin, Record
from app.store.schema import RECORD_TABLES, holds_json


class Column(NamedTuple):
    """Where a field's value stands in a row, and what it means."""

    place: int
    is_json: bool
    decode: Callable[[Json], Any]

    def value(self, stored: Any) -> Any:  # noqa: ANN401 - the field's type
        """What a stored value means; None where this version cannot read it."""
        try:
            return self.decode(msgspec.json.decode(stored) if self.is_json else stored)
        except (AppError, msgspec.MsgspecError):
            return None


class StoredValues(Mapping[str, Any]):
    """A row's values, each decoded when first asked for: a list of 15,000 photos reads but a few.

    What a newer version wrote, or somebody by hand, and this one cannot read is kept in the journal
    and left out here.
    """

    __slots__ = ("_columns", "_known", "_row")

    def __init__(self, columns: Mapping[str, Column], row: Sequence[Any]) -> None:
        self._columns = columns
        self._row = row
        self._known: dict[str, Any] = {}

    @override
    def get(self, name: str, default: Any = None) -> Any:
        value = self._known[name] if name in self._known else self._read(name)
        return default if value is None else value

    def _read(self, name: str) -> Any:  # noqa: ANN401 - the field's type
        column = self._columns.get(name)
        stored = self._row[column.place] if column is not None else None
        if column is None or stored is None:
            return None
        self._known[name] = column.value(stored)
        return self._known[name]

    @override
    def __getitem__(self, name: str) -> Any:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    @override
    def __contains__(self, name: object) -> bool:
        return self.get(str(name)) is not None

    @override
    def __iter__(self) -> Iterator[str]:
        return (name for name in self._columns if self.get(name) is not None)

    @override
    def __len__(self) -> int:
        return sum(1 for _ in self)


def columns_of(kind: str) -> list[ColumnElement[Any]]:
    """What a record is made of: uid, who created it, how it stands, then its fields."""
    table = RECORD_TABLES[kind]
    about = [table.c[name] for name in ("uid", *_ORIGIN, *_STANDING)]
    return [*about, *(table.c[f"f_{name}"] for name in KIND[kind].fields)]


_ORIGIN = ("origin_by", "origin_journal", "origin_wall", "origin_line")
_STANDING = ("disputed", "amended")
_ABOUT = 1 + len(_ORIGIN) + len(_STANDING)


@cache
def _read_by(kind: str) -> Mapping[str, Column]:
    """The fields of a kind as they stand in a row of `columns_of`."""
    return {
        name: Column(place, holds_json(item), item.decode)
        for place, (name, item) in enumerate(KIND[kind].fields.items(), _ABOUT)
    }


def value_of(kind: str, name: str, stored: Any) -> Any:  # noqa: ANN401 - the field's type
    """What a stored value of a field means; None where this version cannot read it."""
    return None if stored is None else _read_by(kind)[name].value(stored)


def record_of(kind: type[Record], row: Sequence[Any]) -> Record:
    """A row of `columns_of` as a record, detached."""
    disputed = row[5]
    return kind(
        row[0],
        StoredValues(_read_by(kind.kind), row),
        origin=Origin(row[1] or "", row[2] or "", row[3] or "", row[4] or ""),
        disputed=frozenset(msgspec.json.decode(disputed)) if disputed else frozenset(),
        is_amended=bool(row[6]),
    )


class _Asked(dict[str, Any]):
    """No values, but a note of which ones were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    @override
    def get(self, name: str, default: Any = None) -> Any:
        self.names[name] = None
        return default


@cache
def in_titles(kind: str) -> Mapping[str, Column]:
    """The fields that titles of a kind are made of: those asked for where none is filled."""
    asked = _Asked()
    _ = KIND[kind]("", asked).title
    fields = KIND[kind].fields
    return {
        name: Column(place, holds_json(fields[name]), fields[name].decode)
        for place, name in enumerate(asked.names, 1)
    }
