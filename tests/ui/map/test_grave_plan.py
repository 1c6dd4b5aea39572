"""The plan of a grave: to scale, north up, and heights stretched only as it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.core.wording import wording
from app.services.grave_plans import Body, Edge, GravePlan, Shot, Stick
from app.ui.map.grave_plan import PLAN, SIDE, GraveDrawing, GravePlanPanel
from app.ui.theme import LIGHT
from app.ui.workbench import Workbench

HEAD, FEET = (1000.0, 2000.0, 48.0), (1002.0, 2000.0, 47.9)
SHOTS = tuple(
    Shot(part, part, "BOD", part, "c", "SNJ03-A0001B", at)
    for part, at in (("CRA", HEAD), ("LFT", FEET))
)
WHOLE = GravePlan(
    SHOTS,
    (Body("c", "SNJ03-A0001B", (Stick(HEAD, FEET),), HEAD),),
    (Edge("CUT", (HEAD, (1001.0, 2001.0, 48.2), FEET)),),
)


@pytest.fixture
def drawing(qtbot: QtBot) -> GraveDrawing:
    made = GraveDrawing(wording("en"), LIGHT)
    qtbot.addWidget(made)
    made.resize(700, 400)
    return made


def painted(drawing: GraveDrawing) -> QImage:
    return drawing.grab().toImage()


def test_two_metres_are_two_metres_and_north_is_up(drawing: GraveDrawing) -> None:
    drawing.show_plan(WHOLE, PLAN)
    sheet = drawing.sheet
    assert sheet is not None
    head, feet, north = (sheet.at(*at) for at in ((1000, 2000), (1002, 2000), (1000, 2001)))
    assert feet.x() - head.x() == pytest.approx(2 * sheet.px_per_m)
    assert head.y() - north.y() == pytest.approx(sheet.px_per_m)


def test_the_side_view_stretches_small_heights_and_knows_it(drawing: GraveDrawing) -> None:
    drawing.show_plan(WHOLE, SIDE)
    sheet = drawing.sheet
    assert sheet is not None
    assert sheet.stretch > 1
    low, high = sheet.at(0, 47.9), sheet.at(0, 48.0)
    assert low.y() - high.y() == pytest.approx(0.1 * sheet.px_per_m * sheet.stretch)
    assert sheet.room.contains(low)


def test_bodies_and_edges_are_drawn(drawing: GraveDrawing) -> None:
    drawing.show_plan(WHOLE, PLAN)
    before = painted(drawing)
    drawing.show_plan(replace(WHOLE, bodies=()), PLAN)
    without_body = painted(drawing)
    assert without_body != before
    drawing.show_plan(replace(WHOLE, bodies=(), edges=()), PLAN)
    assert painted(drawing) != without_body


def test_without_heights_there_is_no_side_view_and_it_says_so(
    bench: Workbench, qtbot: QtBot
) -> None:
    panel = GravePlanPanel(bench)
    qtbot.addWidget(panel)
    panel.show_record(None)
    assert "Nothing was surveyed" in panel.words.text()
    flat = tuple(replace(shot, at=(*shot.at[:2], None)) for shot in SHOTS)
    panel._on_read("", GravePlan(flat, left_out=3))
    assert "own grid" in panel.words.text()
    assert "grid: \u20663." in panel.words.text().replace("\u2068", "").replace("\u2069", "")
    panel._show(SIDE)
    assert "No height was measured" in panel.words.text()


def test_another_grave_is_not_shown_what_came_late(bench: Workbench, qtbot: QtBot) -> None:
    panel = GravePlanPanel(bench)
    qtbot.addWidget(panel)
    panel._on_read("another grave", WHOLE)
    assert not panel.plan.shots
