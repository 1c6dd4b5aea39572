"""`athar print`: a form as a signed PDF."""

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
from app.crypto.digests import sha256_hex
from app.models.fields import Sensitivity
from app.reports.site_plan import PAPERS
from app.services.printing import FORMS, print_form

SENSITIVITIES = (Sensitivity.C1.name, Sensitivity.C2.name)


@click.command(
    "print",
    epilog=example(
        "athar print F1 --item BSR01-01-A0001B --lang ar --out f1.pdf --store basra-a.athar"
    ),
)
@click.argument("form", type=click.Choice(FORMS, case_sensitive=False), metavar="FORM")
@click.option(
    "--item",
    required=True,
    metavar="NUMBER",
    help="The number of the record, or the code of the site; in any script, hyphens or not. A "
    "record without a number is named by its whole identity.",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language beside English.",
)
@click.option(
    "--sensitivity",
    type=click.Choice(SENSITIVITIES),
    default="C1",
    show_default=True,
    help="Of a site report: C1 shows places as a square of 10 km and people as codes, C2 shows "
    "exact positions and names.",
)
@click.option(
    "--paper",
    type=click.Choice(tuple(PAPERS)),
    default="A4",
    show_default=True,
    help="Of a site plan: the paper of its drawing, high or wide.",
)
@click.option("--out", type=FILE, required=True, metavar="FILE", help="The PDF to write.")
@store_options
@answering
def command(  # noqa: PLR0913 - by name
    session: Session,
    *,
    form: str,
    item: str,
    language: str,
    sensitivity: str,
    paper: str,
    out: Path,
    store: Path | None,
    passphrase_file: Path | None,
) -> Answer:
    """Print a form as a signed PDF.

    FORM is F1, the chain of custody of one item; F3, the sheet of a context; F4, the report of a
    site, with every override ever written for it; F5, the report of a hazard in nine lines; PLAN,
    the map of a site to a round scale, with what is hatched on it in words; or CARD, all that one
    record says, its amendments struck through.
    """
    with desk_at(session, store, passphrase_file) as desk:
        printed = print_form(desk, form, item, language, Sensitivity[sensitivity], paper)
    write_whole(out, printed.pdf, mode=0o644)
    digest = sha256_hex(printed.pdf)
    return Answer(
        {
            "form": form,
            "item": printed.number,
            "language": language,
            "file": str(out),
            "bytes": len(printed.pdf),
            "sha256": digest,
        },
        [
            session.say(
                "{file}: form {form} of {item}, signed; SHA-256 {sha256}.",
                file=session.code(out),
                form=session.code(form),
                item=session.code(printed.number),
                sha256=session.code(digest),
            )
        ],
    )
