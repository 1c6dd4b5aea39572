"""Lines are cut at checkpoints, packed, and hashed again as they were."""

from __future__ import annotations

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_uid
from app.crypto.digests import GENESIS, MerkleTree, merkle_root
from app.models.journal import LINE_LIMIT, Segment
from app.sync.frames import compressed
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.segments import check_lines, cut, lines_of, packed

JOURNAL = new_uid()
LINE = st.binary(min_size=1, max_size=60).filter(lambda line: b"\n" not in line)
LINES = st.lists(LINE, min_size=1, max_size=30)


def segment(lines: list[bytes], first: int = 1) -> Segment:
    return Segment(JOURNAL, first, GENESIS if first == 1 else b"\x07" * 32, lines)


@given(LINES, st.sampled_from([1, 5]))
def test_packed_lines_check_out(lines: list[bytes], first: int) -> None:
    run = segment(lines, first)
    pack = packed(run)
    tree = MerkleTree()
    checked = check_lines(pack.load(), pack.entry, tree=tree, watched=run.last)
    hashes = list(run.hashes())
    assert checked.first_line == lines[0]
    assert checked.watched_hash == hashes[-1].hex() == pack.entry.head
    assert tree.root() == merkle_root(hashes)
    assert [one for some in lines_of(pack.load(), pack.entry.raw_bytes) for one in some] == lines
    assert pack.stored_bytes == len(pack.load())


@given(LINES, st.data())
def test_a_watched_line_is_found_wherever_it_stands(
    lines: list[bytes], data: st.DataObject
) -> None:
    run = segment(lines)
    number = data.draw(st.integers(1, len(lines)))
    pack = packed(run)
    checked = check_lines(pack.load(), pack.entry, tree=None, watched=number)
    assert checked.watched_hash == list(run.hashes())[number - 1].hex()


@given(LINES, st.data())
def test_pieces_are_the_whole_again(lines: list[bytes], data: st.DataObject) -> None:
    run = segment(lines)
    sizes = {*data.draw(st.sets(st.integers(1, len(lines)))), len(lines)}
    longest = max(map(len, lines))
    gap = max(b - a for a, b in zip(sorted({0, *sizes}), sorted(sizes), strict=False))
    limit = data.draw(st.integers((longest + 1) * gap, 3_000))
    pieces = cut(run, sizes, raw_bytes=limit)
    assert [line for piece in pieces for line in piece.lines] == lines
    assert {piece.last for piece in pieces} <= sizes
    assert all(len(b"\n".join(piece.lines)) <= limit for piece in pieces)
    before = GENESIS
    for piece in pieces:
        assert piece.previous_hash == before
        *_, before = piece.hashes()


def test_a_whole_journal_in_one_piece_if_it_fits() -> None:
    assert cut(segment([b"a"] * 9), [3, 9]) == [segment([b"a"] * 9)]


@pytest.mark.parametrize("sizes", [[], [3], [8]])
def test_lines_behind_the_last_checkpoint_are_not_sent(sizes: list[int]) -> None:
    with pytest.raises(ValueError, match="no checkpoint"):
        cut(segment([b"a"] * 9), sizes)


def test_checkpoints_must_lie_close_enough() -> None:
    with pytest.raises(ValueError, match="too far apart"):
        cut(segment([b"abc"] * 9), [2, 9], raw_bytes=12)


def test_long_lines_and_many_pieces() -> None:
    lines = [b"x" * LINE_LIMIT, b"y", b"z" * LINE_LIMIT, b"tail"]
    pack = packed(segment(lines))
    assert [one for some in lines_of(pack.load(), pack.entry.raw_bytes) for one in some] == lines
    longer = packed(segment([b"x" * (LINE_LIMIT + 1)]))
    with pytest.raises(BundleRefusedError) as caught:
        check_lines(longer.load(), longer.entry, tree=None)
    assert caught.value.reason is Reason.TOO_LARGE


def test_millions_of_empty_lines_are_not_counted_out() -> None:
    raw = b"\n" * 2_000_000
    for stored, reason in (
        (compressed(raw), Reason.MALFORMED),
        (zstandard.ZstdCompressor(level=3).compress(raw), Reason.TOO_LARGE),
    ):
        with pytest.raises(BundleRefusedError) as caught:
            next(lines_of(stored, len(raw)))
        assert caught.value.reason is reason


def test_a_journal_begins_with_nothing_before_it() -> None:
    pack = packed(Segment(JOURNAL, 1, b"\x07" * 32, [b"a", b"b"]))
    with pytest.raises(BundleRefusedError) as caught:
        check_lines(pack.load(), pack.entry, tree=None)
    assert caught.value.reason is Reason.CHAIN_BROKEN


def test_a_line_without_end_is_left_before_the_rest_is_read() -> None:
    stored = compressed(b"x" * (3 << 20))
    with pytest.raises(BundleRefusedError) as caught:
        list(lines_of(stored[: len(stored) // 2], 3 << 20))  # which is malformed further on
    assert caught.value.reason is Reason.TOO_LARGE
