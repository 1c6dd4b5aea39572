"""Lists: sorted by what values mean, filtered in any spelling, marked by shape and word."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from typing_extensions import override

from app.core.clock import Moment
from app.core.errors import AppError
from app.core.wording import Wording, isolated, wording
from app.models.custody import CustodyEvent
from app.models.hazards import Hazard
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave, Site
from app.store.schema import holds_json
from app.store.stored import value_of
from app.ui.doors import Doors
from app.ui.fields.base import FieldTools
from app.ui.hub import Hub
from app.ui.icons import Icons
from app.ui.jobs import JobRunner
from app.ui.marks import standing
from app.ui.shown import Shown
from app.ui.table import RecordTable
from app.ui.tables import styled_table
from app.ui.theme import LIGHT
from app.ui.titles import Titles
from tests.ui.conftest import StoppedClock, surprise

SITE, OTHER_SITE = (f"{letter * 8}-1111-4111-8111-{letter * 12}" for letter in "ab")


class Told:
    """Rows of records in memory, which counts what is asked of it."""

    def __init__(self, *records: Record) -> None:
        self._records = {record.uid: record for record in records}
        self.asked: list[int] = []

    @property
    def uids(self) -> list[str]:
        return list(self._records)

    def put(self, record: Record) -> None:
        self._records[record.uid] = record

    def records(self, uids: Sequence[str]) -> dict[str, Record]:
        self.asked.append(len(uids))
        return {uid: self._records[uid] for uid in uids if uid in self._records}

    def stored(self, names: Sequence[str], uid: str = "") -> list[tuple[Any, ...]]:
        return [
            (one.uid, bool(one.disputed), one.is_amended, *(_stored(one, name) for name in names))
            for one in self._records.values()
            if uid in {"", one.uid}
        ]

    def value(self, name: str, stored: Any) -> Any:
        (kind,) = {type(record) for record in self._records.values()}
        return value_of(kind.kind, name, stored)


class Broken(Told):
    """A store on a disk that is gone."""

    @override
    def records(self, uids: Sequence[str]) -> dict[str, Record]:
        raise AppError("The disk is gone.", hint="Plug it in.")

    @override
    def stored(self, names: Sequence[str], uid: str = "") -> list[tuple[Any, ...]]:
        raise AppError("The disk is gone.", hint="Plug it in.")


def _stored(record: Record, name: str) -> Any:
    field, value = type(record).fields[name], record.values.get(name)
    if value is None:
        return None
    return json.dumps(field.encode(value)) if holds_json(field) else field.encode(value)


def table_of(kind: type[Record], tools: FieldTools, *records: Record) -> RecordTable:
    table = RecordTable(kind, tools.say, tools.shown, Icons(LIGHT), LIGHT)
    table.set_rows(Told(*records))
    return table


def put(table: RecordTable, record: Record) -> None:
    """A record is saved, and the list is told."""
    assert isinstance(table.source, Told)
    table.source.put(record)
    table.put(record)


def column(table: RecordTable, name: str) -> list[object]:
    place = next(
        place
        for place in range(table.columnCount())
        if str(table.headerData(place, Qt.Orientation.Horizontal)).startswith(name)
    )
    return [table.index(row, place).data() for row in range(table.rowCount())]


def numbers(table: RecordTable) -> list[object]:
    return [table.record(row).number for row in range(table.rowCount())]


def sites(*names: str) -> list[Record]:
    return [Site(f"{place:036}", {"number": f"BSR{place:02}", "name": name})
            for place, name in enumerate(names, 1)]  # fmt: skip


def test_the_model_is_one_that_qt_accepts(qtmodeltester: ModelTester, tools: FieldTools) -> None:
    table = table_of(Site, tools, *sites("Nahr Jasim", "Fish Lake", "سایت"))
    qtmodeltester.check(table)
    table.set_filter("fish")
    qtmodeltester.check(table)


def test_words_that_change_are_found_as_they_are_now(tools: FieldTools) -> None:
    table = table_of(Site, tools, *sites("Nahr Jasim", "Fish Lake", "Majnoon", "Canal", "Dyke"))
    table.set_filter("dyke")
    assert column(table, "Site code") == [isolated("BSR05")]
    put(table, Site(f"{5:036}", {"number": "BSR05", "name": "Dam"}))
    put(table, Site(f"{2:036}", {"number": "BSR02", "name": "Dyke"}))
    table.set_filter("dyke")
    assert column(table, "Site code") == [isolated("BSR02")]


def test_a_longer_list_reads_no_more_records(tools: FieldTools) -> None:
    asked = []
    for count in (500, 5_000):
        table = table_of(Site, tools, *sites(*(f"place {at}" for at in range(count))))
        view = styled_table(table, is_sortable=True)
        view.resize(800, 600)
        view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        table.set_filter("place")
        view.fit_columns()
        view.grab()
        assert isinstance(table.source, Told)
        asked.append(sum(table.source.asked))
    assert 0 < asked[0] <= 200
    assert asked[1] == asked[0]


def test_whoever_scrolls_reads_what_comes_and_keeps_little(tools: FieldTools) -> None:
    table = table_of(Site, tools, *sites(*(f"place {at}" for at in range(5_000))))
    assert [table.record(row).values["name"] for row in (0, 4_999, 2_500, 1)] == [
        "place 0", "place 4999", "place 2500", "place 1",
    ]  # fmt: skip
    assert all(table.record(row) is not None for row in range(5_000))
    assert isinstance(table.source, Told)
    assert len(table.source.asked) < 200, "many are read at a time"
    assert len(table._records) <= 1_100


def test_a_store_that_cannot_be_read_is_told_and_shows_nothing(tools: FieldTools) -> None:
    table = table_of(Site, tools, *sites("a", "b"))
    told: list[object] = []
    table.failed.connect(told.append)
    table.source = Broken()
    table.set_filter("a")
    assert table.rowCount() == 0
    table.set_filter("")
    assert column(table, "Name of the site") == ["", ""]
    assert all(isinstance(error, AppError) for error in told)
    assert told


def test_a_column_of_times_says_which_clock_and_another_clock_says_so_itself(
    tools: FieldTools,
) -> None:
    times = ("2026-11-08T06:48:20+03:00", "2026-11-08T06:48:20+03:30")
    events = [
        CustodyEvent(f"{place:036}", {"occurred_at": Moment.parse(time)})
        for place, time in enumerate(times)
    ]
    table = RecordTable(
        CustodyEvent, tools.say, tools.shown, Icons(LIGHT), LIGHT, offset_minutes=180
    )
    table.set_rows(Told(*events))
    assert column(table, f"Took place at ({isolated('+03:00')})") == [
        isolated("2026-11-08 06:48"),
        isolated("2026-11-08 06:48 +03:30"),
    ]


def test_what_was_superseded_is_struck_and_said(tools: FieldTools) -> None:
    events = [CustodyEvent(f"{place:036}", {"number": f"A7F3-{place:06}"}) for place in range(2)]
    table = table_of(CustodyEvent, tools, *events)
    assert column(table, "State") == ["Recorded", "Recorded"]
    table.set_struck(frozenset({events[1].uid}))
    assert column(table, "State") == ["Recorded", "Superseded"]
    fonts = [table.index(row, 1).data(Qt.ItemDataRole.FontRole) for row in range(2)]
    assert fonts[0] is None
    assert fonts[1].strikeOut()


@pytest.fixture(scope="module")
def tools_once(qapp: QApplication) -> Generator[FieldTools]:
    """The same for all the examples of a law."""
    say, jobs = wording("en"), JobRunner()
    titles = Titles(say, lambda _kinds: {}, jobs, Hub(), surprise)
    yield FieldTools(say, Icons(LIGHT), StoppedClock(), titles, Shown(say, titles), Doors())
    jobs.close()


@given(st.lists(st.one_of(st.none(), st.decimals("0", "200", places=2)), max_size=12))
def test_measures_sort_by_size_and_empty_ones_last(
    tools_once: FieldTools, depths: list[Decimal | None]
) -> None:
    graves = [Grave(f"{place:036}", {"depth_m": depth}) for place, depth in enumerate(depths)]
    table = table_of(Grave, tools_once, *graves)
    place = next(
        p for p in range(table.columnCount())
        if str(table.headerData(p, Qt.Orientation.Horizontal)).startswith("Depth")
    )  # fmt: skip
    table.sort(place, Qt.SortOrder.AscendingOrder)
    shown = [table.record(row).values.get("depth_m") for row in range(table.rowCount())]
    known = sorted(depth for depth in depths if depth is not None)
    assert shown == [*known, *[None] * (len(depths) - len(known))]


def test_the_filter_finds_any_spelling_in_any_field(tools: FieldTools) -> None:
    table = table_of(Site, tools, *sites("مقبرة نهر جاسم", "بحيرة الأسماك", "Fish Lake"))
    for typed, found in (("مقبره", 1), ("الاسماك", 1), ("LAKE", 1), ("bsr", 3), ("bsr lake", 1)):
        table.set_filter(typed)
        assert table.rowCount() == found, typed
    table.set_filter("")
    assert table.rowCount() == table.total == 3


def test_a_changed_record_stays_in_its_row_and_a_new_one_joins(tools: FieldTools) -> None:
    table = table_of(Site, tools, *sites("a", "b", "c"))
    held = QPersistentModelIndex(table.index(1, 0))
    put(table, Site(f"{2:036}", {"number": "BSR02", "name": "bb"}))
    assert table.record(1).values["name"] == "bb"
    put(table, Site(f"{9:036}", {"number": "BSR00", "name": "new"}))
    assert table.total == 4
    table.sort(1, Qt.SortOrder.AscendingOrder)
    assert table.record(0).values["name"] == "new"
    assert table.record(held.row()).uid == f"{2:036}"
    table.set_filter("new")
    assert not held.isValid()


def test_a_site_narrows_the_list_to_its_own_and_to_what_names_none(tools: FieldTools) -> None:
    graves = [
        Grave(f"{place:036}", {"number": f"G{place}"} | ({"site": site} if site else {}))
        for place, site in enumerate((SITE, OTHER_SITE, ""))
    ]
    table = table_of(Grave, tools, *graves)
    table.set_site(SITE)
    assert numbers(table) == ["G0", "G2"]
    table.set_site(SITE, guest=graves[1].uid)
    assert numbers(table) == ["G0", "G1", "G2"]
    put(table, graves[2].with_values({"site": OTHER_SITE}))
    table.set_site(SITE)
    assert numbers(table) == ["G0"]
    assert table.total == 3


def test_words_stand_for_codes_and_units_stand_in_the_heading(tools: FieldTools) -> None:
    case = RemainsCase("1" * 36, {"case_type": "CG", "number": "BSR01-01-A0001CG"})
    table = table_of(RemainsCase, tools, case)
    assert column(table, "Kind of remains") == ["Commingled group"]
    assert column(table, "Case number") == [isolated("BSR01-01-A0001CG")]
    headings = [
        table_of(Grave, tools).headerData(place, Qt.Orientation.Horizontal)
        for place in range(table_of(Grave, tools).columnCount())
    ]
    assert "Depth reached (m)" in headings


@pytest.mark.parametrize(
    ("values", "disputed", "word"),
    [
        ({"status": "OPEN"}, frozenset({"status"}), "Disputed"),
        ({"status": "OPEN"}, frozenset[str](), "Not cleared"),
        ({}, frozenset[str](), "Not cleared"),
        ({"status": "OPEN", "state": "WITHDRAWN"}, frozenset[str](), "Withdrawn"),
        ({"status": "CLEARED", "state": "FINAL"}, frozenset[str](), "Final"),
        ({"status": "CLEARED", "state": "SUPERSEDED"}, frozenset[str](), "Superseded"),
        ({"status": "CLEARED"}, frozenset[str](), "Draft"),
    ],
)
def test_the_standing_is_a_word_and_a_shape(
    tools: FieldTools, values: dict[str, str], disputed: frozenset[str], word: str
) -> None:
    hazard = Hazard("1" * 36, values, disputed=disputed)
    mark = standing(hazard, Wording("en", {}))
    assert mark.word == word
    assert mark.icon
    table = table_of(Hazard, tools, hazard)
    assert table.index(0, 0).data() == word
    assert table.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is not None


def test_record_text_is_never_markup(tools: FieldTools) -> None:
    table = table_of(Site, tools, *sites("<img src=x> a rather long name"))
    tip = str(table.index(0, 2).data(Qt.ItemDataRole.ToolTipRole))
    assert "&lt;img" in tip
    assert "<img" not in tip
