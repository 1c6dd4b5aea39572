"""Giving numbers: once, in order, from this laptop's own book.

The last number given in each sequence is kept beside the records, so that giving the next one does
not read them all; it is written in the same transaction as the record that uses it. Numbers in the
register, those of sheets printed in advance above all, are passed over: somebody may be writing one
on a bag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from app.core.errors import AppError
from app.models.record import Record
from app.models.registers import NumberRegister
from app.rules.numbering import (
    CASE_KINDS,
    DEVICE_KINDS,
    NUMBERED_KINDS,
    core,
    highest_running,
    next_free,
    next_number,
    number_within,
    sequence_within,
)
from app.rules.stages import is_taken, waits_for_its_grave
from app.store.transactions import Pen, View

_ISSUED_BY_THE_LEAD = frozenset({"grave", "survey_control", "work_area"})
NAMING_THE_GRAVE = CASE_KINDS | {"remains_case"}


def give_number(pen: Pen, record: Record) -> str:
    """The next number for a new record, or nothing where its kind has none or the book is missing.

    So it is while the grave that stands in it is not known. A record without a number is kept all
    the same and listed as incomplete.
    """
    kind = record.kind
    letter = pen.setting("book")
    if waits_for_its_grave(record, pen.records):
        return ""
    if kind not in NUMBERED_KINDS or (not letter and kind not in DEVICE_KINDS):
        return ""
    case_number = _number_of(pen, record.values.get("remains_case")) if kind in CASE_KINDS else ""
    if sequence := sequence_within(kind, case_number, letter):
        return _next(pen, record, sequence, partial(number_within, kind, case_number))
    book = device_digits(pen) if kind in DEVICE_KINDS else letter
    if kind in _ISSUED_BY_THE_LEAD and _leads(pen, letter, record.values.get("site")):
        book = ""
    site = _number_of(pen, record.values.get("site")) if kind not in {"site", *DEVICE_KINDS} else ""
    grave = _number_of(pen, record.values.get("grave")) if kind in NAMING_THE_GRAVE else ""
    suffix = record.values.get("case_type") or "" if kind == "remains_case" else ""

    def numbered(running: int) -> str:
        return next_number(
            kind,
            running=running,
            site_code=site,
            grave_code=grave,
            book_letter=book,
            suffix=suffix,
        )

    return _next(pen, record, ("event" if kind in DEVICE_KINDS else kind, site, book), numbered)


def give_numbers(pen: Pen, records: Sequence[Record]) -> list[str]:
    """The next number for each of some new records of one kind: `give_number`, all at once.

    What runs on for each laptop is compared with the numbers in use once, not once for each.
    """
    kind = records[0].kind if records else ""
    if kind not in DEVICE_KINDS:
        return [give_number(pen, record) for record in records]
    book = device_digits(pen)
    sequence = ("event", "", book)
    taken = {core(number) for number in pen.records.numbers(kind)}
    running, given = _last(pen, sequence), list[str]()
    while len(given) < len(records):
        running += 1
        number = next_number(
            kind, running=running, site_code="", grave_code="", book_letter=book, suffix=""
        )
        if core(number) not in taken:
            given.append(number)
    _keep(pen, sequence, running)
    return given


def _next(
    pen: Pen, record: Record, sequence: tuple[str, str, str], numbered: Callable[[int], str]
) -> str:
    """The next number of a sequence that no record has; a label may have been stuck on before."""
    reserved = tuple(_reserved(pen, record, sequence))
    running = next_free(_last(pen, sequence) + 1, reserved)
    try:
        while is_taken(number := numbered(running), record.kind, pen.records):
            running = next_free(running + 1, reserved)
    except AppError:
        return ""
    _keep(pen, sequence, running)
    return number


def device_digits(view: View) -> str:
    """The four digits by which this laptop numbers custody events and survey points."""
    return view.setting("replica")[:4].upper()


def _last(view: View, sequence: tuple[str, str, str]) -> int:
    """The last number given in a sequence; all kinds that run by laptop share one."""
    if known := view.setting(_counter(sequence)):
        return int(known)
    kinds = DEVICE_KINDS if sequence[0] == "event" else (sequence[0],)
    return max(highest_running(view.records.numbers(name), sequence) for name in kinds)


def take_run(pen: Pen, sequence: tuple[str, str, str], count: int) -> int:
    """Take `count` running numbers that follow each other, never to be given; the first of them.

    No record has one of them, nor does the register name one.
    """
    kind, site, book = sequence
    of_site = next((one.uid for one in pen.records.all_of("site") if one.number == site), "")
    reserved = sorted(_kept_back(pen, kind, of_site, book))
    numbers = pen.records.numbers(kind)
    first = max(_last(pen, sequence), highest_running(numbers, sequence)) + 1
    for low, high in reserved:
        if low < first + count and first <= high:
            first = high + 1
    _keep(pen, sequence, first + count - 1)
    return first


def _reserved(
    view: View, record: Record, sequence: tuple[str, str, str]
) -> Iterator[tuple[int, int]]:
    """The ranges of a kind, site and book that stand in the register of numbers."""
    if record.kind not in DEVICE_KINDS:
        letter = sequence[2] or view.setting("book")
        yield from _kept_back(view, record.kind, record.values.get("site"), letter)


def _kept_back(view: View, kind: str, site: object, letter: str) -> Iterator[tuple[int, int]]:
    for entry in view.records.all_of(NumberRegister.kind):
        book = view.records.get(str(entry.values.get("book")))
        first = entry.values.get("first")
        if (
            first is not None
            and entry.values.get("numbered_kind") == kind
            and entry.values.get("site") == site
            and book is not None
            and book.values.get("letter") == letter
        ):
            yield first, entry.values.get("last") or first


def _keep(pen: Pen, sequence: tuple[str, str, str], running: int) -> None:
    pen.set(_counter(sequence), str(running))


def _counter(sequence: tuple[str, str, str]) -> str:
    return "/".join(("running", *sequence))


def _leads(view: View, letter: str, site: object) -> bool:
    """Whether this laptop gives the final numbers of a site; none does while that is disputed."""
    record = view.records.get(site, "site") if isinstance(site, str) else None
    if record is None or "lead_book" in record.disputed:
        return False
    return bool(record.values.get("lead_book") == letter)


def _number_of(view: View, uid: object) -> str:
    record = view.records.get(uid) if isinstance(uid, str) else None
    return (record.number or "") if record else ""
