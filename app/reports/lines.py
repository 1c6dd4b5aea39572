"""Text set in lines: broken to a width and put in order, but not yet drawn.

Setting a text knows no document, so each distinct text is set once a process however many forms it
stands on. A line keeps its pieces in the order they are *read*; where each is *drawn* is its `x`.
Widths are in thousandths of the size.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from app.reports.atoms import Atom, atoms
from app.reports.bidi import has_rtl, is_rtl, visual_order
from app.reports.legible import legible
from app.reports.typefaces import Shape

CACHED_TEXTS = 4_096

_TO_THE_LEFT, _TO_THE_RIGHT = "\u200f", "\u200e"
_NUMBERLIKE = frozenset({"EN", "AN", "CS", "ES", "ET"})
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
    """A line as set.

    `weight` is the number of its letters that run right, less those that run left.
    """

    pieces: tuple[Piece, ...]
    width: float
    is_rtl: bool
    is_mixed: bool
    weight: int


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
        parts = atoms(paragraph.strip(), is_bold=is_bold, runs_left=runs_left)
        lines += [_line(part, runs_left=runs_left) for part in _broken(parts, width)]
    return tuple(lines)


def _broken(parts: Iterable[Atom], width: float) -> Iterator[list[Atom]]:
    """Atoms line by line: broken at spaces, within a word only if no line could hold it."""
    line: list[Atom] = []
    used = 0.0
    for is_space, group in groupby(parts, key=lambda atom: atom.kind == "space"):
        unit = list(group)
        wide = sum(atom.width for atom in unit)
        if is_space or used + wide <= width:
            line += unit
            used += wide
        elif wide <= width:
            yield line
            line, used = unit, wide
        else:
            *full, line = _cut_up(unit, line, used, width)
            yield from full
            used = sum(atom.width for atom in line)
    yield line


def _cut_up(
    unit: Iterable[Atom], line: list[Atom], used: float, width: float
) -> Iterator[list[Atom]]:
    """The lines that a word too long for any of them fills, the last one still open."""
    for atom in unit:
        rest: Atom | None = atom
        while rest is not None and used + rest.width > width:
            head, rest = rest.cut(width - used, must=not line)
            yield [*line, head] if head is not None else line
            line, used = [], 0.0
        if rest is not None:
            line.append(rest)
            used += rest.width
    yield line


def _line(parts: Sequence[Atom], *, runs_left: bool) -> Line:
    parts = _without_outer_spaces(parts)
    lefts = [0.0] * len(parts)
    width = 0.0
    for place in visual_order([atom.level for atom in parts]):
        lefts[place] = width
        width += parts[place].width
    before, after = _marks(parts, lefts, runs_left=runs_left)
    pieces: list[Piece] = []
    for place, (atom, x) in enumerate(zip(parts, lefts, strict=True)):
        piece = Piece(
            atom.font,
            atom.shape,
            x,
            before.get(place, ""),
            after.get(place, ""),
        )
        if pieces and _goes_on(parts[place - 1], atom) and not (pieces[-1].after or piece.before):
            piece = _as_one(pieces.pop(), piece)
        pieces.append(piece)
    read = "".join((*(atom.text for atom in parts), *before.values(), *after.values()))
    letters = map(unicodedata.bidirectional, read)
    weight = sum(_WEIGHTS.get(letter, 0) for letter in letters)
    is_mixed = any(atom.is_rtl != runs_left for atom in parts)
    return Line(tuple(pieces), width, runs_left, is_mixed, weight)


def _without_outer_spaces(parts: Sequence[Atom]) -> Sequence[Atom]:
    inner = [place for place, atom in enumerate(parts) if atom.kind != "space"]
    return parts[inner[0] : inner[-1] + 1] if inner else ()


def _goes_on(before: Atom, atom: Atom) -> bool:
    """Whether an atom can be drawn in one go with the one before it."""
    is_alike = atom.level == before.level and atom.font == before.font
    return is_alike and not atom.is_rtl and "sign" not in {atom.kind, before.kind}


def _as_one(piece: Piece, other: Piece) -> Piece:
    """Two pieces side by side, the right one read after the left."""
    one, two = piece.shape, other.shape
    moved = (mark._replace(x=mark.x + one.width) for mark in two.marks)
    shape = Shape(one.glyphs + two.glyphs, (*one.marks, *moved), one.width + two.width)
    return piece._replace(shape=shape, after=other.after)


def _marks(
    parts: Sequence[Atom], lefts: Sequence[float], *, runs_left: bool
) -> tuple[dict[int, str], dict[int, str]]:
    """The marks at the left of pieces, and those at their right.

    Readers of the file cut a line, as seen, where letters of the other direction begin, and let
    signs, numbers and vowels go with what they touch. So a mark stands at the far end of a row that
    runs against the line unless a letter of the line follows; likewise after signs that count as
    numbers, and a sign at the end; and at the left of a word that ends in a vowel sign.
    """
    before = {
        place: _TO_THE_LEFT
        for place, atom in enumerate(parts)
        if atom.is_rtl and unicodedata.combining(atom.text[-1])
    }
    after: dict[int, str] = {}
    row: list[int] = []
    for place, atom in enumerate(parts):
        follower = parts[place + 1] if place + 1 < len(parts) else None
        is_own = follower is not None and follower.is_rtl == runs_left
        if atom.is_rtl != runs_left:
            row.append(place)
            if is_own and not _is_word(follower):
                if runs_left:
                    before[min(row, key=lefts.__getitem__)] = _TO_THE_LEFT
                elif _is_sign(follower):
                    before[place + 1] = _TO_THE_RIGHT
                else:
                    after[max(row, key=lefts.__getitem__)] = _TO_THE_RIGHT
            if is_own:
                row = []
        elif follower is None and not runs_left and not atom.text[-1].isalnum():
            after[place] = _TO_THE_RIGHT
        elif _is_sign(atom) and runs_left:
            is_end = follower is None
            if is_end or (_counts(atom) and not (is_own and _is_word(follower))):
                before[place] = _TO_THE_LEFT
    return before, after


def _is_word(atom: Atom | None) -> bool:
    return atom is not None and atom.kind == "word"


def _is_sign(atom: Atom | None) -> bool:
    return atom is not None and atom.kind == "sign"


def _counts(sign: Atom) -> bool:
    """Whether a sign is taken for part of a number: commas, colons, per cent."""
    return unicodedata.bidirectional(sign.text[0]) in _NUMBERLIKE
