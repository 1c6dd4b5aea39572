"""`SHA256SUMS`: the one list that is signed, and through which everything else is.

It is spelled as `sha256sum` spells it, names every member after itself in order, and is read before
any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.crypto.digests import Sha256, sha256_hex
from app.sync.documents import DOCUMENT_LIMIT
from app.sync.names import (
    MEMBERS_LIMIT,
    SIGNATURE_LIMIT,
    SUMS,
    Kind,
    MemberName,
    medium_name,
    member_name,
    signature_of,
)
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.signed import SignedBytes
from app.sync.tar import Member

SUMS_LIMIT = DOCUMENT_LIMIT

_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._/-]*)")
_PAIRED = frozenset({Kind.REVOCATIONS, Kind.CHECKPOINT, Kind.RECEIPT})
_ONCE = frozenset({Kind.HEADER, Kind.CERTIFICATES})


@dataclass(frozen=True, slots=True)
class Sum:
    """A member and the digest that it must have."""

    member: MemberName
    sha256: str


class HashedMember:
    """A member that is being read and hashed; its bytes count once `finish` has returned."""

    def __init__(self, expected: Sum, member: Member) -> None:
        self.expected = expected
        self.size = member.size
        self._member = member
        self._digest = Sha256()

    @property
    def name(self) -> str:
        """The member's name."""
        return self.expected.member.name

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, not yet proven; none at the end."""
        data = self._member.read(size)
        self._digest.update(data)
        return data

    def finish(self) -> None:
        """Read what is left and compare the digest.

        Raises:
            BundleRefusedError: it is another than the one that was signed.
        """
        for data in self._member.blocks():
            self._digest.update(data)
        if self._digest.hexdigest() != self.expected.sha256:
            raise BundleRefusedError(Reason.HASH_MISMATCH, self.name)

    def whole(self) -> bytes:
        """All of it, proven.

        Raises:
            BundleRefusedError: its digest is another than the one that was signed.
        """
        data = b"".join(self._member.blocks())
        self._digest.update(data)
        self.finish()
        return data


def write_sums(members: Iterable[tuple[str, str]]) -> bytes:
    """The list of (name, digest) as it is signed."""
    return "".join(f"{digest}  {name}\n" for name, digest in members).encode("ascii")


def read_sums(data: bytes) -> tuple[Sum, ...]:
    """The members announced, in their order.

    Raises:
        BundleRefusedError: it is no such list, or members are unknown, missing or out of order.
    """
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise BundleRefusedError(Reason.MALFORMED, SUMS) from error
    if len(lines) > MEMBERS_LIMIT + 1:
        raise BundleRefusedError(Reason.TOO_LARGE, SUMS)
    if lines.pop() != "":
        raise BundleRefusedError(Reason.MALFORMED, SUMS)
    sums = tuple(map(_sum, lines))
    _check_order(sums)
    return sums


def read_signed_sums(members: Iterator[Member]) -> SignedBytes:
    """The first two members: the signature, and what it signs. Nothing is believed yet.

    Raises:
        BundleRefusedError: other members stand there, or they are too large.
    """
    limits = {signature_of(SUMS): SIGNATURE_LIMIT, SUMS: SUMS_LIMIT}
    contents = []
    for name, limit in limits.items():
        member = next(members, None)
        if member is None:
            raise BundleRefusedError(Reason.MISSING_MEMBER, name)
        if member.name != name:
            raise BundleRefusedError(Reason.UNEXPECTED_MEMBER, member.name)
        if member.size > limit:
            raise BundleRefusedError(Reason.TOO_LARGE, name)
        contents.append(b"".join(member.blocks()))
    return SignedBytes(data=contents[1], signature=contents[0])


def expected_members(members: Iterator[Member], sums: Iterable[Sum]) -> Iterator[HashedMember]:
    """The members that the list announces, each proven before the next is given.

    Raises:
        BundleRefusedError: one is missing, foreign, too large, or not the one that was signed.
    """
    for expected in sums:
        name = expected.member.name
        member = next(members, None)
        if member is None:
            raise BundleRefusedError(Reason.MISSING_MEMBER, name)
        if member.name != name:
            raise BundleRefusedError(Reason.UNEXPECTED_MEMBER, member.name)
        if member.size > expected.member.limit_bytes:
            raise BundleRefusedError(Reason.TOO_LARGE, name)
        hashed = HashedMember(expected, member)
        yield hashed
        hashed.finish()
    extra = next(members, None)
    if extra is not None:
        raise BundleRefusedError(Reason.UNEXPECTED_MEMBER, extra.name)


def sums_digest(data: bytes) -> str:
    """What pins everything in a bundle between one reading and the next."""
    return sha256_hex(data)


def _sum(line: str) -> Sum:
    shape = _LINE.fullmatch(line)
    if shape is None:
        raise BundleRefusedError(Reason.MALFORMED, SUMS)
    member = member_name(shape[2])
    if member is None:
        raise BundleRefusedError(Reason.UNEXPECTED_MEMBER, shape[2])
    if member.kind is Kind.MEDIUM and member.name != medium_name(shape[1]):
        raise BundleRefusedError(Reason.HASH_MISMATCH, member.name)
    return Sum(member, shape[1])


def _check_order(sums: tuple[Sum, ...]) -> None:
    seen: set[str] = set()
    before: MemberName | None = None
    for item in sums:
        member = item.member
        if member.name in seen:
            raise BundleRefusedError(Reason.UNEXPECTED_MEMBER, member.name)
        seen.add(member.name)
        if before is not None and member.kind < before.kind:
            raise BundleRefusedError(Reason.UNEXPECTED_MEMBER, member.name)
        _check_pair(before, member)
        before = member
    if before is not None and before.kind in _PAIRED and not before.is_signature:
        raise BundleRefusedError(Reason.MISSING_MEMBER, signature_of(before.name))
    for kind in _ONCE:
        if not any(item.member.kind is kind for item in sums):
            raise BundleRefusedError(Reason.MISSING_MEMBER, kind.name.lower())


def _check_pair(before: MemberName | None, member: MemberName) -> None:
    """A document that is signed on its own stands right before its signature."""
    awaits = (
        signature_of(before.name)
        if before is not None and before.kind in _PAIRED and not before.is_signature
        else None
    )
    if awaits is not None and member.name != awaits:
        raise BundleRefusedError(Reason.MISSING_MEMBER, awaits)
    if awaits is None and member.is_signature:
        raise BundleRefusedError(Reason.UNEXPECTED_MEMBER, member.name)
