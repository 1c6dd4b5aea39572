"""The matrix beside records: one selection with the list, and relations told from the picture."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.changes import Changes
from app.models.strata import ContextRelation
from app.services.reading import get_record, list_records
from app.services.recording import save_record
from app.ui.frame import Frame
from app.ui.matrix.panel import MatrixPanel
from app.ui.matrix.relation import EARLIER, LATER, RELATION, RelationForm
from app.ui.page import RecordPage
from app.ui.pages.tabs import TabbedPage
from app.ui.places import MATRIX, Destination
from app.ui.preview.door import choices_for
from app.ui.seat import Seat
from app.ui.shell import Shell
from app.ui.workbench import Workbench
from tests.reports.reading import plain
from tests.ui.matrix.conftest import Ground

Settled = Callable[[], None]


@pytest.fixture
def frame(shell: Shell, ground: Ground, settled: Settled) -> Frame:
    frame = shell.show("sites")
    settled()
    return frame


def panel_at(frame: Frame, kind: str, uid: str, settled: Settled) -> MatrixPanel:
    frame.open(Destination(kind, uid, part=MATRIX))
    settled()
    panel = page_of(frame).detail.panels[MATRIX]
    assert isinstance(panel, MatrixPanel)
    return panel


def page_of(frame: Frame) -> RecordPage:
    tabbed = frame.page()
    assert isinstance(tabbed, TabbedPage)
    return tabbed.current()


def relations(ground: Ground) -> list[ContextRelation]:
    found = list_records(ground.desk, ContextRelation.kind)
    return [one for one in found if isinstance(one, ContextRelation)]


def test_a_context_stands_in_the_matrix_of_its_site(
    frame: Frame, ground: Ground, settled: Settled
) -> None:
    panel = panel_at(frame, "context", ground.of["one"], settled)
    assert panel.canvas.uid == ground.of["one"]
    assert plain(panel.words.text()) == "CA0003 Lies above: CA0004 · Lies below: CA0002"
    assert panel.canvas.accessibleDescription() in panel.words.text()
    assert panel.alarm.isHidden()


def test_who_points_at_a_box_has_its_record_in_the_list(
    qtbot: QtBot, frame: Frame, ground: Ground, settled: Settled
) -> None:
    panel = panel_at(frame, "context", ground.of["one"], settled)
    at = panel.canvas.middle_of(ground.of["cut"]).toPoint()
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=at)
    settled()
    page = page_of(frame)
    record = page.detail.record
    assert record is not None
    assert record.uid == ground.of["cut"]
    assert page.model.record(page.table.currentIndex().row()).uid == ground.of["cut"]
    assert panel.isVisible()
    at = panel.canvas.middle_of(ground.of["cut"]).toPoint()
    qtbot.mouseDClick(panel.canvas, Qt.MouseButton.LeftButton, pos=at)
    settled()
    assert page.detail.form.isVisible()


def test_a_grave_shows_its_own_and_a_double_click_leads_to_the_context(
    frame: Frame, ground: Ground, settled: Settled
) -> None:
    panel = panel_at(frame, "grave", ground.grave, settled)
    panel.canvas.choose(ground.of["fill"])
    with pytest.raises(KeyError):
        panel.canvas.middle_of(ground.of["alone"])
    panel.canvas.asked.emit(ground.of["fill"])
    settled()
    record = page_of(frame).detail.record
    assert record is not None
    assert record.uid == ground.of["fill"]


def test_a_site_shows_all_and_what_is_not_placed(
    frame: Frame, ground: Ground, settled: Settled
) -> None:
    panel = panel_at(frame, "site", ground.site, settled)
    panel.canvas.go(Qt.Key.Key_Down)
    assert panel.canvas.uid == ground.of["topsoil"]
    panel.canvas.chosen.emit(ground.of["topsoil"])
    panel.canvas.choose(ground.of["alone"])
    panel.canvas.chosen.emit(ground.of["alone"])
    assert "not yet placed" in panel.words.text()


def test_a_relation_is_told_from_the_picture(
    frame: Frame, ground: Ground, settled: Settled
) -> None:
    panel = panel_at(frame, "context", ground.of["alone"], settled)
    before = len(relations(ground))
    panel.add.click()
    form = panel.relation
    assert form is not None
    settled()
    assert form.editors[LATER].value() == ground.of["alone"]
    panel.canvas.chosen.emit(ground.of["topsoil"])
    assert form.editors[EARLIER].value() == ground.of["topsoil"]
    form.record.click()  # how the one lies to the other is still to be said
    settled()
    assert len(relations(ground)) == before
    form.editors[RELATION].settle("ABOVE")
    form.record.click()
    settled()
    told = {(one.context, one.relation, one.other_context, one.site) for one in relations(ground)}
    assert (ground.of["alone"], "ABOVE", ground.of["topsoil"], ground.site) in told
    assert form.editors[EARLIER].value() is None
    form.done.click()
    assert form.isHidden()
    assert "not yet placed" not in panel.words.text()


def test_a_circle_is_named_at_its_field_and_the_draft_is_kept(
    frame: Frame, ground: Ground, settled: Settled, shell: Shell
) -> None:
    panel = panel_at(frame, "context", ground.of["cut"], settled)
    before = len(relations(ground))
    panel.add.click()
    settled()
    form = panel.relation
    assert form is not None
    form.pick(ground.of["one"])
    form.editors[RELATION].settle("ABOVE")
    form.write()
    settled()
    problem = form.editors[EARLIER].problem()
    assert "These contexts would be later than themselves:" in problem
    assert "SNJ03-CA0003 > SNJ03-CA0004 > SNJ03-CA0005" in plain(problem)
    assert "(BR-23)" in problem
    assert len(relations(ground)) == before
    bench = shell.bench
    assert isinstance(bench, Workbench)
    again = RelationForm(bench)
    again.begin(ground.of["alone"], ground.site)
    settled()
    assert again.editors[EARLIER].value() == ground.of["one"]
    assert again.editors[LATER].value() == ground.of["cut"]
    again.deleteLater()


def test_a_circle_that_a_bundle_brought_is_named_and_stays_in_the_picture(
    frame: Frame, ground: Ground, settled: Settled, shell: Shell
) -> None:
    panel = panel_at(frame, "context", ground.of["one"], settled)
    ground.arrive("cut", "ABOVE", "one")
    shell.hub.announce(Changes(uids=frozenset({"x"}), kinds=frozenset({ContextRelation.kind})))
    settled()
    assert panel.alarm.isVisible()
    assert "CA0003" in panel.alarm_words.text()
    assert panel.alarm_words.text().count(">") == 3
    assert panel.canvas.rect().contains(panel.canvas.middle_of(ground.of["one"]).toPoint())


def test_all_relations_are_shown_on_demand(frame: Frame, ground: Ground, settled: Settled) -> None:
    panel = panel_at(frame, "context", ground.of["one"], settled)
    assert panel.legend.isHidden()
    panel.all.click()
    settled()
    assert panel.legend.isVisible()
    panel.canvas.choose(ground.of["cut"])
    panel.canvas.go(Qt.Key.Key_Up)
    assert panel.canvas.uid in {ground.of["fill"], ground.of["two"]}


def test_what_was_recorded_is_not_kept_as_a_draft_any_more(
    frame: Frame, ground: Ground, settled: Settled, shell: Shell
) -> None:
    panel = panel_at(frame, "site", ground.site, settled)
    panel.add.click()
    settled()
    form = panel.relation
    assert form is not None
    form.pick(ground.of["alone"])
    form.pick(ground.of["one"])
    form.editors[RELATION].settle("ABOVE")
    form.write()
    settled()
    assert shell.bench is not None
    again = RelationForm(shell.bench)
    settled()
    assert all(editor.value() is None for editor in again.editors.values())
    again.deleteLater()


def test_a_context_is_printed_as_its_sheet_and_as_a_card(
    frame: Frame, ground: Ground, shell: Shell
) -> None:
    context = get_record(ground.desk, ground.of["one"])
    assert shell.bench is not None
    assert context is not None
    offered = [one.name for one in choices_for(shell.bench, Seat(ground.desk), context)]
    assert offered == ["Context sheet", "Record card"]


def test_nothing_recorded_says_so(frame: Frame, ground: Ground, settled: Settled) -> None:
    empty = save_record(ground.desk, "site", None, {"number": "SNJ04", "name": "B"}).record.uid
    panel = panel_at(frame, "site", empty, settled)
    assert panel.nothing.isVisible()
    assert panel.canvas.isHidden()
