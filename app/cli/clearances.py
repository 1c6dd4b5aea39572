"""`athar clearance`: what is recorded of clearance at a place and depth; never that it is safe."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at
from app.cli.groups import example
from app.cli.metres import LENGTH
from app.cli.options import store_options
from app.cli.session import Session
from app.geo.angles import LONGEST_DEGREE_M
from app.geo.notation import Notation, TypedPosition, half_diagonal_m, last_digit
from app.geo.position import AccuracyKind, Method, Position
from app.geo.reading import read_position
from app.services.ground_words import called, particulars, what_to_do, why
from app.services.hazards import Ground, ground_at

_MARKS = dict.fromkeys(
    map(ord, "\u2066\u2068\u2069")
)  # of direction; of no use where all runs one way


@click.command(
    "clearance",
    epilog=example("athar clearance --store basra-a.athar --at '30.5 47.8' --accuracy 5 --depth 1"),
)
@click.option("--at", "text", required=True, metavar="TEXT", help="The place, as one types it.")
@click.option(
    "--accuracy",
    "accuracy_m",
    type=LENGTH,
    metavar="METRES",
    help="The radius that holds the true place 19 times in 20. Without it the place is unknown.",
)
@click.option(
    "--depth",
    "depth_m",
    type=LENGTH,
    metavar="METRES",
    help="How deep the work goes. Without it no certificate's depth is held against it.",
)
@click.option("--system", metavar="EPSG", help="The reference system of the place; WGS 84 if none.")
@click.option(
    "--site",
    default="",
    metavar="CODE",
    help="The site of the work: a hazard of another site whose place nobody knows is left out.",
)
@store_options
@answering
def command(  # noqa: PLR0913 - by name
    session: Session,
    *,
    text: str,
    accuracy_m: Decimal | None,
    depth_m: Decimal | None,
    system: str | None,
    site: str,
    store: Path | None,
    passphrase_file: Path | None,
) -> Answer:
    """Say what is recorded of hazards and clearance at a place, down to a depth, now.

    The errors of the place and of every hazard are counted in full. No answer says that a place is
    safe: it says who cleared what, how deep and until when, and which hazard is nearest.
    """
    position = _meant(read_position(text, system), accuracy_m)
    with desk_at(session, store, passphrase_file) as desk:
        ground = ground_at(desk, site, position, depth_m)
    return Answer(_data(session, ground), list(_lines(session, ground)))


def _meant(typed: TypedPosition, accuracy_m: Decimal | None) -> Position:
    """The place, and how well it is known.

    Programs leave out the zeros at the end of a decimal, yet hardly ever of both figures at once:
    with an error stated, the finer of the two says how finely degrees were written. Minutes and
    squares are as coarse as they are written, whatever is stated.
    """
    told = typed.position(Method.VERBAL, accuracy_m=accuracy_m, accuracy_kind=AccuracyKind.P95)
    if accuracy_m is None or typed.notation is not Notation.DEGREES:
        return told
    steps_m = [last_digit(degrees) * LONGEST_DEGREE_M for degrees in (typed.lat, typed.lon)]
    is_of_its_digits = typed.precision_m == half_diagonal_m(*steps_m)
    finer_m = min(steps_m)
    return (
        replace(told, precision_m=half_diagonal_m(finer_m, finer_m)) if is_of_its_digits else told
    )


def _data(session: Session, ground: Ground) -> dict[str, object]:
    found = ground.clearance
    return {
        "verdict": found.verdict.value,
        "why": _why(session, ground),
        "hint": session.say(found.hint, **found.values),
        "by": ground.by,
        "certificate": ground.certificate,
        "issued_by": list(ground.issuers),
        "until": None if found.until is None else str(found.until),
        "not_cleared": ground.not_cleared,
        "conditions": ground.conditions,
        "depth_m": None if found.depth_m is None else float(found.depth_m),
        "nearest_hazard_m": _rounded(found.nearest_hazard_m),
        "bearing_deg": _rounded(found.bearing_deg),
        "hazards": list(ground.hazards),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _why(session: Session, ground: Ground) -> str:
    return session.say(ground.clearance.why, **ground.clearance.values)


def _lines(session: Session, ground: Ground) -> list[str]:
    told = (called(ground), why(ground), what_to_do(ground), *particulars(ground))
    lines = [session.say(one.text, **one.values) for one in told]
    if session.say.is_right_to_left:
        return lines
    return [line.translate(_MARKS) for line in lines]
