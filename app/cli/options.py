"""Options that many commands have: which store, and where its passphrase lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from app.cli.files import INPUT
from app.cli.passphrases import ROOT_VARIABLE

VARIABLE = "ATHAR_STORE"

C = TypeVar("C", bound=Callable[..., Any])


def passphrase_option(command: C) -> C:
    """The option that says where the passphrase lies."""
    return click.option(
        "--passphrase-file",
        type=INPUT,
        metavar="FILE",
        help="Read the passphrase from the first line of FILE.  [env: ATHAR_PASSPHRASE]",
    )(command)


def root_passphrase_option(command: C) -> C:
    """The option that says where the passphrase of the operation's root lies."""
    return click.option(
        "--root-passphrase-file",
        type=INPUT,
        metavar="FILE",
        help="Read the passphrase of the operation's root from the first line of FILE; without one"
        f" it is the store's.  [env: {ROOT_VARIABLE}]",
    )(command)


def store_options(command: C) -> C:
    """The options of every command that works on a store which is not its first argument."""
    named = click.option(
        "--store",
        type=INPUT,
        metavar="FILE",
        help=f"The store to work on, a file that ends in .athar.  [env: {VARIABLE}]",
    )
    return named(passphrase_option(command))
