"""A whole inventory without a mouse, in fewer than sixty presses, and what every key does."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.rules.chart import Growth, Slot, chart
from app.rules.marks import Mark
from app.rules.skeleton import Side
from app.services.inventory import inventory_of
from tests.ui.skeleton.conftest import Hands

L, R, M = Side.LEFT, Side.RIGHT, Side.MIDLINE
Open = Callable[..., Hands]
MOST_PRESSES = 60


def pressed(key: Qt.Key, text: str = "", *, shift: bool = False) -> QKeyEvent:
    modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    return QKeyEvent(QKeyEvent.Type.KeyPress, key, modifiers, text)


def test_a_complete_adult_takes_fewer_than_sixty_presses(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("A", ctrl=True)
    hands.press("1")
    exceptions = {
        Slot("HYO", M): Mark.ABSENT,
        Slot("FEM", L): Mark.PARTIAL,
        Slot("SCA", R): Mark.FRAGMENT,
        Slot("PAT", L): Mark.ABSENT,
        Slot("RIB7", L): Mark.FRAGMENT,
        Slot("T16", R): Mark.ABSENT,
        Slot("SAC", M): Mark.HIDDEN,
    }
    hands.press("HYO4", "FEML2", "SCAR3", "PATL4", "RIB7L3", "T164", "SAC5")
    hands.press("MT1L")
    hands.press("G", ctrl=True)  # the left foot is all there: nothing is unmarked, all is chosen
    hands.press("4")
    foot = chart(Growth.ADULT).slots_of(Slot("MT1", L).region)
    wanted = {shape.slot: Mark.PRESENT for shape in chart(Growth.ADULT).shapes}
    wanted |= exceptions | dict.fromkeys(foot, Mark.ABSENT)
    assert hands.kept() == wanted
    assert hands.pressed < MOST_PRESSES


def test_a_child_takes_fewer_than_sixty_presses(open_chart: Open) -> None:
    hands = open_chart()
    hands.view.growths.buttons["child"].click()
    hands.pressed += 3  # Shift+Tab to the two buttons, and Space
    hands.press("T55")
    hands.press("G", ctrl=True)
    hands.press("4", "T55", "1", "T16", "1")
    hands.press("A", ctrl=True)
    hands.press("1")
    hands.press("CARPPIL0", "CARPPIR0", "PATL0", "PATR0", "XIPH0", "COC5")
    kept = hands.kept()
    teeth = {slot: mark for slot, mark in kept.items() if slot.bone[1:].isdecimal()}
    assert {slot.bone for slot, mark in teeth.items() if mark is Mark.PRESENT} == {"T55", "T16"}
    assert set(teeth.values()) == {Mark.PRESENT, Mark.ABSENT}
    assert len(teeth) == 52
    assert Slot("PAT", L) not in kept
    assert kept[Slot("FEM", R)] is Mark.PRESENT
    assert len(kept) == len(chart(Growth.CHILD).shapes) - 5
    assert hands.pressed < MOST_PRESSES
    ages = {one.age_band for one in inventory_of(hands.desk, hands.case).elements}
    assert ages == {"SUBADULT"}


def test_a_digit_of_any_script_marks(open_chart: Open) -> None:
    hands = open_chart()
    for key, mark in (
        ("1", Mark.PRESENT),
        ("2", Mark.PARTIAL),
        ("\N{ARABIC-INDIC DIGIT FOUR}", Mark.ABSENT),
        ("\N{EXTENDED ARABIC-INDIC DIGIT FIVE}", Mark.HIDDEN),
    ):
        QApplication.sendEvent(hands.view.canvas, pressed(Qt.Key.Key_unknown, key))
        assert hands.kept() == {Slot("CRA", M): mark}


def test_letters_of_an_arabic_layout_are_read_by_their_place(open_chart: Open) -> None:
    hands = open_chart()
    for letter, scan_code in (("ب", 33), ("ث", 18), ("ة", 50), ("م", 38)):  # F, E, M, L
        code = scan_code if sys.platform == "win32" else scan_code + 8
        key = Qt.Key.Key_unknown
        plain = Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(QKeyEvent.Type.KeyPress, key, plain, code, 0, 0, letter)
        QApplication.sendEvent(hands.view.canvas, event)
    assert hands.view.canvas.current == Slot("FEM", L)


def test_space_goes_round_all_marks_and_back_to_none(open_chart: Open) -> None:
    hands = open_chart()
    for mark in (Mark.PRESENT, Mark.PARTIAL, Mark.FRAGMENT, Mark.ABSENT, Mark.HIDDEN):
        hands.press(Qt.Key.Key_Space)
        assert hands.view.board.mark_at(Slot("CRA", M)) is mark  # at once, written or not
    hands.press(Qt.Key.Key_Space)
    assert hands.kept() == {}


def test_keys_in_haste_make_one_record(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("1234321")
    assert hands.kept() == {Slot("CRA", M): Mark.PRESENT}
    assert len(inventory_of(hands.desk, hands.case).elements) == 1


def test_a_bone_passed_while_typing_says_no_side(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("HUMLRAD")
    assert hands.view.canvas.current == Slot("RAD", L)
    hands.press("FEMR", "TIB")
    assert hands.view.canvas.current == Slot("TIB", R)


def test_a_left_mandible_is_never_reached(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("MANL1")
    assert Slot("MAN", L) not in hands.kept()
    assert hands.view.canvas.current.side in {M, L}
    assert hands.view.canvas.current.bone != "MAN" or hands.view.canvas.current.side is M


def test_a_rib_of_one_figure_is_ended_before_it_is_marked(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("RIB1", Qt.Key.Key_Return, "2")
    assert hands.kept() == {Slot("RIB1", R): Mark.PARTIAL}


def test_backspace_takes_a_letter_away_and_then_the_mark(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("1", "FEMX")
    hands.press(Qt.Key.Key_Escape, "TIB", Qt.Key.Key_Backspace, "A")
    hands.press(Qt.Key.Key_Escape, Qt.Key.Key_Home, Qt.Key.Key_Backspace)
    assert hands.kept() == {}


def test_arrows_go_to_the_nearest_and_shift_takes_it_along(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEMR", Qt.Key.Key_Right)
    assert hands.view.canvas.current == Slot("FEM", L)
    QApplication.sendEvent(hands.view.canvas, pressed(Qt.Key.Key_Left, shift=True))
    assert hands.view.canvas.selection == (Slot("FEM", L), Slot("FEM", R))


def test_page_down_goes_to_what_is_not_examined(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("A", ctrl=True)
    hands.press("1", "HYO0", "LV30", "CRA")
    hands.press(Qt.Key.Key_Escape, Qt.Key.Key_PageDown)
    first = hands.view.canvas.current
    hands.press(Qt.Key.Key_PageDown)
    assert {first, hands.view.canvas.current} == {Slot("HYO", M), Slot("LV3", M)}


def test_what_is_marked_already_is_not_of_the_rest(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEML3")
    hands.press("G", ctrl=True)
    assert set(hands.view.canvas.selection) == {
        Slot(bone, L) for bone in ("OSC", "PAT", "TIB", "FIB")
    }
    hands.press("1", Qt.Key.Key_Escape)
    assert hands.kept()[Slot("FEM", L)] is Mark.FRAGMENT


def test_control_z_takes_back_the_whole_action(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("CRA2")
    hands.press("A", ctrl=True)
    hands.press("1")
    hands.settle()
    hands.press("Z", ctrl=True)
    assert hands.kept() == {Slot("CRA", M): Mark.PARTIAL}
    hands.press("Z", ctrl=True)
    assert hands.kept() == {}
    hands.press("Z", ctrl=True)
    assert hands.view.status.text().startswith("No mark is left")


def test_enter_goes_into_the_form_of_the_bone(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEML1")
    hands.settle()
    hands.press(Qt.Key.Key_Return)
    form = hands.view.bone.form
    assert form is not None
    assert form.focused() == "count"
