"""Writing bundles: what the other side has not *confirmed* yet, never what was not sent yet.

A lost stick costs bytes and nothing else. A bundle ends each journal at a place that the journal's
own laptop has signed for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from app import __version__
from app.core.jobs import Ticket
from app.crypto.digests import sha256_hex
from app.models.journal import Segment
from app.models.media import Photo
from app.services.anchors import certificates
from app.services.desk import Desk, NotEnrolledError
from app.services.receipts import acknowledged_size, new_receipt, receipts_of
from app.store.papers import Parcel, SignedCheckpoint
from app.store.schema import SCHEMA_VERSION
from app.store.store import View
from app.store.vault import Vault
from app.sync.checkpoints import checkpoint_of, sign_checkpoint
from app.sync.header import Have, MediumEntry
from app.sync.outgoing import Medium, Outgoing
from app.sync.receipts import Receipt
from app.sync.segments import PackedSegment, cut, packed
from app.sync.signed import SignedBytes
from app.sync.stages import Stage
from app.sync.streams import Source
from app.sync.writer import Written, write_bundles

_FAR_BYTES = 32 << 20
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
    with desk.store.reading() as view:
        contents = _outgoing(desk, view, to, receipt, signed, ticket)
        written = list(write_bundles(folder, contents, ticket))
    with desk.store.writing() as pen:
        for item in written:
            pen.papers.note_parcel(
                Parcel(
                    "out", item.bundle, item.sha256, item.number, to, str(desk.now()),
                    f"{item.lines}/{item.media}",
                )
            )  # fmt: skip
    return written


def _checkpoint_own(desk: Desk) -> None:
    """Sign where the own journal stands, and places between where it is long."""
    with desk.store.writing() as pen:
        tip = pen.tip
        known = {item.size for item in pen.papers.checkpoints(tip.journal)}
        sizes, waiting = {tip.size}, 0
        for run in pen.lines.segments_from(tip.journal, max(known, default=0) + 1):
            waiting += sum(map(len, run.lines))
            if waiting > _FAR_BYTES:
                sizes.add(run.last)
                waiting = 0
        hashes = pen.lines.leaf_hashes(tip.journal, tip.size)
        for size in sorted(sizes - known):
            checkpoint = checkpoint_of(tip.journal, hashes[:size])
            signed = sign_checkpoint(checkpoint, desk.signer)
            pen.papers.keep_checkpoint(
                SignedCheckpoint(tip.journal, size, checkpoint.head, signed.data, signed.signature)
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
        receipts={(desk.replica, receipt.number): signed},
        media=_media(desk, view, receipts),
        have=_have(view),
        want_media=sorted(wanted_media(desk, view))[:10_000],
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
    segments: list[PackedSegment] = []
    used: dict[tuple[str, int], SignedBytes] = {}
    for state in view.lines.journals():
        known = acknowledged_size(view, receipts, state.uid)
        signed = {item.size: item for item in view.papers.checkpoints(state.uid)}
        for run in view.lines.segments_from(state.uid, known + 1):
            ticket.checkpoint(Stage.PACKING)
            hashes = list(run.hashes())
            sizes = [
                size
                for size, item in signed.items()
                if run.first <= size <= run.last and hashes[size - run.first].hex() == item.head
            ]
            if not sizes:
                continue
            sent = Segment(
                run.journal, run.first, run.previous_hash,
                run.lines[: max(sizes) - run.first + 1],
            )  # fmt: skip
            for piece in cut(sent, sizes):
                segments.append(packed(piece))
                item = signed[piece.last]
                used[state.uid, piece.last] = SignedBytes(item.body, item.signature)
    return segments, used


def _media(desk: Desk, view: View, receipts: list[Receipt]) -> list[Medium]:
    """The originals that are here and that no receipt of the other side says it holds."""
    held = {digest for receipt in receipts for digest in receipt.media_held}
    vault = desk.vault
    return [
        Medium(MediumEntry(sha256=digest, bytes=item.bytes, kind=item.kind), _opener(vault, digest))
        for digest, item in view.papers.media().items()
        if digest not in held and vault.holds(digest)
    ]


def _opener(vault: Vault, digest: str) -> Callable[[], AbstractContextManager[Source]]:
    return lambda: vault.opened(digest)


def wanted_media(desk: Desk, view: View) -> set[str]:
    """Originals that records name and that are not here."""
    named = {
        record.file
        for record in view.records.all_of(Photo.kind)
        if isinstance(record, Photo) and record.file
    }
    return {digest for digest in named if not desk.vault.holds(digest)}


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
