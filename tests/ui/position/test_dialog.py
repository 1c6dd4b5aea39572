"""The position dialog: what is understood, what is refused, and what must be answered."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.geo.distance import distance_m
from app.geo.position import UNKNOWN_SYSTEM, AccuracyKind, Method
from app.models.hazards import Hazard
from app.ui.fields.base import FieldTools
from app.ui.form import Form
from app.ui.pickers import Picker
from app.ui.position.accuracy import NOT_KNOWN
from app.ui.position.circle import metres, round_length
from app.ui.position.dialog import PositionDialog
from app.ui.position.door import ask_position
from app.ui.position.surroundings import Surroundings
from app.ui.position.understanding import understand
from app.ui.workbench import Workbench
from tests.rules.world import position

BASRA = "30.508333 N, 47.780389 E"
Settled = Callable[[], None]


@pytest.fixture
def dialog(qtbot: QtBot, bench: Workbench) -> PositionDialog:
    made = PositionDialog(bench, "Position")
    qtbot.addWidget(made)
    made.show()
    return made


def typed(dialog: PositionDialog, settled: Settled, text: str) -> None:
    dialog.typed.text.setText(text)
    dialog.typed.read()
    settled()


def pick(picker: Picker, key: str) -> None:
    """Choose from the list, as a person does."""
    picker.set_chosen(key)
    picker.picked.emit()


@given(
    st.decimals("-79", "83", places=5),
    st.decimals("-179", "179", places=5),
)
def test_every_notation_shown_names_the_same_place(lat: Decimal, lon: Decimal) -> None:
    understood = understand(f"{abs(lat)} {'NS'[lat < 0]} {abs(lon)} {'EW'[lon < 0]}")
    assert understood.typed is not None
    for name, figures in understood.notations:
        again = understand(figures).typed
        assert again is not None, name
        assert distance_m(understood.typed, again) < 5, (name, figures)


@given(st.floats(0.001, 1e7))
def test_a_scale_bar_is_round_and_fits(room: float) -> None:
    length = round_length(room)
    assert length <= room < length * 2.5 * 1.0001
    figure = metres(length).rpartition(" ")[0]
    assert figure.replace(".", "").strip("0") in {"1", "2", "5"}


def test_what_was_typed_is_shown_in_all_notations_and_in_words(
    dialog: PositionDialog, settled: Settled
) -> None:
    typed(dialog, settled, "٣٠٫٥٠٨٣٣٣ ش, 47.780389 E".replace("ش", "N"))
    shown = [label.text() for label in dialog.typed.figures]
    assert any("38R QU" in text for text in shown)
    assert all(text.startswith("\u2066") for text in shown)
    assert "Basra" in dialog.typed.where.text()
    assert not dialog.typed.refusal.isVisible()


@pytest.mark.parametrize(
    ("text", "question"), [("30.5 ş 47.7", "more than one direction"), ("30,47", "comma")]
)
def test_an_ambiguous_text_is_answered_with_the_question(
    dialog: PositionDialog, settled: Settled, text: str, question: str
) -> None:
    typed(dialog, settled, text)
    assert question in dialog.typed.refusal.text()
    assert "rite" in dialog.typed.refusal.text()
    assert dialog.position is None
    assert dialog.typed.text.text() == text


def test_a_grid_of_the_wrong_zone_is_doubted_and_still_offered(
    dialog: PositionDialog, settled: Settled
) -> None:
    typed(dialog, settled, "39N 190000 3378403")
    assert dialog.typed.doubt.isVisible()
    assert "zone" in dialog.typed.doubt.text()
    assert dialog.typed.where.text()


def test_nothing_about_accuracy_is_assumed(dialog: PositionDialog, settled: Settled) -> None:
    typed(dialog, settled, BASRA)
    assert not dialog.record.isEnabled()
    assert "how the position was come by" in dialog.missing.text()
    pick(dialog.typed.accuracy.method, Method.HANDHELD.value)
    dialog.typed.accuracy.figure.setText("٥")
    assert not dialog.record.isEnabled()
    assert "what the accuracy means" in dialog.missing.text()
    pick(dialog.typed.accuracy.kind, AccuracyKind.P68.value)
    assert dialog.record.isEnabled()
    position = dialog.position
    assert position is not None
    assert (position.accuracy_m, position.accuracy_kind) == (Decimal(5), AccuracyKind.P68)
    assert position.source_text == BASRA
    error_m = position.error_95_m()
    assert error_m is not None
    assert dialog.typed.circle.radius_m == pytest.approx(float(error_m))


def test_no_accuracy_at_all_is_an_answer_too(dialog: PositionDialog, settled: Settled) -> None:
    typed(dialog, settled, BASRA)
    pick(dialog.typed.accuracy.method, Method.VERBAL.value)
    pick(dialog.typed.accuracy.kind, "NONE")
    assert dialog.position is not None
    assert dialog.position.error_95_m() is None
    assert dialog.typed.circle.radius_m is None
    assert "anywhere" in dialog.typed.certainty.text()


def test_hdop_is_kept_as_what_it_is(dialog: PositionDialog, settled: Settled) -> None:
    typed(dialog, settled, BASRA)
    pick(dialog.typed.accuracy.method, Method.HANDHELD.value)
    pick(dialog.typed.accuracy.kind, AccuracyKind.HDOP.value)
    dialog.typed.accuracy.figure.setText("1.4")
    assert dialog.position is not None
    assert dialog.position.hdop == Decimal("1.4")
    assert dialog.position.accuracy_m is None


def test_typing_on_takes_the_old_reading_away(dialog: PositionDialog, settled: Settled) -> None:
    typed(dialog, settled, BASRA)
    pick(dialog.typed.accuracy.method, Method.HANDHELD.value)
    pick(dialog.typed.accuracy.kind, "NONE")
    assert dialog.record.isEnabled()
    dialog.typed.text.setText(BASRA + "9")
    assert not dialog.record.isEnabled()


def test_a_hazard_asks_first_and_a_no_ends_it(qtbot: QtBot, bench: Workbench) -> None:
    dialog = PositionDialog(bench, "Position of the observer", is_hazard=True)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.typed.text.isVisible()
    with qtbot.waitSignal(dialog.safety.denied):
        qtbot.mouseClick(dialog.safety.no, Qt.MouseButton.LeftButton)
    assert not dialog.typed.text.isVisible()
    assert not dialog.safety.yes.isVisible()
    assert "Leave by the way you came" in dialog.safety.advice.text()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.mouseClick(dialog.safety.leave, Qt.MouseButton.LeftButton)
    assert dialog.position is None


def test_after_a_yes_the_box_has_the_cursor(qtbot: QtBot, bench: Workbench) -> None:
    dialog = PositionDialog(bench, "Position of the observer", is_hazard=True)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.safety.yes, Qt.MouseButton.LeftButton)
    assert dialog.typed.text.isVisible()


@pytest.mark.parametrize(("before", "asked"), [(None, True), (True, False), (False, True)])
def test_the_form_and_the_dialog_share_one_answer(
    qtbot: QtBot,
    bench: Workbench,
    tools: FieldTools,
    monkeypatch: pytest.MonkeyPatch,
    *,
    before: bool | None,
    asked: bool,
) -> None:
    seen: list[bool] = []

    def answer(dialog: PositionDialog) -> int:
        dialog.show()
        seen.append(dialog.safety.isVisible())
        if before is None:
            qtbot.mouseClick(dialog.safety.yes, Qt.MouseButton.LeftButton)
        elif before is False:
            assert dialog.safety.leave.isVisible()
        return int(QDialog.DialogCode.Rejected)

    monkeypatch.setattr(PositionDialog, "exec", answer)
    form = Form(Hazard, tools)
    qtbot.addWidget(form)
    form.set_record(None, {} if before is None else {"safe_to_record": before})
    field = Hazard.observer_position
    assert ask_position(bench, form.editors[field.name], field, None) is None
    assert seen == [asked]
    assert form.editors["safe_to_record"].value() is (True if before is None else before)


def test_a_position_off_a_map_says_its_reference_system(
    dialog: PositionDialog, settled: Settled
) -> None:
    typed(dialog, settled, BASRA)
    pick(dialog.typed.accuracy.method, Method.MAP.value)
    pick(dialog.typed.accuracy.kind, NOT_KNOWN)
    assert not dialog.record.isEnabled()
    assert "reference system" in dialog.missing.text()
    pick(dialog.typed.system, "EPSG:4743")
    dialog.typed.read()
    settled()
    assert dialog.position is not None
    assert dialog.position.source_system == "EPSG:4743"
    assert dialog.position.operation is not None
    pick(dialog.typed.system, UNKNOWN_SYSTEM)
    assert not dialog.record.isEnabled()  # until it was read again
    dialog.typed.read()
    settled()
    assert dialog.position is not None
    assert (dialog.position.error_95_m() or 1000) >= 500


def test_an_unpublished_conversion_is_accepted_by_its_metres(
    dialog: PositionDialog, settled: Settled
) -> None:
    assert not dialog.typed.accepting.isVisible()
    text = "Pulkovo 1942 X 3378403 Y 8766837"
    typed(dialog, settled, text)
    assert dialog.typed.accepting.isVisible()
    assert "command line" not in dialog.typed.refusal.text()
    assert "By how many metres" in dialog.missing.text()
    dialog.typed.accepted.setText("٥٠")
    typed(dialog, settled, text)
    pick(dialog.typed.accuracy.method, Method.VERBAL.value)
    pick(dialog.typed.accuracy.kind, NOT_KNOWN)
    assert dialog.position is not None
    assert dialog.position.operation_accuracy_m == 50
    typed(dialog, settled, BASRA)
    assert not dialog.typed.accepting.isVisible()
    typed(dialog, settled, text)
    assert not dialog.record.isEnabled()  # what was accepted there is not accepted again
    assert dialog.typed.accepted.text() == ""


def test_it_fits_a_small_screen_with_all_that_is_pointed_out(
    qtbot: QtBot, bench: Workbench, around: Surroundings, settled: Settled
) -> None:
    dialog = PositionDialog(bench, "Position", position(), around=around)
    qtbot.addWidget(dialog)
    dialog.show()
    typed(dialog, settled, "47.9 30.5")
    assert dialog.strange.isVisible()
    assert dialog.typed.doubt.isVisible()
    assert dialog.width() <= 1000
    assert dialog.height() <= 670
