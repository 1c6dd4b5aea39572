"""How good a receiver says that its position is."""

from __future__ import annotations

from enum import StrEnum


class Quality(StrEnum):
    """How the receiver came by a position."""

    AUTONOMOUS = "autonomous"
    DIFFERENTIAL = "differential"
    PRECISE = "precise"
    RTK_FIXED = "rtk_fixed"
    RTK_FLOAT = "rtk_float"
    DEAD_RECKONED = "dead_reckoned"
    MANUAL = "manual"
    SIMULATED = "simulated"

    @property
    def is_measured(self) -> bool:
        """Whether satellites gave it, just now; what is estimated, typed in or played was not."""
        return self not in {Quality.DEAD_RECKONED, Quality.MANUAL, Quality.SIMULATED}
