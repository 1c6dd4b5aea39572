"""Tables of total stations and RTK receivers: a number, a code, and metres in some grid.

No two instruments write them alike: with a header or without, commas, semicolons, tabs or blanks,
easting first or northing, decimal points or commas. What is guessed here is shown before anything
is recorded, and every guess can be changed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from app.core.letters import ascii_digits, folded
from app.exchange.features import ImportRefusedError, Problem, number_of, require_few, short

SURVEY: Final = "survey"
"""What the format of such a table is called."""

ROLES: Final = ("number", "code", "easting", "northing", "height")
DELIMITERS: Final = (",", ";", "\t", " ")
LIMIT_BYTES: Final = 32_000_000
LIMIT_COLUMNS: Final = 50
_PREVIEWED: Final = 200
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_NAMES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        role: frozenset(folded(name) for name in names.split())
        for role, names in (
            (
                "number",
                (
                    "no nr number name point pt ptno pointno pointnumber pointid id p pno pntno"
                    " النقطة رقم الرقم رقمالنقطة ژمارە خاڵ شماره نقطه شمارهنقطه nömrə nöqtə"
                ),
            ),
            (
                "code",
                "code desc description feature d كود الرمز رمز الوصف کۆد وەسف کد شرح kod",
            ),
            (
                "easting",
                "e east easting x lon long longitude الشرقية شرق الشرقيات س ڕۆژهەڵات شرقی شرق şərq",
            ),
            (
                "northing",
                "n north northing y lat latitude الشمالية شمال الشماليات ص باکوور شمالی şimal",
            ),
            (
                "height",
                (
                    "h z height elev elevation level rl ele alt المنسوب الارتفاع ع بەرزی ارتفاع"
                    " yüksəklik hündürlük"
                ),
            ),
        )
    }
)
# What surveyors write for the codes of the list, as the beginning of their own.
_CODES: Final = (
    ("CTL", "ctl ctrl control stn sta station bm tp cp"),
    ("GRD", "grd grid peg"),
    ("BND", "bnd bdy bound boundary fence edge_site"),
    ("CUT", "cut edge pit trench grave"),
    ("BAS", "bas base bottom floor"),
    ("LVL", "lvl level spot gnd ground topo tps"),
    ("BOD", "bod body bone skel skull cran remains"),
    ("ART", "art artefact artifact obj object find"),
    ("SMP", "smp sample soil"),
    ("HAZ", "haz hazard mine uxo erw ied"),
    ("PHO", "pho photo picture gcp target"),
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_BLANKS: Final = re.compile(r"[ \t]+")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?[0-9]+,[0-9]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a table are cut, and what stands in each column ("" is left out)."""

    delimiter: str
    has_header: bool
    columns: tuple[str, ...]
    has_decimal_comma: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether easting and northing are told, and nothing twice."""
        told = [role for role in self.columns if role]
        return {"easting", "northing"} <= set(told) and len(told) == len(set(told))

    def with_delimiter(self, delimiter: str) -> Layout:
        """The same with other cuts; its columns have to be guessed anew."""
        return replace(self, delimiter=delimiter)


@dataclass(frozen=True, slots=True)
class Measured:
    """One line: what the instrument calls the point, and its figures as they stand there."""

    line: int
    number: str
    code: str
    easting: str
    northing: str
    height: str = ""

    @property
    def pair(self) -> tuple[Decimal, Decimal]:
        """Easting and northing."""
        east, north = number_of(self.easting), number_of(self.northing)
        if east is None or north is None:
            raise ValueError(self.line)
        return east, north

    @property
    def height_m(self) -> Decimal | None:
        """The height, if one is told."""
        return number_of(self.height)


def text_of(data: bytes) -> str:
    """A table as text.

    Raises:
        ImportRefusedError: it is empty, too large, or no text.
    """
    if len(data) > LIMIT_BYTES:
        raise ImportRefusedError(
            "The file has {size} MB. Of its kind, at most {limit} MB are read.",
            hint="Split it, and give each of the parts.",
            reason="too_large",
            size=len(data) // 1_000_000,
            limit=LIMIT_BYTES // 1_000_000,
        )
    is_wide = data.startswith(_WIDE)
    if b"\0" in data and not is_wide:
        raise _no_table()
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1256"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.strip():
            return text
        raise ImportRefusedError(
            "The file is empty.", hint="Copy it again from where it comes from.", reason="empty"
        )
    raise _no_table()


def guessed(text: str) -> Layout:
    """The layout that a table seems to have; what it gets wrong is put right by a person."""
    lines = [line for line in text.splitlines()[:_PREVIEWED] if line.strip()]
    delimiter = _delimiter(lines)
    layout = Layout(delimiter, has_header=False, columns=())
    rows = [cells for _, cells in rows_of(text, layout, _PREVIEWED)]
    return with_columns(layout, rows)


def with_columns(layout: Layout, rows: Sequence[Sequence[str]]) -> Layout:
    """The layout with the columns guessed from the first rows, cut as it says."""
    first = rows[0] if rows else ()
    has_header = bool(first) and not any(number_of(_plain(cell)) is not None for cell in first)
    body = rows[1:] if has_header else rows
    width = max((len(row) for row in rows), default=0)
    columns = _named(first, width) if has_header else [""] * width
    if not {"easting", "northing"} <= set(columns):
        columns = _by_figures(body, width)
    has_comma = layout.delimiter != "," and any(
        _DECIMAL_COMMA.fullmatch(ascii_digits(cell.strip()).replace("،", ","))
        for row in body
        for cell in row
    )
    return Layout(layout.delimiter, has_header, tuple(columns), has_comma)


def rows_of(text: str, layout: Layout, most: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that has any, with the number of the line.

    Raises:
        ImportRefusedError: there are more lines than can be looked over.
    """
    lines = text.splitlines()
    require_few(len(lines))
    done = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        yield number, _cells(line, layout.delimiter)
        done += 1
        if done == most:
            return


def measured(text: str, layout: Layout) -> Iterator[Measured | Problem]:
    """The points of a table, and what of it is none, in the order of the file."""
    begins = 1 if layout.has_header else 0
    for number, cells in list(rows_of(text, layout))[begins:]:
        told = {
            role: cells[at].strip()
            for at, role in enumerate(layout.columns)
            if role and at < len(cells)
        }
        east, north = (_figure(told.get(role, ""), layout) for role in ("easting", "northing"))
        height = _figure(told.get("height", ""), layout)
        if number_of(east) is None or number_of(north) is None:
            yield Problem(
                "line {number}",
                "No easting and northing in metres. This point is not read.",
                {"number": number},
            )
            continue
        if height and number_of(height) is None:
            yield Problem(
                "line {number}", "This height is no number, and is left out.", {"number": number}
            )
            height = ""
        yield Measured(
            number, short(told.get("number", "")), short(told.get("code", "")), east, north, height
        )


def code_of(told: str) -> str:
    """The code of the list that an instrument's own seems to mean; "" if none."""
    word = _WORD.search(folded(told))
    if word is None:
        return ""
    for code, beginnings in _CODES:
        if any(word[0].startswith(beginning) for beginning in beginnings.split()):
            return code
    return ""


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == " ":
        return _BLANKS.split(line.strip())[:LIMIT_COLUMNS]
    return next(csv.reader([line], delimiter=delimiter), [])[:LIMIT_COLUMNS]


def _delimiter(lines: Sequence[str]) -> str:
    """The one that cuts every line into as many cells, at least three; a comma comes last."""
    best = max(
        DELIMITERS,
        key=lambda mark: (_evenness(lines, mark), -(";\t, ".index(mark))),
    )
    return best if _evenness(lines, best) > 0 else ","


def _evenness(lines: Sequence[str], delimiter: str) -> float:
    widths = [len(_cells(line, delimiter)) for line in lines]
    if not widths:
        return 0
    usual = max(set(widths), key=widths.count)
    return widths.count(usual) / len(widths) if usual > 2 else 0


def _named(header: Sequence[str], width: int) -> list[str]:
    columns = [""] * width
    for at, cell in enumerate(header):
        name = re.sub(r"[\W_]*(?:\(?m\)?|\[m\])?$", "", folded(cell.strip()))
        name = re.sub(r"[\W_]+", "", name)
        role = next((role for role, names in _NAMES.items() if name in names), "")
        if role and role not in columns:
            columns[at] = role
    return columns


def _by_figures(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Without names: a number, then two or three columns of figures with decimals, then a code."""
    figures = [
        at
        for at in range(width)
        if rows
        and all(at < len(row) and number_of(_plain(row[at])) is not None for row in rows)
        and any(re.search(r"[.,٫]", row[at]) for row in rows)
    ]
    columns = [""] * width
    if len(figures) < 2:
        return columns
    for at, role in zip(figures, ("easting", "northing", "height"), strict=False):
        columns[at] = role
    if _looks_turned(rows, figures):
        columns[figures[0]], columns[figures[1]] = "northing", "easting"
    if figures[0] > 0:
        columns[figures[0] - 1] = "number"
    if figures[0] > 1:
        columns[figures[0] - 2], columns[figures[0] - 1] = "number", "code"
    after = figures[min(2, len(figures) - 1)] + 1
    if after < width and "code" not in columns:
        columns[after] = "code"
    return columns


def _looks_turned(rows: Sequence[Sequence[str]], figures: Sequence[int]) -> bool:
    """Whether the first figure is a northing of UTM in the region: seven digits before six."""
    first, second = (number_of(_plain(rows[0][at])) or Decimal(0) for at in figures[:2])
    return first > 1_000_000 > second > 100_000


def _plain(cell: str) -> str:
    """A figure with a decimal point, whichever comma it was written with."""
    text = ascii_digits(cell.strip()).replace("،", ",")
    return text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text


def _figure(cell: str, layout: Layout) -> str:
    text = ascii_digits(cell).replace("،", ",")
    return text.replace(",", ".") if layout.has_decimal_comma else text


def _no_table() -> ImportRefusedError:
    return ImportRefusedError(
        "This is no table of points.",
        hint="Export the points from the instrument as text: number, easting, northing, height.",
        reason="wrong_format",
    )
