"""Listening to a receiver in a thread of its own: reports as plain data, several a second.

Nothing here knows the window. A recording is never taken for the ground one stands on: but for the
practice operation, every position in it is marked as simulated.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from app.core.clock import Clock
from app.core.errors import AppError
from app.core.files import read_bounded, write_whole
from app.core.jobs import Ticket
from app.exchange.ports import (
    GPSD_PORT,
    Port,
    ReceiverError,
    Replay,
    SerialPort,
    TcpPort,
    listen,
    open_replay,
    open_serial,
    open_tcp,
)
from app.geo.live import FRESH_S, Condition, Heard, Listening
from app.geo.nmea import Sum
from app.geo.nmea_doubts import Doubt
from app.geo.quality import Quality

REPORT_EVERY_S: Final = 0.2
_LIMIT_BYTES: Final = 4_096
_LONGEST_NAME: Final = 300


class Way(StrEnum):
    """How a receiver is reached."""

    SERIAL = "serial"
    NETWORK = "network"
    REPLAY = "replay"
    PRACTICE = "practice"


REMEMBERED: Final = frozenset({Way.SERIAL, Way.NETWORK})


@dataclass(frozen=True, slots=True)
class Choice:
    """A receiver: `where` is a port, a `host:port`, or the file of a recording.

    `is_invented` tells that nothing real can come of it, so that a recording may be played as if
    it were a receiver.
    """

    way: Way
    where: str = ""
    is_invented: bool = False

    @property
    def name(self) -> str:
        """What to call it; never the folder of a file."""
        return Path(self.where).name if self.way is Way.REPLAY else self.where


@dataclass(frozen=True, slots=True)
class Report:
    """What came since the report before, how things stand at `at_s`, and all counts.

    `lines` are the last sentences and what their checksums say; `is_gpsd` that gpsd hands them on.
    """

    at_s: float
    condition: Condition
    heard: tuple[Heard, ...] = ()
    lines: tuple[tuple[str, Sum], ...] = ()
    sentences: int = 0
    wrong_sums: int = 0
    ships: int = 0
    passed_over: int = 0
    bytes: int = 0
    rate: int | None = None
    is_gpsd: bool = False

    def condition_at(self, now_s: float, last: Heard | None) -> Condition:
        """How things stand at a later moment, also if nothing more was reported."""
        if self.condition in {Condition.FIX, Condition.OLD} and last is not None:
            return Condition.FIX if last.is_fresh(now_s) else Condition.OLD
        return self.condition if now_s - self.at_s <= FRESH_S else Condition.SILENT


def reports(choice: Choice, clock: Clock, ticket: Ticket) -> Iterator[Report]:
    """Connect, then report until the ticket is cancelled; the first says that it is connected.

    Raises:
        ReceiverError: it cannot be connected to, or is gone.
        AppError: the recording cannot be read.
        Cancelled: the person asked to stop.
    """
    port = _opened(choice, ticket)
    rate = port.rate if isinstance(port, SerialPort) else None
    is_gpsd = isinstance(port, TcpPort) and port.is_gpsd
    is_played = choice.way is Way.REPLAY and not choice.is_invented
    listening, gathered = Listening(), list[Heard]()
    due_s = 0.0
    for block in listen(port, ticket):
        now_s = time.monotonic()
        fixes = listening.feed(block, now_s, clock.now().instant)
        gathered += [_simulated(heard) if is_played else heard for heard in fixes]
        if now_s < due_s:
            continue
        due_s = now_s + REPORT_EVERY_S
        yield Report(
            now_s,
            listening.condition(now_s),
            tuple(gathered),
            tuple(listening.lines),
            listening.sentences,
            listening.wrong_sums,
            listening.ais,
            listening.passed_over,
            listening.bytes,
            rate,
            is_gpsd,
        )
        gathered.clear()


def _opened(choice: Choice, ticket: Ticket) -> Port:
    if choice.way is Way.SERIAL:
        return open_serial(choice.where, ticket)
    if choice.way is Way.NETWORK:
        return open_tcp(*address_of(choice.where))
    if choice.way is Way.PRACTICE:
        from app.services.practice.walk import walk  # noqa: PLC0415 - for practice alone

        return Replay(choice.name, walk())
    return open_replay(Path(choice.where))


def address_of(typed: str) -> tuple[str, int]:
    """Host and port of what was typed; without a port, that of gpsd.

    Raises:
        ReceiverError: it is no address.
    """
    host, colon, port = typed.strip().partition(":")
    is_number = port.isdecimal() and port.isascii() and len(port) <= 5
    number = int(port) if is_number else 0 if colon else GPSD_PORT
    if not host or not 0 < number < 65_536:
        raise ReceiverError(
            "{address} is no address of a receiver.",
            hint="Write a name or number of the network and perhaps a port, such as "
            "192.168.1.20:2947.",
            address=typed.strip()[:_LONGEST_NAME],
        )
    return host, number


def _simulated(heard: Heard) -> Heard:
    fix = replace(heard.fix, quality=Quality.SIMULATED)
    return replace(heard, fix=fix, doubts=heard.doubts | {Doubt.SIMULATED})


def remembered(path: Path) -> Choice | None:
    """The receiver chosen before; none where nothing can be read."""
    try:
        told = json.loads(read_bounded(path, _LIMIT_BYTES))
        choice = Choice(Way(told["way"]), str(told["where"]))
    except (AppError, ValueError, TypeError, KeyError):
        return None
    is_usable = choice.way in REMEMBERED and 0 < len(choice.where) <= _LONGEST_NAME
    return choice if is_usable else None


def remember(path: Path, choice: Choice) -> None:
    """Write down which receiver was chosen; a recording never comes back by itself.

    Raises:
        FileTroubleError: it could not be written.
    """
    if choice.way in REMEMBERED:
        told = asdict(choice)
        del told["is_invented"]
        write_whole(path, json.dumps(told).encode())
