"""Ratios are those of rounds, and a verdict is what the ratio says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.measuring import Measured, Task, side_by_side
from benchmarks.table import Bound, Claim, rows_of

SECONDS = st.floats(0.001, 100)


@given(st.lists(st.tuples(SECONDS, SECONDS), min_size=1, max_size=7), st.floats(0.1, 10))
def test_a_machine_that_slows_down_for_some_rounds_changes_no_ratio(
    rounds: list[tuple[float, float]], slower: float
) -> None:
    def ratio(pairs: list[tuple[float, float]]) -> float:
        ours = Measured({(turn, 0): pair[0] for turn, pair in enumerate(pairs)})
        theirs = Measured({(turn, 0): pair[1] for turn, pair in enumerate(pairs)})
        return ours.ratio_to(theirs)

    spoilt = [
        (ours * slower, theirs * slower) if turn % 2 else (ours, theirs)
        for turn, (ours, theirs) in enumerate(rounds)
    ]
    assert ratio(spoilt) == pytest.approx(ratio(rounds))
    assert ratio(rounds) == pytest.approx(median(ours / theirs for ours, theirs in rounds))


def test_rounds_that_only_one_side_ran_do_not_count() -> None:
    ours, theirs = Measured({(0, 0): 3.0}), Measured({(0, 0): 1.0, (1, 0): 100.0})
    assert ours.ratio_to(theirs) == 3.0


@pytest.mark.parametrize(("seconds", "verdict"), [(2.0, "met"), (2.1, "missed")])
def test_a_claim_is_met_up_to_its_target(seconds: float, verdict: str) -> None:
    results = {"limit": Measured({(0, 0): 1.0}), "ours": Measured({(0, 0): seconds})}
    first, second = rows_of((Claim("limit"), Claim("ours", "limit", 2.0)), results)
    assert (first.verdict, second.verdict, second.ratio) == ("", verdict, seconds)


def test_a_bound_holds_on_any_machine() -> None:
    results = {"ours": Measured({(0, 0): 1.0}, memory_mb=151)}
    (row,) = rows_of((Bound("memory", "ours", "MB", 150, lambda task: task.memory_mb),), results)
    assert (row.verdict, row.target, row.figures) == ("missed", "150 MB", "151.0 MB")


def test_what_was_not_measured_has_no_row() -> None:
    assert rows_of((Claim("never"),), {}) == []


def test_seconds_are_those_of_one() -> None:
    def job() -> Iterator[Task]:
        yield Task("naps", lambda: time.sleep(0.02), times=100)
        yield Task("facts", lambda: {"lines": 7})

    measured = side_by_side({"job": job}, runs=2, limit_s=60)
    assert measured["naps"].seconds.keys() == {(0, 0), (1, 0)}
    assert 0.0002 <= measured["naps"].median_s < 0.02
    assert measured["facts"].facts == {"lines": 7}


def test_every_job_runs_once_however_little_time_there_is() -> None:
    def job() -> Iterator[Task]:
        yield Task("once", lambda: None)

    assert len(side_by_side({"job": job}, runs=9, limit_s=0)["once"].seconds) == 1
