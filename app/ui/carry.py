"""What the next record takes over from the last: pinned fields by themselves, any other by a key.

Photos, positions, areas, tables (among them signatures) and numbers are never carried: they belong
to one record alone. Nothing here outlives the window.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.models.fields import (
    AreaField,
    Field,
    MediaField,
    NumberField,
    PositionField,
    ReferenceField,
    ReferencesField,
    RowsField,
)

_NEVER = (AreaField, MediaField, NumberField, PositionField, RowsField)


class Carry:
    """The pins of one form, and the values last saved through it."""

    def __init__(self, fields: Mapping[str, Field[Any]]) -> None:
        self._fields = fields
        self._last: dict[str, Any] = {}
        self.pinned: set[str] = set()

    def can_carry(self, name: str) -> bool:
        """Whether a field's value may ever be taken over."""
        field = self._fields[name]
        if isinstance(field, ReferenceField | ReferencesField) and "photo" in field.kinds:
            return False
        return not isinstance(field, _NEVER) and field.section != "Record"

    def toggle(self, name: str) -> bool:
        """Pin a field or let it go; whether it is pinned now."""
        if name in self.pinned:
            self.pinned.discard(name)
        elif self.can_carry(name):
            self.pinned.add(name)
        return name in self.pinned

    def remember(self, values: Mapping[str, Any]) -> None:
        """Keep what was just saved."""
        self._last.update({name: value for name, value in values.items() if name in self._fields})

    def last(self, name: str) -> object:
        """The value last saved in a field, or None."""
        return self._last.get(name) if self.can_carry(name) else None

    def prefill(self) -> dict[str, Any]:
        """What a new record begins with."""
        return {name: self._last[name] for name in sorted(self.pinned) if name in self._last}
