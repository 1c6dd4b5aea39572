"""Signed papers that travel with bundles, and the register of bundles sent and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select

from app.store.schema import checkpoint, medium, paper, parcel, typed


@dataclass(frozen=True, slots=True)
class Paper:
    """A signed statement as it came: certificate, receipt, revocation or enrolment."""

    kind: str
    key: str
    number: int
    body: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """A bundle sent (`out`) or read (`in`); `peer` is the replica at the other end."""

    direction: str
    bundle: str
    sha256: str
    number: int
    peer: str
    at: str
    note: str


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint and the signature of the journal's own laptop."""

    journal: str
    size: int
    head: str
    body: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Medium:
    """A file in the vault: the SHA-256 of its original bytes, their count, and what it is."""

    sha256: str
    bytes: int
    kind: str


class Papers:
    """The registers, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, item: Paper) -> None:
        """Keep a paper; one of the same kind and key is replaced by a newer number only."""
        known = self.get(item.kind, item.key)
        if known is None or known.number < item.number:
            self._replace(paper, {"kind": item.kind, "key": item.key}, _values(item))

    def get(self, kind: str, key: str) -> Paper | None:
        """One paper."""
        query = select(paper).where(paper.c.kind == kind, paper.c.key == key)
        row = self._connection.execute(query).first()
        return None if row is None else _paper(row)

    def all_of(self, kind: str) -> list[Paper]:
        """All papers of a kind, by number."""
        query = select(paper).where(paper.c.kind == kind).order_by(paper.c.number, paper.c.key)
        return [_paper(row) for row in self._connection.execute(query)]

    def note_parcel(self, item: Parcel) -> None:
        """Enter a bundle in the register."""
        self._replace(parcel, {"direction": item.direction, "bundle": item.bundle}, _values(item))

    def forget_parcel(self, direction: str, bundle: str) -> None:
        """Strike a bundle from the register."""
        self._remove(parcel, {"direction": direction, "bundle": bundle})

    def parcels(self, direction: str) -> list[Parcel]:
        """Bundles sent or read, oldest first."""
        query = select(parcel).where(parcel.c.direction == direction).order_by(parcel.c.at)
        return [Parcel(**row) for row in self._connection.execute(query).mappings()]

    def keep_checkpoint(self, item: SignedCheckpoint) -> None:
        """Keep a signed checkpoint; the same one again changes nothing."""
        key = {"journal": item.journal, "size": item.size, "head": item.head}
        self._replace(checkpoint, key, _values(item))

    def checkpoints(self, journal: str) -> list[SignedCheckpoint]:
        """The signed checkpoints of a journal, by size."""
        query = select(checkpoint).where(checkpoint.c.journal == journal)
        rows = self._connection.execute(query.order_by(checkpoint.c.size))
        return [
            SignedCheckpoint(row.journal, row.size, row.head, bytes(row.body), bytes(row.signature))
            for row in rows
        ]

    def note_medium(self, item: Medium) -> None:
        """Enter a file of the vault."""
        self._replace(medium, {"sha256": item.sha256}, _values(item))

    def media(self) -> dict[str, Medium]:
        """Every file in the vault, by digest."""
        rows = self._connection.execute(select(medium).order_by(medium.c.sha256)).mappings()
        return {row["sha256"]: Medium(**row) for row in rows}

    def keep_typed(self, kind: str, uid: str, field: str, text: str) -> None:
        """Keep what was typed but could not be saved; empty text forgets it."""
        key = {"kind": kind, "uid": uid, "field": field}
        if text:
            self._replace(typed, key, {**key, "text": text})
        else:
            self._remove(typed, key)

    def typed(self, kind: str, uid: str) -> dict[str, str]:
        """What was typed into a record's form and could not be saved: field → text."""
        query = select(typed).where(typed.c.kind == kind, typed.c.uid == uid)
        return {row.field: row.text for row in self._connection.execute(query)}

    def _replace(self, table: Table, key: Mapping[str, object], values: dict[str, object]) -> None:
        self._remove(table, key)
        self._connection.execute(insert(table).values(**values))

    def _remove(self, table: Table, key: Mapping[str, object]) -> None:
        query = table.delete()
        for name, value in key.items():
            query = query.where(table.c[name] == value)
        self._connection.execute(query)


def _values(item: Paper | Parcel | SignedCheckpoint | Medium) -> dict[str, object]:
    return {name: getattr(item, name) for name in item.__slots__}


def _paper(row: Row[*tuple[Any, ...]]) -> Paper:
    return Paper(row.kind, row.key, row.number, bytes(row.body), bytes(row.signature))
