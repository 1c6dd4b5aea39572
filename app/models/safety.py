"""The safety of the team: what is said every morning, and what went wrong."""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    DayField,
    Depth,
    LongTextField,
    Merge,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    ReferencesField,
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


class SafetyBriefing(Record):
    """The briefing before the day's work: who heard it, where it is safe to walk, who helps."""

    kind = "safety_briefing"
    label = "Safety briefing"
    plural = "Safety briefings"
    chapter = CHAPTER
    about = "Every working day begins with a briefing: hazards, lanes, medic and evacuation."

    number = NumberField(
        "Briefing number",
        help="Runs on for each laptop, such as A7F3-000123.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Held at", required=Stage.FINAL)
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        in_list=True,
    )
    working_date = DayField(
        "Working day",
        help="By the calendar of the team; a shift that begins at 03:00 is one day.",
        required=Stage.DRAFT,
        in_list=True,
    )
    given_by = ReferenceField(
        "Briefing given by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        in_list=True,
    )
    attendees = ReferencesField(
        "Heard by",
        help="Nobody works today who is not named here.",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    visitors = TextField("Visitors who heard it", limit=1_000, sensitivity=Sensitivity.C2)

    hazards_today = LongTextField(
        "Hazards of the day",
        help="What is near today's work, and what has changed since yesterday.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="What was said",
    )
    safe_lanes = LongTextField(
        "Lanes and limits",
        help="Where to walk and drive, as cleared and marked.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        section="What was said",
    )
    weather = TextField("Weather", required=Stage.FINAL, section="What was said")

    eod_representative = ReferenceField(
        "EOD representative",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Help at hand",
        in_list=True,
    )
    medic = ReferenceField(
        "Medic",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Help at hand",
    )
    medic_present = YesNoField(
        "Medic present with the kit",
        help="Beside the work, not on call.",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Help at hand",
        in_list=True,
    )
    evacuation_plan = LongTextField(
        "Evacuation today",
        help="Vehicle, driver, route, hospital and radio channel.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Help at hand",
    )
    signatures = RowsField(
        "Signatures",
        help="Whoever gave the briefing, and those who heard it.",
        row=Signature,
        section="Signatures",
    )


class ExplosiveAccident(Record):
    """An explosion that hurt or could have hurt: it stops the work of the whole site."""

    kind = "explosive_accident"
    label = "Explosive accident"
    plural = "Explosive accidents"
    chapter = CHAPTER
    about = "An accident has a record of its own, never a note. It stops the work of the site."

    number = NumberField(
        "Accident number", help="Such as SNJ03-XA001.", required=Stage.FINAL, in_list=True
    )
    occurred_at = MomentField("Happened at", required=Stage.FINAL, in_list=True)
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        in_list=True,
    )
    accident_type = ChoiceField(
        "Kind of accident",
        help="Whether it happened in the work of clearance itself.",
        codes=CodeList("accident_type"),
        required=Stage.FINAL,
        in_list=True,
    )
    hazard = ReferenceField("Hazard", help="Where the item was known before.", kinds=("hazard",))
    device_category = ChoiceField(
        "Ordnance",
        help="As far as it can be seen from a distance.",
        codes=CodeList("ordnance"),
        required=Stage.FINAL,
        in_list=True,
    )
    what_happened = LongTextField(
        "What happened",
        help="What was seen and heard, in order; no guilt is sought here.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
    )

    position = PositionField(
        "Place of the explosion",
        help="From a distance. Nobody goes in to measure it.",
        sensitivity=Sensitivity.C2,
        section="Location",
    )
    location_text = LongTextField(
        "Location in words",
        help="From a landmark, for those who come to help.",
        required=Stage.FINAL,
        needed=lambda accident: accident.position is None,
        sensitivity=Sensitivity.C2,
        section="Location",
    )

    killed = WholeField(
        "People killed",
        help="As far as is known; where two numbers stand against each other the larger shows.",
        merge=Merge.SEVEREST_SHOWN,
        most=10_000,
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="People hurt",
        in_list=True,
    )
    injured = WholeField(
        "People injured",
        help="As far as is known; where two numbers stand against each other the larger shows.",
        merge=Merge.SEVEREST_SHOWN,
        most=10_000,
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="People hurt",
        in_list=True,
    )
    first_aid = LongTextField(
        "First aid given",
        help="To whom, what, when and by whom.",
        required=Stage.FINAL,
        needed=lambda accident: bool(accident.injured),
        sensitivity=Sensitivity.C2,
        section="People hurt",
    )

    evacuation_called_at = MomentField("Evacuation called at", section="Evacuation")
    evacuation_left_at = MomentField("Left the site at", section="Evacuation")
    hospital_reached_at = MomentField("Reached the hospital at", section="Evacuation")
    hospital = TextField("Hospital", sensitivity=Sensitivity.C2, section="Evacuation")

    work_stopped_at = MomentField(
        "Work stopped at",
        help="The site stays closed until EOD and the team leader open it.",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Stop and report",
    )
    reported_at = MomentField("Reported at", required=Stage.FINAL, section="Stop and report")
    reported_to = ReferenceField(
        "Reported to", kinds=("organisation",), required=Stage.FINAL, section="Stop and report"
    )
    reported_by = ReferenceField(
        "Reported by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Stop and report",
    )
