"""The seal with which a session ends is one that can be checked, on every laptop that has it."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.crypto.certificates import new_key, subject_role, to_pem
from app.rules.sessions import Attribution, SealState
from app.services.anchors import certificates
from app.services.desk import Desk
from app.services.operation import close_desk, open_store
from app.services.reading import get_record
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


def test_stock_tools_check_a_seal_as_the_format_says(work: Fieldwork, tmp_path: Path) -> None:
    desk = reopened(work, work.hq)
    with desk.store.reading() as view:
        (state,) = view.lines.journals()
        (run,) = view.lines.segments_from(state.uid, 1)
        (person,) = (one for one in certificates(view) if subject_role(one) == "person")
    lines = [json.loads(data) for data in run.lines]
    place = next(at for at, line in enumerate(lines) if line.get("act") == "close")
    before = list(run.hashes())[place - 1].hex()
    (tmp_path / "person.pem").write_bytes(to_pem([person]))
    (tmp_path / "seal").write_bytes(base64.b64decode(lines[place]["seal"]))
    (tmp_path / "said").write_text(f"athar-seal/1\n{state.uid}/{place}/{before}")
    found = subprocess.run(  # noqa: S602 - as the page has it, typed into a shell
        "openssl x509 -pubkey -noout -in person.pem > key.pem"
        " && openssl dgst -sha256 -verify key.pem -signature seal said"
        " && openssl pkey -pubin -in key.pem -outform DER | sha256sum",
        shell=True, cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert found[:2] == ["Verified", "OK"]
    record = get_record(desk, desk.person)
    assert record is not None
    assert record.values["key_fingerprint"] == found[2]
    close_desk(desk)
