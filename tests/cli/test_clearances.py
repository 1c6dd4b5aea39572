"""`athar clearance`: what it says of ground, and that it never says more than is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.reading import get_record
from app.services.recording import save_record
from tests.cli.conftest import Athar
from tests.journeys.fieldwork import ELSEWHERE, GRAVE, Fieldwork


@pytest.fixture
def store(work: Fieldwork) -> Path:
    return work.folder / "a.athar"


def test_it_says_who_cleared_how_deep_and_what_is_near(athar: Athar, store: Path) -> None:
    told = athar(
        "clearance", "--store", store, "--at", GRAVE, "--accuracy", "2", "--depth", "1", "--json"
    ).data
    assert told["verdict"] == "cleared"
    assert (told["depth_m"], told["hazards"], told["nearest_hazard_m"]) == (1.5, [], None)
    assert told["certificate"] in told["why"]
    assert told["by"] == f"{told['certificate']}, {told['issued_by'][0]}"
    assert len(told["issued_by"]) == 1
    assert (told["not_cleared"], told["conditions"]) == ("The canal bank.", "")


def test_it_says_for_which_organisation_it_was_cleared(athar: Athar, tmp_path: Path) -> None:
    work = Fieldwork(tmp_path).work()
    work.save("organisation", "agency", {"name": "Directorate for Mine Action"})
    record = get_record(work.laptop, work.laptop.person)
    assert record is not None
    draft = {"organisation": work.known["agency"]}
    save_record(work.laptop, "person", record.uid, draft, why="They told us.")
    asked = ("clearance", "--store", tmp_path / "a.athar", "--at", GRAVE, "--accuracy", "2")
    told = athar(*asked, "--depth", "1", "--json").data
    assert told["by"] == f"{told['certificate']}, Directorate for Mine Action"
    said = athar(*asked, "--depth", "1").out
    assert f"Issued by {told['issued_by'][0]}, Directorate for Mine Action." in said


@pytest.mark.parametrize(
    ("at", "accuracy", "depth", "verdict"),
    [
        (GRAVE, "2", "1.6", "not cleared"),
        (GRAVE, "200", "1", "not cleared"),
        (ELSEWHERE, "2", "1", "not cleared"),
        (GRAVE, None, "1", "unknown"),
    ],
)
def test_deeper_vaguer_or_elsewhere_is_not_cleared(
    athar: Athar, store: Path, at: str, accuracy: str | None, depth: str, verdict: str
) -> None:
    vague = () if accuracy is None else ("--accuracy", accuracy)
    done = athar("clearance", "--store", store, "--at", at, *vague, "--depth", depth, "--json")
    assert (done.status, done.data["verdict"]) == (0, verdict)
    assert "safe" not in done.out


def test_an_open_hazard_is_named_with_distance_and_bearing(athar: Athar, tmp_path: Path) -> None:
    work = Fieldwork(tmp_path).work()
    shell = {"hazard_class": "ITEM", "status": "OPEN", "exclusion_radius_m": 30}
    told = athar("clearance", "--store", tmp_path / "a.athar", "--at", GRAVE, "--json")
    assert told.data["hazards"] == []
    work.save("hazard", "shell", shell | {"site": work.known["site"]})
    told = athar(
        "clearance", "--store", tmp_path / "a.athar", "--at", GRAVE, "--accuracy", "2", "--json"
    )
    assert told.data["verdict"] == "inside hazard"
    assert len(told.data["hazards"]) == 1


@pytest.mark.parametrize(
    ("at", "known"),
    [
        ("30.533 47.993525", "± 2.1 m"),
        ("30.5333 47.9935", "± 9.9 m"),
        ("30.5 48", "± 7900.4 m"),
        ("geo:30.533262,47.993525;u=50", "± 52.0 m"),
        ("30° 31.98' 47° 59.61'", "± 15.2 m"),
        ("38R QU 87 81", "± 709.5 m"),
    ],
)
def test_the_error_that_is_stated_is_all_but_the_digits_of_the_finer_figure(
    athar: Athar, store: Path, at: str, known: str
) -> None:
    """Programs leave out zeros at the end, of one figure of the two; people round both."""
    asked = ("clearance", "--store", store, "--at", at, "--accuracy", "2", "--depth", "1")
    assert known in athar(*asked).out


def test_a_zero_that_a_program_left_out_is_not_held_against_the_place(
    athar: Athar, store: Path
) -> None:
    at = "30.533 47.993525"
    asked = ("clearance", "--store", store, "--at", at, "--accuracy", "2", "--depth", "1")
    assert athar(*asked, "--json").data["verdict"] == "cleared"


def test_the_same_is_told_to_people_in_their_language(athar: Athar, store: Path) -> None:
    done = athar("clearance", "--store", store, "--at", GRAVE, "--accuracy", "٢", "--depth", "1")
    first, why, _, issued, *_ = done.out.splitlines()
    assert first == "Cleared, says its certificate."
    assert why.startswith("Certificate ")
    assert issued.startswith("Issued by ")


@pytest.mark.parametrize("metres", ["-1", "NaN", "many"])
def test_what_is_no_length_is_wrongly_typed(athar: Athar, store: Path, metres: str) -> None:
    done = athar("clearance", "--store", store, "--at", GRAVE, "--accuracy", metres)
    assert done.status == 2
    assert "Give a number of metres." in done.err


def test_a_site_that_is_not_here_is_named(athar: Athar, store: Path) -> None:
    done = athar("clearance", "--store", store, "--at", GRAVE, "--site", "zzz99")
    assert done.status == 1
    assert "No site here has the code zzz99." in done.err
