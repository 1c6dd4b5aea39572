"""What stands on every page of every form: the head, the marks, the foot, and the count of pages.

The pages of one form differ in their number only, so the furniture is set once and drawn on each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.core.wording import isolated
from app.reports.fields import Field, field_row
from app.reports.lines import set_lines
from app.reports.pen import Pen, Stamp
from app.reports.rows import Column, Row
from app.reports.strips import GapStrip, Strips, baseline, paragraph, spoken
from app.reports.style import (
    A4,
    ALARM,
    BAND_SIGN,
    BANNER,
    FIRM,
    GRID,
    GUTTER,
    HALF,
    HAZARD,
    INK,
    ORGANISATION,
    QUIET,
    SMALL_STRONG,
    STRIPES,
    STRIPES_OFF_EDGE,
    STRONG,
    WARNING,
    WATERMARK,
    WHITE,
    Paper,
    Type,
)
from app.reports.words import Bilingual, Tongues, Words

_BANNER_SHARE = 0.2
_PAGE_COLUMN = 4
_WATERMARK_WIDTH = 440.0


@dataclass(frozen=True, slots=True)
class Head:
    """Who issues the form, which one it is, what it is about and whom it may be shown to."""

    organisation: Words
    code: str
    version: int
    operation: str
    site: str
    number: str
    sensitivity: Words


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reader must not miss: an open hazard, and why the form may not be relied on."""

    hazard: Words = ""
    withdrawn: Words = ""
    disputed: Words = ""
    is_draft: bool = False
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class _Band:
    """A warning across the page: a sign, and words beside it."""

    column: Column
    style: Type
    width: float
    is_hazard: bool = False

    @property
    def height(self) -> float:
        return self.column.height + GRID

    def draw(self, pen: Pen, x: float, top: float) -> None:
        height, colour = self.height, self.style.colour
        bottom = top - height
        if colour == HAZARD:
            pen.hatch((x, bottom), (BAND_SIGN, height), HAZARD, 1.4)
        if self.is_hazard:
            _draw_triangle(pen, x + BAND_SIGN / 2, top - height / 2)
        pen.frame((x, bottom), (self.width, height), colour, FIRM)
        y = top - HALF
        for strip in self.column.strips:
            strip.draw(pen, x + self.column.left, y, self.column.width)
            y -= strip.height


class Furniture:
    """The head, marks and foot of one form: drawn once as a stamp, and put on each of its pages."""

    def __init__(
        self, say: Tongues, head: Head, marks: Marks, foot: Row, paper: Paper = A4
    ) -> None:
        self._say = say
        self._marks = marks
        self._foot = foot
        self._paper = paper
        self._organisation = spoken(head.organisation, paper.room, ORGANISATION)
        self._meta = _meta(say, head, paper.room)
        self._bands = _bands(say, marks, paper.room)

    @property
    def top(self) -> float:
        """Where the text of a page begins."""
        bands = sum(band.height + HALF for band in self._bands)
        return self._meta_top - self._meta.height - GRID - bands

    @property
    def room(self) -> float:
        """What is left of a page between head and foot."""
        return self.top - self._paper.bottom - self._foot.height - HALF

    @property
    def _meta_top(self) -> float:
        return self._paper.top - sum(strip.height for strip in self._organisation) - HALF

    def draw(self, pen: Pen) -> Stamp:
        """Draw all that is the same on each page."""
        paper = self._paper
        with pen.stamp(paper) as stamp:
            if self._marks.is_draft:
                _draw_watermark(pen, self._say("DRAFT"), paper)
            if self._marks.is_practice:
                _draw_stripes(pen, self._say("PRACTICE: invented data, no evidence"), paper)
            y = paper.top
            for strip in self._organisation:
                strip.draw(pen, paper.left, y, paper.room)
                y -= strip.height
            y = self._meta_top
            banner = self._meta.columns[-1]
            left = paper.left + banner.left - HALF
            pen.box((left, y - self._meta.height), (paper.right - left, self._meta.height), INK)
            self._meta.draw(pen, paper.left, y)
            y -= self._meta.height + HALF
            for band in self._bands:
                band.draw(pen, paper.left, y)
                y -= band.height + HALF
            self._foot.draw(pen, paper.left, paper.bottom + self._foot.height)
        return stamp

    def count(self, pen: Pen, page: int, pages: int) -> None:
        """Write the number of the page into the head."""
        column = self._meta.columns[_PAGE_COLUMN]
        words = self._say("{page} of {pages}", page=isolated(page), pages=isolated(pages))
        y = self._meta_top - self._meta.above - sum(strip.height for strip in column.strips)
        for strip in spoken(words, column.width, STRONG):
            left = self._paper.left + column.left
            strip.draw(pen, left, y + STRONG.leading, column.width)


def _meta(say: Tongues, head: Head, room: float) -> Row:
    """The fields under the organisation's name; the page is counted later, into an empty one."""
    inner = round(room * _BANNER_SHARE)
    row = field_row(
        Field(say("Form"), f"{head.code} · {head.version}", STRONG, share=0.95),
        Field(say("Operation"), head.operation, STRONG),
        Field(say("Site"), head.site, STRONG, share=0.8),
        Field(say("Number"), head.number, STRONG, share=1.55),
        Field(say("Page"), made=lambda _: (GapStrip(STRONG.leading),), share=0.95),
        width=room - inner - GRID - GUTTER,
    )
    banner = Column(room - inner - HALF, inner, _named(head.sensitivity, inner))
    return replace(row, columns=(*row.columns, banner), width=room, rule=INK, rule_width=FIRM)


def _named(sensitivity: Words, width: float) -> Strips:
    if isinstance(sensitivity, str):
        return paragraph(sensitivity, width, BANNER)
    sides = (sensitivity.left, sensitivity.right)
    lines = [strip for side in sides for strip in paragraph(side, width, BANNER, is_ours=True)]
    return tuple(lines)


def _bands(say: Tongues, marks: Marks, room: float) -> list[_Band]:
    told: list[tuple[Words, Type, bool]] = []
    if marks.hazard:
        told.append((marks.hazard, ALARM, True))
    if marks.withdrawn:
        told.append((marks.withdrawn, ALARM, False))
    if marks.disputed:
        told.append((marks.disputed, ALARM, False))
    if marks.is_draft:
        told.append((say("DRAFT: this record is not final yet."), WARNING, False))
    bands = []
    for words, style, is_hazard in told:
        sign = BAND_SIGN if style.colour == HAZARD else 0.0
        left = sign + GRID
        width = room - left - GRID
        column = Column(left, width, spoken(words, width, style))
        bands.append(_Band(column, style, room, is_hazard))
    return bands


def _draw_triangle(pen: Pen, x: float, y: float) -> None:
    """The warning sign, knocked out of the hatch."""
    pen.shape([(x - 10, y - 8.5), (x + 10, y - 8.5), (x, y + 9.5)], WHITE)
    pen.shape([(x - 8, y - 7), (x + 8, y - 7), (x, y + 7.5)], HAZARD)
    pen.box((x - 0.8, y - 2.2), (1.6, 5.6), WHITE)
    pen.box((x - 0.8, y - 5.2), (1.6, 1.8), WHITE)


def _draw_watermark(pen: Pen, words: Bilingual, paper: Paper) -> None:
    """The word across the page, in both languages, under everything else."""
    y = paper.height / 2
    sides = [side for side in (words.left, words.right) if side]
    for place, side in enumerate(sides):
        offset = (len(sides) / 2 - place - 0.5) * WATERMARK.leading * 1.5
        for line in set_lines(side, 1e6, is_bold=True):
            size = min(WATERMARK.size, _WATERMARK_WIDTH * 1000 / line.width)
            middle = (paper.width / 2 + GRID, y + offset)
            pen.letters(line, replace(WATERMARK, size=size), middle, turned=35)


def _draw_stripes(pen: Pen, words: Bilingual, paper: Paper) -> None:
    """Stripes along the upper and lower edge, which no record in earnest has."""
    sides = [side for side in (words.left, words.right) if side]
    for bottom in (paper.height - STRIPES_OFF_EDGE - STRIPES, STRIPES_OFF_EDGE):
        pen.hatch((paper.left, bottom), (paper.room, STRIPES), QUIET, 3)
        for place, side in enumerate(sides):
            middle = paper.left + paper.room * (2 * place + 1) / (2 * len(sides))
            for line in set_lines(side, 1e6, is_bold=True):
                wide = line.width * SMALL_STRONG.size / 1000
                left = middle - wide / 2
                pen.box((left - GRID, bottom - 1), (wide + 2 * GRID, STRIPES + 2), WHITE)
                pen.text(line, left, baseline(SMALL_STRONG, bottom + STRIPES), SMALL_STRONG)
