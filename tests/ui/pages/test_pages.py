"""Today, remains, custody, photos and settings, each on a real store."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.clock import Moment
from app.models.kinds import KIND
from app.models.media import Photo
from app.models.numbers import OtherNumber
from app.models.record import Record
from app.models.signatures import Signature
from app.services.custody import ItemDraft, TransferDraft, transfer_custody
from app.services.desk import Desk
from app.services.reading import list_records
from app.services.recording import save_record
from app.services.status import CONFLICTS, TodayItem
from app.ui.custody.timeline import CustodyTimeline
from app.ui.pages.custody import CUSTODY
from app.ui.pages.photos import PICTURE, PhotoPage, PicturePanel
from app.ui.pages.rail import PLACES, RECORDS
from app.ui.pages.settings import SettingsPage, licence_notices
from app.ui.pages.tabs import TabbedPage
from app.ui.pages.today import TodayPage
from app.ui.places import WRITE_BUNDLE, Destination, Place
from app.ui.shell import Shell
from app.ui.workbench import Workbench
from tests.ui.conftest import Answers

Settled = Callable[[], None]


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    page.resize(1198, 640)
    with qtbot.waitExposed(page):
        page.show()


def page_at(name: str, bench: Workbench) -> TabbedPage:
    """The page of a place of the rail."""
    (place,) = (place for place in PLACES if place.name == name)
    page = place.make(bench)
    assert isinstance(page, TabbedPage)
    return page


# --- today --------------------------------------------------------------------------------------


def test_today_lists_what_is_open_by_consequence_and_opens_it(
    qtbot: QtBot, bench: Workbench
) -> None:
    items = [
        TodayItem(40, "{title} was withdrawn …", "site", "2", {"title": "S2"}, CONFLICTS),
        TodayItem(10, "Hazard {title} is open and not cleared.", "hazard", "1", {"title": "H1"}),
    ]
    page = TodayPage(replace(bench, actions=replace(bench.actions, today=lambda: items)))
    shown(qtbot, page)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    first, second = (page.model.index(row, 0) for row in (0, 1))
    assert "not cleared" in str(first.data())
    assert first.data(Qt.ItemDataRole.DecorationRole) is not None
    with qtbot.waitSignal(page.opened) as opened:
        place = page.table.visualRect(first).center()
        qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [Destination("hazard", "1")]
    with qtbot.waitSignal(page.opened) as opened:
        place = page.table.visualRect(second).center()
        qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [Destination("site", "2", place="conflicts")]


def test_every_line_of_today_leads_somewhere(
    qtbot: QtBot, desk: Desk, bench: Workbench, settled: Settled
) -> None:
    site = save_record(desk, "site", None, {"number": "SNJ03", "name": "Old canal"}).record
    page = TodayPage(bench)
    shown(qtbot, page)
    settled()
    places = {}
    for row, line in enumerate(page.model.lines):
        item = cast("TodayItem", line.key)
        assert line.cells[1], item.sentence
        with qtbot.waitSignal(page.opened, timeout=60_000) as opened:
            page.table.clicked.emit(page.model.index(row, 0))
        places[item.order] = opened.args[0]
    assert places[60] == WRITE_BUNDLE
    assert places[70] == Destination("site", site.uid)
    assert set(places) == {60, 70}


def test_nothing_open_says_what_would_stand_here(
    qtbot: QtBot, bench: Workbench, settled: Settled
) -> None:
    page = TodayPage(replace(bench, actions=replace(bench.actions, today=list)))
    shown(qtbot, page)
    settled()
    assert not page.table.isVisible()


# --- custody ------------------------------------------------------------------------------------


@pytest.fixture
def case(desk: Desk) -> Record:
    """A case that others dug up, and that the person at the laptop takes over."""
    theirs = OtherNumber({"scheme": "FOREIGN", "value": "ICRC 77/4"})
    draft = {"case_type": "B", "number": "BSR01-01-K0004B", "other_numbers": (theirs,)}
    return save_record(desk, "remains_case", None, draft).record


def collect(desk: Desk, case: Record) -> None:
    at = Moment.parse("2026-11-21T11:00:00+03:00")
    signature = Signature({"signer": desk.person, "role": "RECEIVE", "method": "KEY", "at": at})
    transfer_custody(
        desk,
        TransferDraft(
            "COL",
            (ItemDraft(case.uid, item_condition="AS_PACKED"),),
            occurred_at=desk.now(),
            to_person=desk.person,
            purpose="RECOVERY",
            signatures=(signature,),
        ),
    )


def test_the_custody_of_a_case_is_a_tab_beside_its_form(
    qtbot: QtBot, bench: Workbench, desk: Desk, case: Record, settled: Settled
) -> None:
    collect(desk, case)
    page = page_at("remains", bench)
    shown(qtbot, page)
    settled()
    detail = page.page_of("remains_case").detail
    detail.tabs.setCurrentIndex(1)
    settled()
    panel = detail.panels[CUSTODY.word]
    assert isinstance(panel, CustodyTimeline)
    assert panel.isVisible()
    assert "held by" in panel.now.text()
    assert len(panel.cards) == 1


def test_a_custody_event_begins_with_a_transfer(
    qtbot: QtBot, bench: Workbench, settled: Settled
) -> None:
    asked: list[tuple[str, ...]] = []
    doors = replace(bench.doors, transfer=lambda _parent, items: asked.append(items))
    page = page_at("custody", replace(bench, doors=doors))
    shown(qtbot, page)
    events = page.page_of("custody_event")
    settled()
    assert events.main.text().strip() == "Transfer custody"
    qtbot.mouseClick(events.main, Qt.MouseButton.LeftButton)
    assert asked == [()]


def test_custody_events_are_read_only_lists_of_lines(
    qtbot: QtBot, bench: Workbench, desk: Desk, case: Record, settled: Settled
) -> None:
    collect(desk, case)
    page = page_at("custody", bench)
    shown(qtbot, page)
    settled()
    events = page.page_of("custody_event")
    settled()
    assert events.model.rowCount() == 1
    assert not events.main.isVisible()
    lines = events.detail.form.editors["lines"]
    assert lines.typed() == ""
    assert not events.detail.heading.withdraw.isVisible()


# --- photos -------------------------------------------------------------------------------------


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photo with sharp edges."""
    image = Image.new("RGB", (640, 480), "white")
    image.paste("black", (0, 0, 320, 480))
    path = tmp_path / "IMG_0001.JPG"
    image.save(path, quality=95)
    return path


def sharpness(image: QImage) -> int:
    """The largest step between neighbouring pixels of the middle line."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    values = [grey.pixelColor(x, grey.height() // 2).red() for x in range(grey.width())]
    return max(abs(one - other) for one, other in itertools.pairwise(values))


def test_a_photo_is_copied_in_and_shown_blurred_until_asked_for(
    qtbot: QtBot,
    bench: Workbench,
    desk: Desk,
    picture: Path,
    answers: Answers,
    settled: Settled,
) -> None:
    answers.files = [picture]
    page = PhotoPage(Photo, bench, (PICTURE,))
    shown(qtbot, page)
    settled()
    assert page.main.text().strip() == "Add photos"
    qtbot.mouseClick(page.main, Qt.MouseButton.LeftButton)
    settled()
    (photo,) = list_records(desk, "photo")
    assert photo.values["original_name"] == "IMG_0001.JPG"
    page.open(Destination("photo", photo.uid))
    settled()
    panel = page.detail.panels[PICTURE.word]
    assert isinstance(panel, PicturePanel)
    blurred = sharpness(panel.picture.pixmap().toImage())
    qtbot.mouseClick(panel.show_it, Qt.MouseButton.LeftButton)
    settled()
    assert sharpness(panel.picture.pixmap().toImage()) > 4 * blurred
    page.detail.open(photo)
    settled()
    assert sharpness(panel.picture.pixmap().toImage()) == blurred


def test_choosing_no_file_records_nothing(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    page = PhotoPage(Photo, bench, (PICTURE,))
    shown(qtbot, page)
    settled()
    page.begin()
    settled()
    assert list_records(desk, "photo") == []


# --- settings and the rail ----------------------------------------------------------------------


def test_settings_name_the_laptop_and_the_licences(
    qtbot: QtBot, bench: Workbench, settled: Settled
) -> None:
    page = SettingsPage(bench)
    shown(qtbot, page)
    settled()
    assert "Laptop A" in page.laptop.text()
    assert "not enrolled yet" in page.laptop.text()
    assert "SIL Open Font License" in licence_notices()
    assert "ISC" in licence_notices()


def test_a_theme_is_chosen_by_one_press_and_kept(
    qtbot: QtBot, shell: Shell, settled: Settled
) -> None:
    frame = shell.show("settings")
    qtbot.addWidget(frame)
    settled()
    page = frame.page()
    assert isinstance(page, SettingsPage)
    qtbot.mouseClick(page.themes.buttons["dark"], Qt.MouseButton.LeftButton)
    assert shell.looks.looks.theme == "dark"
    qtbot.waitUntil(lambda: shell.frame is not None)
    assert shell.frame is not None
    qtbot.addWidget(shell.frame)
    assert shell.frame.place == "settings"
    settled()


def test_each_kind_is_found_in_one_place() -> None:
    kinds = [kind for place in PLACES for kind in place.kinds]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == set(KIND)


def test_the_rail_stays_short_enough_to_be_read() -> None:
    assert len(PLACES) + 1 <= 10  # with the exchange
    assert RECORDS[-1].kinds[0] == "person"


def _is_narrower(widget: QWidget, width: int) -> bool:
    return widget.width() < width


@pytest.mark.parametrize("place", RECORDS, ids=lambda place: place.name)
def test_every_tab_stays_in_view_however_narrow_the_window(
    qtbot: QtBot, bench: Workbench, place: Place, settled: Settled
) -> None:
    page = page_at(place.name, bench)
    shown(qtbot, page)
    for width in (1198, 700):
        page.resize(width, 640)
        qtbot.waitUntil(partial(_is_narrower, page.tabs, width))
        buttons = list(page.tabs.buttons.values())
        inside = page.tabs.rect()
        assert all(inside.contains(button.geometry()) for button in buttons)
        assert all(button.width() >= button.sizeHint().width() for button in buttons)
        overlapping = [
            (one, other)
            for at, one in enumerate(buttons)
            for other in buttons[at + 1 :]
            if one.geometry().intersects(other.geometry())
        ]
        assert not overlapping
    for kind in place.kinds:
        page.tabs.buttons[kind].click()
        assert page.current().kind.kind == kind
        settled()
