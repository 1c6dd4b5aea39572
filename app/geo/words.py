"""The words that stand beside typed angles, in the five languages, and what they mean.

Latitude is خط العرض and longitude is خط الطول: a program once had them the wrong way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from app.core.letters import folded
from app.geo.notation import AmbiguousCoordinateError, CoordinateError


class Axis(Enum):
    """Which of the two angles a figure is."""

    LATITUDE = "latitude"
    LONGITUDE = "longitude"


@dataclass(frozen=True, slots=True)
class Direction:
    """A hemisphere, or, with sign 0, only the name of the axis."""

    axis: Axis
    sign: int


class Unit(Enum):
    """A part of an angle; the value is its rank."""

    DEGREE = 0
    MINUTE = 1
    SECOND = 2


Meaning = Direction | Unit | None

NORTH: Final = Direction(Axis.LATITUDE, 1)
SOUTH: Final = Direction(Axis.LATITUDE, -1)
EAST: Final = Direction(Axis.LONGITUDE, 1)
WEST: Final = Direction(Axis.LONGITUDE, -1)

_SPELLINGS: Final[tuple[tuple[Meaning, str], ...]] = (
    (NORTH, "n north northern شمال شمالا شمالي الشمال باکور باکوور باکووری şimal şimali"),
    (NORTH, "شماليات الشماليات bakur kuzey nord с север северной северная"),
    (SOUTH, "s south southern جنوب جنوبا جنوبي الجنوب باشور باشوور باشووری cənub cənubi"),
    (SOUTH, "başûr başur güney sud süd ю юг южной южная"),
    (EAST, "e east eastern شرق شرقا شرقي الشرق خاور خاوری şərq şərqi"),
    (EAST, "شرقيات الشرقيات rojhilat doğu est ost в восток восточной восточная"),
    (EAST, "ڕۆژهەڵات ڕۆژهەڵاتی ڕۆژھەڵات ڕۆژھەڵاتی"),
    (WEST, "w west western غرب غربا غربي الغرب باختر باختری ڕۆژئاوا ڕۆژئاوایی qərb qərbi"),
    (WEST, "rojava batı ouest з запад западной западная"),
    (Direction(Axis.LATITUDE, 0), "lat latitude عرض العرض پانی پانیی enlik enliyi eni"),
    (Direction(Axis.LATITUDE, 0), "enlem широта широты"),
    (Direction(Axis.LONGITUDE, 0), "lon long lng longitude طول الطول درێژی درێژیی uzunluq"),
    (Direction(Axis.LONGITUDE, 0), "uzunluğu boylam долгота долготы"),
    (Unit.DEGREE, "d deg degree degrees درجة درجه درجات پلە dərəcə derece"),
    (Unit.DEGREE, "градус градуса градусов"),
    (Unit.MINUTE, "min minute minutes دقيقة دقیقه دقائق خولەک dəqiqə dakika"),
    (Unit.MINUTE, "минута минуты минут"),
    (Unit.SECOND, "sec second seconds ثانية ثانیه ثواني چرکە saniyə saniye"),
    (Unit.SECOND, "секунда секунды секунд"),
    (None, "and və ve û и ی و خط وخط دائرة هێڵی ھێڵی جغرافیایی جوگرافی coğrafi"),
)
_ZONES: Final = "zone المنطقة منطقة النطاق نطاق زون ناحیه زۆن zona zonası зона"
_MEANINGS: Final = {
    folded(word): meaning for meaning, words in _SPELLINGS for word in words.split()
}
# One letter for two directions: ش is شمال or شرق, ş is şimal or şərq, O is Ost, ouest or oeste.
_TWO_FACED: Final = frozenset({"ش", "ş", "o"})


def spelled(direction: Direction) -> tuple[str, ...]:
    """Every word and letter for a direction, in capitals, the longest first."""
    words = " ".join(words for meaning, words in _SPELLINGS if meaning == direction)
    return _capitals(words)


def zone_words() -> tuple[str, ...]:
    """Every word for the zone of a grid, in capitals, the longest first."""
    return _capitals(_ZONES)


def _capitals(words: str) -> tuple[str, ...]:
    return tuple(sorted((word.upper() for word in words.split()), key=len, reverse=True))


def meaning_of(word: str) -> Meaning:
    """What a word beside a figure says; None for words that say nothing, such as *and*.

    Raises:
        CoordinateError: the word is not known.
        AmbiguousCoordinateError: the letter stands for two directions.
    """
    if word.casefold() in _TWO_FACED:
        raise AmbiguousCoordinateError(
            "The letter “{letter}” stands for more than one direction.",
            hint="Write the direction as a whole word, or as N, S, E or W.",
            letter=word,
        )
    try:
        return _MEANINGS[folded(word)]
    except KeyError:
        raise CoordinateError(
            "There is a word or letter among the figures that is not understood.",
            hint="Beside figures only directions (N, S, E, W), lat, lon, degrees, minutes and "
            "seconds are understood, in words or signs. A grid needs its zone, as in 38R.",
        ) from None
