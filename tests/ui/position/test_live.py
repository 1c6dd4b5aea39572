"""The receiver's side of the dialog: nothing old, poor or deceived is recorded by mistake."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.geo.averaging import APART_S, Session
from app.geo.live import Condition
from app.geo.position import Method
from app.geo.quality import Quality
from app.ui.position.capture import Capture
from app.ui.position.dialog import PositionDialog
from app.ui.position.surroundings import Surroundings
from app.ui.receiver.receiver import Receiver
from app.ui.workbench import Workbench
from tests.rules.world import HERE, later, moved, position
from tests.ui.conftest import NOON, StoppedClock
from tests.ui.receiver.saying import Time, fix_at, say, say_nothing, speak_to

Opener = Callable[[], PositionDialog]


@pytest.fixture
def seconds(bench: Workbench) -> Time:
    return speak_to(bench.receiver)


@pytest.fixture
def dialog(qtbot: QtBot, bench: Workbench, seconds: Time) -> PositionDialog:
    return opened(qtbot, bench)


def opened(qtbot: QtBot, bench: Workbench) -> PositionDialog:
    made = PositionDialog(bench, "Position")
    qtbot.addWidget(made)
    made.show()
    return made


def average(dialog: PositionDialog, receiver: Receiver, seconds: Time, *, count: int = 12) -> None:
    """Stand still, wandering by a metre."""
    dialog.live.ways.buttons["average"].click()
    for number in range(count):
        seconds.now_s += 1
        say(receiver, fix_at(moved(HERE, north=number % 3 - 1, east=number % 2)))


def click(qtbot: QtBot, dialog: PositionDialog) -> None:
    qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)


def test_with_a_receiver_its_side_comes_first(dialog: PositionDialog) -> None:
    assert dialog.live.isVisible()
    dialog.sides.buttons["typed"].click()
    assert dialog.typed.text.isVisible()
    assert not dialog.live.isVisible()


def test_one_position_is_recorded_as_it_was_said(
    qtbot: QtBot, bench: Workbench, dialog: PositionDialog
) -> None:
    say(bench.receiver)
    assert dialog.live.degrees.text() == "\u206630.5081120° N, 47.7834120° E\u2069"
    assert "9.5 m" in dialog.live.altitude.text()
    assert dialog.record.text() == "Record position"
    dialog.live.antenna.setText("١٫٨")
    click(qtbot, dialog)
    assert dialog.result() == QDialog.DialogCode.Accepted
    position = dialog.position
    assert position is not None
    assert (position.lat, position.antenna_m) == (HERE.lat, Decimal("1.8"))
    assert position.height_m == Decimal("9.5")  # the antenna is never taken off
    assert position.receiver == "/dev/ttyUSB7"
    assert position.quality is Quality.AUTONOMOUS
    assert not position.is_suspect


def test_an_antenna_as_high_as_a_tower_is_asked_about(
    bench: Workbench, dialog: PositionDialog
) -> None:
    say(bench.receiver)
    dialog.live.antenna.setText("180")
    assert not dialog.record.isEnabled()
    assert "such as 1.8" in dialog.missing.text()


def test_an_old_position_is_refused_until_somebody_says_why(
    qtbot: QtBot, bench: Workbench, dialog: PositionDialog, seconds: Time
) -> None:
    say(bench.receiver)
    seconds.now_s += 5.1
    click(qtbot, dialog)  # the timer has not looked yet, and the button is still pressed in time
    assert dialog.isVisible()
    assert not dialog.record.isEnabled()
    dialog.live.refresh()
    assert dialog.live.degrees.font().strikeOut()
    assert dialog.live.why.isVisible()
    dialog.live.why.setText("The battery died here.")
    assert dialog.record.text() == "Record suspect position"
    click(qtbot, dialog)
    recorded = [dialog.position]
    assert recorded[0] is not None
    assert recorded[0].is_suspect
    assert recorded[0].cross_check == "The battery died here."


def test_a_reason_left_over_does_not_taint_a_fresh_position(
    bench: Workbench, dialog: PositionDialog, seconds: Time
) -> None:
    say(bench.receiver)
    dialog.live.why.setText("once")
    assert dialog.position is not None
    assert not dialog.position.is_suspect
    assert dialog.position.cross_check is None


def test_a_lost_position_is_not_recorded_though_it_is_young(
    qtbot: QtBot, bench: Workbench, dialog: PositionDialog
) -> None:
    say(bench.receiver)
    say_nothing(bench.receiver, Condition.NO_FIX)
    click(qtbot, dialog)
    assert dialog.position is None
    assert dialog.isVisible()


def test_a_poor_position_is_named_on_the_button(bench: Workbench, dialog: PositionDialog) -> None:
    poor = Decimal(106)
    say(bench.receiver, fix_at(error_north_m=poor, error_east_m=poor))
    assert dialog.record.text() == "Record poor position (\u2066± 300 m\u2069)"
    say(bench.receiver, fix_at(error_north_m=None, error_east_m=None, hdop=None))
    assert dialog.record.text() == "Record position of unknown accuracy"
    say(bench.receiver, fix_at(quality=Quality.SIMULATED))
    assert dialog.record.text() == "Record suspect position"


def test_an_average_is_drawn_to_scale_and_recorded(
    qtbot: QtBot, bench: Workbench, dialog: PositionDialog, seconds: Time
) -> None:
    average(dialog, bench.receiver, seconds, count=9)
    assert not dialog.record.isEnabled()
    assert "at least 10" in dialog.missing.text()
    assert len(dialog.live.scatter.offsets) == 9
    assert dialog.live.scatter.radius_m < dialog.live.scatter.reach_m
    average(dialog, bench.receiver, seconds)
    assert "12 fixes" in dialog.live.tally.text().replace("\u2066", "").replace("\u2069", "")
    assert dialog.record.isEnabled()
    click(qtbot, dialog)
    assert dialog.position is not None
    assert dialog.position.method is Method.HANDHELD_AVERAGED
    assert dialog.position.fixes == 12
    assert dialog.position.seconds == 11
    assert len(bench.receiver.kept) == 1


def test_what_cannot_be_believed_is_left_out_of_an_average(
    bench: Workbench, dialog: PositionDialog, seconds: Time
) -> None:
    average(dialog, bench.receiver, seconds)
    say(bench.receiver, fix_at(moved(HERE, north=500)))
    say(bench.receiver, fix_at(quality=Quality.SIMULATED))
    assert "2\u2069 left out" in dialog.live.tally.text()
    assert len(dialog.live.scatter.offsets) == 12


def test_an_average_that_grew_old_is_suspect_and_no_session(
    qtbot: QtBot, bench: Workbench, dialog: PositionDialog, seconds: Time
) -> None:
    average(dialog, bench.receiver, seconds)
    seconds.now_s += 6
    dialog.live.refresh()
    assert not dialog.record.isEnabled()
    dialog.live.why.setText("Pulled by accident.")
    click(qtbot, dialog)
    assert dialog.position is not None
    assert dialog.position.is_suspect
    assert dialog.position.fixes == 12
    assert not bench.receiver.kept


def test_two_sessions_are_one_position_after_an_hour(
    qtbot: QtBot, bench: Workbench, dialog: PositionDialog, seconds: Time
) -> None:
    average(dialog, bench.receiver, seconds)
    click(qtbot, dialog)
    again = opened(qtbot, bench)
    average(again, bench.receiver, seconds)
    again.live.second.setChecked(True)
    assert not again.record.isEnabled()
    assert "only after an hour" in again.missing.text()
    seconds.now_s += APART_S
    average(again, bench.receiver, seconds)
    assert not again.live.second.isChecked()  # begun anew, asked anew
    again.live.second.setChecked(True)
    assert again.record.isEnabled()
    click(qtbot, again)
    assert again.position is not None
    assert again.position.fixes == 24
    assert again.position.cross_check is not None
    assert again.position.cross_check.startswith("2 sessions")


def test_two_sessions_that_lie_apart_are_no_position(
    qtbot: QtBot, bench: Workbench, dialog: PositionDialog, seconds: Time
) -> None:
    average(dialog, bench.receiver, seconds)
    click(qtbot, dialog)
    seconds.now_s += APART_S + 1
    again = opened(qtbot, bench)
    again.live.ways.buttons["average"].click()
    for _ in range(12):
        seconds.now_s += 1
        say(bench.receiver, fix_at(moved(HERE, north=80)))
    again.live.second.setChecked(True)
    assert not again.record.isEnabled()
    assert "more than their errors" in again.missing.text()


def test_without_a_receiver_nothing_can_be_recorded_from_it(qtbot: QtBot, bench: Workbench) -> None:
    dialog = opened(qtbot, bench)
    assert dialog.typed.text.isVisible()
    dialog.sides.buttons["live"].click()
    assert not dialog.record.isEnabled()
    assert "Choose where it is plugged in" in dialog.missing.text()


# --- the second session, once the program was closed ---------------------------------------------


@pytest.fixture
def at_site(bench: Workbench, seconds: Time, open_dialog: Callable[[], PositionDialog]) -> Opener:
    """Opens the dialog for a point of a site that has a store around it."""

    def open_it() -> PositionDialog:
        dialog = open_dialog()
        dialog.sides.buttons["live"].click()
        return dialog

    return open_it


def restart(
    receiver: Receiver, seconds: Time, monkeypatch: pytest.MonkeyPatch, minutes: float
) -> None:
    """The program was closed, and is opened again so many minutes later: its seconds begin anew."""
    monkeypatch.setattr(receiver, "kept", [])
    monkeypatch.setattr(receiver, "_clock", StoppedClock(later(minutes, NOON)))
    monkeypatch.setattr(receiver, "last", None)
    seconds.now_s = 5.0


@pytest.mark.parametrize(("minutes", "is_enough"), [(61, True), (30, False), (24 * 60, True)])
def test_the_second_session_is_possible_after_the_program_was_closed(
    qtbot: QtBot,
    bench: Workbench,
    at_site: Opener,
    seconds: Time,
    *,
    settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    minutes: float,
    is_enough: bool,
) -> None:
    first = at_site()
    average(first, bench.receiver, seconds)
    settled()
    click(qtbot, first)
    settled()
    restart(bench.receiver, seconds, monkeypatch, minutes)
    again = at_site()
    average(again, bench.receiver, seconds)
    settled()
    again.live.refresh()
    assert again.live.second.isVisible()
    again.live.second.setChecked(True)
    settled()
    assert again.record.isEnabled() is is_enough
    if is_enough:
        click(qtbot, again)
        assert again.position is not None
        assert (again.position.cross_check or "").startswith("2 sessions")
        settled()


def test_a_minute_of_an_average_survives_a_dead_battery(
    bench: Workbench,
    at_site: Opener,
    seconds: Time,
    around: Surroundings,
    *,
    settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = at_site()
    average(dialog, bench.receiver, seconds, count=61)
    dialog.live.refresh()
    assert not dialog.live.second.isVisible()  # it is not compared with itself
    settled()
    (kept,) = around.kept_averages()
    assert kept.position.fixes == 60
    restart(bench.receiver, seconds, monkeypatch, 61)
    again = at_site()
    average(again, bench.receiver, seconds)
    settled()
    again.live.refresh()
    assert again.live.second.isVisible()


def test_a_session_of_the_same_field_goes_before_a_nearer_one(
    bench: Workbench, seconds: Time
) -> None:
    receiver = bench.receiver
    for uid, north, place in (("near", 1, "other/position"), ("same", 9, "grave/position")):
        session = Session(position(moved(HERE, north=north)), 1.0, 2.0)
        receiver.keep(uid, session, place)
    say(receiver)
    for place, wanted in (("grave/position", "same"), ("third/position", "near"), ("", "near")):
        found = Capture(receiver, bench.say, place).kept_near()
        assert found is not None
        assert found[0].uid == wanted
