"""Writing bundles: what the other side has not *confirmed* yet, never what was not sent yet.

A lost stick costs bytes and nothing else. A bundle ends each journal at a place that the journal's
own laptop has signed for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from app import __version__
from app.core.jobs import Ticket
from app.crypto.digests import MerkleTree, sha256_hex
from app.models.journal import Checkpoint, Segment
from app.services.anchors import certificates
from app.services.desk import Desk, NotEnrolledError
from app.services.originals import wanted_media
from app.services.receipts import (
    acknowledged_size,
    current_receipt,
    new_receipt,
    receipts_of,
)
from app.store.lines import SEGMENT_BYTES, SEGMENT_LINES
from app.store.papers import Parcel, SignedCheckpoint
from app.store.schema import SCHEMA_VERSION
from app.store.transactions import View
from app.store.vault import Vault
from app.sync.checkpoints import sign_checkpoint
from app.sync.header import Have, MediumEntry
from app.sync.outgoing import Medium, Outgoing
from app.sync.receipts import Receipt
from app.sync.segments import PackedSegment, packed
from app.sync.signed import SignedBytes
from app.sync.stages import Stage
from app.sync.streams import Source
from app.sync.writer import Written, write_bundles

_WANTED_LIMIT = 10_000


def write_bundle(
    desk: Desk, folder: Path, *, to: str = "hq", ticket: Ticket | None = None
) -> list[Written]:
    """Write what `to` has not confirmed yet: `hq`, or at headquarters a laptop's uid.

    Raises:
        NotEnrolledError: the operation has not enrolled this laptop, or does not know `to`.
        FileTroubleError: too little space, or the stick failed; nothing half-written stays.
        Cancelled: the person asked to stop.
    """
    ticket = ticket or Ticket()
    _checkpoint_own(desk)
    receipt, signed = new_receipt(desk)
    written = []
    with desk.store.reading() as view:
        contents = _outgoing(desk, view, to, receipt, signed, ticket)
        for item in write_bundles(folder, contents, ticket):
            _register(desk, item, to)
            written.append(item)
    return written


def _register(desk: Desk, item: Written, to: str) -> None:
    with desk.store.writing() as pen:
        pen.papers.note_parcel(
            Parcel(
                "out", item.bundle, item.sha256, item.number, to, str(desk.now()),
                f"{item.lines}/{item.media}",
            )
        )  # fmt: skip


def _checkpoint_own(desk: Desk) -> None:
    """Sign where the own journal stands, and places between that are no further than a piece."""
    with desk.store.writing() as pen:
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
                signed = sign_checkpoint(checkpoint, desk.signer)
                pen.papers.keep_checkpoint(
                    SignedCheckpoint(
                        tip.journal, size, checkpoint.head, signed.data, signed.signature
                    )
                )


def _outgoing(
    desk: Desk, view: View, to: str, receipt: Receipt, signed: SignedBytes, ticket: Ticket
) -> Outgoing:
    recipients = _recipients(view, to)
    parcels = view.papers.parcels("out")
    last = max(parcels, key=lambda item: item.number, default=None)
    replica = view.setting("hq_replica") if to == "hq" else to
    receipts = receipts_of(view, replica)
    segments, checkpoints = _segments(view, receipts, ticket)
    revoked = view.papers.get("revocations", "newest")
    return Outgoing(
        operation=view.setting("operation"),
        sender=desk.replica,
        signer=desk.signer,
        recipients=recipients,
        number=last.number + 1 if last else 1,
        previous=last.bundle if last else "",
        made=str(desk.now()),
        app=__version__,
        schema=SCHEMA_VERSION,
        segments=segments,
        checkpoints=checkpoints,
        certificates=certificates(view),
        revocations=SignedBytes(revoked.body, revoked.signature) if revoked else None,
        trust_version=revoked.number if revoked else 0,
        receipts={(desk.replica, receipt.number): signed},
        media=_media(desk, view, receipts),
        have=_have(view),
        want_media=sorted(wanted_media(desk.vault, view))[:_WANTED_LIMIT],
        state_digest=_state_digest(view),
    )


def _recipients(view: View, to: str) -> list[str]:
    keys = ("hq", "recovery") if to == "hq" else (to,)
    found = [paper.body.decode() for key in keys if (paper := view.papers.get("recipient", key))]
    if not found and view.setting("operation"):
        raise NotEnrolledError(
            "Nobody of that name is known here to seal a bundle for.",
            hint="Nothing was written. Send to headquarters, or name a laptop that it enrolled.",
        )
    if not found or not view.setting("operation"):
        raise NotEnrolledError(
            "Headquarters has not enrolled this laptop yet, so nothing can be sealed for it.",
            hint="Everything recorded is kept. Hand over the request and read back the answer.",
        )
    return found


def _segments(
    view: View, receipts: list[Receipt], ticket: Ticket
) -> tuple[list[PackedSegment], dict[tuple[str, int], SignedBytes]]:
    """What each journal holds beyond what was acknowledged, up to the last place signed for."""
    segments: list[PackedSegment] = []
    used: dict[tuple[str, int], SignedBytes] = {}
    for state in view.lines.journals():
        known = acknowledged_size(view, receipts, state.uid)
        signed = _signed_on_the_way(view, state.uid)
        for segment, item in _pieces(view, known, signed):
            ticket.checkpoint(Stage.PACKING)
            segments.append(packed(segment))
            used[item.journal, item.size] = SignedBytes(item.body, item.signature)
    return segments, used


def _signed_on_the_way(view: View, journal: str) -> list[SignedCheckpoint]:
    """The checkpoints of the longest branch that is signed for, by size."""
    checkpoints = view.papers.checkpoints(journal)
    for last in reversed(checkpoints):
        hashes = view.lines.leaf_hashes(journal, last.size, bytes.fromhex(last.head))
        if hashes:
            begun = last.size - len(hashes)
            return [
                item
                for item in checkpoints
                if begun < item.size <= last.size
                and hashes[item.size - begun - 1].hex() == item.head
            ]
    return []


def _pieces(
    view: View, known: int, signed: Iterable[SignedCheckpoint]
) -> Iterator[tuple[Segment, SignedCheckpoint]]:
    """The lines after `known`, each piece with the checkpoint at its end, few and none too long."""
    piece: tuple[Segment, SignedCheckpoint] | None = None
    for item in signed:
        first = max(known, piece[1].size if piece else 0) + 1
        run = _joined(view.lines.walk(item.journal, first, item.size, bytes.fromhex(item.head)))
        if run is None:
            continue
        if piece is None:
            piece = run, item
        elif run.first == piece[1].size + 1 and _fit(piece[0], run):
            piece = replace(piece[0], lines=[*piece[0].lines, *run.lines]), item
        else:
            yield piece
            piece = run, item
    if piece is not None:
        yield piece


def _joined(runs: Iterable[Segment]) -> Segment | None:
    parts = list(runs)
    if not parts:
        return None
    return replace(parts[0], lines=[line for part in parts for line in part.lines])


def _fit(one: Segment, other: Segment) -> bool:
    if len(one.lines) + len(other.lines) > SEGMENT_LINES:
        return False
    return sum(map(len, one.lines)) + sum(map(len, other.lines)) <= SEGMENT_BYTES


def _media(desk: Desk, view: View, receipts: list[Receipt]) -> list[Medium]:
    """The originals that are here and that the other side, when last heard of, did not hold."""
    current = current_receipt(receipts)
    held = set(current.media_held).difference(current.media_wanted) if current else set()
    vault = desk.vault
    here = set(vault.digests())
    return [
        Medium(MediumEntry(sha256=digest, bytes=item.bytes, kind=item.kind), _opener(vault, digest))
        for digest, item in view.papers.media().items()
        if digest not in held and digest in here
    ]


def _opener(vault: Vault, digest: str) -> Callable[[], AbstractContextManager[Source]]:
    return lambda: vault.opened(digest)


def _have(view: View) -> list[Have]:
    found = []
    for state in view.lines.journals():
        heads = view.lines.hash_at(state.uid, state.ranges[-1][1]) if state.ranges else set()
        if len(heads) == 1:
            found.append(Have(journal=state.uid, ranges=state.ranges, head=heads.pop().hex()))
    return found


def _state_digest(view: View) -> str:
    """A digest of which lines are held: two replicas with the same digest show the same."""
    states = sorted((state.uid, state.ranges, state.head.hex()) for state in view.lines.journals())
    return sha256_hex(repr(states).encode("ascii"))
