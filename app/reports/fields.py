"""Labelled fields side by side: the label small above, the value below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.reports.rows import Column, Row
from app.reports.strips import BlankStrip, GapStrip, Strips, labelled, spoken
from app.reports.style import FINE, GUTTER, HAIRLINE, VALUE, WIDTH, Colour, Type
from app.reports.words import Bilingual, Words


@dataclass(frozen=True, slots=True)
class Field:
    """What is asked and what is known; `made` sets a value that is more than words."""

    label: Bilingual
    value: Words = ""
    style: Type = VALUE
    made: Callable[[float], Strips] | None = None
    share: float = 1.0

    def known(self, width: float) -> Strips:
        """The value in a column of `width`; an empty one is struck."""
        value = self.made(width) if self.made else spoken(self.value, width, self.style)
        return value or (BlankStrip(self.style.leading),)


def columns(shares: Sequence[float], width: float = WIDTH) -> list[tuple[float, float]]:
    """The left edge and width of columns of such shares, with gutters between them."""
    unit = (width - GUTTER * (len(shares) - 1)) / sum(shares)
    edges: list[tuple[float, float]] = []
    left = 0.0
    for share in shares:
        edges.append((left, share * unit))
        left += share * unit + GUTTER
    return edges


def field_row(*fields: Field, width: float = WIDTH, rule: Colour | None = HAIRLINE) -> Row:
    """Fields side by side below a hairline."""
    edges = columns([field.share for field in fields], width)
    labels = [labelled(field.label, wide) for field, (_, wide) in zip(fields, edges, strict=True)]
    deepest = max(sum(strip.height for strip in label) for label in labels)
    made = []
    for field, label, (left, wide) in zip(fields, labels, edges, strict=True):
        gap = GapStrip(deepest - sum(strip.height for strip in label))
        made.append(Column(left, wide, (*label, gap, *field.known(wide))))
    return Row(tuple(made), width=width, rule=rule, rule_width=FINE)
