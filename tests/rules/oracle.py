"""Things pushed about by hand: what custody must come to, worked out another way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CASES = ("case a", "case b", "case c")
BAGS = ("bag k", "bag l", "coffin")


@dataclass
class Thing:
    """One thing as hands and eyes know it; `own` is what its own last event said of it."""

    holder: str = ""
    place: str = ""
    is_on_its_way: bool = False
    is_ended: bool = False
    is_lost: bool = False
    was_lost_itself: bool = False
    inside: str = ""
    seal: str = ""
    has_begun: bool = False
    own: tuple[str, str, bool] = ("", "", False)

    @property
    def stand(self) -> tuple[str, str, bool]:
        return self.holder, self.place, self.is_on_its_way


@dataclass
class Oracle:
    """All things, pushed about by hand."""

    things: dict[str, Thing] = field(
        default_factory=lambda: {item: Thing() for item in (*CASES, *BAGS)}
    )

    seals: set[str] = field(default_factory=set)

    def __getitem__(self, item: str) -> Thing:
        return self.things[item]

    def inside(self, outer: str) -> Iterator[str]:
        """What lies directly in a container."""
        return (item for item, thing in self.things.items() if thing.inside == outer)

    def is_in(self, item: str, outer: str) -> bool:
        """Whether an item lies in a container, at any depth."""
        inside = self[item].inside
        return bool(inside) and (inside == outer or self.is_in(inside, outer))

    def is_untouched(self, item: str) -> bool:
        """Whether nothing was ever said of the thing, nor of what it lies in."""
        thing = self[item]
        if thing.has_begun or not thing.inside or thing.is_lost or thing.is_ended:
            return not thing.has_begun
        return self.is_untouched(thing.inside)

    def holders_inside(self, item: str) -> set[str]:
        """Who holds what was packed into a container of which nothing was said."""
        return {holder for inner in self.inside(item) if (holder := self.holder(inner))}

    def holder(self, item: str) -> str:
        """Who holds a thing; of a container not spoken of, who holds all that is in it."""
        if self[item].holder or not self.is_untouched(item):
            return self[item].holder
        holders = self.holders_inside(item)
        return holders.pop() if len(holders) == 1 else ""

    def stand_of(self, item: str) -> tuple[str, str, bool]:
        """Where a thing stands; one not spoken of is held by whoever holds all that is in it."""
        thing = self[item]
        return self.holder(item), thing.place, thing.is_on_its_way

    def outer_seal(self, item: str) -> str:
        """The outermost seal between a hand and the thing, its own included."""
        thing = self[item]
        return (self.outer_seal(thing.inside) if thing.inside else "") or thing.seal

    def is_free(self, item: str) -> bool:
        """Whether nothing closed stands between a hand and the thing."""
        return not self[item].inside or not self.outer_seal(self[item].inside)

    def push(self, item: str, **changes: Any) -> None:
        """Something happens to a thing, and so to all that is in it."""
        thing = self[item]
        for name, value in changes.items():
            setattr(thing, name, value)
        thing.has_begun, thing.own, thing.was_lost_itself = True, thing.stand, thing.is_lost
        self.carry_along(item)

    def alone(self, item: str) -> tuple[str, str, bool]:
        """Where a thing would stand by its own events, and those of what is in it."""
        thing = self[item]
        holders = {holder for inner in self.inside(item) if (holder := self.alone(inner)[0])}
        by_contents = (holders.pop() if len(holders) == 1 else "", "", False)
        return thing.own if thing.has_begun else by_contents

    def set_down(self, item: str) -> None:
        """A thing stands by itself again; one of which nothing was said frees what is in it."""
        thing = self[item]
        if thing.is_lost or thing.is_ended:
            return
        thing.holder, thing.place, thing.is_on_its_way = thing.own
        if thing.has_begun:
            self.carry_along(item)
        else:
            for inner in self.inside(item):
                self.set_down(inner)

    def carry_along(self, item: str) -> None:
        """What is inside is where the container is, unless it was lost out of it or ended."""
        outer = self[item]
        for inner in self.inside(item):
            thing = self[inner]
            if not (thing.is_ended or thing.was_lost_itself):
                thing.holder, thing.place, thing.is_on_its_way = outer.stand
                thing.is_lost = outer.is_lost
                self.carry_along(inner)
