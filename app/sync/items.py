"""The members of one bundle in their order, each with its digest before its bytes are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from app.crypto.certificates import to_pem
from app.crypto.digests import sha256_hex
from app.sync.checkpoints import read_checkpoint
from app.sync.documents import encode
from app.sync.names import (
    CERTIFICATES,
    HEADER,
    REVOCATIONS,
    checkpoint_name,
    medium_name,
    receipt_name,
    segment_name,
    signature_of,
)
from app.sync.outgoing import Part
from app.sync.segments import PackedSegment
from app.sync.signed import SignedBytes
from app.sync.streams import Source


@dataclass(frozen=True, slots=True)
class Item:
    """A member to write."""

    name: str
    size: int
    sha256: str
    open: Callable[[], AbstractContextManager[Source]]


def bytes_item(name: str, data: bytes) -> Item:
    """A member whose bytes are at hand."""
    return Item(name, len(data), sha256_hex(data), lambda: nullcontext(BytesIO(data)))


def items_of(part: Part) -> list[Item]:
    """Everything that the checksums cover.

    Raises:
        ValueError: a segment has no checkpoint at its end, or one that says something else.
    """
    contents = part.contents
    items = [
        bytes_item(HEADER, encode(part.header)),
        bytes_item(CERTIFICATES, to_pem(contents.certificates)),
    ]
    if contents.revocations is not None:
        items += _signed(REVOCATIONS, contents.revocations)
    for segment in contents.segments:
        end = segment.entry.journal, segment.entry.last
        checkpoint = contents.checkpoints.get(end)
        if checkpoint is None or read_checkpoint(checkpoint.data).head != segment.entry.head:
            raise ValueError("a segment ends where its journal has no such checkpoint")
        items += _signed(checkpoint_name(*end), checkpoint)
    items += map(_segment, contents.segments)
    for issuer, number in sorted(contents.receipts):
        items += _signed(receipt_name(issuer, number), contents.receipts[issuer, number])
    items += (
        Item(medium_name(one.entry.sha256), one.entry.bytes, one.entry.sha256, one.open)
        for one in contents.media
    )
    return items


def _signed(name: str, document: SignedBytes) -> Iterator[Item]:
    yield bytes_item(name, document.data)
    yield bytes_item(signature_of(name), document.signature)


def _segment(segment: PackedSegment) -> Item:
    entry = segment.entry
    return Item(
        segment_name(entry.journal, entry.first, entry.last),
        segment.stored_bytes,
        segment.sha256,
        partial(_loaded, segment),
    )


def _loaded(segment: PackedSegment) -> AbstractContextManager[Source]:
    return nullcontext(BytesIO(segment.load()))
