"""Giving numbers on a laptop: in order, within the case where that is safe, never twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.crypto.passphrases import TEST_COST
from app.models.record import Record
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop
from app.services.recording import save_record, undo_last


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A laptop with book A."""
    founder = Founder("حسن علي", "Hassan Ali", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(founder, "four words on paper", "Laptop A", "A", cost=TEST_COST)
    made = create_laptop(tmp_path / "test.athar", beginning)
    yield made
    close_desk(made)


def _made(desk: Desk, kind: str, **values: Any) -> Record:
    return save_record(desk, kind, None, values).record


def test_the_papers_of_a_laptop_share_one_sequence(desk: Desk) -> None:
    """Each kind must go on where another stopped, whichever was counted before."""
    site = _made(desk, "site", number="TST01").uid
    made = [
        _made(desk, "document", document_type="PERMIT"),
        _made(desk, "discrepancy", discrepancy_kind="COUNT"),
        _made(desk, "document", document_type="PLAN"),
        _made(desk, "diary_entry", working_date="2026-11-08", work_done="Grid set out."),
        _made(desk, "safety_briefing", site=site, working_date="2026-11-09"),
        _made(desk, "discrepancy", discrepancy_kind="COUNT"),
    ]
    device = (made[0].number or "").partition("-")[0]
    assert [record.number for record in made] == [f"{device}-{n:06}" for n in range(1, 7)]


def test_finds_count_within_a_case_of_this_laptop_only(desk: Desk) -> None:
    site = _made(desk, "site", number="TST01").uid
    grave = _made(desk, "grave", number="TST01-G01", site=site).uid
    own = _made(desk, "remains_case", site=site, grave=grave, case_type="B")
    foreign = _made(
        desk, "remains_case", number="TST01-01-B0007B", site=site, grave=grave, case_type="B"
    )
    assert own.number == "TST01-01-A0001B"

    def find(case: Record | None, kind: str = "artefact") -> str | None:
        of_kind = {"category": "CLO"} if kind == "artefact" else {"sample_kind": "BONE"}
        case_uid = case.uid if case else None
        return _made(desk, kind, site=site, grave=grave, remains_case=case_uid, **of_kind).number

    assert [find(own), find(foreign), find(own), find(None)] == [
        "TST01-01-A0001/E01",
        "TST01-01-EA0001",
        "TST01-01-A0001/E02",
        "TST01-01-EA0002",
    ]
    assert [find(own, "sample"), find(foreign, "sample")] == [
        "TST01-01-A0001/S1",
        "TST01-01-SA0001",
    ]


def test_a_sheet_of_printed_labels_is_passed_over(desk: Desk) -> None:
    site = _made(desk, "site", number="TST01").uid
    other = _made(desk, "site", number="TST02").uid
    book = _made(desk, "number_book", letter="A", holder="x", opened_at=desk.now()).uid
    values = {"entry_kind": "RESERVED", "numbered_kind": "context", "book": book}
    _made(desk, "number_register", site=site, first=2, last=9, **values)
    numbers = [
        _made(desk, "context", site=place, context_kind="CUT").number
        for place in (site, site, other, other)
    ]
    assert numbers == ["TST01-CA0001", "TST01-CA0010", "TST02-CA0001", "TST02-CA0002"]
    from_the_sheet = _made(desk, "context", site=site, context_kind="CUT", number="TST01-CA0004")
    assert from_the_sheet.number == "TST01-CA0004"


def test_areas_and_contexts_are_numbered_by_site_and_book(desk: Desk) -> None:
    site = _made(desk, "site", number="TST01").uid
    numbers = [
        _made(desk, "work_area", site=site).number,
        _made(desk, "context", site=site, context_kind="CUT").number,
        _made(desk, "context", site=site, context_kind="FILL").number,
        _made(desk, "explosive_accident", site=site).number,
    ]
    assert numbers[1:] == ["TST01-CA0001", "TST01-CA0002", "TST01-XA001"]
    assert numbers[0] in {"TST01-T01", "TST01-TPA1"}


def test_a_case_is_numbered_once_its_grave_is_known(desk: Desk) -> None:
    """00 means the surface, so it is printed only where somebody said so."""
    site = _made(desk, "site", number="TST01").uid
    grave = _made(desk, "grave", number="TST01-G01", site=site).uid
    case = _made(desk, "remains_case", site=site, case_type="B")
    assert case.number is None
    assert save_record(desk, case.kind, case.uid, {"found_on_surface": False}).record.number is None
    known = save_record(desk, case.kind, case.uid, {"grave": grave}).record
    assert known.number == "TST01-01-A0001B"
    moved = save_record(desk, case.kind, case.uid, {"grave": None, "found_on_surface": True}).record
    assert moved.number == "TST01-01-A0001B"


def test_a_case_of_the_surface_is_numbered_as_one(desk: Desk) -> None:
    site = _made(desk, "site", number="TST01").uid
    told = {"site": site, "case_type": "FR", "found_on_surface": True}
    assert _made(desk, "remains_case", **told).number == "TST01-00-A0001FR"


def test_a_find_waits_with_its_case_unless_it_names_the_grave(desk: Desk) -> None:
    site = _made(desk, "site", number="TST01").uid
    grave = _made(desk, "grave", number="TST01-G01", site=site).uid
    case = _made(desk, "remains_case", site=site, case_type="B")
    find = {"site": site, "remains_case": case.uid, "category": "CLO"}
    waiting = _made(desk, "artefact", **find)
    assert waiting.number is None
    assert _made(desk, "artefact", **find, grave=grave).number == "TST01-01-EA0001"
    save_record(desk, case.kind, case.uid, {"grave": grave})
    told = save_record(desk, "artefact", waiting.uid, {"remarks": "Wool."}).record
    assert told.number == "TST01-01-A0001/E01"


def test_a_number_that_came_with_the_grave_outlives_its_undoing(desk: Desk) -> None:
    site = _made(desk, "site", number="TST01").uid
    grave = _made(desk, "grave", number="TST01-G01", site=site).uid
    case = _made(desk, "remains_case", site=site, case_type="B")
    save_record(desk, case.kind, case.uid, {"grave": grave})
    undone = undo_last(desk)
    assert undone is not None
    assert undone.record.values.get("grave") is None
    assert undone.record.number == "TST01-01-A0001B"
