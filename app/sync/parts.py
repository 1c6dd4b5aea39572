"""Reading what a verified bundle holds, piece by piece, to be applied.

The file is opened a second time and nothing may have changed in between: its list of checksums must
be the one that was verified, and every piece is compared with it before it is handed out. Media are
streams, and count only once they were read to their end. Who stops half-way has a smaller set of
true lines, and can go on from the beginning another time.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from app.core.jobs import Ticket
from app.crypto.certificates import Certificate, from_pem
from app.models.journal import Checkpoint, Segment
from app.sync.checkpoints import read_checkpoint
from app.sync.documents import decode
from app.sync.header import MediumEntry
from app.sync.names import Kind
from app.sync.reader import Reader
from app.sync.receipts import Receipt
from app.sync.refusals import BundleRefusedError, Reason, refusing
from app.sync.segments import lines_of
from app.sync.signed import SignedBytes
from app.sync.stages import Stage
from app.sync.streams import PIECE, Source
from app.sync.sums import HashedMember, expected_members, read_signed_sums, read_sums, sums_digest
from app.sync.tar import TarReader
from app.sync.trust import Revocations
from app.sync.unsealing import unsealed
from app.sync.verified import CheckedSegment, Verified


@dataclass(frozen=True, slots=True)
class CertificatesPart:
    """Certificates that a root has issued, or the root itself."""

    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class RevocationsPart:
    """The newest statement that the sender knew, and its bytes as a root signed them."""

    revocations: Revocations
    signed: SignedBytes


@dataclass(frozen=True, slots=True)
class CheckpointPart:
    """A journal's state, and its bytes as its laptop signed them."""

    checkpoint: Checkpoint
    signed: SignedBytes


@dataclass(frozen=True, slots=True)
class SegmentPart:
    """Lines, compressed as they came."""

    checked: CheckedSegment
    stored: bytes

    def segment(self) -> Segment:
        """The lines that are believed, byte for byte: all of them, unless some are revoked."""
        whole = self._whole()
        return replace(whole, lines=whole.lines[: self._believed])

    def doubted(self) -> Segment | None:
        """The lines that are not believed, to be kept apart; None if all of them are."""
        whole = self._whole()
        if self._believed >= len(whole.lines):
            return None
        heads = [whole.previous_hash, *whole.hashes()]
        first = whole.first + self._believed
        return Segment(whole.journal, first, heads[self._believed], whole.lines[self._believed :])

    @property
    def _believed(self) -> int:
        """How many of the lines are."""
        return self.checked.believed_up_to - self.checked.entry.first + 1

    def _whole(self) -> Segment:
        entry = self.checked.entry
        lines = [line for some in lines_of(self.stored, entry.raw_bytes) for line in some]
        return Segment(entry.journal, entry.first, bytes.fromhex(entry.previous_hash), lines)


@dataclass(frozen=True, slots=True)
class ReceiptPart:
    """What a replica confirms to hold, and its bytes as it signed them."""

    receipt: Receipt
    signed: SignedBytes


@dataclass(frozen=True, slots=True)
class MediumPart:
    """An original. Its bytes count once `blocks` has ended, and not before."""

    entry: MediumEntry
    _member: HashedMember

    def blocks(self) -> Iterator[bytes]:
        """The bytes, piece by piece; can be read once, before the next part is asked for.

        Raises:
            BundleRefusedError: at the end, if they are not the ones that were verified.
        """
        while data := self._next():
            yield data

    def _next(self) -> bytes:
        with refusing():
            data = self._member.read(PIECE)
            if not data:
                self._member.finish()
            return data


BundlePart: TypeAlias = (
    CertificatesPart | RevocationsPart | CheckpointPart | SegmentPart | ReceiptPart | MediumPart
)


@contextmanager
def bundle_parts(
    path: Path, reader: Reader, verified: Verified, ticket: Ticket | None = None
) -> Generator[Iterator[BundlePart]]:
    """What the bundle at `path`, found to be as in `verified`, holds, in its order.

    Receipts of revoked replicas are left out.

    Raises:
        BundleRefusedError: it is not the bundle that was verified.
        FileTroubleError: the file cannot be read.
        Cancelled: the person asked to stop.
    """
    with unsealed(path, reader.identities, Stage.READING, ticket or Ticket()) as plain:
        yield _guarded(_parts(plain, verified))


def _guarded(bundle: Iterator[BundlePart]) -> Iterator[BundlePart]:
    """The same parts; what goes wrong while they are read is refused, what users do is theirs."""
    while True:
        with refusing():
            part = next(bundle, None)
        if part is None:
            return
        yield part


def _parts(plain: Source, verified: Verified) -> Iterator[BundlePart]:
    members = iter(TarReader(plain))
    signed_sums = read_signed_sums(members)
    if sums_digest(signed_sums.data) != verified.sums_sha256:
        raise BundleRefusedError(Reason.HASH_MISMATCH, "SHA256SUMS")
    segments, media = iter(verified.segments), iter(verified.header.media)
    document = b""
    for member in expected_members(members, read_sums(signed_sums.data)):
        match member.expected.member.kind:
            case Kind.HEADER:
                member.finish()
            case Kind.CERTIFICATES:
                yield CertificatesPart(from_pem(member.whole()))
            case Kind.SEGMENT:
                yield SegmentPart(next(segments), member.whole())
            case Kind.MEDIUM:
                yield MediumPart(next(media), member)
            case kind if member.expected.member.is_signature:
                part = _signed(kind, SignedBytes(document, member.whole()))
                if not _is_revoked(part, verified):
                    yield part
            case _:
                document = member.whole()


def _signed(kind: Kind, signed: SignedBytes) -> BundlePart:
    """A document that was verified before, with its signature."""
    if kind is Kind.REVOCATIONS:
        return RevocationsPart(decode(signed.data, Revocations), signed)
    if kind is Kind.CHECKPOINT:
        return CheckpointPart(read_checkpoint(signed.data), signed)
    return ReceiptPart(decode(signed.data, Receipt), signed)


def _is_revoked(part: BundlePart, verified: Verified) -> bool:
    """Whether it is a receipt of somebody whose receipts count for nothing any more."""
    return isinstance(part, ReceiptPart) and part.receipt.issuer in verified.revoked
