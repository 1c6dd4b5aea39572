"""A wrong transfer is superseded in the window, and stays in view, struck through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.changes import Changes
from app.models.custody import CustodyEvent
from app.services.custody import ItemDraft, TransferDraft, custody_of, transfer_custody
from app.services.reading import get_record
from app.ui.custody.actions import CustodyActions
from app.ui.custody.correction import CorrectionDialog
from app.ui.custody.timeline import CustodyTimeline
from app.ui.doors import Doors
from app.ui.pages.custody import EventPage
from app.ui.workbench import Workbench
from tests.ui.custody.conftest import Store

Settled = Callable[[], None]


def sealed(store: Store) -> CustodyEvent:
    """The event by which the first bag was sealed."""
    event = get_record(store.desk, custody_of(store.desk, store.bags[0].uid).last)
    assert isinstance(event, CustodyEvent)
    return event


def supersede(store: Store, wrong: CustodyEvent) -> Changes:
    """Correct an event without a window."""
    correction = TransferDraft(
        "SUP",
        (ItemDraft(store.bags[0].uid),),
        purpose="CORRECTION",
        supersedes=wrong.uid,
        approved_by=store.keeper.uid,
        remarks="The wrong bag was sealed.",
    )
    return transfer_custody(store.desk, correction).changes


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def dialog(
    qtbot: QtBot,
    parent: QWidget,
    store: Store,
    bench: Workbench,
    custody: CustodyActions,
    settled: Settled,
) -> CorrectionDialog:
    made = CorrectionDialog(bench, custody, sealed(store), parent)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def test_a_correction_needs_a_reason_and_somebody_else(
    qtbot: QtBot, dialog: CorrectionDialog, store: Store
) -> None:
    offered = {dialog.approver.itemText(row) for row in range(dialog.approver.count())}
    assert any("أيمن" in name for name in offered)
    assert not any("الجبوري" in name for name in offered)
    assert not dialog.action.isEnabled()
    qtbot.keyClicks(dialog.why, "The wrong bag was sealed.")
    assert not dialog.action.isEnabled()
    dialog.approver.set_chosen(store.keeper.uid)
    dialog.approver.currentTextChanged.emit("")
    assert dialog.action.isEnabled()
    dialog.why.clear()
    assert not dialog.action.isEnabled()


def test_the_wrong_event_stays_and_counts_for_nothing(
    qtbot: QtBot, dialog: CorrectionDialog, store: Store, bench: Workbench
) -> None:
    wrong = sealed(store)
    assert dialog.card is not None
    assert wrong.title in dialog.card.accessibleName()
    dialog.why.setPlainText("The wrong bag was sealed.")
    dialog.approver.set_chosen(store.keeper.uid)
    dialog.approver.currentTextChanged.emit("")
    with qtbot.waitSignal(dialog.accepted, timeout=60_000):
        qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    state = custody_of(store.desk, store.bags[0].uid)
    assert state.superseded == {wrong.uid}
    assert not state.own_seal
    correction = state.events[-1]
    assert correction.remarks == "The wrong bag was sealed."
    assert correction.approved_by == store.keeper.uid
    assert wrong.title in bench.notices.said[-1].sentence
    assert "headquarters will look" in bench.notices.said[-1].hint
    assert dialog.goes_on
    dialog.then.setChecked(False)
    assert not dialog.goes_on


def test_an_event_is_not_superseded_twice(
    qtbot: QtBot,
    parent: QWidget,
    store: Store,
    bench: Workbench,
    custody: CustodyActions,
    settled: Settled,
) -> None:
    wrong = sealed(store)
    supersede(store, wrong)
    dialog = CorrectionDialog(bench, custody, wrong, parent)
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    dialog.why.setPlainText("The wrong bag was sealed.")
    dialog.approver.set_chosen(store.keeper.uid)
    dialog.approver.currentTextChanged.emit("")
    assert "already" in dialog.problem.text()
    assert not dialog.action.isEnabled()


def test_the_story_of_an_item_leads_to_its_corrections(
    qtbot: QtBot, store: Store, bench: Workbench, settled: Settled
) -> None:
    asked: list[CustodyEvent] = []
    doors = Doors(correct=lambda _parent, event: asked.append(event))
    timeline = CustodyTimeline(replace(bench, doors=doors))
    qtbot.addWidget(timeline)
    timeline.resize(640, 480)
    timeline.show()
    timeline.show_record(store.bags[0])
    settled()
    qtbot.waitUntil(timeline.cards[0].correct.isVisible)
    qtbot.mouseClick(timeline.cards[0].correct, Qt.MouseButton.LeftButton)
    assert asked == [sealed(store)]
    supersede(store, sealed(store))
    timeline.show_record(store.bags[0])
    settled()
    assert len(timeline.cards) == 2
    qtbot.waitUntil(timeline.cards[0].correct.isVisible)
    assert not timeline.cards[1].correct.isVisible()


def test_the_list_of_events_strikes_what_was_superseded(
    qtbot: QtBot, store: Store, bench: Workbench, settled: Settled
) -> None:
    asked: list[CustodyEvent] = []
    doors = Doors(correct=lambda _parent, event: asked.append(event))
    page = EventPage(CustodyEvent, replace(bench, doors=doors))
    qtbot.addWidget(page)
    page.resize(1198, 640)
    page.show()
    settled()
    wrong = sealed(store)
    assert struck(page) == set()
    assert page.model.index(page.model.row_of(wrong.uid), 0).data() == "Recorded"
    page.detail.open(wrong)
    qtbot.mouseClick(page.detail.heading.correct, Qt.MouseButton.LeftButton)
    assert asked == [wrong]
    bench.hub.announce(supersede(store, wrong))
    qtbot.waitUntil(lambda: struck(page) == {wrong.uid}, timeout=60_000)
    assert page.model.index(page.model.row_of(wrong.uid), 0).data() == "Superseded"


def struck(page: EventPage) -> set[str]:
    """The uids of the rows that are struck through."""
    uids: set[str] = set()
    for row in range(page.model.rowCount()):
        font = page.model.index(row, 1).data(Qt.ItemDataRole.FontRole)
        if font is not None and font.strikeOut():
            uids.add(page.model.record(row).uid)
    return uids
