"""Puts words into a receiver's mouth, without any port."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.geo.live import Condition, Heard
from app.geo.nmea import Sum
from app.geo.nmea_fixes import Fix
from app.geo.point import Point
from app.geo.quality import Quality
from app.ui.receiver.following import Choice, Report, Way
from app.ui.receiver.receiver import Link, Receiver
from tests.rules.world import HERE

LINES = (("$GPGGA,1*55", Sum.RIGHT), ("$GPGGA,2*00", Sum.WRONG), ("$GPGGA,3", Sum.NONE))


class Time:
    """Seconds that only a test lets pass."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def speak_to(receiver: Receiver) -> Time:
    """Connect without a port; from now on time passes when the test says so."""
    seconds = Time()
    receiver.seconds = seconds
    receiver.choice = Choice(Way.SERIAL, "/dev/ttyUSB7")
    receiver.link = Link.OPEN
    return seconds


def fix_at(place: Point = HERE, **more: Any) -> Fix:
    """A fix good to some five metres, 95 %."""
    told: dict[str, Any] = {
        "quality": Quality.AUTONOMOUS,
        "height_m": Decimal("9.5"),
        "geoid_m": Decimal("-18.2"),
        "satellites": 9,
        "hdop": Decimal("0.9"),
        "error_north_m": Decimal("1.6"),
        "error_east_m": Decimal("1.6"),
        "strengths": (41, 38, 44),
        **more,
    }
    return Fix(lat=place.lat, lon=place.lon, **told)


def say(receiver: Receiver, fix: Fix | None = None, **more: Any) -> Heard:
    """Let the receiver tell a fix now."""
    heard = Heard(fix or fix_at(), receiver.seconds(), **more)
    receiver._on_report(
        Report(receiver.seconds(), Condition.FIX, (heard,), LINES, 30, 2, 4, 17, 900, 9600)
    )
    return heard


def say_nothing(receiver: Receiver, condition: Condition) -> None:
    """Let a report come that tells no fix."""
    before = receiver.report or Report(0.0, condition)
    receiver._on_report(replace(before, at_s=receiver.seconds(), condition=condition, heard=()))
