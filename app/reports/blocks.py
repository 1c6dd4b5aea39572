"""What sections are made of, whichever form they stand in: titles, sentences, plain tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.core.wording import isolated
from app.reports.fields import columns
from app.reports.flow import Item
from app.reports.rows import Column, Row
from app.reports.strips import paragraph, spoken
from app.reports.style import (
    ACCENT,
    COLUMN_HEAD,
    FINE,
    INK,
    SECTION,
    SMALL,
    WIDTH,
    Type,
)
from app.reports.words import Bilingual, Words


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one cell of a plain table: texts one below the other."""

    texts: tuple[tuple[Words, Type], ...]
    is_struck: bool = False

    def column(self, left: float, width: float) -> Column:
        """The texts as a column of a row."""
        strips = (
            strip
            for words, style in self.texts
            for strip in spoken(words, width, style, is_struck=self.is_struck)
        )
        return Column(left, width, tuple(strips))


def cell(*texts: Words, style: Type = SMALL, is_struck: bool = False) -> Entry:
    """A cell of some texts, all in one style; empty ones are left out."""
    return Entry(tuple((text, style) for text in texts if text), is_struck)


def section(number: str, title: Bilingual, style: Type = SECTION) -> Item:
    """A section's title in both languages, over a firm rule."""
    numbered = Bilingual(
        f"{number}  {title.left}" if number else title.left,
        f"{isolated(number)}  {title.right}" if number and title.right else title.right,
    )
    strips = spoken(numbered, WIDTH, style)
    return Item(Row((Column(0, WIDTH, strips),), above=0, below=2, rule=None), stays=True)


def note(words: Words, style: Type = SMALL) -> Item:
    """A sentence or two below a rule: each language in its own half."""
    if isinstance(words, str) or not words.right:
        text = words if isinstance(words, str) else words.left
        column = Column(0, WIDTH, paragraph(text, WIDTH, style))
        return Item(Row((column,), rule=ACCENT))
    (left, wide), (right, wider) = columns((1.0, 1.0))
    return Item(
        Row(
            (
                Column(left, wide, paragraph(words.left, wide, style, is_ours=True)),
                Column(right, wider, paragraph(words.right, wider, style, is_ours=True)),
            ),
            rule=ACCENT,
        )
    )


def table(
    shares: Sequence[float], heads: Sequence[Bilingual], rows: Sequence[Sequence[Entry]]
) -> Iterator[Item]:
    """A table whose head is drawn again on each page; `shares` part the width."""
    edges = columns(shares)
    head = Row(
        tuple(
            Column(left, width, spoken(name, width, COLUMN_HEAD))
            for name, (left, width) in zip(heads, edges, strict=True)
        ),
        rule=INK,
        rule_width=FINE,
    )
    yield Item(head, stays=True)
    for row in rows:
        entries = zip(row, edges, strict=True)
        yield Item(Row(tuple(entry.column(*edge) for entry, edge in entries)), head=head)
