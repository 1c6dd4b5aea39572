"""What the next record takes over, and what it never does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.models.kinds import KINDS
from app.models.media import Photo
from app.models.sites import Site
from app.services.desk import Desk
from app.services.reading import list_records
from app.ui.carry import Carry
from app.ui.page import RecordPage
from app.ui.workbench import Workbench

Settled = Callable[[], None]


def test_what_belongs_to_one_record_is_never_carried() -> None:
    carry = Carry(Photo.fields)
    for name in ("file", "camera_position", "number"):
        assert not carry.can_carry(name)
        assert not carry.toggle(name)
        carry.remember({name: "x"})
        assert carry.last(name) is None
    assert carry.prefill() == {}
    for kind in KINDS:
        carry = Carry(kind.fields)
        assert not any(carry.can_carry(n) for n in ("number", "state", "reason", "signatures")
                       if n in kind.fields)  # fmt: skip


def test_pinned_values_are_taken_over_and_let_go() -> None:
    carry = Carry(Site.fields)
    carry.remember({"governorate": "Basra", "name": "one"})
    assert carry.prefill() == {}
    assert carry.toggle("governorate")
    assert carry.prefill() == {"governorate": "Basra"}
    assert carry.last("name") == "one"
    assert not carry.toggle("governorate")
    assert carry.prefill() == {}


def test_a_pin_and_a_repeat_by_key(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    page = RecordPage(Site, bench)
    qtbot.addWidget(page)
    page.resize(1198, 640)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settled()
    page.begin()
    form = page.detail.form

    def line(name: str) -> QLineEdit:
        return form.editors[name].findChildren(QLineEdit)[0]

    for name, text in (("name", "one"), ("governorate", "Basra"), ("district", "Qurna")):
        line(name).setFocus()
        qtbot.keyClicks(line(name), text)
        if name == "governorate":
            qtbot.keyClick(line(name), Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    said = [label.text() for label in form.editors["governorate"].labels()]
    assert any("carried over" in text for text in said)
    qtbot.mouseClick(page.main, Qt.MouseButton.LeftButton)
    settled()
    qtbot.mouseClick(page.main, Qt.MouseButton.LeftButton)
    assert line("governorate").text() == "Basra"
    assert line("governorate").property("state") == "carried"
    assert line("district").text() == ""
    line("district").setFocus()
    qtbot.keyClick(line("district"), Qt.Key.Key_F4)
    assert line("district").text() == "Qurna"
    line("governorate").setFocus()
    qtbot.keyClick(line("governorate"), Qt.Key.Key_End)
    assert line("governorate").property("state") == ""
    settled()
    first, second = list_records(desk, "site")
    assert second.values["district"] == first.values["district"] == "Qurna"
    assert second.values["governorate"] == "Basra"
