"""`athar mni`: what it says of a table, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.wording import LANGUAGES
from tests.cli.conftest import Athar

HEADER = "case,grave,bone,side,completeness,zones,count,age_band"
GRAVE = """\
A1,G01,FEM,L,COMPLETE,,1,ADULT
A1,G01,FEM,R,COMPLETE,,1,ADULT
A2,G01,FEM,L,INCOMPLETE,2;3,1,ADULT
A3,G01,FEM,L,INCOMPLETE,3;4,1,ADULT
A3,G01,HUM,R,COMPLETE,,1,SUBADULT
A4,,RIBX,U,INCOMPLETE,,9,
A5,G02,MAN,M,ABSENT,,,
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "grave.csv"
    path.write_text(f"{HEADER}\n{GRAVE}", "utf-8")
    return path


def test_each_scope_has_its_number_and_the_bone_that_drives_it(athar: Athar, table: Path) -> None:
    done = athar("mni", table, "--json")
    assert done.status == 0
    numbers = [(one["scope"], one["mni"], one["bone"], one["side"]) for one in done.data["scopes"]]
    assert numbers == [
        ("case A1", 1, "FEM", "L"),
        ("case A2", 1, "FEM", "L"),
        ("case A3", 2, "FEM", "L"),
        ("case A4", 1, "RIBX", "U"),
        ("case A5", 0, "", ""),
        ("grave G01", 4, "FEM", "L"),
        ("grave G02", 0, "", ""),
        ("site", 4, "FEM", "L"),
    ]
    assert done.data["scopes"][5] == {
        "scope": "grave G01",
        "kind": "grave",
        "name": "G01",
        "mni": 4,
        "bone": "FEM",
        "side": "L",
        "explanation": "Femur, zone 3: 3 left adult. A person has 1 a side. "
        "Humerus: 1 right subadult. A person has 1 a side. "
        "Adults and subadults are different people.",
        "adults": 3,
        "subadults": 1,
        "pieces": 5,
        "weight_g": "0",
        "pairs": [],
    }
    assert done.data["lines"] == 7
    assert [hint["case"] for hint in done.data["hints"]] == ["A3", "A3"]


def test_people_read_the_same_in_sentences(athar: Athar, table: Path) -> None:
    femur, humerus, ages = (
        "Femur, zone 3: {} left adult. A person has 1 a side.",
        "Humerus: 1 right subadult. A person has 1 a side.",
        "Adults and subadults are different people.",
    )
    several, both_ages = (
        "Look at side and count again. If it is so, this is a commingled group.",
        "Look at the age of each again. One person is only one of the two.",
    )
    assert athar("mni", table).out.splitlines() == [
        "Case A1: at least 1. Femur: 1 left adult. A person has 1 a side.",
        "Case A2: at least 1. Femur, zone 2: 1 left adult. A person has 1 a side.",
        f"Case A3: at least 2. {femur.format(1)} {humerus} {ages}",
        "Case A4: at least 1. Rib, number unknown: pieces that may all be of one person.",
        "Case A5: at least 0. Nothing was found.",
        f"Grave G01: at least 4. {femur.format(3)} {humerus} {ages}",
        "Grave G02: at least 0. Nothing was found.",
        f"All: at least 4. {femur.format(3)} {humerus} {ages}",
        f"Look again: A3 holds bones of at least 2 people, by Femur, left (FEM L). {several}",
        f"Look again: A3 holds both adult and subadult bones. {both_ages}",
    ]


def test_matched_pairs_are_told_beside_it(athar: Athar, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    rows = [f"A{n},G01,FEM,{side},COMPLETE,,1,,{n}" for n in (1, 2) for side in "LR"]
    rows += [
        "A3,G01,FEM,L,COMPLETE,,3,,",
        "A3,G01,CRA,M,COMPLETE,,1,,",
        "A3,G01,CVX,M,PRESENT,,8,,",
    ]
    path.write_text("\n".join([f"{HEADER},pair", *rows]), "utf-8")
    site = athar("mni", path, "--json").data["scopes"][-1]
    pairs = {
        "bone": "FEM", "left": 5, "right": 2, "pairs": 2, "by_pairs": 5, "most_likely": 5,
    }  # fmt: skip
    assert (site["mni"], site["pairs"]) == (5, [pairs])
    told = athar("mni", path).out.splitlines()
    assert "  Femur: 5 left, 2 right, 2 pairs. L + R − P is 5; most likely are 5." in told
    assert any(line.startswith("Case A3: at least 3. Femur: 3 left.") for line in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(athar: Athar, tmp_path: Path, language: str) -> None:
    path = tmp_path / "all.csv"
    path.write_text(
        f"{HEADER},site,context,pair\n"
        "A1,G01,FEM,L,COMPLETE,,3,,B,1,\nA1,G01,FEM,L,FRAGMENT,,1,,B,1,\n"
        "A2,G01,TIB,L,COMPLETE,,1,,B,2,7\nA2,G01,TIB,R,COMPLETE,,1,,B,2,7\n"
        "A3,G01,CRA,M,INCOMPLETE,1,2,,B,3,\nA4,G01,MAN,M,COMPLETE,,1,,B,4,\n",
        "utf-8",
    )
    done = athar("--lang", language, "mni", path)
    assert done.status == 0
    assert len(done.out.splitlines()) == 4 + 4 + 1 + 1 + 4 + 2
    assert "{" not in done.out


@pytest.mark.parametrize(
    ("text", "reason", "sentence"),
    [
        ("A1,G01,MAN,L,COMPLETE,,1,", "wrong_line", "Line 2: MAN cannot be of side L"),
        ("A1,G01,ZZZ,L,COMPLETE,,1,", "wrong_line", "Line 2: the list of bones has no ZZZ."),
        ("A1,G01,RIB,L,COMPLETE,,1,", "wrong_line", "The nearest codes of the list are: RIBX, "),
        ("A1,G01,FEM,L,COMPLETE,,-3,", "wrong_line", "Line 2: -3 pieces of FEM cannot be."),
        ("A1,G01,FEM,L,COMPLETE,,1,\0", "not_a_table", "This is no table of text in UTF-8."),
    ],
)
def test_what_cannot_be_is_refused_by_its_line(
    athar: Athar, tmp_path: Path, text: str, reason: str, sentence: str
) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(f"{HEADER}\n{text}\n", "utf-8")
    done = athar("mni", path, "--json")
    assert (done.status, done.data["reason"]) == (1, reason)
    assert sentence in done.err
    assert len(done.err.splitlines()) == 2


def test_other_files_are_refused(
    athar: Athar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = tmp_path / "header.csv"
    header.write_text("name,rank\n", "utf-8")
    assert "The first line lacks the columns case, grave" in athar("mni", header).err
    assert athar("mni", tmp_path / "none.csv").status == 1
    assert athar("mni", tmp_path).status == 1
    assert athar("mni").status == 2
    monkeypatch.setattr("app.cli.mni.LIMIT_BYTES", 4)
    huge = athar("mni", header)
    assert (huge.status, "larger than the 4 bytes" in huge.err) == (1, True)


def test_a_table_without_lines_counts_nobody(athar: Athar, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text(f"{HEADER}\n", "utf-8")
    assert athar("mni", path).out == "The table has no line, so there is nothing to count.\n"
    assert athar("mni", path, "--json").data["scopes"] == []
