"""Skeletal inventories as tables: CSV with one line for each bone, as spreadsheets save it.

A number counted over half of the lines would be wrong without looking so; a file is therefore read
whole or refused, and the sentence names the first line that is wrong. Nothing of a file is run or
guessed: what a column means is said in its header.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TypeVar

from app.core.errors import AppError
from app.core.letters import ascii_digits
from app.rules.inventory import MOST_PIECES, MOST_ZONES, Age, Extent, InventoryLine, objections
from app.rules.skeleton import BONES, UNIDENTIFIED, Side, bone_named, sides_of

LIMIT_BYTES = 16_000_000
LIMIT_LINES = 200_000
LIMIT_CELL = 200
MOST_GRAMS = 100_000

COLUMNS = ("case", "grave", "bone", "side", "completeness", "zones", "count", "age_band")
MORE_COLUMNS = ("site", "context", "pair", "weight_g")

_EXTENTS: Mapping[str, Extent] = MappingProxyType(
    {
        "complete": Extent.WHOLE,
        "present": Extent.MOST,
        "incomplete": Extent.PART,
        "partial": Extent.PART,
        "fragment": Extent.PART,
        "absent": Extent.ABSENT,
        "unobservable": Extent.UNSEEN,
        "not_examined": Extent.UNSEEN,
    }
)
_SIDES: Mapping[str, Side] = MappingProxyType(
    {
        **{side.value.casefold(): side for side in Side},
        "left": Side.LEFT,
        "right": Side.RIGHT,
        "middle": Side.MIDLINE,
        "unsided": Side.UNKNOWN,
    }
)
_AGES: Mapping[str, Age] = MappingProxyType({"": Age.UNKNOWN} | {a.casefold(): a for a in Age})

_WRONG: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "side": (
            "Line {line}: {bone} cannot be of side {side}; it can be {sides}.",
            "L and R are for paired bones, U where the side is not known, M for the middle.",
        ),
        "count": (
            "Line {line}: {count} pieces of {bone} cannot be.",
            "Count 1 to {most} pieces. What is not there is marked absent, not counted as none.",
        ),
        "zones": (
            "Line {line}: zones are numbered 1 to {most}.",
            "Write the zones that are at least half there, such as 1;2;3.",
        ),
    }
)

T = TypeVar("T")


class InventoryRefusedError(AppError):
    """A table is no inventory, or one of its lines says what cannot be."""

    def __init__(self, message: str, *, hint: str, reason: str, **values: object) -> None:
        super().__init__(message, hint=hint, **values)
        self.reason = reason


class _WrongCell(Exception):  # noqa: N818 - caught in this module, with the line added
    def __init__(self, message: str, hint: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.hint, self.values = message, hint, values


def read_inventory(data: bytes) -> tuple[InventoryLine, ...]:
    """The lines of an inventory, in the order of the file.

    Raises:
        InventoryRefusedError: it is no table, its header is another, or a line is wrong.
    """
    text = _text(data)
    if not text.strip():
        raise InventoryRefusedError(
            "The file is empty.", hint="Copy it again from where it comes from.", reason="empty"
        )
    rows = _rows(text)
    header = _header(next(rows, (0, []))[1])
    found: list[InventoryLine] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(found) == LIMIT_LINES:
            raise InventoryRefusedError(
                "The table has more than {limit} lines.",
                hint="Give one table for each site.",
                reason="too_large",
                limit=LIMIT_LINES,
            )
        try:
            found.append(_line(header, cells))
        except _WrongCell as wrong:
            raise InventoryRefusedError(
                wrong.message, hint=wrong.hint, reason="wrong_line", line=number, **wrong.values
            ) from wrong
    return tuple(found)


def _text(data: bytes) -> str:
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls Unicode text
    try:
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InventoryRefusedError(
            "This is no table of text in UTF-8.",
            hint="Save the sheet as CSV UTF-8 and give that file.",
            reason="not_a_table",
        )
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line, and the number of the line in the file on which it begins."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InventoryRefusedError(
                "Line {line} has a quotation mark that does not end, or a cell without end.",
                hint="Save the sheet as CSV UTF-8 again and give that file.",
                reason="wrong_line",
                line=begins,
            ) from error
        yield begins, cells
        begins = reader.line_num + 1


def _header(cells: list[str]) -> tuple[str, ...]:
    names = tuple(cell.strip().casefold() for cell in cells)
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise InventoryRefusedError(
            "The first line lacks the columns {columns}.",
            hint="It names at least: {wanted}.",
            reason="wrong_header",
            columns=", ".join(missing),
            wanted=", ".join(COLUMNS),
        )
    unknown = [name for name in names if name not in {*COLUMNS, *MORE_COLUMNS}]
    if unknown or len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise InventoryRefusedError(
            "The first line has columns that mean nothing here, or one twice: {columns}.",
            hint="Beside the eight that are needed it may name: {more}.",
            reason="wrong_header",
            columns=", ".join(_short(_plain(name)) for name in unknown or twice),
            more=", ".join(MORE_COLUMNS),
        )
    return names


def _line(header: tuple[str, ...], cells: list[str]) -> InventoryLine:
    if len(cells) != len(header):
        raise _WrongCell(
            "Line {line} has {found} cells, and the first line {wanted}.",
            "Put text with a comma in it between quotation marks.",
            found=len(cells),
            wanted=len(header),
        )
    told = {name: _plain(cell) for name, cell in zip(header, cells, strict=True)}
    for name, cell in told.items():
        if len(cell) > LIMIT_CELL:
            raise _WrongCell(
                "In line {line}, {column} is longer than {limit} characters.",
                "Numbers, codes and short names stand in this table, and no text.",
                column=name,
                limit=LIMIT_CELL,
            )
    if not told["case"]:
        raise _WrongCell(
            "Line {line} names no case.",
            "Write the number on the label of the case.",
        )
    bone = _bone(told["bone"])
    extent = _chosen(_EXTENTS, told["completeness"].replace(" ", "_"), "completeness")
    line = InventoryLine(
        case=ascii_digits(told["case"]),
        bone=bone,
        side=_side(bone, told["side"]),
        extent=extent,
        count=_count(told["count"], bone, extent),
        zones=frozenset(_zones(told["zones"])),
        age=_chosen(_AGES, told["age_band"], "age_band"),
        site=ascii_digits(told.get("site", "")),
        grave=ascii_digits(told["grave"]),
        context=ascii_digits(told.get("context", "")),
        pair=ascii_digits(told.get("pair", "")),
        weight_g=_weight(told.get("weight_g", "")),
    )
    for objection in objections(line):
        message, hint = _WRONG[objection.field]
        raise _WrongCell(message, hint, **objection.values)
    return line


def _bone(typed: str) -> str:
    code = bone_named(ascii_digits(typed))
    if code is None:
        near = ", ".join(BONES.near(typed))
        raise _WrongCell(
            "Line {line}: the list of bones has no {bone}.",
            "The nearest codes of the list are: {near}."
            if near
            else "Write the code of the list, such as FEM, or the FDI number of a tooth.",
            bone=_short(typed) or "“”",
            near=near,
        )
    return code


def _side(bone: str, typed: str) -> Side:
    """The side; of a bone that has only one, and of a tooth, it need not be said."""
    only = sides_of(bone)
    is_tooth = bone.startswith("T") and bone[1:].isdecimal()
    if len(only) == 1 and (not typed or (is_tooth and typed.casefold() in {"m", "u"})):
        return only[0]
    if not typed and bone in UNIDENTIFIED:
        return Side.UNKNOWN
    return _chosen(_SIDES, typed, "side")


def _chosen(words: Mapping[str, T], typed: str, column: str) -> T:
    word = words.get(typed.casefold())
    if word is None:
        raise _WrongCell(
            "Line {line}: {column} cannot be {typed}.",
            "Write one of: {words}.",
            column=column,
            typed=_short(typed) or "“”",
            words=", ".join(word.upper() for word in words if word),
        )
    return word


def _count(typed: str, bone: str, extent: Extent) -> int:
    """How many pieces; of what is there and was not counted, at least one."""
    digits = ascii_digits(typed).replace("\N{MINUS SIGN}", "-")
    if not digits:
        return 1
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", digits):
        raise _WrongCell(
            "Line {line}: {typed} is no number of pieces.",
            "Write a whole number, such as 3.",
            typed=_short(typed),
        )
    if int(digits) < 0 and extent in {Extent.ABSENT, Extent.UNSEEN}:
        raise _WrongCell(*_WRONG["count"], bone=bone, count=int(digits), most=MOST_PIECES)
    return int(digits)


def _zones(typed: str) -> Iterator[int]:
    for word in re.split(r"[;,/|+\s]+", ascii_digits(typed)):
        span = re.fullmatch(r"z?([0-9]{1,3})(?:-([0-9]{1,3}))?", word, re.IGNORECASE)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (1, 0)
        yield from range(first, last + 1)
        if word and last < first:
            raise _WrongCell(*_WRONG["zones"], most=MOST_ZONES)


def _weight(typed: str) -> Decimal | None:
    if not typed:
        return None
    try:
        weight = Decimal(ascii_digits(typed))
    except InvalidOperation:
        weight = Decimal("NaN")
    if not (weight.is_finite() and 0 <= weight <= MOST_GRAMS):
        raise _WrongCell(
            "Line {line}: {typed} is no weight in grams.",
            "Write grams with a decimal point, such as 402.5.",
            typed=_short(typed),
        )
    return weight


def _plain(cell: str) -> str:
    """A cell on one line, without what a terminal would take for a command."""
    words = " ".join(cell.split())
    return "".join("�" if unicodedata.category(mark) == "Cc" else mark for mark in words)


def _short(typed: str) -> str:
    """As much of what somebody typed as stands in a sentence."""
    return typed if len(typed) <= 40 else f"{typed[:40]}…"
