"""Where a receiver is plugged in: a cable, USB, Bluetooth, a network address, or a recording.

Each is read the same way, for a quarter of a second at a time, so that whoever reads can stop at
any moment and a receiver that hangs hangs nobody. What is read is bytes: `app.geo.live` makes fixes
of them.
"""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from app.core.errors import AppError
from app.core.files import read_bounded
from app.core.jobs import Ticket
from app.geo.nmea import Sum, sentences
from app.geo.nmea_values import read_clock

if TYPE_CHECKING:
    import serial

RATES: Final = (4800, 9600, 38400, 115200, 57600, 19200, 230400, 460800)
GPSD_PORT: Final = 2947
LIMIT_RECORDING: Final = 64_000_000

_TURN_S: Final = 0.25
_TRIAL_S: Final = 1.3  # a receiver speaks once a second
_CONNECT_S: Final = 5.0
_GREETING_S: Final = 2.0
_BLOCK: Final = 65_536
_LONGEST_PAUSE_S: Final = 2.0
_GPSD: Final = b'"class":"VERSION"'
_WATCH: Final = b'?WATCH={"enable":true,"nmea":true}\n'


class ReceiverError(AppError):
    """A receiver cannot be listened to, or no longer."""


class Port(Protocol):
    """Something a receiver speaks through. `name` is what to call it."""

    name: str

    def read(self) -> bytes:
        """What came within a quarter of a second; nothing if nothing did.

        Raises:
            ReceiverError: it is gone for good.
        """
        ...

    def close(self) -> None:
        """Let it go; nothing is read any more."""
        ...


@dataclass(frozen=True, slots=True)
class Plug:
    """A port of this machine: what the system calls it, and what is plugged in, if it says so."""

    device: str
    about: str


def plugs() -> list[Plug]:
    """The serial ports of this machine, Bluetooth among them."""
    from serial.tools import list_ports  # noqa: PLC0415 - asked for only when somebody looks

    found = sorted(list_ports.comports(), key=lambda port: str(port.device))
    return [
        Plug(port.device, "" if port.description in {None, "n/a"} else port.description)
        for port in found
    ]


def listen(port: Port, ticket: Ticket) -> Iterator[bytes]:
    """Blocks as they come, and an empty one whenever nothing does; lets the port go at the end.

    Raises:
        ReceiverError: the receiver is gone.
        Cancelled: the person asked to stop.
    """
    try:
        while True:
            ticket.checkpoint("Listening to the receiver")
            yield port.read()
    finally:
        port.close()


class SerialPort:
    """A serial port, read at the rate at which a receiver was understood."""

    def __init__(self, line: serial.Serial) -> None:
        self._line = line
        self.name = str(line.port)

    @property
    def rate(self) -> int:
        """Bits a second."""
        return int(self._line.baudrate)

    def read(self) -> bytes:
        """What came within a quarter of a second; see `Port`."""
        try:
            first: bytes = self._line.read(1)
            return first + self._line.read(self._line.in_waiting) if first else first
        except (OSError, TypeError) as error:  # pyserial meets a closed descriptor with TypeError
            raise _gone(self.name) from error

    def close(self) -> None:
        """Let it go."""
        with suppress(OSError):
            self._line.close()


def open_serial(device: str, ticket: Ticket, rate: int | None = None) -> SerialPort:
    """Open a serial port; without a rate, at the first one at which a receiver is understood.

    Raises:
        ReceiverError: there is no such port, somebody else uses it, or nobody is understood there.
        Cancelled: the person asked to stop.
    """
    import serial  # noqa: PLC0415 - most runs have no receiver

    try:
        line = serial.Serial(device, rate or RATES[0], timeout=_TURN_S, exclusive=True)
    except (OSError, ValueError) as error:
        raise _not_opened(device, error) from error
    port = SerialPort(line)
    if rate is not None:
        return port
    try:
        _find_rate(port, line, ticket)
    except BaseException:
        port.close()
        raise
    return port


def _find_rate(port: SerialPort, line: serial.Serial, ticket: Ticket) -> None:
    has_spoken = False
    for number, rate in enumerate(RATES):
        ticket.checkpoint("Looking for the rate of the receiver", number, len(RATES))
        try:
            line.baudrate = rate
            line.reset_input_buffer()
        except (OSError, ValueError) as error:
            raise _gone(port.name) from error
        heard = _heard_within(port, _TRIAL_S, _is_understood)
        has_spoken |= bool(heard)
        if _is_understood(heard):
            return
    if has_spoken:
        raise ReceiverError(
            "Something speaks on {port}, and it is no receiver that is understood here.",
            hint="Set the receiver to write NMEA 0183, or choose another port.",
            port=port.name,
        )
    raise ReceiverError(
        "Nothing speaks on {port}.",
        hint="Check that the receiver is on, and choose another port.",
        port=port.name,
    )


def _is_understood(heard: bytes) -> bool:
    return any(one.sum is Sum.RIGHT for one in sentences([heard]))


def _heard_within(port: Port, seconds: float, is_enough: Callable[[bytes], bool]) -> bytes:
    heard, end = b"", time.monotonic() + seconds
    while time.monotonic() < end and not is_enough(heard) and len(heard) < _BLOCK:
        heard += port.read()
    return heard


class TcpPort:
    """A network address that sends sentences; gpsd is asked to, once it has greeted."""

    def __init__(self, name: str, connection: socket.socket) -> None:
        self.name = name
        self.is_gpsd = False
        self._connection = connection
        self._connection.settimeout(_TURN_S)
        self._greeting = b""

    def greet(self) -> None:
        """Wait for a greeting, and if it is that of gpsd ask for the receiver's own sentences.

        Raises:
            ReceiverError: it is gone already.
        """
        self._greeting = _heard_within(self, _GREETING_S, lambda heard: b"\n" in heard)
        self.is_gpsd = _GPSD in self._greeting
        if self.is_gpsd:
            try:
                self._connection.sendall(_WATCH)
            except OSError as error:
                raise _ended(self.name) from error

    def read(self) -> bytes:
        """What came within a quarter of a second; see `Port`."""
        if self._greeting:
            greeting, self._greeting = self._greeting, b""
            return greeting
        try:
            block = self._connection.recv(_BLOCK)
        except TimeoutError:
            return b""
        except OSError as error:
            raise _ended(self.name) from error
        if not block:
            raise _ended(self.name)
        return block

    def close(self) -> None:
        """Let it go."""
        with suppress(OSError):
            self._connection.close()


def open_tcp(host: str, port: int = GPSD_PORT) -> TcpPort:
    """Connect to gpsd, or to whatever sends a receiver's sentences as they are.

    Raises:
        ReceiverError: nobody answers there within five seconds.
    """
    name = f"{host}:{port}"
    try:
        connection = socket.create_connection((host, port), _CONNECT_S)
    except (OSError, ValueError, OverflowError) as error:
        raise ReceiverError(
            "Nobody answers at {port}.",
            hint="Check the address, and that the receiver or gpsd runs there.",
            port=name,
        ) from error
    opened = TcpPort(name, connection)
    try:
        opened.greet()
    except ReceiverError:
        opened.close()
        raise
    return opened


class Replay:
    """A recording, played as fast as it was made, or `speed` times that: for training and tests."""

    def __init__(self, name: str, recording: bytes, speed: float = 1.0) -> None:
        self.name = name
        self._parts = _instants(recording)
        self._speed = speed
        self._due_s = time.monotonic()
        self._next = next(self._parts, None)

    def read(self) -> bytes:
        """What the recording has for the next quarter of a second; see `Port`."""
        if self._next is None:
            raise ReceiverError(
                "The recording has ended.", hint="Play it again, or choose a receiver."
            )
        pause_s, block = self._next
        wait_s = self._due_s + pause_s / self._speed - time.monotonic()
        if wait_s > _TURN_S:
            time.sleep(_TURN_S)
            return b""
        time.sleep(max(0.0, wait_s))
        self._due_s = time.monotonic()
        self._next = next(self._parts, None)
        return block

    def close(self) -> None:
        """Stop playing."""
        self._next = None


def open_replay(file: Path, speed: float = 1.0) -> Replay:
    """A receiver's log as a receiver.

    Raises:
        ReceiverError: no sentence stands in it.
        AppError: it cannot be read, or is larger than 64 MB.
    """
    recording = read_bounded(file, LIMIT_RECORDING)
    if not _is_understood(recording[:1_048_576]):
        raise ReceiverError(
            "No receiver's sentence stands in this file.",
            hint="Choose a log as a receiver writes it (NMEA 0183).",
        )
    return Replay(file.name, recording, speed)


def _instants(recording: bytes) -> Iterator[tuple[float, bytes]]:
    """What belongs to one instant, and how long after the one before it came, in seconds."""
    before: float | None = None
    pause_s, gathered = 0.0, b""
    for line in recording.splitlines(keepends=True):
        at = _second_of(line)
        if at is not None and at != before:
            if gathered:
                yield pause_s, gathered
            passed = 0.0 if before is None else (at - before) % 86_400
            pause_s = min(passed, _LONGEST_PAUSE_S)
            before, gathered = at, b""
        gathered += line
    if gathered:
        yield pause_s, gathered


def _second_of(line: bytes) -> float | None:
    for sentence in sentences([line]):
        clock = read_clock(sentence["timestamp"])
        if clock is not None:
            return clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6
    return None


def _gone(name: str) -> ReceiverError:
    return ReceiverError(
        "The receiver on {port} is gone.",
        hint="Nothing was recorded by itself. Plug it in again; if it does not come back, connect "
        "once more.",
        port=name,
    )


def _ended(name: str) -> ReceiverError:
    return ReceiverError(
        "The connection to {port} broke off.",
        hint="Nothing was recorded by itself. Check the network and the receiver there; if it does "
        "not come back, connect once more.",
        port=name,
    )


def _not_opened(device: str, error: Exception) -> ReceiverError:
    code = getattr(error, "errno", None)
    if code == errno.EACCES:
        return ReceiverError(
            "This user may not open {port}.",
            hint="On Linux, the user has to be in the group that owns it, mostly dialout.",
            port=device,
        )
    if code in {errno.EBUSY, errno.EAGAIN} or "lock" in str(error):
        return ReceiverError(
            "Another program uses {port}.",
            hint="Close the other program, or take its position over the network (gpsd).",
            port=device,
        )
    return ReceiverError(
        "{port} cannot be opened.",
        hint="Check that the receiver is plugged in, and choose its port again.",
        port=device,
    )
