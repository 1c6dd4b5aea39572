"""A pen for one document: sets text, rules and fields on reportlab's canvas.

All text goes through here, so that every letter on a form is shaped, in its right place, and can be
copied in the order it is read. Positions are in points from the lower left corner of the page.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from typing_extensions import override

from app.reports.embedding import EmbeddedFont, packed
from app.reports.legible import LATIN
from app.reports.lines import Line
from app.reports.style import A4, FINE, INK, PAGE_HEIGHT, PAGE_WIDTH, THIN, Colour, Paper, Type
from app.reports.typefaces import typeface

HATCH_STEP = 4.0

Point = tuple[float, float]
Step = tuple[str, tuple[Point, ...]]


class Stroke(NamedTuple):
    """How an outline is drawn; `dash` is the length of its strokes and gaps, 0 for none."""

    colour: Colour
    width: float
    dash: float = 0.0


class _Canvas(Canvas):  # type: ignore[misc]  # reportlab ships no types
    """A canvas that writes no text of its own, and lets fonts of ours into its document."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=0, invariant=1)

    @override
    def _make_preamble(self) -> None:
        """Begin no page with Helvetica, which a reader of the file may not have."""
        self._preamble = ""

    @override
    def showPage(self) -> None:
        """End the page, and keep it compressed from now on."""
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.Contents = packed(page.stream.encode("ascii"))
        page.stream = None

    def embed(self, name: str) -> EmbeddedFont:
        """A font that this document has not had yet."""
        document = self._doc
        return EmbeddedFont(typeface(name), f"F{len(document.fontMapping) + 1}", document)


@dataclass(slots=True)
class Stamp:
    """Something drawn once and put on many pages, and how its text leans."""

    name: str
    weight: int = 0
    mixed: int = 0


@dataclass(slots=True)
class _Page:
    """What was last asked for on a page, and how its text leans (see `Pen._lean`).

    `at` is where the text of a text object has got to; between shapes there is none.
    """

    at: Point | None = None
    fill: Colour | None = None
    stroke: tuple[Colour, float] | None = None
    weight: int = 0
    mixed: int = 0


class _Spelt(NamedTuple):
    """A line in operators that hold anywhere: it begins at `left`, and ends by having `moved`."""

    line: Line
    left: float
    operators: str
    moved: Point


class Pen:
    """Draws on the pages of one document; `is_rtl` if its reader begins at the right."""

    def __init__(self, *, is_rtl: bool = False) -> None:
        self._is_rtl = is_rtl
        self._file = io.BytesIO()
        self._canvas = _Canvas(self._file)
        self._fonts: dict[str, EmbeddedFont] = {}
        self._spelt: dict[tuple[int, float], _Spelt] = {}
        self._page = _Page()
        self._stamps = 0

    def end_page(self, paper: Paper = A4) -> None:
        """End a page, which was drawn for such paper, and begin the next."""
        self._lean()
        self._end_text()
        self._canvas.setPageSize((paper.width, paper.height))
        self._canvas.showPage()
        self._page = _Page()

    def finish(self) -> bytes:
        """The document, of the pages ended so far."""
        self._canvas.save()
        return self._file.getvalue()

    def text(self, line: Line, x: float, y: float, style: Type) -> None:
        """Draw a line whose left edge stands at `x`, on the baseline `y`."""
        if not line.pieces:
            return
        spelt = self._spelt.get((id(line), style.size))
        if spelt is None:
            spelt = self._spelt[id(line), style.size] = self._spell(line, style.size)
        page = self._page
        if style.colour != page.fill:
            self._canvas.addLiteral(f"{style.colour} rg")
            page.fill = style.colour
        begin, (x0, y0) = ("BT ", (0.0, 0.0)) if page.at is None else ("", page.at)
        right, up = round(x + spelt.left - x0, 1), round(y - y0, 1)
        self._canvas.addLiteral(f"{begin}{right:g} {up:g} Td {spelt.operators}")
        page.at = (x0 + right + spelt.moved[0], y0 + up + spelt.moved[1])
        self._page.weight += line.weight
        self._page.mixed += line.is_mixed * (1 if line.is_rtl else -1)

    def letters(self, line: Line, style: Type, at: Point, turned: float) -> None:
        """Draw a line as mere shapes, turned by degrees around its middle: seen, but never read.

        A watermark set as text would run into every sentence that is copied from over it.
        """
        scale = style.size / 1000
        with self._apart():
            self._fill(style.colour)
            self._canvas.translate(*at)
            self._canvas.rotate(turned)
            for piece in line.pieces:
                x = (piece.x - line.width / 2) * scale
                for place in piece.shape.glyphs:
                    glyph = typeface(piece.font).glyphs[place]
                    self._put(_outline(piece.font, glyph.gid, x, scale))
                    x += glyph.advance * scale

    def rule(self, start: Point, end: Point, colour: Colour, width: float = FINE) -> None:
        """Draw a straight line."""
        self.strokes((start, end), colour, width)

    def strokes(self, points: Iterable[Point], colour: Colour, width: float) -> None:
        """Draw lines from point to point."""
        self._stroke(colour, width)
        self._put(f"{_path(points)} S")

    def shape(self, points: Iterable[Point], colour: Colour) -> None:
        """Fill a polygon."""
        self._fill(colour)
        self._put(f"{_path(points)} f")

    def box(self, corner: Point, size: Point, colour: Colour) -> None:
        """Fill a rectangle; `corner` is its lower left."""
        self._fill(colour)
        self._put(f"{_rectangle(corner, size)} f")

    def frame(self, corner: Point, size: Point, colour: Colour, width: float) -> None:
        """Draw the outline of a rectangle."""
        self._stroke(colour, width)
        self._put(f"{_rectangle(corner, size)} S")

    def hatch(self, corner: Point, size: Point, colour: Colour, width: float) -> None:
        """Fill a rectangle with diagonal stripes."""
        (left, bottom), (wide, high) = corner, size
        step = max(HATCH_STEP, width * 2)
        starts = [left - high + place * step for place in range(int((wide + high) / step) + 1)]
        with self._apart():
            self._put(f"{_rectangle(corner, size)} W n")
            self._stroke(colour, width)
            stripes = [_path([(x, bottom), (x + high, bottom + high)]) for x in starts]
            self._put(f"{' '.join(stripes)} S")

    def figure(
        self,
        steps: Iterable[Step],
        line: Stroke,
        fill: Colour | None = None,
        within: Iterable[tuple[Point, Point]] = (),
    ) -> None:
        """Draw curves (`m`, `l`, `c`, `h`, as PDF names them); what lies twice within is a hole.

        They are filled first; then the lines `within` show where the figure has an area; last comes
        its outline.
        """
        path = " ".join(
            " ".join((*(f"{x:.2f} {y:.2f}" for x, y in points), operator))
            for operator, points in steps
        )
        with self._apart():
            if fill is not None:
                self._put(f"{fill} rg {path} f*")
            lines = [_path(ends) for ends in within]
            if lines:
                self._put(f"q {path} W* n {line.colour} RG {THIN:g} w {' '.join(lines)} S Q")
            dash = f"[{line.dash:g}] 0 d" if line.dash else "[] 0 d"
            self._put(f"{line.colour} RG {line.width:g} w {dash} {path} S")

    def picture(self, jpeg: bytes, corner: Point, size: Point) -> None:
        """Draw a JPEG into a rectangle; `corner` is its lower left."""
        self._end_text()
        self._canvas.drawImage(ImageReader(io.BytesIO(jpeg)), *corner, *size)

    def cells(self, runs: Iterable[tuple[int, int, int]], corner: Point, size: Point) -> None:
        """Fill runs (x, y, length) of cells of `size`, counted from `corner`, the upper left."""
        with self._apart():
            self._fill(INK)
            self._canvas.transform(size[0], 0, 0, -size[1], *corner)
            self._put(f"{' '.join(f'{x} {y} {length} 1 re' for x, y, length in runs)} f")

    @contextmanager
    def stamp(self, paper: Paper = A4) -> Generator[Stamp]:
        """Draw something that stands on many pages, so that the file holds it once."""
        self._stamps += 1
        stamp = Stamp(f"stamp{self._stamps}")
        self._end_text()
        page, self._page = self._page, _Page()
        self._canvas.beginForm(stamp.name, 0, 0, paper.width, paper.height)
        yield stamp
        self._end_text()
        self._canvas.endForm()
        stamp.weight, stamp.mixed = self._page.weight, self._page.mixed
        self._page = page

    def press(self, stamp: Stamp) -> None:
        """Put a stamp on this page."""
        self._end_text()
        self._canvas.doForm(stamp.name)
        self._page.weight += stamp.weight
        self._page.mixed += stamp.mixed

    @contextmanager
    def clipped(self, corner: Point, size: Point) -> Generator[None]:
        """Draw nothing outside a rectangle; `corner` is its lower left."""
        with self._apart():
            self._put(f"{_rectangle(corner, size)} W n")
            yield
            self._end_text()

    @contextmanager
    def _apart(self) -> Generator[None]:
        """Draw in turned or clipped space, and go back to how it was."""
        self._end_text()
        before = self._page.fill, self._page.stroke
        self._canvas.saveState()
        yield
        self._canvas.restoreState()
        self._page.fill, self._page.stroke = before

    def _put(self, operators: str) -> None:
        """Draw a shape, which cannot stand among text."""
        self._end_text()
        self._canvas.addLiteral(operators)

    def _end_text(self) -> None:
        if self._page.at is not None:
            self._canvas.addLiteral("ET")
            self._page.at = None

    def _fill(self, colour: Colour) -> None:
        if colour != self._page.fill:
            self._put(f"{colour} rg")
            self._page.fill = colour

    def _stroke(self, colour: Colour, width: float) -> None:
        if (colour, width) != self._page.stroke:
            self._put(f"{colour} RG {width:g} w")
            self._page.stroke = (colour, width)

    def _font(self, name: str) -> EmbeddedFont:
        if name not in self._fonts:
            self._fonts[name] = self._canvas.embed(name)
        return self._fonts[name]

    def _spell(self, line: Line, size: float) -> _Spelt:
        scale = size / 1000
        first = line.pieces[0].x * scale
        parts: list[str] = []
        at = 0.0
        for place, piece in enumerate(line.pieces):
            font = self._font(piece.font)
            codes = f"{font.encoded(piece.shape.glyphs)} Tj"
            if piece.before or piece.after:
                codes = f"{_said(font, piece.before)}{codes} {_said(font, piece.after)}"
            move = round(piece.x * scale - first - at, 1) if place else 0.0
            at += move
            moved = f"{move:g} 0 Td " if move else ""
            # The font is named anew for each word: readers that turn words around end one there.
            parts.append(f"/{font.resource} {size:g} Tf {moved}{codes}")
        end = at, 0.0
        if any(piece.shape.marks for piece in line.pieces):
            marks, end = self._spell_marks(line, size, end)
            # Seen but not read, or they would part the letters over which they stand.
            parts += [_as(" "), *marks, "EMC"]
        return _Spelt(line, first, "\n".join(parts), end)

    def _spell_marks(self, line: Line, size: float, at: Point) -> tuple[list[str], Point]:
        """The vowels over a line, going on from `at`, and where they end."""
        scale = size / 1000
        parts = []
        for piece in line.pieces:
            font = self._font(piece.font)
            for mark in piece.shape.marks:
                x = (piece.x + mark.x - line.pieces[0].x) * scale
                right, up = round(x - at[0], 2), round(mark.y * scale - at[1], 2)
                at = at[0] + right, at[1] + up
                shown = f"{font.silent(mark.gid)} Tj"
                parts.append(f"/{font.resource} {size:g} Tf {right:g} {up:g} Td {shown}")
        return parts, at

    def _lean(self) -> None:
        """Let the page run as its language does, for readers of the file who ask.

        Poppler, and so pdftotext and most Linux viewers, takes a whole page to run as most of its
        letters do, and turns the parts of every mixed line around accordingly. Marks that are read
        but not seen tip the scales; on a page in two languages, where they matter most.
        """
        weight = self._page.weight
        if self._is_rtl and self._page.mixed >= 0:
            marks = "\u200f" * max(0, weight + 1)
        else:
            marks = "\u200e" * max(0, -weight)
        if not marks:
            return
        font = self._font(LATIN[False])
        self._put(f"BT /{font.resource} 6 Tf {PAGE_WIDTH / 2:.0f} 8 Td {_said(font, marks)} ET")


def _said(font: EmbeddedFont, characters: str) -> str:
    """Characters that are read but not seen."""
    if not characters:
        return ""
    return f"{_as(characters)}{font.silent(font.typeface.blank)} Tj EMC "


def _as(characters: str) -> str:
    """Begin what is to be read as `characters`, whatever is seen."""
    return f"/Span <</ActualText <FEFF{characters.encode('utf-16-be').hex().upper()}>>> BDC "


def _path(points: Iterable[Point]) -> str:
    (x, y), *rest = points
    return " ".join((f"{x:.1f} {y:.1f} m", *(f"{x:.1f} {y:.1f} l" for x, y in rest)))


def _rectangle(corner: Point, size: Point) -> str:
    return f"{corner[0]:.1f} {corner[1]:.1f} {size[0]:.1f} {size[1]:.1f} re"


def _outline(font: str, index: int, x: float, scale: float) -> str:
    """A glyph on the baseline at `x`, filled."""
    path = [
        " ".join((*(f"{n * scale + (x, 0)[i % 2]:.1f}" for i, n in enumerate(numbers)), operator))
        for operator, numbers in typeface(font).outline(index)
    ]
    return " ".join((*path, "f")) if path else ""
