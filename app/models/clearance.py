"""Clearance: who was asked, what was found and released, and who allowed work in spite of a hazard.

Only a certificate changes a hazard to cleared, reduced or cancelled.
"""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    AreaField,
    ChoiceField,
    ChoicesField,
    LongTextField,
    MeasureField,
    MediaField,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    ReferencesField,
    Row,
    RowsField,
    Sensitivity,
    Stage,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.hazards import CHAPTER
from app.models.record import Record
from app.models.signatures import Signature


class FoundDevice(Row):
    """A device found during clearance."""

    category = ChoiceField("Ordnance", codes=CodeList("ordnance"), required=Stage.FINAL)
    model = TextField("Model")
    quantity = WholeField("Number of items", least=1, most=100_000)
    depth_m = MeasureField("Depth below ground", unit="m", most="200", required=Stage.FINAL)
    condition = ChoiceField(
        "Condition of the item", codes=CodeList("ordnance_condition"), required=Stage.FINAL
    )
    position = PositionField("Found where", sensitivity=Sensitivity.C2)
    destroyed = YesNoField("Destroyed", required=Stage.FINAL)


class ClearanceTask(Record):
    """A request to clear, and what the clearance team did about it."""

    kind = "clearance_task"
    label = "Clearance task"
    plural = "Clearance tasks"
    chapter = CHAPTER
    about = "A clearance task asks a clearance agency for work and says what came of it."

    number = NumberField(
        "Task number", help="Such as SNJ03-TA004.", required=Stage.FINAL, in_list=True
    )
    occurred_at = MomentField("Requested at", required=Stage.FINAL)
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        in_list=True,
    )
    hazards = ReferencesField("Hazards", kinds=("hazard",), in_list=True)
    status = ChoiceField(
        "Status of the task",
        help="Only a certificate says that ground is cleared, never this.",
        codes=CodeList("clearance_task_status"),
        required=Stage.DRAFT,
        in_list=True,
    )
    area = AreaField(
        "Area to clear",
        help="What the team needs to work on, with some room around it.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Work",
    )
    requested_by = ReferenceField(
        "Requested by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Work",
    )
    agency = ReferenceField(
        "Clearance agency",
        kinds=("organisation",),
        required=Stage.FINAL,
        section="Work",
        in_list=True,
    )
    team_leader = ReferenceField(
        "Clearance team leader",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Work",
    )
    methods = ChoicesField(
        "Methods of clearance",
        help="All that were used.",
        codes=CodeList("clearance_method"),
        required=Stage.FINAL,
        section="Work",
    )
    started_at = MomentField("Started at", section="Work", in_list=True)
    ended_at = MomentField(
        "Ended at",
        required=Stage.FINAL,
        needed=lambda task: task.status == "COMPLETE",
        section="Work",
    )
    devices_found = RowsField(
        "Devices found",
        help="As the clearance team reports them; each kind on a line.",
        row=FoundDevice,
        section="Devices found",
    )


class ClearanceCertificate(Record):
    """The statement that an area was cleared: by whom, how deep, until when, and what was not."""

    kind = "clearance_certificate"
    label = "Clearance certificate"
    plural = "Clearance certificates"
    chapter = CHAPTER
    about = "A certificate says which area was cleared, how deep, until when, and what was left."

    number = NumberField(
        "Certificate number", help="Such as SNJ03-LA001.", required=Stage.FINAL, in_list=True
    )
    occurred_at = MomentField("Issued at", required=Stage.FINAL)
    agency_number = TextField("Number given by the agency", limit=60, in_list=True)
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        in_list=True,
    )
    task = ReferenceField("Clearance task", kinds=("clearance_task",))
    agency = ReferenceField("Clearance agency", kinds=("organisation",), required=Stage.FINAL)
    hazards = ReferencesField(
        "Hazards released", help="Empty where the area held none.", kinds=("hazard",)
    )
    outcome = ChoiceField(
        "Outcome for these hazards",
        help="As the certificate says; it sets the status of each hazard named.",
        codes=CodeList("clearance_outcome"),
        required=Stage.FINAL,
        needed=lambda certificate: bool(certificate.hazards),
    )

    area = AreaField(
        "Area cleared",
        help="Exactly as the certificate draws it. Outside it nothing is cleared.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="What was cleared",
    )
    cleared_depth_m = MeasureField(
        "Cleared depth",
        help="Below the ground as it was when cleared. Work deeper needs a new certificate.",
        unit="m",
        most="50",
        required=Stage.FINAL,
        needed=lambda certificate: certificate.outcome != "CANCELLED",
        section="What was cleared",
        in_list=True,
    )
    methods = ChoicesField(
        "Methods of clearance",
        help="All that were used.",
        codes=CodeList("clearance_method"),
        required=Stage.FINAL,
        section="What was cleared",
    )
    not_cleared = LongTextField(
        "What was not cleared",
        help="Write “nothing” where nothing was left out.",
        required=Stage.FINAL,
        section="What was cleared",
    )
    residual_risk = LongTextField(
        "Residual risk",
        help="What may still be there, in the words of the clearance team.",
        required=Stage.FINAL,
        section="What was cleared",
    )
    conditions = LongTextField(
        "Conditions",
        help="For example: EOD on standby while digging.",
        section="What was cleared",
    )

    valid_from = MomentField("Valid from", required=Stage.FINAL, section="Validity", in_list=True)
    valid_until = MomentField(
        "Valid until",
        help="Empty where the certificate names no end.",
        section="Validity",
        in_list=True,
    )

    signatures = RowsField(
        "Signatures",
        help="Issued by the clearance team leader, received by the team leader.",
        row=Signature,
        required=Stage.FINAL,
        section="Signatures",
    )
    paper = MediaField(
        "Scan of the paper certificate",
        help="All pages, readable, with the signatures.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Signatures",
    )


class HazardOverride(Record):
    """Leave to work inside a hazard or below the cleared depth, for at most twelve hours."""

    kind = "hazard_override"
    label = "Hazard override"
    plural = "Hazard overrides"
    chapter = CHAPTER
    about = "An override lets named people work for hours where it is not cleared, and says why."

    number = NumberField(
        "Override number", help="Such as SNJ03-RA001.", required=Stage.FINAL, in_list=True
    )
    occurred_at = MomentField("Decided at", required=Stage.FINAL)
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        in_list=True,
    )
    hazards = ReferencesField("Hazards", kinds=("hazard",), in_list=True)
    justification = LongTextField(
        "Why the work cannot wait",
        help="What would be lost by waiting for clearance.",
        required=Stage.FINAL,
        section="Decision",
    )
    mitigations = LongTextField(
        "What reduces the risk",
        help="Each measure, and who sees to it.",
        required=Stage.FINAL,
        section="Decision",
    )

    area = AreaField(
        "Area of the override",
        help="No larger than the work needs.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Scope",
    )
    max_depth_m = MeasureField(
        "Greatest depth allowed",
        help="Nobody digs deeper under this override.",
        unit="m",
        most="50",
        required=Stage.FINAL,
        section="Scope",
    )
    people = ReferencesField(
        "People allowed to enter",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Scope",
    )
    starts_at = MomentField("Begins at", required=Stage.FINAL, section="Scope", in_list=True)
    ends_at = MomentField(
        "Ends at",
        help="At most 12 hours later.",
        required=Stage.FINAL,
        section="Scope",
        in_list=True,
    )

    authorised_by = ReferenceField(
        "Authorised by EOD",
        help="The role of EOD is needed; a judge or commander cannot authorise.",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Signatures",
        in_list=True,
    )
    countersigned_by = ReferenceField(
        "Countersigned by the team leader",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Signatures",
    )
    medic = ReferenceField(
        "Medic",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Signatures",
    )
    medic_present = YesNoField(
        "Medic present with the kit",
        help="Beside the work, not on call.",
        required=Stage.FINAL,
        section="Signatures",
    )
    signatures = RowsField(
        "Signatures",
        help="EOD authorises, the team leader countersigns.",
        row=Signature,
        required=Stage.FINAL,
        section="Signatures",
    )
