"""Where a record can lead to; light, because every page asks."""

from __future__ import annotations

from app.geo.area import Area
from app.geo.position import Position
from app.models.record import Record


def place_of(record: Record) -> tuple[str, Position] | None:
    """Where a record is, and the label of the field that says so; nothing if laptops disagree."""
    for field in record.fields.values():
        value = record.values.get(field.name)
        if isinstance(value, Position) and field.name not in record.disputed:
            return field.label, value
    return None


def is_on_ground(record: Record) -> bool:
    """Whether a map has something to show of a record: a place or an area."""
    return any(isinstance(value, Position | Area) for value in record.values.values())
