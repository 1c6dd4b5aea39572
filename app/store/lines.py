"""Journals as they came: compressed segments with their lines' hashes, and the latest own lines.

Every line has a local id, `base` of its segment plus its place there; ids differ between laptops
and never leave the store. Two branches of a forked journal are both kept, and never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

import zstandard
from sqlalchemy import Connection, Integer, Row, bindparam, cast, delete, func, insert, select

from app.core.errors import AppError
from app.crypto.digests import line_hash
from app.models.journal import Segment
from app.store.branches import JournalState, Piece, state_of
from app.store.schema import checkpoint, journal, segment

HASH = 32
SEGMENT_LINES = 2_000
SEGMENT_BYTES = 1024 * 1024
FOLD_LINES = 256
_WORTH_FOLDING = 16
_RAW_LIMIT = 64 * 1024 * 1024


class JournalDamagedError(AppError):
    """The journal in this store does not agree with itself."""


class Kept(NamedTuple):
    """A line in the store: its local id, hash and bytes, and the journal it belongs to."""

    id: int
    hash: bytes
    journal: str
    data: bytes


_Row: TypeAlias = Row[*tuple[Any, ...]]

_NEXT_ID = (
    select(segment.c.base + segment.c.last - segment.c.first + 1)
    .order_by(segment.c.base.desc())
    .limit(1)
)
_JOURNAL = select(journal.c.no, journal.c.replica).where(journal.c.uid == bindparam("uid"))
_PIECES = (
    select(journal, segment.c.first, segment.c.last, segment.c.previous, segment.c.head)
    .outerjoin(segment, segment.c.journal == journal.c.no)
    .order_by(journal.c.no, segment.c.first, segment.c.base)
)
_BETWEEN = select(segment.c.first, segment.c.hashes).where(
    segment.c.journal == bindparam("no"),
    segment.c.first <= bindparam("last"),
    segment.c.last >= bindparam("first"),
)
_PLACE = cast(bindparam("n") - segment.c.first, Integer)  # PostgreSQL cuts by no larger number
_HASH_AT = (
    select(func.substr(segment.c.hashes, _PLACE * HASH + 1, HASH))
    .join(journal, journal.c.no == segment.c.journal)
    .where(
        journal.c.uid == bindparam("uid"),
        segment.c.first <= bindparam("n"),
        segment.c.last >= bindparam("n"),
    )
)
_INSERT = insert(segment)
_WHOLE = select(segment, journal.c.uid).join(journal, journal.c.no == segment.c.journal)
_AT_BASE = _WHOLE.where(segment.c.base == bindparam("base"))
_BASES = select(segment.c.base).order_by(segment.c.base)
_BASE_OF = _BASES.with_only_columns(func.max(segment.c.base)).order_by(None).where(
    segment.c.base <= bindparam("id")
)  # fmt: skip
_OF_JOURNAL = _WHOLE.where(
    journal.c.uid == bindparam("uid"), segment.c.last >= bindparam("n")
).order_by(segment.c.first, segment.c.base)
_BACKWARDS = (
    select(segment.c.base, segment.c.first, segment.c.last, segment.c.previous, segment.c.hashes)
    .join(journal, journal.c.no == segment.c.journal)
    .where(
        journal.c.uid == bindparam("uid"),
        segment.c.first <= bindparam("size"),
        segment.c.last >= bindparam("first"),
    )
    .order_by(segment.c.first.desc(), segment.c.base.desc())
)
_SINGLES = (
    select(segment)
    .where(
        segment.c.journal == bindparam("no"),
        segment.c.first > bindparam("after"),
        ~segment.c.is_compressed,
    )
    .order_by(segment.c.base)
)
_FORGET = delete(segment).where(segment.c.base.between(bindparam("first"), bindparam("last")))


class Lines:
    """The journal tables, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._opened = lru_cache(maxsize=16)(self._open)

    def journal_no(self, uid: str, *, replica: str = "", is_own: bool = False) -> int:
        """The local number of a journal, which is entered if it is new."""
        row = self._connection.execute(_JOURNAL, {"uid": uid}).first()
        if row is None:
            new = insert(journal).values(uid=uid, replica=replica, is_own=is_own)
            key = self._connection.execute(new).inserted_primary_key
            return int(key[0])  # type: ignore[index] # one row was inserted
        if replica and not row.replica:
            known = journal.update().where(journal.c.no == row.no).values(replica=replica)
            self._connection.execute(known)
        return int(row.no)

    def journals(self) -> list[JournalState]:
        """Every journal held, in whole or in part."""
        rows = self._connection.execute(_PIECES)
        found = []
        for _, group in groupby(rows, key=lambda row: row.no):
            pieces = list(group)
            of = pieces[0]
            held = (
                Piece(row.first, row.last, bytes(row.previous), bytes(row.head))
                for row in pieces
                if row.first is not None
            )
            found.append(state_of(of.uid, of.replica, held, is_own=of.is_own))
        return found

    def append(self, no: int, to: str, number: int, previous: bytes, data: bytes) -> Kept:
        """Keep the next line of the own journal, whose local number is `no`.

        Every so often the latest own lines are folded into one compressed segment.
        """
        (kept,) = self._insert(
            no, Segment(to, number, previous, [data]), [line_hash(previous, data)], None
        )
        if number % FOLD_LINES == 0:
            self._fold(no, to, number - FOLD_LINES)
        return kept

    def add(
        self, incoming: Segment, *, replica: str = "", stored: bytes | None = None
    ) -> list[Kept]:
        """Keep the lines of a segment that are not held yet, and return those.

        `stored` is the segment as it came, zstd-compressed; kept as it is when all of it is new.
        """
        no = self.journal_no(incoming.journal, replica=replica)
        hashes = list(incoming.hashes())
        held = self._held(no, incoming)
        if not held:
            return self._insert(no, incoming, hashes, stored)
        added: list[Kept] = []
        is_new = [
            digest not in held.get(number, ())
            for number, digest in enumerate(hashes, incoming.first)
        ]
        place = 0
        for wanted, group in groupby(is_new):
            start, place = place, place + len(list(group))
            if wanted:
                previous = hashes[start - 1] if start else incoming.previous_hash
                lines = incoming.lines[start:place]
                run = Segment(incoming.journal, incoming.first + start, previous, lines)
                added += self._insert(no, run, hashes[start:place], None)
        return added

    def _held(self, no: int, incoming: Segment) -> dict[int, set[bytes]]:
        held: dict[int, set[bytes]] = {}
        span = {"no": no, "first": incoming.first, "last": incoming.last}
        for row in self._connection.execute(_BETWEEN, span):
            for number, digest in enumerate(_split(row.hashes), row.first):
                held.setdefault(number, set()).add(digest)
        return held

    def _insert(
        self, no: int, run: Segment, hashes: Sequence[bytes], stored: bytes | None
    ) -> list[Kept]:
        if not run.lines:
            return []
        base = self._next_id()
        self._store(no, base, run, hashes, stored)
        told = zip(hashes, run.lines, strict=True)
        return [
            Kept(line, digest, run.journal, data) for line, (digest, data) in enumerate(told, base)
        ]

    def _store(
        self, no: int, base: int, run: Segment, hashes: Sequence[bytes], stored: bytes | None
    ) -> None:
        is_single = stored is None and len(run.lines) == 1
        packed = stored or (run.lines[0] if is_single else _pack(run.lines))
        self._connection.execute(
            _INSERT,
            {
                "base": base,
                "journal": no,
                "first": run.first,
                "last": run.last,
                "previous": run.previous_hash,
                "head": hashes[-1],
                "hashes": b"".join(hashes),
                "is_compressed": not is_single,
                "stored": packed,
            },
        )

    def _fold(self, no: int, to: str, after: int) -> None:
        """Make one compressed segment of own lines stored one by one; their ids stay."""
        singles = self._connection.execute(_SINGLES, {"no": no, "after": after}).all()
        for run in _consecutive(singles):
            if len(run) < _WORTH_FOLDING:
                continue
            first, last = run[0], run[-1]
            self._connection.execute(_FORGET, {"first": first.base, "last": last.base})
            lines = [bytes(row.stored) for row in run]
            folded = Segment(to, first.first, bytes(first.previous), lines)
            self._store(no, first.base, folded, [bytes(row.head) for row in run], None)
        self._opened.cache_clear()

    def last_id(self) -> int:
        """The local id of the line that arrived last."""
        return self._next_id() - 1

    def _next_id(self) -> int:
        return int(self._connection.execute(_NEXT_ID).scalar() or 1)

    def kept(self, ids: Iterable[int]) -> Iterator[Kept]:
        """The lines with these local ids, in the order asked."""
        base, lines = 0, list[Kept]()
        for line_id in ids:
            if not base <= line_id < base + len(lines):
                base = int(self._connection.execute(_BASE_OF, {"id": line_id}).scalar_one())
                lines = self._opened(base)
            yield lines[line_id - base]

    def all_kept(self) -> Iterator[list[Kept]]:
        """Every line in the store, some thousands at a time, in the order of arrival."""
        batch: list[Kept] = []
        for base in self._connection.execute(_BASES).scalars().all():
            batch += self._open(base)
            if len(batch) >= SEGMENT_LINES:
                yield batch
                batch = []
        if batch:
            yield batch

    def hash_at(self, journal_uid: str, number: int) -> set[bytes]:
        """The hashes held for one line number: none, one, or more if the journal is forked."""
        found = self._connection.execute(_HASH_AT, {"uid": journal_uid, "n": number})
        return {bytes(digest) for digest in found.scalars()}

    def forked_journals(self) -> list[str]:
        """Journals of which two different lines are held at one place."""
        return [state.uid for state in self.journals() if state.is_forked]

    def leaf_hashes(self, journal_uid: str, size: int, head: bytes) -> list[bytes]:
        """The hashes of the lines that lead up to line `size`, hashed `head`, from line 1 on.

        Fewer than `size`, should not all of them be held.
        """
        pieces = self._leading_to(journal_uid, 1, size, head)
        return [digest for _, hashes in pieces for digest in hashes]

    def segments_from(self, journal_uid: str, number: int) -> Iterator[Segment]:
        """What is held from line `number` on, in runs that are whole in themselves.

        Own lines, which are stored one by one, are joined; both branches of a fork are given.
        """
        rows = self._connection.execute(_OF_JOURNAL, {"uid": journal_uid, "n": number})
        pieces = ((row, _split(row.hashes)) for row in rows)
        yield from _runs(journal_uid, number, pieces)

    def walk(self, journal_uid: str, first: int, size: int, head: bytes) -> Iterator[Segment]:
        """The lines from `first` that lead up to line `size`, hashed `head`, some at a time.

        Of a forked journal only that branch; after a gap, only what lies behind it.
        """
        pieces = (
            (self._connection.execute(_AT_BASE, {"base": base}).one(), hashes)
            for base, hashes in self._leading_to(journal_uid, first, size, head)
        )
        yield from _runs(journal_uid, first, pieces)

    def backwards(self, journal_uid: str, size: int, head: bytes) -> Iterator[Kept]:
        """The lines that lead up to line `size`, hashed `head`, the last one first."""
        while size:
            first = max(1, size - FOLD_LINES + 1)
            pieces = self._leading_to(journal_uid, first, size, head)
            if not pieces:
                return
            for base, hashes in reversed(pieces):
                yield from reversed(self._opened(base)[: len(hashes)])
            row = self._connection.execute(_AT_BASE, {"base": pieces[0][0]}).one()
            size, head = row.first - 1, bytes(row.previous)

    def ids_of(self, journal_uid: str, first: int, size: int, head: bytes) -> list[tuple[int, int]]:
        """The local ids of the lines that `walk` gives, as ranges from one to another."""
        ranges: list[tuple[int, int]] = []
        end = size
        for base, hashes in reversed(self._leading_to(journal_uid, first, size, head)):
            start = end - len(hashes) + 1
            begins, ends = base + max(0, first - start), base + len(hashes) - 1
            if ranges and ranges[-1][0] == ends + 1:
                ends = ranges.pop()[1]
            ranges.append((begins, ends))
            end = start - 1
        return ranges[::-1]

    def _leading_to(
        self, journal_uid: str, first: int, size: int, head: bytes
    ) -> list[tuple[int, list[bytes]]]:
        """The pieces that hold lines `first` to `size`, each with the hashes on the way there."""
        found = []
        span = {"uid": journal_uid, "first": first, "size": size}
        for piece in self._connection.execute(_BACKWARDS, span):
            if not piece.first <= size <= piece.last:
                continue
            hashes = _split(piece.hashes)[: size - piece.first + 1]
            if hashes[-1] == head:
                found.append((piece.base, hashes))
                size, head = piece.first - 1, bytes(piece.previous)
        return found[::-1]

    def verify(self) -> None:
        """Recompute every hash, and compare with what is signed for.

        Raises:
            JournalDamagedError: a line or a link is not what it was.
        """
        following = 1
        for base in self._connection.execute(_BASES).scalars().all():
            piece = self._connection.execute(_AT_BASE, {"base": base}).first()
            if piece is None or base != following:
                raise damaged()
            _verify_piece(piece)
            following = base + piece.last - piece.first + 1
        signed = select(checkpoint.c.journal, checkpoint.c.size, checkpoint.c.head)
        for uid, size, head in self._connection.execute(signed):
            held = self.hash_at(uid, size)
            if held and bytes.fromhex(head) not in held:
                raise damaged()

    def _open(self, base: int) -> list[Kept]:
        row = self._connection.execute(_AT_BASE, {"base": base}).one()
        told = zip(_split(row.hashes), _lines_of(row), strict=True)
        return [Kept(line, digest, row.uid, data) for line, (digest, data) in enumerate(told, base)]


def _runs(
    uid: str, number: int, pieces: Iterable[tuple[_Row, Sequence[bytes]]]
) -> Iterator[Segment]:
    """Lines from `number` on, each piece with the hashes wanted of it, joined where they follow."""
    run, first, before, tail, size = list[bytes](), 0, b"", b"", 0
    for piece, hashes in pieces:
        previous = bytes(piece.previous)
        told = zip(_lines_of(piece), hashes, strict=False)
        for place, (line, digest) in enumerate(told, piece.first):
            if place >= number:
                follows = place == first + len(run) and previous == tail
                if not follows or len(run) == SEGMENT_LINES or size + len(line) > SEGMENT_BYTES:
                    if run:
                        yield Segment(uid, first, before, run)
                    run, first, before, size = [], place, previous, 0
                run.append(line)
                tail, size = digest, size + len(line)
            previous = digest
    if run:
        yield Segment(uid, first, before, run)


def _consecutive(singles: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Lines stored one by one that follow one another, in arrival too."""
    run: list[_Row] = []
    for row in singles:
        if run and (row.base, bytes(row.previous)) != (run[-1].base + 1, bytes(run[-1].head)):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _verify_piece(row: _Row) -> None:
    previous = bytes(row.previous)
    hashes, lines = _split(row.hashes), _lines_of(row)
    if not len(hashes) == len(lines) == row.last - row.first + 1:
        raise damaged()
    for line, digest in zip(lines, hashes, strict=True):
        previous = line_hash(previous, line)
        if previous != digest:
            raise damaged()
    if previous != bytes(row.head):
        raise damaged()


def _split(hashes: bytes) -> list[bytes]:
    joined = bytes(hashes)
    return [joined[at : at + HASH] for at in range(0, len(joined), HASH)]


def _pack(lines: Sequence[bytes]) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(b"\n".join(lines))


def _lines_of(row: _Row) -> list[bytes]:
    if not row.is_compressed:
        return [bytes(row.stored)]
    try:
        raw = zstandard.ZstdDecompressor().decompress(row.stored, max_output_size=_RAW_LIMIT)
    except zstandard.ZstdError as error:
        raise damaged() from error
    return raw.split(b"\n")


def damaged() -> JournalDamagedError:
    """The sentence for a journal that does not agree with itself."""
    return JournalDamagedError(
        "The journal in this store was changed or damaged outside Athar.",
        hint="Nothing was changed now. Keep the file for inspection and open the newest backup.",
    )
