"""Reading the projection: records as they stand, detached from the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, func, or_, select
from typing_extensions import override

from app.core.errors import AppError
from app.core.ids import is_uid
from app.models.custody import CustodyEvent
from app.models.fields import Field, Json, ReferenceField
from app.models.kinds import KIND, KINDS
from app.models.record import Origin, Record, State
from app.rules.merge import Write, newest_touches
from app.store.schema import (
    RECORD_TABLES,
    holds_json,
    mention,
    refused_line,
    superseded,
    touch,
    write,
)

LOOKUP = 500


class StoredValues(Mapping[str, Any]):
    """A row's values, decoded when first asked for: a list of 15,000 photos reads five columns."""

    def __init__(self, fields: Mapping[str, Field[Any]], row: Mapping[Any, Any]) -> None:
        self._fields = fields
        self._encoded = {name: row[f"f_{name}"] for name in fields if row[f"f_{name}"] is not None}
        self._decoded: dict[str, Any] = {}

    @override
    def __getitem__(self, name: str) -> Any:
        if name not in self._decoded:
            item, value = self._fields[name], self._encoded[name]
            try:
                encoded = msgspec.json.decode(value) if holds_json(item) else value
                self._decoded[name] = item.decode(encoded)
            except (AppError, msgspec.MsgspecError):
                # Written by a newer version or by hand: kept in the journal, left out here.
                del self._encoded[name]
                raise KeyError(name) from None
        return self._decoded[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter([name for name in list(self._encoded) if self.get(name) is not None])

    @override
    def __len__(self) -> int:
        return len(list(iter(self)))


def encoded_row(kind: type[Record], row: Mapping[Any, Any]) -> dict[str, Json]:
    """A row's values as the journal holds them, empty ones left out."""
    return {
        name: msgspec.json.decode(row[f"f_{name}"]) if holds_json(item) else row[f"f_{name}"]
        for name, item in kind.fields.items()
        if row[f"f_{name}"] is not None
    }


class Records:
    """Queries on the projection, within one transaction; what rules see of the world."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, uid: str, kind: str | None = None) -> Record | None:
        """The record with this uid, of whatever kind."""
        for name in [kind] if kind else RECORD_TABLES:
            table = RECORD_TABLES[name]
            query = select(table).where(table.c.uid == uid)
            row = self._connection.execute(query).mappings().first()
            if row is not None:
                return record_of(KIND[name], row)
        return None

    def several(self, kind: str, uids: Iterable[str]) -> Iterator[Record]:
        """The records of a kind among these uids, in any order."""
        table, wanted = RECORD_TABLES[kind], list(uids)
        for at in range(0, len(wanted), LOOKUP):
            query = select(table).where(table.c.uid.in_(wanted[at : at + LOOKUP]))
            for row in self._connection.execute(query).mappings():
                yield record_of(KIND[kind], row)

    def all_of(self, kind: str, *, include_withdrawn: bool = False) -> list[Record]:
        """Every record of a kind, by number."""
        table = RECORD_TABLES[kind]
        query = select(table).order_by(table.c.f_number, table.c.uid)
        if not include_withdrawn:
            query = query.where(
                or_(table.c.f_state.is_(None), table.c.f_state != State.WITHDRAWN.value)
            )
        return [record_of(KIND[kind], row) for row in self._connection.execute(query).mappings()]

    def referring(self, kind: str, field: str, uid: str) -> list[Record]:
        """The records of a kind whose `field` names `uid`, alone, in a list or in a table's row."""
        table = RECORD_TABLES[kind]
        if isinstance(KIND[kind].fields[field], ReferenceField):
            query = select(table).where(table.c[f"f_{field}"] == uid)
        else:
            sources = select(mention.c.source).where(
                mention.c.target == uid, mention.c.field == field, mention.c.kind == kind
            )
            query = select(table).where(table.c.uid.in_(sources))
        rows = self._connection.execute(query.order_by(table.c.f_number, table.c.uid)).mappings()
        return [record for row in rows if not (record := record_of(KIND[kind], row)).is_withdrawn]

    def sealing(self, seal: str) -> list[Record]:
        """The custody events in which an item was left under the seal of this number."""
        return [
            event
            for event in self.referring(CustodyEvent.kind, "lines", seal)
            if any(line.seal_after == seal for line in event.values.get("lines", ()))
        ]

    def by_number(self, number: str) -> list[Record]:
        """Records of any kind that carry this number."""
        found = []
        for name, table in RECORD_TABLES.items():
            rows = self._connection.execute(select(table).where(table.c.f_number == number))
            found += [record_of(KIND[name], row) for row in rows.mappings()]
        return found

    def numbers(self, kind: str) -> list[str]:
        """Every number ever given to a kind, withdrawn records included."""
        column = RECORD_TABLES[kind].c.f_number
        found = self._connection.execute(select(column).where(column.is_not(None)))
        return list(found.scalars())

    def count(self, kind: str) -> int:
        """How many records of a kind there are."""
        table = RECORD_TABLES[kind]
        return int(self._connection.execute(select(func.count()).select_from(table)).scalar_one())

    def titles(self, kinds: Iterable[str]) -> dict[str, str]:
        """What to call each record of these kinds."""
        return {
            record.uid: record.title
            for kind in kinds
            for record in self.all_of(kind, include_withdrawn=True)
        }

    def kind_of(self, uids: Iterable[str]) -> dict[str, str]:
        """The kind of each of these records that has arrived."""
        wanted = list(uids)
        found: dict[str, str] = {}
        for name, table in RECORD_TABLES.items():
            for at in range(0, len(wanted), LOOKUP):
                some = wanted[at : at + LOOKUP]
                rows = self._connection.execute(select(table.c.uid).where(table.c.uid.in_(some)))
                found |= dict.fromkeys(rows.scalars(), name)
        return found

    def heads(self, uid: str, kind: str, field: str) -> list[Write]:
        """The writes of a field that no other write replaces, newest first."""
        entries = self._connection.execute(
            select(write).where(write.c.record == uid, write.c.field == field)
        ).all()
        gone = set(
            self._connection.execute(
                select(superseded.c.line).where(
                    superseded.c.record == uid, superseded.c.field == field
                )
            ).scalars()
        )
        if entries:
            left = [
                Write(entry.line, entry.lam, msgspec.json.decode(entry.value))
                for entry in entries
                if entry.line not in gone
            ]
            return sorted(left, key=lambda item: (item.lam, item.line), reverse=True)
        table = RECORD_TABLES[kind]
        row = self._connection.execute(select(table).where(table.c.uid == uid)).mappings().first()
        if row is None or row["origin_line"] is None or row[f"f_{field}"] is None:
            return []
        value = encoded_row(KIND[kind], row)[field]
        return [Write(row["origin_line"], row["origin_lam"], value)]

    def newest_lines(self, uid: str, kind: str) -> list[str]:
        """The newest lines that touched a record: more than one means nobody has seen them all."""
        touches = self._connection.execute(select(touch).where(touch.c.record == uid)).all()
        if touches:
            seen = {item.line: msgspec.json.decode(item.seen) for item in touches}
            return sorted(newest_touches(seen))
        table = RECORD_TABLES[kind]
        origin = self._connection.execute(
            select(table.c.origin_line).where(table.c.uid == uid)
        ).scalar()
        return [origin] if origin else []

    def line_ids(self, uid: str, kind: str) -> list[int]:
        """The local ids of every line that touched a record."""
        ids = set(
            self._connection.execute(select(touch.c.id).where(touch.c.record == uid)).scalars()
        )
        table = RECORD_TABLES[kind]
        origin = self._connection.execute(
            select(table.c.origin_id).where(table.c.uid == uid)
        ).scalar()
        return sorted(ids | ({origin} if origin else set()))

    def disputed(self) -> list[Record]:
        """Records with a field on which laptops disagree."""
        found: list[Record] = []
        for name, table in RECORD_TABLES.items():
            rows = self._connection.execute(select(table).where(table.c.disputed.is_not(None)))
            found += [record_of(KIND[name], row) for row in rows.mappings()]
        return found

    def parallel_touches(self) -> dict[str, list[tuple[str, bool, str]]]:
        """Records worked on in parallel: uid → (line, does it withdraw, kind) of each newest."""
        rows = self._connection.execute(select(touch)).all()
        by_record: dict[str, dict[str, Any]] = {}
        for row in rows:
            by_record.setdefault(row.record, {})[row.line] = row
        found = {}
        for uid, lines in by_record.items():
            newest = newest_touches(
                {line: msgspec.json.decode(row.seen) for line, row in lines.items()}
            )
            if len(newest) > 1:
                found[uid] = [
                    (line, bool(lines[line].withdraws), str(lines[line].kind))
                    for line in sorted(newest)
                ]
        return found

    def refused_lines(self) -> list[str]:
        """Records that never change, but which a line tried to change or to write again."""
        query = select(refused_line.c.record).distinct().order_by(refused_line.c.record)
        return list(self._connection.execute(query).scalars())

    def duplicate_numbers(self) -> list[tuple[str, str, list[str]]]:
        """Numbers that two records of a kind carry: (kind, number, uids)."""
        found = []
        for name, table in RECORD_TABLES.items():
            column = table.c.f_number
            twice = (
                select(column).where(column.is_not(None)).group_by(column).having(func.count() > 1)
            )
            groups: dict[str, list[str]] = {}
            for uid, number in self._connection.execute(
                select(table.c.uid, column).where(column.in_(twice)).order_by(table.c.uid)
            ):
                groups.setdefault(number, []).append(uid)
            found += [(name, number, uids) for number, uids in groups.items()]
        return found

    def dangling(self) -> list[tuple[str, str, str, str]]:
        """References to what has not arrived: (kind, uid, field, target)."""
        pairs: list[tuple[str, str, str, str]] = []
        for kind in KINDS:
            table = RECORD_TABLES[kind.kind]
            for name, item in kind.fields.items():
                if isinstance(item, ReferenceField) and item.kinds:
                    column = table.c[f"f_{name}"]
                    query = select(table.c.uid, column).where(column.is_not(None))
                    for target_kind in item.kinds:
                        target = RECORD_TABLES[target_kind].alias()  # may be the same table
                        query = query.where(
                            ~select(target.c.uid).where(target.c.uid == column).exists()
                        )
                    pairs += [
                        (kind.kind, uid, name, aim) for uid, aim in self._connection.execute(query)
                    ]
        mentions = self._connection.execute(select(mention)).all()
        known = self.kind_of({row.target for row in mentions})
        pairs += [
            (row.kind, row.source, row.field, row.target)
            for row in mentions
            if row.target not in known and is_uid(row.target)
        ]
        return pairs


def record_of(kind: type[Record], row: Mapping[Any, Any]) -> Record:
    """A row as a record, detached."""
    return kind(
        row["uid"],
        StoredValues(kind.fields, row),
        origin=Origin(
            by=row["origin_by"] or "",
            journal=row["origin_journal"] or "",
            wall=row["origin_wall"] or "",
            line=row["origin_line"] or "",
        ),
        disputed=frozenset(msgspec.json.decode(row["disputed"]))
        if row["disputed"]
        else frozenset(),
    )
