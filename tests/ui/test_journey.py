"""A day at the window, as a person lives it: keys, typing, buttons, and every dialog that opens.

From an empty laptop to a printed form: nothing is written past the window, so whatever a person
would stumble over stops this test.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partialmethod
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.wording import wording
from app.crypto.passphrases import TEST_COST
from app.models.record import Record
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_headquarters, create_laptop, open_store
from app.ui.binding import bound_to
from app.ui.clearance.pages import HazardPage
from app.ui.custody.transfer import TransferDialog
from app.ui.detail import Detail
from app.ui.exchange.page import ExchangePage
from app.ui.exchange.words_panel import EightWords, WordBoxes
from app.ui.fields.base import FieldEditor
from app.ui.fields.media import MediaEditor
from app.ui.fields.moments import MomentEditor
from app.ui.frame import Frame
from app.ui.opening import doors_at, places_at
from app.ui.page import RecordPage
from app.ui.pages.tabs import TabbedPage
from app.ui.pickers import Picker
from app.ui.position.dialog import PositionDialog
from app.ui.preview.dialog import PreviewDialog
from app.ui.seat import Seat
from app.ui.shell import Settings, Shell
from app.ui.unlock.openers import NewLaptop, Openers
from app.ui.unlock.window import UnlockWindow
from tests.ui.conftest import Answers

SEAL = "IQ-204470"
PASSPHRASE = "old canal road pumping station 26"  # noqa: S105 - of stores in tests
GRAVE = "30 30 30.0 N 47 46 49.4 E"
CORNERS = "30.5100, 47.7790\n30.5100, 47.7820\n30.5070, 47.7820\n30.5070, 47.7790"
D = TypeVar("D", bound=QDialog)


@dataclass
class Person:
    """Somebody at one window."""

    qtbot: QtBot
    shell: Shell
    frame: Frame
    answers: Answers
    seat: Seat
    acts: list[Callable[[QDialog], int]]

    def settle(self) -> None:
        self.qtbot.wait(1)
        self.qtbot.waitUntil(lambda: not self.shell.jobs.is_busy, timeout=60_000)

    def press(self, key: Qt.Key) -> None:
        """A key of the window, wherever the cursor is."""
        self.frame.activateWindow()
        self.qtbot.keyClick(self.frame, key)
        self.settle()

    def click(self, button: QWidget) -> None:
        self.qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=10_000)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    @property
    def detail(self) -> Detail:
        page = self.frame.page()
        if isinstance(page, TabbedPage):
            page = page.current()
        assert isinstance(page, RecordPage)
        return page.detail

    @property
    def shown(self) -> Record:
        record = self.detail.record
        assert record is not None, self.detail.heading.status.text()
        return record

    def go(self, place: str, kind: str = "") -> None:
        self.click(self.frame.rail.buttons[place])
        page = self.frame.page()
        if kind and isinstance(page, TabbedPage):
            page.page_of(kind)
        self.settle()

    def fill(self, **texts: str) -> None:
        """Type into fields and leave each."""
        for name, text in texts.items():
            editor = self.detail.form.editors[name]
            editor.setFocus(Qt.FocusReason.TabFocusReason)
            typed_in = editor.input.focusProxy() or editor.input
            self.type_into(typed_in, text)
            assert not editor.problem(), f"{name}: {editor.problem()}"
            assert editor.value() is not None, name

    def type_into(self, field: QWidget, text: str) -> None:
        field.setFocus(Qt.FocusReason.TabFocusReason)
        for number, line in enumerate(text.splitlines()):
            if number:
                self.qtbot.keyClick(field, Qt.Key.Key_Return)
            self.qtbot.keyClicks(field, line)
        self.qtbot.wait(20)  # a list of names drops down in its own time
        self.qtbot.keyClick(QApplication.activePopupWidget() or field, Qt.Key.Key_Tab)
        self.settle()

    def add_line(self, name: str, **texts: str) -> None:
        """A line of a table, its times by their buttons."""
        editor = self.detail.form.editors[name]
        (add,) = [b for b in editor.findChildren(QPushButton) if "Add a line" in b.text()]
        self.detail.form.ensureWidgetVisible(add)
        self.click(add)
        for cell in [w for w in editor.findChildren(QWidget) if isinstance(w, FieldEditor)]:
            if cell.field.name in texts:
                self.type_into(cell.input.focusProxy() or cell.input, texts[cell.field.name])
            elif isinstance(cell, MomentEditor):
                self.click(*[b for b in cell.findChildren(QPushButton) if b.text() == "Now"])
            assert not cell.problem(), cell.problem()

    def choose(self, picker: Picker, part: str) -> None:
        """Type a part of a name that can mean only one."""
        self.type_into(picker, part)
        assert picker.chosen(), part

    def now(self, name: str) -> None:
        """Press the button beside a time."""
        editor = self.detail.form.editors[name]
        (button,) = [b for b in editor.findChildren(QPushButton) if b.text() == "Now"]
        self.click(button)
        assert not editor.problem(), editor.problem()

    def in_dialog(
        self, kind: type[D], begin: Callable[[], object], act: Callable[[D], object]
    ) -> None:
        """Begin what opens a dialog, and act in it until it closes."""

        def acted(dialog: QDialog) -> int:
            assert isinstance(dialog, kind)
            with self.qtbot.waitExposed(dialog):
                dialog.show()
            self.settle()
            act(dialog)
            assert not dialog.isVisible()
            return dialog.result()

        self.acts.append(acted)
        begin()
        with self.qtbot.waitActive(self.frame):
            self.frame.activateWindow()
        self.settle()
        assert not self.acts, f"no {kind.__name__} opened"

    def position(self, name: str, text: str) -> None:
        """F5 in a field, and a reading of a handheld receiver."""

        def read(dialog: PositionDialog) -> None:
            if dialog.safety.yes.isVisible():
                self.click(dialog.safety.yes)
            self.qtbot.keyClicks(dialog.typed.text, text)
            self.type_into(dialog.typed.accuracy.method, "handheld, one")
            self.type_into(dialog.typed.accuracy.figure, "5")
            self.type_into(dialog.typed.accuracy.kind, "95")
            self.click(dialog.record)

        self.detail.form.editors[name].setFocus()
        self.in_dialog(PositionDialog, lambda: self.press(Qt.Key.Key_F5), read)
        assert self.detail.form.editors[name].value() is not None

    def hand_on(self, act: Callable[[TransferDialog], object]) -> None:
        """F7, what is typed there, and the button that records it."""

        def record(dialog: TransferDialog) -> None:
            act(dialog)
            self.click(dialog.record)
            said = dialog.problem.text() + str(
                [row.problem.text() for row in dialog.items.rows.values()]
            )
            assert not dialog.isVisible(), said

        self.in_dialog(TransferDialog, lambda: self.press(Qt.Key.Key_F7), record)


def _acted_in(dialog: QDialog, acts: list[Callable[[QDialog], int]]) -> int:
    return acts.pop()(dialog)


@pytest.fixture
def sit_down(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Generator[Callable[[Desk, bool], Person]]:
    shells: list[Shell] = []
    acts: list[Callable[[QDialog], int]] = []
    # Dialogs are shown and acted in; none of them waits for a person.
    monkeypatch.setattr(QDialog, "exec", partialmethod(_acted_in, acts))

    def sit(desk: Desk, is_hq: bool) -> Person:
        seat, answers = Seat(desk), Answers()
        folder = tmp_path / desk.replica
        folder.mkdir()
        places = places_at(seat, is_headquarters=is_hq)
        actions = bound_to(desk, is_headquarters=is_hq)
        settings = Settings(folder, desk.clock, doors_at(seat), answers)
        shell = Shell(qapp, actions, places, settings)
        shells.append(shell)
        frame = shell.show()
        frame.resize(1366, 768)
        with qtbot.waitExposed(frame):
            frame.activateWindow()
        person = Person(qtbot, shell, frame, answers, seat, acts)
        person.settle()
        return person

    yield sit
    for shell in shells:
        shell.jobs.close()
        if shell.frame is not None:
            shell.frame.close()
            shell.frame.deleteLater()
        shell.deleteLater()
    qapp.processEvents()


def begin_on_a_new_laptop(qtbot: QtBot, folder: Path) -> Desk:
    """The first window, from its first button."""

    def begin(new: NewLaptop) -> Desk:
        founder = Founder(new.full_name, new.latin_name, new.code, ("TL", "SA", "EOD"))
        beginning = Beginning(founder, new.passphrase, new.name, new.book, cost=TEST_COST)
        return create_laptop(new.path, beginning)

    answers = Answers(files=[folder / "field"])
    window = UnlockWindow(wording("en"), Openers(open_store, begin), dialogs=answers)
    qtbot.addWidget(window)
    window.show()
    qtbot.mouseClick(window.begin, Qt.MouseButton.LeftButton)
    form = window.form
    assert form is not None
    for field, text in (
        (form.full_name, "Hassan Ali al-Jubouri"),
        (form.latin_name, "Hassan Ali al-Jubouri"),
        (form.code, "HA01"),
        (form.name, "Laptop A"),
        (form.book, "A"),
        (form.passphrase, PASSPHRASE),
        (form.again, PASSPHRASE),
    ):
        qtbot.keyClicks(field, text)
    with qtbot.waitSignal(window.opened, timeout=60_000) as opened:
        qtbot.mouseClick(form.start, Qt.MouseButton.LeftButton)
    window.close_jobs()
    assert opened.args is not None
    desk: Any = opened.args[0]
    assert isinstance(desk, Desk)
    return desk


def record_people(person: Person) -> None:
    person.go("people", "organisation")
    person.press(Qt.Key.Key_F2)
    person.fill(name="Clearance agency")
    person.go("people", "person")
    person.press(Qt.Key.Key_F2)
    person.fill(number="RK01", full_name="Rahim Karimi")


def record_the_ground(person: Person, paper: Path) -> None:
    person.go("sites")
    person.press(Qt.Key.Key_F2)
    person.fill(number="SNJ03", name="Old canal")
    person.press(Qt.Key.Key_F8)
    hazards = person.frame.page()
    assert isinstance(hazards, TabbedPage)
    asking = hazards.current()
    assert isinstance(asking, HazardPage)
    person.click(asking.question.yes)
    person.fill(hazard_class="single", status="open")
    person.position("observer_position", GRAVE)
    person.fill(bearing_deg="90", distance_m="40")
    assert "1 open hazard" in person.frame.hazard_band.sentence
    hazard = person.shown.title
    person.answers.files = [paper]
    person.press(Qt.Key.Key_F6)
    assert person.shown.title == "SNJ03-PA00001"
    person.go("hazards", "clearance_certificate")
    person.press(Qt.Key.Key_F2)
    person.fill(outcome="cleared", hazards=hazard, area=CORNERS, cleared_depth_m="2")
    person.fill(agency="Clearance", methods="detector")
    editor = person.detail.form.editors["paper"]
    assert isinstance(editor, MediaEditor)
    person.detail.form.ensureWidgetVisible(editor)
    person.click(editor.attach)
    assert editor.value()
    assert not editor.attach.isVisible()
    person.fill(not_cleared="Nothing was left out.", residual_risk="Small items below 2 m.")
    person.now("occurred_at")
    person.now("valid_from")
    person.add_line("signatures", signer="Hassan", role="issuing", method="key")
    person.click(person.detail.heading.finalise)
    assert person.shown.is_final, person.detail.form.missing()
    person.go("hazards", "hazard")
    person.fill(status="cleared")
    assert not person.frame.hazard_band.isVisible()


def lift_and_pack(person: Person) -> None:
    person.go("sites", "grave")
    person.press(Qt.Key.Key_F2)
    person.fill(grave_kind="pit")
    person.position("position", GRAVE)
    grave = person.shown.title
    person.go("remains")
    person.press(Qt.Key.Key_F2)
    person.fill(case_type="body", grave=grave, depth_m="1.1")
    person.now("lifted_at")
    case = person.shown.title

    def collect(dialog: TransferDialog) -> None:
        person.choose(dialog.parties.event_type, "collected")
        person.choose(dialog.parties.to_person, "Hassan")
        person.choose(dialog.parties.purpose, "collection")

    person.hand_on(collect)
    person.go("custody", "container")
    person.press(Qt.Key.Key_F2)
    person.fill(container_kind="body bag", contents=case)

    def seal(dialog: TransferDialog) -> None:
        person.choose(dialog.parties.event_type, "SEA")
        person.choose(dialog.parties.to_person, "Hassan")
        person.choose(dialog.parties.purpose, "storage")
        (row,) = dialog.items.rows.values()
        person.type_into(row.seal_left, SEAL)
        person.choose(row.item_condition, "good")

    person.hand_on(seal)


def release_to_the_driver(person: Person) -> None:
    def release(dialog: TransferDialog) -> None:
        person.choose(dialog.parties.event_type, "released")
        person.choose(dialog.parties.to_person, "Rahim")
        person.choose(dialog.parties.to_place, "SNJ03")
        person.choose(dialog.parties.from_place, "SNJ03")
        person.choose(dialog.parties.purpose, "transport")
        person.qtbot.keyClicks(dialog.items.scan, SEAL)
        person.qtbot.keyClick(dialog.items.scan, Qt.Key.Key_Return)
        person.settle()
        (row,) = dialog.items.rows.values()
        person.choose(row.item_condition, "as recorded")
        person.click(dialog.signatures["RELEASE"].by_key)

    person.hand_on(release)


def exchange_of(person: Person, tab: int) -> ExchangePage:
    person.go("exchange")
    page = person.frame.page()
    assert isinstance(page, ExchangePage)
    page.show_panel(tab)
    person.settle()
    return page


def words_shown(panel: QWidget) -> tuple[str, ...]:
    """The eight words on the screen, as somebody reads them out."""
    (words,) = panel.findChildren(EightWords)
    return words.words


def join(person: Person, office: Person, stick: Path) -> None:
    """The request, the telephone call, the answer."""
    ask = exchange_of(person, 3).enrolment
    person.answers.files = [stick]
    person.click(ask.ask)
    answer = exchange_of(office, 3).enrolling
    office.answers.files = list(stick.glob("*.athar-request"))
    office.click(answer.choose)
    type_words(office, answer.words, words_shown(ask))
    office.type_into(answer.passphrase, PASSPHRASE)
    office.answers.files = [stick]
    office.click(answer.enrol)
    person.answers.files = list(stick.glob("*.athar-enrolment"))
    person.click(ask.choose)
    type_words(person, ask.words, words_shown(answer))
    person.click(ask.join)


def type_words(person: Person, boxes: WordBoxes, words: tuple[str, ...]) -> None:
    for box, word in zip(boxes.boxes, words, strict=True):
        person.qtbot.keyClicks(box, word)


def send(person: Person, office: Person, stick: Path) -> None:
    write = exchange_of(person, 0).write
    person.answers.files = [stick]
    person.click(write.other)
    person.click(write.write)
    (bundle,) = stick.glob("*.athar-bundle")
    office.answers.files = [bundle]
    office.click(exchange_of(office, 1).read.choose)


def print_the_form(office: Person, folder: Path) -> None:
    office.go("custody", "container")
    assert office.shown.title == "SNJ03-KA0001"

    def save(dialog: PreviewDialog) -> None:
        for language in ("ar", "en"):
            office.click(dialog.languages[language])
            office.answers.files = [folder / f"form-{language}.pdf"]
            office.click(dialog.save)
        dialog.reject()

    office.in_dialog(PreviewDialog, lambda: office.click(office.detail.heading.print), save)


def test_a_day_from_an_empty_laptop_to_a_printed_form(
    qtbot: QtBot, tmp_path: Path, sit_down: Callable[[Desk, bool], Person]
) -> None:
    laptop = begin_on_a_new_laptop(qtbot, tmp_path)
    person = sit_down(laptop, False)
    paper, stick = tmp_path / "certificate.png", tmp_path / "stick"
    stick.mkdir()
    Image.new("RGB", (40, 30), "white").save(paper)
    record_people(person)
    record_the_ground(person, paper)
    lift_and_pack(person)
    release_to_the_driver(person)
    founder = Founder("Rim al-Sharif", "Rim al-Sharif", "HQ1", ("HQD", "HQA"))
    beginning = Beginning(founder, PASSPHRASE, "Headquarters", "H", cost=TEST_COST)
    operation = {"number": "BSR26", "name": "Old front line"}
    desk = create_headquarters(tmp_path / "hq.athar", beginning, operation=operation).desk
    office = sit_down(desk, True)
    join(person, office, stick)
    send(person, office, stick)
    print_the_form(office, tmp_path)
    assert all(path.read_bytes().startswith(b"%PDF-") for path in tmp_path.glob("form-*.pdf"))
    assert len(list(tmp_path.glob("form-*.pdf"))) == 2
    close_desk(person.seat.desk)
    close_desk(desk)
