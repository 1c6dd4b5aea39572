"""What a person has: each bone of the list, on which sides, and how many of it.

Teeth carry their side in their FDI number. Bones whose number in a row is unknown (a rib, a carpal)
count together with those whose number is known, for a person has only so many of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from app.models.codes import CodeList

BONES = CodeList("bone")


class Side(StrEnum):
    """The side of the person, not of whoever looks at the person."""

    LEFT = "L"
    RIGHT = "R"
    MIDLINE = "M"
    UNKNOWN = "U"


@dataclass(frozen=True, slots=True)
class Group:
    """Bones in a row, of which a person has `each` (on each side, where they are paired)."""

    unknown: str
    members: frozenset[str]
    each: int


def _row(stem: str, last: int, *, unknown: str) -> Group:
    return Group(unknown, frozenset(f"{stem}{n}" for n in range(1, last + 1)), last)


CARPALS = frozenset(f"CARP-{name}" for name in ("SC", "LU", "TQ", "PI", "TM", "TD", "CA", "HA"))
PERMANENT = frozenset(f"T{quadrant}{n}" for quadrant in range(1, 5) for n in range(1, 9))
DECIDUOUS = frozenset(f"T{quadrant}{n}" for quadrant in range(5, 9) for n in range(1, 6))
TEETH = PERMANENT | DECIDUOUS

GROUPS = (
    _row("CV", 7, unknown="CVX"),
    _row("TV", 12, unknown="TVX"),
    _row("LV", 5, unknown="LVX"),
    _row("RIB", 12, unknown="RIBX"),
    Group("CARPX", CARPALS, len(CARPALS)),
    Group("TX", TEETH, len(TEETH) // 2),  # the jaws of a child hold both sets
)
GROUP: Mapping[str, Group] = MappingProxyType(
    {bone: group for group in GROUPS for bone in (*group.members, group.unknown)}
)

UNIDENTIFIED = frozenset({"ULB", "UFL", "UIR", "UNK"})
PAIRED = frozenset(
    {
        "CLA", "SCA", "HUM", "RAD", "ULN", "PHH", "OSC", "FEM", "PAT", "TIB", "FIB",
        "TAL", "CAL", "TARX", "PHF", "RIBX", "CARPX", "TX",
        *(f"RIB{n}" for n in range(1, 13)),
        *(f"{row}{n}" for row in ("MC", "MT") for n in range(1, 6)),
        *CARPALS,
    }
)  # fmt: skip

_MANY_OF_A_KIND: Mapping[str, int] = MappingProxyType({"PHH": 14, "PHF": 14, "TARX": 5})


def is_bone(code: str) -> bool:
    """Whether the list knows this bone."""
    return code in _places()


def each(bone: str) -> int:
    """How many a person has of a bone (on each side, where it is paired)."""
    return _MANY_OF_A_KIND.get(bone, 1)


def sides_of(bone: str) -> tuple[Side, ...]:
    """The sides that a bone can be said to be of, in the order in which they are offered."""
    if bone in TEETH:
        return (Side.RIGHT if bone[1] in "1458" else Side.LEFT,)
    if bone in UNIDENTIFIED:
        return (Side.LEFT, Side.RIGHT, Side.MIDLINE, Side.UNKNOWN)
    if bone in PAIRED:
        return (Side.LEFT, Side.RIGHT, Side.UNKNOWN)
    return (Side.MIDLINE,)


def as_possible(bone: str, side: Side) -> Side:
    """The side itself, if the bone can be of it; otherwise its only side, or unknown."""
    possible = sides_of(bone)
    if side in possible:
        return side
    return possible[0] if len(possible) == 1 else Side.UNKNOWN


def rank(bone: str) -> int:
    """The place of a bone in the list, from head to foot."""
    return _places().get(bone, len(_places()))


def bone_named(text: str) -> str | None:
    """The code of a bone that somebody wrote as a code, an FDI number or its English name."""
    wanted = " ".join(text.split()).casefold()
    return _names().get(f"t{wanted}" if wanted.isdecimal() else wanted)


@cache
def _places() -> dict[str, int]:
    return {code.code: place for place, code in enumerate(BONES.codes)}


@cache
def _names() -> dict[str, str]:
    labels = {code.label.casefold(): code.code for code in BONES.codes}
    return labels | {code.code.casefold(): code.code for code in BONES.codes}
