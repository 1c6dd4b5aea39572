"""What stands in the margin of a record: which fields are doubtful, and what was noted beside them.

A note changes nothing of the record beside which it stands, and is never shown to more people than
the field that it speaks of. The more doubtful of two marks counts; no note takes another's place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.clock import Moment
from app.models.fields import Field, RowsField, Sensitivity
from app.models.kinds import KIND
from app.models.margins import MarginNote
from app.models.record import Record
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records

_PLACE = ("subject_kind", "subject", "subject_field")
_RAISED = "raised_sensitivity"


@dataclass(frozen=True, slots=True)
class Noted:
    """One note as people read it; `certainty` and `text` are "" where it has none.

    `by` is what to call whoever noted it. `sensitivity` is at least that of the field.
    """

    uid: str
    certainty: str
    text: str
    by: str
    at: Moment | None
    sensitivity: Sensitivity


@dataclass(frozen=True, slots=True)
class Margin:
    """All that stands beside one field; `certainty` is the most doubtful code, "" for none."""

    certainty: str
    notes: tuple[Noted, ...]

    @property
    def sign(self) -> str:
        """What stands after the value in a cell or on a line: "?" for doubt, "*" for a note."""
        if self.certainty:
            return "?"
        return "*" if self.notes else ""

    def told_up_to(self, most: Sensitivity) -> Margin:
        """The same for readers who may see no more than `most`."""
        return _margin([one for one in self.notes if one.sensitivity <= most])


Margins = Mapping[str, Margin]  # by the name of the field; "" stands for the record as a whole
NOTHING = Margin("", ())


def margins(
    subject: Record, notes: Iterable[MarginNote], named: Callable[[str], str] = str
) -> Margins:
    """What stands beside each field of `subject`, in the order in which its kind declares them.

    The record as a whole comes first, and fields that only a newer version knows come last. Notes
    taken back count for nothing. `named` says what to call the person of a uid.
    """
    found: dict[str, list[Noted]] = defaultdict(list)
    for note in sorted(notes, key=_age):
        if not note.is_withdrawn and note.subject == subject.uid:
            found[note.subject_field or ""].append(_told(note, subject, named))
    order = {name: place for place, name in enumerate(["", *type(subject).fields])}
    ranked = sorted(found, key=lambda name: (order.get(name, len(order)), name))
    return {name: _margin(found[name]) for name in ranked}


def _age(note: MarginNote) -> tuple[float, str]:
    return (note.occurred_at.instant.timestamp() if note.occurred_at else 0.0, note.uid)


def _told(note: MarginNote, subject: Record, named: Callable[[str], str]) -> Noted:
    return Noted(
        note.uid,
        note.certainty or "",
        note.note or "",
        named(note.noted_by or note.origin.by),
        note.occurred_at,
        confidentiality(note, subject),
    )


def _margin(notes: list[Noted]) -> Margin:
    doubts = [one.certainty for one in notes if one.certainty]
    most = max(doubts, key=MarginNote.certainty.severity, default="")
    return Margin(most, tuple(notes))


def confidentiality(note: MarginNote, subject: Record | None) -> Sensitivity:
    """Who may see a note: those who may see what it stands beside, or fewer.

    It follows the record: when that is raised later, its notes are raised with it.
    """
    own = max(MarginNote.note.sensitivity, _raised(note))
    return own if subject is None else max(own, needed_for(subject, note.subject_field or ""))


def needed_for(subject: Record, field: str) -> Sensitivity:
    """The least that a note beside this field has to be; "" is the record as a whole.

    A field that this version does not know may be a strict one, and is taken for that.
    """
    if not field:
        return _raised(subject)
    item = type(subject).fields.get(field)
    return max(_raised(subject), _of_field(item) if item is not None else Sensitivity.C3)


def _of_field(item: Field[Any]) -> Sensitivity:
    columns = item.row.columns.values() if isinstance(item, RowsField) else ()
    strictest: Sensitivity = max([item.sensitivity, *(column.sensitivity for column in columns)])
    return strictest


def _raised(record: Record) -> Sensitivity:
    """To what a record was raised; by a code of a newer version, to the strictest."""
    code = record.raised_sensitivity
    if code is None:
        return Sensitivity.C0
    return Sensitivity[code] if code in Sensitivity.__members__ else Sensitivity.C3


@rule(
    "CL-CERT",
    levels=(Level.BLOCK,),
    at="margin note",
    test="test_margins.py::test_a_note_stands_beside_a_field_that_its_kind_has",
)
def a_note_stands_beside_something(
    note: MarginNote, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """A margin note says something, beside a field that the kind of its record has."""
    if not _is_new(note, previous, *_PLACE, "certainty", "note"):
        return
    if not (note.certainty or note.note):
        yield _stopped(
            "This note says nothing.", "Choose how certain the value is, or write a note.", "note"
        )
    subject = records.get(note.subject) if note.subject else None
    if note.subject_kind == MarginNote.kind or isinstance(subject, MarginNote):
        yield _stopped(
            "A note does not stand beside another note.",
            "Write it beside the field that both speak of.",
            "subject",
        )
    elif subject is not None and subject.kind != note.subject_kind:
        yield _stopped(
            "{record} is of another kind than the note says.",
            "Write the note anew, at the field itself.",
            "subject_kind",
            record=subject.title,
        )
    kind = KIND.get(note.subject_kind or "")
    if kind is not None and note.subject_field and note.subject_field not in kind.fields:
        yield _stopped(
            "“{kind}” has no field called “{name}” here; a newer version may have one.",
            "The note is kept. Update the program to see it beside its field.",
            "subject_field",
            kind=kind.label,
            name=note.subject_field,
        )


@rule(
    "CL-CERT",
    levels=(Level.BLOCK,),
    at="margin note that is changed",
    test="test_margins.py::test_a_note_stays_where_it_was_written",
)
def a_note_stays_where_it_was_written(
    note: MarginNote, previous: Record | None
) -> Iterator[Verdict]:
    """What a note stands beside does not change; a note in the wrong place is taken back."""
    if previous is None:
        return
    for name in _PLACE:
        if previous.values.get(name) != note.values.get(name):
            yield _stopped(
                "A note stays beside the field where it was written.",
                "Take it back with a reason, and write it where it belongs.",
                name,
            )


@rule(
    "CL-SENS",
    levels=(Level.BLOCK,),
    at="margin note",
    test="test_margins.py::test_a_note_is_as_confidential_as_its_field",
)
def a_note_is_as_confidential_as_its_field(
    note: MarginNote, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """A note is shown to nobody who may not see the field or the record beside which it stands."""
    subject = records.get(note.subject) if note.subject else None
    if subject is None or not _is_new(note, previous, *_PLACE, _RAISED):
        return
    field = note.subject_field or ""  # how strict one of a newer version is, only that one knows
    needed = needed_for(subject, field if field in type(subject).fields else "")
    if max(MarginNote.note.sensitivity, _raised(note)) < needed:
        yield Verdict(
            "CL-SENS",
            Level.BLOCK,
            "A note beside this field is confidential at least to the level {level}.",
            "Raise the note to that level.",
            field=_RAISED,
            values={"level": needed.name},
        )


def _is_new(note: MarginNote, previous: Record | None, *names: str) -> bool:
    """Whether the draft says any of this anew; what is taken back says nothing."""
    return not note.is_withdrawn and (
        previous is None
        or previous.is_withdrawn
        or any(previous.values.get(name) != note.values.get(name) for name in names)
    )


def _stopped(message: str, hint: str, field: str, **values: object) -> Verdict:
    return Verdict("CL-CERT", Level.BLOCK, message, hint, field=field, values=values)
