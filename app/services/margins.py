"""Certainty marks and margin notes: read beside a record, written beside a field of it.

Writing one changes nothing of the record, whatever its state: a final record is not amended, and a
custody event stays as it was signed. A note is taken back as any record is withdrawn, because ….
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from app.models.fields import Sensitivity
from app.models.margins import MarginNote
from app.models.record import Record
from app.rules.margins import Margins, margins, needed_for
from app.services.desk import Desk
from app.services.people import person_title
from app.services.recording import NoSuchRecordError, Saved, write_final
from app.store.transactions import View


def marks_of(desk: Desk, uid: str, kind: str | None = None) -> Margins:
    """What stands in the margin of a record, by field; "" is the record as a whole.

    Its kind is looked for in every table unless it is given.
    """
    with desk.store.reading() as view:
        subject = view.records.get(uid, kind)
        return {} if subject is None else marks_in(view, subject)


def marks_in(view: View, subject: Record) -> Margins:
    """`marks_of` within a view."""
    notes = view.records.referring(MarginNote.kind, "subject", subject.uid)
    named = cache(lambda person: person_title(view.records, person))
    return margins(subject, [note for note in notes if isinstance(note, MarginNote)], named)


def marks_of_kind(desk: Desk, kind: str) -> Mapping[str, Margins]:
    """What stands in the margins of all records of a kind: uid → field → margin."""
    with desk.store.reading() as view:
        beside: dict[str, list[MarginNote]] = defaultdict(list)
        for note in view.records.holding(MarginNote.kind, "subject_kind", kind):
            if isinstance(note, MarginNote) and note.subject:
                beside[note.subject].append(note)
        named = cache(lambda person: person_title(view.records, person))
        return {
            subject.uid: margins(subject, beside[subject.uid], named)
            for subject in view.records.some_of(kind, list(beside))
        }


def note_beside(
    desk: Desk, uid: str, field: str, *, certainty: str = "", text: str = "", noted_by: str = ""
) -> Saved:
    """Write a certainty mark, a note, or both, beside a field; "" means the whole record.

    Raises:
        NoSuchRecordError: the record is not here.
        DraftRejectedError: nothing is said, or the record has no such field.
    """
    with desk.store.reading() as view:
        subject = view.records.get(uid)
        if subject is None:
            raise NoSuchRecordError(
                "This record is not on this laptop.", hint="Read the newest bundle and try again."
            )
        needed = needed_for(subject, field)
    draft = {
        "subject_kind": subject.kind,
        "subject": uid,
        "subject_field": field or None,
        "certainty": certainty or None,
        "note": text.strip() or None,
        "noted_by": noted_by or None,
        "raised_sensitivity": needed.name if needed > Sensitivity.C1 else None,
    }
    return write_final(desk, MarginNote.kind, draft)
