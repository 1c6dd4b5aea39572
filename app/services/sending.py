"""Writing bundles: what the other side has not *confirmed* yet, never what was not sent yet.

A lost stick costs bytes and nothing else. A bundle ends each journal at a place that the journal's
own laptop has signed for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app import __version__
from app.core.jobs import Ticket
from app.crypto.digests import sha256_hex
from app.models.journal import Segment
from app.services.anchors import certificates
from app.services.checkpoints import sign_own_journal
from app.services.desk import Desk, NotEnrolledError
from app.services.originals import wanted_media
from app.services.receipts import (
    acknowledged_of,
    current_receipt,
    new_receipt,
    receipts_of,
)
from app.store.branches import JournalState
from app.store.lines import SEGMENT_BYTES, SEGMENT_LINES
from app.store.papers import Parcel, SignedCheckpoint
from app.store.schema import SCHEMA_VERSION
from app.store.transactions import View
from app.store.vault import Vault
from app.sync.header import Have, MediumEntry
from app.sync.outgoing import Medium, Outgoing
from app.sync.receipts import Acknowledged, Receipt
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
    with desk.store.writing() as pen:
        sign_own_journal(pen, desk.signer)
    receipt, signed = new_receipt(desk)
    written: list[Written] = []
    with desk.store.reading() as view:
        contents, *branches = _outgoing(desk, view, to, receipt, signed, ticket)
        for item in write_bundles(folder, contents, ticket):
            _register(desk, item, to)
            written.append(item)
        for branch in branches:
            before = written[-1]
            contents = replace(branch, number=before.number + 1, previous=before.bundle)
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


def _outgoing(
    desk: Desk, view: View, to: str, receipt: Receipt, signed: SignedBytes, ticket: Ticket
) -> list[Outgoing]:
    recipients = _recipients(view, to)
    parcels = view.papers.parcels("out")
    last = max(parcels, key=lambda item: item.number, default=None)
    replica = view.setting("hq_replica") if to == "hq" else to
    receipts = receipts_of(view, replica)
    first, *branches = _loads(view, receipts, ticket)
    revoked = view.papers.get("revocations", "newest")
    contents = Outgoing(
        operation=view.setting("operation"),
        sender=desk.replica,
        signer=desk.signer,
        recipients=recipients,
        number=last.number + 1 if last else 1,
        previous=last.bundle if last else "",
        made=str(desk.now()),
        app=__version__,
        schema=SCHEMA_VERSION,
        segments=first.segments,
        checkpoints=first.checkpoints,
        certificates=certificates(view),
        revocations=SignedBytes(revoked.body, revoked.signature) if revoked else None,
        trust_version=revoked.number if revoked else 0,
        receipts={(desk.replica, receipt.number): signed},
        media=_media(desk, view, receipts),
        have=_have(view),
        want_media=sorted(wanted_media(desk.vault, view))[:_WANTED_LIMIT],
        state_digest=_state_digest(view),
    )
    return [
        contents,
        *(
            replace(contents, segments=load.segments, checkpoints=load.checkpoints, media=())
            for load in branches
        ),
    ]


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


@dataclass(slots=True)
class _Load:
    """Segments that one bundle may hold, and the checkpoint at the end of each."""

    segments: list[PackedSegment] = field(default_factory=list)
    checkpoints: dict[tuple[str, int], SignedBytes] = field(default_factory=dict)


def _loads(view: View, receipts: list[Receipt], ticket: Ticket) -> list[_Load]:
    """What each journal holds beyond what was acknowledged, up to the last places signed for.

    There is a second load only if a journal is forked, and both branches end at the same number.
    """
    loads = [_Load()]
    for state in view.lines.journals():
        known = acknowledged_of(view, receipts, state.uid)
        for known_here, signed in _ways(view, state.uid, known):
            for segment, item in _pieces(view, known_here, signed):
                ticket.checkpoint(Stage.PACKING)
                end = item.journal, item.size
                load = next((one for one in loads if end not in one.checkpoints), None)
                if load is None:
                    loads.append(load := _Load())
                load.segments.append(packed(segment))
                load.checkpoints[end] = SignedBytes(item.body, item.signature)
    return loads


@dataclass(frozen=True, slots=True)
class _Way:
    """Lines that lead up to a checkpoint, by their hashes; the first is numbered `first`."""

    first: int
    hashes: list[bytes]

    def passes(self, size: int, head: str) -> bool:
        """Whether the line of this number and hash is on the way."""
        place = size - self.first
        return 0 <= place < len(self.hashes) and self.hashes[place].hex() == head

    def shared_with(self, other: _Way) -> int:
        """Up to which line both are one; 0 if they never were."""
        first = max(self.first, other.first)
        last = min(self.first + len(self.hashes), other.first + len(other.hashes)) - 1
        for number in range(last, first - 1, -1):
            if self.hashes[number - self.first] == other.hashes[number - other.first]:
                return number
        return 0


def _ways(
    view: View, journal: str, known: Acknowledged
) -> Iterator[tuple[int, list[SignedCheckpoint]]]:
    """Every branch, and every run after a gap, that is signed for, the longest first.

    Each with the line up to which it need not be offered, and with the checkpoints on its way.
    """
    checkpoints = view.papers.checkpoints(journal)
    settled = []
    if known.size:
        settled = [_way(view, journal, known.size, known.head)]
    for last in reversed(checkpoints):
        if any(way.passes(last.size, last.head) for way in settled):
            continue
        way = _way(view, journal, last.size, last.head)
        if not way.hashes:
            continue
        yield (
            max((way.shared_with(other) for other in settled), default=0),
            [item for item in checkpoints if way.passes(item.size, item.head)],
        )
        settled.append(way)


def _way(view: View, journal: str, size: int, head: str) -> _Way:
    hashes = view.lines.leaf_hashes(journal, size, bytes.fromhex(head))
    return _Way(size - len(hashes) + 1, hashes)


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
    return [
        Have(journal=state.uid, ranges=state.ranges, head=state.head.hex())
        for state in view.lines.journals()
        if state.ranges
    ]


def _state_digest(view: View) -> str:
    """A digest of which lines are held: two replicas with the same digest show the same."""
    states = sorted(
        (state.uid, state.ranges, sorted(_ends(view, state))) for state in view.lines.journals()
    )
    return sha256_hex(repr(states).encode("ascii"))


def _ends(view: View, state: JournalState) -> set[str]:
    """Hashes that only those who hold the same lines have: of each run's end; of a fork, all."""
    if state.is_forked:
        runs = view.lines.segments_from(state.uid, 1)
        return {digest.hex() for run in runs for digest in run.hashes()}
    return {
        digest.hex() for _, last in state.ranges for digest in view.lines.hash_at(state.uid, last)
    }
