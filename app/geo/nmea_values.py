"""Single values in a receiver's sentences: how good, when, where; None for what is none."""

from __future__ import annotations

import re
from datetime import UTC, date, time
from decimal import Decimal
from types import MappingProxyType

from app.geo.nmea import Sentence
from app.geo.quality import Quality

_CLOCK = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9]|60)(?:\.([0-9]{0,9}))?")
_DEGREES = re.compile(r"([0-9]{2,3})([0-5][0-9])(?:\.([0-9]{0,12}))?")


_OF_NUMBER = MappingProxyType({str(n): quality for n, quality in enumerate(Quality, start=1)})
_OF_LETTER = MappingProxyType(
    {
        "A": Quality.AUTONOMOUS,
        "D": Quality.DIFFERENTIAL,
        "P": Quality.PRECISE,
        "R": Quality.RTK_FIXED,
        "F": Quality.RTK_FLOAT,
        "E": Quality.DEAD_RECKONED,
        "M": Quality.MANUAL,
        "S": Quality.SIMULATED,
    }
)


def judged(sentence: Sentence) -> tuple[Quality | None, bool]:
    """How the position of a sentence was come by, None for none; and whether it is called void.

    The standard has a position that was estimated, typed in or played marked as void and with the
    letter that says so: that is told as what it is.
    """
    if sentence.kind == "GGA":
        quality = _OF_NUMBER.get(sentence["gps_qual"])
        return quality, quality is None
    if sentence.kind == "GNS":
        letters = [_OF_LETTER[x] for x in sentence["mode_indicator"] if x in _OF_LETTER]
        return (max(letters, key=_RANK.index) if letters else None), not letters
    letter = sentence["mode_indicator" if sentence.kind == "RMC" else "faa_mode"][:1]
    quality = _OF_LETTER.get(letter or "A")
    if sentence["status"] == "A":
        return quality, quality is None
    if quality is not None and not quality.is_measured:
        return quality, False
    return None, True


# Of the letters that GNS has for each system of satellites, the best one made the position.
_RANK = (
    Quality.SIMULATED,
    Quality.MANUAL,
    Quality.DEAD_RECKONED,
    Quality.AUTONOMOUS,
    Quality.DIFFERENTIAL,
    Quality.PRECISE,
    Quality.RTK_FLOAT,
    Quality.RTK_FIXED,
)


def read_clock(told: str) -> time | None:
    """`hhmmss.sss`; a leap second is told as the second before it."""
    shape = _CLOCK.fullmatch(told)
    if shape is None:
        return None
    hours, minutes, seconds = (int(part) for part in shape.groups()[:3])
    micros = int((shape[4] or "")[:6].ljust(6, "0"))
    return time(hours, minutes, min(seconds, 59), micros, UTC)


def read_day(sentence: Sentence) -> date | None:
    """The date in RMC (two digits of the year, 1980 to 2079) or ZDA."""
    if sentence.kind == "ZDA":
        parts = [sentence[name] for name in ("year", "month", "day")]
    else:
        shape = re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{2})", sentence["datestamp"])
        parts = list(shape.groups())[::-1] if shape else [""]
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        return None
    year, month, day = (int(part) for part in parts)
    if sentence.kind != "ZDA":
        year += 1900 if year >= 80 else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_degrees(told: str, side: str, sides: str, most: int) -> Decimal | None:
    """Degrees and minutes run together, with the hemisphere; None if they are no such thing."""
    shape = _DEGREES.fullmatch(told)
    if shape is None or len(side) != 1 or side not in sides:
        return None
    decimals = shape[3] or ""
    minutes = Decimal(f"{shape[2]}.{decimals or '0'}")
    # A digit of a minute is worth 1/60: two more digits of a degree keep all of it, and nine are
    # a tenth of a millimetre, so that thirds of a digit do not add up.
    step = Decimal(1).scaleb(-min(max(len(decimals) + 2, 9), 12))
    degrees = (int(shape[1]) + minutes / 60).quantize(step)
    if degrees > most:
        return None
    return -degrees if side == sides[1] else degrees
