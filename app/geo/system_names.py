"""What people call a reference system, in figures, on maps and in files, and which one it is.

A name that stands for two systems is asked about: there are two Nahrwan data and two Iraq grids.
"""

from __future__ import annotations

import re
from typing import Final

from app.core.letters import ascii_digits
from app.geo.grids import wgs84_zone
from app.geo.notation import AmbiguousCoordinateError, CoordinateError
from app.geo.position import UNKNOWN_SYSTEM, WGS84
from app.geo.systems import DATUMS, REPLACED, System, systems

# Spaces match a space, a hyphen, a slash or nothing. Every name is followed by its EPSG codes. No
# name is one of a place alone (Karbala), or could be a latitude (S-42).
_NAMES: Final[tuple[tuple[str, str], ...]] = (
    ("karbala 1979|karbala 79|كربلاء 1979|کەربەلا 1979|kərbəla 1979", "4743"),
    ("nahrwan 1934|nahrwan 34|نهروان 1934|النهروان 1934", "4744"),
    ("nahrwan 1967|nahrwan 67|نهروان 1967|النهروان 1967", "4270"),
    ("nahrwan|نهروان|النهروان", "4744 4270"),
    ("european datum 1950|european 1950|ed 1950|ed 50", "4230"),
    ("igrs", "3889"),
    ("fd 58|final datum 1958", "4132"),
    ("koc lambert", "24600"),
    ("koc", "4246"),
    ("kudams ktm|ktm|kuwait transverse mercator", "31901"),
    ("kudams", "4319"),
    ("ngn", "4318"),
    ("kuwait grid", "24600 31901"),
    ("ain el abd 1970|ain el abd|عين العبد 1970|عين العبد", "4204"),
    ("pulkovo 1942|pulkovo 42|pulkovo|sk 42|ck 42|ск 42|с 42|пулково 1942", "4284"),
    ("karbala 1979 iraq national grid", "6646"),
    ("ed 50 iraq national grid", "3893"),
    ("iraq national grid", "6646 3893"),
    ("nahrwan 1934 iraq zone", "3394"),
    ("fd 58 iraq zone", "3200"),
    ("iraq zone", "3394 3200"),
    ("datum unknown|unknown datum|unknown", UNKNOWN_SYSTEM),
)
_DIGITS: Final = re.compile(r"[0-9]{1,6}")
_CODE: Final = r"EPSG[:; ]{0,2}(?P<code>\d{1,6})"
_EDGE: Final = " ;:,/()[]"


def _key(name: str) -> str:
    return re.sub(r"[ /_-]", "", name.casefold())


_CODES: Final = {_key(name): codes.split() for names, codes in _NAMES for name in names.split("|")}
_ANY: Final = "|".join(
    re.escape(name).replace(r"\ ", r"[ /_-]{0,3}")
    for name in sorted((name for names, _ in _NAMES for name in names.split("|")), key=len)[::-1]
)
_NAME: Final = rf"(?:{_CODE}|(?P<name>{_ANY}))"
_FIRST: Final = re.compile(rf"{_NAME}(?=[ ;:/)\]]|$)", re.IGNORECASE)
_LAST: Final = re.compile(rf"(?<![^\W_]){_NAME}[{re.escape(_EDGE)}]*$", re.IGNORECASE)


def system_of(name: int | str) -> System | None:
    """The system of an EPSG code, `EPSG:4743` or 4743; None for WGS 84 and its UTM zones.

    Raises:
        CoordinateError: it is none that can be converted.
    """
    code = _number(name)
    if code in systems():
        return systems()[code]
    if wgs84_zone(f"EPSG:{code}") is not None or f"EPSG:{code}" == WGS84:
        return None
    if code in REPLACED:
        raise CoordinateError(
            "{code} was withdrawn: such maps are drawn on {system}.",
            hint="Check the name on the margin of the map, and give EPSG:{instead}.",
            code=f"EPSG:{code}",
            system=systems()[REPLACED[code]].name,
            instead=REPLACED[code],
        )
    raise CoordinateError(
        "{system} is no reference system that can be converted here.",
        hint="Known are WGS 84 with its UTM zones, {names}, and the grids on them, each by its "
        "EPSG code. Where the system is not known, say that it is unknown.",
        system=str(name),
        names=", ".join(datum.name for datum in DATUMS),
    )


def system_id(name: int | str) -> str:
    """What is stored of a system that is named by its EPSG code, or as unknown.

    Raises:
        CoordinateError: it is none that can be converted.
    """
    if str(name).strip().upper() == UNKNOWN_SYSTEM:
        return UNKNOWN_SYSTEM
    system = system_of(name)
    return system.id if system is not None else f"EPSG:{_number(name)}"


def _number(name: int | str) -> int:
    text = ascii_digits(str(name)).strip().upper().removeprefix("EPSG:").strip()
    return int(text) if _DIGITS.fullmatch(text) else 0


def parted(plain: str) -> tuple[str | None, str]:
    """The system that a text names before or after its figures, if any, and the rest of the text.

    It is `UNKNOWN` where the text says so, and `EPSG:` with a code otherwise.

    Raises:
        AmbiguousCoordinateError: the name stands for two systems.
    """
    match = _FIRST.match(plain) or _LAST.search(plain)
    if match is None:
        return None, plain
    rest = (plain[: match.start()] + plain[match.end() :]).strip(_EDGE)
    if match["code"]:
        return f"EPSG:{int(match['code'])}", rest
    codes = _CODES[_key(match["name"])]
    if codes == [UNKNOWN_SYSTEM]:
        return UNKNOWN_SYSTEM, rest
    if len(codes) > 1:
        first, second = (systems()[int(code)] for code in codes)
        raise AmbiguousCoordinateError(
            "Two systems have this name: {first} and {second}.",
            hint="Look at the margin of the map for its year, and write {first_id} or {second_id}.",
            first=first.name,
            second=second.name,
            first_id=first.id,
            second_id=second.id,
        )
    return f"EPSG:{codes[0]}", rest
