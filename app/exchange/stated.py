"""What reference system the figures of a file are in, where a file leaves that to be asked.

The same figures name places hundreds of metres apart, or in another country, by the system that
they are read in. So nobody guesses it: the file says it, or a person does, who is shown where the
first place of the file would lie in each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.exchange.features import ImportRefusedError, Remark, number_of
from app.geo.conversion import UnsureConversionError
from app.geo.grids import wgs84_zone
from app.geo.notation import CoordinateError, TypedPosition
from app.geo.position import UNKNOWN_SYSTEM, WGS84
from app.geo.reading import read_position
from app.geo.system_names import system_id, system_of
from app.geo.systems import Order, systems

Pair = tuple[str, str]  # east, north: as the file has them

UNKNOWN_HERE: Final = (
    "The file says that it is in the reference system {system}, which is not known here."
)
_UTM_ZONES: Final = range(36, 41)
_SUPPOSED_M: Final = Decimal(50)
_FINEST: Final = {True: Decimal("1e-10"), False: Decimal("1e-4")}  # of degrees, of metres
_MOST_DEGREES: Final = 360
_CODE: Final = re.compile(
    r"""(?:^|\W)EPSG(?:\W{1,2}[0-9.]{0,8}\W{1,2}|\W{1,3})([0-9]{4,5})"?\]{0,2}$"""
)
_ESRI_UTM: Final = re.compile(
    r'PROJCS\["WGS_1984_UTM_Zone_([1-9]|[1-5][0-9]|60)([NS])",GEOGCS\["GCS_WGS_1984"'
)


class UnstatedSystemError(ImportRefusedError):
    """The file does not say its system, or says one that is not known here; a person may.

    `first` is its first pair of figures, east and north, if it has one.
    """

    def __init__(self, message: str, *, first: Pair | None, **values: object) -> None:
        super().__init__(
            message,
            hint="Ask whoever made it, and say which system it is in (on the command line: "
            "--system EPSG:32638). Figures are never taken for degrees of WGS 84 unasked.",
            reason="no_system",
            **values,
        )
        self.first = first


@dataclass(frozen=True, slots=True)
class Stated:
    """The system that a file is said to be in: `EPSG:` with a code, or `UNKNOWN` for degrees.

    `accepted_m` is how far off a person lets its places be, where nobody published that.
    """

    system: str
    accepted_m: Decimal | None = None

    @property
    def reading(self) -> Callable[[Pair], TypedPosition] | None:
        """How a pair becomes a place; None for degrees of WGS 84, which are taken as they are."""
        return None if self.system == WGS84 else self.read

    def read(self, pair: Pair) -> TypedPosition:
        """The place of a pair, in WGS 84, and how it became so.

        Raises:
            CoordinateError: it names no place in that system.
        """
        return read_position(in_order(self.system, pair), self.system, self.accepted_m)


class SystemToldError(ImportRefusedError):
    """The file itself says another reference system than it is said to be in."""


def settled(
    told: Stated | None,
    stated: Stated | None,
    first: Callable[[], Pair | None],
    message: str,
    **values: object,
) -> Stated:
    """The system of a file: what the file says, or else what a person says.

    `message` says that the file does not say it, or says what is not known here.

    Raises:
        UnstatedSystemError: nobody says it, or how far off its places are has to be accepted.
        SystemToldError: the two differ.
    """
    if told is None and stated is None:
        raise UnstatedSystemError(message, first=first(), **values)
    if told is None or stated is None:
        found = stated or told or Stated(WGS84)
    elif told.system == stated.system:
        found = stated
    else:
        raise SystemToldError(
            "The file says that it is in {told}, and {stated} was given as its reference system.",
            hint="What the file says goes first. If it is wrong, export it anew.",
            reason="other_system",
            told=told.system,
            stated=stated.system,
        )
    if stated is None and found.system != WGS84 and (pair := first()) is not None:
        try:
            found.read(pair)
        except UnsureConversionError as error:
            raise UnstatedSystemError(error.message, first=pair, **error.values) from error
        except CoordinateError:
            pass  # that place is a problem of its own; the others may lie where they should
    return found


@dataclass(frozen=True, slots=True)
class Offer:
    """A system that a file may be in, and where its first place would then lie.

    `is_unsure` says that a person has to accept how far off that is, as nobody published it.
    """

    system: str
    name: str
    first: TypedPosition
    is_unsure: bool = False


def stated_system(name: str, accepted_m: Decimal | None = None) -> Stated:
    """What a person says of a file's system, by its EPSG code or as unknown.

    Raises:
        CoordinateError: it is none that can be converted.
    """
    return Stated(system_id(name), accepted_m)


def system_told(text: str) -> Stated | None:
    """The system that a definition (WKT, or the name of one) says by its code; None if none.

    A system that is known, but not converted here, is none.
    """
    plain = "".join(text.split())
    esri = _ESRI_UTM.match(plain)
    code = f"32{'6' if esri[2] == 'N' else '7'}{int(esri[1]):02}" if esri else ""
    if not code and (named := _CODE.search(plain)):
        code = named[1]
    try:
        return stated_system(f"EPSG:{code}") if code else None
    except CoordinateError:
        return None


def in_order(system: str, pair: Pair) -> str:
    """A pair as people write it in a system: latitude first, easting first, or X, the northing."""
    east, north = (_fine(figure) for figure in pair)
    return f"{east} {north}" if _order(system) is Order.EASTING else f"{north} {east}"


def remark_of(system: Stated, stated: Stated | None) -> Iterator[Remark]:
    """What there is to know of the system of a file, if it is not WGS 84."""
    if system.system != WGS84:
        what = (
            "The file says that it is in {system}. Its places are converted to WGS 84."
            if stated is None
            else "A person said that it is in {system}. Its places are converted to WGS 84."
        )
        yield Remark(what, {"system": system.system})


def offers(pair: Pair) -> list[Offer]:
    """Every system that is offered in which the pair names a place where the system is used.

    The last of all, without a name, is that nobody knows the system of degrees.
    """
    named = [(WGS84, "WGS 84")]
    named += [(f"EPSG:326{zone}", f"WGS 84 / UTM zone {zone}N") for zone in _UTM_ZONES]
    named += [(one.id, one.name) for one in systems().values()]
    named += [(UNKNOWN_SYSTEM, "")]
    are_degrees = all(abs(number_of(figure) or Decimal(0)) <= _MOST_DEGREES for figure in pair)
    found = []
    for system, name in named:
        if are_degrees != (_order(system) is Order.LATITUDE):
            continue
        for accepted_m in (None, _SUPPOSED_M):
            try:
                first = Stated(system, accepted_m).read(pair)
            except CoordinateError:
                continue
            found.append(Offer(system, name, first, is_unsure=accepted_m is not None))
            break
    return found


def _order(system: str) -> Order:
    if wgs84_zone(system) is not None:
        return Order.EASTING
    known = None if system in {UNKNOWN_SYSTEM, WGS84} else system_of(system)
    return Order.LATITUDE if known is None else known.order


def _fine(figure: str) -> str:
    """A figure without the digits that only a binary fraction has."""
    number = number_of(figure)
    if number is None:
        return figure
    finest = _FINEST[abs(number) <= _MOST_DEGREES]
    exponent = number.as_tuple().exponent
    is_finer = isinstance(exponent, int) and Decimal(1).scaleb(exponent) < finest
    return f"{number.quantize(finest).normalize() if is_finer else number:f}"
