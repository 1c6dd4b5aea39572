"""Human numbers: for people, labels and forms; given once, never reused, never a key.

A number carries the letter of the book it was issued from, and one laptop holds a letter at a
time, so two laptops out of touch cannot issue the same number (BR-10). The grave and the type
within a case number are what was thought when it was issued and are frozen with it; what makes a
number unique is its site, book and running number alone.

    Site       SNJ03, found offline ZA-P07      Hazard       SNJ03-HA005
    Grave      SNJ03-G01, offline SNJ03-GPA2    Task         SNJ03-TA004
    Remains    SNJ03-01-A0003B                  Certificate  SNJ03-LA001
    Container  SNJ03-KA0031                     Override     SNJ03-RA001
    Photo      SNJ03-PA00412                    Control      SNJ03-S01, offline SNJ03-SPA2

Survey points and custody events run in one sequence for each laptop: A7F3-000123.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.core.errors import AppError
from app.core.letters import ascii_digits
from app.rules.check_characters import check_character

BOOK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # I, O and Q are read as 1 and 0
SURFACE = "00"
DEVICE_KINDS = frozenset({"survey_point", "custody_event"})
TYPED_LIMIT = 80

_LETTER = f"[{BOOK_LETTERS}]"
_PROVISIONAL = f"Z{_LETTER}-?P"
# Three spellings of the site before a number, so that one typed without hyphens is tried each way.
_SITES = (
    rf"(?P<site>(?!{_PROVISIONAL}){_LETTER}{{3}}\d{{2}})",
    rf"(?P<site>{_PROVISIONAL}\d{{2}})",
    rf"(?P<site>{_PROVISIONAL}\d{{3}})",
)
_GRAVE = rf"(?P<grave>\d{{2}}|[1-9]\d{{2}}|P{_LETTER}\d{{1,3}})"
_BOOK = f"(?P<book>{_LETTER})"
_SUFFIX = "(?P<suffix>BP|B|CG|FR|NH)"
_AS_PRINTED = re.compile(rf"(?=.{{1,{TYPED_LIMIT}}}$)[0-9A-Z]+(?:-[0-9A-Z]+)*(?:\.[0-9A-Z])?")


class NumberError(AppError):
    """A text is no human number, or its check character does not belong to it."""


@dataclass(frozen=True, slots=True)
class NumberParts:
    """What a number says.

    `kind` is the kind of record, `event` for both kinds that run by laptop. `site` is the site's
    whole number; for a site's own number it is the three letters. `book` is a letter, the laptop's
    four digits, or empty where headquarters or the site lead issues. `grave` is as within a case
    number: `01`, `PA2`, or `00` for the surface.
    """

    kind: str
    site: str = ""
    grave: str = ""
    book: str = ""
    running: int = 0
    suffix: str = ""
    check: str = ""

    @property
    def number(self) -> str:
        """The number as it is printed, without its check character."""
        return _shape(self.kind, self.book).template.format(
            site=self.site,
            grave=self.grave,
            book=self.book,
            running=self.running,
            suffix=self.suffix,
        )

    @property
    def sequence(self) -> tuple[str, str, str]:
        """The sequence in which `running` counts: kind, site and book."""
        return self.kind, self.site, self.book


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one kind of number is written, and what is read as one."""

    kind: str
    example: str
    template: str
    patterns: tuple[re.Pattern[str], ...]
    has_book: bool


def _shaped(kind: str, example: str, template: str, pattern: str, digits: str) -> _Shape:
    spelled = pattern.replace("{running}", rf"(?P<running>\d{{{digits}}})")
    sites = _SITES if "{site}" in spelled else ("",)
    patterns = tuple(re.compile(spelled.replace("{site}", site)) for site in sites)
    return _Shape(kind, example, template, patterns, has_book="{book}" in template)


def _booked(kind: str, mark: str, example: str, digits: int) -> _Shape:
    return _shaped(
        kind,
        example,
        f"{{site}}-{mark}{{book}}{{running:0{digits}}}",
        f"{{site}}-?{mark}{_BOOK}{{running}}",
        f"{digits},{digits + 1}",
    )


_SHAPES = (
    _shaped(
        "site",
        "SNJ03",
        "{site}{running:02}",
        f"(?!{_PROVISIONAL})(?P<site>{_LETTER}{{3}}){{running}}",
        "2",
    ),
    _shaped("site", "ZA-P07", "Z{book}-P{running:02}", f"Z{_BOOK}-?P{{running}}", "2,3"),
    _shaped("grave", "SNJ03-G01", "{site}-G{running:02}", "{site}-?G{running}", "2,3"),
    _shaped(
        "grave", "SNJ03-GPA2", "{site}-GP{book}{running}", f"{{site}}-?GP{_BOOK}{{running}}", "1,3"
    ),
    _shaped(
        "remains_case",
        "SNJ03-01-A0003B",
        "{site}-{grave}-{book}{running:04}{suffix}",
        f"{{site}}-?{_GRAVE}-?{_BOOK}{{running}}{_SUFFIX}",
        "4,5",
    ),
    _booked("container", "K", "SNJ03-KA0031", 4),
    _booked("hazard", "H", "SNJ03-HA005", 3),
    _booked("clearance_task", "T", "SNJ03-TA004", 3),
    _booked("clearance_certificate", "L", "SNJ03-LA001", 3),
    _booked("hazard_override", "R", "SNJ03-RA001", 3),
    _booked("photo", "P", "SNJ03-PA00412", 5),
    _shaped("survey_control", "SNJ03-S01", "{site}-S{running:02}", "{site}-?S{running}", "2,3"),
    _shaped(
        "survey_control",
        "SNJ03-SPA2",
        "{site}-SP{book}{running}",
        f"{{site}}-?SP{_BOOK}{{running}}",
        "1,3",
    ),
    _shaped(
        "event",
        "A7F3-000123",
        "{book}-{running:06}",
        "(?P<book>[0-9A-F]{4})-?{running}",
        "6,8",
    ),
)
NUMBERED_KINDS = frozenset(shape.kind for shape in _SHAPES) - {"event"} | DEVICE_KINDS


def _shape(kind: str, book: str) -> _Shape:
    return next(shape for shape in _SHAPES if (shape.kind, shape.has_book) == (kind, bool(book)))


def normalise(typed: str) -> str:
    """`typed` as the number would be printed; a text that is no number comes back only cleaned.

    Digits of any script, small letters, spaces and missing or foreign hyphens are taken for what
    they mean. Nothing is guessed: O stays O and never becomes 0.
    """
    text = _cleaned(typed)
    stem, dot, check = text.partition(".")
    found = _readings(stem)
    return f"{found[0].number}{dot}{check}" if len(found) == 1 else text


def parse_number(text: str, *, kind: str = "") -> NumberParts:
    """What a number says, printed or typed; of `kind` where that is given.

    Raises:
        NumberError: it is no such number, can be read in two ways, or its check character is wrong.
    """
    wanted = "event" if kind in DEVICE_KINDS else kind
    stem, dot, check = _cleaned(text).partition(".")
    found = _readings(stem, wanted)
    example = _example(found[0].kind if found else wanted)
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


def core(number: str) -> str:
    """What no two records of a kind may share: kind, site, book and running number.

    A foreign number, or the number printed on a seal, stands for itself.
    """
    found = _readings(_cleaned(number).partition(".")[0])
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
    readings = (_readings(_cleaned(number).partition(".")[0], kind) for number in numbers)
    certain = (found[0] for found in readings if len(found) == 1)
    return max(
        (parts.running for parts in certain if sequence in {None, parts.sequence}), default=0
    )


def device_digits(replica: str) -> str:
    """The four digits that name a laptop in numbers: the first of its identity."""
    return replica.replace("-", "")[:4].upper()


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
    survey points and events; empty where headquarters or the site lead issues.

    Raises:
        NumberError: these do not make a number, or the book is full.
    """
    shape_kind = "event" if kind in DEVICE_KINDS else kind
    is_case = kind == "remains_case"
    try:
        parts = NumberParts(
            shape_kind,
            site=_site(site_code),
            grave=grave_segment(grave_code) if is_case else "",
            book=book_letter,
            running=running,
            suffix=suffix,
        )
        number = parts.number
    except StopIteration as error:
        raise _not_issued(shape_kind) from error
    if running < 1 or _readings(number) != [parts]:
        raise _not_issued(shape_kind)
    return number


@dataclass(frozen=True, slots=True)
class NumberBook:
    """One letter, held by one laptop at a time; `device` is the laptop's four digits.

    Raises:
        NumberError: there is no such letter, or no such laptop.
    """

    letter: str
    device: str

    def __post_init__(self) -> None:
        if not re.fullmatch(_LETTER, self.letter):
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
    ) -> str:
        """The number after the highest `issued`, among them those printed and not used yet.

        Sites, graves and control points get the provisional numbers of this book.

        Raises:
            NumberError: these do not make a number, or the book is full.
        """
        by_device = kind in DEVICE_KINDS
        book = self.device if by_device else self.letter
        sequence = ("event" if by_device else kind, _site(site_code), book)
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


def _readings(stem: str, kind: str = "") -> list[NumberParts]:
    """Every way in which a cleaned text is a number; more than one where hyphens are missing."""
    found: list[NumberParts] = []
    for shape in _SHAPES:
        for pattern in shape.patterns if kind in {"", shape.kind} else ():
            if match := pattern.fullmatch(stem):
                said = match.groupdict("")
                site = said.get("site", "")
                parts = NumberParts(
                    shape.kind,
                    site=site if shape.kind == "site" else _site(site),
                    grave=said.get("grave", ""),
                    book=said.get("book", ""),
                    running=int(said["running"]),
                    suffix=said.get("suffix", ""),
                )
                if parts not in found:
                    found.append(parts)
    return found


def _site(code: str) -> str:
    """A site's number with the hyphen of a provisional one."""
    if not code.startswith("Z"):
        return code
    plain = code.replace("-", "")
    return f"{plain[:2]}-{plain[2:]}" if re.fullmatch(rf"{_PROVISIONAL}\d+", plain) else code


def _example(kind: str) -> str:
    fallback = "SNJ03-01-A0003B"
    return next((shape.example for shape in _SHAPES if shape.kind == kind), fallback)


def _not_issued(kind: str) -> NumberError:
    return NumberError(
        "No number such as {example} can be issued here.",
        hint="Check the site, the grave and the number book. A full book is closed and a new "
        "letter opened.",
        example=_example(kind),
    )
