"""List and detail, on a real store: find, open, begin, go on, withdraw, restore."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.core.changes import Changes
from app.models.custody import CustodyEvent
from app.models.record import Record, State
from app.models.sites import Grave, Site
from app.rules.verdicts import Level, Verdict
from app.services.desk import Desk
from app.services.reading import get_record, list_records
from app.services.recording import DraftRejectedError, save_record, withdraw_record
from app.ui.page import RELOAD_FROM, RecordPage
from app.ui.places import Destination
from app.ui.shell import Shell
from app.ui.tables import select_row
from app.ui.workbench import Workbench
from tests.ui.conftest import Answers

Settled = Callable[[], None]


@pytest.fixture
def places(desk: Desk) -> list[Record]:
    """Three sites."""
    names = ("Nahr Jasim", "Fish Lake", "Majnoon")
    return [save_record(desk, "site", None, {"name": name}).record for name in names]


def page_of(qtbot: QtBot, bench: Workbench, kind: type[Record] = Site) -> RecordPage:
    page = RecordPage(kind, bench)
    qtbot.addWidget(page)
    page.resize(1198, 640)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def name_shown(page: RecordPage) -> str:
    return page.detail.form.editors["name"].findChildren(QLineEdit)[0].text()


def click(qtbot: QtBot, page: RecordPage, row: int) -> None:
    place = page.table.visualRect(page.model.index(row, 1)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_an_empty_page_says_what_it_is_for_and_offers_the_first(
    qtbot: QtBot, bench: Workbench, settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    assert page.first.isVisible()
    assert not page.table.isVisible()
    qtbot.mouseClick(page.first, Qt.MouseButton.LeftButton)
    assert page.table.isVisible()
    assert page.detail.editor.is_new
    assert page.main.text().strip() == "Save and next"


def test_a_click_opens_a_record(
    qtbot: QtBot, bench: Workbench, places: list[Record], settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    assert page.model.rowCount() == 3
    assert name_shown(page) == "Nahr Jasim"  # the first is open already
    click(qtbot, page, 2)
    assert name_shown(page) == "Majnoon"


def test_typing_and_clicking_another_row_saves(
    qtbot: QtBot, bench: Workbench, desk: Desk, places: list[Record], settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    line = page.detail.form.editors["governorate"].findChildren(QLineEdit)[0]
    line.setFocus()
    qtbot.keyClicks(line, "Basra")
    click(qtbot, page, 1)
    settled()
    stored = get_record(desk, places[0].uid)
    assert stored is not None
    assert stored.values["governorate"] == "Basra"
    assert name_shown(page) == "Fish Lake"


def test_save_and_next_saves_and_begins_the_next(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    page.begin()
    for name in ("one", "two"):
        line = page.detail.form.editors["name"].findChildren(QLineEdit)[0]
        line.setFocus()
        qtbot.keyClicks(line, name)
        qtbot.mouseClick(page.main, Qt.MouseButton.LeftButton)
    settled()
    assert [site.values["name"] for site in list_records(desk, "site")] == ["one", "two"]
    assert page.detail.editor.is_new
    assert name_shown(page) == ""
    assert page.model.total == 2


def test_the_selection_survives_what_others_changed(
    qtbot: QtBot, bench: Workbench, desk: Desk, places: list[Record], settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    click(qtbot, page, 1)
    save_record(desk, "site", places[1].uid, {"name": "Fish Lake crossing"})
    save_record(desk, "site", None, {"name": "Abu Flous"})
    many = frozenset(str(number) for number in range(RELOAD_FROM + 1))
    for uids in (frozenset({places[1].uid}), many):
        bench.hub.announce(Changes(frozenset({"site"}), uids))
        settled()
        rows = page.table.selectionModel().selectedRows()
        assert [page.model.record(index.row()).uid for index in rows] == [places[1].uid]
        assert name_shown(page) == "Fish Lake crossing"
    assert page.model.total == 4


def test_the_filter_narrows_the_list(
    qtbot: QtBot, bench: Workbench, places: list[Record], settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    page.focus_filter()
    qtbot.keyClicks(page.filter, "maj")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert "of" in page.count.text()
    page.open(Destination("site", places[0].uid))
    assert page.model.rowCount() == 3 or page.filter.text() == ""
    assert name_shown(page) == "Nahr Jasim"


def test_withdrawing_asks_why_hides_and_can_be_taken_back(
    qtbot: QtBot,
    bench: Workbench,
    desk: Desk,
    places: list[Record],
    answers: Answers,
    settled: Settled,
) -> None:
    page = page_of(qtbot, bench)
    settled()
    page.detail.heading.withdraw.trigger()
    settled()
    stored = get_record(desk, places[0].uid)
    assert stored is not None
    assert (stored.state, stored.reason) == (State.WITHDRAWN, answers.reason)
    assert not page.detail.heading.withdraw.isVisible()
    qtbot.mouseClick(page.detail.heading.restore, Qt.MouseButton.LeftButton)
    settled()
    restored = get_record(desk, places[0].uid)
    assert restored is not None
    assert restored.state == State.DRAFT
    assert answers.asked == ["Withdraw this record", "Restore this record"]


def test_withdrawn_records_are_shown_when_asked_for(
    qtbot: QtBot, bench: Workbench, desk: Desk, places: list[Record], settled: Settled
) -> None:
    bench.actions.withdraw_record(places[2].uid, "twice the same")
    page = page_of(qtbot, bench)
    settled()
    assert page.model.total == 2
    qtbot.mouseClick(page.withdrawn, Qt.MouseButton.LeftButton)
    settled()
    assert page.model.total == 3


def test_an_older_value_is_written_again_from_the_history(
    qtbot: QtBot, bench: Workbench, desk: Desk, places: list[Record], settled: Settled
) -> None:
    save_record(desk, "site", places[0].uid, {"name": "Nahr Jassim"})
    page = page_of(qtbot, bench)
    settled()
    tabs = page.detail.tabs
    tabs.setCurrentIndex(tabs.count() - 1)
    settled()
    history = page.detail.history
    assert history.table.isVisible()
    select_row(history.table, 0)
    qtbot.mouseClick(history.restore, Qt.MouseButton.LeftButton)
    settled()
    stored = get_record(desk, places[0].uid)
    assert stored is not None
    assert stored.values["name"] == "Nahr Jasim"


def test_a_site_in_view_narrows_lists_and_begins_records(
    qtbot: QtBot, bench: Workbench, desk: Desk, places: list[Record], settled: Settled
) -> None:
    for site in places[:2]:
        save_record(desk, "grave", None, {"site": site.uid, "depth_m": None})
    page = page_of(qtbot, bench, Grave)
    settled()
    page.set_site(places[1].uid)
    assert page.model.rowCount() == 1
    page.begin()
    assert page.detail.form.draft()["site"] == places[1].uid


def test_custody_events_are_shown_but_never_typed(
    qtbot: QtBot, bench: Workbench, settled: Settled
) -> None:
    page = page_of(qtbot, bench, CustodyEvent)
    settled()
    assert not page.main.isVisible()
    assert not page.first.isVisible()
    page.begin()
    assert not page.detail.isEnabled()


def test_what_only_an_override_lifts_leads_to_one(
    qtbot: QtBot, bench: Workbench, places: list[Record], settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    page.set_site(places[0].uid)
    verdict = Verdict(
        "BR-01", Level.OVERRIDE, "Inside a hazard.", "Retreat.", "name", {}, ("EOD", "TL")
    )
    page.detail.editor.rejected.emit(DraftRejectedError([verdict]))
    assert page.detail.override.isVisible()
    assert "BR-01" in page.detail.objection.text()
    with qtbot.waitSignal(page.opened) as opened:
        qtbot.mouseClick(page.detail.override, Qt.MouseButton.LeftButton)
    assert opened.args is not None
    destination = cast("Destination", opened.args[0])
    assert (destination.kind, destination.uid) == ("hazard_override", "")
    assert destination.prefilled == {"site": places[0].uid}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ["governorate", "remarks"])
def test_a_refusal_is_seen_to_its_last_word(
    qtbot: QtBot, shell: Shell, places: list[Record], settled: Settled, language: str, name: str
) -> None:
    shell.looks.choose(language=language)
    page = page_of(qtbot, shell.prepare())
    settled()
    page.set_site(places[0].uid)
    settled()
    detail, editor = page.detail, page.detail.form.editors[name]
    detail.form.editors["name"].show_problem("refused before, and not mended yet")
    detail.form.reveal(name)
    message = "This place may lie within open hazard {hazard}, the error of every position counted."
    hint = "Stop and leave the way you came. EOD decides, with the team leader, for named people."
    one = Verdict("BR-01", Level.OVERRIDE, message, hint, name, {"hazard": "ZA-HA1"}, ("EOD", "TL"))
    detail.form.show_problems([one, one])
    detail.editor.rejected.emit(DraftRejectedError([one, one]))
    viewport = detail.form.viewport()

    (said,) = (label for label in editor.labels() if label.text() == editor.problem())

    assert said.text().startswith("\u200f") == (language == "ar")  # read from that side

    def is_whole() -> bool:
        field = QRect(editor.mapTo(viewport, QPoint()), editor.size())
        return viewport.rect().contains(field) and all(
            label.height() >= label.heightForWidth(label.width())
            for label in (said, detail.objection)
        )

    qtbot.waitUntil(is_whole)


def test_a_record_of_another_site_is_shown_to_whoever_comes_for_it(
    qtbot: QtBot, bench: Workbench, desk: Desk, places: list[Record], settled: Settled
) -> None:
    here, there, _ = places
    graves = [save_record(desk, "grave", None, {"site": site.uid}).record for site in (here, there)]
    page = page_of(qtbot, bench, Grave)
    settled()
    page.set_site(here.uid)
    assert page.model.rowCount() == 1
    page.open(Destination("grave", graves[1].uid))
    settled()
    assert page.detail.record == graves[1]
    page.set_site(here.uid)
    assert page.model.rowCount() == 1


def test_a_withdrawn_record_is_shown_to_whoever_comes_for_it(
    qtbot: QtBot, bench: Workbench, desk: Desk, places: list[Record], settled: Settled
) -> None:
    withdrawn = withdraw_record(desk, places[1].uid, "recorded twice").record
    page = page_of(qtbot, bench)
    settled()
    assert page.model.rowCount() == 2
    page.open(Destination("site", withdrawn.uid))
    settled()
    assert page.detail.record == withdrawn
