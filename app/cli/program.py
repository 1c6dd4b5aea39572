"""The `athar` command itself: its sub-commands, each loaded only when it is asked for.

Databases, cryptography and geodesy take half a second to load, and `athar --help` needs none of
them. So sub-commands are imported by name, here and nowhere else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import click
from typing_extensions import override

from app import __version__
from app.cli.failures import told
from app.cli.files import FILE
from app.cli.session import Session, Surroundings
from app.core.wording import LANGUAGES

# name → (module, what it does); each module has its command or group under the name `command`.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "practice": (
        "app.cli.practices",
        "Make the practice operation, with nothing but invented data.",
    ),
    "hq": ("app.cli.headquarters", "Begin a headquarters and enrol laptops."),
    "store": ("app.cli.stores", "Begin, look into, check and enrol a store."),
    "bundle": ("app.cli.bundles", "Write, look at, verify and read bundles."),
    "receipt": ("app.cli.receipts", "Read the receipts that come back from headquarters."),
    "print": ("app.cli.prints", "Print a form as a signed PDF."),
    "position": ("app.cli.positions", "Say which place a typed position names."),
    "clearance": (
        "app.cli.clearances",
        "Say what is recorded of hazards and clearance at a place.",
    ),
    "import": ("app.cli.imports", "Look over a file of another program."),
    "export": ("app.cli.exports", "Write records into a file for a map or a spreadsheet."),
    "mni": ("app.cli.mni", "Count the fewest people that a table of bones can be of."),
    "item": ("app.cli.items", "Show what is known of one number."),
    "final": ("app.cli.finals", "Make a record final."),
    "find": ("app.cli.finds", "Find records by words or numbers."),
    "numbers": ("app.cli.numbers", "Keep numbers back for printed sheets; list unused ones."),
    "rules": ("app.cli.rules", "Print the table of rules."),
}
_WINDOW = "app.cli.windows"


class Program(click.Group):
    """A group whose members are loaded when they are used."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = import_module(module).command
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A store in place of a command opens the window: `athar basra.athar`."""
        if args[0] not in COMMANDS and _is_store(args[0]):
            return "FILE", import_module(_WINDOW).command, args
        return super().resolve_command(ctx, args)


def _is_store(argument: str) -> bool:
    return argument.endswith(".athar") or (
        not argument.startswith("-") and Path(argument).is_file()
    )


@click.command(cls=Program, invoke_without_command=True)
@click.option(
    "--store",
    type=FILE,
    envvar="ATHAR_STORE",
    metavar="FILE",
    help="The store to open or to work on, a file that ends in .athar.  [env: ATHAR_STORE]",
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="The language of the window and of all sentences."
)
@click.version_option(__version__, prog_name="athar", message="%(prog)s %(version)s")
@click.pass_context
def program(context: click.Context, store: Path | None, lang: str | None) -> None:
    """Records of graves, remains and their custody, kept as evidence.

    Without a command the window opens. A file in place of a command opens it on that file.

    A laptop joins by: hq new, store new, hq enrol, store enrol. Its work travels by: bundle write,
    bundle read, receipt read. Each command shows an example with --help.

    A store's passphrase is asked for unseen; scripts put it into a file (--passphrase-file) or into
    ATHAR_PASSPHRASE.

    The exit status is 0 when it was done, 1 when it was refused (one sentence and a hint say why),
    and 2 when the command was typed wrongly.
    """
    session = context.ensure_object(Session)
    session.store = store
    if lang is not None:
        session.speak(lang)
    if context.invoked_subcommand is None:
        context.invoke(import_module(_WINDOW).command, store=store, passphrase_file=None)


def run(arguments: Sequence[str], surroundings: Callable[[], Surroundings]) -> int:
    """Do what was typed; the exit status, and never a traceback."""
    session = Session(surroundings)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal of another alphabet shows what it can
            stream.reconfigure(errors="backslashreplace")
    try:
        status = program.main(
            args=list(arguments), prog_name="athar", standalone_mode=False, obj=session
        )
    except BaseException as error:  # noqa: BLE001 - the one place that tells what went wrong
        return told(error, session)
    return status if isinstance(status, int) else 0
