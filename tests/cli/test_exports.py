"""`athar export`: files that other programs open, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Athar
from tests.journeys.fieldwork import Fieldwork


@pytest.mark.parametrize("form", ["gpkg", "geojson", "kml", "gpx"])
def test_what_goes_out_can_be_looked_over(
    athar: Athar, work: Fieldwork, tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"map.{form}"
    told = athar(
        "export", "--store", work.folder / "a.athar", "grave", "clearance_certificate",
        "--form", form, "--out", out, "--json",
    ).data  # fmt: skip
    names = [layer["name"] for layer in told["layers"]]
    assert names == ["grave", "grave_outline", "clearance_certificate"]
    assert told["bytes"] == out.stat().st_size
    seen = athar("import", out, "--dry-run", "--json").data
    points, areas = ("waypoints", "routes") if form == "gpx" else ("points", "areas")
    assert (seen["counts"][points], seen["counts"][areas]) == (1, 1)


def test_a_table_holds_one_kind(athar: Athar, work: Fieldwork, tmp_path: Path) -> None:
    store, out = work.folder / "a.athar", tmp_path / "cases.csv"
    done = athar("export", "--store", store, "remains_case", "--form", "csv", "--out", out)
    assert "is not encrypted" in done.out
    lines = out.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("uid,disputed,number,")
    assert len(lines) > 1
    done = athar("export", "--store", store, "site", "grave", "--form", "csv", "--out", out)
    assert (done.status, "holds one kind" in done.err) == (1, True)


def test_coordinates_stay_here_unless_they_may_go_out(
    athar: Athar, work: Fieldwork, tmp_path: Path
) -> None:
    store, out = work.folder / "a.athar", tmp_path / "g.geojson"
    asked = ("export", "--store", store, "grave", "--out", out)
    done = athar(*asked, "--form", "geojson", "--most", "C1")
    assert (done.status, "no place on a map" in done.err) == (1, True)
    assert not out.exists()
    assert athar(*asked, "--form", "csv", "--most", "C1").status == 0
    assert "30.53" not in out.read_text("utf-8-sig")
    assert athar(*asked, "--form", "geojson").status == 0
    (grave,) = json.loads(out.read_text("utf-8"))["features"]
    assert grave["geometry"]["coordinates"] == [47.993525, 30.533262]


def test_a_kind_that_there_is_not(athar: Athar, work: Fieldwork, tmp_path: Path) -> None:
    done = athar(
        "export", "--store", work.folder / "a.athar", "bones",
        "--form", "csv", "--out", tmp_path / "x",
    )  # fmt: skip
    assert done.status == 1
    assert "no kind of record called bones" in done.err
