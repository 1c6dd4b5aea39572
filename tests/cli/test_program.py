"""The program as such: help, usage, the window, and failures that nobody thought of."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app.cli.program import COMMANDS, program
from app.core.errors import Cancelled
from tests.cli.conftest import Athar, House
from tests.journeys.fieldwork import PASSPHRASE


def every_command() -> Iterator[tuple[str, click.Command]]:
    """All commands, sub-commands included, by what one types."""
    context = click.Context(program)
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", inner) for sub, inner in command.commands.items())
        else:
            yield name, command


def require_typed_well(name: str, line: str) -> None:
    """Fail unless a line gives this command, with options that it has and all that it needs."""
    command, words = dict(every_command())[name], name.split()
    typed = shlex.split(line)
    assert typed[: 1 + len(words)] == ["athar", *words]
    parser = command.make_parser(click.Context(command))
    values, left, _ = parser.parse_args(typed[1 + len(words) :])
    assert left == []
    assert all(values.get(one.name or "") for one in command.params if one.required)


def test_help_lists_every_command_without_loading_any(athar: Athar) -> None:
    done = athar("--help")
    assert done.status == 0
    for name, (_, about) in COMMANDS.items():
        assert re.search(rf"^  {name}\s+{re.escape(about)}", done.out, re.MULTILINE)


@pytest.mark.parametrize("name", [name for name, _ in every_command()])
def test_each_command_explains_itself_in_sentences(athar: Athar, name: str) -> None:
    command = dict(every_command())[name]
    assert command.help is not None
    assert command.help.strip().endswith(".")
    done = athar(*name.split(), "--help")
    assert done.status == 0
    assert "--json" in done.out
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, f"{name} {parameter.name} has no help"
            assert parameter.help.rstrip("]").split("  [")[0].endswith(".")


@pytest.mark.parametrize("name", [name for name, _ in every_command()])
def test_each_command_shows_an_example_that_can_be_typed(name: str) -> None:
    command = dict(every_command())[name]
    assert command.epilog is not None
    _, _, *lines = command.epilog.splitlines()
    require_typed_well(name, " ".join(line.removesuffix("\\") for line in lines))


def test_no_list_of_commands_is_cut_short(athar: Athar) -> None:
    for name in ("", "store", "bundle", "receipt", "hq"):
        assert "..." not in athar(*name.split(), "--help").out.partition("Commands:")[2]


def test_each_command_says_in_the_list_what_it_says_itself() -> None:
    context = click.Context(program)
    for name, (_, about) in COMMANDS.items():
        command = program.get_command(context, name)
        assert command is not None
        assert about.endswith(".")
        if isinstance(command, click.Group):
            assert command.help == about


@pytest.mark.parametrize(
    "typed",
    [
        ["bundel"],
        ["store"],
        ["store", "info"],
        ["store", "info", "--frobnicate", "x.athar"],
        ["print", "F99", "--item", "x", "--out", "x.pdf"],
        ["store", "new", "x.athar", "--person", "x", "--laptop", "x"],
        ["--lang", "fr"],
    ],
)
def test_what_is_typed_wrongly_is_wrong_usage(athar: Athar, typed: list[str]) -> None:
    done = athar(*typed)
    assert done.status == 2
    assert done.err.startswith("Usage: athar")
    assert "Traceback" not in done.err


def test_the_version_is_told(athar: Athar) -> None:
    assert re.fullmatch(r"athar \d+\.\d+\.\d+\n", athar("--version").out)


def test_without_a_command_the_window_opens(athar: Athar, house: House) -> None:
    assert athar(opened_by=None).status == 0
    assert house.opened == [(None, None, None)]


@pytest.mark.parametrize("typed", [["basra.athar"], ["--store", "basra.athar"]])
def test_a_file_opens_the_window_on_it(athar: Athar, house: House, typed: list[str]) -> None:
    assert athar("--lang", "ar", *typed).status == 0
    assert house.opened == [(Path("basra.athar"), PASSPHRASE, "ar")]


def test_a_defect_is_told_without_a_traceback(
    athar: Athar, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistake = ZeroDivisionError("Fatima, 30.5331 N")
    monkeypatch.setattr(house, "open_window", _raising(mistake))
    done = athar()
    assert done.status == 1
    assert done.err.splitlines() == [
        "The program made a mistake. What was saved before is kept.",
        f"Give the file {house.folder / 'crash-1.txt'} to your data manager. It holds no records.",
    ]
    assert house.crashes == [mistake]


def test_a_defect_in_keeping_the_crash_is_no_worse(
    athar: Athar, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "open_window", _raising(ZeroDivisionError()))
    monkeypatch.setattr(house, "keep_crash", _raising(OSError()))
    done = athar()
    assert (done.status, done.err.splitlines()[1]) == (
        1,
        "Tell your data manager which command you gave.",
    )


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ZeroDivisionError(), "defect"),
        (KeyboardInterrupt(), "stopped"),
        (Cancelled(), "stopped"),
        (MemoryError(), "defect"),
    ],
)
def test_programs_are_told_in_one_way_whatever_went_wrong(
    athar: Athar, monkeypatch: pytest.MonkeyPatch, error: BaseException, reason: str
) -> None:
    monkeypatch.setattr("app.cli.desks.require_store", _raising(error))
    done = athar("store", "info", __file__, "--json")
    assert (done.status, done.data["reason"]) == (1, reason)
    # Click ends the line on which the terminal shows ^C.
    assert done.err.lstrip("\n").splitlines() == [done.data["error"], done.data["hint"]]


@pytest.mark.parametrize("typed", [["store", "info"], ["print", "F9"], ["bundle", "verify", "x"]])
def test_programs_get_nothing_where_the_command_was_typed_wrongly(
    athar: Athar, typed: list[str]
) -> None:
    assert athar(*typed, "--json").status == 2


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), Cancelled()])
def test_a_stopped_command_says_that_it_stopped(
    athar: Athar, house: House, monkeypatch: pytest.MonkeyPatch, stop: BaseException
) -> None:
    monkeypatch.setattr(house, "open_window", _raising(stop))
    done = athar()
    assert done.status == 1
    assert "Stopped." in done.err


def test_whoever_reads_the_output_may_leave(
    athar: Athar, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "open_window", _raising(BrokenPipeError()))
    done = athar()
    assert (done.status, done.err) == (1, "")


def _raising(error: BaseException) -> object:
    def fail(*_: object) -> None:
        raise error

    return fail
