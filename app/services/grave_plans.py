"""What was surveyed in a grave, as a plan and a side view show it: points, and bodies as sticks.

Measured in metres of the site's own grid; where a grave was only measured with a receiver, in
metres east and north of its first point. The two are never mixed, and what is left out is counted.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.geo.distance import bearing_deg, distance_m
from app.geo.engines import geos
from app.models.finds import Artefact, Sample
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.strata import Context
from app.models.survey import SurveyPoint
from app.rules.world import found, naming
from app.services.desk import Desk
from app.store.transactions import View

Metres = tuple[float, float, float | None]
"""East, north, and height where it was measured."""

_CHAINS: Final = (
    ("LSH", "LEL", "LWR"),
    ("RSH", "REL", "RWR"),
    ("LSH", "RSH"),
    ("LHI", "RHI"),
    ("LHI", "LKN", "LAN", "LFT"),
    ("RHI", "RKN", "RAN", "RFT"),
)
_HOLDERS: Final = (RemainsCase, Artefact, Sample, Context)


@dataclass(frozen=True, slots=True)
class Shot:
    """One measured point; `owner` is the record that it locates, `part` of a body or ""."""

    uid: str
    title: str
    code: str
    part: str
    owner: str
    owner_title: str
    at: Metres


@dataclass(frozen=True, slots=True)
class Stick:
    """A line from one landmark of a body to the next."""

    first: Metres
    last: Metres


@dataclass(frozen=True, slots=True)
class Body:
    """The landmarks of one case, as sticks; `head` is where the cranium was measured."""

    uid: str
    title: str
    sticks: tuple[Stick, ...]
    head: Metres | None


@dataclass(frozen=True, slots=True)
class Edge:
    """The edge of the cut (CUT) or the base of the grave (BAS), all around."""

    code: str
    ring: tuple[Metres, ...]


@dataclass(frozen=True, slots=True)
class GravePlan:
    """Everything surveyed in one grave; `axis_deg` is along it, from the north of the grid.

    `is_gridded` says whether metres are those of the site's grid; `left_out` counts points that are
    not.
    """

    shots: tuple[Shot, ...] = ()
    bodies: tuple[Body, ...] = ()
    edges: tuple[Edge, ...] = ()
    axis_deg: float = 90.0
    is_gridded: bool = True
    left_out: int = 0


def grave_plan(desk: Desk, grave: str) -> GravePlan:
    """What was surveyed in a grave; empty where nothing was."""
    with desk.store.reading() as view:
        points = list(_points(view, grave))
        gridded = [one for one, _ in points if _in_grid(one) is not None]
        is_gridded = bool(gridded)
        shots = tuple(_shots(points, is_gridded=is_gridded))
        record = found(view.records, Grave, grave)
        azimuth = record.azimuth_deg if record is not None else None
    return GravePlan(
        shots,
        tuple(_bodies(shots)),
        tuple(_edges(shots)),
        float(azimuth) if azimuth is not None else _longest_way(shots),
        is_gridded,
        len(points) - len(shots),
    )


def sticks(parts: Mapping[str, Metres]) -> Iterator[Stick]:
    """The lines of a body from the landmarks that were measured; what lacks is bridged.

    The spine runs from the cranium to the middle of the shoulders and on to the pelvis.
    """
    for chain in _CHAINS:
        present = [parts[part] for part in chain if part in parts]
        yield from (Stick(a, b) for a, b in pairwise(present))
    spine = [
        parts.get("CRA"),
        _middle([parts[part] for part in ("LSH", "RSH") if part in parts]),
        parts.get("PEL") or _middle([parts[part] for part in ("LHI", "RHI") if part in parts]),
    ]
    yield from (Stick(a, b) for a, b in pairwise([one for one in spine if one is not None]))
    if not {"LHI", "RHI"} & parts.keys() and "PEL" in parts:
        for leg in (("LKN", "LAN", "LFT"), ("RKN", "RAN", "RFT")):
            first = next((parts[part] for part in leg if part in parts), None)
            if first is not None:
                yield Stick(parts["PEL"], first)


def side_of(plan: GravePlan, at: Metres) -> tuple[float, float] | None:
    """How far along the axis a point lies, and how high; None where no height was measured."""
    if at[2] is None:
        return None
    angle = math.radians(plan.axis_deg)
    return at[0] * math.sin(angle) + at[1] * math.cos(angle), at[2]


def _points(view: View, grave: str) -> Iterator[tuple[SurveyPoint, Record]]:
    """The points of a grave and of what lay in it, with what they locate."""
    owners: list[Record] = []
    record = found(view.records, Grave, grave)
    if record is not None:
        owners.append(record)
    for kind in _HOLDERS:
        if "grave" in kind.fields:
            owners += naming(view.records, kind, "grave", grave)
    for owner in owners:
        for point in naming(view.records, SurveyPoint, "target", owner.uid):
            yield point, owner


def _in_grid(point: SurveyPoint) -> Metres | None:
    if point.easting_m is None or point.northing_m is None:
        return None
    height = point.height_m
    return (
        float(point.easting_m),
        float(point.northing_m),
        None if height is None else float(height),
    )


def _shots(points: Iterable[tuple[SurveyPoint, Record]], *, is_gridded: bool) -> Iterator[Shot]:
    first: SurveyPoint | None = None
    for point, owner in points:
        at = _in_grid(point) if is_gridded else None
        if not is_gridded and point.position is not None:
            first = first or point
            at = _from(first, point)
        if at is not None:
            yield Shot(
                point.uid,
                point.title,
                point.point_code or "",
                point.target_part or "",
                owner.uid,
                owner.title,
                at,
            )


def _from(first: SurveyPoint, point: SurveyPoint) -> Metres | None:
    if first.position is None or point.position is None:
        return None
    away = distance_m(first.position, point.position)
    angle = math.radians(bearing_deg(first.position, point.position))
    height = point.position.height_m
    return away * math.sin(angle), away * math.cos(angle), None if height is None else float(height)


def _bodies(shots: Iterable[Shot]) -> Iterator[Body]:
    parts: dict[str, dict[str, Metres]] = defaultdict(dict)
    titles: dict[str, str] = {}
    for shot in shots:
        if shot.code == "BOD" and shot.part:
            parts[shot.owner][shot.part] = shot.at
            titles[shot.owner] = shot.owner_title
    for owner, known in parts.items():
        yield Body(owner, titles[owner], tuple(sticks(known)), known.get("CRA"))


def _edges(shots: Iterable[Shot]) -> Iterator[Edge]:
    """In the order of their numbers, as one walks; around the middle, where that would cross."""
    for code in ("CUT", "BAS"):
        ring = [shot.at for shot in shots if shot.code == code]
        middle = _middle(ring)
        if middle is None or len(ring) < 2:
            continue
        if len(ring) > 3 and not geos().LinearRing([place[:2] for place in ring]).is_simple:
            east, north, _ = middle
            ring.sort(key=lambda place: math.atan2(place[1] - north, place[0] - east))
        yield Edge(code, tuple(ring))


def _middle(places: list[Metres]) -> Metres | None:
    if not places:
        return None
    count = len(places)
    heights = [height for _, _, height in places if height is not None]
    return (
        sum(place[0] for place in places) / count,
        sum(place[1] for place in places) / count,
        sum(heights) / len(heights) if heights else None,
    )


def _longest_way(shots: Iterable[Shot]) -> float:
    """The direction in which the points stretch farthest, 0 to 180; east where that is nowhere."""
    places = [(shot.at[0], shot.at[1]) for shot in shots]
    if not places:
        return 90.0
    east = sum(x for x, _ in places) / len(places)
    north = sum(y for _, y in places) / len(places)
    squares_x = sum((x - east) ** 2 for x, _ in places)
    squares_y = sum((y - north) ** 2 for _, y in places)
    both = sum((x - east) * (y - north) for x, y in places)
    if not squares_x + squares_y:
        return 90.0
    return (90.0 - math.degrees(math.atan2(2 * both, squares_x - squares_y) / 2)) % 180.0
