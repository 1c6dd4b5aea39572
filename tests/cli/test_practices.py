"""`athar practice`: the whole journey, made once, and everything that it promises."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.core.clock import Moment
from app.core.wording import LANGUAGES
from app.models.kinds import KIND
from app.services.custody import custody_of
from app.services.hazards import hazard_notice
from app.services.operation import close_desk, open_store
from app.services.practice import story
from app.services.practice.founding import PASSPHRASE
from app.services.practice.proof import PRINTED
from app.services.reading import find_number, list_records
from app.services.status import status
from tests.cli.conftest import Athar, Done, House, Whole
from tests.cli.page import keys

pytestmark = pytest.mark.slow

COUNTS = {
    "site": 2,
    "grave": 2,
    "hazard": 3,
    "clearance_certificate": 1,
    "remains_case": 12,
    "container": 8,
    "custody_event": 30,
    "context": 8,
    "element": 168,
    "artefact": 4,
    "sample": 1,
    "safety_briefing": 2,
    "diary_entry": 2,
}


@dataclass(frozen=True)
class Practice:
    folder: Path
    done: Done
    house: House

    @property
    def summary(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.folder / "summary.json").read_text("utf-8"))
        return told


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """The practice operation, as `make run` without a screen makes it."""
    folder, house = tmp_path_factory.mktemp("build") / "practice", House()
    result = CliRunner().invoke(
        Whole(house), ["practice", str(folder)], env={"QT_QPA_PLATFORM": "offscreen"}
    )
    return Practice(folder, Done(result.exit_code, result.stdout, result.stderr), house)


def test_it_tells_in_ten_lines_what_it_did(practice: Practice) -> None:
    assert (practice.done.status, practice.done.err) == (0, "")
    lines = practice.done.out.splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("PRACTICE: ")
    assert lines[-1] == f"All of it was verified: {practice.folder / 'summary.json'}"


def test_the_summary_says_what_is_there(practice: Practice) -> None:
    summary = practice.summary
    assert summary["verified"] is True
    assert summary.keys() == keys("practice") - {"folder"}
    assert COUNTS.items() <= summary["counts"].items()
    assert {path.name for path in (practice.folder / "bundles").iterdir()} == {
        bundle["file"] for bundle in summary["bundles"]
    }
    assert {path.name for path in (practice.folder / "forms").iterdir()} == {
        form["file"] for form in summary["forms"]
    }
    assert {path.name for path in (practice.folder / "screens").iterdir()} == set(
        summary["screens"]
    )
    assert len(summary["forms"]) == len(PRINTED) * len(LANGUAGES)


def test_anybody_can_verify_its_bundles(practice: Practice, athar: Athar) -> None:
    hq = practice.folder / "hq"
    for bundle in (practice.folder / "bundles").iterdir():
        done = athar(
            "bundle", "verify", bundle, "--json",
            "--identity", hq / "identity.txt", "--root", hq / "root.pem",
        )  # fmt: skip
        assert done.data["verified"] is True


def test_pictures_are_taken_of_both_ends(practice: Practice) -> None:
    assert practice.house.pictured == [(("en", "ar"), ("light", "dark")), (("en",), ("light",))]


def test_its_stores_open_and_say_that_they_are_practice(practice: Practice) -> None:
    for place in ("field-a", "field-b", "hq"):
        desk = open_store(practice.folder / place / "practice.athar", PASSPHRASE)
        assert status(desk).is_practice
        assert hazard_notice(desk, None).open >= 1
        close_desk(desk)


def test_its_records_have_numbers_and_lie_in_its_days(practice: Practice) -> None:
    desk = open_store(practice.folder / "hq" / "practice.athar", PASSPHRASE)
    begins = Moment.parse(story.BEGINS).instant
    for kind in ("grave", "hazard", "remains_case", "container", "custody_event", "photo"):
        for record in list_records(desk, kind):
            assert record.number, KIND[kind].label
            assert record.occurred_at is not None
            assert 0 <= (record.occurred_at.instant - begins).days < 12
    close_desk(desk)


def test_a_superseded_sealing_and_a_differing_seal_are_there_to_be_seen(practice: Practice) -> None:
    desk = open_store(practice.folder / "hq" / "practice.athar", PASSPHRASE)
    (misread,) = find_number(desk, "SHB01-KA0002")
    state = custody_of(desk, misread.uid)
    assert (len(state.superseded), state.seal, state.is_disputed) == (1, "IQ-204481", False)
    (torn,) = find_number(desk, "SHB01-KB0003")
    assert len(custody_of(desk, torn.uid).discrepancies) == 1
    close_desk(desk)


def test_the_window_opens_on_a_practice_that_is_kept_as_it_was_left(
    practice: Practice, athar: Athar, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    before = (practice.folder / "summary.json").stat().st_ino
    done = athar("practice", practice.folder, "--window")
    assert (done.status, done.out) == (0, "")
    assert house.opened == [
        (practice.folder / "field-a" / "practice.athar", PASSPHRASE, None),
    ]
    assert (practice.folder / "summary.json").stat().st_ino == before


def test_a_folder_with_something_else_in_it_is_refused(athar: Athar, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = athar("practice", tmp_path, "--json")
    assert (done.status, done.data["reason"]) == (1, "not_practice")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
