"""What of a record somebody may see where it leaves the screen: on a card, in an answer, in a file.

Names, faces and documents are for a few (C3); exact places for those who work by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.clock import Moment
from app.models.fields import AreaField, Field, PositionField, RowsField, Sensitivity
from app.models.record import Record
from app.rules.roles import Act, may
from app.rules.world import Records

_ALWAYS_TOLD = frozenset({"number", "state", "raised_sensitivity"})
_MEASURED = frozenset({"easting_m", "northing_m"})


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whether somebody may see what is strictly confidential, and exact places."""

    strict: bool = False
    places: bool = True

    @property
    def ceiling(self) -> Sensitivity:
        """The most confidential that is for these eyes."""
        return Sensitivity.C3 if self.strict else Sensitivity.C2

    def see(self, record: Record, field: Field[Any]) -> bool:
        """Whether the value of a field of a record, or of a column of its table, is for them."""
        if field.name in _ALWAYS_TOLD:
            return True
        is_strict = is_raised(record) or field.sensitivity is Sensitivity.C3
        return (self.strict or not is_strict) and (self.places or not is_place(field))


def eyes_of(records: Records, person: str | None, at: Moment) -> Eyes:
    """What somebody may see at a moment."""
    return Eyes(
        may(Act.SEE_STRICT, records, person, at), may(Act.SEE_COORDINATES, records, person, at)
    )


def is_raised(record: Record) -> bool:
    """Whether all of a record is strictly confidential."""
    return record.raised_sensitivity == Sensitivity.C3.name


def is_place(field: Field[Any]) -> bool:
    """Whether a field holds an exact place, or a column of its table does."""
    if isinstance(field, RowsField):
        return any(map(is_place, field.row.columns.values()))
    return isinstance(field, PositionField | AreaField) or field.name in _MEASURED
