"""`athar final`: a record is closed from a script by the same rules as in the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.wording import LANGUAGES
from app.models.numbers import OtherNumber
from app.rules.check_characters import with_check
from app.services.operation import close_desk
from app.services.recording import save_record
from tests.cli.conftest import Athar
from tests.journeys.fieldwork import Fieldwork
from tests.models.plain import lacking

CASE = "TST01-01-A0001B"
BAG = "TST01-KA0001"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with remains that lack much, their bag that lacks nothing, and two of one name."""
    work = Fieldwork(tmp_path).work()
    bag = work.known["bag of case 1"]
    held = work.change("bag of case 1", {"remarks": "One bag."})
    save_record(work.laptop, "container", bag, lacking(held))
    other = OtherNumber({"scheme": "FOREIGN", "value": "ICRC/2019-44"})
    for _ in range(2):
        save_record(work.laptop, "artefact", None, {"other_numbers": (other,)})
    for desk in (work.laptop, work.hq):
        close_desk(desk)
    return work.folder / "a.athar"


def test_what_is_complete_is_made_final_once(athar: Athar, store: Path) -> None:
    first = athar("final", with_check(BAG).lower(), "--store", store, "--json")
    assert first.status == 0
    assert (first.data["number"], first.data["state"], first.data["changed"]) == (
        BAG, "FINAL", True,
    )  # fmt: skip
    again = athar("final", BAG, "--store", store, "--json")
    assert (again.status, again.data["changed"]) == (0, False)
    (item,) = athar("item", BAG, "--store", store, "--json").data["items"]
    assert item["state"] == "FINAL"
    assert [one["field"] for one in item["history"]].count("state") == 2


def test_what_is_lacking_is_named_and_the_record_stays_a_draft(athar: Athar, store: Path) -> None:
    done = athar("final", CASE, "--store", store, "--json")
    assert (done.status, done.data["reason"]) == (1, "draft_rejected")
    assert "is not final before these are filled in" in done.err
    assert "Articulation" in done.err
    (item,) = athar("item", CASE, "--store", store, "--json").data["items"]
    assert item["state"] == "DRAFT"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it(athar: Athar, store: Path, language: str) -> None:
    first, again = (athar("--lang", language, "final", BAG, "--store", store) for _ in range(2))
    assert (first.status, again.status) == (0, 0)
    assert with_check(BAG) in first.out
    assert first.out != again.out
    assert ("is final" in first.out) == (language == "en")


def test_a_number_that_names_nothing_or_several_is_refused(athar: Athar, store: Path) -> None:
    assert athar("final", "TST01-KA0077", "--store", store).status == 1
    done = athar("final", "icrc/2019-44", "--store", store, "--json")
    assert (done.status, done.data["reason"]) == (1, "not_one_record")
    assert "athar item" in done.err
