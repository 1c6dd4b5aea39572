"""What only the whole set of records can tell: references to nothing, and forks of custody.

Noticed after lines were added, like the search index, so that reading a bundle need not wait.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete, select

from app.models.custody import CustodyEvent
from app.models.fields import Field, Json, ReferenceField, ReferencesField, RowsField
from app.models.journal import Touch, decode_line
from app.models.kinds import KIND
from app.models.operations import RoleAssignment
from app.models.record import Record
from app.rules.chains import forked_items
from app.store.lines import Lines
from app.store.records import Records
from app.store.rows import in_pieces, insert_rows, mentions
from app.store.schema import RECORD_TABLES, forked, missing, refused_line

_KIND = CustodyEvent.kind
_EVENT = RECORD_TABLES[_KIND]
_CORRECTED = select(_EVENT.c.f_supersedes).where(_EVENT.c.f_supersedes.is_not(None))


class Notices:
    """The derived tables that depend on more than one record, within one transaction."""

    def __init__(self, connection: Connection, records: Records, lines: Lines) -> None:
        self._connection = connection
        self._records = records
        self._lines = lines

    def refresh(self, changed: Sequence[Record]) -> None:
        """Look again wherever records that are new or changed may make a difference."""
        self._note_missing(changed)
        self._note_forks(changed)

    def forked_items(self) -> list[str]:
        """The items whose custody events stand against each other."""
        return list(
            self._connection.execute(select(forked.c.item).order_by(forked.c.item)).scalars()
        )

    def _note_missing(self, changed: Sequence[Record]) -> None:
        arrived = {record.uid for record in changed}
        for uids in in_pieces(arrived):
            self._connection.execute(delete(missing).where(missing.c.target.in_(uids)))
        for kind, sources in _by_kind(changed).items():
            for uids in in_pieces(sources):
                said = (missing.c.kind == kind, missing.c.source.in_(uids))
                self._connection.execute(delete(missing).where(*said))
        wanted: dict[tuple[str, ...], set[str]] = defaultdict(set)
        named = []
        for record in changed:
            for field, target, kinds in references(record):
                if target not in arrived:
                    wanted[kinds].add(target)
                    named.append((record.uid, record.kind, field, target))
        gone = set[str]()
        for kinds, targets in wanted.items():
            gone |= targets - self._records.kind_of(targets, kinds).keys()
        gone -= self._records.kind_of(gone).keys()
        rows = {row for row in named if row[3] in gone}
        insert_rows(self._connection, missing.name, missing.columns.keys(), sorted(rows))

    def _note_forks(self, changed: Sequence[Record]) -> None:
        events = [record for record in changed if isinstance(record, CustodyEvent)]
        corrected = {event.supersedes for event in events if event.supersedes}
        items = _items(events)
        for said in self._refused(events):
            # It may have stood until an earlier writing came, and items with it.
            items |= {target for target, *_ in mentions(CustodyEvent, [(said.r, said.f)])}
            corrected |= {uid for uid in [said.f.get("supersedes")] if isinstance(uid, str)}
        if any(isinstance(record, RoleAssignment) for record in changed):
            # Who held which role decides which corrections count.
            corrected |= set(self._connection.execute(_CORRECTED).scalars())
            items |= set(self.forked_items())
        items |= _items(self._records.some_of(_KIND, corrected))
        broken = items.intersection(forked_items(_Around(self._records, items))) if items else set()
        for some in in_pieces(items):
            self._connection.execute(delete(forked).where(forked.c.item.in_(some)))
        insert_rows(self._connection, forked.name, ["item"], [(item,) for item in sorted(broken)])

    def _refused(self, events: Iterable[CustodyEvent]) -> Iterator[Touch]:
        """What lines said of events that an earlier line had written already."""
        for uids in in_pieces({event.uid for event in events}):
            known = refused_line.c.record.in_(uids)
            ids = self._connection.execute(select(refused_line.c.id).where(known)).scalars()
            for kept in self._lines.kept(ids.all()):
                touches = decode_line(kept.data).m
                yield from (one for one in touches if one.t == _KIND and one.r in uids)


def _by_kind(records: Iterable[Record]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record in records:
        found[record.kind].append(record.uid)
    return found


def references(record: Record) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(field, target, kinds it may be of) for every record that a record names."""
    for name, item, columns in _naming(record.kind):
        value = record.values.get(name)
        if value is None:
            continue
        if isinstance(item, ReferenceField):
            yield name, value, item.kinds
        elif isinstance(item, ReferencesField):
            for target in value:
                yield name, target, item.kinds
        else:
            for row in value:
                for key, kinds in columns:
                    named = row.values.get(key) or ()
                    for target in (named,) if isinstance(named, str) else named:
                        yield name, target, kinds


@cache
def _naming(kind: str) -> list[tuple[str, Field[Any], list[tuple[str, tuple[str, ...]]]]]:
    """The fields of a kind that name records; of a table, its columns and what they may name."""
    found = []
    for name, item in KIND[kind].fields.items():
        columns = [
            (key, column.kinds)
            for key, column in (item.row.columns.items() if isinstance(item, RowsField) else ())
            if isinstance(column, ReferenceField | ReferencesField)
        ]
        if columns or isinstance(item, ReferenceField | ReferencesField):
            found.append((name, item, columns))
    return found


def _items(events: Iterable[Record]) -> set[str]:
    return {
        line.item
        for event in events
        if isinstance(event, CustodyEvent)
        for line in event.lines or ()
        if line.item
    }


class _Around:
    """The records, with only those custody events that name certain items."""

    def __init__(self, records: Records, items: Collection[str]) -> None:
        self._records = records
        found = (
            event for item in sorted(items) for event in records.referring(_KIND, "lines", item)
        )
        self._events = list({event.uid: event for event in found}.values())

    def all_of(self, kind: str, *, include_withdrawn: bool = False) -> Iterable[Record]:
        """The events around the items; any records of another kind."""
        if kind == _KIND:
            return self._events
        return self._records.all_of(kind, include_withdrawn=include_withdrawn)

    def get(self, uid: str, kind: str | None = None) -> Record | None:
        """Any record."""
        return self._records.get(uid, kind)

    def referring(self, kind: str, field: str, uid: str) -> Iterable[Record]:
        """Any records that refer to `uid`."""
        return self._records.referring(kind, field, uid)

    def numbers(self, kind: str) -> Iterable[str]:
        """Any numbers."""
        return self._records.numbers(kind)

    def sealing(self, seal: str) -> Iterable[Record]:
        """Any events that left a seal."""
        return self._records.sealing(seal)

    def tellings(self, kind: str, uid: str, field: str) -> Iterable[tuple[str, Json]]:
        """Who gave any record's field which value."""
        return self._records.tellings(kind, uid, field)
