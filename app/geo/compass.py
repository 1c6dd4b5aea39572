"""A bearing read from a magnetic compass, turned to true north by a declination that is stated.

No model of the earth's field comes with the program, so the declination is typed by whoever knows
it, from a map or a receiver, and is kept beside the bearing.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from app.core.errors import AppError

FULL_TURN: Final = 360
MOST_DECLINATION: Final = Decimal(40)


class CompassError(AppError):
    """A bearing or declination that cannot be one."""


def true_bearing(magnetic_deg: Decimal, declination_deg: Decimal) -> int:
    """The true bearing in whole degrees, 0 to 359; a declination to the east is plus.

    Raises:
        CompassError: a figure that is no bearing, or a declination of more than 40°.
    """
    if not 0 <= magnetic_deg <= FULL_TURN:
        raise CompassError(
            "A bearing is from 0 to 360 degrees.",
            hint="Read the compass again. Mils and grads are not read here.",
        )
    if abs(declination_deg) > MOST_DECLINATION:
        raise CompassError(
            "A declination of more than 40° is found nowhere that people dig.",
            hint="East is plus, west is minus. Look at the margin of the map.",
        )
    turned = (magnetic_deg + declination_deg).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    return int(turned) % FULL_TURN
