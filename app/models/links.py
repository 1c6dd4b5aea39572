"""Links between cases: what may be one person, what was split, and on whose word.

A link joins numbers and never changes one. The parts of one person may lie in several graves.
"""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    LongTextField,
    MomentField,
    NumberField,
    ReferenceField,
    ReferencesField,
    Sensitivity,
    Stage,
)
from app.models.record import Record

_DECIDED = frozenset({"SAME_CONFIRMED", "MERGED_ADMIN"})


class CaseLink(Record):
    """That two cases belong together, how, and how that is known."""

    kind = "case_link"
    label = "Link between cases"
    plural = "Links between cases"
    chapter = "Remains"
    about = "A link says that two cases belong together, and how that is known. Numbers stay."
    is_numbered = False

    number = NumberField("Number")
    occurred_at = MomentField("Linked at", required=Stage.FINAL)
    remains_case = ReferenceField(
        "This case", kinds=("remains_case",), required=Stage.DRAFT, in_list=True
    )
    link_type = ChoiceField(
        "Kind of link",
        help="Possible until the authority has confirmed it.",
        codes=CodeList("link_type"),
        required=Stage.DRAFT,
        in_list=True,
    )
    other_case = ReferenceField(
        "Other case",
        help="Of a split, the case that it was split from. That one stays.",
        kinds=("remains_case",),
        required=Stage.DRAFT,
        in_list=True,
    )
    basis = LongTextField(
        "Basis of the link",
        help="Which joint, break or report joins them.",
        required=Stage.FINAL,
        section="Basis",
    )
    elements = ReferencesField("Elements concerned", kinds=("element",), section="Basis")
    document = ReferenceField(
        "Document of the decision",
        kinds=("document",),
        required=Stage.FINAL,
        needed=lambda link: link.link_type in _DECIDED,
        section="Basis",
    )
    linked_by = ReferenceField(
        "Linked by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Basis",
        in_list=True,
    )
    authority = ReferenceField(
        "On the authority of",
        kinds=("organisation",),
        required=Stage.FINAL,
        needed=lambda link: link.link_type in _DECIDED,
        section="Basis",
        in_list=True,
    )
