"""Jobs: order of writes, callbacks in the GUI thread, owners that vanish, cancelling, closing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.core.errors import Cancelled
from app.core.jobs import Ticket
from app.ui.jobs import FollowedToTheEndError, JobRunner, quick

JOBS = 2_000
OWNERS = 100


class TroubleError(Exception):
    """What a job fails with here."""


@pytest.fixture
def jobs(qapp: object) -> Generator[JobRunner]:
    runner = JobRunner()
    yield runner
    runner.close()


def surprise(value: object) -> None:
    raise AssertionError(value)


def _ignore(_value: object) -> None:
    pass


def _fail(_ticket: Ticket) -> None:
    raise TroubleError


def _wait_to_be_cancelled(started: threading.Event, ticket: Ticket) -> None:
    started.set()
    while True:
        ticket.checkpoint("waiting")
        threading.Event().wait(0.001)


def test_writes_end_in_the_order_in_which_they_were_asked_for(
    qtbot: QtBot, jobs: JobRunner
) -> None:
    owner, written, told = QObject(), list[int](), list[int]()
    for number in range(300):

        def write(number: int = number) -> int:
            written.append(number)
            return number

        jobs.write(owner, quick(write), done=told.append, failed=surprise)
    qtbot.waitUntil(lambda: len(told) == 300, timeout=60_000)
    assert written == told == list(range(300))


def test_outcomes_arrive_in_the_gui_thread(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, threads = QObject(), list[str]()

    def arrived(worker: str) -> None:
        threads.extend([worker, threading.current_thread().name])

    jobs.read(
        owner,
        quick(lambda: threading.current_thread().name),
        done=arrived,
        failed=surprise,
    )
    qtbot.waitUntil(lambda: bool(threads), timeout=60_000)
    assert threads[0].startswith("reader")
    assert threads[1] == threading.main_thread().name


def test_exactly_one_of_done_and_failed_is_called(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, done, failed = QObject(), list[object](), list[Exception]()
    jobs.read(owner, _fail, done=done.append, failed=failed.append)
    jobs.read(owner, quick(lambda: 7), done=done.append, failed=failed.append)
    qtbot.waitUntil(lambda: bool(done and failed), timeout=60_000)
    qtbot.waitUntil(lambda: not jobs.is_busy, timeout=60_000)
    assert done == [7]
    assert [type(error) for error in failed] == [TroubleError]


def test_a_cancelled_job_says_so_and_nothing_else(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, failed, started = QObject(), list[Exception](), threading.Event()
    ticket = jobs.write(
        owner, partial(_wait_to_be_cancelled, started), done=surprise, failed=failed.append
    )
    assert started.wait(5)
    assert ticket.step.stage in {"", "waiting"}
    ticket.cancel()
    qtbot.waitUntil(lambda: bool(failed), timeout=60_000)
    assert isinstance(failed[0], Cancelled)


def test_many_jobs_whose_owners_vanish_meanwhile(qtbot: QtBot, jobs: JobRunner) -> None:
    owners = [QObject() for _ in range(OWNERS)]
    told, failed = [0] * OWNERS, list[Exception]()

    def count(place: int, _value: object) -> None:
        told[place] += 1

    for number in range(JOBS):
        place = number % OWNERS
        start = jobs.write if number % 3 else jobs.read
        work = _fail if number % 50 == 0 else quick(lambda: None)
        start(owners[place], work, done=partial(count, place), failed=failed.append)
        if number == JOBS // 2:
            for gone in owners[: OWNERS // 2]:
                delete(gone)
            owners[: OWNERS // 2] = [QObject() for _ in range(OWNERS // 2)]
    qtbot.waitUntil(lambda: not jobs.is_busy, timeout=20_000)
    assert sum(told[OWNERS // 2 :]) + len(failed) >= JOBS // 2
    assert sum(told) + len(failed) < JOBS


def test_closing_finishes_writes_and_stops_long_jobs(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, written, failed = QObject(), list[int](), list[Exception]()
    started = threading.Event()
    jobs.write(owner, partial(_wait_to_be_cancelled, started), done=surprise, failed=failed.append)
    for number in range(20):
        jobs.write(owner, quick(partial(written.append, number)), done=_ignore, failed=surprise)
    assert started.wait(5)
    jobs.close()
    assert written == list(range(20))
    assert [type(error) for error in failed] == [Cancelled]
    assert not jobs.is_busy


def test_nothing_starts_after_closing(jobs: JobRunner) -> None:
    jobs.close()
    jobs.write(QObject(), quick(lambda: surprise("ran")), done=surprise, failed=surprise)
    assert not jobs.is_busy


def test_a_write_behind_makes_way_for_what_the_person_saves(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, started, told = QObject(), threading.Event(), list[object]()
    behind = partial(_wait_to_be_cancelled, started)
    jobs.write_behind(owner, behind, done=surprise, failed=told.append)
    assert started.wait(5)
    jobs.write(owner, quick(lambda: "saved"), done=told.append, failed=surprise)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert isinstance(told[0], Cancelled)
    assert told[1] == "saved"


def test_a_write_behind_that_waits_for_others_is_not_stopped_by_them(
    qtbot: QtBot, jobs: JobRunner
) -> None:
    owner, told = QObject(), list[object]()
    jobs.write(owner, quick(lambda: "saved"), done=told.append, failed=surprise)
    jobs.write_behind(owner, _one_step, done=told.append, failed=surprise)
    qtbot.waitUntil(lambda: told == ["saved", "behind"])


def _one_step(ticket: Ticket) -> str:
    ticket.checkpoint("step")
    return "behind"


# --- what never ends by itself --------------------------------------------------------------------


def _count_for_ever(ticket: Ticket) -> Iterator[int]:
    number = 0
    while True:
        ticket.checkpoint("counting")
        yield number
        number += 1
        threading.Event().wait(0.001)


def _three(_ticket: Ticket) -> Iterator[str]:
    yield threading.current_thread().name
    yield "two"
    yield "three"


def _breaks(_ticket: Ticket) -> Iterator[int]:
    yield 1
    raise TroubleError


def test_what_is_followed_is_told_in_order_in_the_gui_thread(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, told, ended, threads = QObject(), list[str](), list[Exception](), set[str]()

    def tell(item: str) -> None:
        told.append(item)
        threads.add(threading.current_thread().name)

    jobs.follow(owner, _three, told=tell, failed=ended.append)
    qtbot.waitUntil(lambda: bool(ended), timeout=10_000)
    assert told[0].startswith("follower")
    assert told[1:] == ["two", "three"]
    assert threads == {threading.main_thread().name}
    assert isinstance(ended[0], FollowedToTheEndError)


def test_nobody_waits_for_what_is_followed(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, told, done = QObject(), list[int](), list[str]()
    ticket = jobs.follow(owner, _count_for_ever, told=told.append, failed=_ignore)
    qtbot.waitUntil(lambda: len(told) > 5, timeout=10_000)
    assert not jobs.is_busy
    jobs.write(owner, quick(lambda: "saved"), done=done.append, failed=surprise)
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    ticket.cancel()


def test_after_a_cancel_nothing_more_is_told(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, told, ended = QObject(), list[int](), list[Exception]()
    ticket = jobs.follow(owner, _count_for_ever, told=told.append, failed=ended.append)
    qtbot.waitUntil(lambda: len(told) > 5, timeout=10_000)
    ticket.cancel()
    count = len(told)
    qtbot.waitUntil(lambda: bool(ended), timeout=10_000)
    assert len(told) == count
    assert isinstance(ended[0], Cancelled)


def test_an_error_ends_it_and_is_told(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, told, ended = QObject(), list[int](), list[Exception]()
    jobs.follow(owner, _breaks, told=told.append, failed=ended.append)
    qtbot.waitUntil(lambda: bool(ended), timeout=10_000)
    assert told == [1]
    assert isinstance(ended[0], TroubleError)


def _noting_its_end(ended: threading.Event) -> Callable[[Ticket], Iterator[int]]:
    def source(ticket: Ticket) -> Iterator[int]:
        try:
            yield from _count_for_ever(ticket)
        finally:
            ended.set()

    return source


def test_closing_the_window_lets_it_go(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, told, ended = QObject(), list[int](), threading.Event()
    jobs.follow(owner, _noting_its_end(ended), told=told.append, failed=_ignore)
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    jobs.close(cancel=False)
    assert ended.is_set()


def test_what_is_followed_ends_with_its_owner(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, told, ended = QObject(), list[int](), threading.Event()
    jobs.follow(owner, _noting_its_end(ended), told=told.append, failed=surprise)
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    delete(owner)
    qtbot.waitUntil(ended.is_set, timeout=10_000)
