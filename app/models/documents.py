"""Documents: orders, permits, plans and signed forms, with what they belong to."""

from __future__ import annotations

from typing_extensions import override

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    DayField,
    MediaField,
    MomentField,
    NumberField,
    ReferenceField,
    ReferencesField,
    Sensitivity,
    Stage,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.record import Record


class Document(Record):
    """One document, scanned; where paper and screen differ, the paper holds until amended."""

    kind = "document"
    label = "Document"
    plural = "Documents"
    chapter = "Photos"
    about = "Documents are orders, permits, plans and signed forms, scanned whole and kept as read."

    number = NumberField(
        "Document number",
        help="Runs on for each laptop, such as A7F3-000123.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Received at", required=Stage.FINAL)
    document_type = ChoiceField(
        "Kind of document",
        help="By what it does, whatever it is called on the paper.",
        codes=CodeList("document_type"),
        required=Stage.DRAFT,
        in_list=True,
    )
    name = TextField(
        "Title of the document", required=Stage.FINAL, sensitivity=Sensitivity.C2, in_list=True
    )
    issued_on = DayField("Issued on", required=Stage.FINAL, in_list=True)
    issuer = ReferenceField(
        "Issued by", kinds=("organisation",), required=Stage.FINAL, in_list=True
    )
    reference_no = TextField("Reference number of the issuer", limit=80, in_list=True)
    pages = WholeField(
        "Pages",
        help="As counted on the paper, empty backs left out.",
        least=1,
        most=10_000,
        required=Stage.FINAL,
    )
    site = ReferenceField("Site", kinds=("site",), in_list=True)
    subjects = ReferencesField(
        "Belongs to",
        help="The records that the document is about.",
        kinds=(
            "operation",
            "site",
            "grave",
            "context",
            "work_area",
            "survey_control",
            "survey_point",
            "remains_case",
            "artefact",
            "sample",
            "hazard",
            "clearance_task",
            "clearance_certificate",
            "hazard_override",
            "explosive_accident",
            "custody_event",
            "handover_list",
            "handover_ceremony",
            "discrepancy",
            "stock_count",
            "person",
        ),
        sensitivity=Sensitivity.C2,
    )
    file = MediaField(
        "Scan",
        help="All pages in one file.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C3,
        section="File",
    )
    is_original = YesNoField(
        "The original paper is kept here",
        help="An original has a custody of its own.",
        required=Stage.FINAL,
        section="File",
    )

    @property
    @override
    def title(self) -> str:
        return self.number or self.name or super().title
