"""Journal lines on their way: cut at checkpoints, compressed, and counted out again.

Lines are joined by a newline and compressed as one frame. What is read is hashed line by line from
the hash before the first line to the head, without being understood: a line that this version
cannot understand is kept like any other.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from app.crypto.digests import GENESIS, MerkleTree, line_hash, sha256_hex
from app.models.journal import LINE_LIMIT, Segment
from app.sync.frames import RAW_LIMIT, compressed, opened, raw_limit
from app.sync.header import LINES_LIMIT, SegmentEntry
from app.sync.refusals import BundleRefusedError, Reason


@dataclass(frozen=True, slots=True)
class PackedSegment:
    """Consecutive lines of one journal, compressed; `load` gives the same bytes each time."""

    entry: SegmentEntry
    stored_bytes: int
    sha256: str
    load: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Checked:
    """What hashing a segment showed: its first line, and the hash of the line that was watched."""

    first_line: bytes
    watched_hash: str | None


def packed(segment: Segment) -> PackedSegment:
    """A segment, compressed. The lines are believed to follow one another as they stand."""
    raw = b"\n".join(segment.lines)
    stored = compressed(raw)
    head = segment.previous_hash
    for head in segment.hashes():  # noqa: B007 - only the last one matters
        pass
    entry = SegmentEntry(
        journal=segment.journal,
        first=segment.first,
        last=segment.last,
        previous_hash=segment.previous_hash.hex(),
        head=head.hex(),
        lines=len(segment.lines),
        raw_bytes=len(raw),
    )
    return PackedSegment(entry, len(stored), sha256_hex(stored), lambda: stored)


def cut(segment: Segment, sizes: Collection[int], *, raw_bytes: int = RAW_LIMIT) -> list[Segment]:
    """The segment in pieces that each end at one of the checkpoint `sizes` and are small enough.

    Pieces are as long as they may be.

    Raises:
        ValueError: the last line has no checkpoint, or two checkpoints lie too far apart.
    """
    if segment.last not in sizes:
        raise ValueError("a segment ends where its journal has no checkpoint")
    ends = sorted(size for size in sizes if segment.first <= size <= segment.last)
    lengths = [len(line) + 1 for line in segment.lines]
    pieces: list[Segment] = []
    begin, previous = segment.first, segment.previous_hash
    hashes = list(segment.hashes()) if sum(lengths) > raw_bytes or _is_long(segment) else []
    while begin <= segment.last:
        end = _furthest(begin, ends, lengths[begin - segment.first :], raw_bytes)
        start = begin - segment.first
        lines = segment.lines[start : end - segment.first + 1]
        pieces.append(Segment(segment.journal, begin, previous, lines))
        begin = end + 1
        if begin <= segment.last:
            previous = hashes[end - segment.first]
    return pieces


def _is_long(segment: Segment) -> bool:
    return len(segment.lines) > LINES_LIMIT


def _furthest(begin: int, ends: Sequence[int], lengths: Sequence[int], raw_bytes: int) -> int:
    room, furthest = raw_bytes + 1, 0  # the last line of a piece has no newline
    places = iter(end for end in ends if end >= begin)
    end = next(places)
    for number, length in enumerate(lengths[:LINES_LIMIT], begin):
        room -= length
        if room < 0:
            break
        if number == end:
            furthest = end
            end = next(places, 0)
    if not furthest:
        raise ValueError("two checkpoints lie too far apart")
    return furthest


def lines_of(stored: bytes, raw_bytes: int) -> Iterator[list[bytes]]:
    """The lines of a stored segment, a few at a time.

    Raises:
        BundleRefusedError: it is not one frame of `raw_bytes`, or a line is empty or too long.
    """
    if raw_bytes > raw_limit(len(stored)):
        raise BundleRefusedError(Reason.TOO_LARGE, "segment's ratio")
    rest = b""
    for piece in opened(io.BytesIO(stored), raw_bytes):
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        if len(rest) > LINE_LIMIT:
            raise BundleRefusedError(Reason.TOO_LARGE, "line")
        yield _bounded(lines)
    yield _bounded([rest])


def check_lines(
    stored: bytes, entry: SegmentEntry, *, tree: MerkleTree | None, watched: int | None = None
) -> Checked:
    """Hash the lines from `previous_hash` on and see that they are the ones announced.

    The hashes are added to `tree`. `watched` is the number of a line whose hash is wanted.

    Raises:
        BundleRefusedError: they are not, or something is larger than it may be.
    """
    number, head = entry.first, bytes.fromhex(entry.previous_hash)
    if number == 1 and head != GENESIS:
        raise BundleRefusedError(Reason.CHAIN_BROKEN, "before the first line")
    first_line, watched_hash = b"", None
    for lines in lines_of(stored, entry.raw_bytes):
        if lines and number == entry.first:
            first_line = lines[0]
        hashes = []
        for line in lines:
            head = line_hash(head, line)
            hashes.append(head)
        if tree is not None:
            for one in hashes:
                tree.add(one)
        if watched is not None and number <= watched < number + len(lines):
            watched_hash = hashes[watched - number].hex()
        number += len(lines)
        if number > entry.last + 1:
            break
    if number != entry.last + 1 or head.hex() != entry.head:
        raise BundleRefusedError(Reason.CHAIN_BROKEN, "segment")
    return Checked(first_line, watched_hash)


def _bounded(lines: list[bytes]) -> list[bytes]:
    if lines and (not all(lines) or max(map(len, lines)) > LINE_LIMIT):
        reason = Reason.TOO_LARGE if all(lines) else Reason.MALFORMED
        raise BundleRefusedError(reason, "line")
    return lines
