"""What a click on a map is worth as a position: what a hand and the map can tell apart."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Final

from app.geo.formats import format_degrees
from app.geo.mercator import Spot
from app.geo.position import AccuracyKind, Method, Position

LEAST_M: Final = 10
_HAND_PX: Final = 3  # how far beside the point a careful click may be


def accuracy_m(ground_m: float) -> int:
    """The error of a click in metres, for a map of so many metres a pixel; never below 10 m.

    What the map itself is worth is not known to it, which is why a near look makes no better place.
    """
    return max(LEAST_M, math.ceil(_HAND_PX * ground_m))


def read_from_map(spot: Spot, ground_m: float) -> Position:
    """A place that was clicked, as a position to be recorded."""
    return Position(
        lat=spot.lat,
        lon=spot.lon,
        method=Method.MAP,
        accuracy_m=Decimal(accuracy_m(ground_m)),
        accuracy_kind=AccuracyKind.P95,
        source_text=format_degrees(spot.point()),
    )
