"""A place that lies where it should not is asked about at once, before it is recorded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.position.dialog import PositionDialog
from app.ui.workbench import Workbench
from tests.rules.world import HERE, moved
from tests.ui.position.test_dialog import pick, typed
from tests.ui.receiver.saying import fix_at, say, speak_to

Settled = Callable[[], None]
Opener = Callable[[], PositionDialog]


@pytest.fixture
def dialog(open_dialog: Opener) -> PositionDialog:
    made = open_dialog()
    made.sides.buttons["typed"].click()
    return made


def state_accuracy(dialog: PositionDialog) -> None:
    pick(dialog.typed.accuracy.method, "HANDHELD")
    dialog.typed.accuracy.figure.setText("5")
    pick(dialog.typed.accuracy.kind, "95")


def test_a_place_of_the_site_is_not_asked_about(dialog: PositionDialog, settled: Settled) -> None:
    typed(dialog, settled, f"{HERE.lat} N {HERE.lon} E")
    state_accuracy(dialog)
    settled()
    assert not dialog.strange.isVisible()
    assert dialog.record.isEnabled()


def test_the_next_zone_is_asked_about_with_distance_and_direction(
    qtbot: QtBot, dialog: PositionDialog, settled: Settled
) -> None:
    typed(dialog, settled, "39N 766837 3378403")  # read off a sheet of zone 38
    settled()
    assert dialog.strange.isVisible()  # before the accuracy is stated
    assert "km\u2069 E of the reference point of the site" in dialog.strange.words.text()
    state_accuracy(dialog)
    settled()
    assert not dialog.record.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.position is None
    dialog.strange.agreed.setChecked(True)
    assert dialog.record.isEnabled()
    qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    assert dialog.position is not None


def test_what_was_agreed_to_is_one_place(dialog: PositionDialog, settled: Settled) -> None:
    typed(dialog, settled, "39N 766837 3378403")
    state_accuracy(dialog)
    settled()
    dialog.strange.agreed.setChecked(True)
    typed(dialog, settled, "39N 766837 3379403")
    settled()
    assert dialog.strange.isVisible()
    assert not dialog.strange.agreed.isChecked()
    assert not dialog.record.isEnabled()
    typed(dialog, settled, f"{HERE.lat} N {HERE.lon} E")
    settled()
    assert not dialog.strange.isVisible()
    assert dialog.record.isEnabled()


def test_swapped_degrees_are_asked_about(dialog: PositionDialog, settled: Settled) -> None:
    typed(dialog, settled, f"{HERE.lon} N {HERE.lat} E")
    settled()
    assert "swapped" in dialog.strange.words.text()


def test_what_the_receiver_says_is_held_against_the_site_too(
    bench: Workbench, open_dialog: Opener, settled: Settled
) -> None:
    seconds = speak_to(bench.receiver)
    dialog = open_dialog()
    far = moved(HERE, north=80_000)
    say(bench.receiver, fix_at(far))
    assert not dialog.record.isEnabled()
    settled()
    assert "80 km\u2069 N of" in dialog.strange.words.text()
    dialog.strange.agreed.setChecked(True)
    assert dialog.record.isEnabled()
    for north in (80_002, 80_004):  # it wanders, and is the same place
        seconds.now_s += 1
        say(bench.receiver, fix_at(moved(HERE, north=north)))
        settled()
        assert dialog.record.isEnabled()
    say(bench.receiver, fix_at(moved(HERE, north=81_000)))
    assert not dialog.record.isEnabled()
    settled()
    assert not dialog.record.isEnabled()
    say(bench.receiver, fix_at())
    settled()
    assert not dialog.strange.isVisible()
    assert dialog.record.isEnabled()


def test_an_average_far_away_is_asked_about_while_it_is_taken(
    bench: Workbench, open_dialog: Opener, settled: Settled
) -> None:
    speak_to(bench.receiver)
    dialog = open_dialog()
    dialog.live.ways.buttons["average"].click()
    say(bench.receiver, fix_at(moved(HERE, north=80_000)))
    settled()
    assert "at least 10" in dialog.missing.text()
    assert dialog.strange.isVisible()
