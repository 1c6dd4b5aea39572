"""Where a passphrase comes from: a file, the environment, or the person, who types it unseen.

It is never an argument: arguments stand in the shell's history and in every list of processes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from app.cli.session import Session
from app.core.errors import AppError
from app.core.files import read_bounded

VARIABLE, ROOT_VARIABLE = "ATHAR_PASSPHRASE", "ATHAR_ROOT_PASSPHRASE"
_LIMIT = 4_096


class NoPassphraseError(AppError):
    """There is nobody to ask and nothing was given."""


def passphrase_of(session: Session, file: Path | None) -> str:
    """The passphrase of an existing store.

    Raises:
        NoPassphraseError: none was given.
        FileTroubleError: the passphrase file cannot be read.
    """
    given = given_passphrase(file)
    return given if given is not None else asked(session.say("Passphrase"))


def new_passphrase(session: Session, file: Path | None) -> str:
    """A passphrase to begin with; typed twice where a person types it.

    Raises:
        NoPassphraseError: none was given.
        FileTroubleError: the passphrase file cannot be read.
    """
    given = given_passphrase(file)
    return given if given is not None else asked(session.say("New passphrase"), confirms=True)


def given_passphrase(file: Path | None) -> str | None:
    """What can be had without asking anybody, for a window that asks by itself.

    Raises:
        NoPassphraseError: the file is empty.
        FileTroubleError: the passphrase file cannot be read.
    """
    return (os.environ.get(VARIABLE) or None) if file is None else _first_line(file)


def given_root_passphrase(file: Path | None) -> str | None:
    """The passphrase of the operation's root, where it is not the store's.

    Raises:
        NoPassphraseError: the file is empty.
        FileTroubleError: the passphrase file cannot be read.
    """
    return (os.environ.get(ROOT_VARIABLE) or None) if file is None else _first_line(file)


def _first_line(file: Path) -> str:
    try:
        text = read_bounded(file, _LIMIT, may_be_pipe=True).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _nothing() from error
    line = text.split("\n", 1)[0].removesuffix("\r")
    if not line:
        raise _nothing()
    return line


def asked(prompt: str, *, confirms: bool = False) -> str:
    """What a person types unseen; twice where it `confirms`.

    Raises:
        NoPassphraseError: there is nobody to type, or they stopped.
    """
    if not is_anybody_there():
        raise _nothing()
    try:
        typed: str = click.prompt(prompt, hide_input=True, confirmation_prompt=confirms, err=True)
    except click.Abort as error:
        raise _nothing() from error
    return typed


def is_anybody_there() -> bool:
    """Whether there is a terminal on which a person can type unseen."""
    if sys.stdin is not None and sys.stdin.isatty():
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))  # the list of files may come through a pipe
    except OSError:
        return False
    return True


def _nothing() -> NoPassphraseError:
    return NoPassphraseError(
        "No passphrase was given.",
        hint="Type it when asked, or put it into a file and name that with --passphrase-file, or "
        "set ATHAR_PASSPHRASE.",
    )
