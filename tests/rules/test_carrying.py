"""What is taken over from another record: never what belongs to one thing alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.fields import (
    AreaField,
    MediaField,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    ReferencesField,
    RowsField,
    Sensitivity,
)
from app.models.kinds import KIND, KINDS
from app.models.record import Record
from app.rules.carrying import (
    FOUND_OUT,
    IDENTIFYING,
    NOT_COPIED_KINDS,
    PLACED,
    copied_from,
    may_be_copied,
    may_be_repeated,
)
from tests.models.strategies import values_for

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
UID = "6f1c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f"


@every_kind
@settings(max_examples=3)
@given(data=st.data())
def test_nothing_forbidden_is_ever_copied(kind: type[Record], data: st.DataObject) -> None:
    record = kind(UID, {**data.draw(values_for(kind)), "state": "FINAL"})
    taken = copied_from(record)
    for name, value in taken.items():
        field = kind.fields[name]
        assert value == record.values[name]
        assert not isinstance(
            field, NumberField | PositionField | AreaField | MediaField | MomentField | RowsField
        )
        assert field.sensitivity is not Sensitivity.C3
        assert field.section != "Record"
        if isinstance(field, ReferenceField | ReferencesField):
            assert not {"photo", "container", "seal", "custody_event"} & set(field.kinds)
    own = {"number", "state", "reason", "signatures", "photos", "occurred_at", "lifted_at"}
    assert not own & taken.keys()
    assert not (PLACED | IDENTIFYING | FOUND_OUT) & taken.keys()


@every_kind
@settings(max_examples=2)
@given(data=st.data())
def test_what_laptops_disagree_on_is_not_copied(kind: type[Record], data: st.DataObject) -> None:
    values = data.draw(values_for(kind))
    torn = kind(UID, values, disputed=frozenset(values))
    assert copied_from(torn) == {}


@every_kind
def test_whatever_is_copied_may_be_pinned(kind: type[Record]) -> None:
    for field in kind.fields.values():
        assert may_be_repeated(field) or not may_be_copied(kind, field)


def test_every_name_that_is_left_out_is_declared() -> None:
    declared = {name for kind in KINDS for name in kind.fields}
    assert declared >= PLACED | IDENTIFYING | FOUND_OUT
    assert KIND.keys() >= NOT_COPIED_KINDS


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("hazard", "status"),
        ("hazard", "safe_to_record"),
        ("hazard", "cbrn"),
        ("hazard", "exclusion_radius_m"),
        ("remains_case", "eod_check_result"),
        ("remains_case", "presumptive_id"),
        ("remains_case", "container"),
        ("artefact", "explosive_check"),
        ("safety_briefing", "safe_lanes"),
        ("clearance_certificate", "cleared_depth_m"),
        ("handover_list", "list_state"),
        ("survey_point", "easting_m"),
        ("person", "id_doc_no"),
        ("hazard_override", "justification"),
    ],
)
def test_what_was_found_out_about_one_thing_stays_with_it(kind: str, field: str) -> None:
    assert not may_be_copied(KIND[kind], KIND[kind].fields[field])


def test_what_describes_is_copied() -> None:
    values = {"site": UID, "case_type": "B", "preservation": "GOOD", "number": "BSR01-B0001"}
    assert copied_from(KIND["remains_case"](UID, values)) == {
        "site": UID,
        "case_type": "B",
        "preservation": "GOOD",
    }
