"""What each kind of file says badly: nothing of it is dropped silently."""

from __future__ import annotations

import re
import struct

import pytest

from app.exchange.contents import Contents
from app.exchange.features import Feature, ImportRefusedError, moment_of, number_of, short
from app.exchange.geojson import read_geojson
from app.exchange.kml import read_kml
from app.exchange.shapefiles import read_shapefile
from app.exchange.tables import read_table
from tests.exchange.forms import KML, NOW, WGS84, look, point, polygon, shp

POINT = "<Point><coordinates>47,30</coordinates></Point>"
TRACK = """<Track><when>2026-01-01T00:00:00Z</when><coord>47 30 1</coord><coord>47 31 1</coord>
</Track>"""


def gpx(inside: str) -> Contents:
    return look(f'<gpx version="1.1">{inside}</gpx>'.encode())


def kml(inside: str) -> Contents:
    return look(f"<kml><Placemark>{inside}</Placemark></kml>".encode())


def whats(contents: Contents) -> list[str]:
    return [problem.what.format(**problem.values) for problem in contents.problems]


@pytest.mark.parametrize(
    ("told", "points", "problem"),
    [
        ('<wpt lat="30.5" lon="47.78"/>', 1, None),
        ('<wpt lat="٣٠٫٥" lon="٤٧٫٧٨"/>', 1, None),
        ('<wpt lat="30.5"/>', 0, "No latitude and longitude"),
        ('<wpt lat="north" lon="47"/>', 0, "No latitude and longitude"),
        ('<wpt lat="NaN" lon="inf"/>', 0, "No latitude and longitude"),
        ('<wpt lat="147.78" lon="30.5"/>', 0, "swapped"),
        ('<wpt lat="3380000" lon="770000"/>', 0, "These are not degrees"),
        ('<wpt lat="0" lon="0"/>', 1, "without a position"),
        ('<wpt lat="30.5" lon="47"><time>1901-12-13T20:45:52Z</time></wpt>', 1, "the year 1901"),
        ('<wpt lat="30.5" lon="47"><time>2099-01-01T00:00:00Z</time></wpt>', 1, "the year 2099"),
        ('<wpt lat="30.5" lon="47"><time>yesterday</time></wpt>', 1, "time cannot be read"),
        ('<wpt lat="30.5" lon="47"><ele>high</ele></wpt>', 1, "height"),
        ('<wpt lat="30.5" lon="47"><ele/><time/></wpt>', 1, None),
    ],
)
def test_waypoints(told: str, points: int, problem: str | None) -> None:
    contents = gpx(told)
    assert contents.counts["waypoints"] == points
    found = whats(contents)
    assert len(found) == (problem is not None)
    if problem is not None:
        assert problem in found[0]
        assert contents.problems[0].values["number"] == 1


def test_a_time_that_is_not_believed_is_not_told() -> None:
    first = gpx('<wpt lat="30" lon="47"><time>1901-12-13T20:45:52Z</time></wpt>').first
    assert first is not None
    assert first.utc is None


@pytest.mark.parametrize(
    ("told", "utc"),
    [
        ("2026-01-01T03:00:00+03:00", "2026-01-01T00:00:00Z"),
        ("2026-01-01T00:00:00.25Z", "2026-01-01T00:00:00.250Z"),
        ("2026-01-01T00:00:00", "2026-01-01T00:00:00Z"),
    ],
)
def test_times_are_told_in_utc(told: str, utc: str) -> None:
    first = gpx(f'<wpt lat="30" lon="47"><time>{told}</time></wpt>').first
    assert first is not None
    assert first.utc == utc


def test_a_track_that_breaks_off_is_kept_as_far_as_it_goes() -> None:
    whole = '<trkpt lat="30.5" lon="47.78"/><trkpt lat="30.6" lon="47.79"/>'
    contents = look(f"<gpx><trk><trkseg>{whole}<trkpt lat=".encode())
    assert (contents.counts["tracks"], contents.counts["track_points"]) == (1, 2)
    assert "breaks off" in whats(contents)[0]


def test_extensions_do_not_stand_in_for_the_point_itself() -> None:
    contents = gpx(
        '<wpt lat="30" lon="47"><extensions><x><time>1901-01-01T00:00:00Z</time></x></extensions>'
        "<time>2026-01-01T00:00:00Z</time></wpt>"
    )
    assert not contents.problems
    assert contents.first is not None
    assert contents.first.utc == "2026-01-01T00:00:00Z"


def test_names_and_holes_of_a_kml() -> None:
    features = [one for one in read_kml([KML.encode()], NOW) if isinstance(one, Feature)]
    assert [one.name for one in features] == ["قبر ١", "way", "field"]
    assert [len(part) for part in features[2].parts] == [4, 4]


@pytest.mark.parametrize(
    ("inside", "counts", "problem"),
    [
        (f"<MultiGeometry>{POINT}{POINT}</MultiGeometry>", (2, 0, 0), None),
        (TRACK, (0, 1, 0), None),
        ("<LinearRing><coordinates>47,30 48,31 48,30</coordinates></LinearRing>", (0, 0, 1), None),
        ("<Point><coordinates>47</coordinates></Point>", (0, 0, 0), "No latitude"),
        ("<Point><coordinates/></Point>", (0, 0, 0), "has no place"),
        ("<NetworkLink/>", (0, 0, 0), "NetworkLink is not read"),
        ("<Polygon><outerBoundaryIs/></Polygon>", (0, 0, 0), "has no place"),
    ],
)  # fmt: skip
def test_shapes_of_a_kml(inside: str, counts: tuple[int, ...], problem: str | None) -> None:
    contents = kml(inside)
    assert tuple(contents.counts.values()) == counts
    assert [problem in what for what in whats(contents) if problem] == [True] * bool(problem)
    assert bool(contents.first) == any(counts)


@pytest.mark.parametrize(
    ("told", "count"),
    [  # what GDAL reads of the same, but for the last, where it drops three of four figures
        ("47.7,30.5 47.8,30.6", 2),
        ("47.7, 30.5 47.8, 30.6", 2),
        ("47.7, 30.5, 5\n47.8, 30.6, 5", 2),
        ("47.7 , 30.5 , 5  47.8 ,30.6", 2),
        ("47.7,30.5,5, 47.8,30.6,5,", 2),
        ("47.7, 30.5, 47.8, 30.6", 0),  # two places, or one with a height and one of two figures
    ],
)
def test_spaces_after_commas_belong_to_a_place(told: str, count: int) -> None:
    text = f"<Placemark><LineString><coordinates>{told}</coordinates></LineString></Placemark>"
    lines = [one for one in read_kml([text.encode()], NOW) if isinstance(one, Feature)]
    assert sum(len(line.parts[0]) for line in lines) == count
    for line in lines:
        first, last = line.parts[0]
        assert (str(first.lon), str(first.lat), str(last.lat)) == ("47.7", "30.5", "30.6")


@pytest.mark.parametrize("root", ["Document", "Folder"])
def test_what_was_cut_out_of_a_kml_is_one(root: str) -> None:
    placemark = "<Placemark><Point><coordinates>47.7,30.5</coordinates></Point></Placemark>"
    for text in (
        placemark,
        f'<?xml version="1.0"?>\n<!-- a note -->\n<{root}>{placemark}</{root}>',
    ):
        contents = look(text.encode())
        assert (contents.format, contents.counts["points"]) == ("kml", 1)


@pytest.mark.parametrize(
    ("geometry", "counts", "problem"),
    [
        ('{"type":"MultiPoint","coordinates":[[47,30],[48,31]]}', (2, 0, 0), None),
        ('{"type":"MultiLineString","coordinates":[[[47,30],[48,31]],[[1,2],[2,3]]]}',
         (0, 2, 0), None),
        ('{"type":"MultiPolygon","coordinates":[[[[47,30],[48,31],[48,30],[47,30]]]]}',
         (0, 0, 1), None),
        ('{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[47,30]}]}',
         (1, 0, 0), None),
        ("null", (0, 0, 0), "has no place"),
        ("7", (0, 0, 0), "not known"),
        ('{"type":[]}', (0, 0, 0), "not known"),
        ('{"type":"Curve","coordinates":[]}', (0, 0, 0), "not known"),
        ('{"type":"Point","coordinates":["a","b"]}', (0, 0, 0), "No latitude"),
        ('{"type":"Point","coordinates":[770000,3380000]}', (0, 0, 0), "not degrees"),
        ('{"type":"Point","coordinates":7}', (0, 0, 0), "No latitude"),
        ('{"type":"LineString","coordinates":[]}', (0, 0, 0), "has no place"),
        ('{"type":"Point","coordinates":[1e400,1]}', (0, 0, 0), "No latitude"),
    ],
)  # fmt: skip
def test_shapes_of_a_geojson(geometry: str, counts: tuple[int, ...], problem: str | None) -> None:
    contents = look(f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}'.encode())
    assert tuple(contents.counts.values()) == counts
    found = whats(contents)
    assert bool(found) == (problem is not None)
    assert problem is None or problem in found[0]


def test_a_geojson_keeps_digits_and_names() -> None:
    data = '{"type":"Feature","properties":{"name":"قبر"},"geometry":{"type":"Point",'
    data += '"coordinates":[47.780000,30.5000]}}'
    (feature,) = read_geojson(data.encode(), NOW)
    assert isinstance(feature, Feature)
    assert feature.name == "قبر"
    assert str(feature.parts[0][0].lon) == "47.780000"


@pytest.mark.parametrize("mark", ["", "\x1e"])
def test_geojson_may_have_a_feature_a_line(mark: str) -> None:
    line = mark + '{"type":"Feature","geometry":{"type":"Point","coordinates":[47.78,30.5]}}\n'
    assert look((line * 3).encode()).counts["points"] == 3
    with pytest.raises(ImportRefusedError, match="not whole"):
        look((line * 3)[:-9].encode())


@pytest.mark.parametrize(
    "header", ["lat,lon", "Latitude;Longitude", "LON\tLAT", "name,خط العرض,خط الطول", "lat,lon,lat"]
)
def test_headers_of_tables(header: str) -> None:
    delimiter = next(mark for mark in ",;\t" if mark in header)
    cells = ["47.78" if "lon" in name.lower() or "الطول" in name else "30.5"
             for name in header.split(delimiter)]  # fmt: skip
    contents = look(f"{header}\n{delimiter.join(cells)}\n".encode())
    assert contents.counts == {"points": 1}
    assert contents.first is not None
    assert float(contents.first.lat) == 30.5


@pytest.mark.parametrize(
    "table",
    [
        "lat;lon\n30,508333;47,780278",
        "lat\tlon\n30°30'30\"N\t47°46'49\"E",
        "lon,lat\n47 46.8167,30 30.5",
        "name,MGRS\nقبر,38R QU 66825 78403",
        "name,utm\nقبر,38N 766825 3378403",
        "Zone;Easting;Northing\n38R;766825;3378403",
        'id,Coordinates\n1,"30.508333, 47.780278"',
        "الاسم,الإحداثيات\nقبر,٣٠٫٥٠٨٣٣٣ ٤٧٫٧٨٠٢٧٨",
        "lat,lon,mgrs\n30.508333,47.780278,garbage",
        "INDEX,LATITUDE,N/S,LONGITUDE,E/W\n1,30.508333,N,47.780278,E",
        "INDEX,LATITUDE N/S,LONGITUDE E/W\n1,30.508333N,47.780278E",
        "Latitude (deg),Longitude (deg)\n30.508333,47.780278",
        'SourceFile,GPSLatitude,GPSLongitude\na.jpg,"30 deg 30\' 30.00"" N","47 deg 46\' 49"" E"',
        "today,_grave_latitude,_grave_longitude,_grave_precision\n1,30.508333,47.780278,5",
    ],
)
def test_places_in_tables_as_people_write_them(table: str) -> None:
    contents = look(table.encode())
    assert (contents.counts, contents.problems) == ({"points": 1}, ())
    assert contents.first is not None
    assert float(contents.first.lat) == pytest.approx(30.508333, abs=2e-5)
    assert float(contents.first.lon) == pytest.approx(47.780278, abs=2e-5)


def test_letters_in_columns_of_their_own_count() -> None:
    contents = look(b"lat,n/s,lon,e/w\n30.5,S,47.8,W")
    assert contents.first is not None
    assert (float(contents.first.lat), float(contents.first.lon)) == (-30.5, -47.8)


def test_of_two_places_in_a_row_nobody_chooses() -> None:
    with pytest.raises(ImportRefusedError, match="names no columns"):
        look(b"a:Latitude,a:Longitude,b:Latitude,b:Longitude\n30,47,31,48")


def test_what_a_square_is_worth_stays_with_its_place() -> None:
    _, feature = read_table(b"mgrs\n38RQU6678\n", NOW)
    assert isinstance(feature, Feature)
    (place,) = feature.parts[0]
    assert place.typed is not None
    assert (place.typed.source_text, place.typed.precision_m > 700) == ("38RQU6678", True)


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("mgrs\nQU 66837 78403", "has no zone"),
        ("name,mgrs\nقبر,", "Nothing was typed"),
        ("name,lat,lon\nقبر,,", "No latitude"),
        ("zone,easting,northing\n38,766837,3378403", "needs the letter"),
        ("zone,easting,northing\n38R,,3378403", "not understood|not a position"),
        ("lat;lon\n30,5;n/a", "No latitude"),
        ("lat,lon\n30 60 00,47 00 00", "No latitude"),
        ("lat,n/s,lon,e/w\n-30.5,S,47.8,E", "No latitude"),
    ],
)
def test_what_is_asked_about_in_tables_is_a_problem(table: str, problem: str) -> None:
    contents = look(table.encode())
    assert contents.counts == {"points": 0}
    assert re.search(problem, contents.problems[0].what)


def test_a_table_of_excel_and_one_with_a_torn_quotation() -> None:
    assert look("lat\tlon\n30,5\t47,78\n30.5\t47.78\n".encode("utf-16")).counts == {"points": 2}
    items = list(read_table(b'lat,lon,name\n30,47,"a\n31,48,b\n', NOW))
    assert sum(isinstance(one, Feature) for one in items) == 1


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (struct.pack("<i", 0), "has no place"),
        (struct.pack("<i", 31) + bytes(60), "not known"),
        (struct.pack("<i", 1), "damaged"),
        (point(500000, 3380000), "not degrees"),
        (point(float("nan"), 30), "No latitude"),
        (struct.pack("<i4d2i", 5, 0, 0, 0, 0, 2**31 - 1, 2**31 - 1), "damaged"),
        (struct.pack("<i4d2i2i", 5, 0, 0, 0, 0, 2, 1, 0, 9) + bytes(16), "damaged"),
        (struct.pack("<i4di", 8, 0, 0, 0, 0, -1), "damaged"),
    ],
)
def test_records_of_a_shapefile(body: bytes, problem: str) -> None:
    contents = look(shp(body, point(47.78, 30.5)), {".prj": WGS84})
    assert contents.counts["points"] == 1
    assert problem in whats(contents)[0]


def test_a_shapefile_that_breaks_off() -> None:
    whole = shp(point(47.78, 30.5), point(47.79, 30.6))
    contents = look(whole[:-4], {".prj": WGS84})
    assert contents.counts["points"] == 1
    assert "breaks off" in whats(contents)[0]


def test_rings_and_many_points_of_a_shapefile() -> None:
    ring = [(47.7, 30.5), (47.7, 30.6), (47.8, 30.6), (47.7, 30.5)]
    hole = [(47.71, 30.55), (47.72, 30.55), (47.72, 30.56), (47.71, 30.55)]
    many = struct.pack("<i4di4d", 8, 0, 0, 0, 0, 2, 47.0, 30.0, 48.0, 31.0)
    area, *points = read_shapefile(shp(polygon(ring, hole), many), {".prj": WGS84}, NOW)
    assert isinstance(area, Feature)
    assert [len(part) for part in area.parts] == [4, 4]
    assert [one.kind for one in points if isinstance(one, Feature)] == ["points", "points"]


@pytest.mark.parametrize(
    ("told", "number"),
    [("47.780", "47.780"), ("٤٧٫٧٨", "47.78"), ("4.778e1", "47.78"), ("-.5", "-0.5"),
     ("1e99", None), ("0x10", None), ("", None), ("1_0", None), ("−5", "-5")],
)  # fmt: skip
def test_numbers(told: str, number: str | None) -> None:
    found = number_of(told)
    assert (None if found is None else str(found)) == number


def test_moments_and_names() -> None:
    assert str(moment_of("2026-11-22T10:00:00.5+03:00")) == "2026-11-22 07:00:00.500000+00:00"
    assert moment_of("2026-13-22T10:00:00Z") is None
    assert moment_of("0001-01-01T00:00:00+14:00") is None
    assert short("a\n\u202eb  c" + "x" * 1000).startswith("a b c")
    assert len(short("x" * 1000)) == 200
