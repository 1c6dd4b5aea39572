"""`athar import`: what it says of a file, and how it refuses one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.wording import LANGUAGES
from app.models.numbers import OtherNumber
from app.services.recording import save_record
from tests.cli.conftest import Athar
from tests.exchange.forms import DATA, GPX, UTM38, bomb, kmz, point, shp
from tests.journeys.fieldwork import Fieldwork

FILES = sorted(path for path in DATA.glob("[gn]*/*") if path.suffix != ".json")
SWAPPED = "Latitude and longitude are swapped, or not degrees. This point is not read."
LOG = DATA / "nmea/garmin-10x.log"


def test_a_log_is_told_as_data(athar: Athar) -> None:
    data = athar("import", LOG, "--dry-run", "--json").data
    wanted = json.loads((DATA / "nmea/expected.json").read_text("utf-8"))[LOG.name]
    assert data == {
        "format": "nmea",
        "counts": {"fixes": 10, "sentences": wanted["good"], "bad_checksum": 0, "no_fix": 4},
        "problems": [],
        "warnings": [
            "1 positions are estimated without satellites, from the speed and direction before."
        ],
        "first": {
            "lat": 41.726763333,
            "lon": -83.63463,
            "utc": "2010-07-18T16:50:07Z",
            "quality": "autonomous",
        },
        "last": {
            "lat": 41.72685,
            "lon": -83.634803333,
            "utc": "2010-07-18T16:50:49Z",
            "quality": "autonomous",
        },
        "box": wanted["box"],
    }


def test_problems_are_told_with_their_place(athar: Athar, tmp_path: Path) -> None:
    file = tmp_path / "track"
    file.write_text(GPX.replace('lat="30.51"', 'lat="130.51"'), "utf-8")
    assert athar("import", file, "--dry-run", "--json").data["problems"] == [
        {"where": "line 6", "what": SWAPPED}
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_every_file_is_told_in_every_language(athar: Athar, language: str, file: Path) -> None:
    done = athar("--lang", language, "import", file, "--dry-run")
    assert done.status == 0
    assert not done.err
    assert len(done.out.splitlines()) > 3


def test_without_a_store_nothing_is_recorded(athar: Athar) -> None:
    done = athar("import", LOG)
    assert done.status == 0
    assert done.out == athar("import", LOG, "--dry-run").out
    assert done.out.splitlines()[-1] == "Nothing was recorded."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (bytes(range(256)) * 90, "wrong_format"),
        (bomb(), "entities"),
        (kmz(bomb()), "entities"),
        (kmz(b"<kml/>", claims=0xFFFFFFFE), "too_large"),
        (shp(point(47, 30)), "no_system"),
    ],
)
def test_a_refusal_is_one_sentence(athar: Athar, tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "given"
    file.write_bytes(data)
    done = athar("import", file, "--dry-run", "--json")
    assert done.status == 1
    assert done.data["reason"] == reason
    assert done.err.splitlines() == [done.data["error"], done.data["hint"]]


@pytest.mark.parametrize("suffix", ["prj", "PRJ"])
def test_what_lies_beside_a_shapefile_is_read(athar: Athar, tmp_path: Path, suffix: str) -> None:
    (tmp_path / "graves.shp").write_bytes(shp(point(543210.5, 3412345.25)))
    (tmp_path / f"graves.{suffix}").write_bytes(UTM38)
    done = athar("import", tmp_path / "graves.shp", "--dry-run", "--json")
    assert done.data["warnings"] == [
        "The file says that it is in EPSG:32638. Its places are converted to WGS 84."
    ]


def test_a_shapefile_without_projection_is_read_once_a_person_says_its_system(
    athar: Athar, work: Fieldwork, tmp_path: Path
) -> None:
    file = tmp_path / "graves.shp"
    file.write_bytes(shp(point(543210.5, 3412345.25)))
    refused = athar("import", file, "--dry-run", "--json")
    assert (refused.status, refused.data["reason"]) == (1, "no_system")
    assert "--system EPSG:32638" in refused.data["hint"]
    asked = ("import", file, "--system", "3392")
    first = athar(*asked, "--json").data["first"]
    assert (first["lat"], first["lon"]) == (30.8460212022, 45.4488926119)
    done = athar(*asked, "--store", work.folder / "a.athar", "--site", "TST01")
    assert "1 of 1 places recorded" in done.out


def test_how_far_off_a_place_may_be_is_accepted_by_a_person(athar: Athar, tmp_path: Path) -> None:
    file = tmp_path / "graves.shp"
    file.write_bytes(shp(point(543210.5, 3412345.25)))
    asked = ("import", file, "--system", "EPSG:23038", "--dry-run", "--json")
    assert "never published" in athar(*asked).data["problems"][0]["what"]
    assert athar(*asked, "--accept", "50").data["first"] is not None


def test_what_a_file_says_of_its_system_goes_first(athar: Athar, tmp_path: Path) -> None:
    file = tmp_path / "track.gpx"
    file.write_text(GPX, "utf-8")
    done = athar("import", file, "--system", "EPSG:32638", "--json")
    assert (done.status, done.data["reason"]) == (1, "other_system")


# --- into a store --------------------------------------------------------------------------------


def test_places_are_recorded_where_a_store_is_named(
    athar: Athar, work: Fieldwork, tmp_path: Path
) -> None:
    file = tmp_path / "given.gpx"
    file.write_text(GPX, "utf-8")
    into = ("import", file, "--store", work.folder / "a.athar", "--site", "tst٠١")
    over = athar(*into, "--dry-run", "--json").data
    assert "recorded" not in over
    told = athar(*into, "--json").data
    ways = {"where": "feature 2, walk", "what": "Ways are kept in the original only."}
    assert {**told, "flags": []} == {
        **over, "recorded": 1, "repeat": False, "left": [ways], "flags": [],
    }  # fmt: skip
    assert {"BR-01", "BR-22", "BR-28"} <= {flag["rule"] for flag in told["flags"]}
    assert all(set(flag) == {"rule", "sentence", "count"} for flag in told["flags"])
    twice = athar(*into, "--json").data
    assert twice == {**told, "recorded": 0, "repeat": True, "flags": []}
    again = athar(*into)
    assert again.out.splitlines()[-1] == (
        "This file was brought in before. Nothing was recorded again."
    )


def test_a_table_of_an_instrument_names_its_grid(
    athar: Athar, work: Fieldwork, tmp_path: Path
) -> None:
    file = tmp_path / "points.csv"
    file.write_text("Pt,E,N,H,Code\n1,787193.1,3381430.4,4.2,CUT\n2,1,2,3,LVL\n", "utf-8")
    asked = ("import", file, "--system", "EPSG:32638")
    assert athar(*asked, "--json").data["counts"] == {"points": 2}
    done = athar(*asked, "--store", work.folder / "a.athar", "--site", "TST01")
    assert "1 of 1 places recorded" in done.out
    assert "line 3: " in done.out
    assert "This position has no accuracy, so it counts as unknown. (BR-28, 1 ×)" in done.out


def test_without_a_site_places_are_refused(athar: Athar, work: Fieldwork, tmp_path: Path) -> None:
    file = tmp_path / "more.gpx"
    file.write_text(GPX.replace("30.5", "30.6"), "utf-8")
    into = ("import", file, "--store", work.folder / "a.athar")
    for site in ((), ("--site", "NONE9")):
        done = athar(*into, *site)
        assert done.status == 1
        assert len(done.err.splitlines()) <= 2


def test_the_area_of_one_of_several_is_refused(
    athar: Athar, work: Fieldwork, tmp_path: Path
) -> None:
    """Two graves that somebody else numbers alike: nobody guesses whose outline this is."""
    other = OtherNumber({"scheme": "FOREIGN", "value": "ICRC-7"})
    for _ in range(2):
        draft = {"site": work.known["site"], "other_numbers": (other,)}
        save_record(work.laptop, "grave", None, draft)
    file = tmp_path / "area.geojson"
    ring = [[47.99, 30.53], [48.0, 30.53], [48.0, 30.54], [47.99, 30.53]]
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), "utf-8")
    into = ("import", file, "--store", work.folder / "a.athar", "--site", "TST01")
    done = athar(*into, "--area-of", "ICRC-7", "--json")
    assert (done.status, done.data["reason"]) == (1, "not_one_record")
