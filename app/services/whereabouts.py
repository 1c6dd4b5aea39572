"""What is strange about a position before it is recorded, asked by whoever is about to record it.

The same rules look again when the record is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.ids import new_uid
from app.geo.position import Position
from app.models.kinds import KIND
from app.rules.positions import (
    Far,
    far_from,
    positions_lie_near_their_site,
    positions_lie_where_the_work_is,
)
from app.rules.verdicts import Verdict
from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Strange:
    """What has to be asked of a position; `far` is told with its direction, `verdicts` as they are.

    False where nothing is strange.
    """

    far: Far | None = None
    verdicts: tuple[Verdict, ...] = ()

    def __bool__(self) -> bool:
        return self.far is not None or bool(self.verdicts)


def strange_about(
    desk: Desk, kind: str, uid: str | None, draft: Mapping[str, Any], field: str, position: Position
) -> Strange:
    """What is strange about a position for a field of a record that is being written."""
    record = KIND[kind](uid or new_uid(), {**draft, field: position})
    with desk.store.reading() as view:
        records = view.records
        is_far = any(positions_lie_near_their_site(record, field, position, records))
        return Strange(
            far_from(record, position, records) if is_far else None,
            tuple(positions_lie_where_the_work_is(record, field, position, records)),
        )
