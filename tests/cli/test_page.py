"""docs/command-line.md names every command and option, and nothing that is not there.

That its keys are those of the answers is checked whenever a test asks for JSON.
"""

from __future__ import annotations

import re

import click
import pytest

from tests.cli.page import PAGE, keys, sections
from tests.cli.test_program import every_command, require_typed_well

EVERYWHERE = {"--json", "--store", "--passphrase-file", "--help"}


def test_every_command_has_its_section_and_no_other_has() -> None:
    assert set(sections()) == {name for name, _ in every_command()}


def test_the_journey_that_it_shows_can_be_typed() -> None:
    journey, _, _ = PAGE.read_text("utf-8").partition("\n## athar ")
    lines = re.findall(r"^athar .*$", journey, re.MULTILINE)
    shown = [
        next(name for name, _ in every_command() if line.startswith(f"athar {name} "))
        for line in lines
    ]
    assert shown == [
        "hq new", "store new", "hq enrol", "store enrol",
        "bundle write", "bundle read", "receipt read", "print",
    ]  # fmt: skip
    for name, line in zip(shown, lines, strict=True):
        require_typed_well(name, line)


@pytest.mark.parametrize("name", [name for name, _ in every_command()])
def test_every_option_is_told(name: str) -> None:
    command = dict(every_command())[name]
    options = {
        option
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    } - EVERYWHERE
    if name == "hq new":  # the same as for a laptop, told there
        options -= {"--latin", "--code", "--role", "--utc-offset", "--book"}
    told = set(re.findall(r"--[a-z][a-z-]*", sections()[name]))
    assert options <= told
    assert told <= options | EVERYWHERE
    assert keys(name)
