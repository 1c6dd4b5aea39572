"""What a bundle is to carry, and how it is divided into files that fit a stick."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from app.core.ids import random_bytes
from app.crypto.certificates import Certificate
from app.sync.header import Have, Header, MediumEntry, SegmentEntry, recipient_digest
from app.sync.segments import PackedSegment
from app.sync.signed import SignedBytes, Signer
from app.sync.streams import Source
from app.sync.tar import room

PART_LIMIT = 3_900_000_000
"""FAT32 sticks hold files of up to 4 GiB; what surrounds the members has room to spare."""
TOGETHER_LIMIT = 8 << 20
"""Up to this size media ride with the lines; beyond it, lines go ahead in a file of their own."""

# With these, header and checksums stay far below their 8 MiB.
_SEGMENTS_EACH, _MEDIA_EACH = 4_000, 10_000
_ELSEWHERE_LISTED, _WANTED_LISTED = 25_000, 20_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Medium:
    """An original to send; `open` gives its bytes, which are hashed again on the way."""

    entry: MediumEntry
    open: Callable[[], AbstractContextManager[Source]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything that is to be sent; the services collect it, `writer` writes it.

    `recipients` are age recipients (`age1…`). Each segment ends at one of `checkpoints`, which are
    keyed by journal and size; `receipts` are by issuer and number. `number` counts the sender's
    bundles, and `previous` is the id of the last one.
    """

    operation: str
    sender: str
    signer: Signer
    recipients: Sequence[str]
    number: int
    previous: str
    made: str
    app: str
    schema: int
    segments: Sequence[PackedSegment] = ()
    checkpoints: dict[tuple[str, int], SignedBytes] = field(default_factory=dict)
    certificates: Sequence[Certificate] = ()
    revocations: SignedBytes | None = None
    trust_version: int = 0
    receipts: dict[tuple[str, int], SignedBytes] = field(default_factory=dict)
    media: Sequence[Medium] = ()
    media_elsewhere: Sequence[MediumEntry] = ()
    have: Sequence[Have] = ()
    want_media: Sequence[str] = ()
    state_digest: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One file: its share of the contents, and its header."""

    contents: Outgoing
    header: Header


def parts(contents: Outgoing, *, part_bytes: int = PART_LIMIT) -> Iterator[Part]:
    """Divide what is to be sent into whole bundles, lines first; at least one.

    Each part is numbered on from the one before and can be read without the others.
    """
    number, previous = contents.number, contents.previous
    for share in _shares(contents, part_bytes):
        bundle = random_bytes(16).hex()
        part = replace(share, number=number, previous=previous)
        yield Part(part, _header(part, bundle, everything=contents.media))
        number, previous = number + 1, bundle


def _header(part: Outgoing, bundle: str, *, everything: Sequence[Medium]) -> Header:
    here = tuple(medium.entry for medium in part.media)
    carried = {entry.sha256 for entry in here}
    known = (*(medium.entry for medium in everything), *part.media_elsewhere)
    elsewhere = [entry for entry in known if entry.sha256 not in carried]
    return Header(
        operation=part.operation,
        bundle=bundle,
        sender=part.sender,
        number=part.number,
        previous=part.previous,
        to=tuple(recipient_digest(recipient) for recipient in part.recipients),
        made=part.made,
        app=part.app,
        schema=part.schema,
        segments=tuple(segment.entry for segment in part.segments),
        have=tuple(part.have),
        media=here,
        media_elsewhere=tuple(elsewhere[:_ELSEWHERE_LISTED]),
        want_media=tuple(part.want_media[:_WANTED_LISTED]),
        state_digest=part.state_digest,
        audience=part.audience,
        trust_version=part.trust_version,
    )


def _shares(contents: Outgoing, part_bytes: int) -> Iterator[Outgoing]:
    segments = [
        share
        for layer in _layers(contents.segments)
        for share in _filled(layer, _segment_room, part_bytes, _SEGMENTS_EACH)
    ]
    media = list(_filled(contents.media, _medium_room, part_bytes, _MEDIA_EACH))
    together: Sequence[Medium] = ()
    if len(segments) <= 1 and len(media) == 1:
        media_room = sum(map(_medium_room, media[0]))
        lines_room = sum(map(_segment_room, contents.segments))
        if media_room <= TOGETHER_LIMIT and media_room + lines_room <= part_bytes:
            together = media.pop()
    for place, lines in enumerate(segments or [[]]):
        yield replace(contents, segments=lines, media=() if place else together)
    for originals in media:
        yield replace(contents, segments=(), media=originals)


def _layers(segments: Sequence[PackedSegment]) -> list[list[PackedSegment]]:
    """The segments in order; branches of a forked journal apart, for no bundle holds both."""
    layers: list[list[PackedSegment]] = []
    for segment in sorted(segments, key=lambda one: (one.entry.journal, one.entry.first)):
        layer = next((some for some in layers if _follows(segment.entry, some[-1].entry)), None)
        if layer is None:
            layers.append([segment])
        else:
            layer.append(segment)
    return layers


def _follows(entry: SegmentEntry, before: SegmentEntry) -> bool:
    if entry.journal != before.journal:
        return True
    is_joined = entry.first == before.last + 1
    return entry.first > before.last and (not is_joined or entry.previous_hash == before.head)


def _filled(
    items: Sequence[T], room_of: Callable[[T], int], limit_bytes: int, limit_count: int
) -> Iterator[list[T]]:
    """The items in order, in as few shares as keep within both limits."""
    share: list[T] = []
    used = 0
    for item in items:
        needed = room_of(item)
        if share and (used + needed > limit_bytes or len(share) == limit_count):
            yield share
            share, used = [], 0
        share.append(item)
        used += needed
    if share:
        yield share


def _segment_room(segment: PackedSegment) -> int:
    return room(segment.stored_bytes)


def _medium_room(medium: Medium) -> int:
    return room(medium.entry.bytes)
