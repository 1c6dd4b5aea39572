"""Receipts: what a replica confirms to hold, and what was confirmed to this one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.core.files import read_bounded, write_whole
from app.services.anchors import anchors_of
from app.services.desk import Desk
from app.services.originals import wanted_media
from app.store.papers import Paper
from app.store.transactions import Pen, View
from app.sync.receipts import (
    FILE_LIMIT,
    IMPORTED,
    Acknowledged,
    Holding,
    Receipt,
    acknowledged,
    open_receipt_file,
    receipt_file,
    sign_receipt,
)
from app.sync.signed import SignedBytes

_MEDIA_LIMIT = 60_000


@dataclass(frozen=True, slots=True)
class ReceiptRead:
    """What a receipt confirms of this laptop's own journal, and which of its originals it wants."""

    issuer: str
    number: int
    lines_confirmed: int
    lines_written: int
    media_confirmed: int
    media_wanted: int


def new_receipt(desk: Desk) -> tuple[Receipt, SignedBytes]:
    """Confirm what is held here now; each receipt has a number of its own."""
    here = set(desk.vault.digests())
    with desk.store.writing() as pen:
        number = int(pen.setting("receipts_given", "0")) + 1
        pen.set("receipts_given", str(number))
        receipt = Receipt(
            operation=pen.setting("operation"),
            issuer=desk.replica,
            number=number,
            store_epoch=pen.setting("store_epoch"),
            journals=tuple(
                Holding(
                    journal=state.uid, level=IMPORTED, ranges=state.ranges, head=state.head.hex()
                )
                for state in pen.lines.journals()
                if state.size
            ),
            media_held=tuple(sorted(here.intersection(pen.papers.media())))[:_MEDIA_LIMIT],
            media_wanted=tuple(sorted(wanted_media(desk.vault, pen)))[:_MEDIA_LIMIT],
            made=str(desk.now()),
        )
    return receipt, sign_receipt(receipt, desk.signer)


def write_receipt(desk: Desk, folder: Path) -> Path:
    """Write a receipt on its own, two kilobytes, for a stick or a message.

    Raises:
        FileTroubleError: the folder cannot be written to.
    """
    _, signed = new_receipt(desk)
    name, data = receipt_file(signed)
    write_whole(folder / name, data, mode=0o644)
    return folder / name


def read_receipt_file(desk: Desk, path: Path) -> ReceiptRead:
    """Take in a receipt on its own.

    Raises:
        BundleRefusedError: it is no receipt, altered, for another operation, or of a stranger.
    """
    with desk.store.reading() as view:
        anchors = anchors_of(desk, view)
    receipt, signed = open_receipt_file(read_bounded(path, FILE_LIMIT), anchors)
    with desk.store.writing() as pen:
        keep_receipt(pen, receipt, signed)
    return told_by(desk, receipt)


def keep_receipt(pen: Pen, receipt: Receipt, signed: SignedBytes) -> None:
    """Keep a verified receipt in the order of arrival."""
    key = f"{receipt.issuer}/{receipt.store_epoch}/{receipt.number}"
    if pen.papers.get("receipt", key) is None:
        arrival = int(pen.setting("receipts_taken", "0")) + 1
        pen.set("receipts_taken", str(arrival))
        pen.papers.keep(Paper("receipt", key, arrival, signed.data, signed.signature))


def told_by(desk: Desk, receipt: Receipt) -> ReceiptRead:
    """What a receipt means for this laptop."""
    with desk.store.reading() as view:
        tip = view.tip
        own = next((item for item in receipt.journals if item.journal == tip.journal), None)
        media = view.papers.media()
    return ReceiptRead(
        issuer=receipt.issuer,
        number=receipt.number,
        lines_confirmed=own.size if own else 0,
        lines_written=tip.size,
        media_confirmed=len(set(receipt.media_held) & set(media)),
        media_wanted=len(set(receipt.media_wanted) & set(media)),
    )


def receipts_of(view: View, replica: str) -> list[Receipt]:
    """The receipts of one replica in the order of arrival; they were verified when they came."""
    return [
        msgspec.json.decode(paper.body, type=Receipt)
        for paper in view.papers.all_of("receipt")
        if paper.key.startswith(f"{replica}/")
    ]


def current_receipt(receipts: list[Receipt]) -> Receipt | None:
    """What a replica said last: of receipts in the order of arrival, those that came late apart."""
    current: Receipt | None = None
    ended: set[str] = set()
    for receipt in receipts:
        if current is None:
            current = receipt
        elif receipt.store_epoch == current.store_epoch:
            current = max(current, receipt, key=lambda one: one.number)
        elif receipt.store_epoch not in ended:
            ended.add(current.store_epoch)
            current = receipt
    return current


def acknowledged_of(view: View, receipts: list[Receipt], journal: str) -> Acknowledged:
    """How many lines of a journal need not be offered again, and on which branch."""

    def hashes_at(number: int) -> set[str]:
        return {digest.hex() for digest in view.lines.hash_at(journal, number)}

    return acknowledged(receipts, journal, hashes_at=hashes_at)


def own_confirmed(view: View, replica: str) -> int:
    """How many lines of the own journal a replica has confirmed."""
    tip = view.tip
    known = acknowledged_of(view, receipts_of(view, replica), tip.journal)
    if known.size > tip.size:
        return 0  # of another branch: a copy of this laptop has come further
    if len(view.lines.hash_at(tip.journal, known.size)) > 1:
        own = view.lines.leaf_hashes(tip.journal, tip.size, tip.head)[known.size - 1]
        return known.size if own.hex() == known.head else 0
    return known.size
