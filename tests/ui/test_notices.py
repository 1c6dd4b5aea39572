"""What people are told: three kinds of failure, and nothing of the work in a crash file."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.changes import Changes
from app.core.clock import Moment
from app.core.crashes import CrashLog, crash_text, install_hooks
from app.core.errors import AppError, Cancelled
from app.core.wording import Wording
from app.ui.hub import Hub
from app.ui.notices import Notices, Tone
from tests.ui.conftest import StoppedClock

ENGLISH = Wording("en", {})
RECORD_TEXT = "Zahra Rezaei at 30.508333, 47.951200"


class RefusedError(AppError):
    """A failure somebody can do something about."""


def test_a_refusal_is_told_with_its_hint_in_the_language(qapp: QApplication) -> None:
    say = Wording("az", {"The disk has {free} MB.": "Diskdə {free} MB var.", "Wait.": "Gözləyin."})
    notices = Notices(say)
    notices.report(RefusedError("The disk has {free} MB.", hint="Wait.", free=3))
    assert [(n.sentence, n.hint, n.tone) for n in notices.said] == [
        ("Diskdə 3 MB var.", "Gözləyin.", Tone.TROUBLE)
    ]


def test_cancelling_is_silent(qapp: QApplication) -> None:
    notices = Notices(ENGLISH)
    notices.report(Cancelled())
    assert notices.said == []


def test_a_defect_goes_to_a_crash_file_without_a_word_of_the_work(
    qapp: QApplication, tmp_path: Path
) -> None:
    notices = Notices(ENGLISH, CrashLog(tmp_path / "crashes", StoppedClock()))
    notices.remember_saved(Moment.parse("2026-11-21T11:58:07+03:00"))
    notices.report(_defect())
    (file,) = (tmp_path / "crashes").iterdir()
    text = file.read_text("utf-8")
    assert "builtins.ValueError" in text
    assert "in _look_up" in text
    assert "builtins.KeyError" in text
    assert "Rezaei" not in text
    assert "47.9" not in text
    assert "11:58:07" in notices.said[0].sentence
    assert file.name in notices.said[0].hint
    assert "Rezaei" not in notices.said[0].sentence


def test_a_crash_that_cannot_be_written_is_still_told(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "crashes").write_text("a file where the folder should be")
    notices = Notices(ENGLISH, CrashLog(tmp_path / "crashes", StoppedClock()))
    notices.report(_defect())
    assert "made a mistake" in notices.said[0].sentence


def test_nothing_said_before_the_window_is_lost(qtbot: QtBot) -> None:
    notices = Notices(ENGLISH)
    notices.tell("Bundle written.", "Take the stick out.")
    assert notices.said[-1].sentence == "Bundle written."
    with qtbot.waitSignal(notices.posted) as posted:
        notices.tell("Again.")
    assert posted.args is not None
    assert posted.args[0].sentence == "Again."


def test_a_notice_from_another_thread_arrives(qtbot: QtBot) -> None:
    notices = Notices(ENGLISH)
    with qtbot.waitSignal(notices.posted, timeout=60_000):
        thread = threading.Thread(target=notices.tell, args=("from elsewhere",))
        thread.start()
        thread.join()
    assert notices.said[-1].sentence == "from elsewhere"


def test_hooks_catch_what_nobody_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    caught: list[Exception] = []
    install_hooks(caught.append)
    error = _defect()
    sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=_raise)
    thread.start()
    thread.join()
    assert [type(item) for item in caught] == [ValueError, RuntimeError]


def test_crash_text_names_versions_and_moment() -> None:
    text = crash_text(_defect(), "2026-11-21T12:00:00.000+03:00")
    assert text.startswith("Athar ")
    assert ", Qt 6." in text.splitlines()[0]
    assert "2026-11-21T12:00:00.000+03:00" in text


def test_the_hub_tells_each_kind_and_the_whole(qtbot: QtBot) -> None:
    hub, kinds, whole = Hub(), list[str](), list[object]()
    hub.changed.connect(kinds.append)
    hub.announced.connect(whole.append)
    changes = Changes(frozenset({"site", "hazard"}), frozenset({"1"}))
    hub.announce(changes)
    assert kinds == ["hazard", "site"]
    assert whole == [changes]


def _defect() -> Exception:
    """An error caused by another, both of which name a person and a place."""
    try:
        _look_up({})
    except ValueError as error:
        return error
    raise AssertionError


def _look_up(names: dict[str, str]) -> None:
    try:
        names[RECORD_TEXT]
    except KeyError as error:
        raise ValueError(RECORD_TEXT) from error


def _raise() -> None:
    raise RuntimeError(RECORD_TEXT)
