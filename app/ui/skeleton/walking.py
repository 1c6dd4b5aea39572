"""The nearest element in the direction of an arrow key."""

from __future__ import annotations

from collections.abc import Mapping

from app.rules.chart import Pair, Slot

_ASIDE = 2.0  # how much more a step to the side counts than one ahead


def nearest(here: Slot, ahead: tuple[int, int], centres: Mapping[Slot, Pair]) -> Slot | None:
    """The element to go to from `here`; None at the edge. `ahead` is a unit step to one side."""
    across, down = ahead
    x, y = centres[here]
    best: tuple[float, Slot] | None = None
    for slot, (other_x, other_y) in centres.items():
        forward = (other_x - x) * across + (other_y - y) * down
        aside = abs((other_x - x) * down) + abs((other_y - y) * across)
        if slot == here or forward <= 0 or aside > forward * _ASIDE * 2:
            continue
        cost = forward + aside * _ASIDE
        if best is None or cost < best[0]:
            best = cost, slot
    return best[1] if best else None
