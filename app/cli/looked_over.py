"""What was found in a file of another program, in words and as data."""

from __future__ import annotations

from app.cli.session import Session
from app.exchange.contents import Bounds, Contents, Spot
from app.exchange.features import Problem, Remark


def data_of(session: Session, contents: Contents) -> dict[str, object]:
    """What a file holds, as `--json` gives it."""
    return {
        "format": contents.format,
        "counts": dict(contents.counts),
        "problems": [
            {"where": where, "what": what}
            for where, what in (problem_told(session, one) for one in contents.problems)
        ],
        "warnings": [_remark(session, one) for one in contents.warnings],
        "first": _spot(contents.first),
        "last": _spot(contents.last),
        "box": _box(contents.box),
    }


def problem_told(session: Session, problem: Problem) -> tuple[str, str]:
    """Where in the file something is wrong, and what."""
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


def lines_of(session: Session, contents: Contents) -> list[str]:
    """What a file holds, a line each."""
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
        f"{where}: {what}" for where, what in (problem_told(session, p) for p in contents.problems)
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
