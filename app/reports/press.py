"""Forms into one file: each with its own furniture, its own count of pages, its record attached.

A form is a `Cover`, which says what stands on each of its pages, and blocks, which fill them. No
more than a few forms are held at a time, so that a season's forms take little memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from app.core.wording import isolated
from app.reports.attachments import Attachment, Binder, Particulars
from app.reports.custody import Printing
from app.reports.fields import Field, field_row
from app.reports.flow import Item, sheets
from app.reports.page import Furniture, Head, Marks
from app.reports.pen import Pen, Point
from app.reports.rows import Row
from app.reports.style import INK, LEFT, SMALL, WIDTH, Paper
from app.reports.times import stamp, stamp_utc
from app.reports.words import Tongues, Words

HEAD_SHOWN = 16
BUNDLE_SHOWN = 12
FORMS_A_PART = 32


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on every page of a form, and what its file carries.

    `number` is printed as it is, `disputes` counts what nobody has decided yet, and `attachment` is
    the record as JSON.
    """

    code: str
    version: int
    number: str
    organisation: Words
    operation: str
    site: str
    sensitivity: Words
    printing: Printing
    hazard: Words = ""
    withdrawn: Words = ""
    disputes: int = 0
    is_draft: bool = False
    is_practice: bool = False
    attachment: bytes = b""
    attachment_name: str = "record"


class Plate(Protocol):
    """One page of a form that is a drawing, on paper of its own."""

    @property
    def paper(self) -> Paper:
        """The sheet that it is drawn for."""
        ...

    def draw(self, pen: Pen, corner: Point, size: Point) -> None:
        """Fill a rectangle of a page; `corner` is its lower left."""
        ...


class Press:
    """Prints forms one after the other, in the languages of `say`."""

    def __init__(self, say: Tongues) -> None:
        self.say = say
        self._main = say.right or say.left
        self._binder = Binder()
        self._pen = Pen(is_rtl=self._main.is_right_to_left)
        self.count = 0

    def print(self, cover: Cover, body: Sequence[Item], plate: Plate | None = None) -> int:
        """Print one form, its plate first if it has one; how many pages it has."""
        say, pen = self.say, self._pen
        furniture = Furniture(say, _head(cover), _marks(cover, say), _foot(cover, say))
        pages = sheets(body, furniture.room)
        plates = 0 if plate is None else 1
        if plate is not None:
            self._print_plate(cover, plate, len(pages) + plates)
        stamped = furniture.draw(pen)
        for number, page in enumerate(pages, 1 + plates):
            pen.press(stamped)
            furniture.count(pen, number, len(pages) + plates)
            page.draw(pen, LEFT, furniture.top, furniture.room)
            pen.end_page()
        if cover.attachment:
            self._binder.attach(_attachment(cover))
        self.count += 1
        if self.count % FORMS_A_PART == 0:
            self._binder.add(pen.finish())
            self._pen = Pen(is_rtl=self._main.is_right_to_left)
        return len(pages) + plates

    def _print_plate(self, cover: Cover, plate: Plate, pages: int) -> None:
        say, pen, paper = self.say, self._pen, plate.paper
        foot = _foot(cover, say, paper.room)
        furniture = Furniture(say, _head(cover), _marks(cover, say), foot, paper)
        pen.press(furniture.draw(pen))
        furniture.count(pen, 1, pages)
        corner = paper.left, furniture.top - furniture.room
        plate.draw(pen, corner, (paper.room, furniture.room))
        pen.end_page(paper)

    def finish(self, title: str, printing: Printing, file: BinaryIO) -> None:
        """Write all of it as a PDF that can be signed; the same forms give the same bytes."""
        if self.count % FORMS_A_PART:
            self._binder.add(self._pen.finish())
        main = self._main
        particulars = Particulars(title, main.language, printing.at, main.is_right_to_left)
        self._binder.finish(particulars, file)


def _head(cover: Cover) -> Head:
    return Head(
        organisation=cover.organisation,
        code=cover.code,
        version=cover.version,
        operation=cover.operation,
        site=cover.site,
        number=cover.number,
        sensitivity=cover.sensitivity,
    )


def _marks(cover: Cover, say: Tongues) -> Marks:
    disputed: Words = ""
    if cover.disputes:
        disputed = say(
            "DISPUTED. Questions that nobody has decided yet: {count}.",
            count=isolated(cover.disputes),
        )
    return Marks(
        hazard=cover.hazard,
        withdrawn=cover.withdrawn,
        disputed=disputed,
        is_draft=cover.is_draft,
        is_practice=cover.is_practice,
    )


def _foot(cover: Cover, say: Tongues, width: float = WIDTH) -> Row:
    printing = cover.printing
    times = f"{stamp(printing.at)} = {stamp_utc(printing.at)}"
    bundle = isolated(printing.bundle[:BUNDLE_SHOWN])
    fields = [
        Field(say("Record head"), isolated(printing.head[:HEAD_SHOWN]), SMALL),
        Field(say("Journal head"), isolated(_journal_head(printing)), SMALL, share=1.2),
        Field(say("Printed at"), times, SMALL, share=2.4 if printing.bundle else 1.8),
        Field(say("Printed by"), printing.by, SMALL, share=0.9),
        Field(say("Last bundle"), bundle, SMALL, share=0.9),
    ]
    return field_row(*(fields if printing.bundle else fields[:-1]), width=width, rule=INK)


def _journal_head(printing: Printing) -> str:
    size = f" / {printing.journal_size}" if printing.journal_size else ""
    return printing.journal_head[:HEAD_SHOWN] + size


def _attachment(cover: Cover) -> Attachment:
    name = "".join(c if c.isalnum() or c in "-." else "-" for c in cover.attachment_name)
    return Attachment(f"{name or 'record'}.json", cover.attachment, "Record as printed")
