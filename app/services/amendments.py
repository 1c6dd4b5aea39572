"""What was changed in a record after it was final: for the history, the list and every print."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.fields import Json
from app.models.record import Record
from app.rules.amending import LIFE
from app.services.desk import Desk
from app.services.reading import HistoryEntry, history_of
from app.store.transactions import View


@dataclass(frozen=True, slots=True)
class Amendment:
    """One field that was changed once the record was final.

    `old` and `new` are encoded values, None where the field was or became empty. `at` is what the
    author's laptop claimed, as the line holds it. `by` is what to call the author; `approved_by`
    are those who signed or approved with the very same line.
    """

    field: str
    old: Json
    new: Json
    why: str
    by: str
    at: str
    laptop: str
    line: str
    approved_by: tuple[str, ...] = ()


def amendments(desk: Desk, uid: str) -> tuple[Amendment, ...]:
    """The amendments of a record, oldest first; none of one that is not here."""
    with desk.store.reading() as view:
        record = view.records.get(uid)
        return () if record is None else amendments_of(view, record)


def amendments_of(view: View, record: Record) -> tuple[Amendment, ...]:
    """`amendments` within a view."""
    return amendments_in(history_of(view, record))


def amendments_in(history: list[HistoryEntry]) -> tuple[Amendment, ...]:
    """The amendments that a history tells of."""
    return tuple(
        Amendment(
            field=entry.field,
            old=entry.before,
            new=entry.after,
            why=entry.why,
            by=entry.by,
            at=entry.at,
            laptop=entry.laptop,
            line=entry.line,
            approved_by=entry.approved_by,
        )
        for entry in history
        if entry.is_amendment and entry.field not in LIFE and entry.before != entry.after
    )
