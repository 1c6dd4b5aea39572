"""Rows of columns: the one building block of tables and of labelled fields.

Widths are fixed beforehand, so a row is measured once, as it is made, and drawn as measured.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.reports.pen import Pen
from app.reports.strips import Strip
from app.reports.style import FINE, HAIRLINE, ORPHAN_HEIGHT, WIDTH, Colour

PADDING = 4.0


@dataclass(frozen=True, slots=True)
class Column:
    """Strips between two distances from the left margin."""

    left: float
    width: float
    strips: tuple[Strip, ...]
    height: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "height", sum([strip.height for strip in self.strips]))

    def parted(self, room: float) -> tuple[Column, Column]:
        """The strips that fit into `room`, and the others."""
        used, count = 0.0, 0
        for strip in self.strips:
            used += strip.height
            if used > room:
                break
            count += 1
        head, tail = self.strips[:count], self.strips[count:]
        return replace(self, strips=head), replace(self, strips=tail)


@dataclass(frozen=True, slots=True)
class Row:
    """Columns side by side under a rule; `tint` is a ground behind them."""

    columns: tuple[Column, ...]
    width: float = WIDTH
    above: float = PADDING
    below: float = PADDING
    rule: Colour | None = HAIRLINE
    rule_width: float = FINE
    tint: Colour | None = None
    height: float = field(init=False)

    def __post_init__(self) -> None:
        tallest = max([column.height for column in self.columns], default=0.0)
        object.__setattr__(self, "height", self.above + tallest + self.below)

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the row below `top`."""
        if self.tint:
            pen.box((x, top - self.height), (self.width, self.height), self.tint)
        if self.rule:
            pen.rule((x, top), (x + self.width, top), self.rule, self.rule_width)
        for column in self.columns:
            y = top - self.above
            for strip in column.strips:
                strip.draw(pen, x + column.left, y, column.width)
                y -= strip.height

    def parted(self, room: float) -> tuple[Row, Row] | None:
        """The row in two, the first no taller than `room`; none if too little of it would fit."""
        inner = room - self.above - self.below
        if inner < ORPHAN_HEIGHT:
            return None
        pairs = [column.parted(inner) for column in self.columns]
        if not any(head.strips for head, _ in pairs):
            return None
        return (
            replace(self, columns=tuple(head for head, _ in pairs)),
            replace(self, columns=tuple(tail for _, tail in pairs), rule=None),
        )
