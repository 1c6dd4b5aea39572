"""`athar receipt`: what headquarters confirms to have received."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at
from app.cli.files import INPUT
from app.cli.groups import Group, example
from app.cli.options import store_options
from app.cli.session import Session
from app.services.receipts import ReceiptRead, read_receipt_file


@click.group(cls=Group)
def command() -> None:
    """Read the receipts that come back from headquarters."""


@command.command(epilog=example("athar receipt read k3v9.athar-receipt --store basra-a.athar"))
@click.argument("file", type=INPUT)
@store_options
@answering
def read(session: Session, file: Path, store: Path | None, passphrase_file: Path | None) -> Answer:
    """Take in a receipt: how much of this laptop's journal arrived.

    What it confirms is not written into the next bundles any more.
    """
    with desk_at(session, store, passphrase_file) as desk:
        receipt = read_receipt_file(desk, file)
    return Answer(
        {
            "file": str(file),
            "issuer": receipt.issuer,
            "number": receipt.number,
            "lines_confirmed": receipt.lines_confirmed,
            "lines_written": receipt.lines_written,
            "media_confirmed": receipt.media_confirmed,
            "media_wanted": receipt.media_wanted,
        },
        _lines(session, receipt),
    )


def _lines(session: Session, receipt: ReceiptRead) -> list[str]:
    say, code = session.say, session.code
    if not receipt.lines_confirmed:
        return [
            say("This receipt confirms nothing of this laptop's journal."),
            say("Whoever gave it had read none of this laptop's bundles by then. It was kept."),
        ]
    return [
        say(
            "{confirmed} of {written} journal lines of this laptop have been received.",
            confirmed=code(receipt.lines_confirmed),
            written=code(receipt.lines_written),
        ),
        say(
            "{count} photos or documents have been received.",
            count=code(receipt.media_confirmed),
        ),
    ]
