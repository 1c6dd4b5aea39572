"""XLSX, the workbooks of spreadsheets: each sheet with columns for latitude and longitude."""

from __future__ import annotations

import zipfile  # noqa: TID251 - a workbook is a zip archive; nothing is ever unpacked to a disk
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO, Final

from app.exchange import tables
from app.exchange.archives import require_modest
from app.exchange.features import ImportRefusedError, Item, Remark, require_few, short
from app.exchange.stated import Stated

LIMIT_UNPACKED: Final = 48_000_000
LIMIT_SHEETS: Final = 50
LIMIT_MARKS: Final = 4_000_000  # beginnings and ends of elements
LIMIT_OTHERS: Final = 100_000  # elements that are no rows, cells and their texts
MEMBER: Final = "xl/workbook.xml"

_HEAD: Final = 4096
_BLOCK: Final = 1_048_576
_WIDEST: Final = 16_384  # columns, of any spreadsheet
_OF_A_TABLE: Final = (b"<row", b"<c", b"<v", b"<is", b"<si", b"<t")
_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"))


def is_workbook(file: BinaryIO) -> bool:
    """Whether an archive is a workbook."""
    require_modest(file)
    try:
        with zipfile.ZipFile(file) as archive:
            return MEMBER in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def read_workbook(file: BinaryIO, now: datetime, stated: Stated | None = None) -> Iterator[Item]:
    """The points of every sheet whose first line names latitude and longitude.

    `stated` is the system that a person says they are in.

    Raises:
        ImportRefusedError: it is damaged or locked, unpacks to more than is read, or no sheet has
            such columns.
    """
    _require_harmless(file)
    import openpyxl  # noqa: PLC0415 - most runs read no workbook

    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever a part of the file made it meet
        raise _damaged() from error
    found = 0
    for sheet in book.worksheets[:LIMIT_SHEETS]:
        try:
            items = list(tables.read_rows(_rows(sheet), now, stated, sheet.title))
        except tables.NoPlacesError:
            yield Remark(
                "The sheet {sheet} names no columns for latitude and longitude. It is not read.",
                {"sheet": short(sheet.title)},
            )
            continue
        except ImportRefusedError:
            raise
        except Exception as error:  # see above; sheets are parsed while they are read
            raise _damaged() from error
        found += 1
        yield from items
    if not found:
        raise tables.NoPlacesError


def _require_harmless(file: BinaryIO) -> None:
    """Look at sizes and beginnings before a parser does."""
    require_modest(file)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = [one for one in archive.infolist() if one.filename.endswith((".xml", ".rels"))]
            size = sum(one.file_size for one in parts)
            if size > LIMIT_UNPACKED:
                raise ImportRefusedError(
                    "The archive says that it unpacks to {size} MB, more than {limit} are read.",
                    hint="Nothing was unpacked. Save the sheet with the places as CSV.",
                    reason="too_large",
                    size=size // 1_000_000,
                    limit=LIMIT_UNPACKED // 1_000_000,
                )
            for part in parts:
                if _is_declaring(archive, part):
                    raise ImportRefusedError(
                        "The workbook declares entities, which no workbook needs.",
                        hint="Nothing was read. Save the sheet with the places as CSV.",
                        reason="entities",
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged() from error
    except (OSError, ValueError, OverflowError) as error:
        raise _damaged() from error


def _is_declaring(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Look through a part for what would fill a computer; whether it declares entities.

    Raises:
        ImportRefusedError: it has more rows, cells or other marks than any table of places.
    """
    marks: Counter[bytes] = Counter()
    with archive.open(part) as opened:
        while block := opened.read(_BLOCK):
            if not marks and any(mark in block[:_HEAD] for mark in _DECLARATIONS):
                return True
            marks.update({mark: block.count(mark) for mark in (b"<", b"</", *_OF_A_TABLE)})
            require_few(marks[b"<row"] - 1)
            others = marks[b"<"] - marks[b"</"] - sum(marks[mark] for mark in _OF_A_TABLE)
            if (
                others > LIMIT_OTHERS
                or marks[b"<"] > LIMIT_MARKS
                or marks[b"<c"] > _WIDEST * max(1, marks[b"<row"])
            ):
                raise ImportRefusedError(
                    "The workbook has more in it than any table of places.",
                    hint="Nothing was read. Save the sheet with the places as CSV.",
                    reason="too_large",
                )
    return False


def _rows(sheet: object) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):  # type: ignore[attr-defined] # openpyxl has no types
        require_few(number - 1)
        yield number, [_told(cell) for cell in cells[: tables.LIMIT_COLUMNS]]


def _told(cell: object) -> str:
    """A cell as one would type it; spreadsheets keep binary numbers."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}"
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def _damaged() -> ImportRefusedError:
    return ImportRefusedError(
        "The workbook is damaged or locked with a password.",
        hint="Nothing was read. Save the sheet with the places as CSV.",
        reason="damaged",
    )
