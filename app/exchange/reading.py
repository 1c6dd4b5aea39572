"""One way into every file of places: what it is, what it holds, and what is wrong with it.

A file is known by what stands in it, never by its name: sticks in the field hold logs called `.txt`
and KML called `.xml`. Limits come before parsing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from app.core.jobs import Ticket
from app.exchange import geojson, geopackage, gpx, kml, shapefiles, tables
from app.exchange.contents import Contents, contents_of
from app.exchange.features import ImportRefusedError, Item, require_few
from app.exchange.logs import LOG, read_log
from app.exchange.stated import UNKNOWN_HERE, Stated, settled
from app.exchange.workbooks import is_workbook, read_workbook
from app.exchange.xml_events import Begun, events
from app.geo.nmea import has_sentence
from app.geo.position import WGS84

LIMIT_XML: Final = 64_000_000
LIMIT_LOG: Final = 1_000_000_000

_BLOCK: Final = 65_536
_LOOKED_UP_EVERY: Final = 1_000
_LOOKED_AT: Final = 1_048_576
_SQLITE: Final = b"SQLite format 3\0"
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TAGS_A_POINT: Final = 24  # some devices write ten values with each point
_OF_WGS84: Final = frozenset({"gpx", "kml", "kmz", LOG})
_PARTS_OF_KML: Final = frozenset({"document", "folder", "placemark"})  # cut out, without its frame
_COMMAS_A_POINT: Final = 2  # longitude, latitude, height
_GPX_POINT: Final = re.compile(rb"<(?:\w+:)?(?:wpt|rtept|trkpt)[\s/>]")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was known: its format, the kinds that it counts, and what it holds, in order."""

    format: str
    kinds: tuple[str, ...]
    items: Iterator[Item]


def read_contents(
    file: BinaryIO,
    now: datetime,
    ticket: Ticket,
    beside: Mapping[str, bytes],
    stated: Stated | None = None,
) -> Contents:
    """What a file holds. `beside` has what lies beside a shapefile, by its suffix, such as `.prj`.

    `stated` is the reference system that a person says its figures are in.

    Raises:
        ImportRefusedError: it is empty, of no known kind, damaged from the start, or too large.
        UnstatedSystemError: nobody says which reference system its figures are in.
        Cancelled: the person asked to stop.
    """
    size, head = _begin(file)
    if _form(head, file) == LOG:
        _require_size(size, LIMIT_LOG)
        _require_fitting(LOG, stated)
        return read_log(_blocks(file, ticket, size), now)
    opened = read_features(file, now, ticket, beside, stated)
    return contents_of(opened.items, opened.format, opened.kinds)


def read_features(
    file: BinaryIO,
    now: datetime,
    ticket: Ticket,
    beside: Mapping[str, bytes],
    stated: Stated | None = None,
) -> Opened:
    """The features of a file, one by one. A log has none: see `app.exchange.standing`.

    Raises:
        ImportRefusedError: it is empty, of no known kind, damaged from the start, or too large.
        UnstatedSystemError: nobody says which reference system its figures are in.
        Cancelled: the person asked to stop.
    """
    size, head = _begin(file)
    form = _form(head, file)
    _require_fitting(form, stated)
    kinds: tuple[str, ...] = ("points", "lines", "areas")
    blocks = _blocks(file, ticket, size)
    items: Iterator[Item]
    match form:
        case "nmea":
            items, kinds = iter(()), ()
        case "gpx":
            _require_size(size, LIMIT_XML)
            _require_few_marks(_blocks(file, ticket, size))
            items, kinds = gpx.read_gpx(blocks, now), gpx.KINDS
        case "kml":
            _require_size(size, LIMIT_XML)
            _require_few_marks(_blocks(file, ticket, size))
            items = kml.read_kml(blocks, now)
        case "kmz":
            _require_few_marks(kml.document_of(file))
            items = kml.read_kml(kml.document_of(file), now)
        case "shapefile":
            _require_size(size, shapefiles.LIMIT_BYTES)
            items = shapefiles.read_shapefile(_whole(file), beside, now, stated)
        case "geojson":
            _require_size(size, geojson.LIMIT_BYTES)
            items = geojson.read_geojson(_whole(file), now, stated)
        case "geopackage":
            _require_size(size, geopackage.LIMIT_BYTES)
            items = geopackage.read_geopackage(_whole(file), now, stated)
        case "xlsx":
            items, kinds = read_workbook(file, now, stated), tables.KINDS
        case _:
            tables.require_text(head)
            _require_no_xml(head)
            _require_size(size, tables.LIMIT_BYTES)
            items, kinds = tables.read_table(_whole(file), now, stated), tables.KINDS
    return Opened(form, kinds, _stoppable(items, ticket))


def _stoppable(items: Iterator[Item], ticket: Ticket) -> Iterator[Item]:
    """The same; a person may stop it also where the whole file was read before its first place."""
    for number, item in enumerate(items):
        if number % _LOOKED_UP_EVERY == 0:
            ticket.checkpoint("Reading the file")
        yield item


def _begin(file: BinaryIO) -> tuple[int, bytes]:
    """The size of a file and how it begins."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(_LOOKED_AT)
    if not head.strip(b"\0 \t\r\n"):
        raise ImportRefusedError(
            "The file is empty.", hint="Copy it again from where it comes from.", reason="empty"
        )
    return size, head


def _form(head: bytes, file: BinaryIO) -> str:
    """What a file is by how it begins; what is nothing else may be a table."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx" if is_workbook(file) else "kmz"
    if head.startswith(shapefiles.SIGNATURE):
        return "shapefile"
    if head.startswith(_SQLITE):
        return "geopackage"
    root = _root(head[:_BLOCK])
    if root in {"gpx", "kml"}:
        return root
    if has_sentence(head):
        return LOG
    return "geojson" if _is_json(head) else "csv"


def _root(head: bytes) -> str:
    """The outermost element, if this is XML, in small letters; kml for what was cut out of one."""
    if not _plain_start(head).startswith(b"<"):
        return ""
    found = (event.name for event in events([head]) if isinstance(event, Begun))
    root = next(found, "").lower()
    return "kml" if root in _PARTS_OF_KML and b"<Placemark" in head else root


def _require_no_xml(head: bytes) -> None:
    if _plain_start(head).startswith(b"<"):
        raise ImportRefusedError(
            "This is XML of another kind than GPX and KML.",
            hint="Nothing was read. Export the places as GPX, KML, GeoJSON or CSV.",
            reason="wrong_format",
        )


def _plain_start(head: bytes) -> bytes:
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head[:1024].replace(b"\0", b"").lstrip()


def _is_json(head: bytes) -> bool:
    plain = head.removeprefix(_MARKS[0]).lstrip().removeprefix(geojson.RECORD_MARK)
    return plain.lstrip()[:1] in {b"{", b"["}


def _blocks(file: BinaryIO, ticket: Ticket, size: int) -> Iterator[bytes]:
    """The file from its beginning, with progress."""
    file.seek(0)
    done = 0
    while block := file.read(_BLOCK):
        done += len(block)
        ticket.checkpoint("Reading the file", done, max(done, size))
        yield block


def _whole(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def _require_few_marks(blocks: Iterable[bytes]) -> None:
    """Count before parsing what a point cannot do without, which takes little time, no memory."""
    tags = commas = points = 0
    for block in blocks:
        tags += block.count(b"<")
        commas += block.count(b",")
        points += len(_GPX_POINT.findall(block)) + block.count(b"<Placemark")
        require_few(max(points, tags // _TAGS_A_POINT, commas // _COMMAS_A_POINT))


def _require_fitting(form: str, stated: Stated | None) -> None:
    """Some kinds of file are in WGS 84 by what they are, whatever a person says."""
    if form in _OF_WGS84:
        settled(Stated(WGS84), stated, lambda: None, UNKNOWN_HERE)


def _require_size(size: int, limit: int) -> None:
    if size > limit:
        raise ImportRefusedError(
            "The file has {size} MB. Of its kind, at most {limit} MB are read.",
            hint="Split it, and give each of the parts.",
            reason="too_large",
            size=size // 1_000_000,
            limit=limit // 1_000_000,
        )
