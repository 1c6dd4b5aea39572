"""Check shots: a mark that is known is measured again, before anything else is believed.

An instrument that was kicked, or set up over the wrong nail, measures every point of the day wrong
by the same. A shot back to a known mark shows it.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum
from typing import Final

from app.models.survey import SurveyControl

ASKED_ABOVE_M: Final = Decimal("0.03")
STOPS_ABOVE_M: Final = Decimal("0.10")


class Setting(Enum):
    """What a check shot says of how the instrument stands."""

    STANDS = "stands"
    ASKED_ABOUT = "asked_about"
    SET_UP_AGAIN = "set_up_again"


def judged_by(residual_m: Decimal) -> Setting:
    """What to make of a difference at a known mark, in metres."""
    if residual_m > STOPS_ABOVE_M:
        return Setting.SET_UP_AGAIN
    return Setting.ASKED_ABOUT if residual_m > ASKED_ABOVE_M else Setting.STANDS


def residual_m(
    control: SurveyControl, easting_m: Decimal, northing_m: Decimal, height_m: Decimal | None
) -> Decimal | None:
    """How far a mark was measured from where it is known to stand, height and all.

    None where its own coordinates are not known.
    """
    if control.easting_m is None or control.northing_m is None:
        return None
    steps = [easting_m - control.easting_m, northing_m - control.northing_m]
    if height_m is not None and control.height_m is not None:
        steps.append(height_m - control.height_m)
    length = math.hypot(*map(float, steps))
    return Decimal(length).quantize(Decimal("0.001"), rounding=ROUND_HALF_EVEN)


def is_called(control: SurveyControl, told: str) -> bool:
    """Whether an instrument means this mark: by its whole number, its end, or that of the file."""
    names = {control.number, control.file_no, (control.number or "").rpartition("-")[2]}
    return told.strip().casefold() in {name.strip().casefold() for name in names if name}
