"""Frames open to what was put in, and to nothing larger than they may hold."""

from __future__ import annotations

import io
import subprocess

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.sync.frames import RAW_LIMIT, compressed, opened, raw_limit
from app.sync.refusals import BundleRefusedError, Reason

SIZES = [1, 255, 256, 257, 65_535, 65_536, 65_792, 131_072, 131_073, 400_000]


def whole(stored: bytes, size: int) -> bytes:
    return b"".join(opened(io.BytesIO(stored), size))


def refusal(stored: bytes, size: int) -> Reason:
    with pytest.raises(BundleRefusedError) as caught:
        whole(stored, size)
    return caught.value.reason


def lines(size: int) -> bytes:
    return b"".join(b"%d: some words\n" % number for number in range(size // 8 + 1))[:size]


@given(st.binary(min_size=1, max_size=5_000))
def test_what_was_compressed_opens(raw: bytes) -> None:
    assert whole(compressed(raw), len(raw)) == raw


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", [1, 3, 19])
@pytest.mark.parametrize("checksum", [True, False])
def test_frames_that_others_compressed_open(size: int, level: int, checksum: bool) -> None:
    for raw in (bytes(size), lines(size)):
        maker = zstandard.ZstdCompressor(level=level, write_checksum=checksum)
        assert whole(maker.compress(raw), size) == raw


def test_no_piece_is_larger_than_a_block() -> None:
    raw = bytes(8 << 20)
    assert max(map(len, opened(io.BytesIO(compressed(raw)), len(raw)))) <= 128 << 10


def test_stock_zstd_reads_ours_and_we_read_its() -> None:
    raw = lines(400_000)
    back = subprocess.run(["zstd", "-dc"], input=compressed(raw), capture_output=True, check=True)
    assert back.stdout == raw
    command = ["zstd", "-3", f"--stream-size={len(raw)}", "-c"]
    made = subprocess.run(command, input=raw, capture_output=True, check=True)
    assert whole(made.stdout, len(raw)) == raw


@pytest.mark.parametrize("size", [(1 << 20) + 1, 3 << 20, (3 << 20) + 5])
def test_nothing_we_write_looks_like_a_bomb(size: int) -> None:
    raw = bytes(size)
    stored = compressed(raw)
    assert size <= raw_limit(len(stored))
    assert whole(stored, size) == raw
    back = subprocess.run(["zstd", "-dc"], input=stored, capture_output=True, check=True)
    assert back.stdout == raw


def test_a_bomb_is_not_opened() -> None:
    bomb = zstandard.ZstdCompressor(level=3).compress(bytes(200 << 20))
    assert len(bomb) < 10_000
    assert refusal(bomb, 1000) is Reason.MALFORMED  # it declares more than was announced
    maker = zstandard.ZstdCompressor(level=3, write_content_size=False)
    assert refusal(maker.compress(bytes(200 << 20)), 1000) is Reason.MALFORMED


def test_a_frame_that_lies_about_its_size_is_left_at_the_first_byte_too_many() -> None:
    small, large = compressed(bytes(1 << 20)), bytearray(compressed(bytes(1 << 21)))
    where = next(place for place in range(12) if small[place] != large[place])
    large[: where + 4] = small[: where + 4]
    pieces: list[bytes] = []
    with pytest.raises(BundleRefusedError):
        pieces.extend(opened(io.BytesIO(bytes(large)), 1 << 20))
    assert sum(map(len, pieces)) <= (1 << 20) + (128 << 10)


def test_a_large_window_is_not_made() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=24, write_content_size=True)
    raw = lines(9 << 20)
    stored = zstandard.ZstdCompressor(compression_params=parameters).compress(raw)
    assert refusal(stored, len(raw)) is Reason.TOO_LARGE


def test_a_dictionary_is_not_looked_for() -> None:
    words = zstandard.train_dictionary(2_000, [lines(500 + n) for n in range(200)])
    raw = lines(3_000)
    stored = zstandard.ZstdCompressor(dict_data=words).compress(raw)
    assert refusal(stored, len(raw)) is Reason.MALFORMED


@pytest.mark.parametrize("bit", [0x08, 0x10])
def test_bits_without_a_meaning_are_not_set(bit: int) -> None:
    stored = bytearray(compressed(b"lines"))
    stored[4] |= bit
    assert refusal(bytes(stored), 5) is Reason.MALFORMED


@pytest.mark.parametrize(
    "tail",
    [b"\0", compressed(b""), compressed(b"more"), b"\x50\x2a\x4d\x18\x04\0\0\0spam"],
    ids=["a byte", "an empty frame", "a second frame", "a skippable frame"],
)
def test_nothing_may_follow(tail: bytes) -> None:
    assert refusal(compressed(b"lines") + tail, 5) is Reason.MALFORMED


@pytest.mark.parametrize("size", [0, 4, 6])
def test_the_size_announced_is_the_size(size: int) -> None:
    assert refusal(compressed(b"lines"), size) is Reason.MALFORMED


@given(st.binary(max_size=300))
def test_noise_is_refused(noise: bytes) -> None:
    for head in (b"", b"\x28\xb5\x2f\xfd", b"\x28\xb5\x2f\xfd\x24\x05"):
        assert refusal(head + noise, 5) in {Reason.MALFORMED, Reason.TOO_LARGE}


def test_every_cut_and_every_flip_is_refused() -> None:
    raw = lines(2_000)
    stored = compressed(raw)
    for place in range(len(stored)):
        refusal(stored[:place], len(raw))
        for bit in range(8):
            damaged = bytearray(stored)
            damaged[place] ^= 1 << bit
            try:
                assert whole(bytes(damaged), len(raw)) == raw
            except BundleRefusedError:
                continue


def test_limits_follow_what_is_stored() -> None:
    assert raw_limit(1) == 1 << 20
    assert raw_limit(10_000) == 2_000_000
    assert raw_limit(10 << 20) == RAW_LIMIT
