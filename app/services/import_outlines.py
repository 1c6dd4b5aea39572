"""The outlines in a file for one area: its areas, its lines closed, its points in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from app.core.errors import AppError
from app.core.files import opened_for_reading
from app.core.jobs import Ticket
from app.exchange.contents import Problems
from app.exchange.features import Feature, Place, Problem
from app.exchange.reading import read_features
from app.exchange.shapefiles import beside
from app.exchange.stated import Stated
from app.geo.area import Area
from app.services.import_plans import HOLES, POINTS, outline_of

MOST_OUTLINES: Final = 1_000
_LEAST: Final = 3


@dataclass(frozen=True, slots=True)
class Outline:
    """One outline: what the file has it as, how many corners it has, and the area, if it is one.

    `holes` are those that `area` takes in; `refusal` says why it can be none.
    """

    kind: str
    name: str
    corners: int
    area: Area | None = None
    holes: int = 0
    refusal: AppError | None = None


@dataclass(frozen=True, slots=True)
class Outlines:
    """What of a file can be an area, in its order, and what of the file was not read."""

    found: tuple[Outline, ...]
    problems: tuple[Problem, ...]


class NoOutlineError(AppError):
    """A file holds nothing that has an inside."""


class HolesError(AppError):
    """An area has holes, and the field that it is meant for has none."""


def outlines_of(
    path: Path, now: datetime, stated: Stated | None, ticket: Ticket, *, fills: bool
) -> Outlines:
    """What of a file can be an area; `fills` says that its holes may be taken in.

    Raises:
        ImportRefusedError: nothing of the file can be trusted.
        UnstatedSystemError: nobody says which reference system it is in.
        NoOutlineError: it has no area, no line and no three points.
        FileTroubleError: it cannot be read.
    """
    found: list[Outline] = []
    points: list[Place] = []
    problems = Problems()
    with opened_for_reading(path) as opened:
        for item in read_features(opened, now, ticket, beside(path), stated).items:
            if isinstance(item, Problem):
                problems.add(item)
            elif isinstance(item, Feature) and item.kind in POINTS:
                points += [place for part in item.parts for place in part]
            elif isinstance(item, Feature) and len(found) < MOST_OUTLINES:
                found += _outlines(item, fills=fills)
    if len(points) >= _LEAST:
        found += _outlines(Feature("points", (tuple(points),)), fills=fills)
    if not found:
        raise NoOutlineError(
            "There is no area in this file, no line, and no three points to bound one.",
            hint="Choose a file with the outline, or draw it on the map.",
        )
    return Outlines(tuple(found), problems.listed())


def _outlines(item: Feature, *, fills: bool) -> Iterator[Outline]:
    """An area is one; of a line each part is, closed; so are points, one after the other."""
    if item.kind == "areas":
        yield _outline(item, fills=fills)
        return
    for part in item.parts:
        if len(part) >= _LEAST:
            yield _outline(replace(item, parts=(part,)), fills=fills)


def _outline(item: Feature, *, fills: bool) -> Outline:
    corners, holes = len(item.parts[0]), len(item.parts) - 1
    try:
        if holes and not fills:
            raise HolesError(HOLES, hint="Choose a file with the outline, or draw it on the map.")
        area = outline_of(item)
    except AppError as error:
        return Outline(item.kind, item.name, corners, holes=holes, refusal=error)
    return Outline(item.kind, item.name, len(area.ring), area, holes)
