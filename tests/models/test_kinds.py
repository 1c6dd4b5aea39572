"""Every declaration, whatever it declares: laws for all kinds, then what the field forbids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.fields import (
    AnyReferenceField,
    AreaField,
    ChoiceField,
    Depth,
    Field,
    Merge,
    PositionField,
    ReferenceField,
    ReferencesField,
    RowsField,
    Sensitivity,
    Stage,
    WholeField,
    decode_values,
    encode_values,
)
from app.models.handovers import HandoverList
from app.models.kinds import CHAPTERS, KIND, KINDS
from app.models.record import Record
from app.rules.numbering import NUMBERED_KINDS
from tests.models.strategies import values_for

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)


def all_fields(kind: type[Record]) -> Iterator[Field[Any]]:
    """The fields of a kind, and the columns of its tables."""
    for item in kind.fields.values():
        yield item
        if isinstance(item, RowsField):
            yield from item.row.columns.values()


@every_kind
@settings(max_examples=20)
@given(data=st.data())
def test_what_is_written_is_read_again(kind: type[Record], data: st.DataObject) -> None:
    values = data.draw(values_for(kind))
    line = json.dumps(encode_values(kind.fields, values), ensure_ascii=False)
    assert decode_values(kind.fields, json.loads(line, parse_float=_no_float)) == values
    assert json.dumps(encode_values(kind.fields, values), ensure_ascii=False) == line


def _no_float(text: str) -> float:
    raise AssertionError(f"{text} is a float")


@every_kind
@settings(max_examples=10)
@given(data=st.data())
def test_whether_a_field_is_needed_can_be_said_of_any_record(
    kind: type[Record], data: st.DataObject
) -> None:
    record = kind("uid", data.draw(values_for(kind)))
    for item in kind.fields.values():
        if item.needed:
            assert item.needed(record) in {True, False}
        if isinstance(item, RowsField):
            for row in record.values.get(item.name, ()):
                answers = {column.needed(row) for column in row.columns.values() if column.needed}
                assert answers <= {True, False}


def test_kinds_are_found_by_the_name_on_the_line() -> None:
    assert list(KIND) == [kind.kind for kind in KINDS]
    assert len(set(KIND)) == len(KINDS)
    assert KIND["role"].__name__ == "RoleAssignment"
    with pytest.raises(TypeError):
        KIND["hazard"] = KINDS[0]  # type: ignore[index] # the mapping is read-only: that is the test


@every_kind
def test_a_kind_introduces_itself(kind: type[Record]) -> None:
    assert re.fullmatch("[a-z]+(_[a-z]+)*", kind.kind)
    assert kind.label[:1].isupper()
    assert kind.plural[:1].isupper()
    assert kind.chapter in CHAPTERS
    assert len(kind.about) > 40
    assert kind.about.endswith(".")


@every_kind
def test_a_field_has_a_name_of_its_own_and_words(kind: type[Record]) -> None:
    taken = {name for name, item in vars(Record).items() if not isinstance(item, Field)}
    for name in kind.fields:
        assert name not in taken, "a field must not hide what every record has"
        assert re.fullmatch("[a-z][a-z0-9]*(_[a-z0-9]+)*", name)
    for item in all_fields(kind):
        assert item.name
        assert re.match("[A-Z]", item.label), item.name
        assert not item.label.endswith("."), item.name
        assert item.help == "" or item.help[-1] in ".?", item.name
        assert item.section[:1].isupper(), item.name


@every_kind
def test_a_kind_without_numbers_asks_for_none(kind: type[Record]) -> None:
    """What has a number of the house is numbered; what is not has it in no list and needs none."""
    number = kind.fields["number"]
    assert kind.is_numbered or kind.kind not in NUMBERED_KINDS
    if not kind.is_numbered:
        assert not number.in_list
        assert number.required is Stage.NEVER


@every_kind
def test_labels_of_a_form_differ(kind: type[Record]) -> None:
    labels = [item.label for item in kind.fields.values()]
    assert sorted(labels) == sorted(set(labels))


@every_kind
def test_a_section_is_written_in_one_piece(kind: type[Record]) -> None:
    sections = [item.section for item in kind.fields.values() if item.section != "General"]
    starts = [later for earlier, later in pairwise(["", *sections]) if earlier != later]
    assert len(starts) == len(set(starts))


@every_kind
def test_references_name_kinds_that_exist(kind: type[Record]) -> None:
    for item in all_fields(kind):
        if isinstance(item, ReferenceField | ReferencesField):
            assert bool(item.kinds) is not isinstance(item, AnyReferenceField)
            assert set(item.kinds) <= set(KIND), item.name


@every_kind
def test_the_grave_side_asks_for_eight_things_at_most(kind: type[Record]) -> None:
    assert sum(item.depth is Depth.GRAVE_SIDE for item in kind.fields.values()) <= 8


@every_kind
def test_a_table_has_three_to_seven_columns(kind: type[Record]) -> None:
    assert 3 <= sum(item.in_list for item in kind.fields.values()) <= 7


@every_kind
def test_a_draft_can_be_begun_with_little(kind: type[Record]) -> None:
    """The window saves on leaving a field: more than four compulsory ones would be a wall."""
    at_once = [item for item in kind.fields.values() if item.required is Stage.DRAFT]
    assert sum(item.needed is None for item in at_once) <= 4


@every_kind
def test_what_is_narrowed_is_required(kind: type[Record]) -> None:
    for item in all_fields(kind):
        assert item.needed is None or item.required is not Stage.NEVER, item.name


@every_kind
def test_places_and_people_are_confidential(kind: type[Record]) -> None:
    for item in all_fields(kind):
        names_people = isinstance(item, ReferenceField | ReferencesField) and item.kinds == (
            "person",
        )
        if isinstance(item, PositionField | AreaField) or names_people:
            assert item.sensitivity >= Sensitivity.C2, item.name


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("remains_case", "presumptive_id"),
        ("remains_case", "presumed_affiliation"),
        ("remains_case", "affiliation_basis"),
        ("remains_case", "clothing_summary"),
        ("artefact", "text_transcribed"),
        ("artefact", "markings"),
        ("document", "file"),
    ],
)
def test_what_could_name_the_dead_is_strictly_confidential(kind: str, field: str) -> None:
    assert KIND[kind].fields[field].sensitivity is Sensitivity.C3


FORBIDDEN = re.compile(
    r"(?<!be)cause|manner|perpetrator|culprit|guilt|identity_confirmed|confirmed_ident|identified|"
    r"religion|tribe|sect\b|ethnic|informant",
    re.IGNORECASE,
)


# How many the authority has named is said at every handover (BR-32); nobody here decides it.
COUNTS_OF_THE_AUTHORITY = {"total_identified", "total_presumed", "total_unidentified"}


@every_kind
def test_there_is_no_place_for_findings_that_are_made_elsewhere(kind: type[Record]) -> None:
    """BR-27, and no field for what could kill a witness or divide the dead."""
    for item in all_fields(kind):
        if kind is HandoverList and item.name in COUNTS_OF_THE_AUTHORITY:
            assert isinstance(item, WholeField), "a count, and of nobody in particular"
            continue
        assert not FORBIDDEN.search(item.name), item.name
        assert not FORBIDDEN.search(item.label), item.label


def test_custody_and_diary_are_never_edited() -> None:
    append_only = [kind.kind for kind in KINDS if kind.is_append_only]
    assert append_only == ["custody_event", "diary_entry"]


def test_what_follows_from_the_events_is_not_declared() -> None:
    for name in ("custodian", "current_custodian", "location", "current_location", "seal_state"):
        assert not [kind for kind in KINDS if name in kind.fields]


def test_the_most_dangerous_status_and_radius_show() -> None:
    hazard = KIND["hazard"].fields
    severe = [name for name, item in hazard.items() if item.merge is Merge.SEVEREST_SHOWN]
    assert severe == ["status", "exclusion_radius_m"]
    status = hazard["status"]
    assert isinstance(status, ChoiceField)
    assert {code.code for code in status.codes.codes} == set(status.severest_last)
    worst_first = ["NEWER", "OPEN", "MARKED", "TASKED", "HANDED_OVER", "REDUCED", "CLEARED"]
    assert sorted(worst_first, key=status.severity) == worst_first[::-1]
    assert max([25, 400, 100], key=hazard["exclusion_radius_m"].severity) == 400


DANGEROUS = {
    "grave": ["depth_m"],
    "work_area": ["depth_m"],
    "hazard": ["status", "exclusion_radius_m"],
    "explosive_accident": ["killed", "injured"],
    "remains_case": ["eod_check_result"],
    "artefact": ["explosive_check"],
    "margin_note": ["certainty"],  # not deadly, but doubt is never merged away
}


@every_kind
def test_where_being_wrong_can_kill_the_worse_value_shows(kind: type[Record]) -> None:
    severe = [item for item in kind.fields.values() if item.merge is Merge.SEVEREST_SHOWN]
    assert [item.name for item in severe] == DANGEROUS.get(kind.kind, [])
    for item in severe:
        if isinstance(item, ChoiceField):
            known = [code.code for code in item.codes.codes]
            assert sorted(known) == sorted(item.severest_last)
            assert max([*known, "NEWER"], key=item.severity) == "NEWER"


@every_kind
def test_every_severest_field_can_weigh_its_values(kind: type[Record]) -> None:
    for item in kind.fields.values():
        if item.merge is Merge.SEVEREST_SHOWN:
            assert item.severity("OPEN" if isinstance(item, ChoiceField) else 1) is not None


@pytest.mark.parametrize(
    ("kind", "values", "title"),
    [
        ("site", {"number": "SNJ03", "name": "Old quarry"}, "SNJ03"),
        ("site", {"name": "Old quarry"}, "Old quarry"),
        ("person", {"number": "P7", "full_name": "علي"}, "علي"),
        ("organisation", {"name": "Forensic medicine"}, "Forensic medicine"),
        ("storage_place", {"path": "R1-K2"}, "R1-K2"),
        ("storage_facility", {"name": "Field store"}, "Field store"),
        ("number_book", {"letter": "K"}, "K"),
        ("operation", {"number": "BSR26", "name": "Basra"}, "Basra"),
        ("team", {"name": "Team B"}, "Team B"),
        ("team", {"number": "T2"}, "T2"),
        ("element", {"bone": "FEM", "side": "L"}, "FEM L"),
        ("element", {}, "0123abcd"),
        ("document", {"name": "Order of the court"}, "Order of the court"),
        ("document", {"number": "A7F3-000004", "name": "Order"}, "A7F3-000004"),
        ("attendance", {"visitor_name": "A delegate"}, "A delegate"),
        ("hazard", {}, "0123abcd"),
    ],
)
def test_a_record_is_called_by(kind: str, values: dict[str, Any], title: str) -> None:
    assert KIND[kind]("0123abcd-rest", values).title == title


def test_measures_keep_the_digits_that_were_read() -> None:
    depth = KIND["grave"].fields["depth_m"]
    assert depth.encode(depth.decode("1.50")) == "1.50"
    assert depth.read("١٫٥٠") == Decimal("1.50")


NEEDED = [
    ("work_area", {"dig_method": "MACHINE"}, {"machine_operator", "spotter"}),
    ("work_area", {"dig_method": "HAND"}, set()),
    ("context", {"context_kind": "CUT"}, {"grave", "cut_shape", "cut_sides", "cut_base"}),
    ("context", {"context_kind": "FILL"}, {"grave", "composition", "munsell_colour", "compaction"}),
    ("context", {"context_kind": "SURF"}, set()),
    ("element", {"element_state": "PRESENT"}, {"completeness", "count"}),
    ("element", {"element_state": "ABSENT"}, set()),
    ("artefact", {"association": "SPOIL"}, {"context", "located_by"}),
    ("artefact", {"association": "WORN", "remains_case": "u"}, set()),
    ("sample", {"sample_kind": "TOOTH"}, {"remains_case", "bone", "side"}),
    ("sample", {"sample_kind": "SOIL"}, {"context"}),
    ("case_link", {"link_type": "SAME_CONFIRMED"}, {"document", "authority"}),
    ("case_link", {"link_type": "POSSIBLE_SAME"}, set()),
    ("hazard_observation", {"observer_position": "p"}, {"bearing_deg", "distance_m"}),
    ("explosive_accident", {"injured": 2}, {"first_aid", "location_text"}),
    ("handover_list", {"version": 2, "list_state": "FROZEN"}, {"replaces", "frozen_at"}),
    ("handover_list", {"list_type": "REPATRIATION", "ceremony": "c"}, {"mechanism"}),
    ("handover_list", {}, {"place"}),
    ("discrepancy", {"closed_at": "now"}, {"resolution", "closed_by"}),
    ("number_register", {"entry_kind": "VOID"}, {"because"}),
    ("number_register", {"entry_kind": "RESERVED"}, set()),
    ("attendance", {}, {"visitor_name"}),
    ("attendance", {"person": "u"}, set()),
    ("remains_case", {"case_type": "CG"}, {"grid_square", "inventory_extent"}),
    ("remains_case", {"case_type": "B"}, {"body_position", "orientation_deg"}),
]


@pytest.mark.parametrize(("kind", "values", "asked"), NEEDED)
def test_what_is_needed_follows_from_what_is_known(
    kind: str, values: dict[str, Any], asked: set[str]
) -> None:
    """Fields asked for only sometimes: which these values add, and which at least are asked."""
    record, empty = KIND[kind]("uid", values), KIND[kind]("uid", {})
    narrowed = [item for item in KIND[kind].fields.values() if item.needed]
    now = {item.name for item in narrowed if item.needed and item.needed(record)}
    before = {item.name for item in narrowed if item.needed and item.needed(empty)}
    assert asked <= now
    assert now - before <= asked
