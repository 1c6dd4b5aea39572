"""`bundle.json`: what a bundle announces, without a place, a person or a count of anything found.

It is believed only once the signature over the checksums holds, and it must agree with the members
that follow it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from app.crypto.digests import sha256_hex
from app.sync.documents import DOCUMENT_LIMIT, FORMAT, decode
from app.sync.fields import BundleId, Hash, MediaKind, Position, Short, Uid, Whole
from app.sync.frames import RAW_LIMIT
from app.sync.names import MEDIUM_LIMIT, MEMBERS_LIMIT
from app.sync.ranges import is_spelled_well
from app.sync.refusals import BundleRefusedError, Reason

LINES_LIMIT = 1 << 20
RECIPIENTS_LIMIT = 256


class SegmentEntry(msgspec.Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """Lines `first` to `last` of a journal; the first follows the line hashed `previous_hash`."""

    journal: Uid
    first: Position
    last: Position
    previous_hash: Hash
    head: Hash
    lines: Annotated[int, Meta(ge=1, le=LINES_LIMIT)]
    raw_bytes: Annotated[int, Meta(ge=1, le=RAW_LIMIT)]


class Have(msgspec.Struct, frozen=True):
    """What the sender holds of a journal: runs of lines, and the hash that ends the first run."""

    journal: Uid
    ranges: tuple[tuple[Position, Position], ...]
    head: Hash


class MediumEntry(msgspec.Struct, frozen=True):
    """An original's bytes, known by their digest."""

    sha256: Hash
    bytes: Annotated[int, Meta(ge=0, le=MEDIUM_LIMIT)]
    kind: MediaKind


class Header(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag="athar-bundle",
    tag_field="type",
    rename={"sender": "from"},
):
    """The whole of `bundle.json`; `to` holds a digest of each recipient it is sealed for."""

    format: Position = FORMAT
    min_reader: Position = FORMAT
    operation: Hash
    bundle: BundleId
    sender: Uid
    number: Position
    previous: Annotated[str, Meta(pattern=r"\A([0-9a-f]{32})?\Z")]
    to: Annotated[tuple[Hash, ...], Meta(min_length=1, max_length=RECIPIENTS_LIMIT)]
    made: Short
    app: Short
    schema: Whole
    segments: Annotated[tuple[SegmentEntry, ...], Meta(max_length=MEMBERS_LIMIT)]
    have: Annotated[tuple[Have, ...], Meta(max_length=MEMBERS_LIMIT)]
    media: Annotated[tuple[MediumEntry, ...], Meta(max_length=MEMBERS_LIMIT)]
    media_elsewhere: Annotated[tuple[MediumEntry, ...], Meta(max_length=MEMBERS_LIMIT)]
    want_media: Annotated[tuple[Hash, ...], Meta(max_length=MEMBERS_LIMIT)]
    state_digest: Short
    audience: Short
    trust_version: Whole


def decode_header(data: bytes) -> Header:
    """What a bundle announces, checked for sense but not yet against its members.

    Raises:
        BundleRefusedError: it is no such header, or from a newer version.
    """
    header = decode(data, Header, limit=DOCUMENT_LIMIT)
    reached: dict[str, SegmentEntry] = {}
    journals: list[str] = []
    for entry in header.segments:
        before = reached.get(entry.journal)
        if before is None:
            journals.append(entry.journal)
        elif journals[-1] != entry.journal or entry.first <= before.last:
            raise BundleRefusedError(Reason.MALFORMED, "segments out of order")
        elif entry.first == before.last + 1 and entry.previous_hash != before.head:
            raise BundleRefusedError(Reason.CHAIN_BROKEN, "segments do not join")
        if entry.lines != entry.last - entry.first + 1:
            raise BundleRefusedError(Reason.MALFORMED, "segment's count of lines")
        reached[entry.journal] = entry
    if not all(is_spelled_well(have.ranges) for have in header.have):
        raise BundleRefusedError(Reason.MALFORMED, "header's ranges")
    if journals != sorted(journals) or len(set(header.to)) != len(header.to):
        raise BundleRefusedError(Reason.MALFORMED, "header's order")
    return header


def recipient_digest(age_recipient: str) -> str:
    """What a recipient (`age1…`) goes by in `to`: the SHA-256 of its spelling."""
    return sha256_hex(age_recipient.encode("ascii"))
