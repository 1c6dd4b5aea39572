"""How human numbers are written, one shape for each kind, and how they are read again.

    Site       SNJ03, found offline ZA-P07      Hazard       SNJ03-HA005
    Grave      SNJ03-G01, offline SNJ03-GPA2    Task         SNJ03-TA004
    Area       SNJ03-T01, offline SNJ03-TPA2    Certificate  SNJ03-LA001
    Context    SNJ03-CA0147                     Override     SNJ03-RA001
    Remains    SNJ03-01-A0003B                  Accident     SNJ03-XA001
    Artefact   SNJ03-01-A0003/E02 of a case, SNJ03-01-EA0017 of none
    Sample     SNJ03-01-A0003/S1 of a case, SNJ03-01-SA0017 of none
    Container  SNJ03-KA0031                     Control      SNJ03-S01, offline SNJ03-SPA2
    Photo      SNJ03-PA00412

Survey points, custody events and the papers of the day run in one sequence for each laptop:
A7F3-000123.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BOOK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # I, O and Q are read as 1 and 0
DEVICE_KINDS = frozenset(
    {
        "custody_event",
        "diary_entry",
        "discrepancy",
        "document",
        "handover_ceremony",
        "handover_list",
        "hazard_observation",
        "safety_briefing",
        "stock_count",
        "survey_point",
    }
)
CASE_KINDS = frozenset({"artefact", "sample"})  # numbered within a case where there is one

BOOK_LETTER = f"[{BOOK_LETTERS}]"
_PROVISIONAL = f"Z{BOOK_LETTER}-?P"
# Three spellings of the site before a number, so that one typed without hyphens is tried each way.
_SITES = (
    rf"(?P<site>(?!{_PROVISIONAL}){BOOK_LETTER}{{3}}\d{{2}})",
    rf"(?P<site>{_PROVISIONAL}\d{{2}})",
    rf"(?P<site>{_PROVISIONAL}\d{{3}})",
)
_GRAVE = rf"(?P<grave>\d{{2}}|[1-9]\d{{2}}|P{BOOK_LETTER}\d{{1,3}})"
_BOOK = f"(?P<book>{BOOK_LETTER})"
_SUFFIX = "(?P<suffix>BP|B|CG|FR|NH)"
_SUFFIX_OF_CASE = "(?:BP|B|CG|FR|NH)"


@dataclass(frozen=True, slots=True)
class NumberParts:
    """What a number says.

    `kind` is the kind of record, `event` for all kinds that run by laptop. `site` is the site's
    whole number; for a site's own number it is the three letters. `book` is a letter, the laptop's
    four digits, or empty where headquarters or the site lead issues. `grave` is as within a case
    number: `01`, `PA2`, or `00` for the surface. `case` is the running number of the case to which
    an artefact or sample belongs, or 0.
    """

    kind: str
    site: str = ""
    grave: str = ""
    book: str = ""
    running: int = 0
    suffix: str = ""
    check: str = ""
    case: int = 0

    @property
    def number(self) -> str:
        """The number as it is printed, without its check character."""
        return _shape(self).template.format(
            site=self.site,
            grave=self.grave,
            book=self.book,
            running=self.running,
            suffix=self.suffix,
            case=self.case,
        )

    @property
    def sequence(self) -> tuple[str, str, str]:
        """The sequence in which `running` counts: kind, site, and book or book and case."""
        return self.kind, self.site, f"{self.book}{self.case:04}" if self.case else self.book


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one kind of number is written, and what is read as one."""

    kind: str
    example: str
    template: str
    patterns: tuple[re.Pattern[str], ...]
    has_book: bool
    has_case: bool


def _shaped(kind: str, example: str, template: str, pattern: str, digits: str) -> _Shape:
    spelled = pattern.replace("{running}", rf"(?P<running>\d{{{digits}}})")
    sites = _SITES if "{site}" in spelled else ("",)
    patterns = tuple(re.compile(spelled.replace("{site}", site)) for site in sites)
    return _Shape(
        kind,
        example,
        template,
        patterns,
        has_book="{book}" in template,
        has_case="{case" in template,
    )


def _booked(kind: str, mark: str, example: str, digits: int) -> _Shape:
    return _shaped(
        kind,
        example,
        f"{{site}}-{mark}{{book}}{{running:0{digits}}}",
        f"{{site}}-?{mark}{_BOOK}{{running}}",
        f"{digits},{digits + 1}",
    )


def _within_a_case(kind: str, mark: str, example: str, digits: int) -> _Shape:
    """The suffix of the case may be typed as on its label; it is left out of these numbers."""
    return _shaped(
        kind,
        example,
        f"{{site}}-{{grave}}-{{book}}{{case:04}}/{mark}{{running:0{digits}}}",
        rf"{{site}}-?{_GRAVE}-?{_BOOK}(?P<case>\d{{4,5}})(?:/|{_SUFFIX_OF_CASE}/)?{mark}{{running}}",
        "1,3",
    )


def _of_no_case(kind: str, mark: str, example: str) -> _Shape:
    return _shaped(
        kind,
        example,
        f"{{site}}-{{grave}}-{mark}{{book}}{{running:04}}",
        f"{{site}}-?{_GRAVE}-?{mark}{_BOOK}{{running}}",
        "4,5",
    )


SHAPES = (
    _shaped(
        "site",
        "SNJ03",
        "{site}{running:02}",
        f"(?!{_PROVISIONAL})(?P<site>{BOOK_LETTER}{{3}}){{running}}",
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
    _within_a_case("artefact", "E", "SNJ03-01-A0003/E02", 2),
    _of_no_case("artefact", "E", "SNJ03-01-EA0017"),
    _within_a_case("sample", "S", "SNJ03-01-A0003/S1", 1),
    _of_no_case("sample", "S", "SNJ03-01-SA0017"),
    _shaped("work_area", "SNJ03-T01", "{site}-T{running:02}", "{site}-?T{running}", "2,3"),
    _shaped(
        "work_area",
        "SNJ03-TPA2",
        "{site}-TP{book}{running}",
        f"{{site}}-?TP{_BOOK}{{running}}",
        "1,3",
    ),
    _booked("context", "C", "SNJ03-CA0147", 4),
    _booked("container", "K", "SNJ03-KA0031", 4),
    _booked("hazard", "H", "SNJ03-HA005", 3),
    _booked("clearance_task", "T", "SNJ03-TA004", 3),
    _booked("clearance_certificate", "L", "SNJ03-LA001", 3),
    _booked("hazard_override", "R", "SNJ03-RA001", 3),
    _booked("explosive_accident", "X", "SNJ03-XA001", 3),
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
NUMBERED_KINDS = frozenset(shape.kind for shape in SHAPES) - {"event"} | DEVICE_KINDS


def _shape(parts: NumberParts) -> _Shape:
    wanted = (parts.kind, bool(parts.book), bool(parts.case))
    return next(s for s in SHAPES if (s.kind, s.has_book, s.has_case) == wanted)


def readings(stem: str, kind: str = "") -> list[NumberParts]:
    """Every way in which a cleaned text is a number; more than one where hyphens are missing."""
    found: list[NumberParts] = []
    for shape in SHAPES:
        for pattern in shape.patterns if kind in {"", shape.kind} else ():
            if match := pattern.fullmatch(stem):
                said = match.groupdict("")
                site = said.get("site", "")
                parts = NumberParts(
                    shape.kind,
                    site=site if shape.kind == "site" else site_spelled(site),
                    grave=said.get("grave", ""),
                    book=said.get("book", ""),
                    running=int(said["running"]),
                    suffix=said.get("suffix", ""),
                    case=int(said.get("case") or 0),
                )
                if parts not in found:
                    found.append(parts)
    return found


def site_spelled(code: str) -> str:
    """A site's number with the hyphen of a provisional one."""
    if not code.startswith("Z"):
        return code
    plain = code.replace("-", "")
    return f"{plain[:2]}-{plain[2:]}" if re.fullmatch(rf"{_PROVISIONAL}\d+", plain) else code


def example_of(kind: str) -> str:
    """A number of a kind to show to people; that of remains for a kind without numbers."""
    fallback = "SNJ03-01-A0003B"
    return next((shape.example for shape in SHAPES if shape.kind == kind), fallback)
