"""Saving on leaving a field, on a real store: nothing typed is lost, nothing is saved twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any, NoReturn

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.core.files import FileTroubleError
from app.core.wording import isolated
from app.models.containers import Container, StorageFacility
from app.models.record import Record
from app.models.sites import Site
from app.services.desk import Desk
from app.services.drafts import kept_drafts
from app.services.reading import history, list_records
from app.services.recording import make_final, save_record
from app.ui.detail import Detail
from app.ui.workbench import Workbench
from tests.models.plain import lacking
from tests.ui.conftest import Answers

Settled = Callable[[], None]


def detail_of(qtbot: QtBot, kind: type[Record], bench: Workbench) -> Detail:
    detail = Detail(kind, bench)
    qtbot.addWidget(detail)
    detail.resize(800, 900)
    with qtbot.waitActive(detail):
        detail.show()
        detail.activateWindow()
    return detail


def line_of(detail: Detail, name: str) -> QLineEdit:
    return detail.form.editors[name].findChildren(QLineEdit)[0]


def type_into(qtbot: QtBot, detail: Detail, name: str, text: str) -> None:
    """Type into a field and go on to another."""
    line = line_of(detail, name)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    detail.form.editors["remarks"].setFocus()


@pytest.fixture
def detail(qtbot: QtBot, bench: Workbench) -> Detail:
    return detail_of(qtbot, Site, bench)


def test_leaving_a_field_saves_it(
    qtbot: QtBot, detail: Detail, desk: Desk, settled: Settled
) -> None:
    site = save_record(desk, "site", None, {"name": "Nahr Jasim"}).record
    detail.open(site)
    type_into(qtbot, detail, "governorate", "Basra")
    settled()
    (stored,) = list_records(desk, "site")
    assert stored.values["governorate"] == "Basra"
    assert detail.heading.status.text() == f"saved {isolated('12:00:00')}"
    assert history(desk, site.uid)[-1].field == "governorate"


def test_the_first_field_creates_the_record_and_the_next_ones_change_it(
    qtbot: QtBot, detail: Detail, desk: Desk, settled: Settled
) -> None:
    detail.open(None)
    type_into(qtbot, detail, "name", "Nahr Jasim")
    type_into(qtbot, detail, "governorate", "Basra")  # before the first is on the disk
    type_into(qtbot, detail, "district", "Shatt al-Arab")
    settled()
    (stored,) = list_records(desk, "site")
    assert stored.number == "ZA-P01"
    told = {name: stored.values[name] for name in ("name", "governorate", "district")}
    assert told == {
        "name": "Nahr Jasim",
        "governorate": "Basra",
        "district": "Shatt al-Arab",
    }
    assert detail.record is not None
    assert detail.record.uid == stored.uid
    assert line_of(detail, "number").text() == "ZA-P01"


@pytest.fixture
def new_bag(qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled) -> Detail:
    """The form of a container that was begun and not saved yet."""
    site = save_record(desk, "site", None, {"name": "Nahr Jasim", "number": "BSR01"}).record
    detail = detail_of(qtbot, Container, bench)
    detail.open(None, {"site": site.uid})
    settled()
    return detail


def test_a_number_that_stands_on_a_label_is_typed_before_the_first_save(
    qtbot: QtBot, new_bag: Detail, desk: Desk, settled: Settled
) -> None:
    type_into(qtbot, new_bag, "number", "BSR01-KA0031")
    new_bag.form.put("container_kind", "BAG")
    settled()
    (stored,) = list_records(desk, "container")
    assert stored.number == "BSR01-KA0031"
    assert line_of(new_bag, "number").isReadOnly(), "it has it for ever"


def test_a_number_that_the_laptop_gave_is_typed_over_by_nobody(
    qtbot: QtBot, new_bag: Detail, desk: Desk, settled: Settled
) -> None:
    assert not line_of(new_bag, "number").isReadOnly()
    new_bag.form.put("container_kind", "BAG")
    settled()
    type_into(qtbot, new_bag, "number", "BSR01-KA0031")
    settled()
    assert [record.number for record in list_records(desk, "container")] == ["BSR01-KA0001"]


def test_a_number_of_another_laptop_s_book_is_named_at_its_field(
    qtbot: QtBot, new_bag: Detail, desk: Desk, settled: Settled
) -> None:
    book = {"letter": "B", "holder": "another", "opened_at": desk.now()}
    save_record(desk, "number_book", None, book)
    type_into(qtbot, new_bag, "number", "BSR01-KB0004")
    new_bag.form.put("container_kind", "BAG")
    settled()
    assert "of book B, which another laptop holds" in new_bag.form.editors["number"].problem()
    assert list_records(desk, "container") == []
    assert kept_drafts(desk, "container", "")["number"] == "BSR01-KB0004"
    line_of(new_bag, "number").clear()
    type_into(qtbot, new_bag, "number", "BSR01-KA0004")
    settled()
    assert [record.number for record in list_records(desk, "container")] == ["BSR01-KA0004"]


def test_a_record_that_needs_more_is_kept_and_says_what_it_needs(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    detail = detail_of(qtbot, StorageFacility, bench)
    detail.open(None)
    type_into(qtbot, detail, "capacity", "40")
    settled()
    assert list_records(desk, "storage_facility") == []
    assert "Name of the facility" in detail.heading.status.text()
    assert kept_drafts(desk, "storage_facility", "") == {"capacity": "40"}
    type_into(qtbot, detail, "name", "Basra mortuary")
    settled()
    (stored,) = list_records(desk, "storage_facility")
    assert stored.values["capacity"] == 40
    assert kept_drafts(desk, "storage_facility", "") == {}


def test_what_is_typed_before_the_drafts_were_read_is_no_draft_of_before(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    is_kept = Event()
    keep_draft, kept_of = bench.actions.keep_draft, bench.actions.kept_drafts
    assert keep_draft is not None
    assert kept_of is not None

    def keep(*what: str) -> None:
        keep_draft(*what)
        is_kept.set()

    def kept_late(kind: str, uid: str) -> dict[str, str]:
        assert is_kept.wait(60)
        return kept_of(kind, uid)

    actions = replace(bench.actions, keep_draft=keep, kept_drafts=kept_late)
    detail = detail_of(qtbot, StorageFacility, replace(bench, actions=actions))
    detail.open(None)
    type_into(qtbot, detail, "capacity", "40")
    settled()
    assert kept_drafts(desk, "storage_facility", "") == {"capacity": "40"}
    assert line_of(detail, "capacity").text() == "40"
    assert "Name of the facility" in detail.heading.status.text()


def test_what_cannot_be_read_comes_back_after_a_crash(
    qtbot: QtBot, detail: Detail, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    site = save_record(desk, "site", None, {"name": "Nahr Jasim"}).record
    detail.open(site)
    type_into(qtbot, detail, "estimated_persons_min", "about 40")
    settled()
    assert "estimated_persons_min" not in list_records(desk, "site")[0].values
    again = detail_of(qtbot, Site, bench)  # as if the program had been killed
    again.open(list_records(desk, "site")[0])
    settled()
    assert line_of(again, "estimated_persons_min").text() == "about 40"
    assert again.form.editors["estimated_persons_min"].problem()
    type_into(qtbot, again, "estimated_persons_min", "40")
    settled()
    assert list_records(desk, "site")[0].values["estimated_persons_min"] == 40
    assert kept_drafts(desk, "site", site.uid) == {}


def test_a_refused_value_stays_with_its_reason_and_is_kept(
    qtbot: QtBot, detail: Detail, desk: Desk, settled: Settled
) -> None:
    save_record(desk, "site", None, {"name": "one", "number": "BSR01"})
    site = save_record(desk, "site", None, {"name": "two", "number": "BSR02"}).record
    detail.open(site)
    type_into(qtbot, detail, "number", "BSR01")
    settled()
    assert line_of(detail, "number").text() == "BSR01"
    assert "BR-10" in detail.form.editors["number"].problem()
    assert "not saved" in detail.heading.status.text()
    assert {record.number for record in list_records(desk, "site")} == {"BSR01", "BSR02"}
    assert kept_drafts(desk, "site", site.uid) == {"number": "BSR01"}


def test_going_to_another_record_saves_the_field_one_was_in(
    qtbot: QtBot, detail: Detail, desk: Desk, settled: Settled
) -> None:
    one = save_record(desk, "site", None, {"name": "one"}).record
    other = save_record(desk, "site", None, {"name": "other"}).record
    detail.open(one)
    line = line_of(detail, "governorate")
    line.setFocus()
    qtbot.keyClicks(line, "Maysan")
    detail.open(other)
    settled()
    stored = {record.values["name"]: record for record in list_records(desk, "site")}
    assert stored["one"].values["governorate"] == "Maysan"
    assert "governorate" not in stored["other"].values
    assert line_of(detail, "governorate").text() == ""


def test_a_final_record_asks_why_once(
    qtbot: QtBot, detail: Detail, desk: Desk, answers: Answers, settled: Settled
) -> None:
    site = save_record(desk, "site", None, {"name": "Nahr Jasim"}).record
    detail.open(finished(desk, site))
    type_into(qtbot, detail, "governorate", "Basra")
    type_into(qtbot, detail, "district", "Shatt al-Arab")
    settled()
    assert answers.asked == ["Amend the final record"]
    assert [e.why for e in history(desk, site.uid)][-2:] == [answers.reason, answers.reason]


def test_without_a_reason_a_final_record_stays_as_it_is(
    qtbot: QtBot, detail: Detail, desk: Desk, answers: Answers, settled: Settled
) -> None:
    answers.reason = None
    site = save_record(desk, "site", None, {"name": "Nahr Jasim"}).record
    detail.open(finished(desk, site))
    type_into(qtbot, detail, "governorate", "Basra")
    settled()
    assert list_records(desk, "site")[0].values["governorate"] != "Basra"
    assert line_of(detail, "governorate").text() == "Basra"
    assert "reason" in detail.form.editors["governorate"].problem()


def test_a_failure_of_the_store_is_told_and_the_text_stays(
    qtbot: QtBot, detail: Detail, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    site = save_record(desk, "site", None, {"name": "Nahr Jasim"}).record
    broken = Detail(Site, replace(bench, actions=replace(bench.actions, save_record=_full)))
    qtbot.addWidget(broken)
    with qtbot.waitActive(broken):
        broken.show()
        broken.activateWindow()
    broken.open(site)
    type_into(qtbot, broken, "governorate", "Basra")
    settled()
    assert bench.notices.said[-1].sentence == "The disk is full."
    assert line_of(broken, "governorate").text() == "Basra"
    assert kept_drafts(desk, "site", site.uid) == {"governorate": "Basra"}


def _full(*_args: Any, **_options: Any) -> NoReturn:  # in place of Actions.save_record
    raise FileTroubleError("The disk is full.", hint="Free some space.")


def finished(desk: Desk, site: Record) -> Record:
    """A final record, with whatever it still lacked."""
    save_record(desk, "site", site.uid, lacking(site))
    return make_final(desk, site.uid).record
