"""What goes out is read again by other programs' rules: same places, same names, nothing hidden."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.layers import Layer, Outlook, Shape, layers_of, table_of
from app.exchange.writers import WRITERS
from app.geo.area import Area
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position
from app.models.fields import AreaField, PositionField, Sensitivity
from app.models.hazards import Hazard
from app.models.kinds import KIND, KINDS
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from tests.exchange.forms import look
from tests.models.strategies import values_for

MAPS = sorted(WRITERS.keys() - {"csv"})
PLACED = [
    kind.kind
    for kind in KINDS
    if any(isinstance(item, PositionField | AreaField) for item in kind.fields.values())
]
OPEN = Outlook(lambda text: text, {}, Sensitivity.C3)
HERE = Position(
    lat=Decimal("30.512345"),
    lon=Decimal("47.780001"),
    method=Method.HANDHELD,
    accuracy_m=Decimal(5),
    accuracy_kind=AccuracyKind.P95,
    source_text="38R QU 66837 78403",
)
FIELD = Area(
    (
        Point(Decimal("30.5"), Decimal("47.7")),
        Point(Decimal("30.6"), Decimal("47.7")),
        Point(Decimal("30.6"), Decimal("47.8")),
    )
)
SITE = Site(
    "u" * 32,
    {
        "number": "SNJ03",
        "name": "=حقل الجنوب & <القناة>",
        "position": HERE,
        "boundary": FIELD,
        "security_note": "C2 only",
    },
)


def written(form: str, layers: list[Layer], title: str = "TST26") -> bytes:
    writer, _, _ = WRITERS[form]
    return writer(layers, title)


@pytest.mark.parametrize("form", MAPS)
@settings(max_examples=25)
@given(data=st.data())
def test_every_place_comes_back(form: str, data: st.DataObject) -> None:
    """Whatever was recorded in any kind: as many points and areas, within the same bounds."""
    layers = [
        layer
        for kind in data.draw(st.lists(st.sampled_from(PLACED), max_size=3, unique=True))
        for layer in layers_of(KIND[kind], data.draw(_records(kind)), OPEN)
        if layer.shape is not Shape.NONE
    ]
    told = look(written(form, layers))
    assert told.format == {"gpkg": "geopackage"}.get(form, form)
    assert not [one for one in told.problems if "not read" in one.what]
    points, areas = (
        [row.geometry for layer in layers if layer.shape is shape for row in layer.rows]
        for shape in (Shape.POINT, Shape.AREA)
    )
    names = ("waypoints", "routes") if form == "gpx" else ("points", "areas")
    assert [told.counts[name] for name in names] == [len(points), len(areas)]
    corners = [
        corner
        for geometry in (*points, *areas)
        if geometry is not None
        for corner in (geometry.ring if isinstance(geometry, Area) else (geometry,))
    ]
    if corners:
        assert told.box is not None
        wanted = (min(c.lat for c in corners), max(c.lon for c in corners))
        found = (told.box.south, told.box.east)
        assert found == (pytest.approx(wanted) if form == "gpkg" else wanted)


def _records(kind: str) -> st.SearchStrategy[list[Record]]:
    def made(values: list[dict[str, Any]]) -> list[Record]:
        return [KIND[kind](f"{at:032x}", one) for at, one in enumerate(values)]

    return st.lists(values_for(kind), max_size=3).map(made)


@pytest.mark.parametrize("form", ["geojson", "kml", "gpx", "gpkg", "csv"])
def test_arabic_names_are_intact(form: str) -> None:
    layers = [table_of(Site, [SITE], OPEN)] if form == "csv" else layers_of(Site, [SITE], OPEN)
    data = written(form, layers, "عملية")
    if form == "gpkg":
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(data)
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            (name,) = database.execute('SELECT name FROM "site"').fetchone()
            assert name == SITE.name
            (about,) = database.execute("SELECT description FROM gpkg_contents").fetchone()
            assert about == "عملية"
        return
    text = data.decode("utf-8")
    assert "حقل الجنوب" in text
    if form == "geojson":
        told = json.loads(text)
        first, second = told["features"]
        assert first["geometry"]["coordinates"] == [47.780001, 30.512345]
        assert (first["properties"]["name"], told["name"]) == (SITE.name, "عملية")
        assert second["geometry"]["type"] == "Polygon"
    if form == "csv":
        (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
        assert row["name"] == f"'{SITE.name}", "a spreadsheet would run it"
        assert (row["position_lat"], row["position_as_read"]) == ("30.512345", HERE.source_text)
        assert row["boundary"].startswith("POLYGON ((47.7 30.5, 47.7 30.6,")


def test_a_coordinate_never_goes_without_its_worth() -> None:
    for layer in (*layers_of(Site, [SITE], OPEN), table_of(Site, [SITE], OPEN)):
        told = {column.name: value for column, value in layer.told(layer.rows[0])}
        assert told["position_error_95_m"] == HERE.error_95_m()
        assert told["position_method"] == "HANDHELD"


@settings(max_examples=25)
@given(st.sampled_from([kind.kind for kind in KINDS]), st.data())
def test_nothing_above_the_ceiling_goes_out(kind: str, data: st.DataObject) -> None:
    records = data.draw(_records(kind))
    ceiling = data.draw(st.sampled_from(Sensitivity))
    outlook = Outlook(lambda text: text, {}, ceiling)
    hidden = {name for name, item in KIND[kind].fields.items() if item.sensitivity > ceiling}
    for layer in (*layers_of(KIND[kind], records, outlook), table_of(KIND[kind], records, outlook)):
        names = {column.name for column in layer.columns}
        assert not names & hidden
        assert not any(name.startswith(tuple(f"{one}_lat" for one in hidden)) for name in names)
        raised = {record.uid: record.raised_sensitivity for record in records}
        for row in layer.rows:
            told = raised[str(row.values[0])]
            assert (
                told is None
                or told not in Sensitivity.__members__
                or (Sensitivity[told] <= ceiling)
            )


def test_kinds_without_a_place_are_a_table_and_others_tell_what_is_left_out() -> None:
    case = RemainsCase("c" * 32, {"number": "SNJ03-01-A0003B"})
    (layer, *_) = layers_of(RemainsCase, [case], OPEN)
    assert (layer.rows, layer.unplaced) == ((), 1)
    (table,) = layers_of(KIND["person"], [], OPEN)
    assert table.shape is Shape.NONE


def test_references_are_numbers_that_people_know() -> None:
    hazard = Hazard("h" * 32, {"site": SITE.uid, "observer_position": HERE})
    outlook = Outlook(lambda text: text, {SITE.uid: "SNJ03"}, Sensitivity.C3)
    layer = layers_of(Hazard, [hazard], outlook)[0]
    assert dict(layer.told(layer.rows[0]))[_column(layer, "site")] == "SNJ03"


def _column(layer: Layer, name: str) -> Any:
    return next(column for column in layer.columns if column.name == name)
