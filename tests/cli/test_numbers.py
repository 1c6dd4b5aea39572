"""`athar numbers` keeps numbers back for sheets and lists those that were not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.rules.check_characters import with_check
from app.services.operation import close_desk
from tests.cli.conftest import Athar
from tests.journeys.fieldwork import Fieldwork


@pytest.fixture
def store(tmp_path: Path) -> Path:
    work = Fieldwork(tmp_path / "numbers")
    work.report_a_site()
    for desk in (work.laptop, work.hq):
        close_desk(desk)
    return work.folder / "a.athar"


def test_a_sheet_is_kept_back_and_listed(athar: Athar, store: Path) -> None:
    arguments = ("numbers", "reserve", "container", "--site", "tst٠١", "--count", "2", "--sheet",
                 "Sheet 1", "--store", store)  # fmt: skip
    done = athar(*arguments, "--json")
    numbers = [with_check("TST01-KA0001"), with_check("TST01-KA0002")]
    assert (done.status, done.data["numbers"]) == (0, numbers)
    assert (done.data["first"], done.data["last"]) == (1, 2)
    assert athar(*arguments).out.splitlines() == [
        with_check("TST01-KA0003"),
        with_check("TST01-KA0004"),
    ]
    listed = athar("numbers", "unused", "--store", store, "--json").data["numbers"]
    assert [(one["first"], one["last"], one["what"]) for one in listed] == [
        (1, 2, "RESERVED"),
        (3, 4, "RESERVED"),
    ]
    told = athar("numbers", "unused", "--store", store).out.splitlines()
    assert told[0] == "Containers · TST01 A 1-2 · Printed in advance · Sheet 1"


def test_a_place_that_is_not_here_is_refused(athar: Athar, store: Path) -> None:
    done = athar(
        "numbers", "reserve", "container", "--site", "TST09", "--count", "2", "--store", store,
        "--json",
    )  # fmt: skip
    assert (done.status, done.data["reason"]) == (1, "no_such_place")


def test_nothing_unused_is_said(athar: Athar, store: Path) -> None:
    done = athar("numbers", "unused", "--store", store)
    assert done.out == "Every number that was given has its record.\n"
