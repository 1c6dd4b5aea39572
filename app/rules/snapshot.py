"""Records of one instant, whole kinds read at once and indexed: to judge a season in one pass.

A rule that is asked of one record looks up a handful of others, and the database answers each.
Asked of two thousand bags, the same rule would ask it tens of thousands of times; so what custody
looks up is read once, kind by kind, and kept by uid and by what it names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.models.containers import Container, StorageFacility, StoragePlace
from app.models.custody import CustodyEvent
from app.models.fields import Json, Row
from app.models.finds import Artefact, Sample
from app.models.operations import Organisation, Person, RoleAssignment
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.rules.holding import seal_key
from app.rules.world import Records, Remembering

CUSTODY_KINDS = frozenset(
    kind.kind
    for kind in (
        Artefact,
        Container,
        CustodyEvent,
        Organisation,
        Person,
        RemainsCase,
        RoleAssignment,
        Sample,
        Site,
        StorageFacility,
        StoragePlace,
    )
)
"""What the rules of custody look up."""

MANY = 50


def for_many(records: Records, count: int) -> Records:
    """The records as rules should see them that will be asked of `count` things at one instant."""
    return Snapshot(records) if count > MANY else Remembering(records)


class Snapshot:
    """Records that do not change meanwhile; those of `whole` kinds are read when first asked for.

    It says exactly what the records behind it say. Other kinds are asked for one by one, once each.
    """

    def __init__(self, records: Records, whole: frozenset[str] = CUSTODY_KINDS) -> None:
        self._behind = Remembering(records)
        self._whole = whole
        self._kinds: dict[str, dict[str, Record]] = {}
        self._named: dict[tuple[str, str], dict[object, list[Record]]] = {}
        self._seals: dict[str, list[Record]] = {}
        self.derived: dict[object, Any] = {}

    def get(self, uid: str, kind: str | None = None) -> Record | None:
        """The record with this uid."""
        if kind is not None and kind not in self._whole:
            return self._behind.get(uid, kind)
        for name in (kind,) if kind else sorted(self._whole):
            if (record := self._by_uid(name).get(uid)) is not None:
                return record
        return None if kind else self._behind.get(uid, None)

    def all_of(self, kind: str, *, include_withdrawn: bool = False) -> Iterable[Record]:
        """Every record of a kind."""
        if kind not in self._whole:
            return self._behind.all_of(kind, include_withdrawn=include_withdrawn)
        records = self._by_uid(kind).values()
        return [one for one in records if include_withdrawn or not one.is_withdrawn]

    def referring(self, kind: str, field: str, uid: str) -> Iterable[Record]:
        """Records of a kind whose `field` names `uid`."""
        if kind not in self._whole:
            return self._behind.referring(kind, field, uid)
        if (kind, field) not in self._named:
            named = self._named[kind, field] = {}
            for record in self.all_of(kind):
                for one in _named_by(record, field):
                    named.setdefault(one, []).append(record)
        return self._named[kind, field].get(uid, ())

    def numbers(self, kind: str) -> Iterable[str]:
        """Every number ever given to a kind."""
        return self._behind.numbers(kind)

    def sealing(self, seal: str) -> Iterable[Record]:
        """The custody events in which an item was left under this seal, however it is spelled."""
        if CustodyEvent.kind not in self._whole:
            return self._behind.sealing(seal)
        if not self._seals:
            for event in self._by_uid(CustodyEvent.kind).values():
                for left in _seals_left(event):
                    self._seals.setdefault(left, []).append(event)
        return self._seals.get(seal_key(seal), ())

    def tellings(self, kind: str, uid: str, field: str) -> Iterable[tuple[str, Json]]:
        """Who gave a field of a record which value, the earliest first."""
        return self._behind.tellings(kind, uid, field)

    def _by_uid(self, kind: str) -> dict[str, Record]:
        if kind not in self._kinds:
            records = self._behind.all_of(kind, include_withdrawn=True)
            self._kinds[kind] = {record.uid: record for record in records}
        return self._kinds[kind]


def _named_by(record: Record, field: str) -> set[object]:
    """All that a field names: a value, those of a list, or those in the rows of a table."""
    held = record.values.get(field)
    if not isinstance(held, tuple):
        return {held}
    return {
        named
        for item in held
        for cell in (item.values.values() if isinstance(item, Row) else (item,))
        for named in (cell if isinstance(cell, tuple) else (cell,))
    }


def _seals_left(event: Record) -> set[str]:
    lines = event.lines or () if isinstance(event, CustodyEvent) else ()
    return {seal_key(line.seal_after) for line in lines if line.seal_after}
