"""Giving numbers: once, in order, from this laptop's own book.

The last number given in each sequence is kept beside the records, so that giving the next one does
not read them all; it is written in the same transaction as the record that uses it.
"""

from __future__ import annotations

from app.core.errors import AppError
from app.models.record import Record
from app.rules.numbering import DEVICE_KINDS, NUMBERED_KINDS, highest_running, next_number
from app.store.transactions import Pen, View

_ISSUED_BY_THE_LEAD = frozenset({"grave", "survey_control"})


def give_number(pen: Pen, record: Record) -> str:
    """The next number for a new record, or nothing where its kind has none or the book is missing.

    A record without a number is kept all the same and listed as incomplete.
    """
    kind = record.kind
    letter = pen.setting("book")
    if kind not in NUMBERED_KINDS or (not letter and kind not in DEVICE_KINDS):
        return ""
    book = device_digits(pen) if kind in DEVICE_KINDS else letter
    if kind in _ISSUED_BY_THE_LEAD and pen.setting("is_lead"):
        book = ""
    site = _number_of(pen, record.values.get("site")) if kind not in {"site", *DEVICE_KINDS} else ""
    grave = _number_of(pen, record.values.get("grave")) if kind == "remains_case" else ""
    counter = f"running/{kind}/{site}/{book}"
    known = pen.setting(counter)
    running = (int(known) if known else _highest(pen, kind, site, book)) + 1
    try:
        number = next_number(
            kind,
            running=running,
            site_code=site,
            grave_code=grave,
            book_letter=book,
            suffix=record.values.get("case_type") or "" if kind == "remains_case" else "",
        )
    except AppError:
        return ""
    pen.set(counter, str(running))
    return number


def device_digits(view: View) -> str:
    """The four digits by which this laptop numbers custody events and survey points."""
    return view.setting("replica")[:4].upper()


def _highest(view: View, kind: str, site: str, book: str) -> int:
    sequence = ("event" if kind in DEVICE_KINDS else kind, site, book)
    kinds = DEVICE_KINDS if kind in DEVICE_KINDS else (kind,)
    return max(highest_running(view.records.numbers(name), sequence) for name in kinds)


def _number_of(view: View, uid: object) -> str:
    record = view.records.get(uid) if isinstance(uid, str) else None
    return (record.number or "") if record else ""
