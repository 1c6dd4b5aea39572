"""KML, the placemarks of map viewers, and KMZ, the same in an archive.

Only the placemarks of the file itself are read. Links to other files, pictures on the ground and
models are named as problems: they are fetched from nowhere.
"""

from __future__ import annotations

import re
import zipfile  # noqa: TID251 - a KMZ is a zip archive; nothing is ever unpacked to a disk
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO, Final

from app.exchange.archives import require_modest
from app.exchange.features import (
    Corners,
    Feature,
    ImportRefusedError,
    Item,
    Place,
    Points,
    Problem,
    part_name,
    require_few,
    short,
)
from app.exchange.xml_events import Begun, Broken, Ended, events

LIMIT_UNPACKED: Final = 64_000_000

_SHAPES: Final = {"Point": "points", "LineString": "lines", "LinearRing": "areas", "Track": "lines"}
_NOT_READ: Final = frozenset({"NetworkLink", "GroundOverlay", "ScreenOverlay", "Model"})
_BLOCK: Final = 65_536
_AROUND_COMMA: Final = re.compile(r"\s*,\s*")


def read_kml(blocks: Iterable[bytes], now: datetime) -> Iterator[Item]:
    """The placemarks of a KML file: points, lines, and areas with their holes as further parts.

    Raises:
        ImportRefusedError: it declares entities, or is larger than any real file.
    """
    reading = _Reading(now)
    for event in events(blocks):
        match event:
            case Begun():
                yield from reading.begin(event)
            case Ended():
                yield from reading.end(event)
            case Broken():
                yield from reading.areas()
                yield Problem(
                    "line {number}",
                    "The file breaks off or is damaged here. What comes after is not read.",
                    {"number": event.line},
                )


def document_of(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of the KML in a KMZ, block by block.

    Raises:
        ImportRefusedError: the archive is damaged, is a bomb, or holds no KML.
    """
    require_modest(file)
    try:
        with zipfile.ZipFile(file) as archive:
            member = _document(archive)
            if member.file_size > LIMIT_UNPACKED:
                raise ImportRefusedError(
                    "The archive says that it unpacks to {size} MB, more than {limit} are read.",
                    hint="Nothing was unpacked. Export the places without pictures and models.",
                    reason="too_large",
                    size=member.file_size // 1_000_000,
                    limit=LIMIT_UNPACKED // 1_000_000,
                )
            with archive.open(member) as document:  # never gives more than it says
                while block := document.read(_BLOCK):
                    yield block
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged() from error
    except (OSError, ValueError, OverflowError) as error:  # places in the file that are not there
        raise _damaged() from error


def _document(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    found = [one for one in archive.infolist() if one.filename.lower().endswith(".kml")]
    if not found:
        raise ImportRefusedError(
            "This archive holds no places that can be read.",
            hint="Unpack it and give the file in it that holds the places.",
            reason="wrong_format",
        )
    return next((one for one in found if one.filename.lower() == "doc.kml"), found[0])


def _damaged() -> ImportRefusedError:
    return ImportRefusedError(
        "The archive is damaged or locked with a password.",
        hint="Nothing was read. Copy or export it again.",
        reason="damaged",
    )


class _Reading:
    def __init__(self, now: datetime) -> None:
        self._points = Points(now)
        self._path: list[str] = []
        self._name = self._moment = ""
        self._is_told = False
        self._outline: list[list[Place | None]] = []
        self._holes: list[list[Place | None]] = []
        self._areas: list[Feature] = []
        self._track: list[tuple[str, int]] = []
        self._moments: list[str] = []

    def begin(self, event: Begun) -> Iterator[Item]:
        self._path.append(event.name)
        if event.name == "Placemark":
            self._name, self._moment, self._is_told = "", "", False
        elif event.name == "Track":
            self._track, self._moments = [], []
        elif event.name == "Polygon":
            self._outline, self._holes = [], []
        elif event.name in _NOT_READ:
            self._points.add(event.line, "{element} is not read.", element=event.name)
            yield from self._drained()

    def end(self, event: Ended) -> Iterator[Item]:
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        match event.name:
            case "name" if parent == "Placemark":
                self._name = short(event.text)
            case "when" if parent == "Track":
                self._moments.append(event.text)
            case "when" if parent == "TimeStamp":
                self._moment = event.text
            case "coord" if parent == "Track":
                self._track.append((event.text, event.line))
            case "coordinates" if parent in _SHAPES:
                yield from self._shaped(parent, self._line(event), event.line)
            case "Track":
                yield from self._shaped("Track", self._tracked(), event.line)
            case "Polygon" if self._outline or self._holes:
                yield from self._area(self._outline, self._holes, event.line)
            case "Placemark":
                yield from self.areas()
                if not self._is_told:
                    self._points.add(event.line, "This feature has no place. It is not read.")
            case _:
                pass
        yield from self._drained()

    def areas(self) -> Iterator[Feature]:
        """The areas of the placemark that ends, which may be parts of one."""
        found, self._areas = self._areas, []
        for nth, area in enumerate(found, start=1):
            yield replace(area, name=part_name(self._name, nth, len(found)))

    def _area(self, outlines: Corners, holes: Corners, line: int) -> Iterator[Item]:
        self._is_told = True
        if len(outlines) != 1:
            self._points.add(line, "This area has none or several outlines. It is not read.")
            return
        for found in self._points.area([*outlines, *holes], line):
            if isinstance(found, Feature):
                self._areas.append(found)
            else:
                yield found
        if "Placemark" not in self._path:
            yield from self.areas()

    def _drained(self) -> Iterator[Problem]:
        for problem in self._points.drained():
            self._is_told = True
            yield problem

    def _shaped(self, shape: str, line: Sequence[Place | None], number: int) -> Iterator[Item]:
        places = tuple(place for place in line if place is not None)
        self._is_told |= bool(places)
        if shape == "LinearRing" and "Polygon" in self._path:
            is_hole = "innerBoundaryIs" in self._path
            (self._holes if is_hole else self._outline).append(list(line))
        elif shape == "LinearRing" and line:
            yield from self._area([line], [], number)
        elif places:
            yield Feature(_SHAPES[shape], (places[:1] if shape == "Point" else places,), self._name)

    def _line(self, event: Ended) -> list[Place | None]:
        found = []
        positions = _positions(event.text)
        require_few(len(positions))
        for told in positions:
            lon, lat, height, *_ = [*told.split(","), "", "", ""]
            found.append(
                self._points.place(lat, lon, event.line, height=height, moment=self._moment)
            )
        return found

    def _tracked(self) -> list[Place | None]:
        found = []
        moments = self._moments + [""] * max(0, len(self._track) - len(self._moments))
        for (told, line), moment in zip(self._track, moments, strict=False):
            lon, lat, height, *_ = [*told.split(), "", "", ""]
            found.append(self._points.place(lat, lon, line, height=height, moment=moment))
        return found


def _positions(text: str) -> list[str]:
    """The positions of a line, between which are spaces; some programs put them after commas too.

    Closed up, those have two or three figures each; otherwise nobody can say what parts what.
    """
    as_written = text.split()
    if all("," in one.strip(",") for one in as_written):
        return as_written
    closed_up = _AROUND_COMMA.sub(",", text).split()
    is_whole = all(one.count(",") in {1, 2} and one.strip(",") == one for one in closed_up)
    return closed_up if is_whole else as_written
