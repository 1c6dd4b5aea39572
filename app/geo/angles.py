"""Reading a pair of angles: degrees, degrees and minutes, or degrees, minutes and seconds.

The text is cut into figures and directions, and every way to deal them into a latitude and a
longitude is tried. If exactly one makes sense it is meant; if several do, the person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.geo.notation import (
    AmbiguousCoordinateError,
    CoordinateError,
    Notation,
    TypedPosition,
    computed_degrees,
    half_diagonal_m,
    last_digit,
)
from app.geo.position import WGS84
from app.geo.words import Axis, Direction, Unit, meaning_of

LONGEST_DEGREE_M: Final = Decimal(111_700)  # of the meridian, at the poles
_MAX_FIGURES: Final = 21  # as programs print the nearest number to 0.3 that they can hold
_FINEST: Final = Decimal("1E-15")
_NOTATIONS: Final = (Notation.DEGREES, Notation.MINUTES, Notation.SECONDS)
_MARKS: Final = {"°": Unit.DEGREE, "'": Unit.MINUTE, '"': Unit.SECOND}
_TOKEN = re.compile(
    r"(?P<joint>(?<=\d)[:-](?=\d))"  # 30:30:30 and 30-30-30 are glued together by it, no more
    r"|(?P<number>[+-]?\d+(?:\.\d+)?)"
    r"|(?P<mark>[°'\"])"
    r"|(?P<word>[^\W\d_]+)[.:=]?"
    r"|(?P<part>[;/])"
    r"|(?P<other>\S)"
)


@dataclass(slots=True)
class _Number:
    """A figure; `may_begin` says whether the text lets an angle begin with it."""

    text: str
    may_begin: bool
    must_begin: bool
    unit: Unit | None = None

    @property
    def has_decimals(self) -> bool:
        return "." in self.text

    @property
    def is_signed(self) -> bool:
        return self.text[0] in "+-"


@dataclass(slots=True)
class _Letter:
    """A direction; one that touches a figure on one side only belongs to that figure."""

    direction: Direction
    may_begin: bool
    must_begin: bool
    is_glued: bool


_Token = _Number | _Letter


@dataclass(frozen=True, slots=True)
class _Angle:
    parts: tuple[_Number, ...]
    axis: Axis | None
    sign: int


def read_angles(text: str, source_text: str) -> TypedPosition:
    """The place that a pair of angles names; the latitude comes first unless letters say else.

    `text` is normalised: ASCII digits and marks, no decimal commas, `;` between the two angles if
    anything is.

    Raises:
        CoordinateError: it is no such pair, or one that cannot be.
        AmbiguousCoordinateError: it can be read in several ways.
    """
    tokens = _tokens(text)
    pairs = _pairs(tokens)
    if not pairs:
        raise _unreadable(tokens)
    if len(pairs) > 1:  # of bare figures, only an even deal is what anybody means
        pairs = [(left, right) for left, right in pairs if len(left.parts) == len(right.parts)]
    if len(pairs) != 1:
        raise AmbiguousCoordinateError(
            "It is not clear which figures are the latitude and which the longitude.",
            hint="Write N, S, E or W right after each of the two, or signs after their parts, "
            "as in 30°30'30\"N 47°46'49\"E.",
        )
    return _place(*pairs[0], source_text)


def is_one_angle(text: str) -> bool:
    """Whether the text, normalised, has the form of a single latitude or longitude.

    Raises:
        CoordinateError: there is something in it that belongs to no angle.
    """
    return _angle(_tokens(text)) is not None


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    must_begin = False
    for match in _TOKEN.finditer(text):
        kind, value = match.lastgroup, match[match.lastgroup or 0]
        is_glued = _touches(text, match.start() - 1)
        if kind == "number":
            follows_letter = (
                bool(tokens) and isinstance(tokens[-1], _Letter) and tokens[-1].is_glued
            )
            may_begin = not is_glued or value[0] in "+-" or follows_letter
            tokens.append(_Number(value, may_begin, must_begin))
            must_begin = False
        elif kind == "mark":
            _give_unit(tokens, _MARKS[value])
        elif kind == "word":
            meaning = meaning_of(value)
            if isinstance(meaning, Unit):
                _give_unit(tokens, meaning)
            elif meaning is not None:
                may_begin = not is_glued or _touches(text, match.end())
                tokens.append(_Letter(meaning, may_begin, must_begin, is_glued))
                must_begin = False
        elif kind == "part":
            must_begin = True
        elif kind == "other":
            raise _not_understood()
    return tokens


def _touches(text: str, index: int) -> bool:
    return 0 <= index < len(text) and not text[index].isspace() and text[index] not in ";/"


def _give_unit(tokens: Sequence[_Token], unit: Unit) -> None:
    if not tokens or not isinstance(tokens[-1], _Number) or tokens[-1].unit is not None:
        raise _not_understood()
    tokens[-1].unit = unit


def _pairs(tokens: Sequence[_Token]) -> list[tuple[_Angle, _Angle]]:
    """Every way to deal the tokens into two angles."""
    forced = [index for index, token in enumerate(tokens) if index and token.must_begin]
    if len(forced) > 1 and not _says_its_units(tokens):
        return []
    starts = forced or [index for index in range(1, len(tokens)) if _may_begin(tokens, index)]
    deals = ((_angle(tokens[:start]), _angle(tokens[start:])) for start in starts)
    return [(left, right) for left, right in deals if left is not None and right is not None]


def _says_its_units(tokens: Sequence[_Token]) -> bool:
    """Whether a comma may also part degrees from their minutes, as in 33 degrees, 18 minutes N."""
    return all(token.unit is not None for token in tokens if isinstance(token, _Number))


def _may_begin(tokens: Sequence[_Token], index: int) -> bool:
    before, token = tokens[index - 1], tokens[index]
    if token.may_begin:
        return True
    return (  # 30°47°
        isinstance(token, _Number)
        and token.unit is Unit.DEGREE
        and isinstance(before, _Number)
        and before.unit is not None
    )


def _angle(tokens: Sequence[_Token]) -> _Angle | None:
    """The angle that the tokens have the form of, whatever its figures; None if they have none."""
    first, last = 0, len(tokens)
    while first < last and isinstance(tokens[first], _Letter):
        first += 1
    while first < last and isinstance(tokens[last - 1], _Letter):
        last -= 1
    parts = tuple(token for token in tokens[first:last] if isinstance(token, _Number))
    letters = [token.direction for token in tokens if isinstance(token, _Letter)]
    axes = {letter.axis for letter in letters}
    signs = {letter.sign for letter in letters} - {0}
    if len(parts) != last - first or not _is_in_order(parts) or len(axes) > 1 or len(signs) > 1:
        return None
    return _Angle(parts, next(iter(axes), None), next(iter(signs), 0))


def _is_in_order(parts: Sequence[_Number]) -> bool:
    """Whether the parts are degrees, then minutes, then seconds, the later ones unsigned."""
    if not 1 <= len(parts) <= len(Unit):
        return False
    return all(
        (part.unit is None or part.unit.value == rank) and not (rank and part.is_signed)
        for rank, part in enumerate(parts)
    )


def _place(first: _Angle, second: _Angle, source_text: str) -> TypedPosition:
    if first.axis is not None and first.axis is second.axis:
        raise AmbiguousCoordinateError(
            "Both figures are marked as latitudes, or both as longitudes.",
            hint="One has to be a latitude (N or S) and the other a longitude (E or W).",
        )
    is_lon_first = first.axis is Axis.LONGITUDE or second.axis is Axis.LATITUDE
    north, east = (second, first) if is_lon_first else (first, second)
    return TypedPosition(
        lat=_degrees(north, 90),
        lon=_degrees(east, 180),
        precision_m=half_diagonal_m(_step_m(north), _step_m(east)),
        source_system=WGS84,
        source_text=source_text,
        notation=_NOTATIONS[max(len(first.parts), len(second.parts)) - 1],
    )


def _degrees(angle: _Angle, limit: int) -> Decimal:
    whole, *finer = angle.parts
    if any(len(part.text) > _MAX_FIGURES for part in angle.parts):
        raise CoordinateError(
            "A figure has more digits than any receiver gives.",
            hint="Write at most ten decimals.",
        )
    if any(part.has_decimals for part in angle.parts[:-1]):
        raise CoordinateError(
            "Only the last part of an angle may have decimals.",
            hint="Write decimal degrees alone (30.508), or whole degrees with decimal minutes "
            "(30 30.5), or whole degrees and minutes with seconds (30 30 30).",
        )
    if angle.sign and whole.is_signed:
        raise AmbiguousCoordinateError(
            "A figure has both a plus or minus sign and a direction.",
            hint="Write either the sign or the letter N, S, E or W.",
        )
    size = abs(Decimal(whole.text))
    for divisor, part in zip((60, 3600), finer, strict=False):
        size += _sixtieths(part, divisor)
    if size > limit:
        raise CoordinateError(
            "A latitude ends at 90° and a longitude at 180°, and a larger figure was typed.",
            hint="Check that no digit is too many. The latitude comes first unless N, S, E or W "
            "are written; metres of a grid need their zone, as in 38R.",
        )
    value = computed_degrees(size) if finer else _kept(size)
    return -value if angle.sign < 0 or whole.text[0] == "-" else value


def _kept(size: Decimal) -> Decimal:
    """Digit for digit, as far as positions are kept."""
    return size if size.adjusted() - len(size.as_tuple().digits) >= -16 else size.quantize(_FINEST)


def _sixtieths(part: _Number, divisor: int) -> Decimal:
    value = Decimal(part.text)
    if value >= 60:
        raise CoordinateError(
            "Minutes and seconds end below 60, and {figure} was typed.",
            hint="Check the figures. If they are decimals of a degree, join them with a point.",
            figure=part.text,
        )
    return value / divisor


def _step_m(angle: _Angle) -> Decimal:
    """The length on the ground of one unit of the last digit typed."""
    parts_of_degree = Decimal(60) ** (len(angle.parts) - 1)
    return LONGEST_DEGREE_M * last_digit(Decimal(angle.parts[-1].text)) / parts_of_degree


def _unreadable(tokens: Sequence[_Token]) -> CoordinateError:
    if _angle(tokens) is not None and not any(token.must_begin for token in tokens[1:]):
        return CoordinateError(
            "There is only one figure, and a position needs two.",
            hint="Write the latitude and then the longitude, with a space between them.",
        )
    return _not_understood()


def _not_understood() -> CoordinateError:
    return CoordinateError(
        "This is not a position that can be read.",
        hint="Write for example 30.50833 47.78040, 30°30'30\"N 47°46'49\"E, "
        "38R 766837 3378403 or 38RQU6683778403.",
    )
