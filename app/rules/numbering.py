"""Human numbers: for people, labels and forms; given once, never reused, never a key.

A number carries the letter of the book it was issued from, and one laptop holds a letter at a
time, so two laptops out of touch cannot issue the same number (BR-10). The grave and the type
within a case number are what was thought when it was issued and are frozen with it; what makes a
number unique is its site, book and running number alone. What is found with a case counts within
it on the laptop that numbered the case; any other laptop gives it a number of its own book.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from app.core.errors import AppError
from app.core.letters import ascii_digits
from app.rules.check_characters import check_character
from app.rules.number_shapes import (
    BOOK_LETTER,
    BOOK_LETTERS,
    CASE_KINDS,
    DEVICE_KINDS,
    NUMBERED_KINDS,
    NumberParts,
    example_of,
    readings,
    site_spelled,
)

__all__ = [
    "BOOK_LETTERS",
    "CASE_KINDS",
    "DEVICE_KINDS",
    "NUMBERED_KINDS",
    "SURFACE",
    "TYPED_LIMIT",
    "NumberBook",
    "NumberError",
    "NumberParts",
    "core",
    "device_digits",
    "duplicates",
    "grave_segment",
    "highest_running",
    "next_free",
    "next_number",
    "normalise",
    "number_within",
    "parse_number",
    "readings_of",
    "sequence_within",
    "slips",
]

SURFACE = "00"
TYPED_LIMIT = 80
_NAMING_THE_GRAVE = CASE_KINDS | {"remains_case"}
_AS_PRINTED = re.compile(rf"(?=.{{1,{TYPED_LIMIT}}}$)[0-9A-Z]+(?:[-/][0-9A-Z]+)*(?:\.[0-9A-Z])?")


class NumberError(AppError):
    """A text is no human number, or its check character does not belong to it."""


def normalise(typed: str) -> str:
    """`typed` as the number would be printed; a text that is no number comes back only cleaned.

    Digits of any script, small letters, spaces and missing or foreign hyphens are taken for what
    they mean. Nothing is guessed: O stays O and never becomes 0.
    """
    text = _cleaned(typed)
    stem, dot, check = text.partition(".")
    found = readings(stem)
    return f"{found[0].number}{dot}{check}" if len(found) == 1 else text


def parse_number(text: str, *, kind: str = "") -> NumberParts:
    """What a number says, printed or typed; of `kind` where that is given.

    Raises:
        NumberError: it is no such number, can be read in two ways, or its check character is wrong.
    """
    wanted = "event" if kind in DEVICE_KINDS else kind
    stem, dot, check = _cleaned(text).partition(".")
    found = readings(stem, wanted)
    example = example_of(found[0].kind if found else wanted)
    if len(found) > 1:
        raise NumberError(
            "“{typed}” can be read in two ways.",
            hint="Type the hyphens, such as {example}.",
            typed=text[:TYPED_LIMIT],
            example=example,
        )
    if not found or len(check) != len(dot):
        raise NumberError(
            "“{typed}” is not a number of this kind.",
            hint="Write it as {example}. The letters I, O and Q are never part of a number.",
            typed=text[:TYPED_LIMIT],
            example=example,
        )
    number = found[0].number
    if check and check != check_character(number):
        raise NumberError(
            "The check character “{check}” does not belong to “{number}”.",
            hint="Compare every character with the label and type it again, such as {example}.",
            check=check,
            number=number,
            example=f"{example}.{check_character(example)}",
        )
    return replace(found[0], check=check)


def readings_of(typed: str) -> list[NumberParts]:
    """Every number that a text may be, its check character left aside."""
    return readings(_cleaned(typed).partition(".")[0])


def slips(number: str) -> Iterator[str]:
    """What one slip of the hand makes of a number: another digit or letter, or two changed round.

    A digit is taken for a digit and a letter for a letter.
    """
    for place, mark in enumerate(number):
        before, after = number[:place], number[place + 1 :]
        others = "0123456789" if mark.isdigit() else BOOK_LETTERS if mark.isalpha() else ""
        yield from (f"{before}{other}{after}" for other in others if other != mark)
        if after and after[0] != mark:
            yield f"{before}{after[0]}{mark}{after[1:]}"


@lru_cache(maxsize=65_536)  # every import and every merge compares all numbers of a kind
def core(number: str) -> str:
    """What no two records of a kind may share: kind, site, book and running number.

    A foreign number, or the number printed on a seal, stands for itself.
    """
    found = readings(_cleaned(number).partition(".")[0])
    if len(found) != 1:
        return _cleaned(number)
    return "/".join((*found[0].sequence, str(found[0].running)))


def duplicates(numbers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The cores that several records share, with their uids; `numbers` maps uid to number."""
    sharing: dict[str, list[str]] = {}
    for uid, number in numbers.items():
        sharing.setdefault(core(number), []).append(uid)
    return {key: tuple(sorted(uids)) for key, uids in sharing.items() if len(uids) > 1}


def highest_running(numbers: Iterable[str], sequence: tuple[str, str, str] | None = None) -> int:
    """The highest running number among `numbers`, of one sequence where that is given; or 0."""
    kind = sequence[0] if sequence else ""
    read = (readings(_cleaned(number).partition(".")[0], kind) for number in numbers)
    certain = (found[0] for found in read if len(found) == 1)
    return max(
        (parts.running for parts in certain if sequence in {None, parts.sequence}), default=0
    )


def next_free(running: int, reserved: Iterable[tuple[int, int]]) -> int:
    """The first running number from `running` on that lies in none of the `reserved` ranges."""
    for first, last in sorted(reserved):
        if first <= running <= last:
            running = last + 1
    return running


def device_digits(replica: str) -> str:
    """The four digits that name a laptop in numbers: the first of its identity."""
    return replica.replace("-", "")[:4].upper()


def sequence_within(kind: str, case_number: str, letter: str) -> tuple[str, str, str] | None:
    """The sequence in which an artefact or sample counts within its case, if it does.

    Only the book that numbered the case may: two laptops would count alike.
    """
    found = readings(_cleaned(case_number).partition(".")[0], "remains_case")
    if kind not in CASE_KINDS or len(found) != 1 or found[0].book != letter:
        return None
    return replace(found[0], kind=kind, case=found[0].running).sequence


def grave_segment(grave_number: str) -> str:
    """How a grave stands within case numbers: `01`, `PA2`, or `00` for none, the surface.

    Raises:
        NumberError: it is no grave's number.
    """
    if not grave_number:
        return SURFACE
    return parse_number(grave_number, kind="grave").number.partition("-G")[2]


def next_number(
    kind: str,
    *,
    running: int,
    site_code: str = "",
    grave_code: str = "",
    book_letter: str = "",
    suffix: str = "",
) -> str:
    """The number `running` of its sequence, as it is printed.

    `site_code` is the site's number, or the three letters for a site's own. `grave_code` is the
    grave's number; empty is the surface. `book_letter` is the letter; the laptop's four digits for
    what runs by laptop; empty where headquarters or the site lead issues.

    Raises:
        NumberError: these do not make a number, or the book is full.
    """
    shape_kind = "event" if kind in DEVICE_KINDS else kind
    try:
        parts = NumberParts(
            shape_kind,
            site=site_spelled(site_code),
            grave=grave_segment(grave_code) if kind in _NAMING_THE_GRAVE else "",
            book=book_letter,
            running=running,
            suffix=suffix,
        )
        number = parts.number
    except StopIteration as error:
        raise _not_issued(shape_kind) from error
    if running < 1 or readings(number) != [parts]:
        raise _not_issued(shape_kind)
    return number


def number_within(kind: str, case_number: str, running: int) -> str:
    """The number `running` of an artefact or sample within its case, as it is printed.

    Raises:
        NumberError: it is no case's number, or the case is full.
    """
    case = parse_number(case_number, kind="remains_case")
    parts = replace(case, kind=kind, case=case.running, running=running, suffix="", check="")
    if kind not in CASE_KINDS or running < 1 or readings(parts.number, kind) != [parts]:
        raise _not_issued(kind)
    return parts.number


@dataclass(frozen=True, slots=True)
class NumberBook:
    """One letter, held by one laptop at a time; `device` is the laptop's four digits.

    Raises:
        NumberError: there is no such letter, or no such laptop.
    """

    letter: str
    device: str

    def __post_init__(self) -> None:
        if not re.fullmatch(BOOK_LETTER, self.letter):
            raise NumberError(
                "“{letter}” is not the letter of a number book.",
                hint="Choose one capital letter other than I, O and Q.",
                letter=self.letter[:TYPED_LIMIT],
            )
        if not re.fullmatch("[0-9A-F]{4}", self.device):
            raise NumberError(
                "“{device}” does not name a laptop.",
                hint="A laptop is named by four digits from 0 to 9 and A to F, such as A7F3.",
                device=self.device[:TYPED_LIMIT],
            )

    def next(
        self,
        kind: str,
        issued: Iterable[str],
        *,
        site_code: str = "",
        grave_code: str = "",
        suffix: str = "",
        case_number: str = "",
    ) -> str:
        """The number after the highest `issued`, among them those printed and not used yet.

        Sites, graves, areas and control points get the provisional numbers of this book.
        `case_number` is the case to which an artefact or sample belongs.

        Raises:
            NumberError: these do not make a number, or the book is full.
        """
        if sequence := sequence_within(kind, case_number, self.letter):
            running = highest_running(issued, sequence) + 1
            return number_within(kind, case_number, running)
        by_device = kind in DEVICE_KINDS
        book = self.device if by_device else self.letter
        sequence = ("event" if by_device else kind, site_spelled(site_code), book)
        return next_number(
            kind,
            running=highest_running(issued, sequence) + 1,
            site_code=site_code,
            grave_code=grave_code,
            book_letter=book,
            suffix=suffix,
        )


def _cleaned(typed: str) -> str:
    """Capitals, ASCII digits and plain hyphens; no spaces and no invisible marks."""
    if _AS_PRINTED.fullmatch(typed):
        return typed  # nearly all are, and a book may hold a hundred thousand
    text = ascii_digits(unicodedata.normalize("NFKC", typed[:TYPED_LIMIT])).upper()
    kept = (mark for mark in text if not mark.isspace() and unicodedata.category(mark) != "Cf")
    joined = re.sub("-+", "-", "".join("-" if _is_hyphen(mark) else mark for mark in kept))
    return unicodedata.normalize("NFKC", joined)[:TYPED_LIMIT]


def _is_hyphen(mark: str) -> bool:
    return unicodedata.category(mark) == "Pd" or mark in "ـ_"


def _not_issued(kind: str) -> NumberError:
    return NumberError(
        "No number such as {example} can be issued here.",
        hint="Check the site, the grave and the number book. A full book is closed and a new "
        "letter opened.",
        example=example_of(kind),
    )
