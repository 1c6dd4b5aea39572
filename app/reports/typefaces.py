"""Letters into glyphs: one bundled font, its coverage, and HarfBuzz.

A shaped piece of text is kept as the glyphs to draw *and* the characters behind each, because a
form is also searched, copied and read aloud. Widths are in thousandths of the size.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

import uharfbuzz

from app.core.resources import resource

CACHED_SHAPES = 8_192


class Glyph(NamedTuple):
    """A glyph, the characters it stands for, and how far it moves the pen."""

    gid: int
    text: str
    advance: float


class Mark(NamedTuple):
    """A glyph drawn beside the pen: the vowel over a letter, `x` and `y` from the piece's start."""

    gid: int
    x: float
    y: float


class Shape(NamedTuple):
    """A piece of text as drawn: glyphs from left to right, marks over them, and the width of all.

    Glyphs are places in `Typeface.glyphs`, since the same few come again and again.
    """

    glyphs: tuple[int, ...]
    marks: tuple[Mark, ...]
    width: float


class Typeface:
    """A bundled font that can shape text of one direction."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.face = uharfbuzz.Face(resource("fonts", f"{name}.ttf").read_bytes())
        self._font = uharfbuzz.Font(self.face)
        self._unit = 1000 / self.face.upem
        self.characters: frozenset[int] = frozenset(self.face.unicodes)
        self.blank: int = self._font.get_nominal_glyph(0x20)
        extents = self._font.get_font_extents("ltr")
        self.ascent = round(extents.ascender * self._unit)
        self.descent = round(extents.descender * self._unit)
        self.glyphs: list[Glyph] = []
        self._places: dict[Glyph, int] = {}
        self.shape = lru_cache(CACHED_SHAPES)(self._shape)
        self.outline = lru_cache(1024)(self._outline)

    def covers(self, character: str) -> bool:
        """Whether the font has a glyph for `character`."""
        return ord(character) in self.characters

    def place(self, glyph: Glyph) -> int:
        """Where `glyph` stands in `glyphs`, put there if it is new."""
        place = self._places.setdefault(glyph, len(self.glyphs))
        if place == len(self.glyphs):
            self.glyphs.append(glyph)
        return place

    def _shape(self, text: str, *, is_rtl: bool) -> Shape:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if is_rtl else "ltr"
        # The default level would put a vowel into its letter's cluster, and lose which is which.
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        uharfbuzz.shape(self._font, buffer)
        glyphs: list[Glyph] = []
        marks: list[Mark] = []
        pen = 0.0
        for characters, drawn in _clusters(text, buffer):
            for index, position in drawn:
                if position.x_offset or position.y_offset:
                    x, y = pen + position.x_offset * self._unit, position.y_offset * self._unit
                    marks.append(Mark(index, x, y))
                pen += position.x_advance * self._unit
            glyphs += self._told_apart(characters, drawn, is_rtl=is_rtl)
        return Shape(tuple(map(self.place, glyphs)), tuple(marks), pen)

    def _told_apart(
        self, characters: str, drawn: list[tuple[int, uharfbuzz.GlyphPosition]], *, is_rtl: bool
    ) -> list[Glyph]:
        """The glyphs of a cluster, left to right, with one character behind each.

        A ligature's width is shared out among its characters: the first from the left carries the
        picture, the rest are blank. So each letter can be found and marked, and readers that turn
        right-to-left text around by characters do not turn a pair of letters the wrong way.
        """
        told = characters[::-1] if is_rtl else characters
        width = sum(position.x_advance for _, position in drawn) * self._unit
        if len(drawn) == 1 and len(told) > 1:
            spacing = [not unicodedata.combining(character) for character in told]
            share = round(width / max(1, sum(spacing)), 2)
            return [
                Glyph(
                    self.blank if place else self._placed(drawn[0]), character, share * is_spacing
                )
                for place, (character, is_spacing) in enumerate(zip(told, spacing, strict=True))
            ]
        texts = [*told, *[""] * (len(drawn) - len(told))]
        texts = [*texts[: len(drawn) - 1], "".join(texts[len(drawn) - 1 :])]
        return [
            Glyph(self._placed(one), text, round(one[1].x_advance * self._unit, 2))
            for one, text in zip(drawn, texts, strict=True)
        ]

    def _placed(self, drawn: tuple[int, uharfbuzz.GlyphPosition]) -> int:
        """The glyph, or a blank for one that is drawn as a mark."""
        index, position = drawn
        return self.blank if position.x_offset or position.y_offset else index

    def _outline(self, index: int) -> tuple[tuple[str, tuple[float, ...]], ...]:
        """A glyph as PDF path operators with their coordinates, in thousandths of the size."""
        path: list[tuple[str, tuple[float, ...]]] = []
        unit = self._unit

        def add(operator: str) -> object:
            def draw(*values: object) -> None:
                numbers = tuple(v * unit for v in values if isinstance(v, int | float))
                path.append((operator, numbers))

            return draw

        def quadratic(cx: float, cy: float, x: float, y: float, _: object) -> None:
            """PDF knows cubic curves only."""
            x0, y0 = path[-1][1][-2:]
            cx, cy, x, y = cx * unit, cy * unit, x * unit, y * unit
            first = (x0 + (cx - x0) * 2 / 3, y0 + (cy - y0) * 2 / 3)
            second = (x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3)
            path.append(("c", (*first, *second, x, y)))

        pen = uharfbuzz.DrawFuncs()
        pen.set_move_to_func(add("m"))
        pen.set_line_to_func(add("l"))
        pen.set_cubic_to_func(add("c"))
        pen.set_quadratic_to_func(quadratic)
        pen.set_close_path_func(add("h"))
        self._font.draw_glyph(index, pen)
        return tuple(path)


@cache
def typeface(name: str) -> Typeface:
    """The bundled font of that name, read once a process."""
    return Typeface(name)


def _clusters(
    text: str, buffer: uharfbuzz.Buffer
) -> Iterator[tuple[str, list[tuple[int, uharfbuzz.GlyphPosition]]]]:
    """The characters and glyphs that belong together, from left to right."""
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    pairs = zip(infos, positions, strict=True)
    for start, group in groupby(pairs, key=lambda pair: pair[0].cluster):
        drawn = [(info.codepoint, position) for info, position in group]
        yield text[start : ends[start]], drawn
