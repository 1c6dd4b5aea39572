"""Hazards on the way: words across the window and a sound, from the fix and its error."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from app.core.changes import Changes
from app.geo.live import Condition
from app.geo.quality import Quality
from app.rules.approach import Alarm
from app.rules.zones import Zone, zone_of
from app.ui.frame import Frame
from app.ui.receiver import sound
from app.ui.receiver.alarm import AlarmBand
from app.ui.receiver.sound import AHEAD, INSIDE, NoSoundError, Warble
from app.ui.receiver.window import ReceiverWindow
from app.ui.shell import Shell
from app.ui.workbench import Workbench
from tests.rules.world import HERE, hazard, moved, position
from tests.ui.receiver.saying import Time, fix_at, say, say_nothing, speak_to

Settled = Callable[[], None]


def _zone(north: int) -> Zone:
    seen = hazard(
        observer_position=position(moved(HERE, north=north), 5),
        bearing_deg=0,
        distance_m=Decimal(0),
        exclusion_radius_m=60,
    )
    return zone_of(seen, None)


@pytest.fixture
def band(qtbot: QtBot, bench: Workbench, settled: Settled) -> AlarmBand:
    made = AlarmBand(bench)
    qtbot.addWidget(made)
    settled()
    made._on_alarm(Alarm([_zone(200)]))
    return made


@pytest.fixture
def seconds(bench: Workbench) -> Time:
    return speak_to(bench.receiver)


def test_far_away_nothing_is_said(
    band: AlarmBand, bench: Workbench, seconds: Time, sounds: list[Warble]
) -> None:
    say(bench.receiver)
    assert band.isHidden()
    assert not sounds


def test_before_the_ground_begins_it_warns_and_rings(
    qtbot: QtBot, band: AlarmBand, bench: Workbench, seconds: Time, sounds: list[Warble]
) -> None:
    say(bench.receiver, fix_at(moved(HERE, north=115)))
    assert not band.isHidden()
    assert band.words.text().startswith("HAZARD AHEAD")
    assert "85 m" in band.words.text()
    assert "N" in band.words.text()
    assert "25 m" in band.advice.text()
    qtbot.waitUntil(lambda: sounds == [AHEAD])
    say(bench.receiver, fix_at(moved(HERE, north=150)))
    qtbot.waitUntil(lambda: sounds[1:2] == [INSIDE])  # at once, and not after the pause
    assert not band.is_mute


def test_on_the_ground_it_says_stop(band: AlarmBand, bench: Workbench, seconds: Time) -> None:
    say(bench.receiver, fix_at(moved(HERE, north=150)))
    assert band.words.text().startswith("STOP")
    assert "Leave the way you came" in band.advice.text()


def test_a_worse_fix_warns_earlier(band: AlarmBand, bench: Workbench, seconds: Time) -> None:
    poor = Decimal(40)
    say(bench.receiver, fix_at(error_north_m=poor, error_east_m=poor))
    assert band.words.text().startswith("HAZARD AHEAD")


def test_the_warning_goes_only_when_a_fix_says_so(
    band: AlarmBand, bench: Workbench, seconds: Time
) -> None:
    say(bench.receiver, fix_at(moved(HERE, north=150)))
    seconds.now_s += 30
    say_nothing(bench.receiver, Condition.SILENT)
    assert not band.isHidden()
    assert "30 s" in band.advice.text()
    say(bench.receiver)
    assert band.isHidden()


def test_a_position_that_cannot_be_believed_warns_of_nothing_and_says_so(
    band: AlarmBand, bench: Workbench, seconds: Time, sounds: list[Warble]
) -> None:
    say(bench.receiver, fix_at(moved(HERE, north=200), quality=Quality.SIMULATED))
    assert not band.isHidden()
    assert "cannot be believed" in band.words.text()
    assert not sounds
    say(bench.receiver, fix_at(moved(HERE, north=200)))
    say(bench.receiver, fix_at(quality=Quality.SIMULATED))
    assert band.words.text().startswith("STOP")
    assert "any more" in band.advice.text()


def test_without_hazards_an_unbelieved_position_is_no_matter(
    band: AlarmBand, bench: Workbench, seconds: Time
) -> None:
    band._on_alarm(Alarm([]))
    say(bench.receiver, fix_at(quality=Quality.SIMULATED))
    assert band.isHidden()


def test_letting_the_receiver_go_ends_the_warning(
    band: AlarmBand, bench: Workbench, seconds: Time
) -> None:
    say(bench.receiver, fix_at(moved(HERE, north=150)))
    bench.receiver.disconnect_now()
    assert band.isHidden()
    assert band._bell is None


def test_a_hazard_that_is_recorded_is_warned_of_at_once(
    shell: Shell, settled: Settled, sounds: list[Warble]
) -> None:
    frame: Frame = shell.show()
    settled()
    speak_to(shell.receiver)
    say(shell.receiver)
    assert frame.alarm_band.isHidden()
    draft = {
        "hazard_class": "ITEM",
        "status": "OPEN",
        "safe_to_record": True,
        "observer_position": position(HERE, 5),
        "bearing_deg": 0,
        "distance_m": Decimal(10),
    }
    saved = frame._bench.actions.save_record("hazard", None, draft)
    frame._bench.hub.announce(Changes(saved.changes.kinds, saved.changes.uids))
    settled()
    assert frame.alarm_band.words.text().startswith("STOP")
    assert saved.record.title in frame.alarm_band.words.text()


# --- the sound -----------------------------------------------------------------------------------


def silent(_warble: Warble | None = None) -> None:
    raise NoSoundError("This machine makes no sound: it has no device.", hint="Plug one in.")


@pytest.fixture
def no_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "play", silent)
    monkeypatch.setattr(sound, "require_device", silent)


@pytest.mark.usefixtures("no_device")
def test_a_machine_without_sound_says_so_before_any_hazard_is_near(
    band: AlarmBand, bench: Workbench, seconds: Time, settled: Settled
) -> None:
    settled()
    assert not bench.notices.said
    say(bench.receiver)  # somebody walks with a receiver, and there are hazards
    settled()
    assert band.isHidden()
    assert [notice.sentence for notice in bench.notices.said] == [
        "This machine makes no sound: it has no device."
    ]
    say(bench.receiver)
    settled()
    assert len(bench.notices.said) == 1


@pytest.mark.usefixtures("no_device")
def test_a_warning_that_is_not_heard_says_so(
    qtbot: QtBot, band: AlarmBand, bench: Workbench, seconds: Time
) -> None:
    say(bench.receiver, fix_at(moved(HERE, north=150)))
    qtbot.waitUntil(lambda: "makes no sound" in band.advice.text())
    assert band.words.text().startswith("STOP")


def test_a_sound_that_fails_for_a_reason_nobody_foresaw_is_said_too(
    qtbot: QtBot,
    band: AlarmBand,
    bench: Workbench,
    seconds: Time,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_warble: Warble) -> None:
        raise MemoryError

    monkeypatch.setattr(sound, "require_device", lambda: None)
    monkeypatch.setattr(sound, "play", broken)
    say(bench.receiver, fix_at(moved(HERE, north=150)))
    qtbot.waitUntil(lambda: "makes no sound" in band.advice.text())


def test_a_loudspeaker_that_comes_back_is_believed(
    qtbot: QtBot, band: AlarmBand, bench: Workbench, seconds: Time, sounds: list[Warble]
) -> None:
    band.is_mute = True
    say(bench.receiver, fix_at(moved(HERE, north=150)))
    qtbot.waitUntil(lambda: bool(sounds) and not band.is_mute)
    assert "makes no sound" not in band.advice.text()


def test_the_sound_can_be_tried(
    qtbot: QtBot,
    bench: Workbench,
    settled: Settled,
    sounds: list[Warble],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = ReceiverWindow(bench)
    qtbot.addWidget(window)
    window.try_sound.click()
    settled()
    assert sounds == [INSIDE]
    assert "turn the loudspeaker up" in window.heard.text()
    monkeypatch.setattr(sound, "play", silent)
    window.try_sound.click()
    settled()
    assert "makes no sound" in window.heard.text()
    assert window.try_sound.isEnabled()
