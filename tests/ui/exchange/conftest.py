"""A headquarters and a laptop that has asked to join, each on a disk of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.crypto.passphrases import TEST_COST
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.enrolment import Handed, accept_enrolment, enrol, write_request
from app.services.operation import close_desk, create_headquarters
from app.ui.exchange.actions import ExchangeActions, exchange_at
from app.ui.seat import Seat
from app.ui.shell import Shell

PASSPHRASE = "old canal road pumping station 26"  # noqa: S105 - of stores in tests


@dataclass(frozen=True)
class Office:
    """Headquarters, and its answer to the laptop's request."""

    desk: Desk
    answer: Handed
    stick: Path


@pytest.fixture
def office(tmp_path: Path, desk: Desk) -> Generator[Office]:
    founder = Founder("ريم الشريف", "Rim al-Sharif", "HQ1", ("HQD", "HQA"))
    beginning = Beginning(founder, PASSPHRASE, "Headquarters", "H", cost=TEST_COST)
    operation = {"number": "BSR26", "name": "Old front line"}
    made = create_headquarters(tmp_path / "hq.athar", beginning, operation=operation).desk
    stick = tmp_path / "stick"
    stick.mkdir()
    request = write_request(desk, stick)
    answer = enrol(made, request.path, stick, passphrase=PASSPHRASE, book="A")
    yield Office(made, answer, stick)
    close_desk(made)


@pytest.fixture
def seat(desk: Desk) -> Seat:
    return Seat(desk)


@pytest.fixture
def joined(seat: Seat, office: Office) -> Seat:
    """The laptop once it belongs to the operation."""
    seat.desk = accept_enrolment(seat.desk, office.answer.path, office.answer.words)
    return seat


@pytest.fixture
def exchange(seat: Seat) -> ExchangeActions:
    return exchange_at(seat, is_headquarters=False)


@pytest.fixture
def settled(qtbot: QtBot, shell: Shell) -> Callable[[], None]:
    """Waits longer than elsewhere: a bundle is verified in a process of its own."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not shell.jobs.is_busy, timeout=60_000)

    return wait
