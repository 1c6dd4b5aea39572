"""Sticks that go back and forth in the story, and what each of them proved to hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.jobs import Ticket
from app.services.desk import Desk
from app.services.receipts import ReceiptRead, read_receipt_file
from app.services.receiving import ReadReport, read_bundle
from app.services.sending import write_bundle
from app.services.verifying import verify_bundle_file
from app.sync.verified import Verified


@dataclass(frozen=True, slots=True)
class Delivered:
    """A bundle that reached headquarters: where it lies, what anybody can verify, what was new."""

    sender: str
    path: Path
    verified: Verified
    report: ReadReport


@dataclass(frozen=True, slots=True)
class Office:
    """Headquarters, with the folder where its key and its root lie open for practice."""

    desk: Desk
    folder: Path
    bundles: Path

    @property
    def root(self) -> Path:
        """The operation's root certificate."""
        return self.folder / "root.pem"

    @property
    def identity(self) -> Path:
        """What opens bundles to headquarters."""
        return self.folder / "identity.txt"


def deliver(sender: str, desk: Desk, office: Office, ticket: Ticket) -> list[Delivered]:
    """A laptop writes what headquarters has not confirmed; it is verified by itself, then read.

    Verifying takes a process of its own; reading verifies once more, and need not take another.
    """
    delivered = []
    for written in write_bundle(desk, office.bundles, ticket=ticket):
        verified = verify_bundle_file(
            written.path, identity=office.identity, root=office.root, ticket=ticket
        )
        report = read_bundle(office.desk, written.path, ticket, is_isolated=False)
        delivered.append(Delivered(sender, written.path, verified, report))
    return delivered


def confirm(delivered: Delivered, desk: Desk) -> ReceiptRead | None:
    """Headquarters' receipt for the last bundle goes back on the stick; what it confirms."""
    receipt = delivered.report.receipt
    return read_receipt_file(desk, receipt) if receipt is not None else None


def answer(office: Office, desk: Desk, folder: Path, ticket: Ticket) -> list[ReadReport]:
    """Headquarters writes a bundle for a laptop, which reads it."""
    folder.mkdir(exist_ok=True)
    return [
        read_bundle(desk, written.path, ticket)
        for written in write_bundle(office.desk, folder, to=desk.replica, ticket=ticket)
    ]
