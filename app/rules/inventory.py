"""A skeletal inventory as the rules count it: what was found of which bone, and of what age.

Whatever declares or imports an inventory turns it into these lines. What was looked for and not
found, and what nobody could look at, are two different things, and neither counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.rules.skeleton import Side, is_bone, sides_of

MOST_PIECES = 999
MOST_ZONES = 99


class Extent(StrEnum):
    """How much of a bone lies here."""

    WHOLE = "WHOLE"
    """All of it, broken or not: nothing found elsewhere is of the same bone."""
    MOST = "MOST"
    """Three quarters or more: no two such pieces are of the same bone."""
    PART = "PART"
    """Less: two pieces may be of one bone, unless both show the same zone."""
    ABSENT = "ABSENT"
    """Looked for, and not there."""
    UNSEEN = "UNSEEN"
    """Not examined, or not observable."""


class Age(StrEnum):
    """Grown or growing, where the bone shows it."""

    ADULT = "ADULT"
    SUBADULT = "SUBADULT"
    UNKNOWN = "INDET"


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """One line of an inventory: `count` pieces alike, each of which shows the `zones`.

    An empty `grave` means the surface. `pair` is a word that a left and a right bone share once
    somebody has matched them.
    """

    case: str
    bone: str
    side: Side
    extent: Extent
    count: int = 1
    zones: frozenset[int] = frozenset()
    age: Age = Age.UNKNOWN
    site: str = ""
    grave: str = ""
    context: str = ""
    pair: str = ""
    weight_g: Decimal | None = None

    @property
    def is_found(self) -> bool:
        """Whether anything of the bone lies here."""
        return self.extent not in {Extent.ABSENT, Extent.UNSEEN}


@dataclass(frozen=True, slots=True)
class Objection:
    """What cannot be so about a line; templates filled with `values`, and the field."""

    field: str
    message: str
    hint: str
    values: dict[str, object]


def objections(line: InventoryLine) -> Iterator[Objection]:
    """What an inventory cannot say: a bone nobody has, a left mandible, no piece of a bone."""
    values: dict[str, object] = {"bone": line.bone, "side": line.side.value}
    if not is_bone(line.bone):
        yield Objection(
            "bone",
            "The list of bones has no {bone}.",
            "Write the code of the list, such as FEM, or the FDI number of a tooth.",
            values,
        )
        return
    if line.side not in sides_of(line.bone):
        yield Objection(
            "side",
            "{bone} cannot be of side {side}; it can be {sides}.",
            "L and R are for paired bones, U where the side is not known, M for the middle.",
            values | {"sides": ", ".join(sides_of(line.bone))},
        )
    if line.is_found and not 1 <= line.count <= MOST_PIECES:
        yield Objection(
            "count",
            "{count} pieces of {bone} cannot be.",
            "Count 1 to {most} pieces. What is not there is marked absent, not counted as none.",
            values | {"count": line.count, "most": MOST_PIECES},
        )
    if any(not 1 <= zone <= MOST_ZONES for zone in line.zones):
        yield Objection(
            "zones",
            "Zones are numbered 1 to {most}.",
            "Write the zones that are at least half there, such as 1;2;3.",
            values | {"most": MOST_ZONES},
        )
