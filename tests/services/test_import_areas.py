"""Areas out of files: no ground is cleared, and no hazard gone, that the file does not say so.

Shapely is the oracle: what is recorded is compared with the geometry that was written to the file.
"""

from __future__ import annotations

import io
import json
import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from app.core.errors import Cancelled
from app.core.jobs import Ticket
from app.exchange.features import Problem
from app.exchange.reading import read_features
from app.exchange.stated import Stated
from app.geo.area import Area
from app.models.clearance import ClearanceCertificate
from app.models.hazards import Hazard
from app.services.import_plans import (
    HOLES,
    AreaDraft,
    Draft,
    Made,
    Plan,
    made_of,
    may_be_filled,
)
from app.services.import_reading import ImportPlanError
from app.services.imports import Imported, import_file
from app.services.margins import marks_of
from app.services.reading import list_records
from app.services.recording import save_record
from tests.exchange.forms import NOW, WGS84, polygon, shp
from tests.journeys.fieldwork import GRAVE, Fieldwork, position

Ring = list[tuple[float, float]]
Parts = list[list[Ring]]  # polygons, each an outline and its holes

WEST, SOUTH, STEP = 47.78, 30.5, 0.001
OUTLINE: Ring = [(0, 0), (9, 0), (9, 9), (0, 9)]
HOLE: Ring = [(2, 2), (2, 4), (4, 4), (4, 2)]
AFAR: Ring = [(20, 0), (29, 0), (29, 9)]


def closed(ring: Ring) -> Ring:
    """On the ground near Basra, the first corner again at the end."""
    return [(round(WEST + x * STEP, 6), round(SOUTH + y * STEP, 6)) for x, y in (*ring, ring[0])]


def geojson(parts: Parts, *, broken: tuple[int, int] | None = None) -> bytes:
    """As GeoJSON; `broken` is the ring and the corner of the last part that cannot be read."""
    told: list[list[list[list[object]]]] = [
        [[[x, y] for x, y in closed(ring)] for ring in part] for part in parts
    ]
    if broken is not None:
        rings = told[-1]
        ring = rings[broken[0] % len(rings)]
        ring[broken[1] % len(ring)] = ["?", None]
    return json.dumps({"type": "MultiPolygon", "coordinates": told}).encode()


def kml(parts: Parts) -> bytes:
    def boundary(name: str, ring: Ring) -> str:
        places = " ".join(f"{x},{y}" for x, y in closed(ring))
        return f"<{name}><LinearRing><coordinates>{places}</coordinates></LinearRing></{name}>"

    polygons = "".join(
        # the holes first, as no program writes them and every reader has to take them
        f"<Polygon>{''.join(boundary('innerBoundaryIs', hole) for hole in holes)}"
        f"{boundary('outerBoundaryIs', outline)}</Polygon>"
        for outline, *holes in parts
    )
    return f"<kml><Placemark><MultiGeometry>{polygons}</MultiGeometry></Placemark></kml>".encode()


def geopackage(parts: Parts) -> bytes:
    shape = shapely.MultiPolygon([(closed(outline), list(map(closed, holes)))
                                  for outline, *holes in parts])  # fmt: skip
    blob = struct.pack("<2sBBi", b"GP", 0, 1, 4326) + shapely.to_wkb(shape)
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            "CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);"
            "INSERT INTO gpkg_geometry_columns VALUES ('areas', 'shape', 4326);"
            "CREATE TABLE areas (shape BLOB);"
        )
        database.execute("INSERT INTO areas VALUES (?)", (blob,))
        database.commit()
        return database.serialize()


def shapefile(parts: Parts) -> bytes:
    return shp(polygon(*[closed(ring) for part in parts for ring in part]))


FORMS: dict[str, Callable[[Parts], bytes]] = {
    "geojson": geojson, "kml": kml, "geopackage": geopackage, "shapefile": shapefile,
}  # fmt: skip


def made(data: bytes, plan: Plan) -> list[Made]:
    file = io.BytesIO(data)
    told = read_features(file, NOW, Ticket(), {".prj": WGS84}, plan.stated)
    return list(made_of(told.items, told.format, plan, 180))


def shape_of(area: Area) -> Any:
    return shapely.Polygon([(float(one.lon), float(one.lat)) for one in area.ring])


def joined(shapes: Iterable[Any]) -> Any:
    """The ground of all of them, without the lines and points at which they touch."""
    parts = shapely.get_parts(shapely.get_parts(list(shapes)))
    return shapely.union_all([one for one in parts if one.area > 0] or [shapely.Polygon()])


def ground_of(ring: Ring) -> Any:
    """What a ring encloses, by the even-odd rule where it crosses itself."""
    return joined([shapely.make_valid(shapely.Polygon(closed(ring)))])


def written(parts: Parts) -> Any:
    """The ground that the file means: what is in an outline and in none of its holes."""
    return joined(
        joined([ground_of(outline) - joined(map(ground_of, holes))]) for outline, *holes in parts
    )


def enclosed(parts: Parts) -> Any:
    """The same for rings of which nothing says whether they are holes: what an odd number hold."""
    ground = shapely.Polygon()
    for ring in (ring for part in parts for ring in part):
        ground = joined([ground ^ ground_of(ring)])
    return ground


def cleared(data: bytes, areas: int) -> Any:
    """The ground that the certificates would take, if every area were given to one."""
    found = []
    for number in range(1, areas + 1):
        plan = Plan(area_of="certificate", area_number=number)
        drafts = [one for one in made(data, plan) if isinstance(one, AreaDraft)]
        assert len(drafts) <= 1
        found += [one.area for one in drafts if not one.holes]
    return joined(map(shape_of, found))


def hazards(data: bytes) -> tuple[Any, list[Problem]]:
    told = made(data, Plan(Hazard.kind, "site"))
    areas = [one.values["extent"] for one in told if isinstance(one, Draft)]
    problems = [one for one in told if isinstance(one, Problem)]
    return joined(map(shape_of, areas)), problems


corners = st.tuples(st.integers(0, 12), st.integers(0, 12))
rings = st.lists(corners, min_size=3, max_size=6, unique=True).filter(
    lambda ring: shapely.Polygon(ring).area > 0
)


@st.composite
def many(draw: st.DrawFn) -> Parts:
    """Parts that lie apart, each with holes that lie anywhere, also across its outline."""
    count = draw(st.integers(1, 3))
    return [
        [
            [(x + 20 * nth, y) for x, y in ring]
            for ring in (draw(rings), *draw(st.lists(rings, max_size=2)))
        ]
        for nth in range(count)
    ]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None)
@given(parts=many())
def test_importing_never_clears_more_than_the_file_nor_less_of_a_hazard(
    form: str, parts: Parts
) -> None:
    data = FORMS[form](parts)
    truth = enclosed(parts) if form == "shapefile" else written(parts)
    assert (cleared(data, sum(map(len, parts))) - truth).area < 1e-12
    ground, problems = hazards(data)
    assert (truth - ground).area < 1e-12 or problems


@given(parts=many(), ring=st.integers(0, 9), corner=st.integers(0, 9))
def test_a_corner_that_cannot_be_read_makes_no_other_area(
    parts: Parts, ring: int, corner: int
) -> None:
    data, truth = geojson(parts, broken=(ring, corner)), written(parts)
    assert (cleared(data, len(parts)) - truth).area < 1e-12
    ground, problems = hazards(data)
    assert problems
    assert (written(parts[-1:]) & ground).area < 1e-12 or (truth - ground).area < 1e-12


@pytest.mark.parametrize("form", FORMS)
def test_parts_are_areas_of_their_own_and_holes_are_seen(form: str) -> None:
    data = FORMS[form]([[OUTLINE, HOLE], [AFAR]])
    first, second = (one for one in made(data, Plan(Hazard.kind, "site")))
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.holes, second.holes) == (1, 0)
    assert (first.values["description"], second.values["description"]) == ("1/2", "2/2")


@pytest.mark.parametrize("ways", range(4))
def test_which_way_a_ring_runs_does_not_make_a_hole(ways: int) -> None:
    """Programs write it wrong, and a hole that was taken for a part would be cleared ground."""
    outline, hole = (ring[:: -1 if ways >> n & 1 else 1] for n, ring in enumerate([OUTLINE, HOLE]))
    for order in ([outline, hole], [hole, outline]):
        data = shp(polygon(*map(closed, order)))
        assert cleared(data, 2).is_empty
        assert hazards(data)[0].equals(shapely.Polygon(closed(OUTLINE)))


def test_a_hole_of_a_shapefile_in_no_outline_is_no_ground() -> None:
    """By the way it runs it is a hole; nobody knows of what, so none of the area is believed."""
    data = shp(polygon(closed(OUTLINE[::-1]), closed(AFAR)))
    assert cleared(data, 2).is_empty
    assert hazards(data)[1]


def test_outlines_of_a_shapefile_that_cross_are_listed() -> None:
    across = [(5.0, 5.0), (15.0, 5.0), (15.0, 15.0)]
    (problem,) = made(shp(polygon(closed(OUTLINE), closed(across))), Plan(Hazard.kind, "site"))
    assert isinstance(problem, Problem)
    assert "cross" in problem.what


@pytest.mark.parametrize(
    ("system", "is_kept"),
    [("EPSG:4743", True), ("EPSG:3889", True), ("EPSG:4744", False), ("UNKNOWN", False)],
)
def test_an_area_of_a_system_that_is_known_badly_is_listed(system: str, is_kept: bool) -> None:
    file = io.BytesIO(shapefile([[OUTLINE]]))
    told = read_features(file, NOW, Ticket(), {}, Stated(system))
    (one,) = made_of(told.items, told.format, Plan(Hazard.kind, "site"), 180)
    assert isinstance(one, Draft) == is_kept
    if isinstance(one, Problem):
        assert "metres" in one.values


def test_only_a_hazard_may_be_larger_than_in_the_file() -> None:
    kinds = ("site", "grave", "clearance_task", "clearance_certificate", "operation")
    assert may_be_filled(Hazard.kind)
    assert not any(map(may_be_filled, kinds))
    (left,) = made(geojson([[OUTLINE, HOLE]]), Plan("site"))
    assert isinstance(left, Problem)
    assert left.what == HOLES


# --- in the store --------------------------------------------------------------------------------


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path)
    fieldwork.report_a_site()
    fieldwork.change("site", {"position": position(GRAVE)})
    yield fieldwork
    fieldwork.close()


def bring(work: Fieldwork, data: bytes, **plan: Any) -> Imported:
    path = work.folder / "areas"
    path.write_bytes(data)
    return import_file(work.laptop, path, Plan(**{"site": work.known["site"], **plan}))


def test_each_part_is_a_hazard_and_a_filled_hole_is_said_beside_it(work: Fieldwork) -> None:
    told = bring(work, kml([[OUTLINE, HOLE], [AFAR]]), kind=Hazard.kind, of_holes="بلا ثقوب")
    assert (told.recorded, told.left) == (2, ())
    assert [one.values["holes"] for one in told.changed] == [1]
    first, second = list_records(work.laptop, Hazard.kind)
    assert first.values["status"] == "OPEN"
    marks = {one.uid: marks_of(work.laptop, one.uid) for one in (first, second)}
    (noted,) = [marks[uid]["extent"] for uid in marks if "extent" in marks[uid]]
    assert "بلا ثقوب" in str(noted)


def test_a_hole_of_cleared_ground_is_never_filled(work: Fieldwork) -> None:
    draft = {"site": work.known["site"]}
    uid = save_record(work.laptop, ClearanceCertificate.kind, None, draft).record.uid
    told = bring(work, geojson([[OUTLINE, HOLE]]), area_of=uid)
    assert [one.what for one in told.left] == [HOLES]
    (certificate,) = list_records(work.laptop, ClearanceCertificate.kind)
    assert certificate.values.get("area") is None


def test_one_file_is_the_area_of_as_many_records_as_it_is_chosen_for(work: Fieldwork) -> None:
    draft = {"site": work.known["site"]}
    certificate = save_record(work.laptop, ClearanceCertificate.kind, None, draft).record.uid
    hazard = save_record(work.laptop, Hazard.kind, None, {**draft, "status": "OPEN"}).record.uid
    for uid in (certificate, hazard):
        told = bring(work, geojson([[OUTLINE]]), area_of=uid)
        assert not told.left
        assert not told.is_repeat
        assert told.changes.uids == {uid}
    (cleared,) = list_records(work.laptop, ClearanceCertificate.kind)
    (dangerous,) = list_records(work.laptop, Hazard.kind)
    assert cleared.values["area"] == dangerous.values["extent"]


class _Stopped(Ticket):
    @override
    def checkpoint(self, stage: str, done: int = 0, total: int = 0) -> None:
        if stage == "Recording the places":
            raise Cancelled


def test_a_file_that_was_the_area_of_a_record_becomes_records_all_the_same(work: Fieldwork) -> None:
    told = bring(work, geojson([[OUTLINE], [AFAR]]), area_of=work.known["site"])
    assert told.is_whole
    told = bring(work, geojson([[OUTLINE], [AFAR]]), kind=Hazard.kind)
    assert (told.recorded, told.is_repeat, told.is_whole) == (2, False, True)
    told = bring(work, geojson([[OUTLINE], [AFAR]]), kind=Hazard.kind)
    assert (told.recorded, told.is_repeat) == (0, True)


def test_a_file_that_was_begun_in_one_system_goes_on_in_it_alone(work: Fieldwork) -> None:
    path = work.folder / "graves"
    path.write_bytes(shp(struct.pack("<i2d", 1, 543210.5, 3412345.25)))
    plans = [Plan(site=work.known["site"], stated=Stated(f"EPSG:{code}")) for code in (3392, 32638)]
    assert not import_file(work.laptop, path, plans[0], _Stopped()).is_whole
    with pytest.raises(ImportPlanError):
        import_file(work.laptop, path, plans[1])
    assert import_file(work.laptop, path, plans[0]).recorded == 1


def test_the_system_is_kept_with_every_place(work: Fieldwork) -> None:
    data = shp(struct.pack("<i2d", 1, 543210.5, 3412345.25))
    bring(work, data, stated=Stated("EPSG:3392"))
    (point,) = list_records(work.laptop, "survey_point")
    place = point.values["position"]
    assert (place.source_system, place.source_text) == ("EPSG:3392", "543210.5 3412345.25")
    assert (place.operation, place.operation_accuracy_m) == ("EPSG:5078", Decimal(1))
