"""The life of a record: drafted, made final, amended, withdrawn, restored, and no way round it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.clock import Moment
from app.core.ids import new_uid
from app.core.wording import wording
from app.crypto.passphrases import TEST_COST
from app.models.fields import Stage, encode_values
from app.models.journal import decode_line
from app.models.kinds import KIND, KINDS
from app.models.record import Record, State
from app.rules.chart import Slot
from app.rules.completeness import missing
from app.rules.marks import Mark
from app.rules.skeleton import Side
from app.rules.verdicts import Level
from app.services.amendments import amendments
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.inventory import Marking, mark_elements
from app.services.items import item_of
from app.services.operation import close_desk, create_laptop
from app.services.reading import get_record, history, list_records
from app.services.recording import (
    DraftRejectedError,
    NotUndoneError,
    make_final,
    resolve_conflict,
    restore_record,
    save_record,
    undo_last,
    withdraw_record,
)
from app.store.transactions import Edit
from tests.models.plain import lacking
from tests.models.strategies import values_for
from tests.services.beside import write_beside


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    founder = Founder("حسن علي", "Hassan Ali", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(founder, "four words on paper", "Laptop A", "A", cost=TEST_COST)
    made = create_laptop(tmp_path_factory.mktemp("life") / "test.athar", beginning)
    yield made
    close_desk(made)


def imported(desk: Desk, kind: str, values: dict[str, object]) -> Record:
    """A record as a bundle brings it: no rule is asked, since evidence is never dropped."""
    uid = new_uid()
    with desk.store.writing() as pen:
        edit = Edit(kind, uid, encode_values(KIND[kind].fields, values))
        pen.append([edit], by=desk.person, at=desk.now())
    return of(desk, uid)


def of(desk: Desk, uid: str) -> Record:
    record = get_record(desk, uid)
    assert record is not None
    return record


def final_team(desk: Desk, name: str = "Team") -> Record:
    team = save_record(desk, "team", None, {"name": name}).record
    save_record(desk, "team", team.uid, lacking(team))
    return make_final(desk, team.uid).record


# --- made final ----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(data=st.data())
def test_what_is_final_lacks_nothing(desk: Desk, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([kind for kind in KINDS if not kind.is_append_only]))
    values = {**data.draw(values_for(kind)), "state": "DRAFT"}
    record = imported(desk, kind.kind, values)
    if data.draw(st.booleans()):
        added = lacking(record) | ({} if record.number else {"number": "BSR01"})
        encoded = encode_values(kind.fields, added)
        with desk.store.writing() as pen:
            pen.append([Edit(kind.kind, record.uid, encoded)], by=desk.person, at=desk.now())
    try:
        closed = make_final(desk, record.uid).record
    except DraftRejectedError as error:
        assert of(desk, record.uid).state == State.DRAFT
        lacks = missing(of(desk, record.uid), Stage.FINAL)
        told = [one for one in error.problems if "filled in" in one.message]
        assert bool(told) is bool(lacks)
    else:
        assert closed.is_final
        assert missing(closed, Stage.FINAL) == ()


def test_one_sentence_names_what_is_missing_and_the_draft_stays(desk: Desk) -> None:
    team = save_record(desk, "team", None, {"name": "Northern team"}).record
    with pytest.raises(DraftRejectedError) as stopped:
        make_final(desk, team.uid)
    assert str(stopped.value).endswith("is not final before these are filled in: Organisation.")
    assert of(desk, team.uid) == team


def test_what_came_with_gaps_is_kept_flagged_corrected_and_restored(desk: Desk) -> None:
    team = imported(desk, "team", {"name": "Northern team", "state": "FINAL"})
    save_record(desk, "team", team.uid, {"base": "Basra"}, why="It moved.")
    withdraw_record(desk, team.uid, "Entered twice.")
    assert restore_record(desk, team.uid, "It was another.").record.is_final


def test_an_amendment_empties_nothing_that_was_needed(desk: Desk) -> None:
    team = final_team(desk)
    with pytest.raises(DraftRejectedError, match="filled in: Organisation"):
        save_record(desk, "team", team.uid, {"organisation": None}, why="Not known.")


def test_a_number_that_was_not_given_before_is_given_at_the_end(desk: Desk) -> None:
    site = save_record(desk, "site", None, {"name": "Canal", "number": "LFE01"}).record
    bag = imported(desk, "container", {"site": site.uid, "container_kind": "BAG"})
    save_record(desk, "container", bag.uid, lacking(bag))
    assert of(desk, bag.uid).number is None
    assert make_final(desk, bag.uid).record.number == "LFE01-KA0001"


@pytest.mark.parametrize(("bags", "is_asked"), [(0, True), (1, False), (2, True)])
def test_remains_packed_by_the_list_of_a_bag_are_not_packed_again(
    desk: Desk, bags: int, *, is_asked: bool
) -> None:
    """Two lists contradict each other: then a person says in which bag they are."""
    case = imported(desk, "remains_case", {"case_type": "B", "lifted_at": desk.now()})
    for _ in range(bags):
        imported(desk, "container", {"container_kind": "BAG", "contents": (case.uid,)})
    with pytest.raises(DraftRejectedError) as stopped:
        make_final(desk, case.uid)
    (lacks,) = [one.values["fields"] for one in stopped.value.problems if one.rule == "BR-21"]
    assert isinstance(lacks, tuple)
    assert ("Container" in lacks) is is_asked
    to_complete = {gap.field for gap in item_of(desk, case, wording("en")).to_complete}
    assert ("container" in to_complete) is is_asked


# --- amended -------------------------------------------------------------------------------------


def test_an_amendment_tells_old_new_why_who_and_when(desk: Desk) -> None:
    team = save_record(desk, "team", None, {"name": "One"}).record
    save_record(desk, "team", team.uid, {**lacking(team), "name": "Two"})
    assert not make_final(desk, team.uid).record.is_amended
    assert amendments(desk, team.uid) == ()
    saved = save_record(desk, "team", team.uid, {"name": "Three", "base": "Basra"}, why="Misheard.")
    assert saved.record.is_amended
    told = {one.field: one for one in amendments(desk, team.uid)}
    assert {name: (one.old, one.new) for name, one in told.items()} == {
        "name": ("Two", "Three"),
        "base": (None, "Basra"),
    }
    entry = history(desk, team.uid)[-1]
    assert entry.is_amendment
    for one in told.values():
        assert (one.why, one.by, one.at, one.line) == (
            "Misheard.",
            of(desk, desk.person).title,
            entry.at,
            entry.line,
        )
    (listed,) = [one for one in list_records(desk, "team") if one.uid == team.uid]
    assert listed.is_amended


def test_who_signs_or_approves_with_the_change_is_named(desk: Desk) -> None:
    hazard = imported(desk, "hazard", {"status": "OPEN", "state": "FINAL", "exclusion_radius_m": 9})
    draft = {"exclusion_radius_m": 100, "radius_set_by": desk.person}
    save_record(desk, "hazard", hazard.uid, draft, why="Measured.")
    approved = {one.field: one.approved_by for one in amendments(desk, hazard.uid)}
    assert approved["exclusion_radius_m"] == (of(desk, desk.person).title,)


def test_withdrawing_and_restoring_amend_nothing(desk: Desk) -> None:
    team = final_team(desk)
    withdraw_record(desk, team.uid, "Entered twice.")
    assert not restore_record(desk, team.uid, "It was another.").record.is_amended
    assert amendments(desk, team.uid) == ()


def test_what_the_closing_person_never_saw_is_an_amendment(desk: Desk) -> None:
    team = save_record(desk, "team", None, {"name": "One", "organisation": desk.person}).record
    write_beside(desk, team, {"base": "Amara"})
    assert not make_final(desk, team.uid).record.is_amended
    write_beside(desk, team, {"remarks": "Written elsewhere, before it was closed here."})
    assert of(desk, team.uid).is_amended
    assert [one.field for one in amendments(desk, team.uid)] == ["remarks"]


# --- no way round --------------------------------------------------------------------------------


def closed(desk: Desk) -> Record:
    return final_team(desk)


def away(desk: Desk) -> Record:
    return withdraw_record(desk, final_team(desk).uid, "Entered twice.").record


def drafted(desk: Desk) -> Record:
    return save_record(desk, "team", None, {"name": "Team"}).record


Made = Callable[[Desk], Record]


@pytest.mark.parametrize("made", [drafted, closed, away])
@pytest.mark.parametrize("state", State)
def test_no_state_is_typed(desk: Desk, made: Made, state: State) -> None:
    record = made(desk)
    draft = {"state": state.value, "base": "Basra"}
    is_same = record.state == state
    try:
        saved = save_record(desk, "team", record.uid, draft, why="Because.").record
    except DraftRejectedError:
        assert of(desk, record.uid) == record
        assert not is_same or record.is_withdrawn
    else:
        assert is_same
        assert saved.state == record.state
    if state is not State.DRAFT:
        with pytest.raises(DraftRejectedError, match="not typed"):
            save_record(desk, "team", None, {"name": "Another", "state": state.value})


def test_a_final_hazard_is_made_a_draft_by_nobody(desk: Desk) -> None:
    """Else its place and its radius could be changed as a draft's are."""
    hazard = save_record(desk, "hazard", None, {"status": "OPEN"}).record
    save_record(desk, "hazard", hazard.uid, lacking(hazard) | {"number": "LFE01-HA001"})
    make_final(desk, hazard.uid)
    ways: tuple[Callable[[], object], ...] = (
        lambda: save_record(desk, "hazard", hazard.uid, {"state": "DRAFT"}, why="To edit."),
        lambda: save_record(desk, "hazard", hazard.uid, {"state": None}, why="To edit."),
        lambda: resolve_conflict(desk, hazard.uid, "state", "DRAFT", "To edit."),
        lambda: restore_record(desk, hazard.uid, "To edit."),
        lambda: withdraw_record(desk, hazard.uid, "To edit."),
    )
    for way in ways:
        with pytest.raises(DraftRejectedError):
            way()
    with pytest.raises(NotUndoneError, match="made final"):
        undo_last(desk)
    assert of(desk, hazard.uid).state == State.FINAL


def test_what_is_withdrawn_comes_back_by_restoring_it_only(desk: Desk) -> None:
    team = away(desk)
    for way in (
        lambda: make_final(desk, team.uid),
        lambda: save_record(desk, "team", team.uid, {"base": "Basra"}, why="It moved."),
        lambda: save_record(desk, "team", team.uid, {"state": "DRAFT"}, why="To edit."),
        lambda: resolve_conflict(desk, team.uid, "state", "DRAFT", "To edit."),
        lambda: withdraw_record(desk, team.uid, "Once more."),
    ):
        with pytest.raises(DraftRejectedError):
            way()
    assert of(desk, team.uid) == team
    assert restore_record(desk, team.uid, "It was another.").record.state == State.FINAL


def test_it_comes_back_as_it_stood_and_not_as_it_once_was(desk: Desk) -> None:
    team = drafted(desk)
    for _ in range(2):
        withdraw_record(desk, team.uid, "Entered twice.")
        assert restore_record(desk, team.uid, "Another.").record.state == State.DRAFT
    save_record(desk, "team", team.uid, lacking(of(desk, team.uid)))
    make_final(desk, team.uid)
    for _ in range(2):
        withdraw_record(desk, team.uid, "Entered twice.")
        assert restore_record(desk, team.uid, "Another.").record.state == State.FINAL


def test_made_final_twice_is_made_final_once(desk: Desk) -> None:
    team = final_team(desk)
    before = history(desk, team.uid)
    assert not make_final(desk, team.uid).changes.uids
    assert history(desk, team.uid) == before


def test_a_final_record_that_was_withdrawn_and_edited_is_kept_as_final(desk: Desk) -> None:
    team = final_team(desk)
    withdraw_record(desk, team.uid, "Entered twice.")
    write_beside(desk, team, {"base": "Amara"})
    kept = resolve_conflict(desk, team.uid, "state", "DRAFT", "Both are real.").record
    assert (kept.state, kept.reason) == (State.FINAL, "Both are real.")


def test_where_two_disagree_how_it_stands_nobody_says_a_third(desk: Desk) -> None:
    team = imported(desk, "team", {"name": "Team", "state": "DRAFT", "organisation": desk.person})
    write_beside(desk, team, {"state": "FINAL"})
    write_beside(desk, team, {"state": "WITHDRAWN", "reason": "Entered twice."})
    assert "state" in of(desk, team.uid).disputed
    with pytest.raises(DraftRejectedError, match="Nobody said"):
        resolve_conflict(desk, team.uid, "state", "DRAFT", "To edit it.")
    assert resolve_conflict(desk, team.uid, "state", "FINAL", "It is real.").record.is_final


def test_where_nobody_disagrees_nothing_is_decided(desk: Desk) -> None:
    team = final_team(desk)
    with pytest.raises(DraftRejectedError, match="do not disagree"):
        resolve_conflict(desk, team.uid, "name", "Other", "To change it without an amendment.")


def test_a_bone_that_was_final_comes_back_as_final_and_with_a_reason(desk: Desk) -> None:
    case = imported(desk, "remains_case", {"case_type": "B"}).uid
    femur, present = Slot("FEM", Side.LEFT), Mark.PRESENT
    bone = mark_elements(desk, case, [Marking(femur, present)]).elements[0]
    save_record(desk, "element", bone.uid, lacking(bone))
    make_final(desk, bone.uid)
    mark_elements(desk, case, [Marking(femur, None)], why="Of another person.")
    assert of(desk, bone.uid).is_withdrawn
    again = [Marking(femur, Mark.PARTIAL, uid=bone.uid)]
    assert mark_elements(desk, case, again).refused
    assert of(desk, bone.uid).is_withdrawn
    mark_elements(desk, case, again, why="It is of this one.")
    assert of(desk, bone.uid).state == State.FINAL
    assert of(desk, bone.uid).is_amended


# --- warned, and saved all the same ---------------------------------------------------------------


def test_what_a_rule_warned_of_is_saved_and_the_warning_is_written_down(desk: Desk) -> None:
    now = desk.now()
    long_ago = Moment(now.instant - timedelta(days=3), now.offset_minutes)
    late = save_record(desk, "container", None, {"occurred_at": long_ago})
    assert "BR-22" in {one.rule for one in late.verdicts if one.level is Level.WARN}
    save_record(desk, "container", late.record.uid, {"remarks": "The laptop was charging."})
    told = {entry.field: entry for entry in history(desk, late.record.uid)}
    assert "BR-22" in told["occurred_at"].warned
    assert told["occurred_at"].by == "حسن علي"
    assert "BR-22" not in told["remarks"].warned
    with desk.store.reading() as view:
        (kept,) = view.lines.kept(view.records.line_ids(late.record.uid, "container")[:1])
    assert "BR-22" in decode_line(kept.data).warned


def test_a_bone_is_warned_of_as_every_record_is(desk: Desk) -> None:
    case = save_record(desk, "remains_case", None, {"case_type": "B"}).record
    left = Slot("FEM", Side.LEFT)
    for is_another, warned in ((False, ()), (True, ("CL-BONE",))):
        marking = Marking(left, Mark.PRESENT, is_another=is_another)
        (element,) = mark_elements(desk, case.uid, [marking]).elements
        assert history(desk, element.uid)[0].warned == warned
