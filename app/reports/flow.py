"""Blocks onto pages: decided before anything is drawn, so that page 1 can say of how many.

A heading stays with what it heads, a table's head returns on each page, and what is left of a page
is struck with a Z: nothing can be added to a form by hand that looks as if it had been there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from app.reports.pen import Pen
from app.reports.strips import draw_z
from app.reports.style import GRID, WIDTH

LEAST_BLANK = 4 * GRID
_HAIR = 0.01  # what adding up floats may cost


class Block(Protocol):
    """Something as wide as the page."""

    @property
    def height(self) -> float:
        """In points."""
        ...

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw it below `top`."""
        ...

    def parted(self, room: float) -> tuple[Self, Self] | None:
        """It in two, the first no taller than `room`, or none if it had better stay whole."""
        ...


@dataclass(frozen=True, slots=True)
class Space:
    """Distance between blocks; none at the top of a page."""

    height: float

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw nothing."""

    def parted(self, room: float) -> None:
        """Never."""


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a page of its own."""

    height: float = 0.0

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw nothing."""

    def parted(self, room: float) -> None:
        """Never."""


@dataclass(frozen=True, slots=True)
class Item:
    """A block in the flow; `stays` with the next one, below `head` where its table goes on."""

    block: Block
    stays: bool = False
    head: Block | None = None


@dataclass(slots=True)
class Sheet:
    """What stands on one page, and how much of its height that takes."""

    blocks: list[Block] = field(default_factory=list)
    used: float = 0.0

    def add(self, block: Block) -> None:
        """Put `block` below the others."""
        self.blocks.append(block)
        self.used += block.height

    def draw(self, pen: Pen, x: float, top: float, room: float) -> None:
        """Draw all blocks, and strike what is left blank of `room`."""
        y = top
        for block in self.blocks:
            block.draw(pen, x, y)
            y -= block.height
        blank = room - self.used - 2 * GRID
        if blank >= LEAST_BLANK:
            draw_z(pen, (x, top - room), (WIDTH, blank))


def sheets(items: Sequence[Item], room: float) -> list[Sheet]:
    """The pages that `items` fill, each `room` points tall."""
    pages = [Sheet()]
    for place, item in enumerate(items):
        page = pages[-1]
        left = room - page.used + _HAIR
        if isinstance(item.block, NewPage | Space):
            _part(pages, item.block, left)
            continue
        if page.used and _together(items, place) > left and not _fills(item, left, room):
            page = _next_page(pages, item)
        rest: Block | None = item.block
        while rest is not None and rest.height > room - page.used + _HAIR:
            parts = rest.parted(room - page.used)
            if parts is None:
                if len(page.blocks) <= (item.head is not None):
                    break  # it does not fit any page, and cannot be parted further
                page = _next_page(pages, item)
                continue
            page.add(parts[0])
            rest = parts[1]
            page = _next_page(pages, item)
        if rest is not None:
            page.add(rest)
    return pages


def _part(pages: list[Sheet], block: NewPage | Space, left: float) -> None:
    """Leave room between two blocks, or begin a page between them; never at the top of one."""
    page = pages[-1]
    if not page.used:
        return
    if isinstance(block, NewPage):
        pages.append(Sheet())
    elif block.height <= left:
        page.add(block)


def _next_page(pages: list[Sheet], item: Item) -> Sheet:
    pages.append(Sheet())
    if item.head is not None:
        pages[-1].add(item.head)
    return pages[-1]


def _together(items: Sequence[Item], place: int) -> float:
    """The height of an item and of those that it must not be parted from."""
    height = items[place].block.height
    while items[place].stays and place + 1 < len(items):
        place += 1
        height += items[place].block.height
    return height


def _fills(item: Item, left: float, room: float) -> bool:
    """Whether an item had better begin here: it is too tall for any page."""
    return not item.stays and item.block.height > room and left > room / 4
