"""What another laptop writes of a record without having seen what was written here."""

from __future__ import annotations

from collections.abc import Mapping

from app.models.journal import Line, Touch
from app.models.record import Record
from app.services.desk import Desk


def write_beside(desk: Desk, record: Record, fields: Mapping[str, object]) -> None:
    """Write encoded values as somebody does who saw no more than how the record began."""
    first = record.origin.line
    touch = Touch(
        r=record.uid,
        t=record.kind,
        f=dict(fields),
        p={name: [first] for name in fields},
        c=[first],
    )
    with desk.store.writing() as pen:
        pen._write(Line(k="change", by=desk.person, wall=str(desk.now()), m=[touch]))
