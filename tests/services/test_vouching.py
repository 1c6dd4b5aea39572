"""The seal with which a session ends is one that can be checked, on every laptop that has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.crypto.certificates import issue, new_key, new_root
from app.rules.sessions import Attribution
from app.services.anchors import keep_certificate
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


def reopened(work: Fieldwork) -> Desk:
    close_desk(work.hq)
    return open_store(work.folder / "hq.athar", PASSPHRASE, clock=work.clock)


def certify(desk: Desk, *, is_own: bool = True) -> None:
    """Give the person of a desk a certificate, of their own key or of another."""
    key = desk.keys.person_key if is_own else new_key()
    assert key is not None
    root_key = new_key()
    root = new_root(root_key, operation_name="Test")
    certificate = issue(
        root_key, root, key.public_key(), name="Leader H", role="person", uid=desk.person
    )
    with desk.store.writing() as pen:
        keep_certificate(pen, certificate)


def test_a_closed_session_is_vouched_for_by_its_person(work: Fieldwork) -> None:
    desk = reopened(work)
    (seal,) = told(desk).unproven
    assert seal.person == desk.person
    certify(desk)
    assert not told(desk).unproven
    assert not told(desk).false
    assert not told(desk).unvouched
    close_desk(desk)


def test_another_key_for_the_same_person_is_an_alarm(work: Fieldwork) -> None:
    desk = reopened(work)
    certify(desk, is_own=False)
    assert [seal.person for seal in told(desk).false] == [desk.person]
    close_desk(desk)


def test_what_is_written_now_is_not_vouched_for_yet(work: Fieldwork) -> None:
    certify(work.hq)
    assert told(work.hq).unvouched == {work.hq.person: 0}
    close_desk(work.hq)
