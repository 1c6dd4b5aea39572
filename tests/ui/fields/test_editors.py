"""Editors: what is typed becomes a value, or stays as it was typed with the reason beside it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.core.clock import Moment
from app.core.wording import wording
from app.geo.area import Area
from app.geo.point import Point
from app.geo.position import Method, Position
from app.models.fields import (
    AreaField,
    ChoiceField,
    ChoicesField,
    DayField,
    Field,
    LongTextField,
    MeasureField,
    MediaField,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    ReferencesField,
    RowsField,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.kinds import KINDS
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.ui.doors import Doors
from app.ui.fields.base import Edit, FieldEditor, FieldTools, Unreadable
from app.ui.fields.choices import ChoiceEditor, ManyEditor
from app.ui.fields.registry import editor_for
from app.ui.fields.rows import RowsEditor
from app.ui.fields.texts import NumberEditor
from app.ui.icons import Icons
from app.ui.pickers import Option, Picker
from app.ui.theme import LIGHT, TARGET

Show = Callable[[QWidget], QLineEdit]

UID = "11111111-1111-4111-8111-111111111111"
PLACE = Position(lat=Decimal("30.508333"), lon=Decimal("47.951200"), method=Method.MAP)
RING = Area(
    tuple(
        Point(Decimal(lat), Decimal(lon))
        for lat, lon in [("30.5", "47.9"), ("30.6", "47.9"), ("30.6", "48.00000001")]
    )
)


PATTERNED = {
    "country": "IQ",
    "key_fingerprint": "0f" * 32,
    "lead_book": "A",
    "letter": "A",
    "media_type": "image/jpeg",
    "number": "BSR26",
}


def sample(field: Field[Any]) -> object:
    """Some value that the field may hold."""
    codes = field.codes.codes if isinstance(field, ChoiceField | ChoicesField) else ()
    if field.name in PATTERNED:
        return PATTERNED[field.name]
    values: dict[type[Field[Any]], Any] = {
        NumberField: "BSR01",
        LongTextField: "two\nlines",
        TextField: "text",
        WholeField: field.least + 1 if isinstance(field, WholeField) else 1,
        MeasureField: Decimal("1.250"),
        MomentField: Moment.parse("2026-11-21T10:02:03.120+03:00"),
        DayField: "1988-03",
        YesNoField: False,
        ChoiceField: codes[0].code if codes else "X",
        ChoicesField: tuple(code.code for code in codes[:2]) or ("X",),
        ReferenceField: UID,
        ReferencesField: (UID,),
        PositionField: PLACE,
        AreaField: RING,
        MediaField: "0f" * 32,
    }
    if isinstance(field, RowsField):
        columns = field.row.columns
        return (field.row({name: sample(column) for name, column in columns.items()}),)
    return next(values[base] for base in type(field).__mro__ if base in values)


@pytest.fixture
def show(qtbot: QtBot) -> Generator[Show]:
    """Puts an editor, and below it a field to go on to, into one active window."""
    windows: list[QWidget] = []  # qtbot itself holds on to nothing

    def put(editor: QWidget) -> QLineEdit:
        window = QWidget()
        qtbot.addWidget(window)
        windows.append(window)
        column = QVBoxLayout(window)
        after = QLineEdit()
        column.addWidget(editor)
        column.addWidget(after)
        window.resize(640, 400)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return after

    yield put
    windows.clear()


def line_of(editor: QWidget) -> QLineEdit:
    return editor.findChildren(QLineEdit)[0]


def type_text(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    """Type; QTest has no keys beyond ASCII, so other letters come as from an input method."""
    if text.isascii():
        qtbot.keyClicks(line, text)
    else:
        line.insert(text)


def type_and_leave(qtbot: QtBot, show: Show, editor: FieldEditor[Any], text: str) -> None:
    after = show(editor)
    line = line_of(editor)
    line.setFocus()
    type_text(qtbot, line, text)
    after.setFocus()


# --- every declared field -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_declared_field_can_be_edited(
    qtbot: QtBot, tools: FieldTools, kind: type[Record]
) -> None:
    for field in kind.fields.values():
        editor = editor_for(field, tools)
        qtbot.addWidget(editor)
        assert editor.value() is None
        assert not editor.is_pending()
        value = sample(field)
        editor.set_value(value)
        assert editor.value() == value, field.name
        assert not editor.is_pending(), field.name
        with qtbot.assertNotEmitted(editor.edited):
            editor.commit()
        assert editor.input.accessibleName()
        if not isinstance(field, RowsField):
            assert editor.read() == value, field.name
        editor.set_value(None)
        assert editor.typed() == "", field.name


# --- what is typed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (WholeField("Number"), "٤٢", 42),
        (WholeField("Number"), "۴۲", 42),
        (MeasureField("Depth"), "١٫٢٥", Decimal("1.25")),
        (MeasureField("Depth"), "1,20", Decimal("1.20")),
        (DayField("Day"), "۱۹۸۸-۰۳", "1988-03"),
        (TextField("Name"), "  نهر جاسم ", "نهر جاسم"),
    ],
)
def test_figures_of_every_keyboard_are_understood(
    qtbot: QtBot,
    tools: FieldTools,
    show: Show,
    field: Field[Any],
    typed: str,
    value: object,
) -> None:
    field.name = "it"
    editor = editor_for(field, tools)
    with qtbot.waitSignal(editor.edited) as edited:
        type_and_leave(qtbot, show, editor, typed)
    assert edited.args == [Edit("it", value)]
    assert line_of(editor).text() == str(value)


def test_what_cannot_be_read_stays_as_typed_with_the_reason(
    qtbot: QtBot, tools: FieldTools, show: Show
) -> None:
    field = WholeField("Exclusion radius", most=500)
    field.name = "radius"
    editor = editor_for(field, tools)
    with qtbot.waitSignal(editor.unreadable) as kept:
        type_and_leave(qtbot, show, editor, "ca. 600")
    assert kept.args == [Unreadable("radius", "ca. 600")]
    assert line_of(editor).text() == "ca. 600"
    assert "whole number from 0 to 500" in editor.problem()
    assert editor.value() is None
    assert editor.is_pending()


def test_leaving_without_typing_saves_nothing(qtbot: QtBot, tools: FieldTools, show: Show) -> None:
    editor = editor_for(TextField("Name"), tools)
    editor.set_value("Nahr Jasim")
    with qtbot.assertNotEmitted(editor.edited, wait=50):
        type_and_leave(qtbot, show, editor, "")


def test_clearing_a_field_is_a_value_too(qtbot: QtBot, tools: FieldTools, show: Show) -> None:
    field = TextField("Name")
    field.name = "name"
    editor = editor_for(field, tools)
    editor.set_value("x")
    after = show(editor)
    line_of(editor).setFocus()
    line_of(editor).clear()
    with qtbot.waitSignal(editor.edited) as edited:
        after.setFocus()
    assert edited.args == [Edit("name", None)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.datetimes(), st.sampled_from([0, 180, 210, 240, -90]))
def test_a_moment_shown_is_the_moment_read(tools: FieldTools, when: Any, offset: int) -> None:
    sign, minutes = ("-" if offset < 0 else "+"), abs(offset)
    if not 1900 <= when.year <= 2200:
        when = when.replace(year=2026, day=min(when.day, 28))
    text = f"{when:%Y-%m-%dT%H:%M:%S}{sign}{minutes // 60:02}:{minutes % 60:02}"
    moment = Moment.parse(text)
    editor = editor_for(MomentField("Seen at"), tools)
    editor.set_value(moment)
    assert editor.read() == moment
    editor.set_value(None)
    editor.show_typed(f"{when:%Y-%m-%d} {when:%H:%M:%S} {text[19:]}")
    assert editor.read() == moment
    editor.deleteLater()


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        ("2026-11-21", "1002", "2026-11-21T10:02:00.000+03:00"),
        ("21/11/2026", "10:02", "2026-11-21T10:02:00.000+03:00"),
        ("٢١.١١.٢٠٢٦", "٩:٠٥:٣٠", "2026-11-21T09:05:30.000+03:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it(
    qtbot: QtBot, tools: FieldTools, show: Show, day: str, time: str, expected: str
) -> None:
    field = MomentField("Seen at")
    field.name = "at"
    editor = editor_for(field, tools)
    after = show(editor)
    first, second, _ = editor.findChildren(QLineEdit)
    first.setFocus()
    type_text(qtbot, first, day)
    with qtbot.assertNotEmitted(editor.edited):
        second.setFocus()  # still within the same moment
    type_text(qtbot, second, time)
    with qtbot.waitSignal(editor.edited) as edited:
        after.setFocus()
    assert edited.args is not None
    assert str(edited.args[0].value) == expected


def test_now_is_one_press(qtbot: QtBot, tools: FieldTools, show: Show) -> None:
    editor = editor_for(MomentField("Seen at"), tools)
    show(editor)
    now = next(b for b in editor.findChildren(QPushButton) if b.text() == "Now")
    with qtbot.waitSignal(editor.edited):
        qtbot.mouseClick(now, Qt.MouseButton.LeftButton)
    assert str(editor.value()) == "2026-11-21T12:00:00.000+03:00"


def test_yes_no_and_not_answered_are_three(qtbot: QtBot, tools: FieldTools, show: Show) -> None:
    editor = editor_for(YesNoField("Safe to record"), tools)
    show(editor)
    values = []
    for word in ("Yes", "No", "Not answered"):
        button = next(b for b in editor.findChildren(QPushButton) if b.text() == word)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        values.append(editor.value())
        assert button.height() >= TARGET
    assert values == [True, False, None]


# --- choosing -----------------------------------------------------------------------------------


def test_a_choice_is_found_by_a_part_of_its_name(
    qtbot: QtBot, tools: FieldTools, show: Show
) -> None:
    editor = editor_for(RemainsCase.case_type, tools)
    assert isinstance(editor, ChoiceEditor)
    show(editor)
    editor.picker.setFocus()
    qtbot.keyClicks(editor.picker.lineEdit(), "comming")
    completer = editor.picker.completer()
    popup = completer.popup() if completer is not None else None
    assert popup is not None
    assert popup.isVisible()
    assert popup.model().rowCount() == 1
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    with qtbot.waitSignal(editor.edited) as edited:
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert edited.args == [Edit("case_type", "CG")]


def test_a_code_of_a_newer_version_is_shown_and_kept(qtbot: QtBot, tools: FieldTools) -> None:
    editor = editor_for(RemainsCase.case_type, tools)
    qtbot.addWidget(editor)
    editor.set_value("B9")
    assert editor.read() == "B9"
    assert isinstance(editor, ChoiceEditor)
    assert editor.picker.currentText() == "B9"


def test_text_that_is_no_choice_is_refused_in_words(
    qtbot: QtBot, tools: FieldTools, show: Show
) -> None:
    editor = editor_for(RemainsCase.case_type, tools)
    type_and_leave(qtbot, show, editor, "skeleton")
    assert "is not in the list" in editor.problem()
    assert line_of(editor).text() == "skeleton"


def test_nobody_who_opens_no_list_pays_for_one(qtbot: QtBot, tools: FieldTools, show: Show) -> None:
    editor = editor_for(RemainsCase.case_type, tools)
    qtbot.addWidget(editor)
    editor.set_value(None)
    assert not editor.findChildren(QListView)
    show(editor)
    (picker,) = editor.findChildren(Picker)
    picker.showPopup()
    assert picker.count() > 5
    assert picker.view().isVisible()
    picker.hidePopup()


def test_letters_are_compared_as_people_mean_them(qtbot: QtBot) -> None:
    picker = Picker()
    qtbot.addWidget(picker)
    picker.set_options([Option("1", "مقبرة جماعية"), Option("2", "گۆڕی بەکۆمەڵ")])
    picker.setEditText("مقبره جماعيه")
    assert picker.chosen() == "1"
    picker.setEditText("گوری به‌كومه‌ل")
    assert picker.chosen() in {"2", ""}
    assert picker.is_unclear() is (picker.chosen() == "")


def test_the_wheel_changes_nothing(qtbot: QtBot, tools: FieldTools, show: Show) -> None:
    editor = editor_for(RemainsCase.case_type, tools)
    assert isinstance(editor, ChoiceEditor)
    show(editor)
    editor.set_value("B")
    editor.picker.setFocus()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(editor.picker, wheel)
    assert editor.typed() == "B"


def test_several_codes_are_added_and_removed(qtbot: QtBot, tools: FieldTools, show: Show) -> None:
    editor = editor_for(Site.disturbance, tools)
    assert isinstance(editor, ManyEditor)
    show(editor)
    codes = [code.code for code in Site.disturbance.codes.codes[:2]]
    for code in codes:
        editor.picker.set_chosen(code)
        with qtbot.waitSignal(editor.edited):
            editor.picker.activated.emit(editor.picker.currentIndex())
    assert editor.value() == tuple(codes)
    remove = editor.findChildren(QPushButton)[0]
    with qtbot.waitSignal(editor.edited):
        qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert editor.value() == (codes[1],)


# --- wholes -------------------------------------------------------------------------------------


def test_a_position_is_changed_only_through_its_dialog(
    qtbot: QtBot, tools: FieldTools, show: Show
) -> None:
    doors = Doors(position=lambda _parent, _field, _place: PLACE)
    editor = editor_for(Site.position, replace(tools, doors=doors))
    show(editor)
    assert editor.findChildren(QLineEdit) == []
    with qtbot.waitSignal(editor.edited) as edited:
        qtbot.mouseClick(editor.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert edited.args == [Edit("position", PLACE)]


def test_without_a_position_dialog_there_is_no_button(
    qtbot: QtBot, tools: FieldTools, show: Show
) -> None:
    editor = editor_for(Site.position, tools)
    show(editor)
    assert not editor.findChildren(QPushButton)[0].isVisible()


def test_corners_keep_every_digit_and_say_which_is_wrong(
    qtbot: QtBot, tools: FieldTools, show: Show
) -> None:
    editor = editor_for(Site.boundary, tools)
    after = show(editor)
    editor.set_value(RING)
    assert editor.read() == RING
    text = editor.findChildren(QPlainTextEdit)[0]
    text.setFocus()
    text.appendPlainText("nowhere at all")
    after.setFocus()
    assert editor.problem().startswith("Corner 4 ")
    assert "nowhere at all" in text.toPlainText()


def test_lines_of_a_table_are_saved_cell_by_cell(
    qtbot: QtBot, tools: FieldTools, show: Show
) -> None:
    editor = editor_for(Site.other_numbers, tools)
    assert isinstance(editor, RowsEditor)
    after = show(editor)
    add = next(b for b in editor.findChildren(QPushButton) if "Add" in b.text())
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    cells = [w for w in editor.findChildren(QWidget) if isinstance(w, FieldEditor)]
    number = next(cell for cell in cells if cell.field.name == "value")
    line_of(number).setFocus()
    qtbot.keyClicks(line_of(number), "ZA-P07")
    with qtbot.waitSignal(editor.edited) as edited:
        after.setFocus()
    assert edited.args is not None
    assert [row.values for row in edited.args[0].value] == [{"value": "ZA-P07"}]
    assert line_of(number).text() == "ZA-P07"  # the cell one was in is still there
    text = editor.typed()
    editor.set_value(None)
    assert editor.typed() == ""
    editor.show_typed(text)
    assert editor.typed() == text


def test_codes_and_numbers_run_left_to_right_in_arabic(qtbot: QtBot, tools: FieldTools) -> None:
    arabic = wording("ar")
    tools = replace(tools, say=arabic, icons=Icons(LIGHT, is_mirrored=True))
    for field in (WholeField("Number"), NumberField("Number"), DayField("Day")):
        editor = editor_for(field, tools)
        qtbot.addWidget(editor)
        line = line_of(editor)
        assert line.layoutDirection() == Qt.LayoutDirection.LeftToRight
        assert line.alignment() & Qt.AlignmentFlag.AlignRight


def test_a_number_that_the_program_gave_is_not_typed(qtbot: QtBot, tools: FieldTools) -> None:
    editor = editor_for(RemainsCase.number, replace(tools, issues_number=True))
    qtbot.addWidget(editor)
    assert isinstance(editor, NumberEditor)
    assert not line_of(editor).isReadOnly()
    editor.set_given(is_given=True)
    assert line_of(editor).isReadOnly()
    typed = editor_for(Site.number, tools)
    qtbot.addWidget(typed)
    assert not line_of(typed).isReadOnly()
