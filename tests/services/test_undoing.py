"""What a key takes back, and what it says of what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.operations import Team
from app.models.record import Record, State
from app.services.margins import marks_of, note_beside
from app.services.operation import close_desk, open_store
from app.services.reading import get_record, history
from app.services.recording import (
    DraftRejectedError,
    NotUndoneError,
    make_final,
    restore_record,
    save_record,
    undo_last,
    write_final,
)
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork
from tests.models.plain import lacking

TEAM = {"name": "North", **lacking(Team("", {"name": "North"}))}


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    made = Fieldwork(tmp_path, books="A")
    yield made
    made.close()


def site(work: Fieldwork) -> str:
    return work.save("site", "site", {"number": "TST01", "name": "Canal bend"}).uid


def standing(work: Fieldwork, uid: str) -> Record:
    record = get_record(work.laptop, uid)
    assert record is not None
    return record


def test_a_fresh_note_in_the_margin_is_taken_back(work: Fieldwork) -> None:
    uid = site(work)
    work.change("site", {"name": "Canal bank"})
    note_beside(work.laptop, uid, "name", text="told by phone")
    saved = undo_last(work.laptop)
    assert saved is not None
    assert (saved.record.kind, saved.record.state) == ("margin_note", State.WITHDRAWN)
    assert marks_of(work.laptop, uid) == {}
    assert [entry.after for entry in history(work.laptop, uid)].count("told by phone") == 1
    undo_last(work.laptop)
    assert standing(work, uid).values["name"] == "Canal bend"


def test_a_record_just_begun_is_withdrawn_and_comes_back(work: Fieldwork) -> None:
    uid = site(work)
    saved = undo_last(work.laptop)
    assert saved is not None
    assert (saved.record.uid, saved.record.state) == (uid, State.WITHDRAWN)
    assert saved.record.values["reason"] == "Undone"
    undo = restore_record(work.laptop, uid, "It was right.")
    assert undo.record.state == State.DRAFT
    undo_last(work.laptop)
    assert standing(work, uid).is_withdrawn


def test_one_begun_in_an_earlier_session_stands(work: Fieldwork) -> None:
    uid = site(work)
    close_desk(work.laptop)
    work.laptops["A"] = open_store(work.laptop.layout.file, PASSPHRASE, clock=work.clock)
    for _ in range(2):
        with pytest.raises(NotUndoneError, match="was begun"):
            undo_last(work.laptop)
    assert not standing(work, uid).is_withdrawn


def test_a_hazard_just_begun_stays_and_the_rule_says_so(work: Fieldwork) -> None:
    hazard = work.save("hazard", "hazard", {"site": site(work), "status": "OPEN"}).uid
    with pytest.raises(DraftRejectedError):
        undo_last(work.laptop)
    assert not standing(work, hazard).is_withdrawn


def test_what_was_final_as_it_was_written_stands(work: Fieldwork) -> None:
    uid = write_final(
        work.laptop, "team", {"name": "North", "organisation": "Ministry of Defence"}
    ).record.uid
    with pytest.raises(NotUndoneError, match="was begun"):
        undo_last(work.laptop)
    assert standing(work, uid).is_final


def test_closing_a_record_is_not_undone(work: Fieldwork) -> None:
    uid = save_record(work.laptop, "team", None, TEAM).record.uid
    make_final(work.laptop, uid)
    with pytest.raises(NotUndoneError, match="made final"):
        undo_last(work.laptop)
