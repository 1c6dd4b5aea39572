"""Handovers and counts as declared: four numbers that are never one, two people, both clocks."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.models.codes import CodeList
from app.models.fields import ChoiceField, Field, RowsField, Sensitivity, Stage
from app.models.handovers import HandoverCeremony, HandoverLine, HandoverList
from app.models.kinds import KIND
from app.models.stock import CountLine, Discrepancy, StockCount
from app.rules.completeness import missing


def test_sets_containers_cases_and_individuals_are_counted_apart() -> None:
    counts = [name for name in HandoverList.fields if name.startswith("total_")]
    assert counts[:4] == ["total_sets", "total_containers", "total_cases", "total_individuals"]
    assert all(HandoverList.fields[name].required is Stage.FINAL for name in counts)


def test_a_name_on_a_list_asks_for_the_document_that_gives_it() -> None:
    named = HandoverList("u", {"lines": (HandoverLine({"name": "نزار"}),)})
    nameless = HandoverList("u", {"lines": (HandoverLine({"id_status": "UNIDENTIFIED"}),)})
    assert "id_document" in {gap.column for gap in missing(named, Stage.FINAL)}
    assert "id_document" not in {gap.column for gap in missing(nameless, Stage.FINAL)}


def test_what_could_name_or_side_the_dead_is_strictly_confidential_on_a_list() -> None:
    for name in ("name", "id_document", "id_status", "affiliation", "affiliation_basis"):
        assert HandoverLine.columns[name].sensitivity is Sensitivity.C3


def test_the_words_are_the_same_for_both_sides() -> None:
    """One line of fields serves either direction: no field belongs to one side's dead."""
    sided = re.compile("martyr|enemy|ours|theirs|corpse", re.IGNORECASE)
    for kind in (HandoverList, HandoverCeremony):
        for item in _all(kind.fields.values()):
            assert not sided.search(item.label + item.help), item.name


def test_a_ceremony_is_held_by_two_clocks_and_two_sides() -> None:
    fields = HandoverCeremony.fields
    clock = fields["other_clock"]
    assert isinstance(clock, ChoiceField)
    assert clock.codes.name == "time_zone"
    for side in ("first", "second"):
        assert fields[f"{side}_side"].required is Stage.FINAL
        assert fields[f"{side}_signatory"].required is Stage.FINAL
    assert fields["observer"].required is Stage.NEVER, "an observer is no party"


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        ("DRAFT", set()),
        ("FROZEN", {"frozen_at"}),
        ("COUNTED", {"frozen_at", "counted_at"}),
        ("SIGNED", {"frozen_at", "counted_at"}),
        ("CLOSED", {"frozen_at", "counted_at"}),
        ("CANCELLED", set()),
    ],
)
def test_a_list_is_frozen_then_counted_then_signed(state: str, asked: set[str]) -> None:
    listed = HandoverList("u", {"list_state": state})
    times = {gap.field for gap in missing(listed, Stage.FINAL)} & {"frozen_at", "counted_at"}
    assert times == asked


def test_every_stage_of_a_list_is_tried_above() -> None:
    assert [code.code for code in CodeList("handover_state").codes] == [
        "DRAFT",
        "FROZEN",
        "COUNTED",
        "SIGNED",
        "CLOSED",
        "CANCELLED",
    ]


def test_a_store_is_counted_by_two_people_and_both_numbers_are_kept() -> None:
    gaps = {gap.field for gap in missing(StockCount("u", {}), Stage.FINAL)}
    assert {"counted_by", "second_counter", "expected_count", "found_count", "lines"} <= gaps


def test_an_item_that_nobody_knows_can_be_counted() -> None:
    """What is found and is on no list has no record to point at, only what stands on its label."""
    line = StockCount("u", {"lines": (CountLine({"count_finding": "EXTRA", "number_read": "X9"}),)})
    assert not [gap for gap in missing(line, Stage.FINAL) if gap.line]


@pytest.mark.parametrize("kind", [KIND["stock_count"], KIND["custody_event"]])
def test_what_is_counted_is_what_has_custody(kind: Any) -> None:
    lines = kind.fields["lines"]
    assert isinstance(lines, RowsField)
    assert lines.row.columns["item"].kinds == Discrepancy.fields["items"].kinds  # type: ignore[attr-defined] # references


def _all(fields: Any) -> list[Field[Any]]:
    found: list[Field[Any]] = []
    for item in fields:
        found.append(item)
        found += item.row.columns.values() if isinstance(item, RowsField) else ()
    return found
