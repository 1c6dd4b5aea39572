"""Ports: a real pseudo-terminal, a real connection and real logs; pulled, hung and refused."""

from __future__ import annotations

import os
import socket
import time
import tty
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core.errors import Cancelled
from app.core.jobs import Ticket
from app.exchange import ports
from app.exchange.ports import (
    Port,
    ReceiverError,
    Replay,
    listen,
    open_replay,
    open_serial,
    open_tcp,
    plugs,
)
from app.geo.live import Condition, Listening, OldFixError, position_of

LOGS = Path(__file__).parents[1] / "data/nmea"
LOG = (LOGS / "neo-m8n.log").read_bytes()
NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
GREETING = b'{"class":"VERSION","release":"3.22","rev":"3.22","proto_major":3}\r\n'


class Cable:
    """A receiver at the far end of a pseudo-terminal."""

    def __init__(self) -> None:
        self.end, near = os.openpty()
        tty.setraw(near)
        self.device = os.ttyname(near)
        self._near = near

    def say(self, told: bytes) -> None:
        os.write(self.end, told)

    def pull(self) -> None:
        os.close(self.end)


@pytest.fixture
def cable() -> Iterator[Cable]:
    cable = Cable()
    yield cable
    os.close(cable._near)
    try:
        os.close(cable.end)
    except OSError:
        assert True, "the test has pulled it"


def _listen(port: Port, listening: Listening, ticket: Ticket, enough: Callable[[], None]) -> None:
    for block in listen(port, ticket):
        tuple(listening.feed(block, time.monotonic(), NOON))
        if listening.bytes >= 3000:
            enough()


def test_a_receiver_on_a_cable_is_heard(cable: Cable) -> None:
    port = open_serial(cable.device, Ticket(), 9600)
    cable.say(LOG[:3000])
    listening, ticket = Listening(), Ticket()
    with pytest.raises(Cancelled):
        _listen(port, listening, ticket, ticket.cancel)
    assert listening.sentences > 20
    assert listening.wrong_sums == 0


def test_a_cable_pulled_while_listening_records_nothing(cable: Cable) -> None:
    """What was heard before stays known, and grows old: it is not recorded unless somebody asks."""
    port = open_serial(cable.device, Ticket(), 9600)
    cable.say(LOG[:3000])
    listening = Listening()
    with pytest.raises(ReceiverError, match="is gone"):
        _listen(port, listening, Ticket(), cable.pull)
    heard = listening.heard
    assert heard is not None
    later = heard.at_s + 5.1
    assert listening.condition(later) is Condition.OLD
    with pytest.raises(OldFixError):
        position_of(heard, later, port.name)


def test_the_rate_is_found_by_listening(cable: Cable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_TRIAL_S", 0.3)
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(open_serial, cable.device, Ticket())
        time.sleep(0.8)  # two rates are tried in vain
        cable.say(LOG[:500])
        port = opening.result(timeout=10)
    assert port.rate in ports.RATES[1:]
    port.close()


@pytest.mark.parametrize(
    ("told", "sentence"), [(b"", "Nothing speaks"), (b"\x00\xfe\x80" * 300, "no receiver")]
)
def test_what_is_no_receiver_is_told_apart_from_silence(
    cable: Cable, monkeypatch: pytest.MonkeyPatch, told: bytes, sentence: str
) -> None:
    monkeypatch.setattr(ports, "_TRIAL_S", 0.1)
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(open_serial, cable.device, Ticket())
        time.sleep(0.3)
        cable.say(told)
        with pytest.raises(ReceiverError, match=sentence):
            opening.result(timeout=10)


def test_looking_for_the_rate_can_be_stopped(cable: Cable) -> None:
    ticket = Ticket()
    ticket.cancel()
    with pytest.raises(Cancelled):
        open_serial(cable.device, ticket)


def test_a_port_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(ReceiverError, match="/dev/ttyNONE cannot be opened"):
        open_serial("/dev/ttyNONE", Ticket())
    assert all(plug.device for plug in plugs())


def test_a_port_in_use_says_so(cable: Cable) -> None:
    port = open_serial(cable.device, Ticket(), 9600)
    with pytest.raises(ReceiverError, match="Another program uses"):
        open_serial(cable.device, Ticket(), 9600)
    port.close()


# --- the network ----------------------------------------------------------------------------------


@contextmanager
def server(*, says: bytes, hears: list[bytes] | None = None) -> Iterator[tuple[str, int]]:
    """A server for one caller: it greets, may wait for a word, and hangs up at the end."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)

    def serve() -> None:
        caller, _ = listener.accept()
        with caller:
            caller.settimeout(5)
            if hears is not None:
                caller.sendall(GREETING)
                hears.append(caller.recv(1000))
            caller.sendall(says)

    with ThreadPoolExecutor(1) as pool, listener:
        done = pool.submit(serve)
        host, port = listener.getsockname()
        yield host, port
        done.result(timeout=5)


def _heard(port: Port, ending: str = "is gone") -> bytes:
    """All that a port tells until it ends."""
    heard: list[bytes] = []
    with pytest.raises(ReceiverError, match=ending):
        heard.extend(listen(port, Ticket()))
    return b"".join(heard)


def test_sentences_over_the_network_are_taken_as_they_are() -> None:
    with server(says=LOG[:3000]) as address:
        assert _heard(open_tcp(*address), "broke off") == LOG[:3000]


def test_gpsd_is_asked_for_the_receivers_own_sentences() -> None:
    asked: list[bytes] = []
    with server(says=LOG[:3000], hears=asked) as address:
        port = open_tcp(*address)
        assert port.is_gpsd
        assert _heard(port, "broke off") == GREETING + LOG[:3000]
    assert asked == [b'?WATCH={"enable":true,"nmea":true}\n']


def test_a_gpsd_that_hangs_hangs_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_GREETING_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = open_tcp(*silent.getsockname())
        assert not port.is_gpsd
        assert port.read() == b""
        port.close()


def test_where_nobody_listens_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    with pytest.raises(ReceiverError, match=f"Nobody answers at 127.0.0.1:{free}"):
        open_tcp("127.0.0.1", free)


# --- recordings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("log", sorted(LOGS.glob("*.log")), ids=lambda path: path.stem)
def test_a_recording_plays_every_byte_in_order(log: Path) -> None:
    told = log.read_bytes()
    assert _heard(Replay(log.name, told, speed=1e9), "has ended") == told


def test_a_recording_keeps_its_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """The receiver's own clock says when its next sentence came; nobody waits for long gaps."""
    slept, now = [0.0], [0.0]

    def sleep(seconds: float) -> None:
        slept[0] += seconds
        now[0] += seconds

    monkeypatch.setattr(ports, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))
    replay = Replay("log", LOG, speed=2)
    _heard(replay, "has ended")
    assert slept[0] == pytest.approx(23 / 2)  # from 17:19:25 to 17:19:48


def test_a_file_that_is_no_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"nothing of the kind")
    with pytest.raises(ReceiverError, match="No receiver"):
        open_replay(tmp_path / "a.log")
    assert open_replay(LOGS / "bt451.log").name == "bt451.log"
