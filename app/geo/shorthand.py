"""How people shorten a position and programs wrap it, written out as the readers know it.

Each form here has one meaning only. What could be something else is left as it is, to be asked
about or refused by whoever reads it.
"""

from __future__ import annotations

import re
from typing import Final

_DEGREES: Final = r"(-?\d{1,3}(?:\.\d+)?)"
_QUOTES: Final = {('"', '"'), ("'", "'"), ("<", ">"), ("«", "»")}
_BRACKETS: Final = str.maketrans("()[]{}", " " * 6)
# What stands before a position and says only that it is one.
_LABEL = re.compile(
    r"(?:gps|usng|coordinates?|coords?|location|position|pos|grid(?: ref(?:erence)?)?|gr"
    r"|(?:ال)?[إا]حداثيات|(?:ال)?موقع|مختصات|موقعیت|شوێن|koordinat(?:lar|ları)?|координаты)"
    r"(?![^\W_]) ?[:;=]? ?(?=\S)",
    re.IGNORECASE,
)
_AND = re.compile(r"\bو(?=\d)")  # which Arabic writes in one with what follows
_SIGN_APART = re.compile(r"(^|[;,] ?)- (?=\d)")
# What atlases write: şimal enliyi and şərq uzunluğu, северная широта and восточная долгота. QU is
# a square of MGRS, and CE might be: these have their points.
_ATLAS: Final = tuple(
    (re.compile(rf"(?<![^\W\d_]){pattern}(?![^\W_])\.?", re.IGNORECASE), letter)
    for pattern, letter in (
        (r"şm\.? ?e", "N"),
        (r"cn?\. ?e", "S"),
        (r"ş\.? ?u", "E"),
        (r"q\. ?u", "W"),
        (r"с\.? ?ш", "N"),
        (r"ю\.? ?ш", "S"),
        (r"в\.? ?д", "E"),
        (r"з\.? ?д", "W"),
    )
)
# 40o 25' and 40.4o N: a raised letter for the sign of degrees, lost in copying.
_RAISED_O = re.compile(r"(?<=\d)o(?= ?[NSEW](?![^\W_])| ?\d{1,2}(?:\.\d+)? ?')", re.IGNORECASE)
# 27.15.45S: points part degrees, minutes and seconds, of which a fourth figure is decimals. In one
# angle of the two it is a slip.
_POINTED = re.compile(r"(?<![\d.,])(\d{1,3})\.(\d{1,2})\.(\d{1,2})(?:[.,](\d+))?(?![\d.])")
# 40d25m6s N: the s is one of seconds, as the direction stands beside it.
_LETTERED = re.compile(
    r"(?<![^\W_])(?P<before>[NSEW] ?)?(?P<degrees>\d{1,3}) ?d? ?(?P<minutes>\d{1,2}) ?(?P<m>m) ?"
    r"(?P<seconds>\d{1,2}(?:\.\d+)?) ?(?(before)s|(?P<end>s ?[NSEW]|[NSEW]))(?![^\W_])",
    re.IGNORECASE,
)
# Of pilots and signals: 303030N 0474649E, two and three digits of degrees, then minutes, seconds;
# 3030.5,N,04746.8,E in the sentences of receivers.
_PACKED = re.compile(
    r"(?P<ns1>[NS])? ?(?P<lat>\d{4}|\d{6})(?P<north>\.\d+)?[ ,;]?(?(ns1)|(?P<ns2>[NS]))[ ,;]*"
    r"(?P<ew1>[EW])? ?(?P<lon>\d{4,5}|\d{7})(?P<east>\.\d+)?[ ,;]?(?(ew1)|(?P<ew2>[EW]))",
    re.IGNORECASE,
)
_LENGTHS: Final = {4: {4, 5}, 6: {7}}  # six digits may be the metres of an easting
# ISO 6709: as many digits of each, a sign before either, perhaps a height, a solidus at the end.
_STANDARD = re.compile(
    r"(?P<north>[+-])(?P<lat>\d{2}|\d{4}|\d{6})(?P<lat_rest>\.\d+)?"
    r"(?P<east>[+-])(?P<lon>\d{3}|\d{5}|\d{7})(?P<lon_rest>\.\d+)?"
    r"(?:[+-]\d+(?:\.\d+)?)?(?:CRSWGS_84)?/?",
    re.IGNORECASE,
)
# RFC 5870, without the name of WGS 84, which is taken out. A zoom says how large to draw.
_ADDRESS = re.compile(
    rf"geo:{_DEGREES}[,;]{_DEGREES}(?:[,;]-?\d+(?:\.\d+)?)?"
    r"(?:;crs= ?)?(?:;?u=(?P<metres>\d{1,9}(?:\.\d+)?))?(?:\?z=[\d.]+)?",
    re.IGNORECASE,
)
# Links to maps, as telephones send a place. What such a map showed (@33.3,44.4 and #map=) is none.
_LINK = re.compile(r"(?:https?://|geo:0,0\?).+", re.IGNORECASE)
_ASKED = re.compile(
    rf"[?&](?:q|query|daddr|destination)=(?:loc:)?{_DEGREES}(?:[,;]|%2C)[+ ]?{_DEGREES}(?![\d.])"
    rf"|[?&]mlat={_DEGREES}&mlon={_DEGREES}(?![\d.])|!3d{_DEGREES}!4d{_DEGREES}(?![\d.])",
    re.IGNORECASE,
)


def unwrapped(text: str) -> str:
    """`text`, of ASCII marks and single spaces, without quotes, brackets and label around it."""
    if (text[:1], text[-1:]) in _QUOTES and len(text) > 1:
        text = text[1:-1]
    text = " ".join(text.translate(_BRACKETS).split()).strip(" ;.")
    return text if (match := _LABEL.match(text)) is None else text[match.end() :]


def written_out(text: str) -> str:
    """`text` with the directions of atlases as letters, and signs between the parts of angles."""
    for form, letter in _ATLAS:
        text = form.sub(f" {letter} ", text)
    text = _AND.sub("و ", text)
    text = _RAISED_O.sub("°", _SIGN_APART.sub(r"\1-", " ".join(text.split())))
    if len(_POINTED.findall(text)) == 2:
        text = _POINTED.sub(_with_signs, text)
    return _LETTERED.sub(_of_letters, text)


def unpacked(text: str) -> str:
    """Angles that are written without anything between their parts, with spaces there."""
    if match := _STANDARD.fullmatch(text):
        if len(match["lon"]) != len(match["lat"]) + 1:
            return text
        lat, lon = _parts(match["lat"], 2), _parts(match["lon"], 3)
        north, east = match["lat_rest"] or "", match["lon_rest"] or ""
        return f"{match['north']}{lat}{north};{match['east']}{lon}{east}"
    match = _PACKED.fullmatch(text)
    if match is None or len(match["lon"]) not in _LENGTHS[len(match["lat"])]:
        return text
    whole = len(match["lon"]) % 2 + 2
    lat, lon = _parts(match["lat"], 2), _parts(match["lon"], whole)
    return (
        f"{lat}{match['north'] or ''}{match['ns1'] or match['ns2']} "
        f"{lon}{match['east'] or ''}{match['ew1'] or match['ew2']}"
    )


def address(text: str) -> tuple[str, str] | None:
    """The pair in a geo: address, and by how many metres it says that it may be off, "" if not.

    A link to a map is an address too, if it asks for one place.
    """
    if match := _ADDRESS.fullmatch(text):
        return f"{match[1]};{match[2]}", match["metres"] or ""
    if not _LINK.fullmatch(text):
        return None
    asked = {";".join(filter(None, found)) for found in _ASKED.findall(text)}
    return (asked.pop(), "") if len(asked) == 1 else None


def _parts(digits: str, whole: int) -> str:
    pairs = (digits[at : at + 2] for at in range(whole, len(digits), 2))
    return " ".join((digits[:whole], *pairs))


def _of_letters(found: re.Match[str]) -> str:
    end = found["end"] or ""
    if end in {"s", "S"} and (end, found["m"]) != ("S", "m"):  # of seconds, or south
        return found[0]
    before, side = found["before"] or "", end[-1:]
    return f"{before}{found['degrees']}°{found['minutes']}'{found['seconds']}\"{side}"


def _with_signs(found: re.Match[str]) -> str:
    degrees, minutes, seconds, decimals = found.groups()
    return f"{degrees}°{minutes}'{seconds}{f'.{decimals}' if decimals else ''}\""
