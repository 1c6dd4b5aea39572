"""`athar position`: what it answers of a text or of a file of them, and how it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from app.core.wording import LANGUAGES
from tests.cli.conftest import Athar

KEYS = {
    *("original", "lat", "lon", "accuracy_m", "system", "operation", "operation_accuracy_m"),
    *("mgrs", "utm", "warnings"),
}
VECTORS = Path(__file__).parent.parent / "data" / "coordinates" / "vectors.csv"


def _lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_square_is_answered_with_all_that_is_known_of_it(athar: Athar) -> None:
    done = athar("position", "38 r qu 6683 7840", "--json")
    assert done.status == 0
    assert done.data == {
        "original": "38 r qu 6683 7840",
        "lat": 30.5083478845,
        "lon": 47.7803793556,
        "accuracy_m": 7.075,
        "system": "EPSG:32638",
        "operation": None,
        "operation_accuracy_m": None,
        "mgrs": "38RQU66837840",
        "utm": "38N 766835.000 3378405.000",
        "warnings": [],
    }


def test_a_pair_of_an_old_grid_is_converted_by_its_operation(athar: Athar) -> None:
    done = athar("position", "766837 3378403", "--system", "3392", "--json")
    assert done.data["system"] == "EPSG:3392"
    assert (done.data["operation"], done.data["operation_accuracy_m"]) == ("EPSG:5078", 1.0)
    assert done.data["accuracy_m"] == pytest.approx(1.709)
    assert done.data["lat"] == pytest.approx(30.5109022, abs=1e-6)
    assert done.data["lon"] == pytest.approx(47.7774795, abs=1e-6)
    assert done.data["mgrs"].startswith("38RQU665")


def test_decimals_are_kept_as_typed(athar: Athar) -> None:
    done = athar("position", "30.5083331 47.7804004", "--json")
    assert (done.data["lat"], done.data["lon"]) == (30.5083331, 47.7804004)


def test_a_southern_latitude_is_no_option(athar: Athar) -> None:
    assert athar("position", "-30.5 47.78", "--json").data["lat"] == -30.5


def test_an_unknown_system_is_worth_500_metres(athar: Athar) -> None:
    done = athar("position", "30.508333 47.780400", "--system", "unknown", "--json")
    assert (done.data["system"], done.data["accuracy_m"]) == ("UNKNOWN", 500.0)
    assert len(done.data["warnings"]) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("30 60 47 10",), "end below 60"),
        (("766837 3378403",), "no zone"),
        (("30,47",), "comma"),
        (("40.1 46.0", "--system", "4230"), "not used"),
        (("33.3 44.4", "--system", "4230"), "never published"),
        (("33.3 44.4", "--system", "99999"), "no reference system"),
        (("33.3 44.4", "--system", "4230", "--accept", "-3"), "lies above 0"),
        (("",), "Nothing was typed"),
    ],
)
def test_a_refusal_is_a_sentence_and_a_hint(
    athar: Athar, arguments: tuple[str, ...], sentence: str
) -> None:
    for language in LANGUAGES:
        done = athar("--lang", language, "position", *arguments, "--json")
        assert done.status == 1
        assert done.data["original"] == arguments[0]
        assert done.err.splitlines() == [done.data["error"], done.data["hint"]]
    done = athar("position", *arguments)
    assert done.status == 1
    assert done.out == ""
    assert sentence in done.err


def test_what_nobody_published_has_to_be_accepted(athar: Athar) -> None:
    done = athar("position", "33.3 44.4", "--system", "4230", "--accept", "٥٠", "--json")
    assert (done.data["operation"], done.data["operation_accuracy_m"]) == ("EPSG:1135", 50.0)
    assert "accepted by a person" in done.data["warnings"][0]


@pytest.mark.parametrize(
    "arguments",
    [(), ("30.5 47.7", "--accept", "much"), ("30.5 47.7", "--batch", __file__), ("30.5", "47.7")],
)
def test_what_is_typed_wrongly_is_told_as_usage(athar: Athar, arguments: tuple[str, ...]) -> None:
    assert athar("position", *arguments).status == 2


def test_people_are_answered_in_sentences(athar: Athar) -> None:
    done = athar("position", "766837 3378403", "--system", "7006")
    lines = done.out.splitlines()
    assert lines[1].startswith("38R QU ")
    assert "± 30.709 m by its figures and its conversion." in lines
    assert "From EPSG:7006 by EPSG:7033, ± 30 m." in lines
    assert any(line.endswith("of Basrah") for line in lines)
    arabic = athar("--lang", "ar", "position", "30.5 47.7").out
    assert "البصرة" in arabic or "الزبير" in arabic


# Files of positions


def test_each_line_is_answered_by_one_object_in_order(athar: Athar, tmp_path: Path) -> None:
    file = tmp_path / "places.txt"
    texts = ["30.5 47.7", "", "garbage", "٣٠٫٥ ٤٧٫٧", "EPSG:3392 766837 3378403", "38SMB4484"]
    file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(texts).encode() + b"\r\n\xff\xfe\n")
    done = athar("position", "--batch", file)
    assert done.status == 0
    found = _lines(done.out)
    assert [one["original"] for one in found] == [*texts, "\ufffd\ufffd"]
    assert [set(one) for one in found] == [
        KEYS,
        {"original", "error", "hint"},
        {"original", "error", "hint"},
        KEYS,
        KEYS,
        KEYS,
        {"original", "error", "hint"},
    ]
    alone = athar("position", texts[4], "--json")
    assert found[4] == alone.data


def test_one_system_holds_for_every_line(athar: Athar, tmp_path: Path) -> None:
    file = tmp_path / "places.txt"
    file.write_text("33.3 44.4\nIGRS 33.3 44.4\n", "utf-8")
    first, second = _lines(athar("position", "--batch", file, "--system", "4743").out)
    assert first["operation"] == "EPSG:5078"
    assert "EPSG:3889" in second["error"]


def test_an_empty_file_has_no_answer(athar: Athar, tmp_path: Path) -> None:
    file = tmp_path / "places.txt"
    file.touch()
    done = athar("position", "--batch", file)
    assert (done.status, done.out) == (0, "")


def test_a_missing_file_is_refused(athar: Athar, tmp_path: Path) -> None:
    done = athar("position", "--batch", tmp_path / "nothing.txt")
    assert done.status == 1
    assert "nothing.txt" in done.err


def test_unusual_line_ends_do_not_part_a_line(athar: Athar, tmp_path: Path) -> None:
    file = tmp_path / "places.txt"
    file.write_bytes("30.5\u2028 47.7\n30.5\x0c47.7\n".encode())
    assert len(_lines(athar("position", "--batch", file).out)) == 2


# Vectors that others published, through the command


def _vectors() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_published_vectors(athar: Athar, tmp_path: Path) -> None:
    vectors = _vectors()
    file = tmp_path / "vectors.txt"
    texts = [
        " ".join(reversed(vector["input"].split()))
        if vector["kind"].startswith("lonlat")
        else vector["input"]
        for vector in vectors
    ]
    file.write_text("\n".join(texts), "utf-8")
    for vector, found in zip(vectors, _lines(athar("position", "--batch", file).out), strict=True):
        expected = vector["expected"]
        match vector["kind"]:
            case "latlon->mgrs" | "utm->mgrs":
                square = expected[:5]
                figures = (len(expected) - 5) // 2
                east, north = expected[5 : 5 + figures][:5], expected[5 + figures :][:5]
                ours = found["mgrs"]
                close = 1 if figures == 5 else 0
                assert ours[:5] == square or vector["tolerance"] == "1 m"
                if ours[:5] == square:
                    assert abs(int(ours[5 : 5 + len(east)]) - int(east)) <= close
                    assert abs(int(ours[10 : 10 + len(north)]) - int(north)) <= close
            case "latlon->ups":
                metres = [float(figure) for figure in found["utm"].split()[1:]]
                theirs = [float(figure) for figure in expected.split()[1:]]
                assert metres == pytest.approx(theirs, abs=0.001)
            case "mgrs->dms":
                assert found["lat"] == pytest.approx(32 + 59 / 60 + 14.1 / 3600, abs=0.1 / 3600)
                assert found["lon"] == pytest.approx(44 + 27 / 60 + 53.4 / 3600, abs=0.1 / 3600)
            case "dms->dd":
                lat, lon = (float(figure) for figure in expected.split())
                assert (found["lat"], found["lon"]) == pytest.approx((lat, lon), abs=0.001)
            case "dms->refuse" | "any->refuse":
                assert "error" in found
            case "lonlat->utm 31N (WGS 84)":
                if not found["utm"].startswith("31N"):
                    continue  # the south-west of Norway, and what is east of the zone
                metres = [float(figure) for figure in found["utm"].split()[1:]]
                theirs = [float(figure) for figure in expected.split()]
                assert metres == pytest.approx(theirs, abs=0.03)
            case kind:
                pytest.fail(f"no test for vectors of the kind {kind}")
