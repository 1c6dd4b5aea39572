"""Every file of places: what it is, what it holds, and which are refused."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from app.core.errors import Cancelled
from app.core.jobs import Ticket
from app.exchange import features, geojson, reading
from app.exchange.contents import PROBLEMS_OF_A_SORT
from app.exchange.features import LIMIT_POINTS, ImportRefusedError
from app.exchange.reading import read_contents
from tests.exchange.forms import (
    DATA,
    GPX,
    KML,
    NOW,
    WGS84,
    bomb,
    geopackage,
    kmz,
    look,
    point,
    polygon,
    shp,
    workbook,
)

SHAPES = {"points": 1, "lines": 1, "areas": 1}
GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"name": "قبر ١"},
         "geometry": {"type": "Point", "coordinates": [47.78, 30.5, 4.5]}},
        {"type": "Feature", "properties": None,
         "geometry": {"type": "LineString", "coordinates": [[47.78, 30.5], [47.79, 30.51]]}},
        {"type": "Feature", "properties": {},
         "geometry": {"type": "Polygon", "coordinates": [[[47.7, 30.5], [47.8, 30.5], [47.8, 30.6],
                                                          [47.7, 30.5]]]}},
    ],
}  # fmt: skip
RING = [(47.7, 30.5), (47.7, 30.6), (47.8, 30.6), (47.7, 30.5)]
WHOLE: dict[str, tuple[bytes, dict[str, bytes], dict[str, int]]] = {
    "gpx": (GPX.encode(), {}, {
        "waypoints": 1, "routes": 0, "route_points": 0, "tracks": 1, "track_points": 2}),
    "kml": (KML.encode(), {}, SHAPES),
    "kmz": (kmz(KML.encode()), {}, SHAPES),
    "geojson": (json.dumps(GEOJSON).encode(), {}, SHAPES),
    "csv": ("name,lat,lon\nقبر ١,30.5,47.78\n".encode(), {}, {"points": 1}),
    "xlsx": (
        workbook(notes=[["nothing"]], graves=[["Name", "Lat", "Lon"], ["قبر ١", 30.5, 47.78]]),
        {}, {"points": 1}),
    "shapefile": (
        shp(point(47.78, 30.5), polygon([(47.78, 30.5), (47.79, 30.51)], kind=3), polygon(RING)),
        {".prj": WGS84}, SHAPES),
}  # fmt: skip


@pytest.mark.parametrize("form", WHOLE)
def test_a_file_is_known_by_what_stands_in_it(form: str) -> None:
    data, beside, counts = WHOLE[form]
    contents = look(data, beside)
    assert contents.format == form
    assert contents.counts == counts
    assert not contents.problems
    assert contents.first is not None
    assert (float(contents.first.lat), float(contents.first.lon)) == (30.5, 47.78)
    assert contents.box is not None
    assert contents.box.south <= contents.first.lat <= contents.box.north


@pytest.mark.parametrize("name", json.loads((DATA / "gpx/expected.json").read_text("utf-8")))
def test_real_tracks_are_read_whole(name: str) -> None:
    wanted = json.loads((DATA / "gpx/expected.json").read_text("utf-8"))[name]
    contents = look((DATA / "gpx" / name).read_bytes())
    assert contents.counts == {kind: wanted[kind] for kind in contents.counts}
    assert not contents.problems
    if wanted["first_waypoint"]:
        lat, lon, _ = wanted["first_waypoint"]
        assert contents.first is not None
        assert (str(contents.first.lat), str(contents.first.lon)) == (lat, lon)


def test_a_real_placemark() -> None:
    contents = look((DATA / "gpx/ge-point.kml").read_bytes())
    assert contents.counts == {"points": 1, "lines": 0, "areas": 0}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"),
        lambda text: text.replace(' xmlns="http://www.topografix.com/GPX/1/1"', "").encode(),
        lambda text: text.replace("<", "<g:").replace("<g:/", "</g:").replace("<g:?", "<?")
        .replace("xmlns=", "xmlns:g=").encode(),
        lambda text: text.replace("UTF-8", "windows-1256").encode("cp1256", "replace"),
        lambda text: b"\r\n \n" + text.partition("?>")[2].encode(),
        lambda text: text.replace("<gpx", '<!DOCTYPE gpx SYSTEM "gpx.dtd"><gpx').encode(),
    ],
    ids=["mark", "utf16", "no namespace", "prefixed", "cp1256", "blank", "dtd"],
)  # fmt: skip
def test_gpx_as_programs_write_it(change: object) -> None:
    assert callable(change)
    assert look(change(GPX)).counts == WHOLE["gpx"][2]


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, b"x")
    return file.getvalue()


def empty_database() -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE places (lat, lon)")
    data = database.serialize()
    database.close()
    return data


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "blank": (b" \r\n\t", "empty"),
    "zeros": (bytes(5000), "empty"),
    "noise": (bytes(range(256)) * 40, "wrong_format"),
    "photo": (b"\xff\xd8\xff\xe1" + bytes(range(256)) * 9, "wrong_format"),
    "ubx": (b"\xb5\x62\x01\x07\x5c\x00" * 500, "wrong_format"),
    "torn geopackage": (b"SQLite format 3\0" + bytes(4000), "damaged"),
    "other database": (empty_database(), "wrong_format"),
    "sheets without places": (workbook(a=[["x", "y"], [1, 2]]), "wrong_header"),
    "torn workbook": (archive("xl/workbook.xml"), "damaged"),
    "bomb in workbook": (
        kmz(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>', "xl/workbook.xml"),
        "entities"),
    "huge workbook": (kmz(b"<x/>", "xl/workbook.xml", claims=0xFFFFFFFE), "too_large"),
    "prose": ("ملاحظات من الموقع".encode(), "wrong_header"),
    "html": (b"<html><body>lat</body></html>", "wrong_format"),
    "map data": (b'<osm version="0.6"><node lat="1" lon="2"/></osm>', "wrong_format"),
    "bomb": (bomb(), "entities"),
    "bomb in gpx": (bomb("gpx"), "entities"),
    "bomb in kmz": (kmz(bomb()), "entities"),
    "other files": (
        b'<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml><name>&a;</name></kml>',
        "entities"),
    "defaults": (
        b'<!DOCTYPE kml [<!ATTLIST name x CDATA "aaaaaaaaaaaaaaaa">]><kml><name/></kml>',
        "entities"),
    "deep": (b"<kml>" * 70, "too_large"),
    "4 GB": (kmz(KML.encode(), claims=0xFFFFFFFE), "too_large"),
    "lies": (kmz(b"<kml>" + bytes(200_000) + b"</kml>", claims=100), "damaged"),
    "no places": (archive("word/document.xml"), "wrong_format"),
    "many files": (archive(*map(str, range(1200))), "too_large"),
    "torn archive": (kmz(KML.encode())[:-30], "damaged"),
    "json": (b'{"a": 1}', "wrong_format"),
    "list": (b"[1, 2]", "wrong_format"),
    "torn json": (b'{"type": "FeatureCollection", "features": [', "damaged"),
    "deep json": (b"[" * 200_000, "damaged"),
    "wide json": (b'{"type":[' + b"1," * geojson.LIMIT_VALUES + b"1]}", "too_large"),
    "other system": (
        b'{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG::3857"}}}',
        "no_system"),
    "no projection": (shp(point(47.78, 30.5)), "no_system"),
    "grid table": (b"name,easting,northing\n1,770000,3380000\n", "wrong_header"),
    "wide table": (b"lat,lon" + b"," * 200_000, "wrong_format"),
    "long table": (b"lat,lon\n" + b"1,2\n" * (LIMIT_POINTS + 2), "too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why(name: str) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(ImportRefusedError) as refused:
        look(data)
    assert refused.value.reason == reason
    assert str(refused.value).endswith(".")


def test_a_geopackage_of_another_program() -> None:
    contents = look(geopackage())
    assert contents.counts == SHAPES
    assert [one.what for one in contents.problems] == ["This feature has no place. It is not read."]
    assert contents.first is not None
    assert (float(contents.first.lat), float(contents.first.lon)) == (30.5, 47.78)


def test_a_layer_in_metres_is_never_taken_for_degrees() -> None:
    contents = look(geopackage(3857))
    assert contents.counts == dict.fromkeys(SHAPES, 0)
    assert [one.values["system"] for one in contents.problems] == ["EPSG:3857"]


def test_a_view_in_place_of_a_layer_is_not_asked() -> None:
    """A view may compute for ever; only plain tables are read."""
    database = sqlite3.connect(":memory:")
    database.deserialize(geopackage())
    database.executescript(
        """
        ALTER TABLE graves RENAME TO real;
        CREATE VIEW graves AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
            SELECT i AS shape, i AS Name FROM n;
        UPDATE gpkg_geometry_columns SET table_name = 'graves';
        """
    )
    data = database.serialize()
    database.close()
    assert look(data).counts == dict.fromkeys(SHAPES, 0)


@given(st.data())
def test_a_damaged_geopackage_is_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(geopackage())
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        contents = look(bytes(damaged))
    except ImportRefusedError:
        return
    assert (contents.box is None) == (contents.first is None) == (contents.last is None)


def test_every_sheet_is_read_or_named() -> None:
    sheets: dict[str, list[list[object]]] = {
        "a": [["lat", "lon"], [30.5, 47.78], ["x", 47.7], [None, None], [999, 2]],
        "b": [["id", "خط العرض", "خط الطول", "time"], [7, "٣٠٫٥", 47.78, date(2026, 1, 2)]],
        "c": [["x", "y"]],
    }
    contents = look(workbook(**sheets))
    assert contents.counts == {"points": 2}
    assert [
        (one.where, one.values["sheet"], one.values["number"]) for one in contents.problems
    ] == [
        ("sheet {sheet}, line {number}", "a", 3),
        ("sheet {sheet}, line {number}", "a", 5),
    ]
    assert [one.values for one in contents.warnings if one.values] == [{"sheet": "c"}]


@pytest.mark.parametrize("form", ["gpx", "kml"])
def test_too_many_points_are_refused_before_they_are_read(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "LIMIT_POINTS", 1)
    with pytest.raises(ImportRefusedError) as refused:
        reading._require_few_marks([WHOLE[form][0]])
    assert refused.value.reason == "too_large"


class _Huge(io.BytesIO):
    """A file that says it is larger than any that is read."""

    @override
    def seek(self, place: int, whence: int = 0) -> int:
        return 10**12 if whence == 2 else super().seek(place, whence)


@pytest.mark.parametrize("form", sorted(WHOLE.keys() - {"kmz", "xlsx"}))
def test_a_huge_file_is_refused_unread(form: str) -> None:
    data, beside, _ = WHOLE[form]
    with pytest.raises(ImportRefusedError) as refused:
        read_contents(_Huge(data), NOW, Ticket(), beside)
    assert refused.value.reason == "too_large"


def test_reading_can_be_stopped() -> None:
    ticket = Ticket()
    ticket.cancel()
    with pytest.raises(Cancelled):
        read_contents(io.BytesIO(GPX.encode()), NOW, ticket, {})


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        contents = look(data)
    except ImportRefusedError:
        return
    assert all(number >= 0 for number in contents.counts.values())


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_damaged_files_are_read_or_refused(form: str, data: st.DataObject) -> None:
    whole, beside, counts = WHOLE[form]
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    del damaged[data.draw(st.integers(0, len(damaged))) :]
    try:
        contents = look(bytes(damaged), beside)
    except ImportRefusedError:
        return
    if contents.counts.keys() == counts.keys():
        lost = sum(counts.values()) - sum(contents.counts.values())
        assert lost <= 0 or contents.problems or contents.warnings or bytes(damaged) != whole
    assert (contents.box is None) == (contents.first is None) == (contents.last is None)


@given(st.lists(st.sampled_from(["30.5,47.78", "x,47.78", "99,47", "", "30.5", "30.6,200"])))
def test_every_line_of_a_table_is_a_point_or_a_problem(lines: list[str]) -> None:
    contents = look("\n".join(["lat,lon", *lines]).encode())
    lost = sum(int(str(p.values.get("count", 1))) for p in contents.problems)
    assert contents.counts["points"] + lost == len([line for line in lines if line])


def test_problems_stay_readable() -> None:
    contents = look("\n".join(["lat,lon", *["x,y"] * 100]).encode())
    assert len(contents.problems) == PROBLEMS_OF_A_SORT + 1
    assert contents.problems[-1].values["count"] == 100 - PROBLEMS_OF_A_SORT


def test_the_data_of_other_tests_is_read(tmp_path: Path) -> None:
    contents = look((DATA / "places/places.csv").read_bytes())
    assert contents.counts == {"points": 722}
    assert not contents.problems


def test_a_curve_is_not_called_damaged() -> None:
    contents = look((DATA / "gpkg/curve.gpkg").read_bytes())
    assert contents.counts == {"points": 0, "lines": 0, "areas": 0}
    assert [one.what for one in contents.problems] == ["This shape is not known. It is not read."]


@pytest.mark.parametrize(("lon", "is_read"), [(180.00000000000006, True), (180.001, False)])
def test_a_hair_beyond_the_date_line_is_on_it(lon: float, *, is_read: bool) -> None:
    contents = look(shp(point(lon, 30)), {".prj": WGS84})
    assert contents.counts["points"] == is_read
    assert (contents.first is not None and contents.first.lon == 180) == is_read


def sheet(rows: bytes) -> bytes:
    """A workbook whose only sheet has these rows, as no program would write them."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(a=[["lat", "lon"]]))) as plain,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in plain.namelist():
            held = plain.read(name)
            if name.endswith("sheet1.xml"):
                held = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
            archive.writestr(name, held)
    return file.getvalue()


@pytest.mark.parametrize(
    "rows",
    [b"<row/>" * 260_000, b"<row>" + b"<c/>" * 20_000 + b"</row>", b"<a>" * 200_000],
    ids=["rows", "cells", "deep"],
)
def test_a_small_workbook_that_would_fill_the_memory_is_refused(rows: bytes) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        look(sheet(rows))
    assert refused.value.reason == "too_large"


@pytest.mark.parametrize("begin", [b"<!--", b'<a b="', b"<?x "])
def test_a_mark_without_end_is_not_looked_at_again_and_again(begin: bytes) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        look(b"<kml>" + begin + b"a" * 5_000_000)
    assert refused.value.reason == "too_large"


def test_more_problems_than_can_be_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "LIMIT_POINTS", 5)
    with pytest.raises(ImportRefusedError):
        look(b"<kml>" + b"<Placemark/>" * 6 + b"</kml>")
    with pytest.raises(ImportRefusedError):
        look(shp(*[struct.pack("<i", 0)] * 6), {".prj": WGS84})
