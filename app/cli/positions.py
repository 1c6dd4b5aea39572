"""`athar position`: what a typed position means in WGS 84, and what it is worth."""

from __future__ import annotations

import math
from decimal import Decimal
from io import StringIO
from pathlib import Path

import click

from app.cli.answers import document, json_option, put
from app.cli.failures import REFUSED, reason_of
from app.cli.files import INPUT, require_given
from app.cli.groups import example
from app.cli.metres import METRES
from app.cli.session import Session
from app.core.files import read_bounded
from app.geo.formats import format_degrees, format_mgrs, format_utm
from app.geo.notation import CoordinateError, Notation, TypedPosition
from app.geo.places import PlaceHint, describe
from app.geo.reading import read_position, remarks, worth_m

LIMIT_BYTES = 32_000_000
"""What `--batch` reads: far more lines than any survey has."""

_NEAR_M = 100_000
_ONE_LINE = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
"""What some readers take for the end of a line, as JSON escapes it."""
_HALF_DIAGONALS = Decimal(2).sqrt()  # of a square, in its side


@click.command(
    "position",
    context_settings={"ignore_unknown_options": True},  # -30.5 47.8 is no option
    epilog=example("athar position --system 3392 '766837 3378403'"),
)
@click.argument("text", required=False)
@click.option(
    "--system",
    metavar="EPSG",
    help="The reference system of the figures, by its EPSG code, or “unknown”; WGS 84 otherwise.",
)
@click.option(
    "--accept",
    "accepted_m",
    type=METRES,
    metavar="METRES",
    help="How far off the place may be, where nobody published how well the system is converted.",
)
@click.option(
    "--batch",
    type=INPUT,
    help="Read one position a line from a file; one JSON object a line answers each.",
)
@json_option
@click.pass_obj
def command(
    session: Session,
    text: str | None,
    system: str | None,
    accepted_m: Decimal | None,
    batch: Path | None,
) -> int:
    """Say which place a typed position names, and what it is worth.

    TEXT is decimal degrees, degrees and minutes, degrees, minutes and seconds, UTM, MGRS, or a pair
    of an old map's grid, in any script. What can be read in two ways is refused with the question
    that decides it.
    """
    if (text is None) == (batch is None):
        raise click.UsageError("Give one position, or --batch and a file of them.")
    if batch is not None:
        require_given(click.get_current_context())
        told = read_bounded(batch, LIMIT_BYTES, may_be_pipe=True).decode("utf-8-sig", "replace")
        for line in StringIO(told, newline=None):
            put(_line(session, line.rstrip("\n"), system, accepted_m))
        return 0
    return _one(session, text or "", system, accepted_m)


def _one(session: Session, text: str, system: str | None, accepted_m: Decimal | None) -> int:
    try:
        typed = read_position(text, system, accepted_m)
    except CoordinateError as error:
        sentence, hint = session.say.error(error)
        if session.as_json:
            put(document(_refusal(session, text, error) | {"reason": reason_of(error)}))
        click.echo(sentence, err=True)
        click.echo(hint, err=True)
        return REFUSED
    if session.as_json:
        put(document(_answer(session, typed)))
    else:
        for line in _lines(session, typed):
            put(line)
    return 0


def _line(session: Session, text: str, system: str | None, accepted_m: Decimal | None) -> str:
    try:
        data = _answer(session, read_position(text, system, accepted_m))
    except CoordinateError as error:
        data = _refusal(session, text, error)
    return document(data, indent=None).translate(_ONE_LINE)


def _refusal(session: Session, text: str, error: CoordinateError) -> dict[str, object]:
    sentence, hint = session.say.error(error)
    return {"original": text, "error": sentence, "hint": hint}


def _answer(session: Session, typed: TypedPosition) -> dict[str, object]:
    accuracy_m = typed.operation_accuracy_m
    return {
        "original": typed.source_text,
        "lat": float(typed.lat),
        "lon": float(typed.lon),
        "accuracy_m": float(worth_m(typed)),
        "system": typed.source_system,
        "operation": typed.operation,
        "operation_accuracy_m": None if accuracy_m is None else float(accuracy_m),
        "mgrs": format_mgrs(typed, _digits(typed)),
        "utm": format_utm(typed, 3),
        "warnings": _warnings(session, typed),
    }


def _digits(typed: TypedPosition) -> int:
    """As many digits of MGRS as were typed, so that no square seems finer; 10 for other figures."""
    if typed.notation is not Notation.MGRS:
        return 10
    return 2 * (5 - round(math.log10(typed.precision_m * _HALF_DIAGONALS)))


def _warnings(session: Session, typed: TypedPosition) -> list[str]:
    return [" ".join(session.say.error(remark)) for remark in remarks(typed)]


def _lines(session: Session, typed: TypedPosition) -> list[str]:
    say, code = session.say, session.code
    lines = [
        code(format_degrees(typed)),
        code(format_mgrs(typed, _digits(typed), spaced=True)),
        code(format_utm(typed)),
        say("± {metres} m by its figures and its conversion.", metres=code(f"{worth_m(typed):f}")),
    ]
    if typed.operation is not None:
        lines.append(
            say(
                "From {system} by {operation}, ± {metres} m.",
                system=code(typed.source_system),
                operation=code(typed.operation),
                metres=code(f"{typed.operation_accuracy_m:f}"),
            )
        )
    if (near := describe(typed)).distance_m <= _NEAR_M:
        lines.append(
            say(
                "{distance} {direction} of {town}",
                distance=f"{near.distance_m / 1000:.1f} km",
                direction=say(near.direction),
                town=_town(session, near),
            )
        )
    return lines + _warnings(session, typed)


def _town(session: Session, near: PlaceHint) -> str:
    is_arabic = session.say.is_right_to_left
    return (near.name_arabic if is_arabic else None) or near.name_latin
