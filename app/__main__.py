"""The `athar` command."""

from __future__ import annotations

import os
import sys

from app.cli.screen import require_screen
from app.cli.session import Session, Surroundings

_SAYS_WHAT_TO_OPEN = frozenset({"ATHAR_STORE", "ATHAR_PASSPHRASE"})


def main() -> None:
    """Do what was typed, and end with its exit status."""
    if sys.argv[1:] or _SAYS_WHAT_TO_OPEN & os.environ.keys():
        from app.cli.program import run  # noqa: PLC0415 - the window alone does without

        sys.exit(run(sys.argv[1:], surroundings))
    sys.exit(_window())


def _window() -> int:
    """`athar` alone: without the parser of commands, which takes as long to load as the window."""
    try:
        require_screen()
        return surroundings().open_window(None, None, None)
    except BaseException as error:  # noqa: BLE001 - told as for any command
        from app.cli.failures import told  # noqa: PLC0415 - loaded when something went wrong

        return told(error, Session(surroundings))


def surroundings() -> Surroundings:
    """The program around the commands, loaded when a command needs it."""
    import app.bootstrap as around  # noqa: PLC0415 - most commands do without

    return around


if __name__ == "__main__":
    main()
