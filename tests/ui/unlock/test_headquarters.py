"""Beginning an operation in the first window, and sheets that are shown only once."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import AppError
from app.core.wording import wording
from app.crypto.passphrases import TEST_COST
from app.crypto.recovery import combine_identity
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.enrolment import enrol, write_request
from app.services.operation import close_desk, create_laptop, open_store, store_info
from app.services.reading import get_record, list_records
from app.ui.unlock.new_headquarters import NewHeadquartersForm
from app.ui.unlock.openers import store_openers
from app.ui.unlock.sheets import RecoverySheets, page_of
from app.ui.unlock.window import UnlockWindow
from tests.ui.conftest import Answers

PASSPHRASE = "old canal road pumping station 26"  # noqa: S105 - of stores in tests
ROOT_PASSPHRASE = "eleven kites above the palm grove"  # noqa: S105 - the same
SHEETS = ("one two three academic", "four five six acid", "seven eight nine acne")


@pytest.fixture(autouse=True)
def cheap_guessing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases of tests guard nothing."""
    monkeypatch.setattr("app.services.beginnings.Beginning", partial(Beginning, cost=TEST_COST))


@pytest.fixture
def window(qtbot: QtBot, answers: Answers, tmp_path: Path) -> Generator[UnlockWindow]:
    answers.files = [tmp_path]
    made = UnlockWindow(wording("en"), store_openers(), dialogs=answers)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.sheets = None
    made.close_jobs()


def fill(form: NewHeadquartersForm) -> None:
    for field, text in (
        (form.title, "Basra recovery"),
        (form.operation, "bsr26"),
        (form.full_name, "هدى"),
        (form.latin_name, "Huda"),
        (form.code, "h1"),
        (form.passphrase, PASSPHRASE),
        (form.again, PASSPHRASE),
    ):
        assert form.missing()
        field.setText(text)
    assert not form.missing()


def test_an_operation_is_begun_and_opens_once_its_sheets_are_written_down(
    qtbot: QtBot, window: UnlockWindow, tmp_path: Path
) -> None:
    window.found.click()
    assert window.founding is not None
    fill(window.founding)
    window.founding.root.setText(ROOT_PASSPHRASE)
    assert "root key" in window.founding.missing()
    window.founding.root_again.setText(ROOT_PASSPHRASE)
    window.founding.roles["HQD"].setChecked(False)
    window.founding.start.click()
    qtbot.waitUntil(lambda: window.sheets is not None, timeout=30_000)
    sheets = window.sheets
    assert sheets is not None
    written: list[str] = []
    with qtbot.waitSignal(window.opened, timeout=30_000) as opened:
        for _ in range(3):
            qtbot.waitUntil(lambda: len(_words(sheets)) > 20)
            words = [label.text().split()[-1] for label in _words(sheets)]
            written.append(" ".join(words))
            assert not sheets.next.isEnabled()
            qtbot.keyClicks(sheets.last, words[-1])
            qtbot.mouseClick(sheets.next, Qt.MouseButton.LeftButton)
    assert opened.args is not None
    desk = opened.args[0]
    assert isinstance(desk, Desk)
    info = store_info(desk)
    assert (info.role, info.operation_code) == ("hq", "BSR26")
    assert (tmp_path / "root.pem").exists()
    person = get_record(desk, desk.person)
    assert person is not None
    assert (person.number, person.values["full_name"]) == ("H1", "هدى")
    assert [role.values["role"] for role in list_records(desk, "role")] == ["HQA"]
    assert combine_identity(written[:2]) == combine_identity(written[1:])
    assert window.passphrase.text() == ""
    close_desk(desk)


def _words(sheets: RecoverySheets) -> list[QLabel]:
    """The words in view, in their order on the sheet."""
    labels = [label for label in sheets.words.findChildren(QLabel) if not label.isHidden()]
    return sorted(labels, key=lambda label: int(label.text().split()[0]))


def test_what_is_refused_is_said_and_leaves_nothing(
    qtbot: QtBot, window: UnlockWindow, tmp_path: Path
) -> None:
    (tmp_path / "root.pem").write_text("of another operation")
    window.found.click()
    assert window.founding is not None
    fill(window.founding)
    window.founding.start.click()
    qtbot.waitUntil(window.problem.isVisible, timeout=30_000)
    assert "root.pem" in window.problem.text()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["root.pem"]
    assert window.sheets is None


@pytest.fixture
def printed() -> list[QImage]:
    return []


@pytest.fixture
def sheets(qtbot: QtBot, answers: Answers, printed: list[QImage]) -> RecoverySheets:
    def put_on_paper(_parent: QWidget, page: QImage) -> None:
        printed.append(page)

    made = RecoverySheets(wording("en"), SHEETS, answers, put_on_paper)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("typed", ["", "aca", "acid", "academics", "three"])
def test_another_word_does_not_show_that_it_is_written_down(
    sheets: RecoverySheets, typed: str
) -> None:
    sheets.last.setText(typed)
    assert not sheets.next.isEnabled()


@pytest.mark.parametrize("typed", ["academic", " Academic ", "acad"])
def test_a_word_is_known_by_its_first_four_letters(sheets: RecoverySheets, typed: str) -> None:
    sheets.last.setText(typed)
    assert sheets.next.isEnabled()


def test_each_sheet_is_saved_and_printed_by_itself(
    sheets: RecoverySheets, answers: Answers, printed: list[QImage], tmp_path: Path
) -> None:
    answers.files = [tmp_path / "sheet.txt"]
    sheets.save.click()
    text = (tmp_path / "sheet.txt").read_text()
    assert all(word in text for word in SHEETS[0].split())
    assert not any(word in text for other in SHEETS[1:] for word in other.split())
    sheets.print.click()
    (page,) = printed
    first, second = (
        page_of(sheets.heading.text(), sheet.split(), wording("en")) for sheet in SHEETS[:2]
    )
    assert page == first
    assert page != second


def test_a_stick_that_refuses_is_said(
    qtbot: QtBot, sheets: RecoverySheets, answers: Answers, tmp_path: Path
) -> None:
    answers.files = [tmp_path / "missing" / "sheet.txt"]
    with qtbot.waitSignal(sheets.failed) as failed:
        sheets.save.click()
    assert failed.args is not None
    assert isinstance(failed.args[0], AppError)


@pytest.mark.parametrize("is_sure", [True, False])
def test_the_window_does_not_close_over_sheets_unasked(
    window: UnlockWindow,
    sheets: RecoverySheets,
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
    is_sure: bool,
) -> None:
    monkeypatch.setattr(answers, "confirm", lambda *_told: is_sure)
    window.sheets = sheets
    assert window.close() is is_sure


def test_the_headquarters_begun_enrols_a_laptop(
    qtbot: QtBot, window: UnlockWindow, tmp_path: Path
) -> None:
    """What the window begins is a whole headquarters: its root signs."""

    window.found.click()
    assert window.founding is not None
    fill(window.founding)
    new = window.founding.new_headquarters(tmp_path / "hq.athar")
    found = store_openers().new_headquarters
    assert found is not None
    begun = found(new)
    hq = open_store(begun.path, PASSPHRASE)
    laptop = create_laptop(
        tmp_path / "a.athar",
        Beginning(Founder("حسن", "Hassan", "HA01"), PASSPHRASE, "Laptop A", "A", cost=TEST_COST),
    )
    request = write_request(laptop, tmp_path)
    answer = enrol(hq, request.path, tmp_path, passphrase=PASSPHRASE, book="A")
    assert answer.path.exists()
    for desk in (hq, laptop):
        close_desk(desk)
