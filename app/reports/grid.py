"""Labelled values in a regular grid: narrow ones three to a row, long ones across the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.reports.fields import columns
from app.reports.flow import Item
from app.reports.rows import Column, Row
from app.reports.strips import GapStrip, Strips, labelled
from app.reports.style import ACCENT, FINE, HAIRLINE, WIDTH, Colour
from app.reports.words import Bilingual

COLUMNS = 3
_EDGES = columns((1.0,) * COLUMNS)


@dataclass(frozen=True, slots=True)
class Box:
    """A label, and a value made to any width; a wide one has a row of its own."""

    label: Bilingual
    made: Callable[[float], Strips]
    is_wide: bool = False


def grid(boxes: Iterable[Box], first_rule: Colour = ACCENT) -> Iterator[Item]:
    """The boxes in rows, in their order; the first row under a firm rule."""
    rule = first_rule
    for boxed in _rows(boxes):
        yield Item(_row(boxed, rule))
        rule = HAIRLINE


def _rows(boxes: Iterable[Box]) -> Iterator[list[Box]]:
    row: list[Box] = []
    for box in boxes:
        if row and (box.is_wide or len(row) == COLUMNS):
            yield row
            row = []
        if box.is_wide:
            yield [box]
        else:
            row.append(box)
    if row:
        yield row


def _row(boxes: list[Box], rule: Colour) -> Row:
    edges = [(0.0, WIDTH)] if boxes[0].is_wide else _EDGES[: len(boxes)]
    labels = [labelled(box.label, width) for box, (_, width) in zip(boxes, edges, strict=True)]
    deepest = max(sum(strip.height for strip in label) for label in labels)
    made = []
    for box, label, (left, width) in zip(boxes, labels, edges, strict=True):
        gap = GapStrip(deepest - sum(strip.height for strip in label))
        made.append(Column(left, width, (*label, gap, *box.made(width))))
    return Row(tuple(made), rule=rule, rule_width=FINE)
