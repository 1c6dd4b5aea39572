"""What rules may look up: a narrow, read-only view of the records, so that they stay pure and fast.

Services hand in the projection; tests hand in a dictionary. Nothing scans a kind unless its rule is
about the whole kind (hazards, certificates); everything else goes through references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Protocol, TypeVar

from app.models.fields import Json, Row
from app.models.record import Record

K = TypeVar("K", bound=Record)
T = TypeVar("T")


class Records(Protocol):
    """Records as they stand. The order in which they come means nothing to any rule."""

    def get(self, uid: str, kind: str | None = None) -> Record | None:
        """The record with this uid, withdrawn ones included; None if it has not arrived."""
        ...

    def all_of(self, kind: str, *, include_withdrawn: bool = False) -> Iterable[Record]:
        """Every record of a kind."""
        ...

    def referring(self, kind: str, field: str, uid: str) -> Iterable[Record]:
        """Records of a kind whose `field` names `uid`: alone, in a list or in a table's row."""
        ...

    def numbers(self, kind: str) -> Iterable[str]:
        """Every number ever given to a kind, withdrawn records included."""
        ...

    def sealing(self, seal: str) -> Iterable[Record]:
        """The custody events in which an item was left under this seal, however it is spelled."""
        ...

    def tellings(self, kind: str, uid: str, field: str) -> Iterable[tuple[str, Json]]:
        """Who gave a field of a record which value, encoded, the earliest first."""
        ...


def found(records: Records, kind: type[K], uid: str | None) -> K | None:
    """The record that a reference means, if it has arrived and is of that kind."""
    record = records.get(uid, kind.kind) if uid else None
    return record if isinstance(record, kind) else None


def every(records: Records, kind: type[K], *, include_withdrawn: bool = False) -> Iterator[K]:
    """Every record of a kind, in the order of their uids."""
    records_of_kind = records.all_of(kind.kind, include_withdrawn=include_withdrawn)
    for record in sorted(records_of_kind, key=lambda record: record.uid):
        if isinstance(record, kind):
            yield record


def naming(records: Records, kind: type[K], field: str, uid: str) -> Iterator[K]:
    """Records of a kind whose `field` names `uid`, in the order of their uids."""
    for record in sorted(records.referring(kind.kind, field, uid), key=lambda record: record.uid):
        if isinstance(record, kind):
            yield record


def title(records: Records, uid: str | None) -> str:
    """What to call a record in a sentence; a short form of the uid of one not here."""
    record = records.get(uid) if uid else None
    return record.title if record else (uid or "")[:8]


def refers(record: Record, field: str, uid: str) -> bool:
    """Whether `field` names `uid`: alone, in a list, or in any column of a table's row."""
    held = record.values.get(field)
    if not isinstance(held, tuple):
        return bool(held == uid)
    return any(
        any(value == uid or (isinstance(value, tuple) and uid in value) for value in _cells(item))
        for item in held
    )


def _cells(item: object) -> Iterator[object]:
    """What stands in a list or in a row of a table."""
    if isinstance(item, Row):
        yield from item.values.values()
    else:
        yield item


class Remembering:
    """Records that are asked for again and again while nothing changes: each is read once."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.derived: dict[object, Any] = {}
        self.get = cache(records.get)
        self.referring = cache(lambda kind, field, uid: tuple(records.referring(kind, field, uid)))
        self._all_of = cache(
            lambda kind, withdrawn: tuple(records.all_of(kind, include_withdrawn=withdrawn))
        )

    def all_of(self, kind: str, *, include_withdrawn: bool = False) -> Iterable[Record]:
        """Every record of a kind."""
        return self._all_of(kind, include_withdrawn)

    def numbers(self, kind: str) -> Iterable[str]:
        """The numbers given so far."""
        return self._records.numbers(kind)

    def sealing(self, seal: str) -> Iterable[Record]:
        """The custody events in which an item was left under this seal."""
        return self._records.sealing(seal)

    def tellings(self, kind: str, uid: str, field: str) -> Iterable[tuple[str, Json]]:
        """Who gave a field of a saved record which value."""
        return self._records.tellings(kind, uid, field)


def derived(records: Records, key: object, make: Callable[[], T]) -> T:
    """What `make` gives, made once for records of one instant and each time for any others."""
    known: dict[object, Any] | None = getattr(records, "derived", None)
    if known is None:
        return make()
    if key not in known:
        known[key] = make()
    made: T = known[key]
    return made


class Supposing:
    """Records as they would stand with drafts saved: what rules about a whole net are asked."""

    def __init__(self, records: Records, *drafts: Record) -> None:
        self._records = records
        self._drafts = {draft.uid: draft for draft in drafts}

    def get(self, uid: str, kind: str | None = None) -> Record | None:
        """A draft, or a record."""
        draft = self._drafts.get(uid)
        if draft is not None:
            return draft if kind in {None, draft.kind} else None
        return self._records.get(uid, kind)

    def all_of(self, kind: str, *, include_withdrawn: bool = False) -> Iterable[Record]:
        """Every record of a kind, the drafts in their places."""
        yield from self._others(self._records.all_of(kind, include_withdrawn=include_withdrawn))
        for draft in self._drafts.values():
            if kind == draft.kind and (include_withdrawn or not draft.is_withdrawn):
                yield draft

    def referring(self, kind: str, field: str, uid: str) -> Iterable[Record]:
        """Records that name `uid`, among them the drafts that do."""
        yield from self._others(self._records.referring(kind, field, uid))
        for draft in self._drafts.values():
            if kind == draft.kind and refers(draft, field, uid):
                yield draft

    def numbers(self, kind: str) -> Iterable[str]:
        """The numbers given so far."""
        return self._records.numbers(kind)

    def sealing(self, seal: str) -> Iterable[Record]:
        """The custody events saved so far."""
        return self._records.sealing(seal)

    def tellings(self, kind: str, uid: str, field: str) -> Iterable[tuple[str, Json]]:
        """Who gave a field of a saved record which value."""
        return self._records.tellings(kind, uid, field)

    def _others(self, records: Iterable[Record]) -> Iterator[Record]:
        return (record for record in records if record.uid not in self._drafts)
