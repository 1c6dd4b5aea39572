"""The receiver of the window: connected, pulled, back again; old by itself; never a recording."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import AppError
from app.exchange.ports import ReceiverError
from app.geo.live import Condition
from app.geo.nmea_doubts import Doubt
from app.geo.quality import Quality
from app.ui.receiver import following
from app.ui.receiver.following import Choice, Report, Way, address_of, remember, remembered
from app.ui.receiver.receiver import Link, Receiver
from app.ui.shell import Shell
from tests.rules.world import later
from tests.ui.conftest import NOON
from tests.ui.receiver.conftest import Cable
from tests.ui.receiver.saying import say, speak_to

LOGS = Path(__file__).parents[2] / "data/nmea"


def test_a_receiver_on_a_cable_is_heard_and_remembered(
    plugged: Callable[[], None], receiver: Receiver, cable: Cable, tmp_path: Path
) -> None:
    plugged()
    assert receiver.link is Link.OPEN
    assert receiver.condition is Condition.FIX
    assert receiver.last is not None
    assert receiver.last.fix.quality is Quality.AUTONOMOUS
    assert receiver.report is not None
    assert receiver.report.sentences > 3
    assert receiver.name == cable.device
    kept = json.loads((tmp_path / "receiver.json").read_text())
    assert kept == {"way": "serial", "where": cable.device}


def test_a_position_grows_old_though_nothing_arrives(
    qtbot: QtBot, plugged: Callable[[], None], receiver: Receiver
) -> None:
    plugged()
    was_fresh = receiver.is_fresh
    with qtbot.waitSignal(receiver.changed, timeout=2_000):
        pass
    late_s = receiver.seconds() + 6
    receiver.seconds = lambda: late_s
    assert receiver.condition is Condition.OLD
    assert (was_fresh, receiver.is_fresh) == (True, False)
    assert receiver.age_s is not None
    assert receiver.age_s > 5


def test_a_cable_that_is_pulled_makes_the_position_old_at_once_and_is_tried_again(
    qtbot: QtBot, plugged: Callable[[], None], receiver: Receiver, cable: Cable
) -> None:
    plugged()
    cable.pull()
    qtbot.waitUntil(lambda: receiver.link is Link.LOST, timeout=5_000)
    assert receiver.trouble is not None
    assert receiver.last is not None
    assert receiver.condition is Condition.OLD
    assert not receiver.is_fresh
    assert receiver._again.isActive()


def test_a_port_that_never_answered_is_not_tried_again_by_itself(
    qtbot: QtBot, receiver: Receiver
) -> None:
    receiver.connect_to(Choice(Way.SERIAL, "/dev/ttyNONE"))
    qtbot.waitUntil(lambda: receiver.link is Link.LOST, timeout=5_000)
    assert receiver.trouble is not None
    assert "cannot be opened" in str(receiver.trouble)
    assert not receiver._again.isActive()
    assert receiver.condition is None


def test_letting_go_forgets_what_was_said(
    qtbot: QtBot, plugged: Callable[[], None], receiver: Receiver, cable: Cable
) -> None:
    plugged()
    receiver.disconnect_now()
    cable.say(b"$GPGGA,noise\r\n")
    qtbot.wait(400)
    assert receiver.link is Link.NONE
    assert receiver.last is None
    assert receiver.condition is None
    assert receiver.position() is None


def test_an_error_of_the_line_before_does_not_touch_the_new_one(receiver: Receiver) -> None:
    receiver._turn = 7
    receiver.link = Link.OPEN
    receiver._on_failed(6, ReceiverError("gone", hint="again"))
    assert receiver.link is Link.OPEN


def test_a_defect_is_told_and_ends_the_line(
    qtbot: QtBot, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Exception] = []

    def broken(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(following, "_opened", broken)
    receiver._report_defect = told.append
    receiver.connect_to(Choice(Way.SERIAL, "/dev/ttyNONE"))
    qtbot.waitUntil(lambda: bool(told), timeout=5_000)
    assert isinstance(told[0], ZeroDivisionError)
    assert receiver.link is Link.LOST


# --- recordings -----------------------------------------------------------------------------------


def test_a_recording_is_never_taken_for_real(qtbot: QtBot, receiver: Receiver) -> None:
    with qtbot.waitSignal(receiver.heard, timeout=10_000):
        receiver.connect_to(Choice(Way.REPLAY, str(LOGS / "skytraq-fix.log")))
    last, position = receiver.last, receiver.position()
    assert last is not None
    assert position is not None
    assert last.fix.quality is Quality.SIMULATED
    assert Doubt.SIMULATED in last.doubts
    assert position.is_suspect
    assert receiver.name == "skytraq-fix.log"


def test_in_the_practice_a_recording_may_be_recorded(qtbot: QtBot, receiver: Receiver) -> None:
    with qtbot.waitSignal(receiver.heard, timeout=10_000):
        receiver.connect_to(Choice(Way.PRACTICE, "practice walk", is_invented=True))
    position = receiver.position()
    assert position is not None
    assert not position.is_suspect


def test_a_recording_does_not_come_back_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "chosen.json"
    remember(path, Choice(Way.REPLAY, "log.nmea"))
    remember(path, Choice(Way.PRACTICE, "walk"))
    assert not path.exists()


# --- remembering ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"[]",
        b"7",
        b'{"way": "serial"}',
        b'{"way": "replay", "where": "a"}',
        b'{"way": "smoke", "where": "a"}',
        b'{"way": "serial", "where": ""}',
        b'{"way": "serial", "where": "' + b"a" * 400 + b'"}',
        b"\xff\xfe" * 3000,
    ],
)
def test_what_cannot_be_read_is_no_receiver(tmp_path: Path, told: bytes) -> None:
    path = tmp_path / "chosen.json"
    path.write_bytes(told)
    assert remembered(path) is None


def test_the_receiver_of_the_last_time_is_connected_to(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    remember(tmp_path / "receiver.json", Choice(Way.NETWORK, "127.0.0.1:9"))
    shell.receiver.resume()
    assert shell.receiver.choice == Choice(Way.NETWORK, "127.0.0.1:9")
    qtbot.waitUntil(lambda: shell.receiver.link is Link.LOST, timeout=10_000)
    assert shell.receiver._again.isActive()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("localhost", ("localhost", 2947)),
        (" 192.168.1.20:10110 ", ("192.168.1.20", 10110)),
        ("gps:2947", ("gps", 2947)),
    ],
)
def test_an_address_is_read(typed: str, address: tuple[str, int]) -> None:
    assert address_of(typed) == address


@pytest.mark.parametrize("typed", ["", ":2947", "gps:", "gps:0", "gps:70000", "gps:x", "gps:-1"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(AppError, match="is no address"):
        address_of(typed)


def test_a_line_that_no_longer_reports_is_silent() -> None:
    report = Report(100.0, Condition.NO_FIX)
    assert report.condition_at(104.0, None) is Condition.NO_FIX
    assert report.condition_at(105.1, None) is Condition.SILENT


def test_moments_of_an_earlier_run_are_told_in_seconds_whatever_the_clock_was_set_to(
    receiver: Receiver,
) -> None:
    seconds = speak_to(receiver)
    hour_ago = later(-60, NOON)
    assert receiver.seconds_at(hour_ago, None) == seconds.now_s - 3600
    say(receiver, ahead_s=600.0)  # the clock is ten minutes fast by now, and was right then
    assert receiver.seconds_at(hour_ago, None) == seconds.now_s - 3600
    assert receiver.seconds_at(hour_ago, 0.0) == seconds.now_s - 3000
    assert receiver.seconds_at(hour_ago, 600.0) == seconds.now_s - 3600
