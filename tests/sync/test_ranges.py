"""Runs of numbers against the sets that they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.sync.ranges import Range, from_the_beginning, gaps, is_spelled_well, merged, without

PAIRS = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 8)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=8,
)


def numbers(ranges: Sequence[Range]) -> set[int]:
    return {number for first, last in ranges for number in range(first, last + 1)}


@given(PAIRS)
def test_merged_says_the_same_in_one_way(pairs: list[Range]) -> None:
    runs = merged(pairs)
    assert numbers(runs) == numbers(pairs)
    assert is_spelled_well(runs)
    assert merged(reversed(runs)) == runs


@given(PAIRS)
def test_gaps_are_what_is_not_there(pairs: list[Range]) -> None:
    runs = merged(pairs)
    last = max(numbers(runs), default=0)
    assert numbers(gaps(runs)) == set(range(1, last + 1)) - numbers(runs)


@given(PAIRS)
def test_from_the_beginning_counts_to_the_first_gap(pairs: list[Range]) -> None:
    held = numbers(pairs)
    size = from_the_beginning(merged(pairs))
    assert set(range(1, size + 1)) <= held
    assert size + 1 not in held


@given(PAIRS, PAIRS)
def test_without_takes_away(pairs: list[Range], taken: list[Range]) -> None:
    left = without(merged(pairs), merged(taken))
    assert numbers(left) == numbers(pairs) - numbers(taken)
    assert is_spelled_well(left)


def test_other_spellings_are_known() -> None:
    assert is_spelled_well([])
    assert is_spelled_well([(1, 3), (5, 5)])
    assert not is_spelled_well([(1, 3), (4, 5)])
    assert not is_spelled_well([(5, 6), (1, 3)])
    assert not is_spelled_well([(3, 2)])
    assert not is_spelled_well([(0, 2)])
