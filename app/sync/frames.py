"""Compressed journal lines: one zstd frame, opened block by block so that no bomb can go off.

A zstd block never holds more than 128 KiB, so feeding the decompressor one block at a time bounds
memory whatever the frame claims; walking the blocks ourselves also shows where the frame really
ends, and that nothing follows it. RFC 8878 section 3.1.1 has the layout.
"""

from __future__ import annotations

from collections.abc import Iterator

import zstandard

from app.sync.refusals import BundleRefusedError, Reason
from app.sync.streams import Source, exactly

LEVEL = 3
WINDOW_LIMIT = 8 << 20
RAW_LIMIT = 64 << 20
RATIO_LIMIT = 200
ALWAYS_ALLOWED = 1 << 20

_MAGIC = b"\x28\xb5\x2f\xfd"
_BLOCK_LIMIT = 128 << 10
_LAST, _RAW, _RLE, _COMPRESSED = 1, 0, 1, 2


def compressed(raw: bytes) -> bytes:
    """One frame that declares its size, as `zstd -3` makes it.

    What would shrink so far that a reader must take it for a bomb is wrapped as it is: the same
    long text, edited again and again, gets there.
    """
    stored = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(raw)
    return stored if len(raw) <= raw_limit(len(stored)) else _verbatim(raw)


def raw_limit(stored_bytes: int) -> int:
    """How large what is stored in `stored_bytes` may at most become."""
    return min(RAW_LIMIT, max(ALWAYS_ALLOWED, RATIO_LIMIT * stored_bytes))


def opened(source: Source, raw_bytes: int) -> Iterator[bytes]:
    """What a frame of exactly `raw_bytes` holds, in pieces of at most 128 KiB.

    `source` must end where the frame ends.

    Raises:
        BundleRefusedError: not one such frame, or one that needs a larger window.
    """
    start, has_checksum = _frame_start(source, raw_bytes)
    decompressor = zstandard.ZstdDecompressor(max_window_size=WINDOW_LIMIT).decompressobj()
    total = 0
    try:
        decompressor.decompress(start)
        for block in _blocks(source):
            piece = decompressor.decompress(block)
            total += len(piece)
            if total > raw_bytes:  # pragma: no cover - libzstd sees it first, today
                raise BundleRefusedError(Reason.TOO_LARGE, "zstd frame")
            yield piece
        if has_checksum:
            decompressor.decompress(exactly(source, 4))
    except zstandard.ZstdError as error:
        raise BundleRefusedError(Reason.MALFORMED, "zstd frame") from error
    if total != raw_bytes or not decompressor.eof or source.read(1):
        raise BundleRefusedError(Reason.MALFORMED, "zstd frame")


def _verbatim(raw: bytes) -> bytes:
    """A frame of blocks that are not compressed: eight bytes of size, a window of one block."""
    pieces = [_MAGIC, b"\xc0\x38", len(raw).to_bytes(8, "little")]
    for begin in range(0, len(raw), _BLOCK_LIMIT):
        block = raw[begin : begin + _BLOCK_LIMIT]
        is_last = begin + _BLOCK_LIMIT >= len(raw)
        pieces += [(len(block) << 3 | _RAW << 1 | is_last).to_bytes(3, "little"), block]
    return b"".join(pieces)


def _frame_start(source: Source, raw_bytes: int) -> tuple[bytes, bool]:
    """The frame's header as it stands, and whether a checksum ends the frame."""
    start = exactly(source, 5)
    descriptor = start[4]
    size_flag, is_single = descriptor >> 6, bool(descriptor & 0x20)
    has_dictionary, has_reserved = bool(descriptor & 0x03), bool(descriptor & 0x18)
    if start[:4] != _MAGIC or has_dictionary or has_reserved:
        raise BundleRefusedError(Reason.MALFORMED, "zstd frame header")
    size_bytes = (1 if is_single else 0, 2, 4, 8)[size_flag]
    rest = exactly(source, (0 if is_single else 1) + size_bytes)
    size_field = rest[len(rest) - size_bytes :]
    size = int.from_bytes(size_field, "little") + (256 if size_bytes == 2 else 0)
    window = size
    if not is_single:
        base = 1 << (10 + (rest[0] >> 3))
        window = base + (base >> 3) * (rest[0] & 7)
    if window > WINDOW_LIMIT:
        raise BundleRefusedError(Reason.TOO_LARGE, "zstd window")
    if not size_bytes or size != raw_bytes:
        raise BundleRefusedError(Reason.MALFORMED, "zstd content size")
    return start + rest, bool(descriptor & 0x04)


def _blocks(source: Source) -> Iterator[bytes]:
    while True:
        head = exactly(source, 3)
        number = int.from_bytes(head, "little")
        is_last, kind, size = number & _LAST, number >> 1 & 3, number >> 3
        if kind > _COMPRESSED or size > _BLOCK_LIMIT:
            raise BundleRefusedError(Reason.MALFORMED, "zstd block")
        yield head + exactly(source, 1 if kind == _RLE else size)
        if is_last:
            return
