"""The skeleton drawn: one outline for each bone and tooth, on the side of the person it is of.

A drawing is data under `resources/skeleton`: outlines on a sheet seen from the front, so that the
person's right stands at the left of the sheet, in every language. A paired bone is drawn once, as
the right one, and mirrored at the middle of the sheet. Screen and print take their paths from here;
this module knows neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from app.core.resources import resource
from app.rules.skeleton import CARPALS, TEETH, Side, sides_of

Pair = tuple[float, float]


class Command(NamedTuple):
    """A step of a path: `M` to begin at a point, `L` a line, `C` a cubic curve, `Z` to close."""

    op: str
    points: tuple[Pair, ...]


Outline = tuple[Command, ...]


class Growth(StrEnum):
    """Whose skeleton is drawn."""

    ADULT = "adult"
    CHILD = "child"


class Region(StrEnum):
    """Bones that are looked through together."""

    HEAD = "head"
    TEETH = "teeth"
    SPINE = "spine"
    CHEST = "chest"
    ARM = "arm"
    HAND = "hand"
    LEG = "leg"
    FOOT = "foot"


class Slot(NamedTuple):
    """One element that a person has: a bone, and the side it is of."""

    bone: str
    side: Side

    @property
    def region(self) -> tuple[Region, Side]:
        """The region with its side; the middle where it has none."""
        region = region_of(self.bone)
        return region, self.side if region in _SIDED else Side.MIDLINE


@dataclass(frozen=True, slots=True)
class Shape:
    """One element as it is drawn.

    Areas that lie within the `outline` a second time are holes (odd-even). `detail` are open lines
    within it. `echo` repeats an enlarged bone in small, where it lies on the body. `label` is where
    a tooth's number stands.
    """

    slot: Slot
    outline: Outline
    detail: Outline = ()
    echo: Outline = ()
    label: Pair | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """English words beside a group of bones, centred at a point."""

    text: str
    at: Pair


@dataclass(frozen=True)
class Chart:
    """A sheet with all its shapes, in the order in which they are painted."""

    growth: Growth
    width: float
    height: float
    shapes: tuple[Shape, ...]
    captions: tuple[Caption, ...]
    sides: Mapping[Side, Pair]
    of_slot: Mapping[Slot, Shape] = field(init=False)

    def __post_init__(self) -> None:
        by_slot = {shape.slot: shape for shape in self.shapes}
        object.__setattr__(self, "of_slot", MappingProxyType(by_slot))

    def slots_of(self, region: tuple[Region, Side]) -> tuple[Slot, ...]:
        """The elements of one region, in the order in which they are painted."""
        return tuple(shape.slot for shape in self.shapes if shape.slot.region == region)


def region_of(bone: str) -> Region:
    """The region a bone belongs to."""
    if bone in TEETH:
        return Region.TEETH
    if bone in CARPALS:
        return Region.HAND
    return next((region for region, bones in _REGIONS.items() if bone in bones), Region.HEAD)


@cache
def chart(growth: Growth) -> Chart:
    """The drawing of a grown or a growing skeleton."""
    told = json.loads(resource("skeleton", f"{growth.value}.json").read_text("utf-8"))
    return Chart(
        growth,
        float(told["width"]),
        float(told["height"]),
        tuple(shape for entry in told["shapes"] for shape in _shapes(entry, told["width"])),
        tuple(Caption(entry["text"], _pair(entry["at"])) for entry in told["captions"]),
        MappingProxyType({Side(side): _pair(at) for side, at in told["sides"].items()}),
    )


def bounds(outline: Outline) -> tuple[float, float, float, float]:
    """A box that holds the outline: left, top, right, bottom."""
    points = [point for command in outline for point in command.points]
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def mirrored(outline: Outline, width: float) -> Outline:
    """The outline as the other side of the body has it."""
    return tuple(
        Command(command.op, tuple((width - x, y) for x, y in command.points)) for command in outline
    )


def _shapes(entry: Mapping[str, Any], width: float) -> Iterable[Shape]:
    slot = Slot(entry["bone"], Side(entry["side"]))
    label = _pair(entry["label"]) if "label" in entry else None
    outline, detail, echo = (_path(entry.get(name, "")) for name in ("outline", "detail", "echo"))
    yield Shape(slot, outline, detail, echo, label)
    if Side.LEFT in sides_of(slot.bone) and slot.side is Side.RIGHT:
        yield Shape(
            Slot(slot.bone, Side.LEFT),
            mirrored(outline, width),
            mirrored(detail, width),
            mirrored(echo, width),
        )


def _pair(at: Iterable[float]) -> Pair:
    x, y = at
    return float(x), float(y)


def _path(text: str) -> Outline:
    commands = []
    for op, rest in re.findall(r"([MLCZ])([^MLCZ]*)", text):
        figures = [float(figure) for figure in re.findall(r"-?[0-9.]+", rest)]
        commands.append(Command(op, tuple(zip(figures[::2], figures[1::2], strict=True))))
    return tuple(commands)


_SIDED = frozenset({Region.ARM, Region.HAND, Region.LEG, Region.FOOT})
_REGIONS: Mapping[Region, frozenset[str]] = MappingProxyType(
    {
        Region.HEAD: frozenset({"CRA", "MAN", "HYO"}),
        Region.SPINE: frozenset(
            {f"{row}V{n}" for row in "CTL" for n in (*range(1, 13), "X")} | {"SAC", "COC"}
        ),
        Region.CHEST: frozenset(
            {"MANU", "STER", "XIPH"} | {f"RIB{n}" for n in (*range(1, 13), "X")}
        ),
        Region.ARM: frozenset({"CLA", "SCA", "HUM", "RAD", "ULN"}),
        Region.HAND: frozenset({"CARPX", "PHH"} | {f"MC{n}" for n in range(1, 6)}),
        Region.LEG: frozenset({"OSC", "FEM", "PAT", "TIB", "FIB"}),
        Region.FOOT: frozenset({"TAL", "CAL", "TARX", "PHF"} | {f"MT{n}" for n in range(1, 6)}),
        Region.TEETH: frozenset({"TX"}),
    }
)
