"""The tone of a warning: loud, without a crack, whole, and never a silent success."""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Generator
from dataclasses import dataclass, field
from itertools import pairwise

import miniaudio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Cancelled
from app.core.jobs import Ticket
from app.ui.receiver import sound
from app.ui.receiver.sound import AHEAD, INSIDE, NoSoundError, Warble

play, require_device = sound.play, sound.require_device  # before the tests' own silence


@dataclass
class Loudspeaker:
    """Takes what it is fed, in the portions that a device asks for."""

    wanted: tuple[int, ...] = (1_000,)
    heard: array[int] = field(default_factory=lambda: array("h"))
    is_closed: bool = False

    def __call__(self, **_how: object) -> Loudspeaker:
        return self

    def start(self, feed: Generator[array[int], int, None]) -> None:
        turn = 0
        while True:
            try:
                self.heard.extend(feed.send(self.wanted[turn % len(self.wanted)]))
            except StopIteration:
                return
            turn += 1

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def loudspeaker(monkeypatch: pytest.MonkeyPatch) -> Loudspeaker:
    made = Loudspeaker()
    monkeypatch.setattr(miniaudio, "PlaybackDevice", made)
    monkeypatch.setattr("app.ui.receiver.sound.time.sleep", lambda _seconds: None)
    return made


@pytest.mark.parametrize("warble", [AHEAD, INSIDE])
def test_a_tone_is_loud_and_of_its_pitch_and_does_not_crack(warble: Warble) -> None:
    told = sound.samples(warble)
    assert len(told) / 44_100 == pytest.approx(warble.lasts_s, abs=0.001)
    assert max(told) > 28_000
    steepest = 2 * math.pi * warble.hertz / 44_100 * 32_767
    assert max(abs(one - other) for one, other in pairwise(told)) <= steepest
    ups = sum(one < 0 <= other for one, other in pairwise(told))
    assert ups == pytest.approx(warble.hertz * warble.tone_s * warble.tones, rel=0.02)


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=5).map(tuple))
def test_every_sample_is_handed_over_in_order_whatever_is_asked_for(
    wanted: tuple[int, ...],
) -> None:
    speaker = Loudspeaker(wanted)
    speaker.start(sound._fed(sound.samples(INSIDE)))
    assert speaker.heard == sound.samples(INSIDE)


def test_a_warning_is_played_and_the_device_let_go(loudspeaker: Loudspeaker) -> None:
    play(AHEAD)
    assert loudspeaker.heard == sound.samples(AHEAD)
    assert loudspeaker.is_closed


def test_looking_for_a_device_makes_no_sound(loudspeaker: Loudspeaker) -> None:
    require_device()
    assert not loudspeaker.heard
    assert loudspeaker.is_closed


def test_without_a_device_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_how: object) -> None:
        raise miniaudio.MiniaudioError("failed to init device", -401)

    monkeypatch.setattr(miniaudio, "PlaybackDevice", refused)
    for ask in (require_device, lambda: play(AHEAD)):
        with pytest.raises(NoSoundError, match="in words alone"):
            ask()


def test_without_the_library_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    with pytest.raises(NoSoundError):
        play(AHEAD)


def test_the_device_that_swallows_everything_is_never_taken() -> None:
    assert miniaudio.Backend.NULL not in sound._backends()
    assert miniaudio.Backend.PULSEAUDIO in sound._backends()


def test_it_rings_until_it_is_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([True, False, True])
    monkeypatch.setattr(sound, "is_played", lambda _warble: next(answers))
    ticket = Ticket()
    bell = sound.ringing(Warble(880, 0.1, 1, 0.01), ticket)
    assert [next(bell) for _ in range(3)] == [True, False, True]
    ticket.cancel()
    with pytest.raises(Cancelled):
        next(bell)
