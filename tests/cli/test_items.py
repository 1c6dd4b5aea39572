"""`athar item` and `athar find`: what is known of a number, and where words stand."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from app.core.wording import LANGUAGES
from app.models.numbers import OtherNumber
from app.rules.check_characters import with_check
from app.services.custody import ItemDraft, TransferDraft, transfer_custody
from app.services.operation import close_desk
from app.services.recording import save_record, withdraw_record
from tests.cli.conftest import Athar
from tests.journeys.fieldwork import Fieldwork

CASE = "TST01-01-A0001B"
BAG = "TST01-KA0001"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a day's work, a thing of two numbers, one of none, and what is confidential."""
    work = Fieldwork(tmp_path_factory.mktemp("items")).work()
    other = OtherNumber({"scheme": "FOREIGN", "value": "ICRC/2019-44"})
    draft = {"site": work.known["site"], "category": "CLO", "other_numbers": (other,)}
    save_record(work.laptop, "artefact", None, {**draft, "description": "سترة حمراء مع أزرار"})
    given_up = save_record(work.laptop, "artefact", None, {**draft, "description": "red button"})
    withdraw_record(work.laptop, given_up.record.uid, "It is of the jacket.")
    work.change("case 1", {"clothing_summary": "A strictly confidential red scarf."})
    work.change("case 1", {"remarks": "Lay below the red brick."})
    store = save_record(work.laptop, "storage_facility", None, {"name": "Store 1"}).record
    transfer_custody(
        work.laptop,
        TransferDraft(
            "STO",
            (ItemDraft(work.known["bag of case 1"], seal_before="S-CASE1", seal_condition="INTACT",
                       item_condition="GOOD"),),
            to_person=work.laptop.person, to_place=store.uid, purpose="STORAGE",
        ),
    )  # fmt: skip
    for desk in (work.laptop, work.hq):
        close_desk(desk)
    return work.folder / "a.athar"


def test_all_that_is_known_of_a_case(athar: Athar, store: Path) -> None:
    done = athar("item", CASE, "--store", store, "--json")
    assert done.status == 0
    assert (done.data["number"], done.data["checked"]) == (CASE, False)
    assert f"{CASE}.{done.data['check']}" == with_check(CASE)
    (item,) = done.data["items"]
    assert (item["kind"], item["matched"], item["state"]) == ("remains_case", "number", "DRAFT")
    assert item["record"]["remarks"] == "Lay below the red brick."
    assert item["custody"]["holder"]
    assert [event["event_type"] for event in item["custody"]["events"]] == ["COL", "SEA", "STO"]
    assert item["custody"]["seal"] == "S-CASE1"
    assert item["place"]["grave"] == "TST01-G01"
    assert "articulation" in item["to_complete"]
    assert not set(item["to_complete"]) & item["record"].keys()
    assert item["place"]["container"] == BAG
    assert [entry["field"] for entry in item["history"]][-1] == "remarks"
    warned = {entry["line"]: entry["warned"] for entry in item["history"]}
    assert list(warned.values()) == [["BR-05"], [], []], "dug without a briefing"


def test_people_read_it_in_sentences(athar: Athar, store: Path) -> None:
    done = athar("item", with_check(BAG), "--store", store)
    lines = done.out.splitlines()
    assert lines[0] == f"{with_check(BAG)} · Container"
    assert "  Held by Leader A, at Store 1." in lines
    told = athar("item", CASE, "--store", store).out.splitlines()
    assert [line for line in told if line.endswith("Saved although BR-05 warned")]
    assert "  Under seal S-CASE1" in lines
    assert any(line.endswith("Put in store") for line in lines)
    assert not any(mark in done.out for mark in "\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it(athar: Athar, store: Path, language: str) -> None:
    done = athar("--lang", language, "item", BAG, "--store", store)
    assert done.status == 0
    assert "S-CASE1" in done.out
    assert ("Container" in done.out) == (language == "en")


def test_what_is_strictly_confidential_is_withheld(athar: Athar, store: Path) -> None:
    done = athar("item", CASE, "--store", store, "--json")
    (item,) = done.data["items"]
    assert item["withheld"] == ["clothing_summary"]
    assert [entry["withheld"] for entry in item["history"]].count(True) == 1
    for out in (done.out, athar("item", CASE, "--store", store).out):
        assert "scarf" not in out
    assert athar("find", "scarf", "--store", store, "--json").data["hits"] == []


def test_a_number_of_others_and_one_given_up_say_so(athar: Athar, store: Path) -> None:
    lines = athar("item", "icrc/2019-44", "--store", store).out.splitlines()
    assert lines[0] == "2 records answer to this number:"
    assert all("· Number by another organisation" in line for line in lines[1::2])
    done = athar("item", "icrc/2019-44", "--store", store, "--json")
    withdrawn = next(item for item in done.data["items"] if item["state"] == "WITHDRAWN")
    assert withdrawn["reason"] == "It is of the jacket."
    whole = athar("item", withdrawn["uid"], "--store", store).out
    assert whole.splitlines()[0].endswith("Withdrawn: It is of the jacket.")


@pytest.mark.parametrize(
    ("typed", "reason", "told"),
    [
        ("TST01-01-A0009B", "unknown_number", "carries the number TST01-01-A0009B"),
        (f"{CASE}.?", "wrong_check", "“?” does not belong to"),
        (f"{CASE}.Q", "wrong_check", "“Q” does not belong to"),
        ("", "unknown_number", "No number was given."),
    ],
)
def test_what_is_not_here_is_one_sentence_and_a_hint(
    athar: Athar, store: Path, typed: str, reason: str, told: str
) -> None:
    done = athar("item", typed, "--store", store, "--json")
    assert (done.status, done.data["reason"]) == (1, reason)
    assert told in done.err
    assert len(done.err.splitlines()) == 2


def test_words_are_found_where_they_stand(athar: Athar, store: Path) -> None:
    done = athar("find", "RED", "--store", store, "--json")
    assert done.data["more"] is False
    hits = {hit["number"]: hit for hit in done.data["hits"]}
    assert (hits[CASE]["field"], hits[CASE]["excerpt"]) == ("remarks", "Lay below the red brick.")
    (button,) = [hit for hit in hits.values() if hit["excerpt"] == "red button"]
    assert (button["kind"], button["field"], button["withdrawn"]) == (
        "artefact", "description", True,
    )  # fmt: skip
    lines = athar("find", "red", "--store", store).out.splitlines()
    assert any("· Withdrawn ·" in line for line in lines)


def test_letters_that_readers_take_for_the_same_are_the_same(athar: Athar, store: Path) -> None:
    for typed in ("ستره حمراء", "أزرار ستر", "ICRC 44"):
        (hit, *_) = athar("find", typed, "--store", store, "--json").data["hits"]
        assert hit["kind"] == "artefact", typed


def test_more_than_was_asked_for_is_said(athar: Athar, store: Path) -> None:
    done = athar("find", "tst01", "--limit", "2", "--store", store, "--json")
    assert (len(done.data["hits"]), done.data["more"]) == (2, True)
    told = athar("find", "tst01", "--limit", "2", "--store", store).out.splitlines()
    assert told[-1] == "There are more. Type more words, or ask for more with --limit."
    nothing = athar("find", "nowhere", "--store", store)
    assert (nothing.status, nothing.out) == (0, "Nothing was found.\n")


def test_no_record_text_reaches_the_log(
    athar: Athar, store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        athar("item", CASE, "--store", store)
        athar("find", "brick", "--store", store)
    assert not any(word in caplog.text for word in ("brick", "scarf", "TST01", "Leader"))
