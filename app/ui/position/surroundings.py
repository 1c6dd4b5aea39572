"""What the store knows around the place that is asked for: points, doubts, averages kept before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.geo.position import Position
from app.geo.taping import Known
from app.models.record import Record
from app.models.sites import Site
from app.services.averages import KeptAverage, keep_average, kept_averages
from app.services.desk import Desk
from app.services.local_grids import keep_tape, kept_tape, known_points
from app.services.whereabouts import Strange, strange_about


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The services that the dialog asks, bound to the field of a record; `place` names both.

    `known_points` are those of the site and `keep_tape` keeps how it is measured; where no site is
    chosen yet there is none of either.
    """

    place: str
    strange: Callable[[Position], Strange]
    kept_averages: Callable[[], tuple[KeptAverage, ...]]
    keep_average: Callable[[KeptAverage], None]
    known_points: Callable[[], tuple[Known, ...]] = tuple
    kept_tape: Callable[[], Mapping[str, str]] = dict
    keep_tape: Callable[[Mapping[str, str]], None] | None = None


def surroundings(
    desk: Desk, kind: type[Record], uid: str | None, draft: Mapping[str, Any], field: str
) -> Surroundings:
    """What is known around the place that this field of a record tells."""
    site = uid if kind is Site else draft.get("site")
    place = f"{uid}/{field}" if uid else ""
    strange = partial(strange_about, desk, kind.kind, uid, draft, field)
    averages = partial(kept_averages, desk), partial(keep_average, desk)
    if not site:
        return Surroundings(place, strange, *averages)
    return Surroundings(
        place,
        strange,
        *averages,
        partial(known_points, desk, site),
        partial(kept_tape, desk, site),
        partial(keep_tape, desk, site),
    )
