"""Number books at work: who may write a number of which book, and what the register keeps back.

A book is one letter that one laptop holds. Two laptops that wrote numbers of one book would give
one number twice without knowing, so a laptop writes those of its own, those that stand on a paper
form, and those of a sheet that was printed in advance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.models.operations import NumberBook
from app.models.record import Record
from app.models.registers import NumberRegister
from app.models.sites import Site
from app.rules.declared import rule
from app.rules.number_shapes import DEVICE_KINDS, NUMBERED_KINDS, NumberParts
from app.rules.numbering import readings_of
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, every, found


@dataclass(frozen=True, slots=True)
class Laptop:
    """Where something is written: the replica, the letter of its book, and what it was before.

    `before` are the replicas that it was until it was restored from a backup.
    """

    replica: str
    book: str = ""
    before: frozenset[str] = frozenset()


@rule(
    "BR-10",
    levels=(Level.BLOCK, Level.WARN),
    at="every number that is typed",
    test="test_books.py::test_a_number_is_of_the_laptops_own_book",
)
def a_number_is_of_the_laptops_book(
    draft: Record, previous: Record | None, records: Records, laptop: Laptop
) -> Iterator[Verdict]:
    """A number is of the book that its laptop holds, or stands on paper already."""
    parts = _booked(draft, previous)
    if parts is None or parts.book == laptop.book or _is_on_paper(draft, parts, records):
        return
    books = [book for book in every(records, NumberBook) if book.letter == parts.book]
    holders = {book.holder for book in books}
    values = {"number": draft.number, "letter": parts.book, "own": laptop.book or "–"}
    if any(book.holder == laptop.replica and book.closed_at is None for book in books):
        return
    if laptop.replica in holders or laptop.before & holders:
        yield Verdict(
            "BR-10",
            Level.WARN,
            "{number} is of book {letter}, from which this laptop no longer gives numbers.",
            "Write it only if it stands on a label already; else take the next number of book "
            "{own}.",
            field="number",
            values=values,
        )
    elif books:
        yield Verdict(
            "BR-10",
            Level.BLOCK,
            "{number} is of book {letter}, which another laptop holds.",
            "Take the next number of book {own}. For one that stands on a paper form, mark the "
            "record as taken from paper; for one on a printed sheet, enter the sheet in the "
            "register of numbers.",
            field="number",
            values=values,
        )
    else:
        yield Verdict(
            "BR-10",
            Level.WARN,
            "Nobody here knows who holds book {letter}, of which {number} is.",
            "Compare the letter with the label, or read the newest bundle of headquarters.",
            field="number",
            values=values,
        )


@rule(
    "BR-10",
    levels=(Level.BLOCK,),
    at="entry of the register of numbers",
    test="test_books.py::test_an_entry_of_the_register_keeps_free_numbers_back",
)
def the_register_keeps_free_numbers_back(
    draft: NumberRegister, records: Records
) -> Iterator[Verdict]:
    """An entry names numbers from first to last that no record carries and no other entry names."""
    first, last = draft.first, draft.last or draft.first
    if first is None or last is None or draft.is_withdrawn:
        return
    if last < first:
        yield Verdict(
            "BR-10",
            Level.BLOCK,
            "The last number, {last}, comes before the first, {first}.",
            "Write the lower one first.",
            field="last",
            values={"first": first, "last": last},
        )
        return
    for other in every(records, NumberRegister):
        if (
            other.uid != draft.uid
            and other.first is not None
            and _sequence_of(draft, records) == _sequence_of(other, records)
            and first <= (other.last or other.first)
            and other.first <= last
        ):
            yield Verdict(
                "BR-10",
                Level.BLOCK,
                "The register has {first} to {last} of these numbers already.",
                "Change that entry, or name other numbers here.",
                field="first",
                values={"first": other.first, "last": other.last or other.first},
            )
    taken = sorted(running for running in _given(draft, records) if first <= running <= last)
    if taken and draft.entry_kind != "RESERVED":
        yield Verdict(
            "BR-10",
            Level.BLOCK,
            "Number {running} of these was given to a record, so it is neither unused nor void.",
            "Name only numbers that no record carries. A record is given up by withdrawing it.",
            field="first",
            values={"running": taken[0]},
        )


def entry_of(parts: NumberParts, records: Records) -> NumberRegister | None:
    """The entry of the register that names a number, if one does."""
    for entry in every(records, NumberRegister):
        site, book = found(records, Site, entry.site), found(records, NumberBook, entry.book)
        if (
            entry.first is not None
            and entry.numbered_kind == parts.kind
            and (site.number or "" if site else "") == parts.site
            and book is not None
            and parts.book in {book.letter, ""}
            and entry.first <= parts.running <= (entry.last or entry.first)
        ):
            return entry
    return None


def _booked(draft: Record, previous: Record | None) -> NumberParts | None:
    """What a number says that is new to a record, if it is one of a book."""
    number = draft.number
    if not number or draft.kind not in NUMBERED_KINDS - DEVICE_KINDS:
        return None
    if previous is not None and previous.number == number:
        return None
    others = draft.values.get("other_numbers") or ()
    if any(other.scheme == "FOREIGN" and other.value == number for other in others):
        return None
    meant = [parts for parts in readings_of(number) if parts.kind == draft.kind]
    return meant[0] if len(meant) == 1 and meant[0].book else None


def _is_on_paper(draft: Record, parts: NumberParts, records: Records) -> bool:
    if draft.values.get("from_paper"):
        return True
    entry = entry_of(parts, records)
    return entry is not None and entry.entry_kind == "RESERVED"


def _sequence_of(entry: NumberRegister, records: Records) -> tuple[str | None, ...]:
    """Of what the numbers of an entry are; a book is known by its letter, whoever told of it."""
    book = found(records, NumberBook, entry.book)
    return entry.numbered_kind, entry.site, book.letter if book else entry.book


def _given(entry: NumberRegister, records: Records) -> Iterator[int]:
    """The running numbers of an entry's sequence that records carry."""
    site, book = found(records, Site, entry.site), found(records, NumberBook, entry.book)
    for number in records.numbers(entry.numbered_kind or "") if book else ():
        for parts in readings_of(number):
            if (
                parts.kind == entry.numbered_kind
                and book is not None
                and parts.book in {book.letter, ""}
                and parts.site == (site.number or "" if site else "")
            ):
                yield parts.running
