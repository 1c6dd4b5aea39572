"""A report in chapters: facts in a grid, tables, sentences, drawings and places to sign.

Whoever gathers a report says what stands in it; how it is set is said here once, so that a report
of a new kind needs no layout of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from app.reports.blocks import section
from app.reports.fields import columns
from app.reports.flow import Item, Space
from app.reports.grid import Box, grid
from app.reports.rows import Column, Row
from app.reports.strips import BlankStrip, SignStrip, Strip, Strips, labelled, paragraph, spoken
from app.reports.style import (
    ACCENT,
    ALARM_SMALL,
    COLUMN_HEAD,
    FINE,
    GRID,
    INK,
    SMALL,
    SMALL_STRONG,
    STRONG,
    THIN,
    VALUE,
    WIDTH,
    Type,
)
from app.reports.words import Bilingual, Tongues, Words

NARROW_LETTERS = 64
_TIGHT, _LOOSE = 1.5, 4.0


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value, of one part or several."""

    label: Bilingual
    value: tuple[Words, ...] = ()
    is_alarm: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values in a grid; what is unknown is struck, since the report asks for it."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or several, each language in its own half."""

    words: Words
    is_alarm: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell of a table, one below the other."""

    texts: tuple[Words, ...]
    style: Type = SMALL


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head returns on each page; a tight one has a line to each row."""

    shares: tuple[float, ...]
    heads: tuple[Bilingual, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a part within a chapter."""

    words: Words


@dataclass(frozen=True, slots=True)
class Drawn:
    """Blocks that draw themselves."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Ruled:
    """Lines to write on by hand, under what they are for."""

    label: Bilingual
    lines: int


@dataclass(frozen=True, slots=True)
class Signing:
    """Places to sign, one for each of those who have to."""

    roles: tuple[Bilingual, ...]


Part = Facts | Said | Table | Heading | Drawn | Ruled | Signing


@dataclass(frozen=True, slots=True)
class Chapter:
    """A numbered chapter and its parts, in order."""

    title: Bilingual
    parts: tuple[Part, ...]


def chapter_items(
    chapters: Iterable[Chapter], say: Tongues, *, is_numbered: bool = True
) -> Iterator[Item]:
    """The chapters as blocks for the flow."""
    for number, chapter in enumerate(chapters, 1):
        if number > 1:
            yield Item(Space(GRID))
        yield section(str(number) if is_numbered else "", chapter.title)
        for part in chapter.parts:
            yield from _part(part, say)


def plain(*texts: Words) -> Cell:
    """A cell of small print; empty texts are left out."""
    return Cell(tuple(text for text in texts if text))


def strong(*texts: Words) -> Cell:
    """A cell that is looked for."""
    return Cell(tuple(text for text in texts if text), SMALL_STRONG)


def alarm(*texts: Words) -> Cell:
    """A cell that must not be missed."""
    return Cell(tuple(text for text in texts if text), ALARM_SMALL)


def _part(part: Part, say: Tongues) -> Iterator[Item]:
    match part:
        case Facts():
            yield from grid(_box(fact) for fact in part.facts)
        case Said():
            yield _said(part)
        case Table():
            yield from _table(part)
        case Heading():
            strips = spoken(part.words, WIDTH, STRONG)
            yield Item(Row((Column(0, WIDTH, strips),), above=GRID, below=2, rule=None), stays=True)
        case Drawn():
            yield from part.items
        case Ruled():
            yield _ruled(part)
        case Signing():
            for role in part.roles:
                yield from _place_to_sign(role, say)


def _box(fact: Fact) -> Box:
    longest = max((len(side) for words in fact.value for side in _sides(words)), default=0)
    is_parted = any("\n" in side for words in fact.value for side in _sides(words))
    is_wide = longest > NARROW_LETTERS or len(fact.value) > 1 or is_parted
    return Box(fact.label, partial(_value, fact), is_wide)


def _sides(words: Words) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else (words.left, words.right)


def _value(fact: Fact, width: float) -> Strips:
    style = ALARM_SMALL if fact.is_alarm else VALUE
    strips: list[Strip] = []
    for words in fact.value:
        strips += spoken(words, width, style)
    return tuple(strips) or (BlankStrip(VALUE.leading),)


def _said(said: Said) -> Item:
    """In halves where there are two languages and more than a line of each; else across."""
    style = ALARM_SMALL if said.is_alarm else SMALL
    words = said.words
    if isinstance(words, str) or not words.right:
        strips = spoken(words, WIDTH, style)
        return Item(Row((Column(0, WIDTH, strips),), rule=None))
    edges = columns((1.0, 1.0))
    made = zip(edges, (words.left, words.right), strict=True)
    sides = (
        Column(left, wide, paragraph(side, wide, style, is_ours=True))
        for (left, wide), side in made
    )
    return Item(Row(tuple(sides), rule=None))


def _table(told: Table) -> Iterator[Item]:
    edges = columns(told.shares)
    head = Row(
        tuple(
            Column(left, width, spoken(name, width, COLUMN_HEAD))
            for name, (left, width) in zip(told.heads, edges, strict=True)
        ),
        rule=INK,
        rule_width=FINE,
    )
    yield Item(head, stays=True)
    room = _TIGHT if told.is_tight else _LOOSE
    for row in told.rows:
        cells = zip(row, edges, strict=True)
        made = (Column(left, width, _strips(cell, width)) for cell, (left, width) in cells)
        yield Item(Row(tuple(made), above=room, below=room, rule_width=THIN), head=head)


def _strips(cell: Cell, width: float) -> Strips:
    return tuple(strip for words in cell.texts for strip in spoken(words, width, cell.style))


def _ruled(ruled: Ruled) -> Item:
    """Ruled by hand's breadth: a pen needs more room than type."""
    strips: list[Strip] = [*labelled(ruled.label, WIDTH)]
    strips += [SignStrip(())] * ruled.lines
    return Item(Row((Column(0, WIDTH, tuple(strips)),), rule=ACCENT))


def _place_to_sign(role: Bilingual, say: Tongues) -> Iterator[Item]:
    """Name in the own script and in Latin letters, organisation, signature, date, time, place."""
    asked = (
        (say("Name, in own script and in Latin letters"), 1.6),
        (say("Organisation"), 1.2),
        (say("Signature"), 1.2),
        (say("Date and time"), 1.0),
        (say("Place"), 0.9),
    )
    edges = columns([share for _, share in asked])
    head = Column(0, WIDTH, spoken(role, WIDTH, SMALL_STRONG))
    yield Item(Row((head,), below=0, rule=ACCENT, rule_width=FINE), stays=True)
    places = (
        Column(left, width, (SignStrip(labelled(label, width)),))
        for (label, _), (left, width) in zip(asked, edges, strict=True)
    )
    yield Item(Row(tuple(places), above=0, rule=None))
