"""Turning functions inside out: reading what another function writes, and the reverse.

pyrage pushes plaintext out and pulls plaintext in, while tar wants to be the one who reads and
writes. A thread runs the function and a few blocks in memory lie between the two, so a stream of
gigabytes needs a megabyte and nothing of it touches a disk. The thread never outlives the `with`.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Condition, Thread  # noqa: TID251 - not a job: it ends inside one function
from typing import BinaryIO, Protocol, cast

from typing_extensions import Buffer, override

BLOCK_BYTES = 256 << 10
_BLOCKS_BETWEEN = 3


class Source(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class Sink(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""
        ...


class _HungUpError(Exception):
    """The other end of a pipe is gone."""


class _Pipe:
    """A few blocks of bytes on their way from one thread to another."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._blocks: deque[bytes] = deque()
        self._is_finished = False
        self._is_broken = False

    def put(self, block: bytes) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_broken or len(self._blocks) < _BLOCKS_BETWEEN)
            if self._is_broken:
                raise _HungUpError
            self._blocks.append(block)
            self._changed.notify_all()

    def take(self) -> bytes:
        """The next block; nothing at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_broken or self._is_finished or self._blocks)
            if self._is_broken:
                raise _HungUpError
            if not self._blocks:
                return b""
            self._changed.notify_all()
            return self._blocks.popleft()

    def finish(self) -> None:
        """Say that no more blocks come."""
        with self._changed:
            self._is_finished = True
            self._changed.notify_all()

    def break_off(self) -> None:
        """Make whoever waits at either end, now or later, give up."""
        with self._changed:
            self._is_broken = True
            self._changed.notify_all()


class _Worker:
    """Runs a function in a thread and keeps what it raised."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.error: BaseException | None = None
        self._work = work
        self._thread = Thread(target=self._run, name="athar-pipe", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - whoever waits for the bytes must hear of it
            self.error = error

    def wait(self) -> None:
        """Return once the function has."""
        self._thread.join()

    def wait_and_raise(self) -> None:
        """Return once the function has, or raise what it raised."""
        self._thread.join()
        if self.error is not None:
            raise self.error


class _Gathered:
    """A sink that hands blocks of a decent size to a pipe."""

    def __init__(self, pipe: _Pipe) -> None:
        self._pipe = pipe
        self._held = bytearray()

    def write(self, data: bytes, /) -> int:
        self._held += data
        if len(self._held) >= BLOCK_BYTES:
            self.pass_on()
        return len(data)

    def pass_on(self) -> None:
        if self._held:
            self._pipe.put(bytes(self._held))
            self._held.clear()


class _Read(io.RawIOBase):
    """The reading end of a pipe, as a file."""

    def __init__(self, pipe: _Pipe, worker: _Worker) -> None:
        self._pipe = pipe
        self._worker = worker
        self._rest = memoryview(b"")

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        if not self._rest:
            self._rest = memoryview(self._pipe.take())
            if not self._rest:
                self._worker.wait_and_raise()
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


class _Pulled:
    """A source that asks a pipe for its next block when the last is used up."""

    def __init__(self, pipe: _Pipe) -> None:
        self._pipe = pipe
        self._rest = memoryview(b"")

    def read(self, size: int, /) -> bytes:
        if not self._rest:
            self._rest = memoryview(self._pipe.take())
        piece, self._rest = self._rest[:size], self._rest[size:]
        return bytes(piece)


class _Written(io.RawIOBase):
    """The writing end of a pipe, as a file."""

    def __init__(self, pipe: _Pipe, worker: _Worker) -> None:
        self._pipe = pipe
        self._worker = worker
        self._sink = _Gathered(pipe)

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Buffer, /) -> int:
        try:
            return self._sink.write(bytes(data))
        except _HungUpError as error:
            self._worker.wait_and_raise()
            raise BrokenPipeError from error

    def finish(self) -> None:
        """Pass on the rest and wait until all of it was taken."""
        try:
            self._sink.pass_on()
        finally:
            self._pipe.finish()
            self._worker.wait_and_raise()


@contextmanager
def read_from(push: Callable[[Sink], None]) -> Generator[BinaryIO]:
    """Read what `push` writes, while it writes.

    What `push` raises is raised by the read that reaches that point. Leaving before the end makes
    its next write fail; only a read that returned nothing proves that `push` ended well.
    """
    pipe = _Pipe()

    def work() -> None:
        sink = _Gathered(pipe)
        try:
            push(sink)
        finally:
            # What came out before a failure is passed on too: the reader sees it, then the error.
            try:
                sink.pass_on()
            finally:
                pipe.finish()

    worker = _Worker(work)
    try:
        with io.BufferedReader(_Read(pipe, worker), BLOCK_BYTES) as file:
            yield file
    finally:
        pipe.break_off()
        worker.wait()


@contextmanager
def write_into(pull: Callable[[Source], None]) -> Generator[BinaryIO]:
    """Write what `pull` reads, while it reads.

    What `pull` raises is raised by a later write, or at the end. If the body raises, `pull` never
    sees an end: its read fails instead, so it cannot take a part for the whole.
    """
    pipe = _Pipe()

    def work() -> None:
        try:
            pull(_Pulled(pipe))
        finally:
            pipe.break_off()

    worker = _Worker(work)
    try:
        with _Written(pipe, worker) as file:
            yield cast("BinaryIO", file)
            file.finish()
    finally:
        pipe.break_off()
        worker.wait()
