"""The first window: light, quick to say what is wrong, and silent about what was opened before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.jobs import Ticket
from app.core.wording import wording
from app.crypto.passphrases import TEST_COST
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop, open_store
from app.services.reading import get_record
from app.ui.unlock.new_laptop import NewLaptopForm
from app.ui.unlock.openers import NewLaptop, Openers, store_openers
from app.ui.unlock.window import UnlockWindow
from tests.ui.conftest import Answers

ROOT = Path(__file__).parents[3]
PASSPHRASE = "old canal road pumping station 26"  # noqa: S105 - of stores in tests
HEAVY = ("sqlalchemy", "pyhanko", "reportlab", "pyproj", "PIL", "cryptography", "app.services")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    founder = Founder("حسن", "Hassan", "HA01")
    beginning = Beginning(founder, PASSPHRASE, "Laptop A", "A", cost=TEST_COST)
    close_desk(create_laptop(tmp_path / "basra.athar", beginning))
    return tmp_path / "basra.athar"


@pytest.fixture
def make_window(qtbot: QtBot, answers: Answers) -> Generator[Callable[..., UnlockWindow]]:
    made: list[UnlockWindow] = []

    def make(openers: Openers, *stores: Path) -> UnlockWindow:
        window = UnlockWindow(wording("en"), openers, stores, answers)
        qtbot.addWidget(window)
        window.show()
        made.append(window)
        return window

    yield make
    for window in made:
        window.close_jobs()


Make = Callable[..., UnlockWindow]


def test_showing_it_loads_nothing_heavy() -> None:
    script = f"""
import sys
from PySide6.QtWidgets import QApplication
from app.core.wording import wording
from app.ui.dressing import dress
from app.ui.looks import Looks
from app.ui.unlock.openers import Openers, store_openers
from app.ui.unlock.window import UnlockWindow
application = QApplication([])
dress(application, Looks())
cold = Openers(store_openers().open_store, store_openers().new_laptop)
window = UnlockWindow(wording("ar"), cold)
window.show()
application.processEvents()
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert result.stdout.strip() == "[]"


def test_the_right_passphrase_opens_and_is_forgotten(
    qtbot: QtBot, make_window: Make, answers: Answers, file: Path
) -> None:
    window = make_window(store_openers())
    assert not window.open.isEnabled()
    answers.files = [file]
    qtbot.mouseClick(window.choose, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(window.passphrase, PASSPHRASE)
    with qtbot.waitSignal(window.opened, timeout=20_000) as opened:
        qtbot.mouseClick(window.open, Qt.MouseButton.LeftButton)
    assert opened.args is not None
    desk = opened.args[0]
    assert isinstance(desk, Desk)
    person = get_record(desk, desk.person)
    assert person is not None
    assert person.number == "HA01"
    assert window.passphrase.text() == ""
    close_desk(desk)


def test_a_wrong_passphrase_is_said_and_can_be_typed_again(
    qtbot: QtBot, make_window: Make, file: Path
) -> None:
    window = make_window(store_openers(), file)
    assert window.path == file
    qtbot.keyClicks(window.passphrase, "something else")
    qtbot.keyClick(window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(window.problem.isVisible, timeout=20_000)
    assert "does not open this file" in window.problem.text()
    assert "Caps Lock" in window.hint.text()
    assert window.open.isEnabled()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + bytes(200), b"PK\x03\x04"])
def test_a_foreign_file_gets_its_sentence(
    qtbot: QtBot, make_window: Make, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "other.athar"
    path.write_bytes(content)
    window = make_window(store_openers(), path)
    qtbot.keyClicks(window.passphrase, PASSPHRASE)
    qtbot.mouseClick(window.open, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.problem.isVisible, timeout=20_000)
    assert window.problem.text().endswith(".")
    assert window.hint.text()
    assert path.read_bytes() == content


def test_a_defect_is_handed_on_and_not_shown(
    qtbot: QtBot, make_window: Make, tmp_path: Path
) -> None:
    def broken(_path: Path, _passphrase: str) -> Desk:
        raise KeyError

    def no_laptop(_new: NewLaptop) -> Desk:
        raise KeyError

    window = make_window(Openers(broken, no_laptop), tmp_path / "x.athar")
    qtbot.keyClicks(window.passphrase, "anything")
    with qtbot.waitSignal(window.failed, timeout=60_000):
        qtbot.mouseClick(window.open, Qt.MouseButton.LeftButton)
    assert not window.problem.isVisible()


def test_a_new_laptop_begins_with_what_was_typed(
    qtbot: QtBot, make_window: Make, answers: Answers, tmp_path: Path
) -> None:
    begun: list[NewLaptop] = []

    def begin(new: NewLaptop) -> Desk:
        begun.append(new)
        founder = Founder(new.full_name, new.latin_name, new.code)
        beginning = Beginning(founder, new.passphrase, new.name, new.book, cost=TEST_COST)
        return create_laptop(new.path, beginning)

    window = make_window(Openers(open_store, begin))
    qtbot.mouseClick(window.begin, Qt.MouseButton.LeftButton)
    form = window.form
    assert form is not None
    assert not form.start.isEnabled()
    fill(form)
    assert form.start.isEnabled()
    answers.files = [tmp_path / "basra"]
    with qtbot.waitSignal(window.opened, timeout=20_000) as opened:
        qtbot.mouseClick(form.start, Qt.MouseButton.LeftButton)
    assert (begun[0].code, begun[0].book) == ("HA01", "A")
    assert begun[0].path == tmp_path / "basra.athar"
    assert opened.args is not None
    close_desk(opened.args[0])


def test_a_window_that_is_left_at_once_begins_nothing(qtbot: QtBot) -> None:
    warmed: list[bool] = []
    openers = Openers(open_store, store_openers().new_laptop, warm_up=lambda: warmed.append(True))
    window = UnlockWindow(wording("en"), openers)
    qtbot.addWidget(window)
    window.close_jobs()
    qtbot.wait(50)
    assert not warmed


@pytest.mark.parametrize("height", [430, 700])
def test_fields_of_a_new_laptop_keep_their_height(
    qtbot: QtBot, make_window: Make, height: int
) -> None:
    window = make_window(store_openers())
    qtbot.mouseClick(window.begin, Qt.MouseButton.LeftButton)
    window.resize(640, height)
    assert window.form is not None
    for field in (window.form.full_name, window.form.again):
        assert field.height() >= field.minimumSizeHint().height()
        box = field.parentWidget()
        assert box is not None
        assert field.geometry().bottom() <= box.rect().bottom()


def fill(form: NewLaptopForm) -> None:
    for field, text in (
        (form.full_name, "حسن"),
        (form.latin_name, "Hassan"),
        (form.code, "ha01"),
        (form.name, "Laptop A"),
        (form.book, "a"),
        (form.passphrase, PASSPHRASE),
        (form.again, PASSPHRASE),
    ):
        assert form.missing()
        field.setText(text)
    assert not form.missing()
    form.again.setText("another")
    assert "differ" in form.missing()
    form.again.setText(PASSPHRASE)


def test_practice_shows_how_far_it_is(qtbot: QtBot, make_window: Make, desk: Desk) -> None:
    def practise(ticket: Ticket) -> Desk:
        ticket.checkpoint("two graves are excavated", 1, 2)
        return desk

    openers = store_openers(practise)
    window = make_window(Openers(openers.open_store, openers.new_laptop, practise))
    with qtbot.waitSignal(window.opened, timeout=60_000) as opened:
        qtbot.mouseClick(window.practise, Qt.MouseButton.LeftButton)
    assert opened.args == [desk]
    assert window.progress is not None


def test_another_language_can_be_asked_for_before_anything_is_open(qtbot: QtBot) -> None:
    asked: list[str] = []
    window = UnlockWindow(wording("ar"), store_openers(), on_language=asked.append)
    qtbot.addWidget(window)
    window.show()
    assert not window.languages["ar"].isEnabled()
    qtbot.mouseClick(window.languages["fa"], Qt.MouseButton.LeftButton)
    assert asked == ["fa"]
    window.close_jobs()


def test_nothing_is_remembered_of_what_was_opened(
    qtbot: QtBot, make_window: Make, file: Path, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    window = make_window(store_openers(), file)
    window.use(file)
    window.close()
    assert sorted(tmp_path.rglob("*")) == before
