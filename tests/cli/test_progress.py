"""What a person sees while a long command runs, and where there is nobody to see it."""

from __future__ import annotations

import sys

import pytest

from app.cli import progress
from app.cli.progress import Progress
from app.cli.screen import NoScreenError, has_screen, require_screen
from app.cli.session import Session
from app.core.errors import Cancelled
from tests.cli.conftest import House


@pytest.fixture
def session() -> Session:
    return Session(House)


def watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let standard error be a terminal; pytest gives each phase of a test another one."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(progress, "_EVERY_S", -1.0)


def test_a_watched_command_says_how_far_it_is(
    session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(monkeypatch)
    ticket = Progress(session)
    ticket.checkpoint("writing", 1, 4)
    ticket.checkpoint("collecting")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [line.strip() for line in shown.err.split("\r") if line.strip()] == [
        "writing 25 %",
        "collecting",
    ]
    assert ticket.step.stage == "collecting"


def test_a_program_that_reads_json_sees_no_progress(
    session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(monkeypatch)
    session.as_json = True
    Progress(session).checkpoint("writing", 1, 4)
    assert capsys.readouterr().err == ""


def test_where_nobody_watches_nothing_is_shown(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    Progress(session).checkpoint("writing", 1, 4)
    assert capsys.readouterr().err == ""


def test_a_stopped_command_stops_at_its_next_step(session: Session) -> None:
    ticket = Progress(session)
    ticket.cancel()
    with pytest.raises(Cancelled):
        ticket.checkpoint("writing")


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("win32", {}, True),
        ("darwin", {}, True),
        ("darwin", {"QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)
def test_a_screen_is_known_by_its_signs(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], expected: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert has_screen() is expected


def test_without_a_screen_no_window_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(NoScreenError, match="no screen"):
        require_screen()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    require_screen()
