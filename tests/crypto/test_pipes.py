"""Pipes: bytes come through in order, every error reaches the one who waits, no thread stays."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.pipes import BLOCK_BYTES, Sink, Source, read_from, write_into

pieces = st.lists(st.binary(max_size=3000).map(lambda data: data * 200), max_size=6)


def no_thread_stays() -> bool:
    return not [one for one in threading.enumerate() if one.name == "athar-pipe"]


@given(pieces, st.integers(1, 400_000))
def test_what_is_pushed_is_read(written: list[bytes], size: int) -> None:
    def push(sink: Sink) -> None:
        for piece in written:
            sink.write(piece)

    read = bytearray()
    with read_from(push) as file:
        while piece := file.read(size):
            read += piece
        assert file.read(1) == b""
    assert read == b"".join(written)
    assert no_thread_stays()


@given(pieces, st.integers(1, 400_000))
def test_what_is_written_is_pulled(written: list[bytes], size: int) -> None:
    pulled = bytearray()

    def pull(source: Source) -> None:
        while piece := source.read(size):
            pulled.extend(piece)

    with write_into(pull) as file:
        assert file.writable()
        for piece in written:
            assert file.write(piece) == len(piece)
    assert pulled == b"".join(written)
    assert no_thread_stays()


def test_the_reader_hears_of_a_failure_after_what_came_before_it() -> None:
    def push(sink: Sink) -> None:
        sink.write(b"x" * (BLOCK_BYTES + 5))
        raise OSError(5, "the stick was pulled")

    with read_from(push) as file:
        assert file.read(BLOCK_BYTES + 5) == b"x" * (BLOCK_BYTES + 5)
        for _ in range(2):
            with pytest.raises(OSError, match="pulled"):
                file.read(1)
    assert no_thread_stays()


def test_leaving_early_stops_the_pusher() -> None:
    ended: list[BaseException] = []

    def push(sink: Sink) -> None:
        try:
            while True:
                sink.write(b"x" * BLOCK_BYTES)
        except BaseException as error:
            ended.append(error)
            raise

    with read_from(push) as file:
        assert file.read(10) == b"x" * 10
    assert len(ended) == 1
    assert no_thread_stays()
    with pytest.raises(ValueError, match="closed"):
        file.read(1)


def test_an_error_in_the_readers_own_work_passes_through() -> None:
    def push(sink: Sink) -> None:
        sink.write(b"x")

    with pytest.raises(KeyError), read_from(push):
        raise KeyError
    assert no_thread_stays()


def test_the_writer_hears_of_a_failure() -> None:
    def pull(source: Source) -> None:
        source.read(1)
        raise OSError(28, "the disk is full")

    def fill() -> None:
        with write_into(pull) as file:
            while True:
                file.write(b"x" * BLOCK_BYTES)

    with pytest.raises(OSError, match="full"):
        fill()
    assert no_thread_stays()


def test_the_writer_hears_of_a_failure_at_the_very_end() -> None:
    def pull(source: Source) -> None:
        while source.read(1):
            pass
        raise OSError(28, "the disk is full")

    def fill() -> None:
        with write_into(pull) as file:
            file.write(b"x")

    with pytest.raises(OSError, match="full"):
        fill()
    assert no_thread_stays()


def test_a_body_that_fails_is_never_taken_for_an_end() -> None:
    ends: list[bytes] = []

    def pull(source: Source) -> None:
        while piece := source.read(BLOCK_BYTES):
            assert piece
        ends.append(b"whole")

    def fill() -> None:
        with write_into(pull) as file:
            file.write(b"x" * 10 * BLOCK_BYTES)
            raise KeyError

    with pytest.raises(KeyError):
        fill()
    assert ends == []
    assert no_thread_stays()


def test_a_puller_that_has_enough_stops_the_writer() -> None:
    def fill() -> None:
        with write_into(lambda _source: None) as file:
            while True:
                file.write(b"x" * BLOCK_BYTES)

    with pytest.raises(BrokenPipeError):
        fill()
    assert no_thread_stays()
