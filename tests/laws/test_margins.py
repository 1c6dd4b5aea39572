"""Laws of the margin: notes of any laptop join in any order, and never touch what they speak of."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.ids import new_uid
from app.models.margins import MarginNote
from app.models.record import Record
from app.rules.margins import Margins
from app.services.margins import marks_in
from app.store.transactions import Edit
from tests.laws.oracle import oracle
from tests.laws.test_convergence import _IDLE, Laptop

GRAVE = "00000000-0000-4000-8000-00000000000c"
STEPS = st.one_of(
    st.tuples(st.just("field"), st.sampled_from(["remarks", "number"]), st.sampled_from("ABC")),
    st.tuples(
        st.just("note"),
        st.sampled_from(["", "remarks", "number", "of_a_newer_version"]),
        st.sampled_from([None, "PROBABLE", "SEEN_OTHERWISE"]),
    ),
    st.tuples(st.just("take back"), st.integers(0, 9), st.none()),
    st.tuples(st.just("exchange"), st.none(), st.none()),
)


def _write(laptop: Laptop, notes: list[str], step: tuple[str, Any, Any]) -> None:
    what, where, how = step
    if what == "field":
        laptop.write(Edit("grave", GRAVE, {where: how}))
    elif what == "note":
        notes.append(new_uid())
        told = {"subject": GRAVE, "subject_kind": "grave", "note": "seen", "certainty": how}
        values = {**told, "subject_field": where or None}
        laptop.write(
            Edit("margin_note", notes[-1], {k: v for k, v in values.items() if v is not None})
        )
    elif what == "take back" and notes:
        laptop.write(Edit("margin_note", notes[where % len(notes)], {"state": "WITHDRAWN"}))


def _shown(laptop: Laptop) -> tuple[Record, Margins, list[Record]]:
    with laptop.store.reading() as view:
        grave = view.records.get(GRAVE, "grave")
        assert grave is not None
        return grave, marks_in(view, grave), view.records.disputed()


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 1), STEPS), min_size=1, max_size=14))
def test_notes_join_in_any_order_and_leave_the_record_as_its_own_lines_say(
    steps: list[tuple[int, tuple[str, Any, Any]]],
) -> None:
    first, second, forwards, backwards = laptops = [Laptop(number) for number in range(4)]
    own: list[list[str]] = [[], []]
    first.write(Edit("grave", GRAVE, {"number": "TST01-G01"}))
    for which, step in steps:
        if step[0] == "exchange":
            laptops[1 - which].accept(laptops[which].segments())
        else:
            _write(laptops[which], own[which], step)
    segments = [*first.segments(), *second.segments()]
    forwards.accept(segments)
    backwards.accept(segments[::-1])

    grave, margins, disputed = _shown(forwards)
    other, other_margins, _ = _shown(backwards)
    assert (grave, grave.disputed) == (other, other.disputed)
    assert list(margins.items()) == list(other_margins.items())

    with forwards.store.reading() as view:
        every = view.records.all_of(MarginNote.kind, include_withdrawn=True)
        standing = {note.uid for note in every if not note.is_withdrawn}
    assert {note.uid for note in every} == {*own[0], *own[1]}, "none takes another's place"
    assert {one.uid for margin in margins.values() for one in margin.notes} == standing
    assert not [record for record in disputed if record.kind == MarginNote.kind]

    of_the_grave = [(name, line) for name, line in forwards.lines() if b"margin_note" not in line]
    said = oracle(of_the_grave).shown["grave", GRAVE]
    shown = {
        name: (json.dumps(value), name in grave.disputed) for name, value in grave.values.items()
    }
    assert shown == said
    _IDLE.extend(laptop.store for laptop in laptops)
