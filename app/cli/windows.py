"""`athar` and `athar FILE`: the window."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.files import FILE, INPUT
from app.cli.passphrases import given_passphrase
from app.cli.screen import require_screen
from app.cli.session import Session


@click.command("FILE")
@click.argument("store", type=FILE, required=False)
@click.option(
    "--passphrase-file",
    type=INPUT,
    metavar="FILE",
    help="Read the passphrase from the first line of FILE.  [env: ATHAR_PASSPHRASE]",
)
@click.pass_obj
def command(session: Session, store: Path | None, passphrase_file: Path | None) -> int:
    """Open the window on STORE; it asks for the passphrase itself."""
    require_screen()
    passphrase = given_passphrase(passphrase_file)
    return session.surroundings().open_window(store or session.store, passphrase, session.language)
