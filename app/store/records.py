"""Reading the projection: records as they stand, detached from the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    bindparam,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)

from app.models.custody import CustodyEvent
from app.models.fields import Json, MediaField, ReferenceField, RowsField
from app.models.journal import decode_line
from app.models.kinds import KIND
from app.models.record import Record, State
from app.rules.holding import seal_key
from app.rules.merge import Write
from app.store.bulk import collector_paused
from app.store.lines import Lines
from app.store.merging import History, histories
from app.store.rows import in_pieces
from app.store.schema import (
    RECORD_TABLES,
    is_unsettled,
    mention,
    missing,
    refused_line,
    start,
    touch,
)
from app.store.stored import StoredValues, columns_of, in_titles, record_of

DIGEST_LETTERS = 64
_REMEMBERED = 2_000  # records, so that asking again for a site costs nothing


@cache
def _by_uid(kind: str) -> Select[Any]:
    return select(*columns_of(kind)).where(RECORD_TABLES[kind].c.uid == bindparam("uid"))


@cache
def _all_of(kind: str, *, with_withdrawn: bool) -> Select[Any]:
    return _listed(kind, columns_of(kind), with_withdrawn=with_withdrawn)


@cache
def _uids_of(kind: str, *, with_withdrawn: bool) -> Select[Any]:
    return _listed(kind, [RECORD_TABLES[kind].c.uid], with_withdrawn=with_withdrawn)


def _listed(kind: str, columns: list[ColumnElement[Any]], *, with_withdrawn: bool) -> Select[Any]:
    table = RECORD_TABLES[kind]
    query = select(*columns).order_by(table.c.f_number.nulls_first(), table.c.uid)
    if with_withdrawn:
        return query
    withdrawn = State.WITHDRAWN.value
    return query.where(or_(table.c.f_state.is_(None), table.c.f_state != withdrawn))


@cache
def _stored_in(kind: str, names: tuple[str, ...]) -> Select[Any]:
    table = RECORD_TABLES[kind]
    standing = (table.c.disputed.is_not(None), table.c.amended)
    return select(table.c.uid, *standing, *(table.c[f"f_{name}"] for name in names))


@cache
def _referring(kind: str, field: str) -> Select[Any]:
    table = RECORD_TABLES[kind]
    query = select(*columns_of(kind)).order_by(table.c.f_number.nulls_first(), table.c.uid)
    if isinstance(KIND[kind].fields[field], ReferenceField):
        return query.where(table.c[f"f_{field}"] == bindparam("uid"))
    sources = select(mention.c.source).where(
        start(mention.c.target) == start(bindparam("uid")),
        mention.c.target == bindparam("uid"),
        mention.c.kind == kind,
        mention.c.field == field,
    )
    return query.where(table.c.uid.in_(sources))


@cache
def _holding(kind: str, field: str) -> Select[Any]:
    held = RECORD_TABLES[kind].c[f"f_{field}"] == bindparam("value")
    return _all_of(kind, with_withdrawn=False).where(held)


@cache
def _with(column: str) -> CompoundSelect[Any]:
    """(kind, uid) of the records of any kind that hold `value` in a column."""
    return union_all(
        *(
            select(literal(kind), table.c.uid).where(table.c[column] == bindparam("value"))
            for kind, table in RECORD_TABLES.items()
        )
    )


@cache
def _among(kinds: tuple[str, ...]) -> CompoundSelect[Any]:
    """(kind, uid) of those records of these kinds that are here."""
    uids: BindParameter[Any] = bindparam("uids", expanding=True)
    tables = [(kind, RECORD_TABLES[kind]) for kind in kinds if kind in RECORD_TABLES]
    return union_all(
        *(select(literal(kind), t.c.uid).where(t.c.uid.in_(uids)) for kind, t in tables)
    )


@cache
def _some_of(kind: str) -> Select[Any]:
    is_it = RECORD_TABLES[kind].c.uid.in_(bindparam("uids", expanding=True))
    return select(*columns_of(kind)).where(is_it)


@cache
def _titled(kind: str) -> Select[Any]:
    table = RECORD_TABLES[kind]
    return select(table.c.uid, *(table.c[f"f_{name}"] for name in in_titles(kind)))


@cache
def _numbers(kind: str) -> Select[Any]:
    column = RECORD_TABLES[kind].c.f_number
    return select(column).where(column.is_not(None))


@cache
def _origin_id(kind: str) -> Select[Any]:
    table = RECORD_TABLES[kind]
    return select(table.c.origin_id).where(table.c.uid == bindparam("uid"))


@cache
def _created_within() -> Select[Any]:
    """How many records lines with local ids from `first` to `last` created."""
    counts = [
        select(func.count())
        .select_from(table)
        .where(table.c.origin_id.between(bindparam("first"), bindparam("last")))
        .scalar_subquery()
        for table in RECORD_TABLES.values()
    ]
    return select(sum(counts[1:], start=counts[0]))


@cache
def _origins(kind: str) -> Select[Any]:
    table = RECORD_TABLES[kind]
    uids: BindParameter[Any] = bindparam("uids", expanding=True)
    return select(table.c.uid, table.c.origin_id).where(table.c.uid.in_(uids))


@cache
def _drafts(kind: str) -> Select[Any]:
    state = RECORD_TABLES[kind].c.f_state
    settled = [one.value for one in State if one is not State.DRAFT]
    query = select(func.count()).select_from(RECORD_TABLES[kind])
    return query.where(or_(state.is_(None), state.not_in(settled)))


@cache
def _duplicates() -> CompoundSelect[Any]:
    found = []
    for kind, table in RECORD_TABLES.items():
        number = table.c.f_number
        twice = select(number).where(number.is_not(None)).group_by(number).having(func.count() > 1)
        found.append(select(literal(kind), number, table.c.uid).where(number.in_(twice)))
    return union_all(*found)


@cache
def _media_named() -> CompoundSelect[Any]:
    found = []
    for kind, record in KIND.items():
        table = RECORD_TABLES[kind]
        for name, item in record.fields.items():
            if isinstance(item, MediaField):
                column = table.c[f"f_{name}"]
                found.append(select(column).where(column.is_not(None)))
            elif isinstance(item, RowsField) and any(
                isinstance(column, MediaField) for column in item.row.columns.values()
            ):
                is_digest = func.length(mention.c.target) == DIGEST_LETTERS
                here = (mention.c.kind == kind, mention.c.field == name, is_digest)
                found.append(select(mention.c.target).where(*here))
    return union_all(*found)


@cache
def _unsettled() -> CompoundSelect[Any]:
    return union_all(
        *(
            select(literal(kind), table.c.uid, table.c.disputed, table.c.parallel)
            .where(is_unsettled(table))
            for kind, table in RECORD_TABLES.items()
        )
    )  # fmt: skip


_TOUCH_IDS = select(touch.c.id).where(
    touch.c.kind == bindparam("kind"), touch.c.record == bindparam("uid")
)


_CHANGED_WITHIN = union(
    *(
        select(table.c.kind, table.c.record).where(
            table.c.id.between(bindparam("first"), bindparam("last"))
        )
        for table in (touch, refused_line)
    )
)
_BY_AGE = (
    select(touch.c.record, touch.c.id)
    .where(
        touch.c.kind == bindparam("kind"),
        touch.c.record.in_(bindparam("uids", expanding=True)),
    )
    .order_by(touch.c.lam, touch.c.line)
)
_CHANGED_SINCE = (
    select(touch.c.record)
    .where(
        touch.c.kind == bindparam("kind"),
        touch.c.record.in_(bindparam("uids", expanding=True)),
        touch.c.id > bindparam("id"),
    )
    .distinct()
)


class Records:
    """Queries on the projection, within one transaction; what rules see of the world."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._remembered: dict[str, Record] = {}

    def forget(self) -> None:
        """Read anew what was read before: something was written."""
        self._remembered.clear()

    def get(self, uid: str, kind: str | None = None) -> Record | None:
        """The record with this uid, of whatever kind."""
        known = self._remembered.get(uid)
        if known is None or kind not in {None, known.kind}:
            kind = kind or self._kind_of(uid)
            known = self._read(uid, kind) if kind else None
            if known is not None:
                self._remember(known)
        return known

    def _remember(self, record: Record) -> None:
        if len(self._remembered) >= _REMEMBERED:
            self.forget()
        self._remembered[record.uid] = record

    def _read(self, uid: str, kind: str) -> Record | None:
        row = self._connection.execute(_by_uid(kind), {"uid": uid}).first()
        return None if row is None else record_of(KIND[kind], row)

    def _kind_of(self, uid: str) -> str | None:
        return self._connection.execute(_with("uid"), {"value": uid}).scalar()

    def all_of(self, kind: str, *, include_withdrawn: bool = False) -> list[Record]:
        """Every record of a kind, by number."""
        with collector_paused():
            rows = self._connection.execute(_all_of(kind, with_withdrawn=include_withdrawn)).all()
            return [record_of(KIND[kind], row) for row in rows]

    def uids_of(self, kind: str, *, include_withdrawn: bool = False) -> list[str]:
        """Which records of a kind there are, by number."""
        rows = self._connection.execute(_uids_of(kind, with_withdrawn=include_withdrawn))
        return list(rows.scalars())

    def stored_in(self, kind: str, names: tuple[str, ...], uid: str = "") -> list[Row[Any]]:
        """(uid, is disputed, is amended, *values as they are stored) of each record, in no order.

        Only of the record `uid`, if it is given. `value_of` says what a stored value means.
        """
        query = _stored_in(kind, names)
        if uid:
            query = query.where(RECORD_TABLES[kind].c.uid == uid)
        with collector_paused():
            return list(self._connection.execute(query).all())

    def some_of(self, kind: str, uids: Collection[str]) -> Iterator[Record]:
        """Those records of a kind that are here."""
        for some in in_pieces(uids):
            for row in self._connection.execute(_some_of(kind), {"uids": some}):
                yield record_of(KIND[kind], row)

    def referring(
        self, kind: str, field: str, uid: str, *, include_withdrawn: bool = False
    ) -> list[Record]:
        """The records of a kind whose `field` names `uid`, alone, in a list or in a table's row."""
        rows = self._connection.execute(_referring(kind, field), {"uid": uid})
        records = (record_of(KIND[kind], row) for row in rows)
        return [record for record in records if include_withdrawn or not record.is_withdrawn]

    def holding(self, kind: str, field: str, value: str) -> list[Record]:
        """The records of a kind whose `field` is this plain value, by number."""
        rows = self._connection.execute(_holding(kind, field), {"value": value})
        return [record_of(KIND[kind], row) for row in rows]

    def sealing(self, seal: str) -> list[Record]:
        """The custody events in which an item was left under this seal, however it is spelled."""
        key = seal_key(seal)
        return [
            event
            for event in self.referring(CustodyEvent.kind, "lines", key)
            if any(seal_key(line.seal_after) == key for line in event.values.get("lines", ()))
        ]

    def tellings(self, kind: str, uid: str, field: str) -> list[tuple[str, Json]]:
        """Who gave a field of a record which value, encoded, the earliest first."""
        told = [
            (line.lam, kept.hash, line.by, touch.f[field])
            for kept in Lines(self._connection).kept(self.line_ids(uid, kind))
            for line in [decode_line(kept.data)]
            for touch in line.m
            if (touch.t, touch.r) == (kind, uid) and field in touch.f
        ]
        return [(by, value) for *_, by, value in sorted(told, key=lambda one: one[:2])]

    def by_number(self, number: str) -> list[Record]:
        """Records of any kind that carry this number."""
        rows = self._connection.execute(_with("f_number"), {"value": number}).all()
        found = [self.get(uid, kind) for kind, uid in rows]
        return [record for record in found if record is not None]

    def numbers(self, kind: str) -> list[str]:
        """Every number ever given to a kind, withdrawn records included."""
        return list(self._connection.execute(_numbers(kind)).scalars())

    def media_named(self) -> set[str]:
        """The digests of every original that a record names, in a field or in a table's row."""
        return set(self._connection.execute(_media_named()).scalars())

    def count(self, kind: str) -> int:
        """How many records of a kind there are."""
        query = select(func.count()).select_from(RECORD_TABLES[kind])
        return int(self._connection.execute(query).scalar_one())

    def count_touched(self, ranges: Collection[tuple[int, int]]) -> int:
        """How many records lines with local ids in these ranges created, changed or tried to."""
        created, known = 0, set[tuple[str, str]]()
        for first, last in ranges:
            span = {"first": first, "last": last}
            created += int(self._connection.execute(_created_within(), span).scalar_one())
            rows = self._connection.execute(_CHANGED_WITHIN, span)
            known |= {(kind, uid) for kind, uid in rows}
        return created + len(known - self._created_among(known, ranges))

    def _created_among(
        self, known: Iterable[tuple[str, str]], ranges: Iterable[tuple[int, int]]
    ) -> set[tuple[str, str]]:
        uids: dict[str, list[str]] = {}
        for kind, uid in known:
            uids.setdefault(kind, []).append(uid)
        return {
            (kind, uid)
            for kind, several in uids.items()
            for some in in_pieces(several)
            for uid, at in self._connection.execute(_origins(kind), {"uids": some})
            if any(first <= at <= last for first, last in ranges)
        }

    def count_drafts(self, kind: str) -> int:
        """How many records of a kind are neither final nor withdrawn."""
        return int(self._connection.execute(_drafts(kind)).scalar_one())

    def titles(self, kinds: Iterable[str]) -> dict[str, str]:
        """What to call each record of these kinds."""
        found: dict[str, str] = {}
        for kind in kinds:
            columns, made = in_titles(kind), KIND[kind]
            is_number = made.title is Record.title
            with collector_paused():
                for row in self._connection.execute(_titled(kind)).all():
                    number = row[1] if is_number else None
                    found[row[0]] = number or made(row[0], StoredValues(columns, row)).title
        return found

    def kind_of(self, uids: Iterable[str], kinds: tuple[str, ...] = ()) -> dict[str, str]:
        """The kind of each of these records that has arrived; only of some `kinds`, if any."""
        found: dict[str, str] = {}
        for some in in_pieces(list(uids)):
            rows = self._connection.execute(_among(kinds or tuple(KIND)), {"uids": some})
            found |= {uid: kind for kind, uid in rows}
        return found

    def _history(self, uid: str, kind: str) -> History:
        return histories(self._connection, KIND[kind], [uid])[uid]

    def newest_ids(self, kind: str, uids: Collection[str]) -> dict[str, int]:
        """The local id of the newest line that touched each record which more than one touched."""
        found: dict[str, int] = {}
        for some in in_pieces(uids):
            rows = self._connection.execute(_BY_AGE, {"kind": kind, "uids": some})
            found |= dict(rows.all())
        return found

    def as_of(self, kind: str, uids: Collection[str], line_id: int) -> dict[str, Record]:
        """Those records that lines up to a local id told of and later ones changed, as they were.

        Records that were not known then, or are as they were, are left out.
        """
        changed = set[str]()
        for some in in_pieces(uids):
            changed |= set(
                self._connection.execute(
                    _CHANGED_SINCE, {"kind": kind, "uids": some, "id": line_id}
                ).scalars()
            )
        found = {}
        for uid, history in histories(self._connection, KIND[kind], changed).items():
            if columns := history.columns_as_of(line_id):
                told = (
                    "",
                    "",
                    "",
                    "",
                    None,
                    None,
                    *(columns.get(name) for name in KIND[kind].fields),
                )
                found[uid] = record_of(KIND[kind], (uid, *told))
        return found

    def heads(self, uid: str, kind: str, field: str) -> list[Write]:
        """The writes of a field that no other write replaces, newest first."""
        return list(self._history(uid, kind).settled(field).heads)

    def newest_lines(self, uid: str, kind: str) -> list[str]:
        """The newest lines that touched a record: more than one means nobody has seen them all."""
        return self._history(uid, kind).newest

    def line_ids(self, uid: str, kind: str) -> list[int]:
        """The local ids of every line that touched a record."""
        ids = set(self._connection.execute(_TOUCH_IDS, {"kind": kind, "uid": uid}).scalars())
        origin = self._connection.execute(_origin_id(kind), {"uid": uid}).scalar()
        return sorted(ids | ({origin} if origin else set()))

    def disputed(self) -> list[Record]:
        """Records with a field on which laptops disagree."""
        rows = self._connection.execute(_unsettled()).all()
        found = [self.get(uid, kind) for kind, uid, disputed, _ in rows if disputed]
        return [record for record in found if record is not None]

    def parallel_touches(self) -> dict[str, list[tuple[str, bool, str]]]:
        """Records worked on in parallel: uid → (line, does it withdraw, kind) of each newest."""
        rows = self._connection.execute(_unsettled())
        return {
            uid: [(line, withdraws, kind) for line, withdraws in msgspec.json.decode(parallel)]
            for kind, uid, _, parallel in rows
            if parallel
        }

    def refused_lines(self) -> list[str]:
        """Records that never change, but which a line tried to change or to write again."""
        query = select(refused_line.c.record).distinct().order_by(refused_line.c.record)
        return list(self._connection.execute(query).scalars())

    def duplicate_numbers(self) -> list[tuple[str, str, list[str]]]:
        """Numbers that two records of a kind carry: (kind, number, uids)."""
        groups: dict[tuple[str, str], list[str]] = {}
        for kind, number, uid in self._connection.execute(_duplicates()):
            groups.setdefault((kind, number), []).append(uid)
        return [(kind, number, sorted(uids)) for (kind, number), uids in sorted(groups.items())]

    def dangling(self) -> list[tuple[str, str, str, str]]:
        """References to what has not arrived: (kind, uid, field, target)."""
        columns = (missing.c.kind, missing.c.source, missing.c.field, missing.c.target)
        rows = self._connection.execute(select(*columns).order_by(*columns))
        return [(kind, source, field, target) for kind, source, field, target in rows]
