"""Verifying a bundle from outside: everything is checked, and nothing is applied or kept.

The checks run in the order of docs/bundle-format.md: nothing but the seal, two bounded members and
a list of names is looked at before the signature holds, nothing is parsed before its digest is
proven, and nothing is decompressed before that. A sealed stream that was cut shows it only at its
end, so the result counts only once all of it was read. Knows no store: roots and keys are enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from app.core.jobs import Ticket
from app.crypto.certificates import (
    CertificateError,
    fingerprint,
    from_pem,
    subject_name,
    to_pem,
)
from app.crypto.digests import MerkleTree
from app.crypto.sealing import Identity
from app.models.journal import Checkpoint, LineRefusedError, decode_line
from app.rules.declared import rule
from app.rules.verdicts import Level
from app.sync.checkpoints import verify_checkpoint
from app.sync.header import Header, SegmentEntry, decode_header, recipient_digest
from app.sync.names import (
    Kind,
    checkpoint_name,
    medium_name,
    receipt_name,
    segment_name,
)
from app.sync.receipts import read_receipt
from app.sync.refusals import BundleRefusedError, Reason, refusing
from app.sync.segments import Checked, check_lines
from app.sync.signed import Anchors, SignedBytes
from app.sync.stages import Stage
from app.sync.streams import Source
from app.sync.sums import (
    HashedMember,
    Sum,
    expected_members,
    read_signed_sums,
    read_sums,
    sums_digest,
)
from app.sync.tar import TarReader
from app.sync.trust import (
    Limit,
    Revocations,
    Run,
    believed_up_to,
    limit_of,
    newer,
    read_revocations,
)
from app.sync.unsealing import unsealed
from app.sync.verified import CheckedSegment, Verified


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and what they know already.

    `owners` maps the journals known here to the replicas they belong to.
    """

    identities: tuple[Identity, ...]
    anchors: Anchors
    owners: Mapping[str, str] = field(default_factory=dict)
    revocations: Revocations | None = None

    def is_among(self, recipients: tuple[str, ...]) -> bool:
        """Whether a bundle made for `recipients` was made for this reader."""
        own = {recipient_digest(identity.recipient) for identity in self.identities}
        return not own.isdisjoint(recipients)


@rule(
    "BR-33",
    levels=(Level.BLOCK,),
    at="every bundle, before anything of it is taken in",
    test="test_reader.py::test_one_byte_more_or_other_and_nothing_is_believed",
    refuses=True,
)
def verify_bundle(path: Path, reader: Reader, ticket: Ticket | None = None) -> Verified:
    """Signature, recipient, sequence and the digest of every file are right, or all is refused.

    Everything about a bundle is checked, and what it holds is not kept anywhere.

    Raises:
        StrangerError: it is sound, but its signer is not certified by the operation.
        BundleRefusedError: anything is not as it must be; `reason` says what.
        FileTroubleError: the file cannot be read.
        Cancelled: the person asked to stop.
    """
    ticket = ticket or Ticket()
    with refusing(), unsealed(path, reader.identities, Stage.VERIFYING, ticket) as plain:
        return verify_stream(plain, reader)


def verify_stream(plain: Source, reader: Reader) -> Verified:
    """`verify_bundle` for what the seal holds.

    Raises:
        Exception: see `verify_bundle`, which turns whatever else comes out into a refusal.
    """
    members = iter(TarReader(plain))
    signed_sums = read_signed_sums(members)
    sender, certificate = reader.anchors.laptop_of(signed_sums, "SHA256SUMS")
    sums = read_sums(signed_sums.data)
    proven = expected_members(members, sums)
    header = _header_in(next(proven), reader, sender, sums)
    anchors = reader.anchors.of(header.operation)
    if not anchors.certified(certificate):
        raise BundleRefusedError(Reason.WRONG_OPERATION, "SHA256SUMS")
    pass_ = _Pass(replace(reader, anchors=anchors), header)
    for member in proven:
        pass_.take(member)
    return Verified(
        sums_sha256=sums_digest(signed_sums.data),
        header=header,
        sender_name=subject_name(certificate),
        sender_fingerprint=fingerprint(certificate),
        segments=tuple(pass_.judged_segments()),
        certificates=pass_.certificates,
        receipts=pass_.receipts,
        revocations_version=pass_.offered.version if pass_.offered else 0,
        are_revocations_newer=newer(reader.revocations, pass_.offered) is not None,
        revoked=pass_.revoked(),
    )


def _header_in(member: HashedMember, reader: Reader, sender: str, sums: tuple[Sum, ...]) -> Header:
    """What the first member announces; it must be for us, by its signer, and fit the others."""
    header = decode_header(member.whole())
    reader.anchors.require_operation(header.operation)
    if not reader.is_among(header.to):
        raise BundleRefusedError(Reason.NOT_FOR_US, "to")
    if header.sender != sender:
        raise BundleRefusedError(Reason.UNTRUSTED, "from")
    segments = header.segments
    announced = {
        Kind.CHECKPOINT: [checkpoint_name(one.journal, one.last) for one in segments],
        Kind.SEGMENT: [segment_name(one.journal, one.first, one.last) for one in segments],
        Kind.MEDIUM: [medium_name(one.sha256) for one in header.media],
    }
    for kind, names in announced.items():
        present = [
            item.member.name
            for item in sums
            if item.member.kind is kind and not item.member.is_signature
        ]
        if present != names:
            missing = set(names) - set(present)
            reason = Reason.MISSING_MEMBER if missing else Reason.UNEXPECTED_MEMBER
            raise BundleRefusedError(reason, kind.name.lower())
    return header


class _Pass:
    """One reading of a bundle's members after its header, each proven to be the one signed."""

    def __init__(self, reader: Reader, header: Header) -> None:
        self.certificates = 0
        self.receipts = 0
        self.offered: Revocations | None = None
        self._reader = reader
        self._header = header
        self._document = b""
        self._entries = iter(header.segments)
        self._media = iter(header.media)
        self._checkpoints: dict[tuple[str, int], tuple[Checkpoint, str]] = {}
        self._trees: dict[str, MerkleTree] = {}
        self._issuers: set[str] = set()
        self._claims: dict[str, str] = {}
        self._proven: dict[str, str] = {}
        self._segments: list[tuple[CheckedSegment, Run]] = []

    def revoked(self) -> tuple[str, ...]:
        """Those who signed here and of whom either statement at hand revokes anything."""
        signers = {self._header.sender, *self._claims.values(), *self._issuers}
        return tuple(
            replica
            for replica in sorted(signers)
            if any(one is not None and one.revokes(replica) for one in self._statements())
        )

    def take(self, member: HashedMember) -> None:
        """Check the next member."""
        name = member.expected.member
        if name.kind is Kind.MEDIUM:
            self._take_medium(member)
        elif name.kind is Kind.SEGMENT:
            self._take_segment(member)
        elif name.kind is Kind.CERTIFICATES:
            self._take_certificates(member.whole())
        elif name.is_signature:
            self._take_signed(name.kind, member.name, SignedBytes(self._document, member.whole()))
        else:
            self._document = member.whole()

    def judged_segments(self) -> Iterator[CheckedSegment]:
        """The segments with how far each is believed."""
        for journal, group in groupby(self._segments, key=lambda item: item[0].entry.journal):
            items = list(group)
            limit = self._limit(items[0][0].replica, journal)
            believed = believed_up_to(limit, [run for _, run in items])
            for (segment, _), number in zip(items, believed, strict=True):
                yield segment.believed(number)

    def _take_certificates(self, pem: bytes) -> None:
        anchors = self._reader.anchors
        try:
            certificates = from_pem(pem)
        except CertificateError as error:
            raise BundleRefusedError(Reason.MALFORMED, "certificates.pem") from error
        if to_pem(certificates) != pem:
            raise BundleRefusedError(Reason.MALFORMED, "certificates.pem")
        for certificate in certificates:
            is_root = fingerprint(certificate) in anchors.operations()
            if not is_root and not anchors.certified(certificate):
                raise BundleRefusedError(Reason.UNTRUSTED, "certificates.pem")
        self.certificates = len(certificates)

    def _take_signed(self, kind: Kind, name: str, signed: SignedBytes) -> None:
        anchors = self._reader.anchors
        if kind is Kind.REVOCATIONS:
            self.offered = read_revocations(signed, anchors)
        elif kind is Kind.CHECKPOINT:
            checkpoint, replica = verify_checkpoint(signed, anchors)
            expected = checkpoint_name(checkpoint.journal, checkpoint.size) + ".p7s"
            self._checkpoints[checkpoint.journal, checkpoint.size] = checkpoint, replica
            if expected != name:
                raise BundleRefusedError(Reason.CHECKPOINT_WRONG, name)
        else:
            receipt = read_receipt(signed, anchors)
            if receipt_name(receipt.issuer, receipt.number) + ".p7s" != name:
                raise BundleRefusedError(Reason.MALFORMED, name)
            self._issuers.add(receipt.issuer)
            self.receipts += 1

    def _take_medium(self, member: HashedMember) -> None:
        if member.size != next(self._media).bytes:
            raise BundleRefusedError(Reason.HASH_MISMATCH, member.name)
        member.finish()

    def _take_segment(self, member: HashedMember) -> None:
        entry = next(self._entries)
        checkpoint, replica = self._checkpoints.pop((entry.journal, entry.last))
        if checkpoint.head != entry.head:
            raise BundleRefusedError(Reason.CHECKPOINT_WRONG, member.name)
        tree = self._tree_before(entry)
        limit = self._limit(replica, entry.journal)
        checked = check_lines(
            member.whole(), entry, tree=tree, watched=limit.size if limit else None
        )
        if tree is not None and tree.root().hex() != checkpoint.root:
            raise BundleRefusedError(Reason.CHECKPOINT_WRONG, member.name)
        is_proven = self._check_owner(entry, replica, checked)
        segment = CheckedSegment(
            entry=entry,
            replica=replica,
            is_replica_proven=is_proven,
            is_root_checked=tree is not None,
            believed_up_to=entry.last,
            stored_bytes=member.size,
        )
        run = Run(entry.first, entry.last, checked.watched_hash)
        self._segments.append((segment, run))

    def _tree_before(self, entry: SegmentEntry) -> MerkleTree | None:
        """The tree over the lines before a segment, if they are all in this bundle."""
        if entry.first == 1:
            self._trees = {entry.journal: MerkleTree()}
        tree = self._trees.get(entry.journal)
        return tree if tree is not None and tree.size == entry.first - 1 else None

    def _check_owner(self, entry: SegmentEntry, replica: str, checked: Checked) -> bool:
        """See that a journal's own laptop signed for it; whether that is certain."""
        claimed = self._claims.setdefault(entry.journal, replica)
        if entry.first == 1:
            self._proven[entry.journal] = _genesis_replica(checked.first_line, entry, self._header)
        owners = {claimed, replica}
        for known in (self._reader.owners, self._proven):
            owners |= {known[entry.journal]} if known.get(entry.journal) else set()
        if len(owners) != 1:
            raise BundleRefusedError(Reason.CHECKPOINT_WRONG, "journal's laptop")
        return bool(self._reader.owners.get(entry.journal) or self._proven.get(entry.journal))

    def _limit(self, replica: str, journal: str) -> Limit | None:
        return limit_of(self._statements(), replica, journal)

    def _statements(self) -> tuple[Revocations | None, ...]:
        """The newest statement known; both, should two bear the same version."""
        known = self._reader.revocations
        if known is None or self.offered is None or known.version == self.offered.version:
            return known, self.offered
        return (max(known, self.offered, key=lambda one: one.version),)


def _genesis_replica(line: bytes, entry: SegmentEntry, header: Header) -> str:
    try:
        genesis = decode_line(line)
    except LineRefusedError as error:
        raise BundleRefusedError(Reason.CHAIN_BROKEN, "first line") from error
    if genesis.k != "genesis" or genesis.journal != entry.journal or not genesis.replica:
        raise BundleRefusedError(Reason.CHAIN_BROKEN, "first line")
    if genesis.operation not in ("", header.operation):
        raise BundleRefusedError(Reason.WRONG_OPERATION, "first line")
    return genesis.replica
