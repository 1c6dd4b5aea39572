"""A full disk refuses in a sentence, loses nothing, and goes on as soon as there is room."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.fieldwork import Fieldwork
from tests.spaces import in_a_space_of_its_own

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What `full_disk` tells of a disk of four megabytes."""
    folder = tmp_path_factory.mktemp("made")
    work = Fieldwork(folder).work()
    bundle = work.bundle()
    work.close()
    # Moved, not copied: a copied disk would begin a new journal.
    moved = folder.rename(folder.with_name("moved"))
    disk = tmp_path_factory.mktemp("disk")
    space = in_a_space_of_its_own(
        f"mount -t tmpfs -o size=4m none '{disk}'",
        f"cp -a '{moved}/.' '{disk}'",
    )
    done = subprocess.run(
        [
            *space,
            sys.executable,
            "-m",
            "tests.crash.full_disk",
            disk,
            moved / bundle.relative_to(folder),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    shutil.rmtree(moved)
    assert done.returncode == 0, done.stderr
    answer: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return answer


def test_opening_on_a_full_disk_says_so(told: dict[str, dict[str, Any]]) -> None:
    opened = told["open"]
    assert opened["sentences"] == [
        "The disk is full, so this was not saved. Everything saved before is kept."
    ]
    assert opened["sound"] is True


def test_saving_on_a_full_disk_loses_nothing(
    told: dict[str, dict[str, Any]],
) -> None:
    save = told["save"]
    assert save["sentence"] == (
        "The disk is full, so this was not saved. Everything saved before is kept."
    )
    assert save["again"] == save["sentence"]
    assert save["saved"] > 0
    assert save["kept"] == save["saved"]


def test_what_was_refused_left_no_trace(told: dict[str, dict[str, Any]]) -> None:
    assert told["save"]["count_when_full"] == told["save"]["saved"] + 1
    assert told["save"]["sound"] is True


def test_work_goes_on_as_soon_as_there_is_room(told: dict[str, dict[str, Any]]) -> None:
    assert told["save"]["goes_on"] is True


def test_a_bundle_that_does_not_fit_changes_nothing(told: dict[str, dict[str, Any]]) -> None:
    read = told["read"]
    assert read["sentence"].startswith("The disk ")
    assert read["unchanged"] is True
    assert read["lines_new"] > 0
    assert read["sound"] is True
