"""Signs that bones of several people lie together, or those of one person apart.

These are hints where to look again. Nothing here joins, splits or identifies anybody: that is for
those who lay the bones side by side, and for the laboratory.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from typing_extensions import override

from app.core.wording import Words
from app.rules.inventory import Age, Extent, InventoryLine
from app.rules.minimum import minimum
from app.rules.pairs import is_one_pair, matched
from app.rules.skeleton import BONES, DECIDUOUS, Side

NEAR_M = 5.0


class Bone(NamedTuple):
    """A bone as a sentence names it, of one side or of whichever; by codes until put into words."""

    code: str
    side: Side | None

    @override
    def __str__(self) -> str:
        return f"{self.code} {self.side}" if self.side else self.code


@dataclass(frozen=True, slots=True)
class Sign:
    """What one case cannot be if it is one person; templates filled with `values`."""

    case: str
    message: str
    hint: str
    values: Mapping[str, object]


def signs(lines: Iterable[InventoryLine], groups: Collection[str] = frozenset()) -> Iterator[Sign]:
    """What each case holds that no single person has, and what was said of a bone twice.

    Of the cases in `groups` it is known that they are of several people.
    """
    cases: dict[str, list[InventoryLine]] = defaultdict(list)
    for line in lines:
        cases[line.case].append(line)
    for case in sorted(cases):
        if case not in groups:
            yield from _several(case, cases[case])
            yield from _both_ages(case, cases[case])
        yield from _there_and_absent(case, cases[case])
        yield from _several_graves(case, cases[case])
    yield from _no_pairs(line for own in cases.values() for line in own)


def _several(case: str, lines: list[InventoryLine]) -> Iterator[Sign]:
    least = minimum(lines)
    if least.people > 1:
        driving = least.reasons[0]
        side = None if driving.side is Side.UNKNOWN else driving.side  # or both sides drive it
        yield Sign(
            case,
            "{case} holds bones of at least {people} people, by {bone}.",
            "Look at side and count again. If it is so, this is a commingled group.",
            {"case": case, "people": least.people, "bone": Bone(driving.bone, side)},
        )


def _both_ages(case: str, lines: list[InventoryLine]) -> Iterator[Sign]:
    ages = {line.age for line in lines if line.is_found}
    milk = sorted({line.bone for line in lines if line.is_found and line.bone in DECIDUOUS})
    if {Age.ADULT, Age.SUBADULT} <= ages:
        yield Sign(
            case,
            "{case} holds both adult and subadult bones.",
            "Look at the age of each again. One person is only one of the two.",
            {"case": case},
        )
    elif Age.ADULT in ages and milk:
        yield Sign(
            case,
            "{case} holds adult bones and milk teeth: {teeth}.",
            "Look whether the milk tooth stood in this jaw. An adult seldom keeps one.",
            {"case": case, "teeth": Words(map(BONES.label, milk))},
        )


def _there_and_absent(case: str, lines: list[InventoryLine]) -> Iterator[Sign]:
    absent = {(line.bone, line.side) for line in lines if line.extent is Extent.ABSENT}
    found = {(line.bone, line.side) for line in lines if line.is_found}
    for bone, side in sorted(absent & found):
        yield Sign(
            case,
            "{bone} of {case} is said to be absent, and to be there.",
            "Correct the line that is wrong. Absent means that everything was looked through.",
            {"case": case, "bone": Bone(bone, side)},
        )


def _several_graves(case: str, lines: list[InventoryLine]) -> Iterator[Sign]:
    graves = sorted({line.grave for line in lines})
    if len(graves) > 1:
        yield Sign(
            case,
            "{case} is said to be of more than one grave: {graves}.",
            "Write the whole number on the label of the case, which no other case has.",
            {"case": case, "graves": ", ".join(grave or "–" for grave in graves)},
        )


def _no_pairs(lines: Iterable[InventoryLine]) -> Iterator[Sign]:
    for pair in matched(lines):
        if not is_one_pair(pair):
            yield Sign(
                pair[0].case,
                "Pair {pair} is not one left and one right bone of one person.",
                "Two bones make a pair: the same bone, left and right, and of one age.",
                {"pair": pair[0].pair},
            )


# What may belong to a case and lie beside it

_NEAR: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CLA": ("SH",), "SCA": ("SH",), "HUM": ("SH", "EL"), "RAD": ("EL", "WR"),
        "ULN": ("EL", "WR"), "PHH": ("WR",), "OSC": ("HI",), "FEM": ("HI", "KN"), "PAT": ("KN",),
        "TIB": ("KN", "AN"), "FIB": ("KN", "AN"), "TAL": ("AN",), "CAL": ("AN",),
        "TARX": ("AN", "FT"), "PHF": ("FT",),
    }
)  # fmt: skip
_MIDDLE: Mapping[str, str] = MappingProxyType(
    {"CRA": "CRA", "MAN": "CRA", "HYO": "CRA", "SAC": "PEL", "COC": "PEL"}
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A surveyed point of a site, in metres of its own grid."""

    east_m: float
    north_m: float
    height_m: float

    def metres_to(self, other: Spot) -> float:
        """The distance in a straight line."""
        return math.dist(
            (self.east_m, self.north_m, self.height_m),
            (other.east_m, other.north_m, other.height_m),
        )


@dataclass(frozen=True, slots=True)
class Nearby:
    """A bone that a case lacks, and the nearest one like it: `distance_m` from where it belongs."""

    missing: InventoryLine
    other: InventoryLine
    distance_m: float


def nearest_missing(
    lines: Iterable[InventoryLine],
    bodies: Mapping[str, Mapping[str, Spot]],
    lying: Iterable[tuple[InventoryLine, Spot]],
    *,
    within_m: float = NEAR_M,
) -> tuple[Nearby, ...]:
    """For each bone marked absent, the nearest found in another case, the nearest first.

    `bodies` has the surveyed landmarks of each case by code (`LKN`: left knee); `lying` says where
    bones lay that were surveyed themselves or with their case. A bone of unknown side or age may be
    the one that is missing; one of another age is not.
    """
    candidates = [(other, spot) for other, spot in lying if other.is_found]
    found = []
    for line in lines:
        place = where_it_lay(line, bodies.get(line.case, {}))
        if line.extent is not Extent.ABSENT or place is None:
            continue
        near = [
            Nearby(line, other, spot.metres_to(place))
            for other, spot in candidates
            if _may_be(line, other)
        ]
        nearest = min(near, key=lambda one: (one.distance_m, one.other.case), default=None)
        if nearest is not None and nearest.distance_m <= within_m:
            found.append(nearest)
    return tuple(sorted(found, key=lambda one: (one.distance_m, one.missing.case)))


def _may_be(missing: InventoryLine, other: InventoryLine) -> bool:
    return (
        other.case != missing.case
        and other.bone == missing.bone
        and (other.side is missing.side or other.side is Side.UNKNOWN)
        and not {Age.ADULT, Age.SUBADULT} <= {missing.age, other.age}
    )


def where_it_lay(line: InventoryLine, body: Mapping[str, Spot]) -> Spot | None:
    """Where a bone lay, by the landmarks of its body that were surveyed.

    It is the middle of those beside the bone, or of all where none of these was surveyed.
    """
    codes = {f"{line.side}{joint}" for joint in _joints(line.bone)} | {_MIDDLE.get(line.bone, "")}
    spots = [body[code] for code in sorted(codes) if code in body] or list(body.values())
    if not spots:
        return None
    return Spot(
        math.fsum(spot.east_m for spot in spots) / len(spots),
        math.fsum(spot.north_m for spot in spots) / len(spots),
        math.fsum(spot.height_m for spot in spots) / len(spots),
    )


def _joints(bone: str) -> tuple[str, ...]:
    if bone.startswith(("CARP", "MC")):
        return ("WR",)
    if bone.startswith("MT"):
        return ("AN", "FT")
    return _NEAR.get(bone, ())
