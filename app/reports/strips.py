"""The smallest parts of a form: a line of text, a pair of lines, a place to sign, a struck blank.

A strip knows its height and how to draw itself below a given top; what stands in a cell is a
list of strips, so a cell too tall for its page can be parted between any two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol, Self

from app.reports.lines import CACHED_TEXTS, Line, set_lines
from app.reports.pen import Pen
from app.reports.style import (
    FINE,
    HAIRLINE,
    INK,
    LABEL,
    PAIR_GAP,
    QUIET,
    SIGNING_SPACE,
    THIN,
    Type,
)
from app.reports.words import Bilingual, Words


class Strip(Protocol):
    """Something as wide as its column and `height` points tall."""

    @property
    def height(self) -> float:
        """In points."""
        ...

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw it between `x` and `x + width`, below `top`."""
        ...


@dataclass(frozen=True, slots=True)
class TextStrip:
    """A line of text, at the side where its language begins or, if `is_right`, at the right."""

    line: Line
    style: Type
    is_struck: bool = False
    is_right: bool = False

    @property
    def height(self) -> float:
        """One leading."""
        return self.style.leading

    @property
    def wide(self) -> float:
        """The width of the text itself."""
        return self.line.width * self.style.size / 1000

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the line, and strike it through if it is no longer what holds."""
        left = x + width - self.wide if self.line.is_rtl or self.is_right else x
        base = baseline(self.style, top)
        pen.text(self.line, left, base, self.style)
        if self.is_struck:
            middle = base + self.style.size * 0.27
            pen.rule((left - 1, middle), (left + self.wide + 1, middle), INK, FINE)


@dataclass(frozen=True, slots=True)
class PairStrip:
    """The same words in two languages on one line, one at each side."""

    left: TextStrip
    right: TextStrip

    @property
    def height(self) -> float:
        """That of the taller."""
        return max(self.left.height, self.right.height)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw both."""
        self.left.draw(pen, x, top, width)
        self.right.draw(pen, x, top, width)


@dataclass(frozen=True, slots=True)
class GapStrip:
    """Nothing."""

    height: float

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw nothing."""


@dataclass(frozen=True, slots=True)
class BlankStrip:
    """A field that was left empty, struck with a Z so that nothing can be written in later."""

    height: float

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the Z."""
        draw_z(pen, (x, top - self.height + 2.5), (min(width, 64.0), self.height - 5))


@dataclass(frozen=True, slots=True)
class SignStrip:
    """A line to sign on in ink, with what it is for beneath."""

    label: tuple[Strip, ...]

    @property
    def height(self) -> float:
        """Room for a hand, and the label."""
        return SIGNING_SPACE + sum(strip.height for strip in self.label)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the line and the label."""
        y = top - SIGNING_SPACE
        pen.rule((x, y), (x + width, y), INK, THIN)
        for strip in self.label:
            strip.draw(pen, x, y, width)
            y -= strip.height


@dataclass(frozen=True, slots=True)
class TowardsStrip:
    """A line of text that is a destination: an arrow points at it, as it runs."""

    text: TextStrip

    @property
    def height(self) -> float:
        """That of the text."""
        return self.text.height

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the arrow and the text."""
        way = -1 if self.text.line.is_rtl else 1
        tail = x + width if way < 0 else x
        tip, y = tail + way * 7, top - self.height / 2
        pen.strokes([(tail, y), (tip, y)], QUIET, FINE)
        pen.strokes([(tip - way * 2.2, y + 2), (tip, y), (tip - way * 2.2, y - 2)], QUIET, FINE)
        inset = ARROW_ROOM
        self.text.draw(pen, x + inset if way > 0 else x, top, width - inset)


@dataclass(frozen=True, slots=True)
class PictureStrip:
    """A picture so many points wide, and a little room below it."""

    jpeg: bytes
    size: tuple[float, float]

    @classmethod
    def fitting(cls, jpeg: bytes, pixels: tuple[int, int], room: tuple[float, float]) -> Self:
        """A picture of so many pixels, as large as `room` lets it be."""
        scale = min(room[0] / pixels[0], room[1] / pixels[1])
        return cls(jpeg, (pixels[0] * scale, pixels[1] * scale))

    @property
    def height(self) -> float:
        """That of the picture, and the room."""
        return self.size[1] + PICTURE_ROOM

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:  # noqa: ARG002 - a strip
        """Draw it at the left."""
        pen.picture(self.jpeg, (x, top - self.size[1]), self.size)


PICTURE_ROOM = 4.0
ARROW_ROOM = 10.0
Strips = tuple[Strip, ...]


def baseline(style: Type, top: float) -> float:
    """Where the letters stand in a line of text below `top`."""
    return top - style.leading / 2 - style.size * 0.34


@lru_cache(CACHED_TEXTS)
def paragraph(
    text: str, width: float, style: Type, *, is_struck: bool = False, is_ours: bool = False
) -> Strips:
    """`text` in strips of `width`; what is ours runs as its language, whatever it begins with."""
    measure = width * 1000 / style.size
    lines = set_lines(text, measure, is_bold=style.is_bold, is_ours=is_ours)
    return tuple(TextStrip(line, style, is_struck) for line in lines)


@lru_cache(CACHED_TEXTS)
def spoken(words: Words, width: float, style: Type, *, is_struck: bool = False) -> Strips:
    """Words in strips: both languages on one line if they fit, else one below the other."""
    if isinstance(words, str):
        return paragraph(words, width, style, is_struck=is_struck)
    left = paragraph(words.left, width, style, is_struck=is_struck, is_ours=True)
    if not words.right or words.right == words.left:
        return left
    right = paragraph(words.right, width, style, is_struck=is_struck, is_ours=True)
    pair = _pair(left, right, width)
    return (pair,) if pair else (*left, *right)


def labelled(label: Bilingual, width: float) -> Strips:
    """What a field is called, small and quiet, above it."""
    return spoken(label, width, LABEL)


def draw_z(pen: Pen, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Strike an empty rectangle, of which `corner` is the lower left, with a Z."""
    (left, bottom), (width, height) = corner, size
    right, top = left + width, bottom + height
    pen.strokes([(left, top), (right, top), (left, bottom), (right, bottom)], HAIRLINE, FINE)


def _pair(left: Strips, right: Strips, width: float) -> PairStrip | None:
    """Two texts of one line each on one line, if there is room."""
    if len(left) != 1 or len(right) != 1:
        return None
    one, other = left[0], right[0]
    if not isinstance(one, TextStrip) or not isinstance(other, TextStrip):
        return None
    if one.wide + PAIR_GAP + other.wide > width:
        return None
    return PairStrip(one, replace(other, is_right=True))
