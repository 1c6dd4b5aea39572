"""What is written in the margin: how certain a value is, and a note beside it.

On paper one writes "?" beside a bone, or a few words in the margin. Here that is a record of its
own beside the record it speaks of: whoever doubts a value changes nothing of it, a record that is
final is not amended by it, and what two laptops note beside one field both stays.
"""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    AnyReferenceField,
    ChoiceField,
    LongTextField,
    Merge,
    MomentField,
    NumberField,
    ReferenceField,
    Sensitivity,
    Stage,
    TextField,
)
from app.models.record import Record

LEAST_DOUBT_FIRST = ("PROBABLE", "HARD_TO_READ", "UNCERTAIN", "SEEN_OTHERWISE")


class MarginNote(Record):
    """A mark, a note, or both, beside one field of a record or beside the whole of it."""

    kind = "margin_note"
    label = "Margin note"
    plural = "Margin notes"
    chapter = "Diary"
    about = (
        "A margin note says how certain a value is, or what somebody noted beside it. Open any "
        "record, go to the field and press Ctrl+M."
    )
    is_numbered = False

    number = NumberField("Number")
    occurred_at = MomentField("Noted at", required=Stage.FINAL)
    subject = AnyReferenceField(
        "Beside the record", required=Stage.DRAFT, by_program=True, in_list=True
    )
    subject_field = TextField(
        "Beside the field",
        help="The name of the field in the journal; empty where the whole record is meant.",
        pattern="[a-z][a-z0-9_]{0,59}",
        pattern_hint="Write the name as the journal has it, such as side or found_at.",
        by_program=True,
        in_list=True,
    )
    certainty = ChoiceField(
        "Certainty",
        help="What is certain bears no mark. Of two marks, the more doubtful shows.",
        codes=CodeList("certainty"),
        merge=Merge.SEVEREST_SHOWN,
        severest_last=LEAST_DOUBT_FIRST,
        in_list=True,
    )
    note = LongTextField(
        "Note",
        help="What you saw, in any language. The value itself stays as it is.",
        limit=2_000,
        in_list=True,
    )
    noted_by = ReferenceField(
        "Noted by",
        help="Only where it was somebody else than who typed it, as on a paper form.",
        kinds=("person",),
        sensitivity=Sensitivity.C2,
    )
    subject_kind = ChoiceField(
        "Kind of record",
        help="Of what kind the record is that the note stands beside.",
        codes=CodeList("record_kind"),
        required=Stage.DRAFT,
        by_program=True,
        in_list=True,
    )
