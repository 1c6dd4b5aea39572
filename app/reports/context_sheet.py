"""F3, the sheet of one context: what was seen, what lies around it, and apart its meaning."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Self

from app.core.wording import Wording, isolated
from app.reports.chapters import Chapter, chapter_items
from app.reports.custody import Amendment, Dispute
from app.reports.flow import Item, Space
from app.reports.opening import Opening
from app.reports.pen import Pen
from app.reports.press import Cover, Press
from app.reports.rows import Column, Row
from app.reports.standing import amendment_items, closing_items, dispute_items
from app.reports.strips import BlankStrip, spoken
from app.reports.style import FIRM, GRID, INK, VALUE, WIDTH
from app.reports.words import Tongues, Words

CODE, TEMPLATE_VERSION = "F3", 1
_LINES_LEFT_EMPTY = 4


@dataclass(frozen=True, slots=True)
class ContextSheet:
    """The sheet of one context."""

    cover: Cover
    number: str
    uid: str
    chapters: tuple[Chapter, ...]
    disputes: tuple[Dispute, ...] = ()
    amendments: tuple[Amendment, ...] = ()


def render_context_sheet(sheet: ContextSheet, left: Wording, right: Wording | None = None) -> bytes:
    """The sheet as a PDF that can be signed; the same sheet gives the same bytes.

    Raises:
        UnprintableTextError: a text holds half a character.
    """
    press = Press(Tongues(left, right))
    press.print(sheet.cover, _body(sheet, press.say))
    file = io.BytesIO()
    press.finish(f"{CODE} {sheet.number}", sheet.cover.printing, file)
    return file.getvalue()


def _body(sheet: ContextSheet, say: Tongues) -> list[Item]:
    opening = Opening.of(say("Context sheet"), sheet.number, sheet.uid)
    counted = say("Amendments printed here: {count}.", count=isolated(len(sheet.amendments)))
    proof = say(
        "This print shows what the journal held when it was made. The record head is the SHA-256 "
        "of the hashes of all journal lines that made this record: had one been changed, left out "
        "or added, the head would be another. It does not prove that what was recorded is true."
    )
    head, is_attached = sheet.cover.printing.head, bool(sheet.cover.attachment)
    parts = (
        list(dispute_items(sheet.disputes, say)),
        list(chapter_items(sheet.chapters, say)),
        list(amendment_items(sheet.amendments, say)),
        list(closing_items(head, [counted, proof], say, is_attached=is_attached)),
    )
    items = [Item(opening)]
    for part in filter(None, parts):
        items += [Item(Space(GRID)), *part]
    return items


def boxed_apart(words: Words) -> Item:
    """Words in a box of their own; an empty one is struck."""
    inner = WIDTH - 2 * GRID
    strips = spoken(words, inner, VALUE) or (BlankStrip(VALUE.leading * _LINES_LEFT_EMPTY),)
    return Item(_Framed(Row((Column(GRID, inner, strips),), above=GRID, below=GRID, rule=None)))


@dataclass(frozen=True, slots=True)
class _Framed:
    """A row with a frame around it, on each page that it takes."""

    row: Row

    @property
    def height(self) -> float:
        """That of the row."""
        return self.row.height

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the row and the frame."""
        self.row.draw(pen, x, top)
        pen.frame((x, top - self.row.height), (WIDTH, self.row.height), INK, FIRM)

    def parted(self, room: float) -> tuple[Self, Self] | None:
        """Two frames, if the row can be parted."""
        parts = self.row.parted(room)
        return None if parts is None else (replace(self, row=parts[0]), replace(self, row=parts[1]))
