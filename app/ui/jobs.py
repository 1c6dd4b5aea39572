"""Work that must not stop the window; the only maker of threads.

One thread writes, so that the order of clicks is the order of commits; two read. What never ends by
itself, such as a receiver, is followed in threads of its own. A worker gets
plain data and gives plain data back. Callbacks never leave the GUI thread: they wait in a
dictionary here, the outcome crosses in a queue, and one queued signal wakes the GUI. So no Qt
object is ever touched or freed in the wrong thread, and an outcome whose owner is gone is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count
from queue import Empty, SimpleQueue
from typing import TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from app.core.jobs import Ticket

T = TypeVar("T")
Operation = Callable[[Ticket], T]
Failed = Callable[[Exception], None]

_FOLLOWERS = 4  # one that was stopped may take seconds to notice, and the next does not wait


def quick(operation: Callable[[], T]) -> Operation[T]:
    """An operation too short to report progress or to be stopped."""
    return partial(_without_ticket, operation)


def _without_ticket(operation: Callable[[], T], _ticket: Ticket) -> T:
    return operation()


class FollowedToTheEndError(Exception):
    """What is followed has nothing more to tell."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    job: int
    value: object = None
    error: Exception | None = None
    is_last: bool = True


class JobRunner(QObject):
    """Runs operations beside the window and hands their outcomes back to it.

    Exactly one of `done` and `failed` is called, in the GUI thread, unless the owner was deleted
    meanwhile. `Cancelled` comes through `failed`. An operation must not capture a widget.
    """

    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reader")
        self._followers = ThreadPoolExecutor(_FOLLOWERS, thread_name_prefix="follower")
        self._followed: set[int] = set()
        self._outcomes: SimpleQueue[_Outcome] = SimpleQueue()
        self._waiting: dict[int, Callable[[_Outcome], None]] = {}
        self._tickets: dict[int, Ticket] = {}
        self._numbers = count(1)
        self._behind = Ticket()
        self._is_closed = False
        self._wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether any outcome is still awaited, but of what is followed, which never ends."""
        return bool(self._waiting.keys() - self._followed)

    def write(
        self, owner: QObject, operation: Operation[T], *, done: Callable[[T], None], failed: Failed
    ) -> Ticket:
        """Run after all writes asked for before."""
        self._behind.cancel()
        return self._start(self._writer, owner, operation, done, failed)

    def write_behind(
        self, owner: QObject, operation: Operation[T], *, done: Callable[[T], None], failed: Failed
    ) -> Ticket:
        """Run as a write that makes way: the next write asks it to stop at its checkpoint."""
        self._behind = self._start(self._writer, owner, operation, done, failed)
        return self._behind

    def read(
        self, owner: QObject, operation: Operation[T], *, done: Callable[[T], None], failed: Failed
    ) -> Ticket:
        """Run beside anything else."""
        return self._start(self._readers, owner, operation, done, failed)

    def follow(
        self,
        owner: QObject,
        source: Operation[Iterable[T]],
        *,
        told: Callable[[T], None],
        failed: Failed,
    ) -> Ticket:
        """Hand over each item of `source` as it comes, until the ticket is cancelled.

        After that nothing is told any more. `failed` hears how it ended: `Cancelled`, an error, or
        `FollowedToTheEndError`. The source has to look at its ticket several times a second.
        """
        ticket = Ticket()

        def settle(outcome: _Outcome) -> None:
            if not isValid(owner):
                ticket.cancel()
            elif outcome.error is not None:
                failed(outcome.error)
            elif not ticket.is_cancelled:
                told(cast("T", outcome.value))

        if not self._is_closed:
            job = next(self._numbers)
            self._waiting[job], self._tickets[job] = settle, ticket
            self._followed.add(job)
            self._followers.submit(self._run_on, job, source, ticket)
        return ticket

    def close(self, *, cancel: bool = True) -> None:
        """Wait for what runs, deliver what is done, and start nothing more.

        Writes already asked for are finished, never dropped: they are what people typed. With
        `cancel`, long jobs are asked to stop at their next checkpoint.
        """
        if self._is_closed:
            return
        self._is_closed = True
        for job in self._followed:
            self._tickets[job].cancel()
        if cancel:
            for ticket in self._tickets.values():
                ticket.cancel()
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)
        self._followers.shutdown(wait=True, cancel_futures=True)
        self._deliver()
        self._waiting.clear()
        self._tickets.clear()

    def _start(
        self,
        pool: ThreadPoolExecutor,
        owner: QObject,
        operation: Operation[T],
        done: Callable[[T], None],
        failed: Failed,
    ) -> Ticket:
        def settle(outcome: _Outcome) -> None:
            if not isValid(owner):
                return
            if outcome.error is None:
                done(cast("T", outcome.value))
            else:
                failed(outcome.error)

        ticket = Ticket()
        if self._is_closed:
            return ticket
        job = next(self._numbers)
        self._waiting[job], self._tickets[job] = settle, ticket
        pool.submit(self._run, job, operation, ticket)
        return ticket

    def _run(self, job: int, operation: Operation[object], ticket: Ticket) -> None:
        try:
            outcome = _Outcome(job, value=operation(ticket))
        except Exception as error:  # noqa: BLE001 - the GUI thread must hear of everything
            outcome = _Outcome(job, error=error)
        self._outcomes.put(outcome)
        self._wake.emit()

    def _run_on(self, job: int, source: Operation[Iterable[object]], ticket: Ticket) -> None:
        try:
            for item in source(ticket):
                self._outcomes.put(_Outcome(job, value=item, is_last=False))
                self._wake.emit()
            error: Exception = FollowedToTheEndError()
        except Exception as caught:  # noqa: BLE001 - the GUI thread must hear of everything
            error = caught
        self._outcomes.put(_Outcome(job, error=error))
        self._wake.emit()

    def _deliver(self) -> None:
        while True:
            try:
                outcome = self._outcomes.get_nowait()
            except Empty:
                return
            settle = self._waiting.get(outcome.job)
            if outcome.is_last:
                self._followed.discard(outcome.job)
                self._tickets.pop(outcome.job, None)
                self._waiting.pop(outcome.job, None)
            if settle is not None:
                settle(outcome)
