"""Margin notes: what they say of a value never touches it, and never reaches further than it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.codes import CodeList
from app.models.custody import CustodyEvent
from app.models.elements import Element
from app.models.fields import RowsField, Sensitivity
from app.models.kinds import KIND, KINDS
from app.models.margins import LEAST_DOUBT_FIRST, MarginNote
from app.models.remains import RemainsCase
from app.rules.gates import Arrival, flags_for, verdicts_for
from app.rules.margins import (
    NOTHING,
    a_note_is_as_confidential_as_its_field,
    a_note_stands_beside_something,
    a_note_stays_where_it_was_written,
    confidentiality,
    margins,
    needed_for,
)
from tests.rules.world import MORNING, World, later, make, rules_of, sentences, stopping, uid

BONE = make(Element, "femur", bone="FEMUR", side="L")
CASE = make(RemainsCase, "case", number="TST01-A0001")


def note(name: str = "note", /, beside: str = "side", **values: Any) -> MarginNote:
    told = {
        "subject_kind": "element",
        "subject": BONE.uid,
        "subject_field": beside or None,
        "note": "the head is gone",
        "occurred_at": MORNING,
        "state": "FINAL",
    }
    return make(MarginNote, name, **told | values)


def of_case(field: str, **values: Any) -> MarginNote:
    told = {"subject": CASE.uid, "subject_kind": "remains_case", "subject_field": field or None}
    return note(**told | values)


@st.composite
def some_notes(draw: st.DrawFn) -> list[MarginNote]:
    """Notes by several people beside two fields and the whole record, some taken back."""
    return [
        note(
            f"note {place}",
            beside=draw(st.sampled_from(["", "side", "bone"])),
            by=draw(st.sampled_from(["ali", "layla"])),
            certainty=draw(st.sampled_from([None, *LEAST_DOUBT_FIRST, "OF_A_NEWER_VERSION"])),
            note=draw(st.sampled_from([None, "dirt", "كان الضوء خافتاً"])),
            occurred_at=later(draw(st.integers(0, 3))),
            state=draw(st.sampled_from(["FINAL", "FINAL", "WITHDRAWN"])),
            raised_sensitivity=draw(st.sampled_from([None, "C2", "C3"])),
        )
        for place in range(draw(st.integers(0, 5)))
    ]


# --- laws ----------------------------------------------------------------------------------------


@given(some_notes(), st.randoms(use_true_random=False))
def test_the_order_in_which_notes_arrive_does_not_matter(
    notes: list[MarginNote], chance: Any
) -> None:
    other = list(notes)
    chance.shuffle(other)
    assert list(margins(BONE, other).items()) == list(margins(BONE, notes).items())


@given(some_notes())
def test_each_note_stands_once_beside_its_own_field_until_it_is_taken_back(
    notes: list[MarginNote],
) -> None:
    told = {
        one.uid: field for field, margin in margins(BONE, notes).items() for one in margin.notes
    }
    assert told == {one.uid: one.subject_field or "" for one in notes if not one.is_withdrawn}
    assert sum(len(margin.notes) for margin in margins(BONE, notes).values()) == len(told)


@given(some_notes(), some_notes())
def test_another_note_never_makes_a_value_more_certain(
    some: list[MarginNote], others: list[MarginNote]
) -> None:
    order = ["", *LEAST_DOUBT_FIRST, "OF_A_NEWER_VERSION"]
    more = {one.uid: one for one in [*some, *others]}.values()
    before, after = margins(BONE, some), margins(BONE, more)
    for field in before.keys() & after.keys():
        kept = {one.uid for one in before[field].notes} <= {one.uid for one in after[field].notes}
        if kept and all(one in after[field].notes for one in before[field].notes):
            assert order.index(after[field].certainty) >= order.index(before[field].certainty)


@given(some_notes(), st.sampled_from(Sensitivity))
def test_nobody_is_told_more_than_the_field_allows(
    notes: list[MarginNote], most: Sensitivity
) -> None:
    for field, margin in margins(BONE, notes).items():
        told = margin.told_up_to(most)
        assert all(one.sensitivity <= most for one in told.notes)
        assert told.certainty in {"", *(one.certainty for one in told.notes)}
        if most < needed_for(BONE, field):
            assert told == NOTHING


@settings(max_examples=200)
@given(st.sampled_from(KINDS), st.data())
def test_a_note_is_at_least_as_strict_as_what_it_stands_beside(kind: Any, data: Any) -> None:
    field = data.draw(st.sampled_from(["", *kind.fields]))
    raised = data.draw(st.sampled_from([None, "C2", "C3"]))
    subject = make(kind, "any", raised_sensitivity=raised)
    told = note(subject_kind=kind.kind, subject=subject.uid, beside=field)
    strictest = confidentiality(told, subject)
    assert strictest >= (Sensitivity[raised] if raised else Sensitivity.C0)
    if field:
        item = kind.fields[field]
        columns = item.row.columns.values() if isinstance(item, RowsField) else ()
        assert strictest >= max([item.sensitivity, *(one.sensitivity for one in columns)])


# --- what a note says ----------------------------------------------------------------------------


def test_two_laptops_notes_beside_one_field_both_stay() -> None:
    first = note("first", by="ali", certainty="PROBABLE", note="worn")
    second = note("second", by="layla", certainty="SEEN_OTHERWISE", note="right, I think")
    (margin,) = margins(
        BONE, [second, first], {uid("ali"): "Ali", uid("layla"): "Layla"}.__getitem__
    ).values()
    assert [(one.by, one.text) for one in margin.notes] in (
        [("Ali", "worn"), ("Layla", "right, I think")],
        [("Layla", "right, I think"), ("Ali", "worn")],
    )
    assert margin.certainty == "SEEN_OTHERWISE"
    assert margin.sign == "?"


def test_a_note_without_doubt_has_another_sign() -> None:
    assert margins(BONE, [note()])["side"].sign == "*"
    assert margins(BONE, [note(certainty="UNCERTAIN", note=None)])["side"].sign == "?"
    assert NOTHING.sign == ""


def test_a_note_typed_from_paper_names_who_wrote_it() -> None:
    assert margins(BONE, [note(noted_by=uid("mina"))])["side"].notes[0].by == uid("mina")


def test_the_record_comes_first_then_its_fields_then_what_nobody_here_knows() -> None:
    notes = [note(name, beside=name) for name in ("zeta", "side", "", "bone")]
    assert list(margins(BONE, notes)) == ["", "bone", "side", "zeta"]


def test_the_codes_of_doubt_are_those_of_the_list_in_order() -> None:
    assert tuple(code.code for code in CodeList("certainty").codes) == LEAST_DOUBT_FIRST


def test_every_kind_but_the_note_itself_can_have_one() -> None:
    codes = {code.code: code.label for code in CodeList("record_kind").codes}
    assert codes == {name: kind.label for name, kind in KIND.items() if name != "margin_note"}


# --- the gate ------------------------------------------------------------------------------------


def test_a_note_stands_beside_a_field_that_its_kind_has() -> None:
    world = World([BONE, CASE])
    assert not list(a_note_stands_beside_something(note(), None, world))
    assert not list(a_note_stands_beside_something(note(beside=""), None, world))
    assert not list(
        a_note_stands_beside_something(note(certainty="PROBABLE", note=None), None, world)
    )
    for wrong, said in (
        (note(beside="wing"), "“Bone or tooth” has no field called “wing”"),
        (note(note=None), "says nothing"),
        (note(subject_kind="remains_case"), "is of another kind"),
        (note(subject_kind="margin_note"), "beside another note"),
    ):
        found = list(a_note_stands_beside_something(wrong, None, world))
        assert rules_of(found)[0] == "CL-CERT block"
        assert said.replace("Bone or tooth", Element.label) in " ".join(sentences(found))


def test_a_note_stays_where_it_was_written() -> None:
    before = note()
    assert not list(a_note_stays_where_it_was_written(note(note="another word"), before))
    for moved in (note(beside="bone"), note(subject=CASE.uid), note(subject_kind="grave")):
        assert rules_of(a_note_stays_where_it_was_written(moved, before)) == ["CL-CERT block"]


def test_a_note_is_as_confidential_as_its_field() -> None:
    world = World([CASE])
    strict = next(name for name, one in RemainsCase.fields.items() if one.sensitivity == 3)
    (found,) = a_note_is_as_confidential_as_its_field(of_case(strict), None, world)
    assert (found.rule, found.field) == ("CL-SENS", "raised_sensitivity")
    raised = of_case(strict, raised_sensitivity="C3")
    assert not list(a_note_is_as_confidential_as_its_field(raised, None, world))
    assert list(a_note_is_as_confidential_as_its_field(of_case(strict), raised, world))
    secret = World([make(RemainsCase, "case", raised_sensitivity="C3")])
    assert list(a_note_is_as_confidential_as_its_field(of_case(""), None, secret))


def test_what_is_wrong_with_an_old_note_does_not_keep_anybody_from_taking_it_back() -> None:
    world = World([BONE])
    before = note(beside="wing")
    taken_back = before.with_values({"state": "WITHDRAWN", "reason": "wrong bone"})
    said = verdicts_for(taken_back, before, world, author=uid("ali"), now=later(5))
    assert not stopping(said)


@pytest.mark.parametrize("beside", ["wing", "side"])
def test_a_note_from_a_newer_version_is_kept_and_flagged(beside: str) -> None:
    arrived = note(beside=beside)
    world = World([BONE, arrived])
    flagged = flags_for([Arrival(arrived, None, uid("ali"), later(5))], world)
    assert [one.rule for one in flagged.get(arrived.uid, ())] == (
        ["CL-CERT"] if beside == "wing" else []
    )
    (margin,) = margins(BONE, [arrived]).values()
    assert margin.notes[0].text == "the head is gone"
    expected = Sensitivity.C3 if beside == "wing" else Sensitivity.C1
    assert margin.notes[0].sensitivity is expected


def test_a_note_beside_what_has_not_arrived_waits_for_it() -> None:
    alone = World([])
    assert not stopping(verdicts_for(note(), None, alone, author=uid("ali"), now=later(5)))


def test_a_custody_event_can_be_noted_beside_and_stays_as_it_was() -> None:
    event = make(CustodyEvent, "event", event_type="COLLECT")
    told = note(subject_kind="custody_event", subject=event.uid, beside="event_type")
    before = dict(event.values)
    assert not stopping(verdicts_for(told, None, World([event]), author=uid("ali"), now=later(5)))
    assert margins(event, [told])["event_type"].sign == "*"
    assert event.values == before
