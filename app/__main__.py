"""The `athar` command."""

from __future__ import annotations

import sys

from app.cli.program import run
from app.cli.session import Surroundings


def main() -> None:
    """Do what was typed, and end with its exit status."""
    sys.exit(run(sys.argv[1:], surroundings))


def surroundings() -> Surroundings:
    """The program around the commands."""
    from app import bootstrap  # noqa: PLC0415 - loads Qt, half a second that most commands save

    return bootstrap


if __name__ == "__main__":
    main()
