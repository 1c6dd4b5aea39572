"""How commands are listed and shown: in the order they are needed, each with an example."""

from __future__ import annotations

import click
from typing_extensions import override


class Group(click.Group):
    """A group that lists its commands in the order of the work, which is how they are written."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def example(*lines: str) -> str:
    """An example at the end of a command's help, shown line by line as it is."""
    return "\n".join(("\b", "Example:", *(f"  {line}" for line in lines)))
