"""What the pages of hazards and clearance can ask: of a record's ground, and of what is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.services.desk import Desk
from app.services.hazard_reach import (
    Reach,
    Released,
    hazard_reach,
    prefill_of_task,
    releases,
)
from app.services.hazards import Ground, ground_of_record


@dataclass(frozen=True, slots=True)
class ClearanceActions:
    """`ground_of` tells of a record's ground, `reach_of` what a hazard as typed would take.

    `releases` tells what a certificate as typed would close and what not, and `prefill_of_task`
    what it takes over from its task.
    """

    ground_of: Callable[[str], Ground | None]
    reach_of: Callable[[str, Mapping[str, Any]], Reach]
    releases: Callable[[str, Mapping[str, Any]], Released]
    prefill_of_task: Callable[[str], dict[str, Any]]


def clearance_at(desk: Desk) -> ClearanceActions:
    """The services as the person at this desk uses them."""
    return ClearanceActions(
        partial(ground_of_record, desk),
        partial(hazard_reach, desk),
        partial(releases, desk),
        partial(prefill_of_task, desk),
    )
