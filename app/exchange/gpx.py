"""GPX, the tracks and waypoints of handheld receivers and telephones: versions 1.0 and 1.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from app.exchange.features import Feature, Item, Place, Points, Problem, short
from app.exchange.xml_events import Begun, Broken, Ended, events

_POINTS = {"wpt": "waypoints", "rtept": "route_points", "trkpt": "track_points"}
_LINES = {"rte": ("routes", "route_points"), "trk": ("tracks", "track_points")}
_WORTH = ("fix", "sat", "hdop")  # what tells how good a point is
_OF_A_POINT = frozenset({"ele", "time", "name", *_WORTH})
KINDS = ("waypoints", "routes", "route_points", "tracks", "track_points")


def read_gpx(blocks: Iterable[bytes], now: datetime) -> Iterator[Item]:
    """What a GPX file holds: waypoints, routes, and tracks with one part for each segment.

    Raises:
        ImportRefusedError: it declares entities, or is larger than any real file.
    """
    reading = _Reading(now)
    for event in events(blocks):
        match event:
            case Begun():
                reading.begin(event)
            case Ended():
                yield from reading.end(event)
            case Broken():
                yield from reading.broken(event.line)


class _Reading:
    def __init__(self, now: datetime) -> None:
        self._points = Points(now)
        self._path: list[str] = []
        self._point: Begun | None = None
        self._told: dict[str, str] = {}
        self._name = ""
        self._parts: list[list[Place]] = []

    def begin(self, event: Begun) -> None:
        self._path.append(event.name)
        if event.name in _POINTS:
            self._point, self._told = event, {}
        elif event.name in _LINES:
            self._name, self._parts = "", [[]]
        elif event.name == "trkseg":
            self._parts.append([])

    def end(self, event: Ended) -> Iterator[Item]:
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if self._point is not None and parent == self._point.name and event.name in _OF_A_POINT:
            self._told[event.name] = event.text
        elif event.name == "name" and parent in _LINES:
            self._name = short(event.text)
        elif self._point is not None and event.name == self._point.name:
            yield from self._ended_point(event.name)
        elif event.name in _LINES:
            yield from self._ended_line(event.name)

    def broken(self, line: int) -> Iterator[Item]:
        """What was read of a line that does not end, and where the file broke off."""
        for name in reversed(self._path):
            if name in _LINES:
                yield from self._ended_line(name)
        yield Problem(
            "line {number}",
            "The file breaks off or is damaged here. What comes after is not read.",
            {"number": line},
        )

    def _ended_point(self, name: str) -> Iterator[Item]:
        point, self._point = self._point, None
        if point is None:
            return
        place = self._points.place(
            point.attributes.get("lat", ""),
            point.attributes.get("lon", ""),
            point.line,
            height=self._told.get("ele", ""),
            moment=self._told.get("time", ""),
        )
        yield from self._points.drained()
        if place is None:
            return
        if name == "wpt":
            worth = {name: short(self._told[name]) for name in _WORTH if name in self._told}
            yield Feature("waypoints", ((place,),), short(self._told.get("name", "")), values=worth)
        elif self._parts:
            self._parts[-1].append(place)

    def _ended_line(self, name: str) -> Iterator[Feature]:
        kind, points_kind = _LINES[name]
        parts = tuple(tuple(part) for part in self._parts if part)
        yield Feature(kind, parts, self._name, points_kind)
        self._name, self._parts = "", []
