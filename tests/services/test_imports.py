"""Bringing files in: the original kept, every place recorded or listed, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from app.core.jobs import Ticket
from app.exchange.features import ImportRefusedError
from app.exchange.survey_tables import guessed
from app.geo.position import AccuracyKind, Method, Position
from app.models.documents import Document
from app.models.record import Record
from app.models.survey import SurveyControl, SurveyPoint
from app.rules.check_shots import Setting
from app.services.desk import Desk
from app.services.flags import flags
from app.services.import_plans import HOLES, LOCAL, Plan, Survey
from app.services.import_reading import ImportPlanError
from app.services.imports import Imported, begun_before, import_file
from app.services.local_grids import tie_grid
from app.services.reading import find, get_record, history, list_records
from app.services.recording import save_record
from tests.exchange.forms import DATA, GPX, KML
from tests.journeys.fieldwork import GRAVE, Fieldwork, position

NEAR = '<gpx><wpt lat="{lat}" lon="{lon}"><name>{name}</name><time>{time}</time></wpt></gpx>'


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path)
    fieldwork.report_a_site()
    fieldwork.change("site", {"position": position(GRAVE)})
    yield fieldwork
    fieldwork.close()


def bring(work: Fieldwork, data: str | bytes, **plan: Any) -> Imported:
    path = work.folder / "given.gpx"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return import_file(work.laptop, path, Plan(**{"site": work.known["site"], **plan}))


def points(desk: Desk, kind: str = SurveyPoint.kind) -> list[Record]:
    return list_records(desk, kind)


# --- what becomes of a file ----------------------------------------------------------------------


def test_the_original_is_kept_and_every_record_names_it(work: Fieldwork) -> None:
    told = bring(work, GPX)
    (document,) = list_records(work.laptop, Document.kind)
    (point,) = points(work.laptop)
    assert work.laptop.vault.read(told.sha256) == GPX.encode()
    assert document.values["file"] == point.values["raw_file"] == told.sha256
    assert document.uid == told.document
    assert document.values["document_type"] == "DATA"
    assert told.sha256 in history(work.laptop, point.uid)[0].why
    assert find(work.laptop, "given.gpx")


def test_each_feature_is_recorded_or_listed_with_why(work: Fieldwork) -> None:
    told = bring(work, KML)
    assert (told.format, told.recorded, told.total) == ("kml", 1, 1)
    assert [one.what for one in told.left] == [
        "Ways are kept in the original only.",
        "Nobody chose the record that this area belongs to.",
    ]
    assert [dict(one.values)["name"] for one in told.left] == ["way", "field"]


def test_a_position_says_what_the_file_says_and_no_more(work: Fieldwork) -> None:
    bring(work, GPX.replace("2026-11-21", "2026-11-07"))
    (point,) = points(work.laptop)
    place = point.values["position"]
    assert isinstance(place, Position)
    assert place.method is Method.HANDHELD
    assert place.source_text == "30.500000 47.780000"
    assert place.accuracy_kind is None
    assert place.error_95_m() is None
    assert place.height_m == Decimal("4.5")
    assert str(point.values["occurred_at"]) == "2026-11-07T13:00:00.000+03:00"
    assert point.values["file_no"] == "قبر ١"


def test_what_a_receiver_says_of_its_geometry_is_kept(work: Fieldwork) -> None:
    bring(work, '<gpx><wpt lat="30.5" lon="48"><hdop>1.2</hdop><sat>9</sat></wpt></gpx>')
    told = points(work.laptop)[0].values["position"]
    assert (told.hdop, told.satellites) == (Decimal("1.2"), 9)
    assert told.accuracy_kind is AccuracyKind.HDOP


def test_a_point_without_a_time_claims_none(work: Fieldwork) -> None:
    bring(work, '<gpx><wpt lat="30.5" lon="48"/></gpx>')
    assert points(work.laptop)[0].occurred_at is None


def test_a_log_of_who_stood_still_is_one_averaged_point(work: Fieldwork) -> None:
    told = bring(work, (DATA / "nmea/neo-m8n.log").read_bytes())
    assert told.format == "nmea"
    found = points(work.laptop)
    assert len(found) + len(told.left) == 1
    if found:
        assert found[0].values["position"].fixes


@pytest.mark.parametrize("kind", ["survey_point", "survey_control", "site", "hazard", "grave"])
def test_places_become_what_was_chosen(work: Fieldwork, kind: str) -> None:
    before = len(points(work.laptop, kind))
    told = bring(work, GPX, kind=kind)
    assert told.recorded == 1
    assert len(points(work.laptop, kind)) == before + 1
    (document,) = list_records(work.laptop, Document.kind)
    if kind != "survey_point":
        (named,) = document.values["subjects"]
        record = get_record(work.laptop, named)
        assert record is not None
        assert record.kind == kind


def test_an_area_becomes_that_of_the_record_that_was_chosen(work: Fieldwork) -> None:
    ring = "47.99,30.53 48.0,30.53 48.0,30.54 47.99,30.53"
    area = (
        "<kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"
    )
    told = bring(work, area, area_of=work.known["site"])
    assert (told.recorded, told.left) == (0, ())
    site = get_record(work.laptop, work.known["site"])
    assert site is not None
    assert len(site.values["boundary"].ring) == 3


def test_an_area_with_holes_is_listed(work: Fieldwork) -> None:
    told = bring(work, KML, area_of=work.known["site"])
    assert told.left[-1].what == HOLES


# --- again, stopped, refused ---------------------------------------------------------------------


def test_the_same_file_again_adds_nothing(work: Fieldwork) -> None:
    first = bring(work, GPX)
    again = bring(work, GPX, kind="hazard")
    assert again.is_repeat
    assert (again.recorded, again.earlier, again.document) == (0, 1, first.document)
    assert len(points(work.laptop)) == 1
    assert not points(work.laptop, "hazard")
    assert begun_before(work.laptop, first.sha256) == ("survey_point", work.known["site"])


class StopsAt(Ticket):
    """Somebody who asks to stop once so many records are written."""

    def __init__(self, done: int) -> None:
        super().__init__()
        self._most = done

    @override
    def checkpoint(self, stage: str, done: int = 0, total: int = 0) -> None:
        if stage == "Recording the places" and done >= self._most:
            self.cancel()
        super().checkpoint(stage, done, total)


def test_one_that_was_stopped_goes_on_and_doubles_nothing(work: Fieldwork) -> None:
    many = "".join(f'<wpt lat="30.53{at:04}" lon="48"/>' for at in range(700))
    path = work.folder / "many.gpx"
    path.write_text(f"<gpx>{many}</gpx>", "utf-8")
    plan = Plan(site=work.known["site"])
    part = import_file(work.laptop, path, plan, StopsAt(300))
    assert (part.recorded, part.total, part.is_whole) == (300, 700, False)
    with pytest.raises(ImportPlanError):
        import_file(work.laptop, path, Plan(kind="hazard", site=work.known["site"]))
    rest = import_file(work.laptop, path, plan)
    assert (rest.recorded, rest.earlier, rest.is_whole) == (400, 300, True)
    assert len(points(work.laptop)) == 700
    assert import_file(work.laptop, path, plan).is_repeat
    assert len({one.number for one in points(work.laptop)}) == 700


def test_a_file_that_is_refused_leaves_nothing(work: Fieldwork) -> None:
    with pytest.raises(ImportRefusedError):
        bring(work, b"\x00\x01" * 900)
    with pytest.raises(ImportPlanError):
        bring(work, GPX, site="")
    assert not list_records(work.laptop, Document.kind)
    assert not list(work.laptop.vault.digests())


def test_it_is_known_where_it_came_in_a_bundle(work: Fieldwork) -> None:
    told = bring(work, GPX)
    work.deliver()
    again = import_file(work.hq, work.folder / "given.gpx", Plan(site=work.known["site"]))
    assert (again.is_repeat, again.document, again.recorded) == (True, told.document, 0)


# --- what rules say ------------------------------------------------------------------------------


def test_what_rules_would_stop_is_recorded_and_flagged(work: Fieldwork) -> None:
    told = bring(work, NEAR.format(lat=30.5333, lon=47.9935, name="P1", time=""))
    stopped = [one for one in told.flags if one.verdict.stops]
    assert stopped
    assert {one.uid for one in told.flags} == {points(work.laptop)[0].uid}
    assert {(one.uid, one.verdict.rule) for one in flags(work.laptop)} == {
        (one.uid, one.verdict.rule) for one in told.flags
    }


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        ("47.993525", "30.533262", "Latitude and longitude seem to be swapped."),
        ("47.9900", "30.5300", "Latitude and longitude seem to be swapped."),
        ("30.540000", "48.000000", "from the reference point of the site"),
        ("30.533262", "53.993525", "from the reference point of the site"),
    ],
)
def test_a_place_far_from_its_site_is_flagged_in_words(
    work: Fieldwork, lat: str, lon: str, said: str
) -> None:
    told = bring(work, NEAR.format(lat=lat, lon=lon, name="P", time=""))
    assert any(said in str(one.verdict.message) for one in told.flags)
    if "from" in said:
        (far,) = [one.verdict for one in told.flags if "distance" in one.verdict.values]
        assert int(str(far.values["distance"])) > 250


def test_a_point_of_the_year_1901_has_no_time(work: Fieldwork) -> None:
    told = bring(work, NEAR.format(lat=30.5333, lon=47.9935, name="P", time="1901-01-01T00:00:00Z"))
    assert told.recorded == 1
    assert told.left[0].what == "The time says the year {year}. It is not believed."
    assert points(work.laptop)[0].occurred_at is None


# --- tables of instruments -----------------------------------------------------------------------

TABLE = "Pt;E;N;H;Code\n1;1005,000;1010,000;9,500;CUT\n2;1006,000;1011,000;9,400;skull\n"


def controls(work: Fieldwork) -> None:
    for number, (east, lon) in enumerate((("1000", "47.993000"), ("1100", "47.994042")), start=1):
        mark = save_record(
            work.laptop,
            "survey_control",
            None,
            {
                "site": work.known["site"],
                "number": f"TST01-S{number:02}",
                "easting_m": Decimal(east),
                "northing_m": Decimal(1000),
                "height_m": Decimal(10),
                "reference_system": "local",
                "position": Position(
                    lat=Decimal("30.533262"),
                    lon=Decimal(lon),
                    method=Method.RTK,
                    accuracy_m=Decimal("0.05"),
                    accuracy_kind=AccuracyKind.P95,
                ),
            },
        )
        work.known[f"S{number:02}"] = mark.record.uid


def survey(text: str, system: str = LOCAL) -> Survey:
    return Survey(guessed(text), system)


def test_points_of_the_grid_get_a_position_by_the_tie(work: Fieldwork) -> None:
    controls(work)
    told = bring(work, TABLE, survey=survey(TABLE))
    assert (told.format, told.recorded, told.left) == ("survey", 2, ())
    first, second = sorted(points(work.laptop), key=lambda one: one.values["file_no"])
    assert (first.values["point_code"], second.values["point_code"]) == ("CUT", "BOD")
    assert first.values["easting_m"] == Decimal("1005.000")
    place = first.values["position"]
    assert place.method is Method.CONVERTED
    assert place.source_text == "1005.000 1010.000 9.500"
    assert place.operation.startswith("local grid, 2 marks")
    error = place.error_95_m()
    assert error is not None
    assert error > Decimal("0.05")


def test_points_measured_before_the_tie_get_theirs_from_it(work: Fieldwork) -> None:
    told = bring(work, TABLE, survey=survey(TABLE))
    assert told.recorded == 2
    assert all("position" not in one.values for one in points(work.laptop))
    controls(work)
    tying = tie_grid(work.laptop, work.known["site"])
    assert tying.points == 2
    assert all(one.values["position"].operation for one in points(work.laptop))
    marks = points(work.laptop, SurveyControl.kind)
    assert all(one.values["tie_residual_m"] == tying.tie.residual_m for one in marks)
    assert tie_grid(work.laptop, work.known["site"]).points == 0


def test_a_check_shot_is_told_and_written_down(work: Fieldwork) -> None:
    controls(work)
    text = TABLE + "S01;1000,040;1000,000;10,000;CTL\n"
    told = bring(work, text, survey=survey(text))
    (mark,) = told.checked
    assert (mark.residual_m, mark.setting) == (Decimal("0.040"), Setting.ASKED_ABOUT)
    assert told.recorded == 3
    control = get_record(work.laptop, work.known["S01"])
    assert control is not None
    assert [shot.residual_m for shot in control.values["check_shots"]] == [Decimal("0.040")]


def test_beyond_ten_centimetres_no_point_is_recorded(work: Fieldwork) -> None:
    controls(work)
    text = TABLE + "S01;1000,150;1000,000;10,000;CTL\n"
    told = bring(work, text, survey=survey(text))
    assert told.checked[0].setting is Setting.SET_UP_AGAIN
    assert told.recorded == 0
    assert len(told.left) == 3
    assert "Set the instrument up again" in told.left[0].what
    assert work.laptop.vault.holds(told.sha256)


def test_metres_of_a_zone_become_a_position(work: Fieldwork) -> None:
    text = "1,787193.123,3381430.456,4.2,CUT\n"
    told = bring(work, text, survey=survey(text, "EPSG:32638"))
    (point,) = points(work.laptop)
    assert told.left == ()
    assert point.values["position"].source_system == "EPSG:32638"
    assert point.values["position"].method is Method.RTK
    assert abs(point.values["position"].lat - Decimal("30.5333")) < Decimal("0.01")


def test_metres_that_are_in_no_zone_are_listed(work: Fieldwork) -> None:
    text = "1,12.123,33.456,4.2,CUT\n"
    told = bring(work, text, survey=survey(text, "EPSG:32638"))
    assert (told.recorded, len(told.left)) == (0, 1)
    assert told.left[0].values["number"] == 1


@pytest.mark.parametrize(
    ("system", "line", "lat"),
    [
        ("EPSG:4326", "1,47.780000,30.500000", "30.500000"),
        ("EPSG:32638", "1,543210.5,3412345.25", "30.8434988523"),
        ("EPSG:28408", "1,8543210,4412345", "39.8433703807"),
    ],
)
def test_the_easting_of_a_table_is_one_in_every_system(
    work: Fieldwork, system: str, line: str, lat: str
) -> None:
    """Whoever names the columns has said which is which: no order of figures is guessed."""
    table = f"no,easting,northing\n{line}\n"
    bring(work, table, survey=Survey(guessed(table), system))
    (one,) = points(work.laptop)
    assert one.values["position"].lat == Decimal(lat)
