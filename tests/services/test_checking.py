"""The check says whose word stands for what; what has not come yet is told, and no fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.crypto.certificates import new_key
from app.services.checking import CheckReport, Word, Words, check_store
from app.services.desk import Desk
from app.services.operation import close_desk, open_store
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork

LEADER = Word("قائد A", "Laptop A")


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path)
    yield fieldwork
    fieldwork.close()


def ended(work: Fieldwork, desk: Desk | None = None) -> CheckReport:
    """What headquarters' check says once a session on the laptop has ended."""
    close_desk(desk or work.laptop)
    work.laptops["A"] = open_store(work.folder / "a.athar", PASSPHRASE, clock=work.clock)
    work.deliver()
    return check_store(work.hq)


def test_what_people_sealed_is_their_word(work: Fieldwork) -> None:
    work.report_a_site()
    report = ended(work)
    assert report.words == Words()
    assert report.is_sound


def test_what_nobody_sealed_yet_is_told_and_no_fault(work: Fieldwork) -> None:
    work.report_a_site()
    work.deliver()
    report = check_store(work.hq)
    assert report.words == Words(unvouched=(LEADER,))
    assert report.is_sound


def test_who_sits_here_is_not_told_of_the_session_that_is_open(work: Fieldwork) -> None:
    work.report_a_site()
    assert check_store(work.laptop).words == Words()
    keyless = replace(work.laptop, keys=replace(work.laptop.keys, person_key=None))
    assert check_store(keyless).words == Words(unvouched=(LEADER,))


def test_a_seal_in_another_name_makes_the_store_unsound(work: Fieldwork) -> None:
    work.report_a_site()
    report = ended(work, replace(work.laptop, keys=replace(work.laptop.keys, person_key=new_key())))
    assert report.words.false == (LEADER,)
    assert report.is_journal_whole
    assert not report.is_sound


def test_a_seal_without_a_certificate_waits_for_it(work: Fieldwork) -> None:
    stranger = work.stranger("B")
    close_desk(stranger)
    stranger = open_store(stranger.layout.file, PASSPHRASE, clock=work.clock)
    report = check_store(stranger)
    assert [word.person for word in report.words.unproven] == ["قائد B"]
    assert report.words.false == ()
    assert report.is_sound
    close_desk(stranger)
