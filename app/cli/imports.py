"""`athar import`: what a file of another program holds, before anything is made of it."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.files import INPUT
from app.cli.groups import example
from app.cli.progress import Progress
from app.cli.session import Session
from app.core.clock import SystemClock
from app.core.files import opened_for_reading, read_bounded
from app.exchange.contents import Bounds, Contents, Spot
from app.exchange.features import Problem, Remark
from app.exchange.reading import read_contents

_LIMIT_PRJ = 65_536


@click.command("import", epilog=example("athar import track.gpx --dry-run"))
@click.argument("file", type=INPUT)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Look the file over and record nothing. Needed, because nothing else is done.",
)
@answering
def command(session: Session, file: Path, *, dry_run: bool) -> Answer:
    """Look over a file of another program: what it holds, where, and what is wrong with it.

    FILE is a receiver's log (NMEA 0183), GPX, KML, KMZ, GeoJSON, a shapefile or CSV; it is known
    by what stands in it. Nothing is recorded and no store is opened.
    """
    if not dry_run:
        raise click.UsageError("This command looks a file over and records nothing: add --dry-run.")
    with opened_for_reading(file) as opened:
        contents = read_contents(
            opened, SystemClock().now().instant, Progress(session), _beside(file)
        )
    return Answer(_data(session, contents), _lines(session, contents))


def _beside(file: Path) -> dict[str, bytes]:
    """What belongs to a shapefile and lies beside it, in either case of letters."""
    found = (file.with_suffix(suffix) for suffix in (".prj", ".PRJ"))
    return {path.suffix.lower(): read_bounded(path, _LIMIT_PRJ) for path in found if path.is_file()}


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
    lines.append(say("Nothing was recorded."))
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
