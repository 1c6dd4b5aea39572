"""Scans: labels, typed numbers, seals, any keyboard layout, and what is none of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.models.numbers import OtherNumber
from app.rules.check_characters import check_character, with_check
from app.rules.labels import encode_label
from app.services.recording import save_record
from app.ui.custody.actions import CustodyActions
from app.ui.custody.scan_box import ScanBox, latin_mark
from app.ui.custody.scanning import look_up, opened
from tests.ui.custody.conftest import Store

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def test_a_label_names_its_record(store: Store, custody: CustodyActions) -> None:
    bag = store.bags[0]
    scanned = look_up(custody, encode_label(bag.title, bag.uid))
    assert scanned.record == bag
    assert scanned.state is not None
    assert scanned.state.seal == "IQ-204470"
    assert scanned.label == encode_label(bag.title, bag.uid)
    assert look_up(custody, scanned.label.lower()).label == scanned.label


def test_a_typed_number_needs_its_check_character(store: Store, custody: CustodyActions) -> None:
    number = store.bags[0].title
    assert look_up(custody, with_check(number)).record == store.bags[0]
    assert look_up(custody, with_check(number).translate(ARABIC_DIGITS)).record == store.bags[0]
    bare = look_up(custody, number)
    assert bare.record is None
    assert bare.error is not None
    assert "check character" in bare.error.message
    wrong = "A" if check_character(number) != "A" else "B"
    assert look_up(custody, f"{number}.{wrong}").record is None


@pytest.mark.parametrize(
    "text", ["SNJ99-KA0031.X", "IQ-204470", "hello", "FX1|x|y|z", "", "|" * 99]
)
def test_what_is_no_item_says_so(store: Store, custody: CustodyActions, text: str) -> None:
    scanned = look_up(custody, text)
    assert scanned.record is None
    assert scanned.error is not None
    assert scanned.error.hint


def test_a_number_that_others_gave_is_no_label_of_ours(
    store: Store, custody: CustodyActions
) -> None:
    theirs = OtherNumber({"scheme": "FOREIGN", "value": "ICRC 77/4"})
    draft = {"site": store.site.uid, "container_kind": "BODY_BAG", "number": "ICRC 77/4"}
    bag = save_record(store.desk, "container", None, draft | {"other_numbers": (theirs,)}).record
    scanned = look_up(custody, "ICRC 77/4")
    assert scanned.record == bag
    assert scanned.label == ""  # nothing to hold against the item: BR-11 knows only our labels


def test_what_is_chosen_on_the_screen_was_not_read(store: Store, custody: CustodyActions) -> None:
    assert [item.label for item in opened(custody, [bag.uid for bag in store.bags])] == ["", ""]


def test_a_number_of_another_kind_is_no_item(store: Store, custody: CustodyActions) -> None:
    scanned = look_up(custody, with_check("SNJ03"))
    assert scanned.error is not None
    assert "nothing that is handed on" in scanned.error.message


def test_enter_in_a_scan_presses_no_button(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    box, button = ScanBox(), QPushButton("Record")
    button.setDefault(True)
    column = QVBoxLayout(dialog)
    column.addWidget(box)
    column.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    dialog.show()
    with qtbot.waitSignal(box.scanned) as scanned:
        qtbot.keyClicks(box, "FX1|A")
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert scanned.args == ["FX1|A"]
    assert box.text() == ""
    assert not pressed
    qtbot.keyClick(box, Qt.Key.Key_Enter)
    assert dialog.isVisible()
    assert not pressed


def test_an_arabic_layout_gives_latin_marks_by_place(qtbot: QtBot) -> None:
    box = ScanBox()
    qtbot.addWidget(box)
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for code, modifier, arabic in (
        (33, shift, "["),
        (33, none, "ب"),
        (45, shift, "ْ"),
        (2, none, "١"),
        (43, shift, "|"),
        (31, none, "س"),
    ):
        key = QKeyEvent(QEvent.Type.KeyPress, 0, modifier, code + 8, 0, 0, arabic)
        box.keyPressEvent(key)
    assert box.text() == "[fX1|s"


def test_every_key_of_the_block_has_a_place() -> None:
    assert latin_mark(16 + 8, is_shifted=False) == "q"
    assert latin_mark(53 + 8, is_shifted=True) == "?"
    assert latin_mark(1, is_shifted=False) == ""


def test_commands_of_the_keyboard_still_work(qtbot: QtBot) -> None:
    box = ScanBox()
    qtbot.addWidget(box)
    qtbot.keyClicks(box, "abc")
    qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert box.selectedText() == "abc"
    qtbot.keyClick(box, Qt.Key.Key_Backspace)
    assert box.text() == ""
