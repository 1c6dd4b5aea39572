"""What a number names: however it is typed, whoever gave it, and what became of it.

A number is looked for as it is printed; then by what makes it unique, since a grave or a type that
was thought better of later changes nothing about it; then among the numbers that others gave the
same thing; then among seals. What is in the register of numbers has a meaning without a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import AppError
from app.core.ids import is_uid
from app.models.containers import Seal
from app.models.numbers import OtherNumber
from app.models.operations import NumberBook
from app.models.record import Record
from app.models.registers import NumberRegister
from app.models.remains import RemainsCase
from app.rules.books import entry_of
from app.rules.check_characters import check_character, with_check
from app.rules.holding import seal_key
from app.rules.labels import FORMAT, parse_label
from app.rules.numbering import (
    DEVICE_KINDS,
    TYPED_LIMIT,
    NumberParts,
    core,
    normalise,
    readings_of,
    slips,
)
from app.services.desk import Desk
from app.store.transactions import View

_MOST_HITS = 200
_MOST_NEAR = 3


class How(StrEnum):
    """By what a record was found."""

    NUMBER = "number"
    CORE = "core"
    OTHER = "other"
    SEAL = "seal"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Match:
    """A record that a number names; `scheme` says whose other number it is, as a code."""

    record: Record
    how: How
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a number names here.

    `number` is as it is printed, without its check character; `check` is the right one, and "" of
    what is no number of ours. `was_checked` says that it was typed too. `register` are the entries
    that tell what became of a number no record carries; `book` is the one it was issued from.
    """

    number: str
    check: str = ""
    was_checked: bool = False
    matches: tuple[Match, ...] = ()
    register: tuple[NumberRegister, ...] = ()
    book: NumberBook | None = None


class WrongCheckError(AppError):
    """A number and the check character typed after it do not belong together."""


class UnknownNumberError(AppError):
    """Nothing here carries a number."""


def look_up(desk: Desk, typed: str) -> Lookup:
    """What a number, a label's code, a seal or a record's identity names here.

    Raises:
        NumberError: a label was read wrongly.
        WrongCheckError: the check character says that something was mistyped.
        UnknownNumberError: no record and no entry of the register knows it.
    """
    with desk.store.reading() as view:
        return look_up_in(view, typed)


def look_up_in(view: View, typed: str) -> Lookup:
    """`look_up` within a view."""
    text = typed.strip()
    if not text:
        raise UnknownNumberError(
            "No number was given.", hint="Type the number that stands on the label."
        )
    if text.upper().startswith(f"{FORMAT}|"):
        label = parse_label(text.upper())
        known = view.records.get(label.uid)
        if known is not None:
            return Lookup(label.number, check_character(label.number), was_checked=True,
                          matches=(Match(known, How.IDENTITY),))  # fmt: skip
        text = label.number
    if is_uid(text) and (known := view.records.get(text)) is not None:
        return Lookup(text, matches=(Match(known, How.IDENTITY),))
    stem, _, check = normalise(text).partition(".")
    meant = readings_of(stem) or _without_type(view, stem)
    if meant and check:
        meant = _checked(view, meant, check)
    matches = tuple(_matches(view, text, meant))
    register = () if matches else _entries(view, meant)
    if not matches and not register:
        raise _unknown(view, text, meant)
    number = meant[0].number if len(meant) == 1 else stem
    return Lookup(
        number,
        check_character(number) if len(meant) == 1 else "",
        was_checked=bool(check),
        matches=matches,
        register=register,
        book=_book(view, meant),
    )


def records_of_number(view: View, typed: str) -> list[Record]:
    """The records that carry a number, or carried it under another organisation or before."""
    number = normalise(typed)
    found = view.records.by_number(number) or view.records.by_number(typed.strip())
    return found or [match.record for match in _by_other_number(view, typed)]


def _without_type(view: View, stem: str) -> list[NumberParts]:
    """The remains here whose number is this one and a type, which alone no two differ in."""
    return [
        parts
        for code in RemainsCase.case_type.codes.codes
        for parts in readings_of(f"{stem}{code.code}")
        if view.records.by_number(parts.number)
    ]


def _checked(view: View, meant: list[NumberParts], check: str) -> list[NumberParts]:
    """The readings to which the check character belongs."""
    right = [parts for parts in meant if check == check_character(parts.number)]
    if right:
        return right
    number = meant[0].number
    near = [
        slip
        for slip in _near(view, meant)
        if check == check_character(slip.partition(".")[0])
    ]  # fmt: skip
    if number in _numbers_like(view, meant):
        near.insert(0, with_check(number))
    raise WrongCheckError(
        "The check character “{check}” does not belong to “{number}”.",
        hint="Compare every character with the label. Here there are: {near}."
        if near
        else "Compare every character with the label; as typed, it would be {right}.",
        check=check,
        number=number,
        near=", ".join(near[:_MOST_NEAR]),
        right=with_check(number),
    )


def _matches(view: View, typed: str, meant: list[NumberParts]) -> Iterator[Match]:
    exact = {
        record.uid: record
        for number in [*(parts.number for parts in meant), typed, typed.upper()]
        for record in view.records.by_number(number)
    }
    if exact:
        yield from (Match(record, How.NUMBER) for record in exact.values())
        if any(isinstance(record, Seal) for record in exact.values()):
            yield from (one for one in _by_seal(view, typed) if one.record.uid not in exact)
        return
    cores = {core(parts.number) for parts in meant}
    alike = [number for number in _numbers_like(view, meant) if core(number) in cores]
    same = [Match(one, How.CORE) for number in alike for one in view.records.by_number(number)]
    yield from same or _by_other_number(view, typed) or _by_seal(view, typed)


def _by_other_number(view: View, typed: str) -> list[Match]:
    """The records that had this number elsewhere, or before."""
    wanted = {_plain(typed), _plain(normalise(typed).partition(".")[0])}
    found = []
    for hit in view.search.find(typed, _MOST_HITS):
        record = view.records.get(hit.uid, hit.kind)
        if record is None:
            continue
        for row in record.values.get("other_numbers") or ():
            if isinstance(row, OtherNumber) and row.value and _plain(row.value) in wanted:
                found.append(Match(record, How.OTHER, row.scheme or ""))
                break
    return found


def _by_seal(view: View, typed: str) -> list[Match]:
    """What was ever left under a seal of this number."""
    key = seal_key(typed)
    items = dict.fromkeys(
        line.item
        for event in view.records.sealing(typed)
        for line in event.values.get("lines", ())
        if seal_key(line.seal_after) == key
    )
    found = (view.records.get(item) for item in items if item)
    return [Match(record, How.SEAL) for record in found if record is not None]


def _plain(number: str) -> str:
    """Another's number as it is compared: nothing is known of its hyphens, so all of them count."""
    return normalise(number).casefold()


def _entries(view: View, meant: Iterable[NumberParts]) -> tuple[NumberRegister, ...]:
    """The entries of the register that say what became of a number."""
    found = (entry_of(parts, view.records) for parts in meant)
    return tuple({entry.uid: entry for entry in found if entry is not None}.values())


def _book(view: View, meant: list[NumberParts]) -> NumberBook | None:
    """The book that a number was issued from, the newest where a letter was given out again."""
    books = [
        book
        for book in view.records.all_of(NumberBook.kind)
        if isinstance(book, NumberBook) and any(parts.book == book.letter for parts in meant)
    ]
    return max(books, key=lambda book: str(book.opened_at), default=None)


def _kinds(meant: Iterable[NumberParts]) -> set[str]:
    kinds = {parts.kind for parts in meant}
    return (kinds - {"event"}) | (DEVICE_KINDS if "event" in kinds else frozenset())


def _numbers_like(view: View, meant: list[NumberParts]) -> list[str]:
    """The numbers here of which the running number is in what was typed."""
    running = {str(parts.running) for parts in meant}
    return [
        number
        for kind in sorted(_kinds(meant))
        for number in view.records.numbers(kind)
        if any(digits in number for digits in running)
    ]


def _near(view: View, meant: list[NumberParts]) -> list[str]:
    """Numbers here that one slip of the hand makes of what was typed, with their checks."""
    wanted = {slip for parts in meant for slip in slips(parts.number)}
    here = {number for kind in _kinds(meant) for number in view.records.numbers(kind)}
    return sorted(with_check(number) for number in wanted & here)


def _unknown(view: View, typed: str, meant: list[NumberParts]) -> UnknownNumberError:
    # I, O and Q are never part of a number, so whoever typed one read it off a 1 or a 0.
    likely = meant or readings_of(typed.upper().translate({73: "1", 79: "0", 81: "0"}))
    near = _near(view, likely)
    if not meant:
        near = [with_check(parts.number) for parts in likely
                if view.records.by_number(parts.number)] + near  # fmt: skip
    return UnknownNumberError(
        "No record on this laptop carries the number {number}.",
        hint="Here there are: {near}. Compare every character with the label."
        if near
        else "Check every character with the label, or read the bundle that has it.",
        number=(meant[0].number if meant else typed)[:TYPED_LIMIT],
        near=", ".join(near[:_MOST_NEAR]),
    )
