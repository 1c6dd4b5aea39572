"""A record as it stood after each line that changed it, with who wrote that line and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from app.core.clock import Moment
from app.core.errors import AppError
from app.models.journal import LineRefusedError, decode_line
from app.models.record import Record
from app.services.reading import moment_or_none
from app.store.transactions import View


class Version(NamedTuple):
    """A record, what it was before, and the line in between."""

    record: Record
    before: Record | None
    author: str
    at: Moment


def versions_of(view: View, record: Record, now: Moment) -> Iterator[Version]:
    """The versions of a record in the order of the journals; a clock that wrote nonsense is now."""
    lines = []
    for kept in view.lines.kept(view.records.line_ids(record.uid, record.kind)):
        try:
            lines.append((decode_line(kept.data), kept.hash))
        except LineRefusedError:
            continue
    before: Record | None = None
    values: dict[str, Any] = {}
    for line, _ in sorted(lines, key=lambda item: (item[0].lam, item[1])):
        for touch in line.m:
            if touch.r == record.uid:
                values |= {name: _decoded(record, name, told) for name, told in touch.f.items()}
        known = {name: value for name, value in values.items() if value is not None}
        version = type(record)(record.uid, known, origin=record.origin)
        yield Version(version, before, line.by, moment_or_none(line.wall) or now)
        before = version


def _decoded(record: Record, name: str, told: object) -> Any:  # noqa: ANN401 - the field's type
    field = type(record).fields.get(name)
    if field is None or told is None:
        return None
    try:
        return field.decode(told)
    except AppError:  # of a newer version: kept in the journal, nothing to judge here
        return None
