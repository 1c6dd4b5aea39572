"""Writing an older value of a field again: itself a change, and the history grows by it."""

from __future__ import annotations

from typing import Any

import msgspec

from app.core.errors import AppError
from app.models.fields import Field, Json
from app.models.record import Record
from app.rules.amending import LIFE
from app.services.desk import Desk
from app.services.reading import HistoryEntry, get_record, history
from app.services.recording import NoSuchRecordError, Saved, write_again


class NotRestoredError(AppError):
    """This value is not written again; the history keeps it."""


def obstacle(record: Record, entry: HistoryEntry) -> NotRestoredError | None:
    """Why what a field held before a line changed it is not to be written again, if anything."""
    field = record.fields.get(entry.field)
    if record.is_append_only:
        return never_changes()
    if entry.beside is not None:
        return NotRestoredError(
            "What was noted in the margin is not written again.",
            hint="Go to the field and write another note beside it.",
        )
    if entry.field in LIFE:
        return NotRestoredError(
            "How a record stands is not typed.",
            hint="Make it final, withdraw it or restore it; each asks what it has to.",
        )
    if field is None:
        return NotRestoredError(
            "This version of Athar does not know the field “{field}”.",
            hint="Nothing is lost: the value stays in the history. Install the newest version.",
            field=entry.field,
        )
    return _obstacle_now(record, field, entry.before)


def _obstacle_now(record: Record, field: Field[Any], before: Json) -> NotRestoredError | None:
    """What stands in the way today, and may not tomorrow."""
    if record.is_withdrawn:
        return NotRestoredError(
            "{record} is withdrawn and is not changed.",
            hint="Restore it first, and say why.",
            record=record.title,
        )
    if field.name in record.disputed:
        return NotRestoredError(
            "Two laptops disagree on this field, and a person has to decide.",
            hint="Open Conflicts, choose a value and say why.",
        )
    if not _is_read(field, before):
        return NotRestoredError(
            "The value of then no longer fits this field.",
            hint="Nothing is lost: it stays in the history. Type what is right into the field.",
        )
    return None


def never_changes() -> NotRestoredError:
    """What is said of a kind of record that is only ever added to."""
    return NotRestoredError(
        "What is recorded here is never changed.",
        hint="Record a new entry that supersedes this one, and say why.",
    )


def restore_value(desk: Desk, uid: str, line: str, field: str, *, why: str = "") -> Saved:
    """Give a field again what it held before `line`, the hash of a line, changed it.

    Raises:
        NoSuchRecordError: neither the record nor such a change of it is here.
        NotRestoredError: the value cannot stand in the record as it is today.
        DraftRejectedError: a rule stops it, as it stops who types the value.
    """
    record = get_record(desk, uid)
    changes = (one for one in history(desk, uid) if (one.line, one.field) == (line, field))
    entry = next(changes, None)
    if record is None or entry is None:
        raise NoSuchRecordError(
            "This change is not on this laptop.", hint="Read the newest bundle and try again."
        )
    if (found := obstacle(record, entry)) is not None:
        raise found
    before = None if entry.before is None else record.fields[field].decode(entry.before)
    return write_again(desk, uid, field, before, why)


def _is_read(field: Field[Any], encoded: Json) -> bool:
    try:
        return encoded is None or field.decode(encoded) is not None
    except (AppError, msgspec.MsgspecError):
        return False
