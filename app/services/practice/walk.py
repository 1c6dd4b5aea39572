"""A walk with a receiver over the ground of the practice, to train on without one.

It stands still beside a grave for as long as an average takes, walks up to hazard 3 and a step too
far, loses the sky for a while, and comes back. Everything in it is invented; no date is
told, so nobody's clock is judged by it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Final

from app.geo.coordinates import read_position_text
from app.geo.engines import geod
from app.services.practice import places

STILL_S: Final = 90
PACE_MS: Final = 1.4
_HAZARD_BEARING: Final = 65  # as it was reported from `OBSERVER_3`
_STOPS_AFTER_M: Final = 58  # from where the observer stood: a step too far
_LOST_S: Final = 12
_KNOTS: Final = 3600 / 1852
_BEGINS_S: Final = 9 * 3600
_GEOID_M: Final = -6.2
_SATELLITES: Final = (
    (2, 61, 40, 44),
    (5, 35, 118, 41),
    (7, 72, 310, 46),
    (9, 18, 77, 33),
    (13, 44, 201, 42),
    (15, 27, 260, 37),
    (20, 12, 155, 30),
    (30, 55, 20, 43),
)


@dataclass(frozen=True, slots=True)
class _Step:
    lat: float
    lon: float
    speed_ms: float
    course: float
    is_lost: bool = False


def walk() -> bytes:
    """The log of the walk, one instant a second, as a receiver writes it."""
    lines: list[str] = []
    for second, step in enumerate(_steps()):
        lines += _said(second, step)
    return "".join(f"${line}*{reduce(xor, line.encode()):02X}\r\n" for line in lines).encode()


def _steps() -> Iterator[_Step]:
    grave, observer = (read_position_text(text) for text in (places.GRAVE_2, places.OBSERVER_3))
    grave_at = float(grave.lon), float(grave.lat)
    observer_at = float(observer.lon), float(observer.lat)
    for _ in range(STILL_S):
        yield _Step(grave_at[1], grave_at[0], 0.0, 0.0)
    yield from _leg(grave_at, observer_at)
    lon, lat, _ = geod().fwd(*observer_at, _HAZARD_BEARING, _STOPS_AFTER_M)
    yield from _leg(observer_at, (lon, lat))
    for _ in range(_LOST_S):
        yield _Step(lat, lon, 0.0, 0.0, is_lost=True)
    yield from _leg((lon, lat), grave_at)


def _leg(begin: tuple[float, float], end: tuple[float, float]) -> Iterator[_Step]:
    course, _, length_m = geod().inv(*begin, *end)
    for second in range(int(length_m / PACE_MS) + 1):
        lon, lat, _ = geod().fwd(*begin, course, second * PACE_MS)
        yield _Step(lat, lon, PACE_MS, course % 360)


def _said(second: int, step: _Step) -> Iterator[str]:
    at = _BEGINS_S + second
    clock = f"{at // 3600:02}{at // 60 % 60:02}{at % 60:02}.00"
    if step.is_lost:
        yield f"GPGGA,{clock},,,,,0,00,,,M,,M,,"
        yield f"GPRMC,{clock},V,,,,,,,,,,N"
        return
    # Two slow waves and a quick one: a receiver wanders, and never twice in the same way.
    north = 0.7 * math.sin(second / 17) + 0.5 * math.sin(second / 5.3 + 1) + 0.2 * math.sin(second)
    east = 0.6 * math.cos(second / 13) + 0.4 * math.sin(second / 4.1) + 0.2 * math.cos(second * 1.7)
    lon, lat, _ = geod().fwd(
        step.lon, step.lat, math.degrees(math.atan2(east, north)), math.hypot(north, east)
    )
    place = f"{_minutes(lat, 2)},N,{_minutes(lon, 3)},E"
    height = 4.1 + 0.6 * math.sin(second / 11)
    yield f"GPGGA,{clock},{place},1,08,1.0,{height:.1f},M,{_GEOID_M},M,,"
    yield f"GPGST,{clock},3.1,1.4,1.2,40.0,1.3,1.3,2.6"
    count = -(-len(_SATELLITES) // 4)
    for part in range(count):
        told = ",".join(
            f"{number:02},{up:02},{around:03},{strength + (second + number) % 3:02}"
            for number, up, around, strength in _SATELLITES[part * 4 : part * 4 + 4]
        )
        yield f"GPGSV,{count},{part + 1},{len(_SATELLITES):02},{told}"
    speed = step.speed_ms * _KNOTS
    yield f"GPRMC,{clock},A,{place},{speed:.1f},{step.course:.1f},,,,A"


def _minutes(degrees: float, width: int) -> str:
    whole = int(degrees)
    return f"{whole:0{width}}{(degrees - whole) * 60:08.5f}"
