"""What the exchange page asks to be done, bound to the desk of now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.core.jobs import Ticket
from app.models.record import Record
from app.rules.numbering import BOOK_LETTERS
from app.services.desk import Desk
from app.services.enrolment import (
    Handed,
    accept_enrolment,
    enrol,
    inspect_request,
    write_request,
)
from app.services.operation import is_enrolled
from app.services.parcels import Destination, Sent, bundles_sent, destinations, journal_names
from app.services.reading import get_record, list_records
from app.services.receipts import ReceiptRead, read_receipt_file, write_receipt
from app.services.receiving import ReadReport, read_bundle
from app.services.sending import write_bundle
from app.sync.enrolment import EnrolmentRequest
from app.sync.writer import Written
from app.ui.seat import Seat


@dataclass(frozen=True, slots=True)
class Arrival:
    """A bundle that was read: the report, the hazards it names, and what to call its laptops."""

    report: ReadReport
    hazards: tuple[Record, ...] = ()
    laptops: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A laptop's request to join, and a number book that it may be given."""

    request: EnrolmentRequest
    free_book: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How the exchange stands when the page is opened."""

    is_enrolled: bool
    destinations: tuple[Destination, ...]
    sent: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class ExchangeActions:
    """The services of bundles, receipts and enrolment.

    `enrol` takes the request, a folder for the answer, the root's passphrase and the number book.
    """

    standing: Callable[[], Standing]
    write_bundle: Callable[[Path, str, Ticket], list[Written]]
    read_bundle: Callable[[Path, Ticket], Arrival]
    read_receipt: Callable[[Path], ReceiptRead]
    write_receipt: Callable[[Path], Path]
    write_request: Callable[[Path], Handed]
    accept_enrolment: Callable[[Path, tuple[str, ...]], None]
    inspect_request: Callable[[Path], Asked]
    enrol: Callable[[Path, Path, str, str], Handed]
    is_headquarters: bool = False


def exchange_at(seat: Seat, *, is_headquarters: bool) -> ExchangeActions:
    """The services as the person at this desk uses them; an enrolment changes the desk itself."""

    def accept(path: Path, words: tuple[str, ...]) -> None:
        seat.desk = accept_enrolment(seat.desk, path, words)

    return ExchangeActions(
        standing=lambda: _standing(seat.desk),
        write_bundle=lambda folder, to, ticket: write_bundle(
            seat.desk, folder, to=to, ticket=ticket
        ),
        read_bundle=lambda path, ticket: _read(seat.desk, path, ticket),
        read_receipt=lambda path: read_receipt_file(seat.desk, path),
        write_receipt=lambda folder: write_receipt(seat.desk, folder),
        write_request=lambda folder: write_request(seat.desk, folder),
        accept_enrolment=accept,
        inspect_request=lambda path: _asked(seat.desk, path),
        enrol=lambda request, folder, passphrase, book: enrol(
            seat.desk, request, folder, passphrase=passphrase, book=book
        ),
        is_headquarters=is_headquarters,
    )


def _standing(desk: Desk) -> Standing:
    return Standing(is_enrolled(desk), tuple(destinations(desk)), tuple(bundles_sent(desk)))


def _asked(desk: Desk, path: Path) -> Asked:
    """The request, with the book it numbers with if nobody else holds that, or else a free one."""
    request = inspect_request(path)
    holders = {
        str(book.values.get("letter")): book.values.get("holder")
        for book in list_records(desk, "number_book")
    }
    letters = [request.book, *BOOK_LETTERS]
    free = (letter for letter in letters if holders.get(letter, request.replica) == request.replica)
    return Asked(request, next((letter for letter in free if letter), ""))


def _read(desk: Desk, path: Path, ticket: Ticket) -> Arrival:
    report = read_bundle(desk, path, ticket)
    hazards = map(partial(get_record, desk), report.hazards)
    return Arrival(
        report,
        tuple(record for record in hazards if record is not None),
        tuple(journal_names(desk).items()),
    )
