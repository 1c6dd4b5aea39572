"""Text set in lines: ordered, shaped and broken to a width, but not yet drawn.

Setting a text knows no document, so each distinct text is set once a process however many forms it
stands on. A line keeps its pieces in the order they are *read*; where each is *drawn* is its `x`.
Widths are in thousandths of the size.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from app.reports.bidi import CONTROLS, has_rtl, is_rtl, levels, visual_order
from app.reports.legible import ARABIC, JOINERS, LATIN, legible
from app.reports.typefaces import Shape, typeface

CACHED_TEXTS = 4_096

_BREAKS_AFTER = frozenset("-/_.,:;|@")
_TO_THE_LEFT, _TO_THE_RIGHT = "\u200f", "\u200e"
_EASTERN_DIGITS = frozenset("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")
_WEIGHTS = {"L": 1, "R": -1, "AL": -1}


class Piece(NamedTuple):
    """A shape in one font, `x` from the line's left edge.

    `before` and `after` are invisible marks of direction at its left and right edge, for readers of
    the file that turn text around by what they see.
    """

    font: str
    shape: Shape
    x: float
    before: str = ""
    after: str = ""


class Line(NamedTuple):
    """A line as set. `weight` is the number of its letters that run right, less those that run left."""

    pieces: tuple[Piece, ...]
    width: float
    is_rtl: bool
    is_mixed: bool
    weight: int


class _Atom(NamedTuple):
    """What is shaped as one: a word, a sign or a space, of one level and font."""

    text: str
    level: int
    font: str
    kind: str  # "word", "sign" or "space"

    @property
    def shape(self) -> Shape:
        return typeface(self.font).shape(self.text, is_rtl=self.level % 2 == 1)

    @property
    def width(self) -> float:
        return self.shape.width


def set_lines(
    text: str, width: float, *, is_bold: bool = False, is_ours: bool = False
) -> tuple[Line, ...]:
    """`text` in lines no wider than `width`; an empty text has none.

    Each paragraph runs as its first letter does. A text of ours, which is in one language, runs
    as that language even if a code or a name of the other comes first.

    Raises:
        UnprintableTextError: half a character.
    """
    lines: list[Line] = []
    for paragraph in legible(text).strip().split("\n") if text else ():
        runs_left = has_rtl(paragraph) if is_ours else is_rtl(paragraph)
        for atoms in _broken(_atoms(paragraph, is_bold=is_bold, runs_left=runs_left), width):
            lines.append(_line(atoms, runs_left=runs_left))
    return tuple(lines)


def _atoms(text: str, *, is_bold: bool, runs_left: bool) -> list[_Atom]:
    fonts = (LATIN[is_bold], ARABIC[is_bold])
    told: list[tuple[str, int, str, str | int]] = []
    font, last_level, is_leading = fonts[0], -1, True
    for place, (character, level) in enumerate(
        zip(text, levels(text, is_rtl=runs_left), strict=True)
    ):
        if character in CONTROLS:
            continue
        is_leading = is_leading if level == last_level else True
        kind = _kind(character, level, is_leading=is_leading)
        is_leading = is_leading and kind != "word"
        last_level = level
        font = _font(character, fonts[:: -1 if level % 2 else 1], font)
        told.append((character, level, font, place if kind == "sign" else kind))
    return [
        _Atom("".join(one[0] for one in group), level, name, kind if isinstance(kind, str) else "sign")
        for (level, name, kind), group in groupby(told, key=lambda one: one[1:])
    ]


def _kind(character: str, level: int, *, is_leading: bool) -> str:
    """A sign stands alone where readers of the file would turn a row of them around."""
    if character.isspace():
        return "space"
    is_letter = unicodedata.category(character)[0] in "LM" or character in JOINERS
    if character in _EASTERN_DIGITS or (not is_letter and level % 2):
        return "sign"
    return "sign" if is_leading and not character.isalnum() and not is_letter else "word"


def _font(character: str, fonts: Sequence[str], last: str) -> str:
    """The first of `fonts` that has the character; what joins to a letter stays in its font."""
    if (character in JOINERS or unicodedata.combining(character)) and (
        character in JOINERS or typeface(last).covers(character)
    ):
        return last
    return next((font for font in fonts if typeface(font).covers(character)), fonts[0])


def _broken(atoms: Iterable[_Atom], width: float) -> Iterator[list[_Atom]]:
    """Atoms line by line: broken at spaces, and within a word only where it is too long by itself."""
    line: list[_Atom] = []
    used = 0.0
    for is_space, group in groupby(atoms, key=lambda atom: atom.kind == "space"):
        unit = list(group)
        wide = sum(atom.width for atom in unit)
        if is_space or used + wide <= width:
            line += unit
            used += wide
            continue
        if any(atom.kind != "space" for atom in line) and wide <= width:
            yield line
            line, used = unit, wide
            continue
        for atom in unit:
            rest: _Atom | None = atom
            while rest is not None and used + rest.width > width:
                head, rest = _cut(rest, width - used, must=not line)
                if head is not None:
                    line.append(head)
                yield line
                line, used = [], 0.0
            if rest is not None:
                line.append(rest)
                used += rest.width
    yield line


def _cut(atom: _Atom, room: float, *, must: bool) -> tuple[_Atom | None, _Atom | None]:
    """As much of a word as fits into `room`, and what is left of it."""
    glyphs = [typeface(atom.font).glyphs[place] for place in atom.shape.glyphs]
    advances = [
        (glyph.advance if place == 0 else 0.0)
        for glyph in (glyphs[::-1] if atom.level % 2 else glyphs)
        for place in range(len(glyph.text))
    ]
    text, used, best, good = atom.text, 0.0, 0, 0
    for place, advance in enumerate(advances, 1):
        used += advance
        if used > room and (place > 1 or not must):
            break
        if place == len(text) or not (
            unicodedata.combining(text[place]) or text[place] in JOINERS
        ):
            best = place
            good = place if text[place - 1] in _BREAKS_AFTER else good
    cut = good if good > best // 2 else best
    if not cut:
        cut = len(text) if must else 0
    head = atom._replace(text=text[:cut]) if cut else None
    rest = atom._replace(text=text[cut:]) if cut < len(text) else None
    return head, rest


def _line(atoms: Sequence[_Atom], *, runs_left: bool) -> Line:
    first = next((i for i, atom in enumerate(atoms) if atom.kind != "space"), len(atoms))
    last = next((i for i in range(len(atoms), 0, -1) if atoms[i - 1].kind != "space"), first)
    atoms = atoms[first:last]
    lefts = [0.0] * len(atoms)
    width = 0.0
    for place in visual_order([atom.level for atom in atoms]):
        lefts[place] = width
        width += atoms[place].width
    before, after = _marks(atoms, lefts, runs_left=runs_left)
    pieces: list[Piece] = []
    for place, (atom, x) in enumerate(zip(atoms, lefts, strict=True)):
        piece = Piece(
            atom.font,
            atom.shape,
            x,
            _TO_THE_LEFT if place in before else "",
            _TO_THE_RIGHT if place in after else "",
        )
        if pieces and _goes_on(atoms[place - 1], atom) and not (pieces[-1].after or piece.before):
            piece = _as_one(pieces.pop(), piece)
        pieces.append(piece)
    letters = (unicodedata.bidirectional(c) for atom in atoms for c in atom.text)
    weight = sum(_WEIGHTS.get(letter, 0) for letter in letters)
    is_mixed = any(atom.level % 2 != int(runs_left) for atom in atoms)
    return Line(tuple(pieces), width, runs_left, is_mixed, weight)


def _goes_on(before: _Atom, atom: _Atom) -> bool:
    """Whether an atom can be drawn in one go with the one before it."""
    is_alike = atom.level == before.level and atom.font == before.font
    return is_alike and atom.level % 2 == 0 and "sign" not in {atom.kind, before.kind}


def _as_one(piece: Piece, other: Piece) -> Piece:
    """Two pieces side by side, the right one read after the left."""
    one, two = piece.shape, other.shape
    moved = (mark._replace(x=mark.x + one.width) for mark in two.marks)
    shape = Shape(one.glyphs + two.glyphs, (*one.marks, *moved), one.width + two.width)
    return piece._replace(shape=shape, after=other.after)


def _marks(
    atoms: Sequence[_Atom], lefts: Sequence[float], *, runs_left: bool
) -> tuple[set[int], set[int]]:
    """The pieces that want a mark at their left, and those that want one at their right.

    Readers of the file cut a line, as seen, where letters of the other direction begin, and let
    signs, numbers and vowels go with what they touch. So a mark stands at the far end of whatever
    is a stranger to the line's direction, unless a letter of its own follows there; and at the
    left of a word that ends in a vowel sign.
    """
    before = {
        place
        for place, atom in enumerate(atoms)
        if atom.level % 2 and unicodedata.combining(atom.text[-1])
    }
    after: set[int] = set()
    group: list[int] = []
    for place in range(len(atoms) + 1):
        if place < len(atoms) and _is_stranger(atoms[place], runs_left=runs_left):
            group.append(place)
            continue
        if group and (place == len(atoms) or atoms[place].kind != "word"):
            edge = min if runs_left else max
            (before if runs_left else after).add(edge(group, key=lefts.__getitem__))
        group = []
    return before, after


def _is_stranger(atom: _Atom, *, runs_left: bool) -> bool:
    return atom.level % 2 != int(runs_left) or atom.kind == "sign"
