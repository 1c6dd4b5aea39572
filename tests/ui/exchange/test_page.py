"""The exchange page against a real headquarters: write, read, confirm, join, and be refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import Cancelled
from app.core.jobs import Ticket
from app.crypto.certificates import issue, new_key, new_root
from app.services.parcels import bundles_sent
from app.services.receiving import ReadReport, StrangerQuarantinedError, read_bundle
from app.services.recording import save_record
from app.services.sending import write_bundle
from app.services.status import status
from app.sync.stages import Stage
from app.sync.writer import Written
from app.ui.exchange.actions import Arrival, ExchangeActions, exchange_at
from app.ui.exchange.page import ExchangePage
from app.ui.exchange.stage_words import stage_words
from app.ui.exchange.volumes import Volume, is_removable, size_in_words
from app.ui.exchange.words_panel import EightWords, WordBoxes
from app.ui.exchange.writing import WritePanel
from app.ui.hatched import HatchedPanel
from app.ui.labels import Label
from app.ui.progress import Progress
from app.ui.seat import Seat
from app.ui.workbench import Workbench
from tests.ui.conftest import Answers
from tests.ui.exchange.conftest import PASSPHRASE, Office

Settled = Callable[[], None]


@pytest.fixture
def make_page(
    qtbot: QtBot, bench: Workbench, settled: Settled
) -> Callable[[ExchangeActions], ExchangePage]:
    def make(actions: ExchangeActions) -> ExchangePage:
        page = ExchangePage(bench, actions)
        qtbot.addWidget(page)
        page.resize(1_100, 700)
        page.show()
        settled()
        return page

    return make


MakePage = Callable[[ExchangeActions], ExchangePage]


def words_in(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(Label) if label.isVisible())


def test_a_laptop_on_its_own_is_led_to_joining(
    exchange: ExchangeActions, make_page: MakePage
) -> None:
    page = make_page(exchange)
    assert page.enrolment.isVisible()
    assert "has not joined" in page.enrolment.state.text()
    page.show_panel(0)
    assert not page.write.write.isEnabled()
    assert "Nobody yet" in page.write.only.text()


def test_joining_takes_the_words_that_were_read_out(
    qtbot: QtBot, exchange: ExchangeActions, make_page: MakePage, office: Office, answers: Answers,
    settled: Settled,
) -> None:  # fmt: skip
    page = make_page(exchange)
    panel = page.enrolment
    answers.files = [office.answer.path]
    qtbot.mouseClick(panel.choose, Qt.MouseButton.LeftButton)
    assert not panel.join.isEnabled()
    for box, word in zip(panel.words.boxes, reversed(office.answer.words), strict=True):
        qtbot.keyClicks(box, word)
    qtbot.mouseClick(panel.join, Qt.MouseButton.LeftButton)
    settled()
    assert "not those of this file" in words_in(panel.result)
    panel.words.clear()
    panel.words.boxes[0].setFocus()
    panel.words.boxes[0].insert(" ".join(office.answer.words))
    panel.words.boxes[0].textEdited.emit(panel.words.boxes[0].text())
    assert panel.words.words() == office.answer.words
    qtbot.mouseClick(panel.join, Qt.MouseButton.LeftButton)
    settled()
    assert "has joined" in words_in(panel.result)
    settled()
    assert "belongs to the operation" in panel.state.text()
    assert page.write.only.text().strip("\u2068\u2069") == "Headquarters"


def test_a_request_shows_its_eight_words(
    qtbot: QtBot, exchange: ExchangeActions, make_page: MakePage, answers: Answers, tmp_path: Path,
    settled: Settled,
) -> None:  # fmt: skip
    page = make_page(exchange)
    answers.files = [tmp_path]
    qtbot.mouseClick(page.enrolment.ask, Qt.MouseButton.LeftButton)
    settled()
    (panel,) = page.enrolment.findChildren(EightWords)
    assert len(panel.words) == 8
    qtbot.waitUntil(panel.isVisible)
    assert all(word in words_in(panel) for word in panel.words)
    assert list(tmp_path.glob("*.athar-request"))


def test_headquarters_enrols_once_the_words_are_those_of_the_file(
    qtbot: QtBot, seat: Seat, make_page: MakePage, office: Office, answers: Answers,
    settled: Settled,
) -> None:  # fmt: skip
    exchange = exchange_at(seat, is_headquarters=False)
    handed = exchange.write_request(office.stick)
    page = make_page(exchange_at(Seat(office.desk), is_headquarters=True))
    panel = page.enrolling
    page.show_panel(3)
    assert panel.isVisible()
    assert not panel.words.isEnabled()
    answers.files = [handed.path]
    qtbot.mouseClick(panel.choose, Qt.MouseButton.LeftButton)
    settled()
    assert "Laptop A" in panel.asked.text()
    assert panel.book.text() == "A"  # it holds that book already
    answers.files = [office.stick]
    type_words(qtbot, panel.words, tuple(reversed(handed.words)))
    assert "not those of this request" in panel.verdict.text()
    assert not panel.passphrase.isEnabled()
    type_words(qtbot, panel.words, handed.words)
    assert "are those" in panel.verdict.text()
    qtbot.keyClicks(panel.passphrase, "not the passphrase")
    qtbot.mouseClick(panel.enrol, Qt.MouseButton.LeftButton)
    settled()
    assert panel.findChildren(EightWords) == []
    assert "passphrase" in words_in(panel.result)
    panel.passphrase.clear()
    panel.book.setText("I")
    qtbot.keyClicks(panel.passphrase, PASSPHRASE)
    assert not panel.enrol.isEnabled()  # I is read as 1
    panel.book.setText("h")
    qtbot.mouseClick(panel.enrol, Qt.MouseButton.LeftButton)
    settled()
    assert "held by another laptop" in words_in(panel.result)
    panel.book.setText("c")
    qtbot.mouseClick(panel.enrol, Qt.MouseButton.LeftButton)
    settled()
    (words,) = panel.findChildren(EightWords)
    assert words.words == office.answer.words
    assert "number book \u2066C\u2069" in words_in(panel.result)
    assert not panel.passphrase.text()
    (answer,) = set(office.stick.glob("*.athar-enrolment")) - {office.answer.path}
    exchange.accept_enrolment(answer, words.words)
    assert status(seat.desk).book == "C"


def type_words(qtbot: QtBot, boxes: WordBoxes, words: tuple[str, ...]) -> None:
    boxes.clear()
    for box, word in zip(boxes.boxes, words, strict=True):
        qtbot.keyClicks(box, word)


def test_a_bundle_is_written_and_ends_in_words(
    qtbot: QtBot, joined: Seat, make_page: MakePage, office: Office, answers: Answers,
    settled: Settled,
) -> None:  # fmt: skip
    page = make_page(exchange_at(joined, is_headquarters=False))
    assert page.write.isVisible()
    assert not page.write.write.isEnabled()
    answers.files = [office.stick]
    qtbot.mouseClick(page.write.other, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.write.write, Qt.MouseButton.LeftButton)
    settled()
    said = words_in(page.write.result)
    assert "entries" in said
    assert "You may remove the stick" in said
    (path,) = office.stick.glob("*.athar-bundle")
    assert path.name in said
    settled()
    (sent,) = bundles_sent(joined.desk)
    assert not sent.is_confirmed
    report = read_bundle(office.desk, path)
    assert report.receipt is not None
    answers.files = [report.receipt]
    page.show_panel(2)
    qtbot.mouseClick(page.receipts.read, Qt.MouseButton.LeftButton)
    settled()
    assert "Confirmed" in words_in(page.receipts.result)
    settled()
    (sent,) = bundles_sent(joined.desk)
    assert sent.is_confirmed
    assert [line.cells[-1] for line in page.receipts.model.lines] == ["confirmed"]


def test_what_is_recorded_after_a_bundle_leaves_it_confirmed(joined: Seat, office: Office) -> None:
    (written,) = write_bundle(joined.desk, office.stick)
    report = read_bundle(office.desk, written.path)
    assert report.receipt is not None
    exchange_at(joined, is_headquarters=False).read_receipt(report.receipt)
    save_record(joined.desk, "site", None, {"number": "SNJ03", "name": "Canal"})
    (again,) = write_bundle(joined.desk, office.stick)
    assert again.lines == 1
    assert [item.is_confirmed for item in bundles_sent(joined.desk)] == [False, True]


def test_hazards_of_a_bundle_stand_first_and_striped(
    qtbot: QtBot, joined: Seat, make_page: MakePage, office: Office, settled: Settled
) -> None:
    site = save_record(office.desk, "site", None, {"number": "SNJ03", "name": "Canal"}).record
    draft = {"site": site.uid, "hazard_class": "ITEM", "status": "OPEN"}
    hazard = save_record(office.desk, "hazard", None, draft).record
    (written,) = write_bundle(office.desk, office.stick, to=joined.desk.replica)
    page = make_page(exchange_at(joined, is_headquarters=False))
    page.show_panel(1)
    page.read.read(written.path)
    settled()
    (panel,) = page.read.result.findChildren(HatchedPanel)
    layout = page.read.result.layout()
    assert layout is not None
    first = layout.itemAt(0)
    assert first is not None
    assert first.widget() is panel
    assert hazard.title in words_in(panel)
    said = words_in(page.read.result)
    assert "Headquarters" in said
    assert "New:" in said
    page.read.read(written.path)
    settled()
    assert "already read" in words_in(page.read.result)


def test_a_strangers_words_are_set_large(office: Office, joined: Seat, make_page: MakePage) -> None:
    page = make_page(exchange_at(Seat(office.desk), is_headquarters=True))
    assert [page.tabs.tabText(tab) for tab in range(page.tabs.count())][-1] == "Enrolling"
    key = new_key()
    root = new_root(key, operation_name="another")
    uid = joined.desk.replica
    stranger = issue(key, root, key.public_key(), name="Laptop X", role="laptop", uid=uid)
    error = StrangerQuarantinedError(stranger)
    page.show_panel(1)
    page.read.show_refusal(error)
    (words,) = page.read.findChildren(EightWords)
    assert words.words == tuple(str(error.values["words"]).split())
    assert all(word in words_in(words) for word in words.words)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", b"age-encryption.org/v1\n"])
def test_what_is_no_bundle_gets_its_sentence(
    joined: Seat, make_page: MakePage, settled: Settled, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.athar-bundle"
    path.write_bytes(content)
    page = make_page(exchange_at(joined, is_headquarters=False))
    page.show_panel(1)
    page.read.read(path)
    settled()
    assert "Nothing was changed" in words_in(page.read.result)
    assert page.read.choose.isEnabled()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("scan.pdf", "ends in \u2066.athar-bundle\u2069"),
        ("x.athar-receipt", "this is a receipt"),
        ("x.athar-enrolment", "the laptop reads it under"),
        ("x.athar-request", "headquarters answers it"),
        ("x.athar", "the file of an operation"),
    ],
)
def test_a_file_of_another_kind_is_told_by_its_name(
    joined: Seat, make_page: MakePage, settled: Settled, tmp_path: Path, name: str, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"%PDF-1.7\n" + bytes(100))
    page = make_page(exchange_at(joined, is_headquarters=False))
    page.show_panel(1)
    page.read.read(path)
    settled()
    assert words in words_in(page.read.result)


def test_a_bundle_taken_for_a_receipt_is_told(
    qtbot: QtBot, joined: Seat, make_page: MakePage, settled: Settled, tmp_path: Path,
    answers: Answers,
) -> None:  # fmt: skip
    path = tmp_path / "x.athar-bundle"
    path.write_bytes(b"age-encryption.org/v1\n" + bytes(100))
    page = make_page(exchange_at(joined, is_headquarters=False))
    page.show_panel(2)
    answers.files = [path]
    qtbot.mouseClick(page.receipts.read, Qt.MouseButton.LeftButton)
    settled()
    assert "read it under “Read bundle”" in words_in(page.receipts.result)


def test_stopping_says_that_nothing_was_lost(
    qtbot: QtBot, joined: Seat, make_page: MakePage, settled: Settled, tmp_path: Path
) -> None:
    def endless(_folder: Path, _to: str, ticket: Ticket) -> list[Written]:
        while True:
            ticket.checkpoint(Stage.WRITING, 1, 4)

    actions = replace(exchange_at(joined, is_headquarters=False), write_bundle=endless)
    page = make_page(actions)
    page.write.choose(tmp_path)
    qtbot.mouseClick(page.write.write, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.write.progress.bar.maximum() > 0, timeout=60_000)
    assert page.write.progress.stage.text() == "Writing the bundle"
    assert not page.write.write.isEnabled()
    qtbot.mouseClick(page.write.progress.cancel, Qt.MouseButton.LeftButton)
    settled()
    assert "Nothing was lost" in words_in(page.write.result)
    assert page.write.write.isEnabled()


def test_sticks_are_offered_by_name(
    qtbot: QtBot, bench: Workbench, joined: Seat, tmp_path: Path, settled: Settled
) -> None:
    actions = exchange_at(joined, is_headquarters=False)
    panel = WritePanel(bench, actions, lambda: [Volume("BLUE", tmp_path, 14_200_000_000)])
    qtbot.addWidget(panel)
    panel.show()
    panel.show_standing(actions.standing())
    (stick,) = panel._sticks.values()
    assert "BLUE" in stick.text()
    assert "14 GB" in stick.text()
    qtbot.mouseClick(stick, Qt.MouseButton.LeftButton)
    assert panel.folder == tmp_path
    assert panel.write.isEnabled()


def test_a_gap_and_the_rest_are_said_in_words(
    bench: Workbench, joined: Seat, make_page: MakePage
) -> None:
    page = make_page(exchange_at(joined, is_headquarters=False))
    page.show_panel(1)
    report = ReadReport(signer="Laptop B", lines_new=3, media_missing=2, gaps=(("j", 5, 9),))
    page.read.show_arrival(Arrival(report, laptops=(("j", "Laptop B"),)))
    said = words_in(page.read.result)
    assert "\u20665\u2069 to \u20669\u2069" in said
    assert "have not arrived" in said


def test_every_stage_has_words(bench: Workbench) -> None:
    assert set(stage_words(bench.say)) == set(Stage)


def test_progress_shows_how_far(qtbot: QtBot, bench: Workbench) -> None:
    progress, ticket = Progress(bench.say, {}), Ticket()
    qtbot.addWidget(progress)
    ticket.checkpoint("walking", 3 << 33, 4 << 33)
    progress.watch(ticket)
    assert progress.bar.value() * 4 == progress.bar.maximum() * 3
    assert "75 %" in progress.amount.text()
    progress.cancel.click()
    assert progress.stage.text() == "stopping"
    with pytest.raises(Cancelled):
        ticket.checkpoint("walking")
    progress.end()
    assert not progress.isVisible()


@given(st.integers(0, 10**15))
@example(999_500)
def test_a_size_is_short(count: int) -> None:
    figure, unit = size_in_words(count).split()
    assert unit in {"B", "kB", "MB", "GB"}
    assert float(figure) < 1_000 or unit == "GB"


@pytest.mark.parametrize(
    ("path", "expected"), [("/media/x/BLUE", True), ("/run/media/x", True), ("/boot", False)]
)
def test_only_what_is_plugged_in_is_offered(path: str, *, expected: bool) -> None:
    assert is_removable(Path(path)) is expected
