"""What a record still lacks, read off its declaration: a list to work through, never a wall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.models.fields import Field, Row, RowsField, Stage
from app.models.record import Record


@dataclass(frozen=True, slots=True)
class Missing:
    """An empty field that the stage needs; in a table, the line from 1 and the column."""

    field: str
    label: str
    line: int = 0
    column: str = ""


def missing(record: Record, stage: Stage) -> tuple[Missing, ...]:
    """The fields to fill in before `record` may reach `stage`, in the order declared."""
    return tuple(_gaps(record, stage))


def _gaps(record: Record, stage: Stage) -> Iterator[Missing]:
    for item in record.fields.values():
        if _lacks(record, item, stage):
            yield Missing(item.name, item.label)
        elif isinstance(item, RowsField):
            for line, row in enumerate(record.values.get(item.name, ()), start=1):
                for column in row.columns.values():
                    if _lacks(row, column, stage):
                        yield Missing(item.name, column.label, line, column.name)


def _lacks(holder: Record | Row, item: Field[Any], stage: Stage) -> bool:
    if not Stage.NEVER < item.required <= stage or (item.needed and not item.needed(holder)):
        return False
    value = holder.values.get(item.name)
    return value is None or value == () or (isinstance(value, str) and not value.strip())
