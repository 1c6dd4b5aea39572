"""What verifying a bundle showed. Plain data, so that it can come from another process."""

from __future__ import annotations

import msgspec

from app.sync.fields import Uid
from app.sync.header import Header, SegmentEntry


class CheckedSegment(msgspec.Struct, frozen=True):
    """Lines that follow one another to a head that their laptop has signed for.

    `is_replica_proven`: the journal is known to be that replica's, from its first line or from
    before; else it is only the signer's claim. `is_root_checked`: the checkpoint's tree was
    recomputed, which needs all lines from the first. Lines after `believed_up_to` are revoked.
    """

    entry: SegmentEntry
    replica: Uid
    is_replica_proven: bool
    is_root_checked: bool
    believed_up_to: int
    stored_bytes: int

    def believed(self, number: int) -> CheckedSegment:
        """The same lines, believed up to another one."""
        return msgspec.structs.replace(self, believed_up_to=number)


class Verified(msgspec.Struct, frozen=True):
    """A bundle in which everything is as it must be.

    `sums_sha256` pins every byte of it, so that what is read later is what was verified.
    `revoked` are the replicas, among those that signed anything in it, of which something has been
    revoked: their receipts count for nothing, their lines as far as each segment says.
    """

    sums_sha256: str
    header: Header
    sender_name: str
    sender_fingerprint: str
    segments: tuple[CheckedSegment, ...]
    certificates: int
    receipts: int
    revocations_version: int
    are_revocations_newer: bool
    revoked: tuple[Uid, ...]

    @property
    def is_sender_revoked(self) -> bool:
        """Whether something of the sender's has been revoked."""
        return self.header.sender in self.revoked

    @property
    def lines(self) -> int:
        """How many journal lines the bundle carries."""
        return sum(segment.entry.lines for segment in self.segments)

    @property
    def media_bytes(self) -> int:
        """How much room its media need."""
        return sum(medium.bytes for medium in self.header.media)
