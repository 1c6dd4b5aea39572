"""The `athar` command."""

from __future__ import annotations

import sys

from app.cli.program import run
from app.cli.session import Surroundings


def main() -> None:
    """Do what was typed, and end with its exit status."""
    sys.exit(run(sys.argv[1:], surroundings))


def surroundings() -> Surroundings:
    """The program around the commands, loaded when a command needs it."""
    import app.bootstrap as around  # noqa: PLC0415 - most commands do without

    return around


if __name__ == "__main__":
    main()
