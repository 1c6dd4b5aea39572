"""The sound of a warning: a tone that is worked out here, played on this machine's own device.

The desktop's bell is silent on most machines. A device is opened for every tone anew, so that a
headset which is pulled out does not take the warning along; where there is none, that is said.
"""

from __future__ import annotations

import math
import sys
import time
from array import array
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.core.errors import AppError
from app.core.jobs import Ticket

if TYPE_CHECKING:
    import miniaudio

_RATE: Final = 44_100
_LOUD: Final = 29_000  # of 32,767
_RAMP_S: Final = 0.01  # a tone that begins at once cracks
_GAP_S: Final = 0.08
_BUFFER_MS: Final = 100
_TURN_S: Final = 0.2
_CARDS: Final = Path("/dev/snd")


class NoSoundError(AppError):
    """This machine makes no sound."""


@dataclass(frozen=True, slots=True)
class Warble:
    """So many tones, and how long it is silent before they come again."""

    hertz: float
    tone_s: float
    tones: int
    pause_s: float

    @property
    def lasts_s(self) -> float:
        """How long it sounds."""
        return self.tones * (self.tone_s + _GAP_S)


AHEAD: Final = Warble(880, 0.35, 1, 3.5)
INSIDE: Final = Warble(1_320, 0.16, 3, 0.8)


@cache
def samples(warble: Warble) -> array[int]:
    """What a loudspeaker is told, in 16 bits."""
    told = array("h")
    long, ramp = round(warble.tone_s * _RATE), round(_RAMP_S * _RATE)
    for _ in range(warble.tones):
        for at in range(long):
            swell = min(1.0, at / ramp, (long - 1 - at) / ramp)
            wave = math.sin(2 * math.pi * warble.hertz * at / _RATE)
            told.append(round(_LOUD * swell * wave))
        told.extend([0] * round(_GAP_S * _RATE))
    return told


def play(warble: Warble) -> None:
    """Sound it once, and come back when it is over. Whether it is turned down cannot be told.

    Raises:
        NoSoundError: there is no device that plays.
    """
    with _device() as device:
        device.start(_fed(samples(warble)))
        time.sleep(warble.lasts_s + 2 * _BUFFER_MS / 1000)


def require_device() -> None:
    """See whether something would play, without a sound.

    Raises:
        NoSoundError: there is no device that plays.
    """
    with _device():
        pass


@contextmanager
def _device() -> Iterator[miniaudio.PlaybackDevice]:
    try:
        import miniaudio  # noqa: PLC0415 - a native library, loaded by the first warning
    except (ImportError, OSError) as error:
        raise _silent() from error
    try:
        with closing(
            miniaudio.PlaybackDevice(
                nchannels=1,
                sample_rate=_RATE,
                buffersize_msec=_BUFFER_MS,
                backends=_backends(),
                app_name="Athar",
            )
        ) as device:
            yield device
    except miniaudio.MiniaudioError as error:
        raise _silent() from error


def ringing(warble: Warble, ticket: Ticket) -> Iterator[bool]:
    """Sound it again and again; each time, whether this machine plays it.

    Raises:
        Cancelled: the warning is over.
    """
    while True:
        ticket.checkpoint("Warning of a hazard")
        yield is_played(warble)
        until_s = time.monotonic() + warble.pause_s
        while time.monotonic() < until_s:
            ticket.checkpoint("Warning of a hazard")
            time.sleep(_TURN_S)


def is_played(warble: Warble) -> bool:
    """Sound it once, and say whether this machine plays it."""
    try:
        play(warble)
    except NoSoundError:
        return False
    return True


def _backends() -> list[miniaudio.Backend]:
    """Everything but the device that swallows all; ALSA complains at length where no card is."""
    import miniaudio  # noqa: PLC0415 - see above

    left_out = {miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM}
    if sys.platform == "linux" and not _CARDS.exists():
        left_out |= {miniaudio.Backend.ALSA, miniaudio.Backend.OSS}
    return [backend for backend in miniaudio.Backend if backend not in left_out]


def _fed(told: array[int]) -> Generator[array[int], int, None]:
    """The samples, as many at a time as the device asks for; a generator that has begun."""

    def feed() -> Generator[array[int], int, None]:
        wanted, at = (yield array("h")), 0
        while at < len(told):
            part = told[at : at + wanted]
            at += wanted
            wanted = yield part

    made = feed()
    next(made)
    return made


def _silent() -> NoSoundError:
    return NoSoundError(
        "This machine makes no sound: hazards are warned of in words alone.",
        hint="Keep the window in sight, or plug in a loudspeaker and try the sound.",
    )
