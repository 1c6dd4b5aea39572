"""The window: rail, bands, strip, search, keys, and a new language at run time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.core.changes import Changes
from app.core.clock import Moment
from app.core.files import FileTroubleError
from app.core.wording import isolated
from app.geo.position import Method, Position
from app.models.record import Record
from app.rules.hazards import HazardNotice
from app.services.desk import Desk
from app.services.reading import get_record, list_records
from app.services.recording import save_record
from app.services.status import Status
from app.ui.actions import Actions
from app.ui.doors import Doors
from app.ui.frame import Frame
from app.ui.page import RecordPage
from app.ui.pages.rail import PLACES
from app.ui.pages.tabs import TabbedPage
from app.ui.places import Destination
from app.ui.shell import Shell
from app.ui.strip import moment_in_short
from tests.ui.conftest import NOON

Settled = Callable[[], None]
OPEN = HazardNotice(
    2, "OPEN", 43.4, "NE", Decimal("1.2"), Moment.parse("2026-11-21T14:00+03:00"), at=NOON
)


@pytest.fixture
def site(desk: Desk) -> Record:
    values = {"name": "Nahr Jasim", "local_name": "نهر جاسم", "number": "BSR01"}
    return save_record(desk, "site", None, values).record


def frame_of(qtbot: QtBot, shell: Shell, place: str = "sites") -> Frame:
    frame = shell.show(place)
    qtbot.addWidget(frame)
    frame.resize(1366, 768)
    with qtbot.waitActive(frame):
        frame.activateWindow()
    return frame


def new_frame(qtbot: QtBot, shell: Shell) -> Frame:
    """The window that takes the place of one in another language or theme."""
    qtbot.waitUntil(lambda: shell.frame is not None)
    assert shell.frame is not None
    qtbot.addWidget(shell.frame)
    return shell.frame


def record_page(frame: Frame) -> RecordPage:
    page = frame.page()
    return page.current() if isinstance(page, TabbedPage) else page  # type: ignore[return-value]


def test_the_window_opens_large_also_where_nobody_manages_windows(
    qtbot: QtBot, shell: Shell
) -> None:
    frame = shell.show("sites")
    qtbot.addWidget(frame)
    free = frame.screen().availableSize()
    assert frame.width() == min(1360, max(free.width(), frame.minimumWidth()))


def test_every_place_of_the_rail_opens(qtbot: QtBot, shell: Shell, settled: Settled) -> None:
    frame = frame_of(qtbot, shell, "")
    assert frame.place == "today"
    assert list(frame.rail.buttons) == [place.name for place in PLACES]
    for name, button in frame.rail.buttons.items():
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        settled()
        assert frame.place == name
        assert button.isChecked()
        assert frame.page().isVisible()
        assert button.text().strip()
        assert not button.icon().isNull()
        assert button.height() >= 40
    assert "Handover lists" in frame.rail.buttons["custody"].toolTip()  # where to look for them


def test_the_code_of_the_operation_is_never_cut_off(
    qtbot: QtBot, shell: Shell, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell, "")
    settled()
    status = replace(
        shell.bench.actions.status(),  # type: ignore[union-attr] # the window stands
        operation_code="BSR26",
        operation_title="The old front line east of Basra, its banks and canals " * 3,
    )
    frame._on_status(status)
    assert frame.operation.text().startswith(isolated("BSR26"))
    assert frame.operation.text().endswith("…")
    assert "canals" in frame.operation.toolTip()


def test_the_rail_stands_at_the_side_where_lines_begin(
    qtbot: QtBot, shell: Shell, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell, "settings")
    settled()
    assert frame.rail.mapTo(frame, frame.rail.rect().topLeft()).x() == 0
    shell.looks.choose(language="ar")
    mirrored = new_frame(qtbot, shell)
    rail = mirrored.rail
    qtbot.waitUntil(lambda: rail.mapTo(mirrored, rail.rect().topRight()).x() > 1300)
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    shell.looks.choose(language="en")
    new_frame(qtbot, shell)
    settled()


def test_changing_the_language_saves_what_was_being_typed(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell)
    settled()
    line = record_page(frame).detail.form.editors["governorate"].findChildren(QLineEdit)[0]
    line.setFocus()
    qtbot.keyClicks(line, "Basra")
    shell.looks.choose(theme="dark")
    assert new_frame(qtbot, shell).place == "sites"
    settled()
    stored = get_record(desk, site.uid)
    assert stored is not None
    assert stored.values["governorate"] == "Basra"


def test_closing_the_window_saves_what_was_being_typed(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell)
    settled()
    line = record_page(frame).detail.form.editors["governorate"].findChildren(QLineEdit)[0]
    line.setFocus()
    qtbot.keyClicks(line, "Maysan")
    with qtbot.waitSignal(frame.closed):
        frame.close()
    shell.jobs.close()
    stored = get_record(desk, site.uid)
    assert stored is not None
    assert stored.values["governorate"] == "Maysan"


# --- hazards ------------------------------------------------------------------------------------


def test_open_hazards_are_told_in_words_and_cannot_be_put_away(
    qtbot: QtBot,
    make_shell: Callable[[Actions], Shell],
    actions: Actions,
    site: Record,
) -> None:
    shell = make_shell(replace(actions, hazard_notice=lambda _site: OPEN))
    frame = frame_of(qtbot, shell)
    band = frame.hazard_band
    qtbot.waitUntil(lambda: "nearest" in band.sentence)  # the only site is in view by itself
    assert frame.site.chosen() == site.uid
    plain = band.sentence.translate(dict.fromkeys([0x2066, 0x2068, 0x2069]))
    assert plain == "2 open hazards · nearest 43 m NE · cleared to 1.2 m until 14:00 +03:00"
    assert band.accessibleName() == band.sentence
    assert band.findChildren(QLineEdit) == []
    assert "safe" not in plain.casefold()
    qtbot.mouseClick(band, Qt.MouseButton.LeftButton)
    qtbot.keyClick(frame, Qt.Key.Key_Escape)
    assert band.isVisible()


def test_hazards_that_cannot_be_read_are_told_as_open(
    qtbot: QtBot, make_shell: Callable[[Actions], Shell], actions: Actions
) -> None:
    def broken(_site: str | None) -> HazardNotice:
        raise FileTroubleError("The disk failed.", hint="Try again.")

    shell = make_shell(replace(actions, hazard_notice=broken))
    frame = frame_of(qtbot, shell)
    qtbot.waitUntil(frame.hazard_band.isVisible)
    assert "not cleared" in frame.hazard_band.sentence


def test_a_hazard_recorded_shows_at_once(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell)
    settled()
    assert not frame.hazard_band.isVisible()
    saved = save_record(desk, "hazard", None, {"site": site.uid, "status": "OPEN"})
    shell.hub.announce(saved.changes)
    qtbot.waitUntil(frame.hazard_band.isVisible)
    assert "1 open hazard" in frame.hazard_band.sentence


def test_hazards_that_came_with_a_bundle_are_told_first(
    qtbot: QtBot, shell: Shell, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell)
    settled()
    shell.hub.announce(Changes(frozenset({"hazard"}), frozenset({"1"}), ("1",)))
    settled()
    assert "new or worse" in frame.notice_line.text.text()
    assert frame.notice_line.isVisible()


def test_clearance_is_never_told_of_several_sites_together(
    qtbot: QtBot, make_shell: Callable[[Actions], Shell], actions: Actions, desk: Desk
) -> None:
    for name in ("one", "other"):
        save_record(desk, "site", None, {"name": name})
    shell = make_shell(replace(actions, hazard_notice=lambda _site: OPEN))
    frame = frame_of(qtbot, shell)
    qtbot.waitUntil(frame.hazard_band.isVisible)
    assert "cleared" not in frame.hazard_band.sentence
    assert "choose a site" in frame.hazard_band.sentence


# --- strip and practice -------------------------------------------------------------------------


def test_the_strip_says_what_is_only_here(
    qtbot: QtBot, make_shell: Callable[[Actions], Shell], actions: Actions, desk: Desk
) -> None:
    told = replace(
        actions.status(),
        records_only_here=217,
        last_bundle_at=Moment.parse("2026-11-17T18:02+03:00"),
        is_practice=True,
    )
    shell = make_shell(replace(actions, status=lambda: told))
    frame = frame_of(qtbot, shell)
    strip = frame.strip
    qtbot.waitUntil(lambda: "217" in strip.unsent.text())
    assert "only on this laptop" in strip.unsent.text()
    assert "Tue" in strip.last_bundle.text()
    assert strip.received.text().strip() == "headquarters has received nothing yet"
    assert frame.practice_band.isVisible()
    assert "PRACTICE" in frame.practice_band.accessibleName()
    assert not frame.came_back_band.isVisible()
    assert isinstance(told, Status)


def test_a_store_that_came_back_says_so_until_it_is_enrolled_again(
    qtbot: QtBot, make_shell: Callable[[Actions], Shell], actions: Actions
) -> None:
    sentence = "This is a copy of another store."
    told = [replace(actions.status(), came_back=sentence)]
    frame = frame_of(qtbot, make_shell(replace(actions, status=lambda: told[-1])))
    qtbot.waitUntil(frame.came_back_band.isVisible)
    assert frame.came_back_band.sentence.text() == sentence
    assert frame.came_back_band.accessibleName() == sentence
    told.append(actions.status())
    frame._refresh_status()
    qtbot.waitUntil(lambda: not frame.came_back_band.isVisible())


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-21T10:02+03:00", "10:02"),
        ("2026-11-17T18:02+03:00", "Tue 18:02"),
        ("2026-11-01T18:02+03:00", "2026-11-01 18:02"),
        ("2026-11-22T18:02+03:00", "2026-11-22 18:02"),
    ],
)
def test_times_say_no_more_than_needed(shell: Shell, moment: str, words: str) -> None:
    say = shell.prepare().say
    now = Moment.parse("2026-11-21T12:00+03:00")
    shown = moment_in_short(Moment.parse(moment), now, say)
    assert shown.translate(dict.fromkeys([0x2066, 0x2069])) == words


# --- search and keys ----------------------------------------------------------------------------


def test_any_record_is_found_from_anywhere(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled
) -> None:
    save_record(desk, "site", None, {"name": "Fish Lake", "number": "BSR02"})
    frame = frame_of(qtbot, shell, "settings")
    settled()
    qtbot.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert frame.search.hasFocus()
    qtbot.keyClicks(frame.search, "fish")
    qtbot.waitUntil(frame.search.popup.isVisible)
    qtbot.keyClick(frame.search, Qt.Key.Key_Return)
    settled()
    assert frame.place == "sites"
    assert not frame.search.popup.isVisible()
    line = record_page(frame).detail.form.editors["name"].findChildren(QLineEdit)[0]
    assert line.text() == "Fish Lake"


def test_nothing_found_is_said(qtbot: QtBot, shell: Shell, settled: Settled) -> None:
    frame = frame_of(qtbot, shell)
    settled()
    frame.search.setFocus()
    qtbot.keyClicks(frame.search, "zzz")
    qtbot.waitUntil(lambda: "Nothing found" in frame.notice_line.text.text())


def test_keys_lead_where_they_say(
    qtbot: QtBot, shell: Shell, site: Record, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell)
    settled()
    qtbot.keyClick(frame, Qt.Key.Key_F2)
    assert record_page(frame).detail.editor.is_new
    qtbot.keyClick(frame, Qt.Key.Key_F3)
    assert frame.search.hasFocus()
    qtbot.keyClick(frame, Qt.Key.Key_F8)
    settled()
    assert frame.place == "hazards"
    assert record_page(frame).detail.editor.is_new
    qtbot.keyClick(frame, Qt.Key.Key_F1)
    assert "F2 new" in frame.notice_line.text.text() or frame.notice_line.isVisible()


def test_f7_hands_on_the_item_shown(
    qtbot: QtBot,
    desk: Desk,
    site: Record,
    make_shell: Callable[..., Shell],
    actions: Actions,
) -> None:
    asked: list[tuple[str, ...]] = []
    shell = make_shell(actions, Doors(transfer=lambda _parent, items: asked.append(items)))
    draft = {"case_type": "B", "site": site.uid, "found_on_surface": True}
    case = save_record(desk, "remains_case", None, draft).record
    frame = frame_of(qtbot, shell, "remains")
    qtbot.waitUntil(lambda: not shell.jobs.is_busy)
    qtbot.keyClick(frame, Qt.Key.Key_F7)
    assert asked == [(case.uid,)]
    frame.go("settings")
    qtbot.keyClick(frame, Qt.Key.Key_F7)
    assert asked == [(case.uid,), ()]
    qtbot.waitUntil(lambda: not shell.jobs.is_busy)


def test_f5_records_the_position_in_view(
    qtbot: QtBot,
    desk: Desk,
    site: Record,
    make_shell: Callable[..., Shell],
    actions: Actions,
) -> None:
    place = Position(lat=Decimal("30.5"), lon=Decimal("47.9"), method=Method.MAP)
    shell = make_shell(actions, Doors(position=lambda _parent, _field, _before: place))
    frame = frame_of(qtbot, shell)
    qtbot.waitUntil(lambda: not shell.jobs.is_busy)
    qtbot.keyClick(frame, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not shell.jobs.is_busy)
    stored = get_record(desk, site.uid)
    assert stored is not None
    assert stored.values["position"] == place


def test_hits_are_walked_through_by_key_and_chosen_by_mouse(
    qtbot: QtBot, shell: Shell, desk: Desk, settled: Settled
) -> None:
    for name in ("Fish Lake north", "Fish Lake south"):
        save_record(desk, "site", None, {"name": name})
    frame = frame_of(qtbot, shell)
    settled()
    search = frame.search
    search.setFocus()
    qtbot.keyClicks(search, "fish")
    qtbot.waitUntil(lambda: search.popup.isVisible() and search.popup.model().rowCount() == 2)
    for key, row in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, 0)):
        qtbot.keyClick(search, key)
        assert search.popup.currentIndex().row() == row
    place = search.popup.visualRect(search.popup.model().index(1, 0)).center()
    qtbot.mouseClick(search.popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settled()
    assert not search.popup.isVisible()
    assert search.text() == ""
    qtbot.keyClicks(search, "fish")
    qtbot.waitUntil(search.popup.isVisible)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not search.popup.isVisible()


def test_a_narrow_window_shows_list_and_record_in_turn(
    qtbot: QtBot, shell: Shell, site: Record, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell)
    settled()
    frame.resize(683, 384)
    page = record_page(frame)
    qtbot.waitUntil(lambda: page.width() < 640)
    assert page.table.isVisible()
    assert not page.detail.isVisible()
    page.table.setFocus()
    page.open(Destination("site", site.uid))
    assert page.detail.isVisible()
    assert not page.table.isVisible()
    qtbot.mouseClick(page.detail.heading.back, Qt.MouseButton.LeftButton)
    assert page.table.isVisible()
    frame.resize(1366, 768)
    qtbot.waitUntil(lambda: page.detail.isVisible() and page.table.isVisible())


def test_the_sun_is_one_key_away_and_one_key_back(
    qtbot: QtBot, shell: Shell, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell)
    settled()
    qtbot.keyClick(frame, Qt.Key.Key_F11)
    assert shell.looks.looks.theme == "sun"
    qtbot.keyClick(new_frame(qtbot, shell), Qt.Key.Key_F11)
    assert shell.looks.looks.theme == "light"
    new_frame(qtbot, shell)
    settled()


def test_help_speaks_of_the_field_one_is_in(
    qtbot: QtBot, shell: Shell, site: Record, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell)
    settled()
    record_page(frame).detail.form.editors["location_text"].setFocus()
    qtbot.keyClick(frame, Qt.Key.Key_F1)
    assert "landmark" in frame.notice_line.text.text()


def test_one_site_in_view(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled
) -> None:
    other = save_record(desk, "site", None, {"name": "Fish Lake", "number": "BSR02"}).record
    for place in (site, other):
        save_record(desk, "hazard", None, {"site": place.uid, "status": "OPEN"})
    frame = frame_of(qtbot, shell, "hazards")
    settled()
    assert record_page(frame).model.rowCount() == len(list_records(desk, "hazard")) == 2
    frame.site.set_chosen(other.uid)
    frame.site.picked.emit()
    settled()
    assert record_page(frame).model.rowCount() == 1
    assert "1 open hazard" in frame.hazard_band.sentence
