"""The tape in the dialog: nothing is guessed, and the next point begins where this one did."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.geo.distance import bearing_deg, distance_m
from app.geo.position import Method
from app.geo.taping import Side
from app.models.survey import SurveyPoint
from app.services.desk import Desk
from app.ui.fields.base import FieldTools
from app.ui.form import Form
from app.ui.position.dialog import PositionDialog
from app.ui.position.door import ask_position
from app.ui.position.taped import TYPED, Entered, EnteredPoint, How, begun_with
from app.ui.workbench import Workbench
from tests.rules.world import HERE, moved

Settled = Callable[[], None]
Opener = Callable[[], PositionDialog]
words = st.text(max_size=20)
points = st.builds(EnteredPoint, words, words, words)


@given(st.builds(Entered, points, points, words, words, st.sampled_from(How), words, words))
def test_what_the_next_point_shares_comes_back(entered: Entered) -> None:
    again = begun_with(entered.kept())
    assert again.kept() == entered.kept()
    assert (again.one, again.other, again.side) == ("", "", None)


def test_of_nothing_kept_nothing_is_begun_with() -> None:
    assert begun_with({}) == Entered()
    assert begun_with({"how": "by thumb"}).how is How.DISTANCES


@pytest.fixture
def dialog(open_dialog: Opener) -> PositionDialog:
    made = open_dialog()
    made.sides.buttons["tape"].click()
    return made


def choose(dialog: PositionDialog, first: str, second: str) -> None:
    for fields, name in ((dialog.tape.first, first), (dialog.tape.second, second)):
        fields.which.set_chosen(name)
        fields.which.picked.emit()


def read(dialog: PositionDialog, settled: Settled) -> None:
    dialog.tape.read()
    settled()


def measure(dialog: PositionDialog, settled: Settled, side: Side | None = Side.LEFT) -> None:
    choose(dialog, "BSR01-S01", "BSR01-S02")
    dialog.tape.tape.setText("٠٫٠٥")
    dialog.tape.one.setText("12")
    dialog.tape.other.setText("16")
    if side is not None:
        dialog.tape.sides.buttons[side].click()
    read(dialog, settled)


def test_what_is_missing_is_named_one_after_the_other(
    dialog: PositionDialog, settled: Settled
) -> None:
    tape = dialog.tape
    read(dialog, settled)
    assert "first point is missing" in dialog.missing.text()
    choose(dialog, "BSR01-S01", "")
    read(dialog, settled)
    assert "second point is missing" in dialog.missing.text()
    choose(dialog, "BSR01-S01", "BSR01-S02")
    read(dialog, settled)
    assert "error of the tape" in dialog.missing.text()
    tape.tape.setText("0.05")
    read(dialog, settled)
    assert "Both lengths" in dialog.missing.text()
    tape.one.setText("12")
    tape.other.setText("16")
    read(dialog, settled)
    assert "which side" in dialog.missing.text()
    assert not dialog.record.isEnabled()
    tape.sides.buttons[Side.RIGHT].click()
    read(dialog, settled)
    assert dialog.record.isEnabled()
    assert dialog.missing.text() == ""


@pytest.mark.parametrize("side", Side)
def test_a_place_by_two_distances_is_recorded_with_all_that_was_measured(
    qtbot: QtBot, dialog: PositionDialog, settled: Settled, side: Side
) -> None:
    measure(dialog, settled, side)
    assert dialog.tape.triangle.taped is not None
    assert "12 m" in dialog.tape.triangle.accessibleName()
    assert "0.12" in dialog.tape.error.text() or "by the points" in dialog.tape.error.text()
    qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    position = dialog.position
    assert position is not None
    assert position.method is Method.TAPE
    assert distance_m(HERE, position) == pytest.approx(12, abs=0.01)
    # from the first point to the second one walks east
    assert (bearing_deg(HERE, position) < 90) is (side is Side.LEFT)
    assert position.source_text is not None
    assert "BSR01-S02" in position.source_text
    settled()


def test_the_keyboard_is_enough(qtbot: QtBot, dialog: PositionDialog, settled: Settled) -> None:
    measure(dialog, settled, None)
    dialog.tape.other.setFocus()
    qtbot.keyClick(dialog.tape.other, Qt.Key.Key_Tab)
    left = dialog.tape.sides.buttons[Side.LEFT]
    assert dialog.focusWidget() in dialog.tape.sides.buttons.values()
    qtbot.keyClick(left, Qt.Key.Key_Space)
    read(dialog, settled)
    assert dialog.record.isEnabled()
    dialog.record.setFocus()
    qtbot.keyClick(dialog.record, Qt.Key.Key_Space)
    assert dialog.position is not None
    settled()


def test_the_next_point_begins_with_the_same_pegs_and_nothing_measured(
    qtbot: QtBot, dialog: PositionDialog, settled: Settled, open_dialog: Opener
) -> None:
    measure(dialog, settled)
    qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    settled()
    again = open_dialog()
    again.sides.buttons["tape"].click()
    entered = again.tape.entered()
    assert (entered.first.chosen, entered.second.chosen) == ("BSR01-S01", "BSR01-S02")
    assert entered.tape == "٠٫٠٥"
    assert (entered.one, entered.other, entered.side) == ("", "", None)
    assert again.focusWidget() is again.tape.one


def test_typed_points_are_as_good_as_what_is_said_of_them(
    dialog: PositionDialog, settled: Settled
) -> None:
    choose(dialog, TYPED, "BSR01-S02")
    west = moved(HERE, east=-1)
    dialog.tape.first.text.setText(f"{west.lat} N {west.lon} E")
    dialog.tape.tape.setText("0.05")
    dialog.tape.one.setText("14")
    dialog.tape.other.setText("15")
    dialog.tape.sides.buttons[Side.LEFT].click()
    read(dialog, settled)
    assert "not known of the points" in dialog.tape.error.text()
    assert dialog.record.text() == "Record position of unknown accuracy"
    dialog.tape.first.error.setText("2")
    read(dialog, settled)
    assert dialog.position is not None
    error_m = dialog.position.error_95_m()
    assert error_m is not None
    assert error_m > 2
    assert str(west.lat) in (dialog.position.source_text or "")


def test_a_typed_point_that_is_none_is_said(dialog: PositionDialog, settled: Settled) -> None:
    choose(dialog, TYPED, "BSR01-S02")
    dialog.tape.first.text.setText("30,47")
    dialog.tape.tape.setText("0.05")
    read(dialog, settled)
    assert dialog.tape.refusal.isVisible()
    assert "comma" in dialog.tape.refusal.text()
    assert not dialog.record.isEnabled()


def test_tapes_that_do_not_meet_are_refused_and_a_thin_triangle_is_doubted(
    dialog: PositionDialog, settled: Settled
) -> None:
    measure(dialog, settled)
    dialog.tape.one.setText("3")
    read(dialog, settled)
    assert "do not meet" in dialog.tape.refusal.text()
    assert not dialog.record.isEnabled()
    dialog.tape.one.setText("4.2")
    read(dialog, settled)
    assert dialog.tape.doubts.isVisible()
    assert "meet at" in dialog.tape.doubts.text()
    assert dialog.record.isEnabled()


def test_the_grid_of_the_site_needs_no_side(dialog: PositionDialog, settled: Settled) -> None:
    measure(dialog, settled, None)
    dialog.tape.how.buttons[How.GRID].click()
    assert not dialog.tape.sides.isVisible()
    dialog.tape.one.setText("1010")
    dialog.tape.other.setText("1005")
    read(dialog, settled)
    assert dialog.position is not None
    assert distance_m(moved(HERE, east=10, north=5), dialog.position) < 0.01
    assert "E 1010 N 1005 of the local grid" in (dialog.position.source_text or "")


def test_without_surroundings_points_are_typed(qtbot: QtBot, bench: Workbench) -> None:
    dialog = PositionDialog(bench, "Position")
    qtbot.addWidget(dialog)
    dialog.sides.buttons["tape"].click()
    assert dialog.tape.first.which.offers(TYPED)
    assert not dialog.record.isEnabled()


def test_far_from_a_short_line_by_offset(dialog: PositionDialog, settled: Settled) -> None:
    measure(dialog, settled)
    dialog.tape.how.buttons[How.OFFSET].click()
    dialog.tape.one.setText("80")
    dialog.tape.other.setText("2")
    read(dialog, settled)
    assert "farther apart" in dialog.tape.doubts.text()
    assert dialog.position is not None
    assert (dialog.position.error_95_m() or 0) > Decimal("0.3")


def test_a_form_tells_the_dialog_of_which_site_it_is(
    qtbot: QtBot,
    bench: Workbench,
    desk: Desk,
    *,
    site: str,
    tools: FieldTools,
    settled: Settled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[bool] = []

    def answer(dialog: PositionDialog) -> int:
        settled()
        seen.append(dialog.tape.first.which.offers("BSR01-S01"))
        return int(QDialog.DialogCode.Rejected)

    monkeypatch.setattr(PositionDialog, "exec", answer)
    form = Form(SurveyPoint, tools)
    qtbot.addWidget(form)
    field = SurveyPoint.position
    for begun, is_offered in (({"site": site}, True), ({}, False)):
        form.set_record(None, begun)
        assert ask_position(bench, form.editors[field.name], field, None, desk) is None
        assert seen[-1] is is_offered
