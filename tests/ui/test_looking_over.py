"""What a power cut left to look over is gone on with, behind the person's own work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.changes import Changes
from app.core.errors import Cancelled
from app.core.jobs import Ticket
from app.services.desk import Desk
from app.services.looking_over import is_waiting
from app.services.reading import find, list_records
from app.services.receiving import take_in_bundle
from app.ui.actions import Actions
from app.ui.binding import bound_to
from app.ui.jobs import quick
from app.ui.shell import Shell
from tests.journeys.fieldwork import Fieldwork
from tests.ui.conftest import surprise

Settled = Callable[[], None]


class Waiting:
    """A store where `rounds` times something waits; looking over it takes until it may end."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.begun = threading.Event()
        self.may_end = threading.Event()
        self.ended = 0

    def is_waiting(self) -> bool:
        return self.rounds > 0

    def look_over(self, ticket: Ticket) -> Changes:
        self.begun.set()
        try:
            while not self.may_end.wait(0.002):
                ticket.checkpoint("Looking over what came in", 40, 100)
            self.rounds -= 1
        except Cancelled:
            pass
        self.ended += 1
        return Changes(frozenset({"site"}))


@pytest.fixture
def waiting() -> Waiting:
    return Waiting(1)


@pytest.fixture
def shell(make_shell: Callable[..., Shell], actions: Actions, waiting: Waiting) -> Shell:
    """A window on a store where something waits."""
    return make_shell(replace(actions, is_waiting=waiting.is_waiting, look_over=waiting.look_over))


def test_what_waits_is_looked_over_and_the_strip_says_so(
    qtbot: QtBot, shell: Shell, waiting: Waiting
) -> None:
    frame = shell.show()
    qtbot.waitUntil(lambda: "40" in frame.strip.behind.text(), timeout=10_000)
    assert frame.strip.behind.isVisible()
    assert "looking over" in frame.strip.behind.text()
    assert shell.bench is not None
    with qtbot.waitSignal(shell.bench.hub.announced, timeout=10_000) as announced:
        waiting.may_end.set()
    assert announced.args == [Changes(frozenset({"site"}))]
    qtbot.waitUntil(frame.strip.behind.isHidden, timeout=10_000)
    assert waiting.ended == 1


def test_a_save_goes_first_and_the_rest_is_taken_up_again(
    qtbot: QtBot, shell: Shell, waiting: Waiting, desk: Desk, actions: Actions
) -> None:
    shell.show()
    qtbot.waitUntil(waiting.begun.is_set, timeout=10_000)
    waiting.begun.clear()
    draft = {"number": "SNJ03", "name": "Old canal"}
    saved: list[object] = []
    shell.jobs.write(
        shell,
        quick(partial(actions.save_record, "site", None, draft)),
        done=saved.append,
        failed=surprise,
    )
    qtbot.waitUntil(lambda: bool(saved), timeout=10_000)
    assert [record.title for record in list_records(desk, "site")] == ["SNJ03"]
    qtbot.waitUntil(waiting.begun.is_set, timeout=10_000)
    waiting.may_end.set()
    qtbot.waitUntil(lambda: waiting.rounds == 0, timeout=10_000)


def test_closing_stops_it(qtbot: QtBot, shell: Shell, waiting: Waiting) -> None:
    shell.show()
    qtbot.waitUntil(waiting.begun.is_set, timeout=10_000)
    shell.jobs.close()
    assert (waiting.rounds, waiting.ended) == (1, 1)


def test_where_nothing_waits_nothing_is_said(
    qtbot: QtBot, make_shell: Callable[..., Shell], actions: Actions
) -> None:
    frame = make_shell(actions).show()
    qtbot.wait(100)
    assert frame.strip.behind.isHidden()


def test_headquarters_that_was_cut_off_finds_what_came_and_what_the_rules_say(
    qtbot: QtBot, make_shell: Callable[..., Shell], tmp_path: Path
) -> None:
    work = Fieldwork(tmp_path / "work")
    work.report_a_site()
    take_in_bundle(work.hq, work.bundle(), Ticket(), is_isolated=False)
    assert is_waiting(work.hq)
    shell = make_shell(bound_to(work.hq, is_headquarters=True))
    shell.show()
    qtbot.waitUntil(lambda: not is_waiting(work.hq), timeout=30_000)
    assert [hit.title for hit in find(work.hq, "Canal")] == ["TST01"]
    shell.jobs.close()
    work.close()
