"""What is in the store and what is not as it should be: counts, and what they bring to light."""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.custody import ITEM_KINDS
from app.models.fields import (
    ChoiceField,
    LongTextField,
    MomentField,
    NumberField,
    ReferenceField,
    ReferencesField,
    Row,
    RowsField,
    Sensitivity,
    Stage,
    TextField,
    WholeField,
)
from app.models.record import Record
from app.models.signatures import Signature

CHAPTER = "Custody"


class CountLine(Row):
    """One item of a count: where it was looked for, and what was found."""

    item = ReferenceField("Item", kinds=ITEM_KINDS)
    number_read = NumberField("Number read", help="As on the label, where the item is unknown.")
    count_finding = ChoiceField("Found", codes=CodeList("count_finding"), required=Stage.FINAL)
    found_at = ReferenceField("Found where", kinds=("storage_place",))
    seal_read = NumberField("Seal found", help="As read on the item, never as expected.")
    seal_condition = ChoiceField("Condition of the seal", codes=CodeList("seal_condition"))
    note = TextField("Note", limit=500)


class StockCount(Record):
    """Two people count a store: what should be there, and what is."""

    kind = "stock_count"
    label = "Stock count"
    plural = "Stock counts"
    chapter = CHAPTER
    about = "In a stock count two people compare what should be in a store with what is there."

    number = NumberField(
        "Count number",
        help="Runs on for each laptop, such as A7F3-000123.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Counted at", required=Stage.FINAL, in_list=True)
    facility = ReferenceField(
        "Storage facility", kinds=("storage_facility",), required=Stage.DRAFT, in_list=True
    )
    places = ReferencesField(
        "Places counted",
        help="Empty where the whole facility was counted.",
        kinds=("storage_place",),
    )
    counted_by = ReferenceField(
        "Counted by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        in_list=True,
    )
    second_counter = ReferenceField(
        "Second counter",
        help="Another person than the first.",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        in_list=True,
    )
    expected_count = WholeField(
        "Expected", help="Items by the record, before counting.", required=Stage.FINAL, in_list=True
    )
    found_count = WholeField(
        "Items found",
        help="Counted by both, and agreed before it is written.",
        required=Stage.FINAL,
        in_list=True,
    )
    lines = RowsField(
        "Items counted",
        help="Each item looked for or found. Count room by room: one list holds 2,000.",
        row=CountLine,
        required=Stage.FINAL,
        section="Items",
    )
    discrepancies = ReferencesField("Discrepancies opened", kinds=("discrepancy",), section="Items")
    signatures = RowsField(
        "Signatures",
        help="Both who counted.",
        row=Signature,
        required=Stage.FINAL,
        section="Signatures",
    )


class Discrepancy(Record):
    """Something that does not agree, from when it was noticed until somebody else settled it."""

    kind = "discrepancy"
    label = "Discrepancy"
    plural = "Discrepancies"
    chapter = CHAPTER
    about = "A discrepancy stays open until another person than its author has settled it."

    number = NumberField(
        "Discrepancy number",
        help="Runs on for each laptop, such as A7F3-000123.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Noticed at", required=Stage.FINAL, in_list=True)
    discrepancy_kind = ChoiceField(
        "What differs",
        help="The first thing noticed; the rest goes into words.",
        codes=CodeList("discrepancy_kind"),
        required=Stage.DRAFT,
        in_list=True,
    )
    site = ReferenceField("Site", kinds=("site",))
    items = ReferencesField(
        "Items",
        kinds=ITEM_KINDS,
        required=Stage.FINAL,
        needed=lambda discrepancy: discrepancy.discrepancy_kind != "EXTRA",
        in_list=True,
    )
    event = ReferenceField(
        "Custody event", help="The event at which it was noticed.", kinds=("custody_event",)
    )
    opened_by = ReferenceField(
        "Opened by", kinds=("person",), required=Stage.FINAL, sensitivity=Sensitivity.C2
    )
    what_differs = LongTextField(
        "What does not agree", help="What was expected and what was found.", required=Stage.FINAL
    )
    photos = ReferencesField("Photos", kinds=("photo",))
    owner = ReferenceField(
        "To be settled by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        in_list=True,
    )

    closed_at = MomentField("Closed at", section="Settlement", in_list=True)
    resolution = LongTextField(
        "How it was settled",
        help="What was found out, and what was put right.",
        required=Stage.FINAL,
        needed=lambda discrepancy: discrepancy.closed_at is not None,
        section="Settlement",
    )
    closed_by = ReferenceField(
        "Settled by",
        help="Not the person who opened it.",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda discrepancy: discrepancy.closed_at is not None,
        sensitivity=Sensitivity.C2,
        section="Settlement",
        in_list=True,
    )
