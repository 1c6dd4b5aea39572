"""An answer that nobody can read is no success."""

from __future__ import annotations

import sys

import pytest

from app.cli.answers import UnheardError, put
from app.cli.program import run


def test_an_answer_to_closed_standard_output_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put("heard")
    assert capsys.readouterr().out == "heard\n"
    with monkeypatch.context() as closed:
        closed.setattr(sys, "stdout", None)
        with pytest.raises(UnheardError):
            put("unheard")
        assert run(["rules"], pytest.fail) == 1
    assert "standard output is closed" in capsys.readouterr().err
