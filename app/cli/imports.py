"""`athar import`: what a file of another program holds, and recording its places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at, store_options
from app.cli.files import INPUT
from app.cli.groups import example
from app.cli.metres import METRES
from app.cli.progress import Progress
from app.cli.session import Session
from app.core.clock import SystemClock
from app.core.errors import AppError
from app.core.files import opened_for_reading, read_bounded
from app.exchange.contents import Bounds, Contents, Problems, Spot
from app.exchange.features import Problem, Remark
from app.exchange.reading import read_contents
from app.exchange.stated import Stated, stated_system
from app.exchange.survey_tables import LIMIT_BYTES, guessed, measured, text_of
from app.exchange.tables import NoPlacesError
from app.services.desk import Desk
from app.services.import_plans import BECOMES, LOCAL, Plan, Survey
from app.services.import_reading import SURVEY, beside
from app.services.imports import Imported, import_file
from app.services.reading import find_number
from app.services.recording import NoSuchRecordError


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
        lines = [*_lines(session, contents), session.say("Nothing was recorded.")]
        return Answer(_data(session, contents), lines)
    survey: Survey | None = None
    if contents.format == SURVEY:
        layout = guessed(text_of(read_bounded(file, LIMIT_BYTES)))
        survey = Survey(layout, stated.system if stated else LOCAL, accepted_m=accepted_m)
    with desk_at(session, store, passphrase_file) as desk:
        plan = Plan(
            kind,
            _uid(desk, site, "site") if site else "",
            area_of=_uid(desk, area_of) if area_of else "",
            survey=survey,
            stated=None if survey else stated,
            of_holes=session.say("Recorded without the holes that the area has in the file."),
        )
        told = import_file(desk, file, plan, Progress(session))
    data = {**_data(session, contents), **_data_recorded(session, told)}
    return Answer(data, [*_lines(session, contents), *_recorded(session, told)])


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


def _uid(desk: Desk, number: str, kind: str = "") -> str:
    """The record of that number.

    Raises:
        NoSuchRecordError: there is none.
    """
    found = [one for one in find_number(desk, number) if not kind or one.kind == kind]
    if not found:
        raise NoSuchRecordError(
            "There is no record with the number {number} here.",
            hint="Write its whole number, such as SNJ03 or SNJ03-G01.",
            number=number,
        )
    return found[0].uid


def _recorded(session: Session, told: Imported) -> list[str]:
    say, code = session.say, session.code
    if told.is_repeat:
        return [say("This file was brought in before. Nothing was recorded again.")]
    lines = [
        say(
            "{count} of {total} places recorded; the file is kept, bit for bit.",
            count=code(told.recorded + told.earlier),
            total=code(told.total),
        )
    ]
    lines += [
        say(
            "Check shot at {name}: {residual} m from where it is known to be.",
            name=code(one.name),
            residual=code(one.residual_m),
        )
        for one in told.checked
    ]
    lines += [f"{where}: {what}" for where, what in _otherwise(session, told)]
    lines += [
        say("{what} ({rule}, {count} ×)", what=what, rule=code(rule), count=code(count))
        for rule, what, count in _flags(session, told)
    ]
    return lines


def _data_recorded(session: Session, told: Imported) -> dict[str, object]:
    return {
        "recorded": told.recorded,
        "repeat": told.is_repeat,
        "left": [{"where": where, "what": what} for where, what in _otherwise(session, told)],
        "flags": [
            {"rule": rule, "sentence": what, "count": count}
            for rule, what, count in _flags(session, told)
        ],
    }


def _otherwise(session: Session, told: Imported) -> list[tuple[str, str]]:
    """What became no record, or another than stands in the file: where, and why."""
    problems = Problems()
    for one in (*told.left, *told.changed):
        problems.add(one)
    return [_problem(session, one) for one in problems.listed()]


def _flags(session: Session, told: Imported) -> Iterator[tuple[str, str, int]]:
    """Each rule that is not kept, what it says of the first place, and of how many it says so."""
    sorts = Counter((flag.verdict.rule, flag.verdict.message) for flag in told.flags)
    first = {(flag.verdict.rule, flag.verdict.message): flag.verdict for flag in told.flags}
    for key, count in sorts.items():
        yield key[0], session.say(first[key].message, **_values(session, first[key].values)), count


def _values(session: Session, values: Mapping[str, object]) -> dict[str, object]:
    return {name: session.code(value) for name, value in values.items()}


def _data(session: Session, contents: Contents) -> dict[str, object]:
    return {
        "format": contents.format,
        "counts": dict(contents.counts),
        "problems": [
            {"where": where, "what": what}
            for where, what in (_problem(session, one) for one in contents.problems)
        ],
        "warnings": [_remark(session, one) for one in contents.warnings],
        "first": _spot(contents.first),
        "last": _spot(contents.last),
        "box": _box(contents.box),
    }


def _problem(session: Session, problem: Problem) -> tuple[str, str]:
    values = {name: session.code(value) for name, value in problem.values.items()}
    return session.say(problem.where, **values), session.say(problem.what, **values)


def _remark(session: Session, remark: Remark) -> str:
    values = {name: session.code(value) for name, value in remark.values.items()}
    return session.say(remark.what, **values)


def _spot(spot: Spot | None) -> dict[str, object] | None:
    if spot is None:
        return None
    return {
        "lat": float(spot.lat),
        "lon": float(spot.lon),
        "utc": spot.utc,
        "quality": spot.quality,
    }


def _box(box: Bounds | None) -> list[float] | None:
    """South, west, north, east."""
    return None if box is None else [float(e) for e in (box.south, box.west, box.north, box.east)]


def _lines(session: Session, contents: Contents) -> list[str]:
    say, code = session.say, session.code
    labels = _labels(session)
    lines = [say("Format: {format}", format=code(contents.format))]
    lines += [
        say("{kind}: {count}", kind=labels[kind], count=code(count))
        for kind, count in contents.counts.items()
    ]
    for label, spot in ((say("First"), contents.first), (say("Last"), contents.last)):
        if spot is not None:
            place = f"{spot.lat:f} {spot.lon:f}"
            told = [code(place), *(code(one) for one in (spot.utc,) if one)]
            if spot.quality:
                told.append(_qualities(session)[spot.quality])
            lines.append(say("{kind}: {count}", kind=label, count=" · ".join(told)))
    lines += [_remark(session, one) for one in contents.warnings]
    lines += [
        f"{where}: {what}" for where, what in (_problem(session, p) for p in contents.problems)
    ]
    return lines


def _labels(session: Session) -> dict[str, str]:
    say = session.say
    return {
        "fixes": say("Positions"),
        "sentences": say("Sentences of the receiver"),
        "bad_checksum": say("With a wrong checksum"),
        "no_fix": say("Instants without a position"),
        "waypoints": say("Waypoints"),
        "routes": say("Routes"),
        "route_points": say("Points of routes"),
        "tracks": say("Tracks"),
        "track_points": say("Points of tracks"),
        "points": say("Points"),
        "lines": say("Lines on the ground"),
        "areas": say("Areas"),
    }


def _qualities(session: Session) -> dict[str, str]:
    say = session.say
    return {
        "autonomous": say("measured"),
        "differential": say("measured with corrections"),
        "precise": say("measured with the encrypted signal"),
        "rtk_fixed": say("RTK, fixed"),
        "rtk_float": say("RTK, float"),
        "dead_reckoned": say("estimated without satellites"),
        "manual": say("typed into the receiver"),
        "simulated": say("simulated"),
    }
