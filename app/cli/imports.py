"""`athar import`: what a file of another program holds, and recording its places."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.files import INPUT
from app.cli.groups import example
from app.cli.looked_over import data_of, lines_of
from app.cli.metres import METRES
from app.cli.options import store_options
from app.cli.progress import Progress
from app.cli.session import Session
from app.core.clock import SystemClock
from app.core.errors import AppError
from app.core.files import opened_for_reading, read_bounded
from app.exchange.contents import Contents, Problems
from app.exchange.features import Problem, Remark
from app.exchange.reading import read_contents
from app.exchange.shapefiles import beside
from app.exchange.stated import Stated, stated_system
from app.exchange.survey_tables import LIMIT_BYTES, SURVEY, guessed, measured, text_of
from app.exchange.tables import NoPlacesError
from app.services.import_plans import BECOMES, LOCAL, Plan, Survey


class NoColumnsError(AppError):
    """The columns of a table cannot be told apart."""


@click.command(
    "import", epilog=example("athar import track.gpx --store basra-a.athar --site TST01")
)
@click.argument("file", type=INPUT)
@click.option(
    "--dry-run", is_flag=True, help="Look the file over only, also where a store is named."
)
@click.option(
    "--as",
    "kind",
    type=click.Choice(BECOMES),
    default=BECOMES[0],
    show_default=True,
    help="What the places become.",
)
@click.option("--site", default="", metavar="CODE", help="The code of the site where they lie.")
@click.option(
    "--area-of",
    default="",
    metavar="NUMBER",
    help="The record, by its number, that the area in the file belongs to.",
)
@click.option(
    "--system",
    default="",
    metavar="SYSTEM",
    help="The reference system of FILE, where it does not say so itself: an EPSG code, local (the "
    "site's own grid, of a table) or unknown.",
)
@click.option(
    "--accept",
    "accepted_m",
    type=METRES,
    metavar="METRES",
    help="Let places of SYSTEM be off by so many metres, where nobody published how far.",
)
@store_options
@answering
def command(  # noqa: PLR0913 - by name
    session: Session,
    file: Path,
    *,
    dry_run: bool,
    kind: str,
    site: str,
    area_of: str,
    system: str,
    accepted_m: Decimal | None,
    store: Path | None,
    passphrase_file: Path | None,
) -> Answer:
    """Look over a file of another program, and record its places into the store that is named.

    FILE is a receiver's log (NMEA 0183), GPX, KML, KMZ, GeoJSON, GeoPackage, a shapefile, a
    workbook or CSV; it is known by what stands in it. Without --store nothing is recorded.
    """
    is_local = system.strip().casefold() == LOCAL.casefold()
    stated = stated_system(system, accepted_m) if system and not is_local else None
    try:
        contents = _survey(file, LOCAL) if is_local else _contents(session, file, stated)
    except NoPlacesError:
        if stated is None:
            raise
        contents = _survey(file, stated.system)
    if store is None or dry_run:
        lines = [*lines_of(session, contents), session.say("Nothing was recorded.")]
        return Answer(data_of(session, contents), lines)
    # Who only looks a file over waits for no database to be loaded.
    from app.cli.desks import desk_at  # noqa: PLC0415 - see above
    from app.cli.recording_places import (  # noqa: PLC0415 - see above
        data_recorded,
        record_places,
        recorded,
    )

    plan = Plan(
        kind,
        survey=_layout(file, stated, accepted_m) if contents.format == SURVEY else None,
        stated=None if contents.format == SURVEY else stated,
        of_holes=session.say("Recorded without the holes that the area has in the file."),
    )
    with desk_at(session, store, passphrase_file) as desk:
        told = record_places(session, desk, file, plan, site=site, area_of=area_of)
    data = {**data_of(session, contents), **data_recorded(session, told)}
    return Answer(data, [*lines_of(session, contents), *recorded(session, told)])


def _layout(file: Path, stated: Stated | None, accepted_m: Decimal | None) -> Survey:
    layout = guessed(text_of(read_bounded(file, LIMIT_BYTES)))
    return Survey(layout, stated.system if stated else LOCAL, accepted_m=accepted_m)


def _contents(session: Session, file: Path, stated: Stated | None) -> Contents:
    now = SystemClock().now().instant
    with opened_for_reading(file) as opened:
        return read_contents(opened, now, Progress(session), beside(file), stated)


def _survey(file: Path, system: str) -> Contents:
    """What a table of an instrument holds: its points are in a grid, not yet in the world."""
    text = text_of(read_bounded(file, LIMIT_BYTES))
    layout = guessed(text)
    if not layout.is_whole:
        raise NoColumnsError(
            "It is not said which columns are the easting and the northing.",
            hint="Name them in the first line: number, code, easting, northing, height.",
        )
    problems = Problems()
    points = 0
    for one in measured(text, layout):
        if isinstance(one, Problem):
            problems.add(one)
        else:
            points += 1
    remark = Remark("The figures are taken for those of the system {system}.", {"system": system})
    return Contents(SURVEY, {"points": points}, problems.listed(), (remark,))
