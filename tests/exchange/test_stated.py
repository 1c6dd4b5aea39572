"""Reference systems of files: said by the file, said by a person, or asked about; never guessed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.contents import Contents
from app.exchange.features import ImportRefusedError
from app.exchange.stated import (
    Stated,
    SystemToldError,
    UnstatedSystemError,
    in_order,
    offers,
    stated_system,
    system_told,
)
from app.geo.distance import distance_m
from app.geo.grids import to_grid
from app.geo.notation import CoordinateError
from app.geo.point import Point
from app.geo.reading import read_position
from app.geo.systems import systems
from tests.exchange.forms import UTM38, WGS84, geopackage, look, point, shp

BASRA = Point(Decimal("30.50"), Decimal("47.78"))
METRES = ("543210.5", "3412345.25")
ED50 = b'PROJCS["ED50 / UTM zone 38N",AUTHORITY["EPSG","23038"]]'


def spot(contents: Contents) -> Point:
    assert contents.first is not None
    return Point(contents.first.lat, contents.first.lon)


@given(st.integers(200_000, 800_000), st.integers(2_700_000, 4_500_000))
def test_metres_of_wgs84_lie_where_their_zone_puts_them(east: int, north: int) -> None:
    place = Stated("EPSG:32638").read((str(east), str(north)))
    grid = to_grid(place, zone=38)
    assert abs(grid.easting_m - east) < 0.001
    assert abs(grid.northing_m - north) < 0.001


@given(
    st.sampled_from(sorted(systems())),
    st.decimals("44", "49", places=5),
    st.decimals("29", "40", places=5),
)
def test_what_is_offered_is_what_would_be_read(code: int, lon: Decimal, lat: Decimal) -> None:
    pair = (str(lon), str(lat))
    if systems()[code].grid is not None:
        grid = to_grid(Point(lat, lon), zone=38)
        pair = (f"{grid.easting_m:.3f}", f"{grid.northing_m:.3f}")
    found = {one.system: one for one in offers(pair)}
    stated = Stated(f"EPSG:{code}", Decimal(50))
    if f"EPSG:{code}" not in found:
        with pytest.raises(CoordinateError):
            stated.read(pair)
        return
    offer = found[f"EPSG:{code}"]
    assert (offer.first.lat, offer.first.lon) == (stated.read(pair).lat, stated.read(pair).lon)
    assert offer.is_unsure == offer.first.is_accepted


def test_degrees_are_offered_as_degrees_alone_and_metres_as_metres() -> None:
    degrees = {one.system for one in offers(("47.78", "30.5"))}
    metres = {one.system for one in offers(METRES)}
    assert {"EPSG:4326", "EPSG:4743", "UNKNOWN"} <= degrees
    assert {"EPSG:32638", "EPSG:3392"} <= metres
    assert not degrees & metres


@pytest.mark.parametrize(
    ("system", "pair", "order"),
    [
        ("EPSG:4326", ("47.78", "30.5"), "30.5 47.78"),
        ("UNKNOWN", ("47.78", "30.5"), "30.5 47.78"),
        ("EPSG:4743", ("47.78", "30.5"), "30.5 47.78"),
        ("EPSG:32638", METRES, "543210.5 3412345.25"),
        ("EPSG:3392", METRES, "543210.5 3412345.25"),
        ("EPSG:28408", ("8543210", "4412345"), "4412345 8543210"),
        ("EPSG:4743", ("47.780000000000001", "30.5"), "30.5 47.78"),
    ],
)
def test_a_pair_is_put_as_it_is_read_there(system: str, pair: tuple[str, str], order: str) -> None:
    assert in_order(system, pair) == order


@pytest.mark.parametrize(
    ("text", "system"),
    [
        (UTM38.decode(), "EPSG:32638"),
        ('PROJCS["WGS_1984_UTM_Zone_5S",GEOGCS["GCS_WGS_1984"', "EPSG:32705"),
        ('PROJCS["x",GEOGCS["y",AUTHORITY["EPSG","4326"]],AUTHORITY["EPSG","3392"]]', "EPSG:3392"),
        ('PROJCRS["x",ID["EPSG",3392]]', "EPSG:3392"),
        ("urn:ogc:def:crs:EPSG::4743", "EPSG:4743"),
        ("urn:ogc:def:crs:EPSG:6.9:3392", "EPSG:3392"),
        ('PROJCS["x",UNIT["metre",1,AUTHORITY["EPSG","9001"]]]', None),
        ('PROJCS["WGS_1984_UTM_Zone_38N",GEOGCS["GCS_European_1950"', None),
        ("EPSG:3857", None),
        ("", None),
    ],
)
def test_what_a_definition_says(text: str, system: str | None) -> None:
    told = system_told(text)
    assert (told.system if told else None) == system


def test_a_shapefile_is_converted_as_its_projection_says() -> None:
    contents = look(shp(point(*map(float, METRES))), {".prj": UTM38})
    wanted = read_position(" ".join(METRES), "EPSG:32638")
    assert distance_m(spot(contents), wanted) < 0.01
    assert contents.warnings[0].values == {"system": "EPSG:32638"}


@pytest.mark.parametrize("prj", [None, b"", b" \r\n", b'PROJCS["Basra_Works",GEOGCS["?"]]'])
def test_a_shapefile_that_says_nothing_known_is_asked_about(prj: bytes | None) -> None:
    data, beside = shp(point(*map(float, METRES))), {} if prj is None else {".prj": prj}
    with pytest.raises(UnstatedSystemError) as asked:
        look(data, beside)
    assert asked.value.first == METRES
    assert asked.value.reason == "no_system"


def test_a_file_whose_conversion_nobody_published_is_asked_about() -> None:
    with pytest.raises(UnstatedSystemError) as asked:
        look(shp(point(*map(float, METRES))), {".prj": ED50})
    assert "never published" in str(asked.value)


def test_a_person_does_not_say_otherwise_than_the_file() -> None:
    data = shp(point(47.78, 30.5))
    with pytest.raises(SystemToldError):
        look(data, {".prj": WGS84}, Stated("EPSG:4743"))
    assert spot(look(data, {".prj": WGS84}, Stated("EPSG:4326"))) == Point(
        Decimal("30.5"), Decimal("47.78")
    )


@pytest.mark.parametrize("name", ["EPSG:3857", "4711", "Basra", ""])
def test_a_system_that_is_not_converted_cannot_be_said(name: str) -> None:
    with pytest.raises(CoordinateError):
        stated_system(name)


@pytest.mark.parametrize("number", [0, -1])
def test_a_layer_without_a_system_is_asked_about(number: int) -> None:
    data = geopackage(number)
    with pytest.raises(UnstatedSystemError) as asked:
        look(data)
    assert asked.value.first == ("47.78", "30.5")
    told = look(data, {}, Stated("EPSG:4743"))
    assert distance_m(spot(told), read_position("30.5 47.78", "EPSG:4743")) < 0.01


def test_a_layer_is_in_the_system_that_its_file_calls_by_that_number() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(geopackage(100_001))
        database.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id);"
            "INSERT INTO gpkg_spatial_ref_sys VALUES (100001, 'epsg', 4743);"
        )
        told = look(database.serialize())
    assert distance_m(spot(told), read_position("30.5 47.78", "EPSG:4743")) < 0.01


@pytest.mark.parametrize(
    ("crs", "is_read"),
    [("urn:ogc:def:crs:OGC:1.3:CRS84", True), ("EPSG:4743", True), ("EPSG:3857", False)],
)
def test_an_old_geojson_that_names_a_system(crs: str, *, is_read: bool) -> None:
    told = {
        "type": "Feature",
        "crs": {"type": "name", "properties": {"name": crs}},
        "geometry": {"type": "Point", "coordinates": [47.78, 30.5]},
    }
    data = json.dumps(told).encode()
    if is_read:
        assert look(data).counts["points"] == 1
        return
    with pytest.raises(UnstatedSystemError) as asked:
        look(data)
    assert asked.value.first == ("47.78", "30.5")


def test_a_table_may_be_said_to_be_in_another_system() -> None:
    told = look(b"lat,lon\n30.5,47.78\n", {}, Stated("EPSG:4743"))
    assert distance_m(spot(told), read_position("30.5 47.78", "EPSG:4743")) < 0.01
    with pytest.raises(ImportRefusedError):
        look(b"<gpx/>", {}, Stated("EPSG:4743"))
