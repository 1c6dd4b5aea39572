"""Signing for the own journal: at an export, at the end of a session, and before it is left behind.

Nobody takes lines that their laptop has not signed for. So whatever happens to the laptop next, a
backup of the store holds the signature for everything up to the last session.
"""

from __future__ import annotations

from app.crypto.digests import MerkleTree
from app.models.journal import Checkpoint
from app.store.papers import SignedCheckpoint
from app.store.transactions import Pen
from app.sync.checkpoints import sign_checkpoint
from app.sync.signed import Signer


def sign_own_journal(pen: Pen, laptop: Signer) -> None:
    """Sign where the own journal stands, and places between that are no further than a piece."""
    tip = pen.tip
    hashes = pen.lines.leaf_hashes(tip.journal, tip.size, tip.head)
    known = [
        item.size
        for item in pen.papers.checkpoints(tip.journal)
        if item.size <= tip.size and hashes[item.size - 1].hex() == item.head
    ]
    runs = pen.lines.walk(tip.journal, max(known, default=0) + 1, tip.size, tip.head)
    ends = {run.last for run in runs}
    tree = MerkleTree()
    for size, digest in enumerate(hashes, 1):
        tree.add(digest)
        if size in ends:
            checkpoint = Checkpoint(tip.journal, size, digest.hex(), tree.root().hex())
            signed = sign_checkpoint(checkpoint, laptop)
            pen.papers.keep_checkpoint(
                SignedCheckpoint(tip.journal, size, checkpoint.head, signed.data, signed.signature)
            )
