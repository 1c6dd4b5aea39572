"""`athar numbers`: numbers printed in advance, and numbers that no record stands behind."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at
from app.cli.groups import Group, example
from app.cli.options import store_options
from app.cli.session import Session
from app.core.errors import AppError
from app.models.codes import CodeList
from app.models.kinds import KIND
from app.services.desk import Desk
from app.services.reading import find_number
from app.services.registers import MOST, RESERVED_KINDS, Unused, reserve_numbers, unused_numbers

_ENTRIES = CodeList("register_entry")
_TYPES = CodeList("case_type")


class NoSuchPlaceError(AppError):
    """No site or grave here has the number that was given."""


@click.group(cls=Group)
def command() -> None:
    """Keep numbers back for printed sheets; list unused ones."""


@command.command(
    epilog=example("athar numbers reserve container --site BSR01 --count 20 --sheet 3")
)
@click.argument("kind", type=click.Choice(RESERVED_KINDS), metavar="KIND")
@click.option("--site", required=True, metavar="CODE", help="The site of the numbers.")
@click.option("--grave", default="", metavar="NUMBER", help="The grave, for numbers of remains.")
@click.option(
    "--type",
    "suffix",
    type=click.Choice([code.code for code in _TYPES.codes]),
    default="B",
    show_default=True,
    help="The type, for numbers of remains.",
)
@click.option("--count", type=click.IntRange(1, MOST), required=True, help="How many.")
@click.option("--sheet", default="", metavar="TEXT", help="What is written on the sheet.")
@store_options
@answering
def reserve(  # noqa: PLR0913 - by name
    session: Session,
    *,
    kind: str,
    site: str,
    grave: str,
    suffix: str,
    count: int,
    sheet: str,
    store: Path | None,
    passphrase_file: Path | None,
) -> Answer:
    """Keep the next numbers of this laptop back, and print them as they stand on the sheet.

    KIND is container, context, remains_case, photo or hazard. The laptop never gives one of these
    numbers; one that is typed from the sheet is taken.
    """
    with desk_at(session, store, passphrase_file) as desk:
        kept = reserve_numbers(
            desk, kind, _place(desk, "site", site), count,
            grave=_place(desk, "grave", grave) if grave else "", suffix=suffix, sheet=sheet,
        )  # fmt: skip
    return Answer(
        {
            "kind": kind,
            "uid": kept.entry.uid,
            "first": kept.entry.values["first"],
            "last": kept.entry.values["last"],
            "sheet": sheet,
            "numbers": list(kept.numbers),
        },
        [session.code(number) for number in kept.numbers],
    )


@command.command(epilog=example("athar numbers unused --store basra-a.athar"))
@store_options
@answering
def unused(session: Session, store: Path | None, passphrase_file: Path | None) -> Answer:
    """List the numbers that no record stands behind, with what is known of them."""
    with desk_at(session, store, passphrase_file) as desk:
        found = unused_numbers(desk)
    lines = [_line(session, one) for one in found]
    return Answer(
        {
            "numbers": [
                {
                    "kind": one.kind,
                    "site": one.site,
                    "book": one.book,
                    "first": one.first,
                    "last": one.last,
                    "what": one.what,
                    "because": one.because,
                }
                for one in found
            ]
        },
        lines or [session.say("Every number that was given has its record.")],
    )


def _line(session: Session, one: Unused) -> str:
    say, code = session.say, session.code
    what = say(_ENTRIES.label(one.what)) if one.what else say("Nobody has said what became of it.")
    run = str(one.first) if one.first == one.last else f"{one.first}-{one.last}"
    where = " ".join(part for part in (one.site, one.book, run) if part)
    parts = [say(KIND[one.kind].plural), code(where), what, one.because]
    return " · ".join(filter(None, parts))


def _place(desk: Desk, kind: str, number: str) -> str:
    places = [record.uid for record in find_number(desk, number) if record.kind == kind]
    if len(places) != 1:
        raise NoSuchPlaceError(
            "{number} is not the number of one place here.",
            hint="Compare it with the list of sites and graves.",
            number=number[:40],
        )
    return places[0]
