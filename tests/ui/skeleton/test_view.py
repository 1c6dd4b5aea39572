"""The chart with a mouse, in every language and light, with what stands around it."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.models.elements import Element
from app.models.remains import RemainsCase
from app.rules.chart import Growth, Slot, chart
from app.rules.marks import Mark, mark_words
from app.rules.skeleton import Side
from app.services.desk import Desk
from app.services.inventory import Marking, inventory_of, mark_elements
from app.services.reading import get_record
from app.services.recording import make_final
from app.ui.actions import Actions
from app.ui.history import HistoryPanel
from app.ui.pages.records import records_place
from app.ui.pages.tabs import TabbedPage
from app.ui.places import Destination
from app.ui.shell import Shell
from app.ui.skeleton.brushes import LOOKS
from app.ui.skeleton.legend import ORDER
from app.ui.skeleton.panel import GraveNumbersPanel, SkeletonPanel
from app.ui.skeleton.view import LEGEND_FROM
from app.ui.workbench import Workbench
from tests.ui.conftest import Answers
from tests.ui.skeleton.conftest import Hands, put

L, R, M = Side.LEFT, Side.RIGHT, Side.MIDLINE
FEMUR = Slot("FEM", L)
Open = Callable[..., Hands]


def click(hands: Hands, slot: Slot, modifier: Qt.KeyboardModifier | None = None) -> None:
    at = hands.view.canvas.place_of(slot).toPoint()
    hands.qtbot.mouseClick(
        hands.view.canvas,
        Qt.MouseButton.LeftButton,
        modifier or Qt.KeyboardModifier.NoModifier,
        at,
    )


# --- mouse ---------------------------------------------------------------------------------------


def test_a_click_marks_and_another_goes_on(open_chart: Open) -> None:
    hands = open_chart()
    click(hands, FEMUR)
    assert hands.kept() == {FEMUR: Mark.PRESENT}
    click(hands, FEMUR)
    assert hands.kept() == {FEMUR: Mark.PARTIAL}


def test_a_double_click_marks_once_what_was_not_marked(open_chart: Open) -> None:
    hands = open_chart()
    canvas = hands.view.canvas
    at = canvas.place_of(FEMUR)
    left = Qt.MouseButton.LeftButton
    kinds = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick
    for expected in (Mark.PRESENT, Mark.FRAGMENT):  # the second time it goes on by two
        for kind in kinds:
            none = Qt.KeyboardModifier.NoModifier
            event = QMouseEvent(kind, at, canvas.mapToGlobal(at), left, left, none)
            QApplication.sendEvent(canvas, event)
        assert hands.kept() == {FEMUR: expected}


def test_a_click_on_what_is_marked_only_chooses_it(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEML4", "CRA")
    click(hands, FEMUR)
    assert hands.view.canvas.current == FEMUR
    assert hands.kept() == {FEMUR: Mark.ABSENT}


def test_several_are_chosen_with_control_and_marked_by_a_button(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEML")
    for bone in ("TIB", "HUM"):
        click(hands, Slot(bone, R), Qt.KeyboardModifier.ControlModifier)
    hands.view.legend.buttons[Mark.ABSENT].click()
    wanted = (FEMUR, Slot("TIB", R), Slot("HUM", R))
    assert hands.kept() == dict.fromkeys(wanted, Mark.ABSENT)


def test_the_menu_offers_every_mark(open_chart: Open) -> None:
    hands = open_chart()
    canvas = hands.view.canvas
    at = canvas.place_of(FEMUR).toPoint()
    reason = QContextMenuEvent.Reason.Mouse
    canvas.contextMenuEvent(QContextMenuEvent(reason, at, canvas.mapToGlobal(at)))
    assert canvas.current == FEMUR
    (menu,) = (menu for menu in hands.view.findChildren(QMenu) if menu.isVisible())
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[:6] == [mark_words(hands.bench.say, mark) for mark in ORDER]
    menu.actions()[3].trigger()
    menu.close()
    assert hands.kept() == {FEMUR: Mark.ABSENT}


def test_after_a_button_the_keys_go_to_the_chart_again(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEML1")
    hands.settle()
    for button in (
        hands.view.growths.buttons["child"],
        hands.view.growths.buttons["adult"],
        hands.view.bone.more,
        hands.view.undo,
    ):
        hands.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        hands.settle()
        assert hands.view.canvas.hasFocus()
    assert "Ctrl+A" in hands.view.canvas.accessibleDescription()
    assert hands.kept() == {FEMUR: Mark.PRESENT}


# --- what is said --------------------------------------------------------------------------------


def test_not_examined_and_absent_are_different_words_and_different_looks(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEML4")
    hands.settle()
    view = hands.view
    assert view.describe(FEMUR) == "Femur, left: Absent: looked for and not there"
    assert view.describe(Slot("FEM", R)) == "Femur, right: Not examined"
    assert "153" in view.not_examined.text()
    assert LOOKS[Mark.ABSENT] != LOOKS[None]


def test_the_chart_says_what_is_chosen_to_a_screen_reader(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEML2")
    hands.settle()
    name = hands.view.canvas.accessibleName()
    assert name == "Skeleton chart. Femur, left: Partial, a quarter to three quarters"
    for mark, button in hands.view.legend.buttons.items():
        assert button.accessibleName(), mark


def test_the_least_number_of_the_grave_stays_in_view(
    open_chart: Open, desk: Desk, grave: str, case: str
) -> None:
    other = put(desk, "remains_case", {"number": "BAS03-01-A0002B", "grave": grave})
    record = get_record(desk, case)
    assert record is not None
    with desk.store.reading() as view:
        assert view.records.get(other) is not None
    mark_elements(desk, case, [Marking(FEMUR, Mark.PRESENT)])
    third = put(
        desk,
        "remains_case",
        {"number": "BAS03-01-A0003B", "grave": grave, "site": record.values["site"]},
    )
    mark_elements(desk, third, [Marking(FEMUR, Mark.PRESENT)])
    hands = open_chart()
    hands.qtbot.waitUntil(lambda: bool(hands.view.numbers.lines), timeout=5_000)
    words = "\n".join(label.text() for label in hands.view.numbers.lines)
    for sentence in ("This case", "Grave", "Site", "no identification"):
        assert sentence in words
    plain = words.replace("\u2066", "").replace("\u2068", "").replace("\u2069", "")
    assert "Grave Grave BAS03-G01: at least 2" in plain or "Grave BAS03-G01: at least 2" in plain
    assert "same person" not in plain
    assert "at least" in hands.view.least.toolTip()


def test_a_bone_counted_twice_is_said_at_its_place(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEML1+")
    hands.settle()
    assert "is counted in" in hands.view.bone.remark.text()
    assert len(hands.view.bone.records) == 2
    hands.press("TIB")
    assert hands.view.bone.remark.text() == ""


def test_of_several_records_one_is_chosen_and_changed(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEML1+")
    hands.settle()
    hands.view.bone.records[1].click()
    hands.press("4")
    hands.settle()
    states = sorted(str(one.element_state) for one in inventory_of(hands.desk, hands.case).elements)
    assert states == ["ABSENT", "PRESENT"]


def test_a_final_record_asks_why(open_chart: Open, desk: Desk, case: str, answers: Answers) -> None:
    found = mark_elements(desk, case, [Marking(FEMUR, Mark.PRESENT)]).elements[0]
    make_final(desk, found.uid)
    hands = open_chart()
    answers.reason = None
    hands.press("FEML4")
    assert hands.kept() == {FEMUR: Mark.PRESENT}
    assert "only changed with a reason" in hands.view.trouble.text()
    answers.reason = "looked at again"
    hands.press("4")
    assert hands.kept() == {FEMUR: Mark.ABSENT}


def test_the_form_beside_the_chart_is_that_of_the_record(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEML3")
    hands.settle()
    form = hands.view.bone.form
    assert form is not None
    form.put("count", 7)
    form.put("zones", ("1", "2"))
    hands.settle()
    (element,) = inventory_of(hands.desk, hands.case).elements
    assert (element.count, element.zones) == (7, ("1", "2"))
    hands.press("2")
    hands.settle()
    (element,) = inventory_of(hands.desk, hands.case).elements
    assert (element.count, element.element_state) == (7, "PRESENT")


def test_what_no_chart_shows_is_listed_beside_it(open_chart: Open) -> None:
    hands = open_chart()
    hands.press("FEMU3", "RIBX", Qt.Key.Key_Return, "2")
    assert set(hands.kept()) == {Slot("FEM", Side.UNKNOWN), Slot("RIBX", Side.UNKNOWN)}
    assert set(hands.view.loose.buttons) == set(hands.kept())
    hands.view.loose.buttons[Slot("FEM", Side.UNKNOWN)].click()
    assert hands.view.canvas.current == Slot("FEM", Side.UNKNOWN)


# --- looks ---------------------------------------------------------------------------------------


def test_the_chart_is_not_mirrored_where_lines_begin_at_the_right(open_chart: Open) -> None:
    hands = open_chart(language="ar")
    canvas = hands.view.canvas
    assert hands.view.isRightToLeft()
    assert not canvas.isRightToLeft()
    right, left = canvas.place_of(Slot("FEM", R)), canvas.place_of(Slot("FEM", L))
    assert right.x() < left.x()
    assert canvas.place_of(Slot("T16", R)).x() < canvas.place_of(Slot("T26", L)).x()
    click(hands, Slot("FEM", R))
    assert hands.kept() == {Slot("FEM", R): Mark.PRESENT}
    hands.press(Qt.Key.Key_Right)
    assert canvas.current == FEMUR


def test_a_child_is_shown_where_a_bone_says_so(open_chart: Open, desk: Desk, case: str) -> None:
    mark_elements(desk, case, [Marking(Slot("T55", R), Mark.PRESENT)])
    hands = open_chart()
    assert hands.view.canvas.growth is Growth.CHILD
    assert hands.view.growths.key() == "child"


# --- places --------------------------------------------------------------------------------------


@pytest.fixture
def remains(
    qtbot: QtBot, make_bench: Callable[..., Workbench]
) -> Callable[..., tuple[TabbedPage, Workbench]]:
    def make(chapter: str) -> tuple[TabbedPage, Workbench]:
        bench = make_bench()
        page = records_place("page", chapter, "bone", chapter).make(bench)
        assert isinstance(page, TabbedPage)
        qtbot.addWidget(page)
        page.resize(1100, 700)
        page.show()
        return page, bench

    return make


def test_the_chart_is_a_tab_of_the_case(
    qtbot: QtBot, remains: Callable[..., tuple[TabbedPage, Workbench]], case: str
) -> None:
    page, bench = remains("Remains")
    page.open(Destination(RemainsCase.kind, case, part="Skeleton"))
    qtbot.waitUntil(lambda: bool(page.findChildren(SkeletonPanel)), timeout=5_000)
    (panel,) = page.findChildren(SkeletonPanel)
    qtbot.waitUntil(lambda: panel.view is not None and panel.view.board.is_loaded, timeout=5_000)
    assert panel.view is not None
    qtbot.waitUntil(panel.view.isVisible)
    qtbot.keyClicks(panel.view.canvas, "FEML1")
    qtbot.waitUntil(lambda: not bench.jobs.is_busy, timeout=5_000)
    assert panel.view.board.mark_at(FEMUR) is Mark.PRESENT


def test_a_grave_tells_its_cases_and_their_numbers(
    qtbot: QtBot, make_bench: Callable[..., Workbench], desk: Desk, grave: str, case: str
) -> None:
    mark_elements(desk, case, [Marking(FEMUR, Mark.PRESENT)])
    panel = GraveNumbersPanel(make_bench())
    qtbot.addWidget(panel)
    panel.show_record(get_record(desk, grave))
    qtbot.waitUntil(lambda: len(panel.rows) == 1, timeout=5_000)
    assert "BAS03-01-A0001B" in panel.rows[0].text()
    panel.show_record(None)
    assert panel.rows == []


def test_two_hundred_elements_are_shown_at_once(
    open_chart: Open, desk: Desk, case: str, actions: Actions, make_shell: Callable[..., Shell]
) -> None:
    slots = [shape.slot for shape in chart(Growth.CHILD).shapes]
    many = [Marking(slot, Mark.PRESENT) for slot in slots]
    more = [Marking(slot, Mark.PARTIAL, is_another=True) for slot in slots[:40]]
    mark_elements(desk, case, [*many, *more])
    start = process_time()
    hands = open_chart()
    hands.view.canvas.grab()
    assert len(list(hands.view.board.elements)) == 214
    assert process_time() - start < 5.0  # 0.15 s where nothing else runs


def test_why_an_element_was_unmarked_is_said_in_the_readers_language(
    open_chart: Open, desk: Desk, case: str
) -> None:
    found = mark_elements(desk, case, [Marking(FEMUR, Mark.PRESENT)]).elements[0]
    mark_elements(desk, case, [Marking(FEMUR, None)])
    hands = open_chart(language="ar")
    panel = HistoryPanel(Element, hands.bench)
    hands.qtbot.addWidget(panel)
    panel.show_record(get_record(desk, found.uid))
    hands.qtbot.waitUntil(lambda: bool(panel.model.lines), timeout=5_000)
    told = {cell for line in panel.model.lines for cell in line.cells}
    assert any("وُضعت العلامة خطأً" in cell for cell in told)


@pytest.mark.parametrize("size", [(540, 320), (760, 516), (1180, 760)])
def test_nothing_lies_over_the_chart_however_small_the_window(
    open_chart: Open, size: tuple[int, int]
) -> None:
    hands = open_chart(language="az")
    hands.dialog.resize(*size)
    hands.settle()
    view = hands.view
    below = view.canvas.mapTo(view, view.canvas.rect().bottomLeft()).y()
    for widget in (view.legend, view.chosen, view.least):
        if widget.isVisible():
            assert widget.mapTo(view, widget.rect().topLeft()).y() >= below
    assert view.canvas.isVisible()
    assert view.legend.isVisible() == (view.height() >= LEGEND_FROM)
