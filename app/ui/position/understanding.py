"""What a typed text was understood to mean, in every notation, so that a person can compare.

Whoever reads a grid off a map knows some other figure of the same place: the zone, the minutes, the
next town. One of them beside what was typed shows the wrong digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.core.wording import Wording, embedded, isolated
from app.geo.formats import (
    format_degrees,
    format_dms,
    format_mgrs,
    format_minutes,
    format_utm,
    format_zone,
)
from app.geo.notation import CoordinateError, TypedPosition
from app.geo.places import PlaceHint, describe
from app.geo.reading import read_position, remarks
from app.ui.position.circle import metres


@dataclass(frozen=True, slots=True)
class Understood:
    """A place that was read from `text`, or the `refusal` that says why there is none.

    `notations` are pairs of a name (a sentence to translate) and figures; `doubts` are pointed out.
    """

    text: str
    typed: TypedPosition | None = None
    refusal: CoordinateError | None = None
    notations: tuple[tuple[str, str], ...] = ()
    place: PlaceHint | None = None
    doubts: tuple[CoordinateError, ...] = ()


def understand(
    text: str, system: str | None = None, accepted_m: Decimal | None = None
) -> Understood:
    """What `text` says of a place, in a `system` if one was chosen; see `read_position`."""
    try:
        typed = read_position(text, system, accepted_m)
    except CoordinateError as error:
        return Understood(text, refusal=error)
    zone = format_zone(typed)
    notations = (
        ("Decimal degrees", format_degrees(typed)),
        ("Degrees and minutes", format_minutes(typed)),
        ("Degrees, minutes, seconds", format_dms(typed)),
        ("UTM" if zone else "UPS", format_utm(typed)),
        ("MGRS", format_mgrs(typed, spaced=True)),
    )
    return Understood(text, typed, None, notations, describe(typed), remarks(typed))


def place_words(place: PlaceHint, say: Wording) -> str:
    """Where a place is, seen from the nearest town."""
    is_arabic_script = say.is_right_to_left and place.name_arabic
    return say(
        "{distance} {direction} of {town}",
        distance=isolated(metres(place.distance_m)),
        direction=say(place.direction),
        town=embedded(place.name_arabic if is_arabic_script else place.name_latin),
    )
