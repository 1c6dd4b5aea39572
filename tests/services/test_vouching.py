"""The seal with which a session ends is one that can be checked, on every laptop that has it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.crypto.certificates import new_key
from app.rules.sessions import Attribution, SealState
from app.services.desk import Desk
from app.services.operation import close_desk, open_store
from app.services.vouching import attributions
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork


@pytest.fixture
def work(tmp_path: Path) -> Fieldwork:
    return Fieldwork(tmp_path, books="")


def told(desk: Desk) -> Attribution:
    with desk.store.reading() as view:
        (attribution,) = attributions(view)
    return attribution


def reopened(work: Fieldwork, desk: Desk) -> Desk:
    close_desk(desk)
    return open_store(work.folder / "hq.athar", PASSPHRASE, clock=work.clock)


def test_a_closed_session_is_vouched_for_by_its_person(work: Fieldwork) -> None:
    desk = reopened(work, work.hq)
    found = told(desk)
    assert [(seal.person, seal.state) for seal in found.seals] == [(desk.person, SealState.HOLDS)]
    assert not found.unvouched
    close_desk(desk)


def test_another_key_for_the_same_person_is_an_alarm(work: Fieldwork) -> None:
    forging = replace(work.hq, keys=replace(work.hq.keys, person_key=new_key()))
    desk = reopened(work, forging)
    assert [seal.person for seal in told(desk).false] == [desk.person]
    close_desk(desk)


def test_what_is_written_now_is_not_vouched_for_yet(work: Fieldwork) -> None:
    assert told(work.hq).unvouched == {work.hq.person: 0}
    close_desk(work.hq)
