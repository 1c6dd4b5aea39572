"""A paragraph in the smallest pieces that are shaped as one: words, signs and spaces.

Each has one direction and one font. Words go to the font of their script; in a run that goes left,
every sign stands alone, because readers of the file would turn a row of them around.
"""

from __future__ import annotations

import unicodedata
from typing import Literal, NamedTuple

from app.reports.bidi import CONTROLS, levels
from app.reports.legible import ARABIC, JOINERS, LATIN
from app.reports.typefaces import Shape, typeface

LONGEST = 120  # characters; only a text without spaces is ever cut by this

_BREAKS_AFTER = frozenset("-/_.,:;|@")
_EASTERN_DIGITS = frozenset("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")

Kind = Literal["word", "sign", "space"]


class Atom(NamedTuple):
    """Characters of one kind, embedding level and font."""

    text: str
    level: int
    font: str
    kind: Kind

    @property
    def is_rtl(self) -> bool:
        """Whether it runs to the left."""
        return self.level % 2 == 1

    @property
    def shape(self) -> Shape:
        """It as drawn."""
        return typeface(self.font).shape(self.text, is_rtl=self.is_rtl)

    @property
    def width(self) -> float:
        """In thousandths of the size."""
        return self.shape.width

    def cut(self, room: float, *, must: bool) -> tuple[Atom | None, Atom | None]:
        """As much of it as fits into `room`, if anything, and what is left, if anything.

        With `must`, at least one character is taken, so that a line is never empty.
        """
        used, best, good = 0.0, 0, 0
        for end, advance in enumerate(self._advances(), 1):
            used += advance
            if used > room and not (must and end == 1):
                break
            if end == len(self.text) or not _joins(self.text[end]):
                best = end
                good = end if self.text[end - 1] in _BREAKS_AFTER else good
        end = good if good > best // 2 else best
        if not end and must:
            end = len(self.text)  # one letter under more vowels than it can carry
        head, rest = self.text[:end], self.text[end:]
        return (
            self._replace(text=head) if head else None,
            self._replace(text=rest) if rest else None,
        )

    def _advances(self) -> list[float]:
        """How far each character moves the pen, in reading order."""
        glyphs = [typeface(self.font).glyphs[place] for place in self.shape.glyphs]
        return [
            0.0 if place else glyph.advance
            for glyph in (reversed(glyphs) if self.is_rtl else glyphs)
            for place in range(len(glyph.text))
        ]


def atoms(text: str, *, is_bold: bool, runs_left: bool) -> list[Atom]:
    """The atoms of a paragraph in reading order; marks of direction have done their work."""
    found: list[Atom] = []
    begins = True
    for character, level in zip(text, levels(text, is_rtl=runs_left), strict=True):
        if character in CONTROLS:
            continue
        last = found[-1] if found else None
        begins = last is None or last.level != level or (begins and last.kind != "word")
        kind = _kind(character, level, begins=begins)
        font = _font(character, level, last, is_bold=is_bold)
        if last is not None and _belongs(character, kind, last) and last[1:] == (level, font, kind):
            found[-1] = last._replace(text=last.text + character)
        else:
            found.append(Atom(character, level, font, kind))
    return found


def _belongs(character: str, kind: Kind, last: Atom) -> bool:
    """Whether a character may go into the same atom as the one before it."""
    return kind != "sign" and (len(last.text) < LONGEST or _joins(character))


def _joins(character: str) -> bool:
    """Whether a character stands on the one before it, or joins it to the next."""
    return character in JOINERS or bool(unicodedata.combining(character))


def _kind(character: str, level: int, *, begins: bool) -> Kind:
    """`begins` says that only signs and spaces came before it in its run."""
    if character.isspace():
        return "space"
    is_letter = unicodedata.category(character)[0] in "LM" or character in JOINERS
    if character in _EASTERN_DIGITS or (level % 2 and not is_letter):
        return "sign"
    return "sign" if begins and not is_letter and not character.isalnum() else "word"


def _font(character: str, level: int, last: Atom | None, *, is_bold: bool) -> str:
    """The font of the run's script if it has the character; what joins stays in its letter's."""
    fonts: tuple[str, ...] = (LATIN[is_bold], ARABIC[is_bold])
    if last is not None and _joins(character):
        fonts = (last.font, *fonts)
    elif level % 2:
        fonts = fonts[::-1]
    return next(
        (f for f in fonts if character in JOINERS or typeface(f).covers(character)), fonts[0]
    )
