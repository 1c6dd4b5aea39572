"""The ground of the practice, typed as people type it: degrees, seconds, UTM and MGRS.

The places are invented; they lie in empty land east of Basra, one on either side of the meridian
that parts two zones, because that is where positions go wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.geo.area import Area
from app.geo.coordinates import read_position_text
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position

WORKING_AREA = (
    "30.587188, 47.899565",
    "30.587201, 48.066383",
    "30.487978, 48.066308",
    "30.487965, 47.899660",
)

SITE_1 = "30.533100° N, 47.993400° E"
SITE_1_BOUNDARY = (
    "38N 787138 3381746",
    "38N 787288 3381750",
    "38N 787292 3381600",
    "38N 787142 3381596",
)
CLEARED = (
    "30°32′01.11″ N, 47°59′34.18″ E",
    "30°32′01.11″ N, 47°59′38.49″ E",
    "30°31′57.21″ N, 47°59′38.49″ E",
    "30°31′57.21″ N, 47°59′34.18″ E",
)
CONTROL = "38R QU 87173 81712"
GRAVE_1 = "38R QU 87226 81691"
GRAVE_2 = "30°31′58.45″ N, 47°59′35.64″ E"
OBSERVER_1 = "30.533100, 47.993400"
OBSERVER_3 = "38N 787265 3381725"

SITE_2 = "39N 213325 3383557"
SUSPECTED = (
    "39R TP 13265 83578",
    "39R TP 13337 83626",
    "39R TP 13416 83594",
    "39R TP 13364 83540",
)
OBSERVER_2 = "30.549929, 48.011387"
DIG_AT_SITE_2 = "39R TP 13350 83580"


def surveyed(text: str) -> Position:
    """A place measured by RTK, typed off the instrument."""
    return _position(text, Method.RTK, "0.05", AccuracyKind.P95)


def averaged(text: str) -> Position:
    """A place averaged with a handheld receiver."""
    return _position(text, Method.HANDHELD_AVERAGED, "1.8", AccuracyKind.P68)


def handheld(text: str) -> Position:
    """A place read off a handheld receiver."""
    return _position(text, Method.HANDHELD, "4", AccuracyKind.P68)


def area(corners: Iterable[str]) -> Area:
    """The ground within corners, each typed in its own notation."""
    read = [read_position_text(corner) for corner in corners]
    return Area(tuple(Point(corner.lat, corner.lon) for corner in read))


def _position(text: str, method: Method, accuracy_m: str, kind: AccuracyKind) -> Position:
    return read_position_text(text).position(
        method, accuracy_m=Decimal(accuracy_m), accuracy_kind=kind
    )
