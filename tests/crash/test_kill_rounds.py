"""A few of the rounds that `python -m tests.crash.kill_rounds --rounds 100` plays in full."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.kill_rounds import ROUNDS, killed_in, play


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the rounds fork their child")
def test_nothing_acknowledged_is_lost_when_the_program_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))  # the rounds set their own, this undoes it
    rounds = int(os.environ.get("ATHAR_KILL_ROUNDS", "5"))
    ends = play(tmp_path, rounds)
    assert {name: sum(counted.values()) for name, counted in ends.items()} == dict.fromkeys(
        ROUNDS, rounds
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the rounds fork their child")
def test_a_child_that_fails_by_itself_is_seen() -> None:
    def fail(acknowledge: Callable[[str], None]) -> None:
        acknowledge("ready")
        raise ValueError

    with pytest.raises(AssertionError, match="failed by itself"):
        killed_in(fail, 5)
