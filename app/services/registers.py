"""The register of numbers: keeping some back for a printed sheet, and telling which were not used.

What is printed in advance is taken out of its sequence as it is chosen, so that the laptop cannot
give one of these numbers in between, nor ever after; the register then says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.errors import AppError
from app.models.operations import NumberBook
from app.models.record import Record
from app.models.registers import NumberRegister
from app.models.sites import Site
from app.rules.check_characters import with_check
from app.rules.numbering import DEVICE_KINDS, NUMBERED_KINDS, next_number, readings_of
from app.rules.world import found
from app.services.books import issue_book
from app.services.desk import Desk
from app.services.numbering import take_run
from app.services.recording import save_record
from app.store.transactions import Pen, View

RESERVED_KINDS = ("container", "context", "remains_case", "photo", "hazard")
MOST = 1_000


class NotReservedError(AppError):
    """Numbers cannot be kept back here."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """Numbers kept back, as they are printed, with their check characters."""

    entry: Record
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unused:
    """Numbers from `first` to `last` of one sequence that no record stands behind.

    `what` is the code of the register that says so, or VOID of a record that was withdrawn; it is
    "" where nobody has said what became of them. `because` is the reason given.
    """

    kind: str
    site: str
    book: str
    first: int
    last: int
    what: str = ""
    because: str = ""


def reserve_numbers(  # noqa: PLR0913 - by name
    desk: Desk,
    kind: str,
    site: str,
    count: int,
    *,
    grave: str = "",
    suffix: str = "",
    sheet: str = "",
) -> Reserved:
    """Keep the next `count` numbers of this laptop's book back for a sheet that is printed.

    `site` and `grave` are uids; of remains, the grave and the type are printed as well.

    Raises:
        NotReservedError: this laptop has no book, the site no code, or the kind no such numbers.
        NumberError: the book has not so many left.
    """
    if kind not in RESERVED_KINDS or not 1 <= count <= MOST:
        raise NotReservedError(
            "Between 1 and {most} numbers are kept back at once, for: {kinds}.",
            hint="Other things get their number when they are recorded.",
            most=MOST,
            kinds=", ".join(RESERVED_KINDS),
        )
    with desk.store.writing() as pen:
        book = _own_book(desk, pen)
        place = found(pen.records, Site, site)
        pit = pen.records.get(grave) if grave else None
        code, letter = (place.number or "") if place else "", book.letter or ""
        first = take_run(pen, (kind, code, letter), count)
        numbers = tuple(
            next_number(
                kind,
                running=running,
                site_code=code,
                grave_code=(pit.number or "") if pit else "",
                book_letter=letter,
                suffix=suffix if kind == "remains_case" else "",
            )
            for running in range(first, first + count)
        )
    draft = {
        "entry_kind": "RESERVED",
        "numbered_kind": kind,
        "site": site,
        "book": book.uid,
        "first": first,
        "last": first + count - 1,
        "sheet": sheet or None,
        "holder": desk.person,
    }
    entry = save_record(desk, NumberRegister.kind, None, draft).record
    return Reserved(entry, tuple(map(with_check, numbers)))


def unused_numbers(desk: Desk) -> list[Unused]:
    """Every number that was passed over, printed in advance, left unused or given up."""
    with desk.store.reading() as view:
        told = list(_told(view))
        return sorted(
            [*told, *_void(view), *_gaps(view, told)],
            key=lambda one: (one.kind, one.site, one.book, one.first),
        )


def _own_book(desk: Desk, pen: Pen) -> NumberBook:
    """The record of the book this laptop holds; written here where headquarters' has not come."""
    letter = pen.setting("book")
    if not letter:
        raise NotReservedError(
            "This laptop holds no number book.",
            hint="Let headquarters enrol it; until then number from another laptop's sheet.",
        )
    if next(_books(pen, letter), None) is None:
        issue_book(pen, letter, pen.setting("replica"), by=desk.person, at=desk.now())
    return next(_books(pen, letter))


def _books(view: View, letter: str) -> Iterator[NumberBook]:
    for book in view.records.all_of(NumberBook.kind):
        if isinstance(book, NumberBook) and book.letter == letter and book.closed_at is None:
            yield book


def _told(view: View) -> Iterator[Unused]:
    """What the register says."""
    for entry in view.records.all_of(NumberRegister.kind):
        if isinstance(entry, NumberRegister) and entry.first is not None:
            site, book = view.records.get(entry.site or ""), view.records.get(entry.book or "")
            yield Unused(
                entry.numbered_kind or "",
                (site.number or "") if site else "",
                str(book.values.get("letter") or "") if book else "",
                entry.first,
                entry.last or entry.first,
                entry.entry_kind or "",
                entry.because or entry.sheet or "",
            )


def _void(view: View) -> Iterator[Unused]:
    """The numbers of records that were withdrawn, with the reason."""
    for kind in sorted(NUMBERED_KINDS - DEVICE_KINDS):
        for record in view.records.all_of(kind, include_withdrawn=True):
            parts = [one for one in readings_of(record.number or "") if one.kind == kind]
            if record.is_withdrawn and len(parts) == 1:
                _, site, book = parts[0].sequence
                running = parts[0].running
                yield Unused(kind, site, book, running, running, "VOID", _reason(record))


def _reason(record: Record) -> str:
    return str(record.values.get("reason") or "")


def _gaps(view: View, told: list[Unused]) -> Iterator[Unused]:
    """The numbers below the highest given that neither a record nor the register knows."""
    for kind in sorted(NUMBERED_KINDS - DEVICE_KINDS):
        given: dict[tuple[str, str], set[int]] = defaultdict(set)
        for number in view.records.numbers(kind):
            parts = [one for one in readings_of(number) if one.kind == kind]
            if len(parts) == 1 and parts[0].book:
                _, site, book = parts[0].sequence
                given[site, book].add(parts[0].running)
        for (site, book), runnings in given.items():
            highest = max(runnings)
            known = runnings.union(
                running
                for one in told
                if (one.kind, one.site, one.book) == (kind, site, book)
                for running in range(one.first, min(one.last, highest) + 1)
            )
            yield from _runs(kind, site, book, sorted(set(range(1, highest + 1)) - known))


def _runs(kind: str, site: str, book: str, missing: list[int]) -> Iterator[Unused]:
    """Numbers that follow each other, as one entry each."""
    first = last = 0
    for running in missing:
        if running != last + 1:
            if first:
                yield Unused(kind, site, book, first, last)
            first = running
        last = running
    if first:
        yield Unused(kind, site, book, first, last)
