"""A laptop's word for its own journal: at so many lines it had this head and this tree.

The head pins every line before it; the RFC 6962 root lets single lines be shown later without the
others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from app.crypto.digests import merkle_root
from app.models.journal import Checkpoint
from app.sync.documents import FORMAT, decode, encode
from app.sync.fields import Hash, Position, Uid
from app.sync.signed import Anchors, SignedBytes, Signer

CHECKPOINT_LIMIT = 4 << 10


class _Statement(msgspec.Struct, frozen=True, tag="athar-checkpoint", tag_field="type"):
    journal: Uid
    size: Position
    head: Hash
    root: Hash
    format: Annotated[int, Meta(ge=1)] = FORMAT


def checkpoint_of(journal: str, line_hashes: Sequence[bytes]) -> Checkpoint:
    """The state of a journal whose lines, from the first one on, have these hashes."""
    root = merkle_root(line_hashes)
    return Checkpoint(journal, len(line_hashes), line_hashes[-1].hex(), root.hex())


def sign_checkpoint(checkpoint: Checkpoint, laptop: Signer) -> SignedBytes:
    """The statement that the journal's own laptop makes."""
    statement = _Statement(checkpoint.journal, checkpoint.size, checkpoint.head, checkpoint.root)
    return laptop.signed(encode(statement))


def read_checkpoint(data: bytes) -> Checkpoint:
    """What a checkpoint claims; who signed it is another question.

    Raises:
        BundleRefusedError: it is none.
    """
    statement = decode(data, _Statement, limit=CHECKPOINT_LIMIT)
    return Checkpoint(statement.journal, statement.size, statement.head, statement.root)


def verify_checkpoint(signed: SignedBytes, anchors: Anchors) -> tuple[Checkpoint, str]:
    """What a checkpoint claims, and the replica whose laptop signed it.

    Raises:
        StrangerError: its laptop is not certified.
        BundleRefusedError: it is none, or altered.
    """
    replica, _ = anchors.laptop_of(signed, "checkpoint")
    return read_checkpoint(signed.data), replica
