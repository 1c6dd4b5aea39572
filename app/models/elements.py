"""Elements: the bones and teeth of a case, one line for each, as counted beside the skeleton.

Not examined and absent differ: an element nobody looked for has no line at all.
"""

from __future__ import annotations

from typing_extensions import override

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    ChoicesField,
    MeasureField,
    MomentField,
    NumberField,
    ReferenceField,
    ReferencesField,
    Sensitivity,
    Stage,
    WholeField,
)
from app.models.record import Record

THERE = frozenset({"PRESENT", "FRAGMENT"})


class Element(Record):
    """One bone or tooth of a case: there, in pieces, absent, or hidden from view."""

    kind = "element"
    label = "Element"
    plural = "Elements"
    chapter = "Remains"
    about = "An element is one bone or tooth of a case. The least number of people follows from it."
    is_numbered = False

    number = NumberField("Number")
    occurred_at = MomentField("Examined at", required=Stage.FINAL)
    remains_case = ReferenceField(
        "Remains", kinds=("remains_case",), required=Stage.DRAFT, in_list=True
    )
    bone = ChoiceField(
        "Bone",
        help="Teeth by the number of the FDI.",
        codes=CodeList("bone"),
        required=Stage.DRAFT,
        in_list=True,
    )
    side = ChoiceField(
        "Side of the person",
        help="The person's own left and right. Only paired bones have a side.",
        codes=CodeList("element_side"),
        required=Stage.DRAFT,
        in_list=True,
    )
    element_state = ChoiceField(
        "What is there",
        help="Absent only after everything was looked through.",
        codes=CodeList("element_state"),
        required=Stage.DRAFT,
        in_list=True,
    )
    completeness = ChoiceField(
        "Completeness",
        help="Of this bone; pieces that belong together count as one.",
        codes=CodeList("element_completeness"),
        required=Stage.FINAL,
        needed=lambda element: element.element_state in THERE,
        in_list=True,
    )
    zones = ChoicesField(
        "Zones present",
        help="Where the bone is in pieces: the zones of which at least half is there.",
        codes=CodeList("bone_zone"),
    )
    count = WholeField(
        "Number of pieces",
        help="Pieces of the same bone.",
        least=1,
        most=999,
        required=Stage.FINAL,
        needed=lambda element: element.element_state in THERE,
        in_list=True,
    )
    weight_g = MeasureField("Weight", unit="g", step="0.1", most="100000")
    age_band = ChoiceField("Age by the bone", codes=CodeList("age_band"))
    articulates_with = ReferencesField(
        "In joint with",
        help="Elements that still lay, or fit, in joint with this one.",
        kinds=("element",),
    )
    pair_with = ReferenceField(
        "Pair with",
        help="The same bone of the other side, matched as that of one person.",
        kinds=("element",),
    )
    line_no = WholeField(
        "Line of the inventory",
        help="Counts within the case and is written on the bag of the bone.",
        least=1,
        most=100_000,
    )
    examined_by = ReferenceField("Examined by", kinds=("person",), sensitivity=Sensitivity.C2)

    @property
    @override
    def title(self) -> str:
        parts = (self.number, self.bone, self.side)
        return " ".join(part for part in parts if part) or super().title
