"""What a bundle's members are called, in which order they stand, and how large each may be.

A name says what a member is and is never used as a path. The order is part of the format: what is
needed to judge comes before what is judged, and photos come last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from app.crypto.certificates import MAX_CERTIFICATES_BYTES
from app.sync.documents import DOCUMENT_LIMIT
from app.sync.frames import RAW_LIMIT

SUMS = "SHA256SUMS"
HEADER = "bundle.json"
CERTIFICATES = "certificates.pem"
REVOCATIONS = "revocations.json"
SIGNATURE_SUFFIX = ".p7s"
SUFFIX = ".athar-bundle"

FILE_LIMIT = (1 << 32) - 1
MEMBERS_LIMIT = 65_536
SIGNATURE_LIMIT = 64 << 10
MEDIUM_LIMIT = 2 << 30
_SMALL_DOCUMENT_LIMIT = 4 << 10

_UID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_NUMBER = r"[1-9][0-9]{0,14}"


class Kind(IntEnum):
    """What a member is; members stand in this order."""

    HEADER = 1
    CERTIFICATES = 2
    REVOCATIONS = 3
    CHECKPOINT = 4
    SEGMENT = 5
    RECEIPT = 6
    MEDIUM = 7


_SHAPES = {
    Kind.HEADER: re.compile(re.escape(HEADER)),
    Kind.CERTIFICATES: re.compile(re.escape(CERTIFICATES)),
    Kind.REVOCATIONS: re.compile(rf"{re.escape(REVOCATIONS)}(\.p7s)?"),
    Kind.CHECKPOINT: re.compile(rf"checkpoints/{_UID}-{_NUMBER}\.json(\.p7s)?"),
    Kind.SEGMENT: re.compile(rf"journal/{_UID}/{_NUMBER}-{_NUMBER}\.jsonl\.zst"),
    Kind.RECEIPT: re.compile(rf"receipts/{_UID}-{_NUMBER}\.json(\.p7s)?"),
    Kind.MEDIUM: re.compile(r"media/[0-9a-f]{64}"),
}
_LIMITS = {
    Kind.HEADER: DOCUMENT_LIMIT,
    Kind.CERTIFICATES: MAX_CERTIFICATES_BYTES,
    Kind.REVOCATIONS: DOCUMENT_LIMIT,
    Kind.CHECKPOINT: _SMALL_DOCUMENT_LIMIT,
    Kind.SEGMENT: RAW_LIMIT + (1 << 20),  # zstd adds a little to what it cannot compress
    Kind.RECEIPT: DOCUMENT_LIMIT,
    Kind.MEDIUM: MEDIUM_LIMIT,
}


@dataclass(frozen=True, slots=True)
class MemberName:
    """A member's name, understood."""

    name: str
    kind: Kind

    @property
    def is_signature(self) -> bool:
        """Whether the member is the signature over the one before it."""
        return self.name.endswith(SIGNATURE_SUFFIX)

    @property
    def limit_bytes(self) -> int:
        """How large the member may be."""
        return SIGNATURE_LIMIT if self.is_signature else _LIMITS[self.kind]


def member_name(name: str) -> MemberName | None:
    """What a name means, or None if a bundle has no such member."""
    for kind, shape in _SHAPES.items():
        if shape.fullmatch(name):
            return MemberName(name, kind)
    return None


def signature_of(name: str) -> str:
    """The name of the signature over the member `name`; it stands right behind it."""
    return name + SIGNATURE_SUFFIX


def checkpoint_name(journal: str, size: int) -> str:
    """Where the checkpoint at the end of a segment stands."""
    return f"checkpoints/{journal}-{size}.json"


def segment_name(journal: str, first: int, last: int) -> str:
    """Where lines `first` to `last` of a journal stand."""
    return f"journal/{journal}/{first}-{last}.jsonl.zst"


def receipt_name(issuer: str, number: int) -> str:
    """Where a receipt stands."""
    return f"receipts/{issuer}-{number}.json"


def medium_name(sha256_hex: str) -> str:
    """Where a medium's original bytes stand."""
    return f"media/{sha256_hex}"
