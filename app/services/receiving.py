"""Reading bundles: verified in a process of its own, applied in short transactions, told in words.

What is new is added, what is known stays, and nothing ever overwrites. A domain rule never rejects
what comes in, because evidence is not dropped: it is flagged (BR-36). Hazards are told first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.core.changes import Changes
from app.core.errors import AppError
from app.core.jobs import Ticket
from app.core.streams import stream_of
from app.crypto.certificates import (
    Certificate,
    eight_words,
    fingerprint,
)
from app.models.hazards import Hazard
from app.models.journal import Segment
from app.models.record import Record
from app.services.anchors import anchors_of
from app.services.desk import Desk
from app.services.findings import Finding, conflicts
from app.services.flags import Flag, flags_of
from app.services.operation import adopt_book, keep_certificate
from app.services.receipts import keep_receipt, write_receipt
from app.services.sending import wanted_media
from app.store.papers import Medium, Paper, Parcel, SignedCheckpoint
from app.store.store import View
from app.sync.parts import (
    BundlePart,
    CertificatesPart,
    CheckpointPart,
    MediumPart,
    ReceiptPart,
    RevocationsPart,
    SegmentPart,
    bundle_parts,
)
from app.sync.ranges import gaps
from app.sync.reader import Reader, verify_bundle
from app.sync.refusals import StrangerError
from app.sync.signed import SignedBytes
from app.sync.spool import spool_bundle
from app.sync.stages import Stage
from app.sync.trust import Revocations, read_revocations
from app.sync.verified import Verified
from app.sync.worker import verify_isolated

OPEN_HAZARDS = frozenset({"OPEN", "MARKED", "TASKED"})
LINES_AT_ONCE = 2_000


class StrangerQuarantinedError(AppError):
    """A sound bundle of a laptop that the operation has not enrolled; it waits in quarantine."""

    def __init__(self, signer: Certificate) -> None:
        super().__init__(
            "This bundle is whole, but headquarters has not enrolled the laptop that signed it.",
            hint="It is kept. Compare these eight words by voice, enrol the laptop, and read the"
            " bundle again: {words}",
            words=" ".join(eight_words(bytes.fromhex(fingerprint(signer)))),
        )
        self.signer = signer


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What reading a bundle did; `sentences` say it, hazards first."""

    signer: str = ""
    bundle: str = ""
    sha256: str = ""
    is_repeat: bool = False
    lines_new: int = 0
    lines_known: int = 0
    media_new: int = 0
    media_missing: int = 0
    receipts: int = 0
    hazards: tuple[str, ...] = ()
    findings_new: tuple[Finding, ...] = ()
    flags: tuple[Flag, ...] = ()
    gaps: tuple[tuple[str, int, int], ...] = ()
    changes: Changes = field(default_factory=Changes)
    receipt: Path | None = None
    before: Mapping[str, Record] = field(default_factory=dict, repr=False)


def read_bundle(
    desk: Desk, path: Path, ticket: Ticket | None = None, *, is_isolated: bool = True
) -> ReadReport:
    """Read a bundle; one that was read before changes nothing.

    Raises:
        BundleRefusedError: it is damaged, for somebody else, or not a bundle; nothing was changed.
        StrangerQuarantinedError: its laptop is not enrolled; it is kept until it is.
        FileTroubleError: it cannot be read, or there is too little space.
        Cancelled: the person asked to stop; what was applied by then is whole in itself.
    """
    ticket = ticket or Ticket()
    with desk.store.reading() as view:
        known = {parcel.sha256: parcel for parcel in view.papers.parcels("in")}
        reader = _reader(desk, view)
    desk.layout.make()
    spooled = spool_bundle(path, desk.layout.spool, known.__contains__, ticket)
    if spooled.path is None:
        return ReadReport(
            bundle=known[spooled.sha256].bundle, sha256=spooled.sha256, is_repeat=True
        )
    try:
        verify = verify_isolated if is_isolated else verify_bundle
        verified = verify(spooled.path, reader, ticket)
        report = _apply(desk, spooled.path, reader, verified, ticket)
    except StrangerError as error:
        spooled.path.replace(desk.layout.quarantine / spooled.path.name)
        raise StrangerQuarantinedError(error.signer) from error
    finally:
        spooled.path.unlink(missing_ok=True)
    with desk.store.writing() as pen:
        pen.papers.note_parcel(
            Parcel(
                "in", verified.header.bundle, spooled.sha256, verified.header.number,
                verified.header.sender, str(desk.now()), f"{report.lines_new}/{report.media_new}",
            )
        )  # fmt: skip
    receipt = write_receipt(desk, desk.layout.outbox)
    return replace(report, sha256=spooled.sha256, receipt=receipt)


def _reader(desk: Desk, view: View) -> Reader:
    paper = view.papers.get("revocations", "newest")
    anchors = anchors_of(desk, view)
    signed = SignedBytes(paper.body, paper.signature) if paper else None
    return Reader(
        (desk.keys.identity,),
        anchors,
        owners={state.uid: state.replica for state in view.lines.journals() if state.replica},
        revocations=read_revocations(signed, anchors) if signed else None,
    )


def _apply(
    desk: Desk, path: Path, reader: Reader, verified: Verified, ticket: Ticket
) -> ReadReport:
    before = {_key(item) for item in conflicts(desk)}
    report = ReadReport(signer=verified.sender_name, bundle=verified.header.bundle)
    with bundle_parts(path, reader, verified, ticket) as parts:
        for part in parts:
            report = _take(desk, part, report, ticket)
    with desk.store.writing() as pen:
        adopt_book(pen)
    while _index(desk):
        ticket.checkpoint(Stage.READING)
    after = conflicts(desk)
    with desk.store.reading() as view:
        missing = len(wanted_media(desk, view))
        holes = tuple(
            (state.uid, first, last)
            for state in view.lines.journals()
            for first, last in gaps(state.ranges)
        )
        hazards = _hazards(view, report.changes)
    return replace(
        report,
        findings_new=tuple(item for item in after if _key(item) not in before),
        flags=flags_of(desk, report.changes.uids, report.before),
        media_missing=missing,
        gaps=holes,
        hazards=hazards,
        changes=replace(report.changes, hazards=hazards),
    )


def _index(desk: Desk) -> int:
    with desk.store.writing() as pen:
        return pen.index(500)


def _take(desk: Desk, part: BundlePart, report: ReadReport, ticket: Ticket) -> ReadReport:
    match part:
        case SegmentPart():
            return _take_lines(desk, part, report, ticket)
        case MediumPart():
            return _take_medium(desk, part, report)
        case ReceiptPart(receipt, signed):
            with desk.store.writing() as pen:
                keep_receipt(pen, receipt, signed)
            return replace(report, receipts=report.receipts + 1)
        case CertificatesPart(certificates):
            with desk.store.writing() as pen:
                for certificate in certificates:
                    keep_certificate(pen, certificate)
        case CheckpointPart(checkpoint, signed):
            with desk.store.writing() as pen:
                pen.papers.keep_checkpoint(
                    SignedCheckpoint(
                        checkpoint.journal, checkpoint.size, checkpoint.head,
                        signed.data, signed.signature,
                    )
                )  # fmt: skip
        case RevocationsPart(revocations, signed):
            _take_revocations(desk, revocations, signed)
    return report


def _take_revocations(desk: Desk, revocations: Revocations, signed: SignedBytes) -> None:
    paper = Paper("revocations", "newest", revocations.version, signed.data, signed.signature)
    with desk.store.writing() as pen:
        pen.papers.keep(paper)


def _take_lines(desk: Desk, part: SegmentPart, report: ReadReport, ticket: Ticket) -> ReadReport:
    """Add a segment in transactions short enough that the window stays usable."""
    for piece in _pieces(part.segment()):
        ticket.checkpoint(Stage.READING, report.lines_new + report.lines_known)
        replica = part.checked.replica if part.checked.is_replica_proven else ""
        with desk.store.writing() as pen:
            accepted = pen.accept(piece, replica=replica)
        report = replace(
            report,
            lines_new=report.lines_new + accepted.lines,
            lines_known=report.lines_known + len(piece.lines) - accepted.lines,
            changes=report.changes | accepted.changes,
            before={**accepted.before, **report.before},
        )
    return report


def _pieces(segment: Segment) -> Iterator[Segment]:
    previous = segment.previous_hash
    for start in range(0, len(segment.lines), LINES_AT_ONCE):
        piece = Segment(
            segment.journal,
            segment.first + start,
            previous,
            segment.lines[start : start + LINES_AT_ONCE],
        )
        yield piece
        *_, previous = piece.hashes()


def _take_medium(desk: Desk, part: MediumPart, report: ReadReport) -> ReadReport:
    entry = part.entry
    is_new = not desk.vault.holds(entry.sha256)
    if is_new:
        desk.vault.add(stream_of(part.blocks()), entry.sha256, entry.bytes, entry.kind)
    with desk.store.writing() as pen:
        pen.papers.note_medium(Medium(entry.sha256, entry.bytes, entry.kind))
    return replace(report, media_new=report.media_new + is_new)


def _hazards(view: View, changes: Changes) -> tuple[str, ...]:
    found = [
        record
        for record in view.records.all_of(Hazard.kind)
        if record.uid in changes.uids and record.values.get("status") in OPEN_HAZARDS
    ]
    return tuple(record.uid for record in found)


def _key(item: Finding) -> tuple[str, str, str, str]:
    return item.code, item.uid, item.field, item.other
