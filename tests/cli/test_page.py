"""docs/command-line.md names every command and option, and nothing that is not there.

That its keys are those of the answers is checked whenever a test asks for JSON.
"""

from __future__ import annotations

import re

import click
import pytest

from tests.cli.page import keys, sections
from tests.cli.test_program import every_command

EVERYWHERE = {"--json", "--store", "--passphrase-file", "--help"}


def test_every_command_has_its_section_and_no_other_has() -> None:
    assert set(sections()) == {name for name, _ in every_command()}


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
