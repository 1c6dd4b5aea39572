"""Blocks onto pages: none lost, none cut off, nothing left alone at a page's foot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from hypothesis import given
from hypothesis import strategies as st

from app.reports.flow import Item, Space, sheets
from app.reports.pen import Pen

ROOM = 100.0


@dataclass(frozen=True)
class Box:
    """A block that can be parted anywhere, as far as it is `soft`."""

    name: int
    height: float
    is_soft: bool = False

    def draw(self, pen: Pen, x: float, top: float) -> None: ...

    def parted(self, room: float) -> tuple[Self, Self] | None:
        if not self.is_soft or room < 10:
            return None
        kind = type(self)
        return kind(self.name, room, True), kind(self.name, self.height - room, True)


HEAD = Box(-1, 8)


@st.composite
def flows(draw: st.DrawFn) -> list[Item]:
    """Titles that stay with what follows, rows with and without a head, some longer than a page."""
    kinds = draw(
        st.lists(st.sampled_from(["title", "row", "space", "long", "headed"]), max_size=25)
    )
    items = []
    for name, kind in enumerate(kinds):
        height = draw(st.floats(5, 60))
        match kind:
            case "title":
                items.append(Item(Box(name, 10), stays=True))
            case "row":
                items.append(Item(Box(name, height)))
            case "space":
                items.append(Item(Space(6)))
            case "long":
                items.append(Item(Box(name, height * 6, True)))
            case _:
                items.append(Item(Box(name, height), head=HEAD))
    return items


@given(flows())
def test_every_block_is_drawn_once_and_in_order(items: list[Item]) -> None:
    drawn = [b for page in sheets(items, ROOM) for b in page.blocks if isinstance(b, Box)]
    names = [box.name for box in drawn if box.name >= 0]
    wanted = [item.block for item in items if isinstance(item.block, Box)]
    assert list(dict.fromkeys(names)) == [box.name for box in wanted]
    for box in wanted:
        parts = [part.height for part in drawn if part.name == box.name]
        assert abs(sum(parts) - box.height) < 0.1


@given(flows())
def test_no_page_is_fuller_than_its_room(items: list[Item]) -> None:
    for page in sheets(items, ROOM):
        assert page.used <= ROOM + 0.1
        assert abs(page.used - sum(block.height for block in page.blocks)) < 0.001


@given(flows())
def test_a_title_is_never_the_last_on_its_page(items: list[Item]) -> None:
    titles = {
        item.block.name: follower.block
        for item, follower in pairwise(items)
        if item.stays and isinstance(item.block, Box) and not follower.stays
    }
    for page in sheets(items, ROOM)[:-1]:
        last = page.blocks[-1]
        if isinstance(last, Box) and last.name in titles:
            assert isinstance(titles[last.name], Space) or titles[last.name].height > ROOM - 20


@given(flows())
def test_where_a_table_goes_on_its_head_returns(items: list[Item]) -> None:
    headed = {i.block.name for i in items if i.head is not None and isinstance(i.block, Box)}
    for page in sheets(items, ROOM)[1:]:
        first = page.blocks[0] if page.blocks else None
        if isinstance(first, Box):
            assert first.name not in headed


def test_a_page_does_not_begin_with_space() -> None:
    items = [Item(Box(0, 99)), Item(Space(6)), Item(Box(1, 50))]
    assert [page.blocks for page in sheets(items, ROOM)] == [[Box(0, 99)], [Box(1, 50)]]


def test_nothing_is_one_empty_page() -> None:
    assert [page.blocks for page in sheets([], ROOM)] == [[]]
