"""What a record lacks: laws for every kind, then a form or two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.wording import Words, wording
from app.models.containers import Container
from app.models.fields import Stage
from app.models.kinds import KIND, KINDS
from app.models.record import Record
from app.rules.completeness import (
    Missing,
    missing,
    still_to_complete,
    what_is_final_is_complete,
)
from tests.models.plain import lacking
from tests.models.strategies import value_of, values_for
from tests.rules.world import World, later, make, rows

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
UID = "6f1c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f"


def names(kind: str, values: dict[str, Any], stage: Stage) -> list[str]:
    return [gap.field for gap in missing(KIND[kind](UID, values), stage)]


@every_kind
@settings(max_examples=10)
@given(data=st.data())
def test_a_draft_lacks_no_more_than_a_final_record(kind: type[Record], data: st.DataObject) -> None:
    record = kind(UID, data.draw(values_for(kind)))
    assert set(missing(record, Stage.DRAFT)) <= set(missing(record, Stage.FINAL))
    assert not missing(record, Stage.NEVER)


@every_kind
@settings(max_examples=10)
@given(data=st.data())
def test_filling_in_what_is_missing_ends(kind: type[Record], data: st.DataObject) -> None:
    values = data.draw(values_for(kind))
    for _ in range(4):  # an answer may call for another: a basis, a scan
        gaps = {gap.field for gap in missing(kind(UID, values), Stage.FINAL) if not gap.line}
        if not gaps:
            break
        assert not gaps & values.keys()
        values |= {name: data.draw(value_of(kind.fields[name])) for name in sorted(gaps)}
    assert not [gap for gap in missing(kind(UID, values), Stage.FINAL) if not gap.line]


@every_kind
def test_what_is_named_is_declared(kind: type[Record]) -> None:
    for gap in missing(kind(UID, {}), Stage.FINAL):
        assert gap == Missing(gap.field, kind.fields[gap.field].label)


def test_a_draft_needs_little() -> None:
    assert names("remains_case", {}, Stage.DRAFT) == ["site", "case_type"]
    assert names("hazard", {}, Stage.DRAFT) == ["site", "status"]


@pytest.mark.parametrize("empty", ["", "  ", ()])
def test_blanks_do_not_count_as_answers(empty: object) -> None:
    assert "site" in names("hazard", {"site": empty}, Stage.DRAFT)


@pytest.mark.parametrize("answer", [False, 0])
def test_no_and_zero_are_answers(answer: object) -> None:
    assert "geo_safe" not in names("site", {"geo_safe": answer}, Stage.FINAL)


@pytest.mark.parametrize(
    ("kind", "values", "field", "is_missing"),
    [
        ("remains_case", {}, "grave", True),
        ("remains_case", {"found_on_surface": True}, "grave", False),
        ("remains_case", {"case_type": "B"}, "orientation_deg", True),
        ("remains_case", {"case_type": "FR"}, "orientation_deg", False),
        ("remains_case", {"presumed_affiliation": "UNK"}, "affiliation_basis", False),
        ("remains_case", {"presumed_affiliation": "IRQ"}, "affiliation_basis", True),
        ("remains_case", {"metal_detected": True}, "eod_check_result", True),
        ("remains_case", {"individuals_at_least": 1}, "individuals_basis", False),
        ("remains_case", {"individuals_at_least": 3}, "individuals_basis", True),
        ("site", {"geo_safe": False}, "position", False),
        ("site", {}, "position", True),
        ("site", {"close_date": "2026-11"}, "closure_reason", True),
        ("site", {"close_date": "2026", "sterile_soil_reached": True}, "closure_reason", False),
        ("hazard", {"safe_to_record": False}, "observer_position", False),
        ("hazard", {"hazard_class": "SHA"}, "evidence", True),
        ("hazard", {"hazard_class": "ITEM"}, "evidence", False),
        ("custody_event", {"event_type": "OUT"}, "to_custodian", True),
        ("custody_event", {"event_type": "CHK"}, "to_custodian", False),
        ("custody_event", {"event_type": "SUP"}, "approved_by", True),
        ("custody_event", {"discrepancy": "SEAL"}, "photos", True),
        ("custody_event", {"discrepancy": "NONE"}, "discrepancy_note", False),
        ("operation", {"purpose": "HUM"}, "court_order_no", False),
        ("operation", {"purpose": "JUD"}, "court_order_no", True),
    ],
)
def test_what_is_needed_follows_from_what_is_said(
    kind: str, values: dict[str, Any], field: str, *, is_missing: bool
) -> None:
    assert (field in names(kind, values, Stage.FINAL)) is is_missing


def test_gaps_in_a_table_name_line_and_column() -> None:
    kind = KIND["custody_event"]
    line = kind.fields["lines"].decode([{"item": UID, "quantity": 1}, {"quantity": 2}])
    gaps = missing(kind(UID, {"lines": line, "event_type": "CHK"}), Stage.DRAFT)
    assert gaps == (
        Missing("occurred_at", "Took place at"),
        Missing("lines", "Item", line=2, column="item"),
    )


# --- what is final -------------------------------------------------------------------------------


def stopped_by(record: Record, previous: Record | None) -> list[object]:
    """The fields named by the rule, as labels."""
    return [verdict.values["fields"] for verdict in what_is_final_is_complete(record, previous)]


@every_kind
@settings(max_examples=10)
@given(data=st.data())
def test_what_is_final_lacks_nothing(kind: type[Record], data: st.DataObject) -> None:
    values = {**data.draw(values_for(kind)), "state": "DRAFT"}
    draft = kind(UID, values)
    final = draft.with_values({"state": "FINAL"})
    assert not stopped_by(draft, None)
    assert bool(stopped_by(final, draft)) is bool(missing(final, Stage.FINAL))
    for labels in stopped_by(final, draft):
        assert isinstance(labels, Words)
        gaps = {kind.fields[gap.field].label for gap in missing(final, Stage.FINAL)}
        assert set(labels) == gaps


@every_kind
@settings(max_examples=10)
@given(data=st.data())
def test_what_came_with_a_gap_is_corrected_and_restored(
    kind: type[Record], data: st.DataObject
) -> None:
    values = data.draw(values_for(kind))
    final = kind(UID, {**values, "state": "FINAL"})
    assert not stopped_by(final.with_values({"remarks": "Corrected."}), final)
    assert not stopped_by(final, kind(UID, {**values, "state": "WITHDRAWN"}))
    filled = final.with_values(lacking(final))
    assert not stopped_by(filled.with_values({"number": "BSR01"}), final)


@pytest.mark.parametrize("state", ["FINAL", "WITHDRAWN", "SUPERSEDED"])
def test_only_what_is_open_is_to_be_completed(state: str) -> None:
    team = KIND["team"](UID, {"name": "North"})
    assert [gap.field for gap in still_to_complete(team, World())] == ["organisation"]
    assert not still_to_complete(team.with_values({"state": state}), World())
    assert not still_to_complete(KIND["custody_event"](UID, {}), World())


@pytest.mark.parametrize(("bags", "is_asked"), [(0, True), (1, False), (2, True)])
def test_who_stands_in_the_list_of_one_bag_need_not_say_in_which(
    bags: int, *, is_asked: bool
) -> None:
    case = KIND["remains_case"](UID, {"lifted_at": later(0)})
    world = World([case, *(make(Container, f"bag {n}", contents=(UID,)) for n in range(bags))])

    def asked(record: Record) -> bool:
        return "container" in {gap.field for gap in still_to_complete(record, world)}

    assert asked(case) is is_asked
    assert asked(case.with_values({"signatures": rows(("dina", "RELEASE"))})), (
        "says what was signed"
    )


def test_an_amendment_empties_nothing_that_a_final_record_needs() -> None:
    team = KIND["team"](UID, {"name": "North", "organisation": UID, "state": "FINAL"})
    assert stopped_by(team.with_values({"organisation": None}), team) == [("Organisation",)]
    assert not stopped_by(team.with_values({"base": None}), team)


def test_in_a_table_gaps_are_counted_and_not_their_places() -> None:
    kind = KIND["clearance_task"]
    item = kind.fields["devices_found"]
    whole, torn = {"category": "UXO", "depth_m": "0.5", "destroyed": True}, {"category": "UXO"}
    label = (item.label,)

    def task(*rows: Mapping[str, object]) -> Record:
        known = lacking(kind(UID, {}))
        return kind(UID, {**known, "devices_found": item.decode(list(rows)), "state": "FINAL",
                          "number": "BSR01"})  # fmt: skip

    before = task(whole, torn)
    assert not stopped_by(task(torn), before)
    assert not stopped_by(task(torn, whole), before)
    assert stopped_by(task(torn, torn), before) == [label]


def test_the_sentence_names_the_fields_in_the_language_of_the_reader() -> None:
    team = KIND["team"](UID, {"name": "North", "state": "FINAL"})
    (verdict,) = what_is_final_is_complete(team, None)
    assert verdict.sentence.endswith("filled in: Organisation.")
    said = wording("ar")(verdict.message, **verdict.values)
    assert wording("ar")("Organisation") in said
    assert "Organisation" not in said
