"""A case on a real store, and its chart in a window off screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.ids import new_uid
from app.models.fields import encode_values
from app.models.kinds import KIND
from app.models.remains import RemainsCase
from app.rules.chart import Slot
from app.rules.marks import Mark, mark_of, slot_of
from app.services.desk import Desk
from app.services.inventory import inventory_of
from app.services.reading import get_record
from app.store.transactions import Edit
from app.ui.actions import Actions
from app.ui.dressing import dress
from app.ui.looks import Looks
from app.ui.shell import Shell
from app.ui.skeleton.panel import InventoryDialog
from app.ui.skeleton.view import SkeletonView
from app.ui.workbench import Workbench

SIZE = (1180, 760)


@dataclass
class Hands:
    """Somebody at the keyboard, who counts each key that is pressed, Ctrl and Shift as well."""

    qtbot: QtBot
    dialog: InventoryDialog
    bench: Workbench
    desk: Desk
    pressed: int = 0

    @property
    def view(self) -> SkeletonView:
        return self.dialog.view

    @property
    def case(self) -> str:
        assert self.view.board.case is not None
        return self.view.board.case.uid

    def press(self, *keys: Qt.Key | str, ctrl: bool = False) -> None:
        """Press keys one after the other; a text is its letters."""
        modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            for one in key if isinstance(key, str) else (key,):
                self.pressed += 1
                self.qtbot.keyClick(self.view.canvas, one, modifier)
        self.pressed += ctrl

    def settle(self) -> None:
        """Wait until all that was marked is on the disk and shown."""
        self.qtbot.waitUntil(lambda: not self.bench.jobs.is_busy, timeout=20_000)
        self.qtbot.wait(1)
        self.qtbot.waitUntil(lambda: not self.bench.jobs.is_busy, timeout=20_000)

    def kept(self) -> dict[Slot, Mark]:
        """What the store holds of the case."""
        self.settle()
        told = {}
        for one in inventory_of(self.desk, self.case).elements:
            slot, mark = slot_of(one), mark_of(one)
            assert slot is not None
            assert mark is not None
            told[slot] = mark
        return told


def put(desk: Desk, kind: str, values: dict[str, Any]) -> str:
    """A record as it lies there."""
    uid = new_uid()
    edit = Edit(kind, uid, encode_values(KIND[kind].fields, {"state": "DRAFT", **values}))
    with desk.store.writing() as pen:
        pen.append([edit], by=desk.person, at=desk.now())
    return uid


@pytest.fixture
def grave(desk: Desk) -> str:
    site = put(desk, "site", {"number": "BAS03", "name": "Canal bend"})
    return put(desk, "grave", {"number": "BAS03-G01", "site": site, "grave_kind": "PIT"})


@pytest.fixture
def case(desk: Desk, grave: str) -> str:
    record = get_record(desk, grave)
    assert record is not None
    values = {
        "number": "BAS03-01-A0001B",
        "case_type": "B",
        "site": record.values["site"],
        "grave": grave,
        "inventory_extent": "FULL",
    }
    return put(desk, "remains_case", values)


@pytest.fixture
def make_bench(
    desk: Desk, actions: Actions, make_shell: Callable[..., Shell]
) -> Callable[..., Workbench]:
    def make(language: str = "en", theme: str = "light") -> Workbench:
        shell = make_shell(actions)
        shell.looks.looks = Looks(language, theme)
        dress(shell._application, Looks(language, theme))
        return shell.prepare()

    return make


@pytest.fixture
def open_chart(
    qtbot: QtBot, desk: Desk, make_bench: Callable[..., Workbench], case: str
) -> Callable[..., Hands]:
    """Opens the chart of a case in a window of its own."""

    def make(uid: str = case, language: str = "en", theme: str = "light") -> Hands:
        bench = make_bench(language, theme)
        record = get_record(desk, uid)
        assert isinstance(record, RemainsCase)
        assert bench.actions.inventory is not None
        dialog = InventoryDialog(bench, bench.actions.inventory, record, None)
        qtbot.addWidget(dialog)
        dialog.resize(*SIZE)
        dialog.show()
        hands = Hands(qtbot, dialog, bench, desk)
        hands.settle()
        return hands

    return make
