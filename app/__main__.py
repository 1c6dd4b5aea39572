"""The `athar` command."""

from __future__ import annotations

import sys

from app.cli.program import run
from app.cli.session import Surroundings
from app.core.errors import AppError


class NoWindowError(AppError):
    """What draws the window cannot be loaded."""


def main() -> None:
    """Do what was typed, and end with its exit status."""
    sys.exit(run(sys.argv[1:], surroundings))


def surroundings() -> Surroundings:
    """The program around the commands.

    Raises:
        NoWindowError: Qt cannot be loaded; every command but the window works without it.
    """
    try:
        import app.bootstrap as around  # noqa: PLC0415 - loads Qt, which most commands do without
    except ImportError as error:
        raise NoWindowError(
            "The window cannot be opened, because a library of the system is missing: {library}",
            hint="Install it, then try again. The commands work without: athar --help.",
            library=error,
        ) from error
    return around


if __name__ == "__main__":
    main()
