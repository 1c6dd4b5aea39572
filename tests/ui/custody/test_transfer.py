"""A transfer from the first scan to the recorded event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.core.clock import Moment
from app.models.signatures import Signature
from app.rules.check_characters import with_check
from app.rules.labels import encode_label
from app.services.custody import ItemDraft, TransferDraft, custody_of, transfer_custody
from app.services.reading import list_records
from app.ui.custody.actions import CustodyActions
from app.ui.custody.canvas import SignatureCanvas
from app.ui.custody.manifest import Outcome
from app.ui.custody.signing import Given
from app.ui.custody.timeline import CustodyTimeline
from app.ui.custody.transfer import TransferDialog
from app.ui.theme import LIGHT
from app.ui.workbench import Workbench
from tests.ui.conftest import NOON, Answers
from tests.ui.custody.conftest import SEALS, Store

Settled = Callable[[], None]


@pytest.fixture
def dialog(
    qtbot: QtBot, store: Store, bench: Workbench, custody: CustodyActions, settled: Settled
) -> TransferDialog:
    made = TransferDialog(bench, custody)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


@pytest.fixture
def scan(qtbot: QtBot, dialog: TransferDialog, settled: Settled) -> Callable[[str], None]:
    """Types as a wedge scanner does: quickly, with Enter at the end."""

    def type_line(text: str) -> None:
        qtbot.keyClicks(dialog.items.scan, text)
        qtbot.keyClick(dialog.items.scan, Qt.Key.Key_Return)
        settled()

    return type_line


Scan = Callable[[str], None]


def told(dialog: TransferDialog) -> Outcome | None:
    """What the big sign says."""
    return dialog.items.sign.outcome


def release(dialog: TransferDialog, store: Store) -> None:
    form = dialog.parties
    form.event_type.set_chosen("OUT")
    form.event_type.currentTextChanged.emit("")
    form.purpose.set_chosen("TRANSPORT")
    form.to_person.set_chosen(store.keeper.uid)
    form.from_place.set_chosen(store.site.uid)
    form.to_place.set_chosen(store.mortuary.uid)
    form.changed.emit()


def test_bags_and_seals_go_by_and_are_recorded(
    qtbot: QtBot, dialog: TransferDialog, scan: Scan, store: Store, settled: Settled
) -> None:
    for bag, seal in zip(store.bags, SEALS, strict=True):
        scan(with_check(bag.title))
        assert told(dialog) is Outcome.EXPECTED
        assert "seal" in dialog.items.sign.about.text()
        scan(seal)
        assert told(dialog) is Outcome.EXPECTED
    assert dialog.parties.from_person.chosen() == store.desk.person
    release(dialog, store)
    qtbot.mouseClick(dialog.items.same, Qt.MouseButton.LeftButton)
    line = dialog.signatures["RELEASE"]
    assert not dialog.signatures["RECEIVE"].isVisible()
    qtbot.mouseClick(line.by_key, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(dialog.accepted, timeout=60_000):
        qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    for bag in store.bags:
        state = custody_of(store.desk, bag.uid)
        assert state.is_released
        assert state.released_to == store.keeper.uid
    (event,) = {state.last for state in (custody_of(store.desk, b.uid) for b in store.bags)}
    assert event


def test_the_label_read_from_each_bag_is_held_against_it(
    dialog: TransferDialog, scan: Scan, store: Store, settled: Settled
) -> None:
    dialog.items.open([store.bags[0].uid])
    settled()
    assert [line.scanned for line in dialog.draft().items] == [""]
    label = encode_label(store.bags[0].title, store.bags[0].uid)
    scan(label)
    scan(with_check(store.bags[1].title))
    read = {line.item: line.scanned for line in dialog.draft().items}
    assert read[store.bags[0].uid] == label
    assert with_check(store.bags[1].title) in read[store.bags[1].uid]


def test_a_bag_scanned_twice_is_said_and_stands_once(
    dialog: TransferDialog, scan: Scan, store: Store
) -> None:
    scan(with_check(store.bags[0].title))
    scan(with_check(store.bags[0].title))
    assert told(dialog) is Outcome.ALREADY
    assert "ALREADY SCANNED" in dialog.items.sign.word.text()
    assert len(dialog.items.rows) == 1


def test_scans_that_follow_fast_keep_their_order(
    qtbot: QtBot, dialog: TransferDialog, store: Store, settled: Settled
) -> None:
    for bag, seal in zip(store.bags, SEALS, strict=True):
        for text in (with_check(bag.title), seal):
            qtbot.keyClicks(dialog.items.scan, text)
            qtbot.keyClick(dialog.items.scan, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.items._waiting, timeout=60_000)
    settled()
    read = [entry.seal_read for entry in dialog.items.manifest.entries.values()]
    assert read == list(SEALS)


def test_a_bag_of_somebody_else_is_not_expected(
    dialog: TransferDialog, scan: Scan, store: Store
) -> None:
    dialog.parties.from_person.set_chosen(store.keeper.uid)
    dialog.parties.changed.emit()
    scan(with_check(store.bags[0].title))
    assert told(dialog) is Outcome.NOT_EXPECTED
    assert "held by" in dialog.items.sign.about.text()
    dialog.parties.from_person.set_chosen(store.desk.person)
    dialog.parties.changed.emit()
    assert told(dialog) is Outcome.EXPECTED


def test_another_seal_is_told_in_words_and_kept_as_read(
    dialog: TransferDialog, scan: Scan, store: Store
) -> None:
    scan(with_check(store.bags[0].title))
    scan("IQ-999999")
    assert told(dialog) is Outcome.NOT_EXPECTED
    row = dialog.items.rows[store.bags[0].uid]
    assert row.seal_condition.chosen() == "NUMBER_MISMATCH"
    assert dialog.discrepancy.isVisible()
    note = dialog.discrepancy.note.toPlainText()
    assert "IQ-204470" in note
    assert "IQ-999999" in note
    assert dialog.discrepancy.kind.chosen() == "SEAL"
    dialog.discrepancy.note.appendPlainText("the bag itself is whole")
    scan(with_check(store.bags[1].title))
    scan("IQ-888888")
    note = dialog.discrepancy.note.toPlainText()
    assert "IQ-888888" in note
    assert "the bag itself is whole" in note


def test_the_vehicle_the_driver_and_the_time_are_recorded(
    qtbot: QtBot, dialog: TransferDialog, scan: Scan, store: Store, settled: Settled
) -> None:
    for text in (with_check(store.bags[0].title), SEALS[0]):
        scan(text)
    editors = dialog.circumstances.editors
    assert not editors["vehicle_plate"].isVisible()
    release(dialog, store)
    assert editors["vehicle_plate"].isVisible()
    assert not editors["purpose_note"].isVisible()
    qtbot.mouseClick(dialog.signatures["RELEASE"].by_key, Qt.MouseButton.LeftButton)
    dialog.items.rows[store.bags[0].uid].item_condition.set_chosen("GOOD")
    dialog.items.rows[store.bags[0].uid].item_condition.currentTextChanged.emit("")
    editors["vehicle_plate"].restore("بغداد 12345")
    editors["driver"].restore(store.keeper.uid)
    editors["occurred_at"].restore("2026-11-21 09:70 +03:00")
    qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    settled()
    assert "not a date" in editors["occurred_at"].problem()
    assert "still here" in dialog.problem.text()
    at = Moment(store.desk.now().instant.replace(microsecond=0) + timedelta(seconds=1), 180)
    editors["occurred_at"].restore(f"{at.local:%Y-%m-%d %H:%M:%S} +03:00")
    with qtbot.waitSignal(dialog.accepted, timeout=60_000):
        qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    event = custody_of(store.desk, store.bags[0].uid).events[-1]
    assert event.vehicle_plate == "بغداد 12345"
    assert event.driver == store.keeper.uid
    assert event.occurred_at == at


def test_a_refusal_stands_at_its_item_and_nothing_is_lost(
    qtbot: QtBot, dialog: TransferDialog, scan: Scan, store: Store, settled: Settled
) -> None:
    before = len(list_records(store.desk, "custody_event"))
    scan(with_check(store.bags[0].title))
    release(dialog, store)
    qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    settled()
    assert dialog.isVisible()
    assert "BR-14" in dialog.items.rows[store.bags[0].uid].problem.text()
    assert "BR-15" in dialog.problem.text()
    assert "still here" in dialog.problem.text()
    assert len(list_records(store.desk, "custody_event")) == before


def test_what_was_released_together_is_missed(
    qtbot: QtBot, bench: Workbench, custody: CustodyActions, store: Store, settled: Settled
) -> None:
    signature = _signature(store)
    items = tuple(
        ItemDraft(bag.uid, seal_before=seal, seal_condition="INTACT", item_condition="UNCHANGED")
        for bag, seal in zip(store.bags, SEALS, strict=True)
    )
    transfer_custody(
        store.desk,
        TransferDraft(
            "OUT", items, from_person=store.desk.person, to_person=store.keeper.uid,
            purpose="TRANSPORT", half="OUT", signatures=(signature,),
        ),
    )  # fmt: skip
    dialog = TransferDialog(bench, custody, [store.bags[0].uid])
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    # What was released is received next: nobody has to find that out from a refusal.
    assert told(dialog) is Outcome.EXPECTED
    parties = dialog.parties.parties()
    assert (parties.event_type, parties.half) == ("IN", "IN")
    assert (parties.from_person, parties.to_person) == (store.desk.person, store.keeper.uid)
    assert dialog.parties.purpose.chosen() == "TRANSPORT"
    assert store.bags[1].title in dialog.items.count.text()
    assert not dialog.discrepancy.isVisible()
    qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert store.bags[1].title in dialog.discrepancy.note.toPlainText()


def test_a_drawn_signature_is_kept_in_the_vault(
    qtbot: QtBot, dialog: TransferDialog, scan: Scan, store: Store, settled: Settled
) -> None:
    scan(with_check(store.bags[0].title))
    line = dialog.signatures["RELEASE"]
    canvas = SignatureCanvas(LIGHT, "Sign here")
    qtbot.addWidget(canvas)
    canvas.show()
    assert not canvas.is_signed
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    for x in range(24, 200, 8):
        qtbot.mouseMove(canvas, QPoint(x, 60 + x % 24))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    png = canvas.png()
    picture = QImage.fromData(png)
    assert picture.width() == canvas.width() * 2
    line.keep_drawing(png)
    settled()
    signature = line.signature()
    assert signature is not None
    assert signature.method == "DRAWN"
    assert signature.media is not None
    assert store.desk.vault.read(signature.media) == png
    canvas.clear()
    assert not canvas.is_signed


def test_a_signature_belongs_to_one_person(
    dialog: TransferDialog, scan: Scan, store: Store
) -> None:
    scan(with_check(store.bags[0].title))
    line = dialog.signatures["RELEASE"]
    line.take(Given("KEY", NOON))
    assert line.signature() is not None
    dialog.parties.from_person.set_chosen(store.keeper.uid)
    dialog.parties.changed.emit()
    assert line.signature() is None
    assert not line.by_key.isVisible()
    assert line.on_paper.isVisible()


def test_ink_on_paper_counts_with_its_scan_and_not_before(
    qtbot: QtBot, dialog: TransferDialog, scan: Scan, store: Store, answers: Answers, tmp_path: Path
) -> None:
    scan(with_check(store.bags[0].title))
    line = dialog.signatures["RELEASE"]
    qtbot.mouseClick(line.on_paper, Qt.MouseButton.LeftButton)
    assert line.signature() is None
    assert "does not count" in line.state.text()
    assert line.on_paper.isVisible()
    paper = tmp_path / "paper.png"
    QImage(4, 4, QImage.Format.Format_RGB32).save(str(paper))
    answers.files = [paper]
    with qtbot.waitSignal(line.changed, timeout=60_000):
        qtbot.mouseClick(line.on_paper, Qt.MouseButton.LeftButton)
    assert line.given is not None
    assert line.given.media
    assert dialog.draft().more["paper"] == (line.given.paper,)


def test_removing_an_item_lets_it_be_scanned_again(
    qtbot: QtBot, dialog: TransferDialog, scan: Scan, store: Store
) -> None:
    scan(with_check(store.bags[0].title))
    qtbot.mouseClick(dialog.items.rows[store.bags[0].uid].remove, Qt.MouseButton.LeftButton)
    assert not dialog.items.rows
    assert not dialog.record.isEnabled()
    scan(with_check(store.bags[0].title))
    assert told(dialog) is Outcome.EXPECTED


def test_the_timeline_tells_the_story_and_follows_it(
    qtbot: QtBot, bench: Workbench, store: Store, settled: Settled
) -> None:
    timeline = CustodyTimeline(bench)
    qtbot.addWidget(timeline)
    timeline.show()
    timeline.show_record(store.bags[0])
    settled()
    assert "held by" in timeline.now.text()
    assert [card.is_struck for card in timeline.cards] == [False]
    assert not timeline.alarm.isVisible()
    last = custody_of(store.desk, store.bags[0].uid).last
    correction = TransferDraft(
        "SUP",
        (ItemDraft(store.bags[0].uid, seal_condition="NOT_SEALED"),),
        purpose="CORRECTION",
        supersedes=last,
        approved_by=store.keeper.uid,
        remarks="The wrong bag was sealed.",
    )
    bench.hub.announce(transfer_custody(store.desk, correction).changes)
    settled()
    assert [card.is_struck for card in timeline.cards] == [False, True]
    assert "approved by" in timeline.cards[0].accessibleName()
    assert "seal as found" not in timeline.cards[0].accessibleName()
    assert timeline.cards[1].labels[0].font().strikeOut()
    assert "wrong bag" in timeline.cards[0].accessibleName()


def test_a_fork_is_an_alarm(qtbot: QtBot, bench: Workbench, store: Store, settled: Settled) -> None:
    state = replace(custody_of(store.desk, store.bags[0].uid), is_disputed=True)
    actions = replace(bench.actions, custody_of=lambda _item: state)
    timeline = CustodyTimeline(replace(bench, actions=actions))
    qtbot.addWidget(timeline)
    timeline.show()
    timeline.show_record(store.bags[0])
    settled()
    assert timeline.alarm.isVisible()
    assert "Nobody knows where" in timeline.now.text()


def test_a_release_alone_is_not_told_as_a_receipt(
    qtbot: QtBot, bench: Workbench, store: Store, settled: Settled
) -> None:
    item = ItemDraft(
        store.bags[0].uid, seal_before=SEALS[0], seal_condition="INTACT", item_condition="UNCHANGED"
    )
    transfer_custody(
        store.desk,
        TransferDraft(
            "OUT", (item,), from_person=store.desk.person, to_person=store.keeper.uid,
            purpose="TRANSPORT", half="OUT", signatures=(_signature(store),),
        ),
    )  # fmt: skip
    timeline = CustodyTimeline(bench)
    qtbot.addWidget(timeline)
    timeline.show()
    timeline.show_record(store.bags[0])
    settled()
    assert "released to" in timeline.cards[0].accessibleName()
    assert "received by" not in timeline.cards[0].accessibleName()


def _signature(store: Store) -> Signature:
    return Signature({"signer": store.desk.person, "role": "RELEASE", "method": "KEY", "at": NOON})
