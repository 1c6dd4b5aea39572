"""Reading bundles: verified in a process of its own, applied in short transactions, told in words.

What is new is added, what is known stays, and nothing ever overwrites. A domain rule never rejects
what comes in, because evidence is not dropped: it is flagged (BR-36). Hazards are told first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from app.core.changes import Changes
from app.core.errors import AppError
from app.core.jobs import Ticket
from app.crypto.certificates import Certificate, eight_words, fingerprint, subject_name
from app.services.anchors import anchors_of
from app.services.books import adopt_book
from app.services.desk import Desk
from app.services.findings import Finding, noticed, told
from app.services.flags import Flag
from app.services.hazard_news import worsened
from app.services.looking_over import is_waiting, look_over
from app.services.originals import wanted_media
from app.services.quarantine import keep_aside, let_go
from app.services.receipts import write_receipt
from app.services.taking_in import Taking
from app.store.papers import Parcel
from app.store.transactions import View, changes_of
from app.sync.parts import (
    bundle_parts,
)
from app.sync.ranges import gaps
from app.sync.reader import Reader, verify_bundle
from app.sync.refusals import StrangerError
from app.sync.signed import SignedBytes
from app.sync.spool import spool_bundle
from app.sync.trust import read_revocations
from app.sync.verified import Verified
from app.sync.worker import verify_isolated


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
    """What reading a bundle did.

    `lines_doubted` come after the place up to which headquarters still believes their laptop; they
    are in no record, and the bundle is kept in quarantine.
    """

    signer: str = ""
    bundle: str = ""
    sha256: str = ""
    is_repeat: bool = False
    lines_new: int = 0
    lines_known: int = 0
    lines_doubted: int = 0
    media_new: int = 0
    media_missing: int = 0
    receipts: int = 0
    hazards: tuple[str, ...] = ()
    findings_new: tuple[Finding, ...] = ()
    flags: tuple[Flag, ...] = ()
    gaps: tuple[tuple[str, int, int], ...] = ()
    changes: Changes = field(default_factory=Changes)
    receipt: Path | None = None


def read_bundle(
    desk: Desk, path: Path, ticket: Ticket | None = None, *, is_isolated: bool = True
) -> ReadReport:
    """Take in a bundle and look over what came; one that was read before changes nothing.

    Once all of it is taken in, who asks to stop still gets the report: the rest is done later.

    Raises:
        BundleRefusedError: it is damaged, for somebody else, or not a bundle; nothing was changed.
        StrangerQuarantinedError: its laptop is not enrolled; it is kept until it is.
        FileTroubleError: it cannot be read, or there is too little space.
        Cancelled: the person asked to stop; what was applied by then is whole in itself.
    """
    ticket = ticket or Ticket()
    with desk.store.reading() as view:
        before = set(noticed(view))
    report = take_in_bundle(desk, path, ticket, is_isolated=is_isolated)
    if is_waiting(desk) or not report.is_repeat:
        flags = look_over(desk, ticket)
        with desk.store.reading() as view:
            found = told(view, set(noticed(view)) - before)
        report = replace(report, flags=tuple(flags), findings_new=tuple(found))
    return _with_hazards(desk, report)


def _with_hazards(desk: Desk, report: ReadReport) -> ReadReport:
    """The report with the hazards that nobody was told of yet; from now on they were."""
    with desk.store.writing() as pen:
        hazards = worsened(pen)
    return replace(report, hazards=hazards, changes=replace(report.changes, hazards=hazards))


def take_in_bundle(
    desk: Desk, path: Path, ticket: Ticket, *, is_isolated: bool = True
) -> ReadReport:
    """The lines and originals of a bundle, verified and kept; see `read_bundle`.

    Every list shows them. Search, notices and rules have yet to look over them.
    """
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
        if report.lines_doubted:
            keep_aside(desk, spooled.path, spooled.sha256, verified.sender_name)
    except StrangerError as error:
        keep_aside(desk, spooled.path, spooled.sha256, subject_name(error.signer))
        raise StrangerQuarantinedError(error.signer) from error
    finally:
        spooled.path.unlink(missing_ok=True)
    if not report.lines_doubted:
        let_go(desk, spooled.sha256)
        _register(desk, verified, spooled.sha256, report)
    receipt = write_receipt(desk, desk.layout.outbox)
    return replace(report, sha256=spooled.sha256, receipt=receipt)


def _register(desk: Desk, verified: Verified, sha256: str, report: ReadReport) -> None:
    header = verified.header
    with desk.store.writing() as pen:
        pen.papers.note_parcel(
            Parcel(
                "in", header.bundle, sha256, header.number, header.sender, str(desk.now()),
                f"{report.lines_new}/{report.media_new}",
            )
        )  # fmt: skip


def _reader(desk: Desk, view: View) -> Reader:
    paper = view.papers.get("revocations", "newest")
    anchors = anchors_of(desk, view)
    signed = SignedBytes(paper.body, paper.signature) if paper else None
    return Reader(
        (desk.keys.identity, *desk.keys.earlier),
        anchors,
        owners={state.uid: state.replica for state in view.lines.journals() if state.replica},
        revocations=read_revocations(signed, anchors) if signed else None,
    )


def _apply(
    desk: Desk, path: Path, reader: Reader, verified: Verified, ticket: Ticket
) -> ReadReport:
    taking = Taking(desk, ticket)
    with bundle_parts(path, reader, verified, ticket) as parts:
        for part in parts:
            taking.take(part)
        taking.finish()
    with desk.store.writing() as pen:
        adopt_book(pen)
    with desk.store.reading() as view:
        return ReadReport(
            signer=verified.sender_name,
            bundle=verified.header.bundle,
            lines_new=taking.lines_new,
            lines_known=taking.lines_known,
            lines_doubted=taking.lines_doubted,
            media_new=taking.media_new,
            media_missing=len(wanted_media(desk.vault, view)),
            receipts=taking.receipts,
            gaps=_holes(view),
            changes=changes_of(taking.touched),
        )


def _holes(view: View) -> tuple[tuple[str, int, int], ...]:
    return tuple(
        (state.uid, first, last)
        for state in view.lines.journals()
        for first, last in gaps(state.ranges)
    )
