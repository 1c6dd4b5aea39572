"""`athar export`: records as a file for a map, a handheld receiver or a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at
from app.cli.files import FILE
from app.cli.groups import example
from app.cli.options import store_options
from app.cli.session import Session
from app.core.files import write_whole
from app.core.wording import LANGUAGES
from app.exchange.writers import WRITERS
from app.models.fields import Sensitivity
from app.services.exports import export


@click.command(
    "export",
    epilog=example("athar export --store basra-a.athar site hazard --form gpkg --out map.gpkg"),
)
@click.argument("kinds", nargs=-1, required=True, metavar="KIND...")
@click.option(
    "--form",
    type=click.Choice(sorted(WRITERS)),
    required=True,
    help="What to write; CSV holds one kind, the others several.",
)
@click.option("--out", type=FILE, required=True, metavar="FILE", help="The file to write.")
@click.option(
    "--most",
    type=click.Choice([one.name for one in Sensitivity]),
    default=Sensitivity.C2.name,
    show_default=True,
    help="The most confidential that goes out: C2 has coordinates, C3 has names.",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of headings.",
)
@store_options
@answering
def command(  # noqa: PLR0913 - by name
    session: Session,
    *,
    kinds: tuple[str, ...],
    form: str,
    out: Path,
    most: str,
    language: str,
    store: Path | None,
    passphrase_file: Path | None,
) -> Answer:
    """Write records of some kinds into a file that is not encrypted.

    KIND is the name of a kind of record, such as site, grave, hazard or survey_point. Withdrawn
    records are left out. Whoever gets the file knows what is in it.
    """
    with desk_at(session, store, passphrase_file) as desk:
        made = export(desk, kinds, form, language=language, ceiling=Sensitivity[most])
    write_whole(out, made.data)
    return Answer(
        {
            "file": str(out),
            "form": form,
            "bytes": len(made.data),
            "layers": [
                {"name": layer.name, "records": len(layer.rows), "without_place": layer.unplaced}
                for layer in made.layers
            ],
        },
        [
            *(
                session.say(
                    "{layer}: {count} records, {unplaced} without a place left out.",
                    layer=layer.title,
                    count=session.code(len(layer.rows)),
                    unplaced=session.code(layer.unplaced),
                )
                for layer in made.layers
            ),
            session.say(
                "{file} is not encrypted. Whoever gets it knows what is in it.",
                file=session.code(out),
            ),
        ],
    )
