"""Notes in the margin: written, read, found, carried to other laptops, and changing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.ids import new_uid
from app.models.fields import Sensitivity
from app.models.margins import MarginNote
from app.models.remains import RemainsCase
from app.services.desk import Desk
from app.services.findings import findings
from app.services.flags import flags
from app.services.margins import marks_of, marks_of_kind, note_beside
from app.services.reading import find, get_record, history, history_of
from app.services.receiving import read_bundle
from app.services.recording import (
    DraftRejectedError,
    NoSuchRecordError,
    restore_record,
    save_record,
    withdraw_record,
)
from app.store.transactions import Edit
from tests.journeys.fieldwork import Fieldwork

STRICT = next(name for name, one in RemainsCase.fields.items() if one.sensitivity is Sensitivity.C3)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Fieldwork]:
    made = Fieldwork(tmp_path, books="AB")
    yield made
    made.close()


def site(work: Fieldwork, desk: Desk | None = None) -> str:
    return work.save("site", "site", {"number": "TST01", "name": "Canal bend"}, desk).uid


def send(work: Fieldwork, desk: Desk) -> None:
    work.deliver(work.bundle(desk), desk)


def fetch(work: Fieldwork, desk: Desk) -> None:
    read_bundle(desk, work.bundle(work.hq, to=desk.replica), is_isolated=False)


def test_a_note_changes_nothing_of_the_record_whatever_its_state(two: Fieldwork) -> None:
    desk = two.laptop
    uid = site(two)
    with desk.store.writing() as pen:
        pen.append([Edit("site", uid, {"state": "FINAL"})], by=desk.person, at=desk.now())
    before, told = get_record(desk, uid), history(desk, uid)
    saved = note_beside(desk, uid, "name", certainty="UNCERTAIN", text="  heard by phone ")
    assert saved.record.is_final
    assert get_record(desk, uid) == before
    assert [entry.line for entry in history(desk, uid)][: len(told)] == [one.line for one in told]
    margin = marks_of(desk, uid)["name"]
    assert (margin.certainty, margin.sign) == ("UNCERTAIN", "?")
    (noted,) = margin.notes
    assert (noted.text, noted.by) == ("heard by phone", "قائد A")
    assert noted.at == saved.record.occurred_at


def test_a_note_is_taken_back_with_a_reason_and_can_return(two: Fieldwork) -> None:
    desk, uid = two.laptop, site(two)
    noted = note_beside(desk, uid, "", text="signs are missing").record
    with pytest.raises(DraftRejectedError):
        save_record(desk, MarginNote.kind, noted.uid, {"note": "another word"})
    withdraw_record(desk, noted.uid, "they are there")
    assert marks_of(desk, uid) == {}
    restore_record(desk, noted.uid, "they were others")
    assert list(marks_of(desk, uid)) == [""]


def test_nothing_said_and_nothing_there_is_refused(two: Fieldwork) -> None:
    desk, uid = two.laptop, site(two)
    with pytest.raises(DraftRejectedError, match="says nothing"):
        note_beside(desk, uid, "name", text="  ")
    with pytest.raises(DraftRejectedError, match="no field called"):
        note_beside(desk, uid, "wing", text="left")
    with pytest.raises(NoSuchRecordError):
        note_beside(desk, new_uid(), "name", text="left")
    assert marks_of(desk, uid) == {}
    assert marks_of(desk, new_uid()) == {}


def test_a_note_beside_a_strict_field_is_strict(two: Fieldwork) -> None:
    desk = two.laptop
    case = two.save("remains_case", "case", {"site": site(two)}).uid
    noted = note_beside(desk, case, STRICT, text="read on the disc").record
    assert noted.raised_sensitivity == "C3"
    assert marks_of(desk, case)[STRICT].notes[0].sensitivity is Sensitivity.C3
    open_note = note_beside(desk, case, "remarks", text="clear").record
    assert open_note.raised_sensitivity is None
    save_record(desk, "remains_case", case, {"raised_sensitivity": "C3"})
    assert marks_of(desk, case)["remarks"].notes[0].sensitivity is Sensitivity.C3


def test_notes_of_two_laptops_beside_one_field_both_stay_and_contradict_nothing(
    two: Fieldwork,
) -> None:
    ours, theirs = two.laptops["A"], two.laptops["B"]
    uid = site(two)
    send(two, ours)
    fetch(two, theirs)
    note_beside(ours, uid, "name", certainty="PROBABLE", text="from the old map")
    note_beside(theirs, uid, "name", certainty="SEEN_OTHERWISE", text="يسمونه نهر جاسم")
    save_record(theirs, "site", uid, {"name": "Nahr Jasim"})
    for desk in (ours, theirs):
        send(two, desk)
    for desk in (ours, theirs):
        fetch(two, desk)
    for desk in (ours, theirs, two.hq):
        margin = marks_of(desk, uid)["name"]
        assert [one.by for one in margin.notes] == ["قائد A", "قائد B"]
        assert margin.certainty == "SEEN_OTHERWISE"
        assert getattr(get_record(desk, uid), "name", "") == "Nahr Jasim"
        assert not findings(desk)
        assert not flags(desk)
    assert marks_of(ours, uid) == marks_of(theirs, uid) == marks_of(two.hq, uid)


def test_a_note_from_a_newer_version_is_kept_flagged_and_sent_on(two: Fieldwork) -> None:
    ours, theirs = two.laptops["A"], two.laptops["B"]
    uid, noted = site(two, ours), new_uid()
    values = {"subject_kind": "site", "subject": uid, "subject_field": "wing", "note": "left"}
    with ours.store.writing() as pen:
        pen.append([Edit(MarginNote.kind, noted, values)], by=ours.person, at=ours.now())
    send(two, ours)
    fetch(two, theirs)
    assert [(one.uid, one.verdict.rule) for one in flags(theirs)] == [(noted, "CL-CERT")]
    for desk in (ours, theirs, two.hq):
        assert marks_of(desk, uid)["wing"].notes[0].text == "left"


def test_a_list_learns_of_all_margins_of_its_kind(two: Fieldwork) -> None:
    desk, uid = two.laptop, site(two)
    case = two.save("remains_case", "case", {"site": uid}).uid
    note_beside(desk, uid, "name", certainty="PROBABLE")
    note_beside(desk, case, "", text="two left femora")
    told = marks_of_kind(desk, "site")
    assert {one: list(margins) for one, margins in told.items()} == {uid: ["name"]}
    assert dict(told[uid]) == dict(marks_of(desk, uid))
    assert marks_of_kind(desk, "grave") == {}


# --- found and told ------------------------------------------------------------------------------


def test_a_note_leads_to_the_field_beside_which_it_stands(two: Fieldwork) -> None:
    desk, uid = two.laptop, site(two)
    note_beside(desk, uid, "name", certainty="HARD_TO_READ", text="the sign says نهر")
    (hit,) = find(desk, "نهر")
    assert (hit.kind, hit.uid, hit.title, hit.field) == ("site", uid, "TST01", "name")
    assert hit.excerpt == "the sign says نهر"


def test_a_note_whose_record_has_not_arrived_is_found_by_itself(two: Fieldwork) -> None:
    desk, noted = two.laptop, new_uid()
    values = {"subject_kind": "site", "subject": new_uid(), "note": "waiting"}
    with desk.store.writing() as pen:
        pen.append([Edit(MarginNote.kind, noted, values)], by=desk.person, at=desk.now())
    (hit,) = find(desk, "waiting")
    assert (hit.kind, hit.uid, hit.field) == (MarginNote.kind, noted, "")


def test_the_search_does_not_tell_what_stands_beside_a_strict_field(two: Fieldwork) -> None:
    desk = two.laptop
    case = two.save("remains_case", "case", {"site": site(two)}).uid
    note_beside(desk, case, STRICT, text="crescent")
    note_beside(desk, case, "remarks", text="gibbous")
    assert not find(desk, "crescent")
    assert [hit.field for hit in find(desk, "gibbous")] == ["remarks"]
    save_record(desk, "remains_case", case, {"raised_sensitivity": "C3"})
    assert not find(desk, "gibbous"), "the record was raised, and its notes with it"


def test_the_history_tells_of_notes_and_that_of_the_record_alone_does_not(two: Fieldwork) -> None:
    desk, uid = two.laptop, site(two)
    noted = note_beside(desk, uid, "name", certainty="PROBABLE", text="by phone").record
    save_record(desk, "site", uid, {"name": "Nahr Jasim"})
    withdraw_record(desk, noted.uid, "asked again")
    told = history(desk, uid)
    assert [(one.field, one.after) for one in told if one.beside == "name"] == [
        ("certainty", "PROBABLE"),
        ("note", "by phone"),
        ("state", "WITHDRAWN"),
    ]
    assert told[-1].why == "asked again"
    assert [one.field for one in told if one.beside is None][-1] == "name"
    assert not any(one.is_amendment for one in told)
    with desk.store.reading() as view:
        record = view.records.get(uid)
        assert record is not None
        assert history_of(view, record) == [one for one in told if one.beside is None]
