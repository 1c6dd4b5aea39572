"""Writing an older value again: exactly that value, and the history only grows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.ids import new_uid
from app.crypto.passphrases import TEST_COST
from app.models.fields import encode_values
from app.models.journal import Line, Touch
from app.models.kinds import KINDS
from app.models.record import Record
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop
from app.services.reading import HistoryEntry, get_record, history
from app.services.recording import (
    DraftRejectedError,
    NoSuchRecordError,
    make_final,
    save_record,
    withdraw_record,
)
from app.services.restoring import NotRestoredError, obstacle, restore_value
from app.store.transactions import Edit
from tests.models.plain import lacking
from tests.models.strategies import value_of
from tests.services.beside import write_beside

# What belongs to how a record stands, or is asked about on another record's behalf.
_KEPT_OUT = {"state", "reason", "number"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    founder = Founder("حسن علي", "Hassan Ali", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(founder, "four words on paper", "Laptop A", "A", cost=TEST_COST)
    made = create_laptop(tmp_path_factory.mktemp("restoring") / "test.athar", beginning)
    yield made
    close_desk(made)


def written(desk: Desk, kind: type[Record], uid: str, values: dict[str, object]) -> None:
    """Past the rules, as a bundle brings it."""
    with desk.store.writing() as pen:
        edit = Edit(kind.kind, uid, encode_values(kind.fields, values))
        pen.append([edit], by=desk.person, at=desk.now())


def of(desk: Desk, uid: str) -> Record:
    record = get_record(desk, uid)
    assert record is not None
    return record


def last(desk: Desk, uid: str, field: str) -> HistoryEntry:
    return next(one for one in reversed(history(desk, uid)) if one.field == field)


@settings(max_examples=60)
@given(data=st.data())
def test_any_value_of_history_comes_back_exactly(desk: Desk, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([kind for kind in KINDS if not kind.is_append_only]))
    field = data.draw(st.sampled_from(sorted(set(kind.fields) - _KEPT_OUT)))
    uid = new_uid()
    written(desk, kind, uid, {"remarks": "as it began"})
    for value in data.draw(
        st.lists(st.none() | value_of(kind.fields[field]), min_size=2, max_size=4)
    ):
        written(desk, kind, uid, {field: value})
    before = history(desk, uid)
    entry = data.draw(st.sampled_from([one for one in before if one.field == field]))
    try:
        saved = restore_value(desk, uid, entry.line, field)
    except DraftRejectedError:
        assert history(desk, uid) == before  # a rule stops it, as it stops who types it
        return
    encoded = encode_values(kind.fields, saved.record.values)
    assert encoded.get(field) == entry.before
    after = history(desk, uid)
    assert after[: len(before)] == before
    assert len(after) - len(before) == (1 if saved.changes.uids else 0)


def test_a_signature_that_is_restored_signs_nothing_new(desk: Desk) -> None:
    site = save_record(desk, "site", None, {"name": "Canal"}).record.uid
    draft = {"site": site, "working_date": "2026-11-21"}
    briefing = save_record(desk, "safety_briefing", None, draft).record
    signed = save_record(
        desk, "safety_briefing", briefing.uid, {"signatures": a_signature(desk, briefing)}
    ).record
    held = signed.values["signatures"]
    save_record(desk, "safety_briefing", briefing.uid, {"signatures": None, "weather": "Dust"})
    entry = last(desk, briefing.uid, "signatures")
    restored = restore_value(desk, briefing.uid, entry.line, "signatures").record
    assert restored.values["signatures"] == held


def a_signature(desk: Desk, briefing: Record) -> object:
    return briefing.fields["signatures"].decode(
        [
            {
                "signer": desk.person,
                "role": "ISSUE",
                "method": "KEY",
                "at": str(desk.now()),
            }
        ]
    )


def test_a_final_record_takes_an_older_value_with_a_reason_only(desk: Desk) -> None:
    team = save_record(desk, "team", None, {"name": "One"}).record
    save_record(desk, "team", team.uid, {**lacking(team), "name": "Two"})
    make_final(desk, team.uid)
    entry = last(desk, team.uid, "name")
    with pytest.raises(DraftRejectedError, match="final"):
        restore_value(desk, team.uid, entry.line, "name")
    assert restore_value(desk, team.uid, entry.line, "name", why="Misheard.").record.is_amended
    assert last(desk, team.uid, "name").why == "Misheard."


def test_each_obstacle_is_said_and_nothing_is_written(desk: Desk) -> None:
    team = save_record(desk, "team", None, {"name": "One"}).record
    save_record(desk, "team", team.uid, {"name": "Two", "base": "Basra"})
    with desk.store.writing() as pen:
        newest = pen.records.newest_lines(team.uid, "team")
        for fields in ({"name": 7, "from_tomorrow": "x"}, {"name": "Three", "from_tomorrow": "y"}):
            touch = Touch(
                r=team.uid, t="team", f=dict(fields), p=dict.fromkeys(fields, newest), c=newest
            )
            wall = str(desk.now())
            pen._write(Line(k="change", by=desk.person, wall=wall, m=[touch]))
            newest = pen.records.newest_lines(team.uid, "team")

    def said(field: str, *, first: bool = False) -> str:
        entries = [one for one in history(desk, team.uid) if one.field == field]
        entry = entries[0 if first else -1]
        told = obstacle(of(desk, team.uid), entry)
        size = len(history(desk, team.uid))
        with pytest.raises((NotRestoredError, DraftRejectedError)) as stopped:
            restore_value(desk, team.uid, entry.line, field)
        assert told is None or str(told) == str(stopped.value)
        assert len(history(desk, team.uid)) == size
        return str(stopped.value)

    assert said("name") == "The value of then no longer fits this field."
    assert "does not know the field “from_tomorrow”" in said("from_tomorrow")
    assert said("state") == "How a record stands is not typed."
    write_beside(desk, team, {"base": "Amara"})
    assert "Two laptops disagree" in said("base")
    withdraw_record(desk, team.uid, "Entered twice.")
    assert "is withdrawn" in said("name", first=True)


def test_what_never_changes_says_so(desk: Desk) -> None:
    day = save_record(
        desk, "diary_entry", None, {"working_date": "2026-11-21", "work_done": "None"}
    ).record
    entry = last(desk, day.uid, "work_done")
    with pytest.raises(NotRestoredError, match="never changed"):
        restore_value(desk, day.uid, entry.line, "work_done")


def test_a_change_that_is_not_here_is_not_guessed(desk: Desk) -> None:
    team = save_record(desk, "team", None, {"name": "One"}).record
    for uid, line, field in (
        (new_uid(), team.origin.line, "name"),
        (team.uid, "0" * 64, "name"),
        (team.uid, team.origin.line, "base"),
    ):
        with pytest.raises(NoSuchRecordError):
            restore_value(desk, uid, line, field)
