"""Small files of every kind, and how a test reads one."""

from __future__ import annotations

import io
import sqlite3
import struct
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import openpyxl

from app.core.jobs import Ticket
from app.exchange.contents import Contents
from app.exchange.reading import read_contents
from app.exchange.stated import Stated

DATA = Path(__file__).resolve().parents[1] / "data"
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
WGS84 = b'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]'
UTM38 = b'PROJCS["WGS_1984_UTM_Zone_38N",GEOGCS["GCS_WGS_1984"]]'

GPX = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">
 <wpt lat="30.500000" lon="47.780000"><ele>4.5</ele><time>2026-11-21T10:00:00Z</time>
  <name>قبر ١</name></wpt>
 <trk><name>walk</name><trkseg><trkpt lat="30.5" lon="47.78"/>
  <trkpt lat="30.51" lon="47.79"/></trkseg></trk>
</gpx>"""
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Placemark><name>قبر ١</name><Point><coordinates>47.78,30.5,4</coordinates></Point></Placemark>
<Placemark><name>way</name><LineString><coordinates>47.78,30.5
 47.79,30.51</coordinates></LineString></Placemark>
<Placemark><name>field</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
47.7,30.5 47.8,30.5 47.8,30.6 47.7,30.5</coordinates></LinearRing></outerBoundaryIs>
<innerBoundaryIs><LinearRing><coordinates>47.75,30.52 47.76,30.52 47.76,30.53 47.75,30.52
</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>
</Document></kml>"""
BOMB = """<?xml version="1.0"?>
<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa">{more}]><kml><Document><name>&j;</name></Document></kml>"""


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook with a sheet of rows for each name."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def geopackage(system: int = 4326) -> bytes:
    """A GeoPackage as other programs write it: points with heights, lines, areas, one empty."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            """
            CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name,
                                                srs_id, z, m);
            CREATE TABLE graves (fid INTEGER PRIMARY KEY, shape BLOB, Name TEXT);
            """
        )
        database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES ('graves', 'shape', 'GEOMETRY', ?, 1, 0)",
            (system,),
        )
        head = struct.pack("<2sBBi", b"GP", 0, 1, system)
        enveloped = struct.pack(">2sBBi4d", b"GP", 0, 2, system, 47.78, 47.78, 30.5, 30.5)
        line = struct.pack("<BII4d", 1, 2, 2, 47.78, 30.5, 47.79, 30.51)
        ring = (47.7, 30.5, 47.8, 30.5, 47.8, 30.6, 47.7, 30.5)
        area = struct.pack("<BIIBIII8d", 1, 6, 1, 1, 3, 1, 4, *ring)
        database.executemany(
            "INSERT INTO graves (shape, Name) VALUES (?, ?)",
            [
                (enveloped + struct.pack(">BI3d", 0, 1001, 47.78, 30.5, 4.5), "قبر ١"),
                (head + line, "way"),
                (head + area, None),
                (struct.pack("<2sBBi", b"GP", 0, 0x11, system), "empty"),
            ],
        )
        database.commit()
        return database.serialize()


def look(
    data: bytes, beside: Mapping[str, bytes] | None = None, stated: Stated | None = None
) -> Contents:
    return read_contents(io.BytesIO(data), NOW, Ticket(), beside or {}, stated)


def bomb(root: str = "kml") -> bytes:
    letters = "abcdefghij"
    more = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(letters))
    return BOMB.format(more=more).replace("kml", root).encode()


def kmz(document: bytes, name: str = "doc.kml", *, claims: int | None = None) -> bytes:
    """An archive with one document in it, which may claim another size than it has."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, document)
    data = bytearray(file.getvalue())
    if claims is not None:
        listed = data.rfind(b"PK\x01\x02")
        struct.pack_into("<I", data, listed + 24, claims)
        struct.pack_into("<I", data, 22, claims)
    return bytes(data)


def shp(*bodies: bytes) -> bytes:
    """A shapefile of these records, each beginning with its kind."""
    records = b"".join(
        struct.pack(">2i", number, len(body) // 2) + body
        for number, body in enumerate(bodies, start=1)
    )
    header = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(records)) // 2)
    return header + struct.pack("<2i8d", 1000, 0, *[0.0] * 8) + records


def point(lon: float, lat: float) -> bytes:
    return struct.pack("<i2d", 1, lon, lat)


def polygon(*rings: Sequence[tuple[float, float]], kind: int = 5) -> bytes:
    starts = [sum(map(len, rings[:n])) for n in range(len(rings))]
    numbers = [value for ring in rings for place in ring for value in place]
    return struct.pack(
        f"<i4d2i{len(rings)}i{len(numbers)}d",
        kind, *[0.0] * 4, len(rings), len(numbers) // 2, *starts, *numbers,
    )  # fmt: skip
