"""The register of numbers: what was printed in advance, left unused or given up, and why."""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    LongTextField,
    MomentField,
    NumberField,
    ReferenceField,
    Sensitivity,
    Stage,
    TextField,
    WholeField,
)
from app.models.operations import CHAPTER
from app.models.record import Record


class NumberRegister(Record):
    """Numbers of one book, from the first to the last, that did not become records as usual."""

    kind = "number_register"
    label = "Register entry"
    plural = "Register of numbers"
    chapter = CHAPTER
    about = "The register says which numbers are printed in advance, unused or given up, and why."
    is_numbered = False

    number = NumberField("Number")
    occurred_at = MomentField("Entered at", required=Stage.FINAL)
    entry_kind = ChoiceField(
        "Why these numbers",
        help="What became of these numbers; they are given to nothing else.",
        codes=CodeList("register_entry"),
        required=Stage.DRAFT,
        in_list=True,
    )
    numbered_kind = ChoiceField(
        "Numbers of",
        help="One kind of thing in one entry.",
        codes=CodeList("numbered_kind"),
        required=Stage.DRAFT,
        in_list=True,
    )
    site = ReferenceField("Site", kinds=("site",), in_list=True)
    book = ReferenceField("Number book", kinds=("number_book",), required=Stage.DRAFT, in_list=True)
    first = WholeField(
        "First running number",
        help="Only the digits that count, such as 41 of SNJ03-KA0041.",
        least=1,
        most=9_999_999,
        required=Stage.DRAFT,
        in_list=True,
    )
    last = WholeField(
        "Last running number",
        help="The same as the first where it is one number.",
        least=1,
        most=9_999_999,
        required=Stage.FINAL,
        in_list=True,
    )
    sheet = TextField("Sheet", help="What is written on the printed sheet of labels.", limit=60)
    holder = ReferenceField("Sheet held by", kinds=("person",), sensitivity=Sensitivity.C2)
    because = LongTextField(
        "Why they were not used",
        help="For example: labels torn in the printer.",
        required=Stage.FINAL,
        needed=lambda entry: entry.entry_kind != "RESERVED",
    )
