"""Journals as they came: compressed segments with their lines' hashes, and the latest own lines.

Every line has a local id, `base` of its segment plus its place there; ids differ between laptops
and never leave the store. Two branches of a forked journal are both kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import zstandard
from sqlalchemy import Connection, Row, func, insert, select

from app.core.errors import AppError
from app.crypto.digests import GENESIS, line_hash
from app.models.journal import Segment
from app.store.schema import journal, segment

HASH = 32
SEGMENT_LINES = 2_000
SEGMENT_BYTES = 16 * 1024 * 1024
_RAW_LIMIT = 64 * 1024 * 1024


class JournalDamagedError(AppError):
    """The journal in this store does not agree with itself."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A line in the store: its local id, hash and bytes, and the journal it belongs to."""

    id: int
    hash: bytes
    journal: str
    data: bytes


@dataclass(frozen=True, slots=True)
class JournalState:
    """What is held of a journal: contiguous ranges of line numbers, and the head of the first."""

    uid: str
    replica: str
    is_own: bool
    ranges: tuple[tuple[int, int], ...]
    head: bytes

    @property
    def size(self) -> int:
        """How many lines are held without a gap from the beginning."""
        return self.ranges[0][1] if self.ranges and self.ranges[0][0] == 1 else 0


class Lines:
    """The journal tables, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._unpacked = lru_cache(maxsize=16)(self._unpack)

    def journal_no(self, uid: str, *, replica: str = "", is_own: bool = False) -> int:
        """The local number of a journal, which is entered if it is new."""
        row = self._connection.execute(
            select(journal.c.no, journal.c.replica).where(journal.c.uid == uid)
        ).first()
        if row is None:
            result = self._connection.execute(
                insert(journal).values(uid=uid, replica=replica, is_own=is_own)
            )
            return int(result.inserted_primary_key[0])  # type: ignore[index] # one row was inserted
        if replica and not row.replica:
            self._connection.execute(
                journal.update().where(journal.c.no == row.no).values(replica=replica)
            )
        return int(row.no)

    def journals(self) -> list[JournalState]:
        """Every journal held, in whole or in part."""
        found = []
        for row in self._connection.execute(select(journal).order_by(journal.c.no)):
            pieces = self._connection.execute(
                select(segment.c.first, segment.c.last, func.substr(segment.c.hashes, -HASH))
                .where(segment.c.journal == row.no)
                .order_by(segment.c.first)
            ).all()
            ranges: list[tuple[int, int]] = []
            head = GENESIS
            for first, last, tail in pieces:
                if ranges and first <= ranges[-1][1] + 1:
                    if last > ranges[-1][1]:
                        ranges[-1] = (ranges[-1][0], last)
                        head = bytes(tail) if len(ranges) == 1 else head
                else:
                    ranges.append((first, last))
                    head = bytes(tail) if len(ranges) == 1 else head
            found.append(JournalState(row.uid, row.replica, row.is_own, tuple(ranges), head))
        return found

    def add(self, incoming: Segment, *, is_own: bool = False, replica: str = "",
            stored: bytes | None = None) -> list[Kept]:  # fmt: skip
        """Keep the lines of a segment that are not held yet, and return those.

        `stored` is the segment as it came, zstd-compressed; kept as it is when all of it is new.
        """
        no = self.journal_no(incoming.journal, replica=replica, is_own=is_own)
        hashes = list(incoming.hashes())
        held = self._hashes_between(no, incoming.first, incoming.last)
        if not held:
            return self._insert(no, incoming, hashes, stored)
        added: list[Kept] = []
        start = None
        for place in range(len(hashes) + 1):
            number = incoming.first + place
            is_new = place < len(hashes) and hashes[place] not in held.get(number, ())
            if is_new and start is None:
                start = place
            elif not is_new and start is not None:
                previous = hashes[start - 1] if start else incoming.previous_hash
                lines = incoming.lines[start:place]
                run = Segment(incoming.journal, incoming.first + start, previous, lines)
                added += self._insert(no, run, hashes[start:place], None)
                start = None
        return added

    def _hashes_between(self, no: int, first: int, last: int) -> dict[int, set[bytes]]:
        held: dict[int, set[bytes]] = {}
        for row in self._connection.execute(
            select(segment.c.first, segment.c.hashes).where(
                segment.c.journal == no, segment.c.first <= last, segment.c.last >= first
            )
        ):
            for place, digest in enumerate(_split(row.hashes)):
                held.setdefault(row.first + place, set()).add(digest)
        return held

    def _insert(
        self, no: int, run: Segment, hashes: Sequence[bytes], stored: bytes | None
    ) -> list[Kept]:
        base = self._next_id()
        is_single = stored is None and len(run.lines) == 1
        packed = stored or (run.lines[0] if is_single else _pack(run.lines))
        self._connection.execute(
            insert(segment).values(
                base=base,
                journal=no,
                first=run.first,
                last=run.last,
                previous=run.previous_hash,
                hashes=b"".join(hashes),
                is_compressed=not is_single,
                stored=packed,
            )
        )
        return [
            Kept(base + place, digest, run.journal, line)
            for place, (digest, line) in enumerate(zip(hashes, run.lines, strict=True))
        ]

    def last_id(self) -> int:
        """The local id of the line that arrived last."""
        return self._next_id() - 1

    def _next_id(self) -> int:
        row = self._connection.execute(
            select(segment.c.base, segment.c.first, segment.c.last)
            .order_by(segment.c.base.desc())
            .limit(1)
        ).first()
        return 1 if row is None else int(row.base + row.last - row.first + 1)

    def kept(self, ids: Iterable[int]) -> Iterator[Kept]:
        """The lines with these local ids, in the order asked."""
        for line_id in ids:
            row = self._connection.execute(
                select(segment.c.base, segment.c.hashes, journal.c.uid)
                .join(journal, journal.c.no == segment.c.journal)
                .where(segment.c.base <= line_id)
                .order_by(segment.c.base.desc())
                .limit(1)
            ).one()
            place = line_id - row.base
            digest = bytes(row.hashes[place * HASH : (place + 1) * HASH])
            yield Kept(line_id, digest, row.uid, self._unpacked(row.base)[place])

    def kept_between(self, first: int, last: int) -> Iterator[Kept]:
        """The lines with local ids `first` to `last`, a segment at a time."""
        ends = segment.c.base + segment.c.last - segment.c.first
        query = select(segment.c.base).where(segment.c.base <= last, ends >= first)
        for (base,) in self._connection.execute(query.order_by(segment.c.base)).all():
            row = self._segment(base)
            lines = zip(_split(row.hashes), _lines_of(row), strict=True)
            for line_id, (digest, line) in enumerate(lines, base):
                if first <= line_id <= last:
                    yield Kept(line_id, digest, row.uid, line)

    def all_kept(self) -> Iterator[list[Kept]]:
        """Every line in the store, a segment at a time, in the order of arrival."""
        bases = self._connection.execute(select(segment.c.base).order_by(segment.c.base))
        for (base,) in bases.all():
            row = self._segment(base)
            yield [
                Kept(base + place, digest, row.uid, line)
                for place, (digest, line) in enumerate(
                    zip(_split(row.hashes), _lines_of(row), strict=True)
                )
            ]

    def hash_at(self, journal_uid: str, number: int) -> set[bytes]:
        """The hashes held for one line number: none, one, or more if the journal is forked."""
        no = self.journal_no(journal_uid)
        return self._hashes_between(no, number, number).get(number, set())

    def forked_journals(self) -> list[str]:
        """Journals of which two different lines are held at one place."""
        forked: dict[str, None] = {}
        place = ("", 0)
        query = (
            select(journal.c.uid, segment.c.first, segment.c.last)
            .join(segment, segment.c.journal == journal.c.no)
            .order_by(journal.c.uid, segment.c.first)
        )
        for uid, first, last in self._connection.execute(query):
            if place[0] == uid and first <= place[1]:
                forked[uid] = None
            place = (uid, max(last, place[1] if place[0] == uid else 0))
        return list(forked)

    def leaf_hashes(self, journal_uid: str, size: int) -> list[bytes]:
        """The hashes of lines 1 … `size` along the branch that was held first."""
        hashes: list[bytes] = []
        for piece in self._pieces(journal_uid):
            skip = len(hashes) + 1 - piece.first
            if 0 <= skip <= piece.last - piece.first:
                hashes += _split(piece.hashes)[skip:]
        return hashes[:size]

    def segments_from(self, journal_uid: str, number: int) -> Iterator[Segment]:
        """What is held from line `number` on, in runs that are whole in themselves.

        Own lines, which are stored one by one, are joined; both branches of a fork are given.
        """
        run: Segment | None = None
        tail = b""
        for piece in self._pieces(journal_uid):
            if piece.last < number:
                continue
            lines, hashes = _lines_of(piece), _split(piece.hashes)
            skip = max(0, number - piece.first)
            previous = hashes[skip - 1] if skip else bytes(piece.previous)
            part = Segment(journal_uid, piece.first + skip, previous, lines[skip:])
            if run is not None and run.last + 1 == part.first and previous == tail and _fits(run):
                run = Segment(journal_uid, run.first, run.previous_hash, [*run.lines, *part.lines])
            else:
                if run is not None:
                    yield run
                run = part
            tail = hashes[-1]
        if run is not None:
            yield run

    def verify(self) -> None:
        """Recompute every hash.

        Raises:
            JournalDamagedError: a line or a link is not what it was.
        """
        for (base,) in self._connection.execute(select(segment.c.base)).all():
            row = self._segment(base)
            previous = bytes(row.previous)
            hashes = _split(row.hashes)
            lines = _lines_of(row)
            if len(hashes) != row.last - row.first + 1 or len(lines) != len(hashes):
                raise _damaged()
            for line, digest in zip(lines, hashes, strict=True):
                previous = line_hash(previous, line)
                if previous != digest:
                    raise _damaged()

    def _pieces(self, journal_uid: str) -> Iterator[Row[*tuple[Any, ...]]]:
        bases = self._connection.execute(
            select(segment.c.base)
            .join(journal, journal.c.no == segment.c.journal)
            .where(journal.c.uid == journal_uid)
            .order_by(segment.c.first, segment.c.base)
        ).all()
        for (base,) in bases:
            yield self._segment(base)

    def _segment(self, base: int) -> Row[*tuple[Any, ...]]:
        return self._connection.execute(
            select(segment, journal.c.uid)
            .join(journal, journal.c.no == segment.c.journal)
            .where(segment.c.base == base)
        ).one()

    def _unpack(self, base: int) -> list[bytes]:
        return _lines_of(self._segment(base))


def _fits(run: Segment) -> bool:
    return len(run.lines) < SEGMENT_LINES and sum(map(len, run.lines)) < SEGMENT_BYTES


def _split(hashes: bytes) -> list[bytes]:
    joined = bytes(hashes)
    return [joined[at : at + HASH] for at in range(0, len(joined), HASH)]


def _pack(lines: Sequence[bytes]) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(b"\n".join(lines))


def _lines_of(row: Row[*tuple[Any, ...]]) -> list[bytes]:
    if not row.is_compressed:
        return [bytes(row.stored)]
    try:
        raw = zstandard.ZstdDecompressor().decompress(row.stored, max_output_size=_RAW_LIMIT)
    except zstandard.ZstdError as error:
        raise _damaged() from error
    return raw.split(b"\n")


def _damaged() -> JournalDamagedError:
    return JournalDamagedError(
        "The journal in this store was changed or damaged outside Athar.",
        hint="Nothing was changed now. Keep the file for inspection and open the newest backup.",
    )
