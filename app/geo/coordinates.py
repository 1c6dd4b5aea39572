"""Reading a position as people type it, paste it or copy it from a map or a receiver.

One entry, `read_position_text`: angles in three notations, UTM, UPS and MGRS; Arabic-Indic and
Persian digits; directions as letters and as words in the five languages. What can be read in two
ways is refused with the question that decides it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from typing import Final

from app.core.letters import ascii_digits
from app.geo.angles import is_one_angle, read_angles
from app.geo.grid_text import read_grid
from app.geo.grids import band_of, zone_of
from app.geo.notation import AmbiguousCoordinateError, CoordinateError, TypedPosition
from app.geo.shorthand import address, unpacked, unwrapped, written_out

MAX_TEXT: Final = 200

_SPELLING: Final = {
    **dict.fromkeys(map(ord, "º˚"), "°"),
    **dict.fromkeys(map(ord, "′’‘ʹʼ´`"), "'"),
    **dict.fromkeys(map(ord, "″”“ʺ"), '"'),
    **dict.fromkeys(map(ord, "–—‑"), "-"),
    **dict.fromkeys(map(ord, "؛|\n\v\f"), ";"),
    ord("،"): ",",
    # what only the eye or the bidi algorithm needs: marks, joiners, isolates, tatweel, vowel signs
    **dict.fromkeys(
        [0x61C, 0x640, 0x670, 0xFEFF, *range(0x64B, 0x660), *range(0x200B, 0x2010)], None
    ),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2060, 0x206A)], None),
}
_DATUM = re.compile(r"\bwgs[ -]?(?:19)?84\b ?[:;,/]?", re.IGNORECASE)
_PARTING_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
_PARTS = re.compile(r" ?;[ ;]*")
_DECIMAL_POINT = re.compile(r"\d\.\d")
_COMMA_CHAIN = re.compile(r"\d,\d+,\d")


def read_position_text(text: str) -> TypedPosition:
    """The place that `text` names in WGS 84, and how precisely its digits name it.

    Latitude comes before longitude, and easting before northing, unless letters or words say
    otherwise. A square of MGRS is read as its centre.

    Raises:
        CoordinateError: the text names no place; sentence and hint say why.
        AmbiguousCoordinateError: it can be read in more than one way.
    """
    return read_plain(normalised(text), text)


def read_plain(plain: str, source_text: str) -> TypedPosition:
    """What `read_position_text` does, with a text that was normalised.

    Raises:
        CoordinateError: the text names no place; sentence and hint say why.
        AmbiguousCoordinateError: it can be read in more than one way.
    """
    if found := address(plain):
        typed = read_angles(found[0], source_text)
        return replace(typed, precision_m=max(typed.precision_m, Decimal(found[1] or 0)))
    if (parts := unpacked(plain)) != plain:
        return read_angles(parts, source_text)
    return read_grid(plain, source_text) or _read_angles(plain, source_text)


def doubts(typed: TypedPosition) -> tuple[CoordinateError, ...]:
    """What should be pointed out about a place that could be read; to be shown, not raised."""
    if typed.zone is None:
        return ()
    zone, band = zone_of(typed), band_of(typed)
    if typed.zone != zone:
        return (
            CoordinateError(
                "The place lies outside zone {typed}, in zone {zone}.",
                hint="Check the zone: a pair read in the next zone lies hundreds of kilometres "
                "away. If the site keeps to one zone, this is right.",
                typed=typed.zone,
                zone=zone,
            ),
        )
    if typed.band not in {None, band}:
        return (
            CoordinateError(
                "The place lies outside band {typed}, in band {band}.",
                hint="Check the letter of the zone and the northing.",
                typed=typed.band,
                band=band,
            ),
        )
    return ()


def normalised(text: str) -> str:
    """ASCII figures and marks, single spaces, `;` for every comma that is no decimal comma.

    The name of WGS 84 is taken out, since that is what figures are in unless they say otherwise.

    Raises:
        CoordinateError: there is nothing, or more than a position can be.
    """
    if len(text) > MAX_TEXT:
        raise CoordinateError(
            "The text is longer than the {limit} characters that a position may have.",
            hint="Copy the position alone, without the text around it.",
            limit=MAX_TEXT,
        )
    plain = ascii_digits(unicodedata.normalize("NFC", text.strip())).translate(_SPELLING)
    plain = " ".join(plain.replace("''", '"').split())
    plain = written_out(unwrapped(" ".join(_DATUM.sub(" ", plain).split())))
    plain = _PARTS.sub(";", " ".join(_PARTING_COMMA.sub(";", plain).split())).strip(" ;.")
    if not plain:
        raise CoordinateError(
            "Nothing was typed.",
            hint="Write the latitude and the longitude, or a grid reference with its zone.",
        )
    return plain


def names_wgs84(text: str) -> bool:
    """Whether the text says that its figures are WGS 84."""
    return _DATUM.search(ascii_digits(text)) is not None


def _read_angles(plain: str, text: str) -> TypedPosition:
    if "," not in plain:
        return read_angles(plain, text)
    if _DECIMAL_POINT.search(plain):
        return read_angles(plain.replace(",", ";"), text)
    if _COMMA_CHAIN.search(plain):
        raise _comma_question()
    with_decimals = plain.replace(",", ".")
    if plain.count(",") > 1:
        return read_angles(with_decimals, text)
    return _read_lone_comma(with_decimals, plain.replace(",", ";"), text)


def _read_lone_comma(with_decimals: str, in_parts: str, text: str) -> TypedPosition:
    """A single comma between digits may be a decimal comma or part the two angles."""
    as_decimals = _attempt(with_decimals, text)
    as_parts = _attempt(in_parts, text)
    if isinstance(as_parts, CoordinateError):
        if isinstance(as_decimals, CoordinateError):
            raise as_parts
        return as_decimals
    is_open = isinstance(as_decimals, (TypedPosition, AmbiguousCoordinateError))
    if is_open or is_one_angle(with_decimals):
        raise _comma_question()
    return as_parts


def _attempt(plain: str, text: str) -> TypedPosition | CoordinateError:
    try:
        return read_angles(plain, text)
    except CoordinateError as error:
        return error


def _comma_question() -> AmbiguousCoordinateError:
    return AmbiguousCoordinateError(
        "It is not clear whether a comma parts the two figures or begins decimals.",
        hint="Write decimals with a point, or put a space after the comma that parts the figures.",
    )
