"""Taking in what a verified bundle holds: a few thousand lines in each transaction.

Long enough that the disk is asked to flush a few times only, short enough that the window can save
in between. What is in stays in, should the rest never follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from app.core.jobs import Ticket
from app.core.streams import stream_of
from app.models.journal import Segment
from app.services.anchors import keep_certificate
from app.services.desk import Desk
from app.services.hazard_news import watch
from app.services.receipts import keep_receipt
from app.store.papers import Medium, Paper, SignedCheckpoint
from app.store.projection import Named
from app.store.transactions import Pen
from app.sync.parts import (
    BundlePart,
    CertificatesPart,
    CheckpointPart,
    MediumPart,
    ReceiptPart,
    RevocationsPart,
    SegmentPart,
)
from app.sync.stages import Stage

LINES_AT_ONCE = 4_000  # a tenth of a second on the machine this was measured on


class Taking:
    """Takes in part by part and counts; `finish` when all are there.

    `touched` are the records that new lines name.
    """

    def __init__(self, desk: Desk, ticket: Ticket) -> None:
        self._desk = desk
        self._ticket = ticket
        self._waiting: list[Callable[[Pen], None]] = []
        self._waiting_lines = 0
        self.lines_new = 0
        self.lines_known = 0
        self.lines_doubted = 0
        self.media_new = 0
        self.receipts = 0
        self.touched: set[Named] = set()

    def take(self, part: BundlePart) -> None:
        """Take in one part, now or together with the next ones."""
        match part:
            case SegmentPart():
                self._take_lines(part)
            case MediumPart():
                self._take_medium(part)
            case _:
                self._waiting.append(partial(self._take_paper, part))

    def finish(self) -> None:
        """Take in what waits."""
        self._ticket.checkpoint(Stage.READING, self.lines_new + self.lines_known)
        with self._desk.store.writing() as pen:
            for action in self._waiting:
                action(pen)
        self._waiting, self._waiting_lines = [], 0

    def _take_lines(self, part: SegmentPart) -> None:
        segment = part.segment()
        whole = part.checked.entry.lines
        self.lines_doubted += whole - len(segment.lines)
        stored = part.stored if len(segment.lines) == whole <= LINES_AT_ONCE else None
        replica = part.checked.replica if part.checked.is_replica_proven else ""
        for piece in _pieces(segment):
            if self._waiting_lines + len(piece.lines) > LINES_AT_ONCE:
                self.finish()
            self._waiting.append(
                partial(self._accept, segment=piece, replica=replica, stored=stored)
            )
            self._waiting_lines += len(piece.lines)

    def _accept(self, pen: Pen, segment: Segment, replica: str, stored: bytes | None) -> None:
        begun = pen.lines.last_id()
        accepted = pen.accept(segment, replica=replica, stored=stored)
        watch(pen, accepted.touched, begun)
        self.lines_new += accepted.lines
        self.lines_known += len(segment.lines) - accepted.lines
        self.touched.update(accepted.touched)

    def _take_medium(self, part: MediumPart) -> None:
        if self._waiting_lines:
            self.finish()  # lines come first: who stops among gigabytes of photos has them
        entry, vault = part.entry, self._desk.vault
        is_new = not vault.holds(entry.sha256)
        if is_new:
            self._ticket.checkpoint(Stage.READING, self.lines_new + self.lines_known)
            vault.add(stream_of(part.blocks()), entry.sha256, entry.bytes, entry.kind)
        medium = Medium(entry.sha256, entry.bytes, entry.kind)
        self._waiting.append(lambda pen: pen.papers.note_medium(medium))
        self.media_new += is_new

    def _take_paper(
        self, part: ReceiptPart | CertificatesPart | CheckpointPart | RevocationsPart, pen: Pen
    ) -> None:
        match part:
            case ReceiptPart(receipt, signed):
                keep_receipt(pen, receipt, signed)
                self.receipts += 1
            case CertificatesPart(certificates):
                for certificate in certificates:
                    keep_certificate(pen, certificate)
            case CheckpointPart(checkpoint, signed):
                pen.papers.keep_checkpoint(
                    SignedCheckpoint(
                        checkpoint.journal, checkpoint.size, checkpoint.head,
                        signed.data, signed.signature,
                    )
                )  # fmt: skip
            case RevocationsPart(revocations, signed):
                version = revocations.version
                pen.papers.keep(
                    Paper("revocations", "newest", version, signed.data, signed.signature)
                )


def _pieces(segment: Segment) -> Iterator[Segment]:
    heads = [segment.previous_hash, *segment.hashes()] if len(segment.lines) > LINES_AT_ONCE else []
    for start in range(0, len(segment.lines), LINES_AT_ONCE):
        previous = heads[start] if start else segment.previous_hash
        lines = segment.lines[start : start + LINES_AT_ONCE]
        yield Segment(segment.journal, segment.first + start, previous, lines)
