"""The days of the work: who was there, and what was done and decided.

A day is the working day of the team's own calendar: a shift from 03:00 belongs to one day, whatever
the day is at Greenwich.
"""

from __future__ import annotations

from typing_extensions import override

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    DayField,
    LongTextField,
    MomentField,
    NumberField,
    ReferenceField,
    ReferencesField,
    RowsField,
    Sensitivity,
    Stage,
    TextField,
    YesNoField,
)
from app.models.record import Record
from app.models.signatures import Signature

CHAPTER = "Diary"


class Attendance(Record):
    """One person's stay on a site: in, out, in which role, and whether briefed."""

    kind = "attendance"
    label = "Attendance"
    plural = "Attendance"
    chapter = CHAPTER
    about = "Attendance says who was on the site, from when to when, and who was briefed before."
    is_numbered = False

    number = NumberField("Number")
    occurred_at = MomentField("Came at", required=Stage.FINAL, in_list=True)
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
    person = ReferenceField("Person", kinds=("person",), sensitivity=Sensitivity.C2, in_list=True)
    visitor_name = TextField(
        "Name of the visitor",
        help="For people who sign nothing. Never a witness.",
        required=Stage.FINAL,
        needed=lambda attendance: attendance.person is None,
        sensitivity=Sensitivity.C2,
        in_list=True,
    )
    organisation = ReferenceField("Organisation", kinds=("organisation",))
    role = ChoiceField("Role", codes=CodeList("role"))
    visit_purpose = TextField("Purpose of the visit")
    was_briefed = YesNoField("Briefed before entering", required=Stage.FINAL, in_list=True)
    left_at = MomentField("Left at", required=Stage.FINAL, in_list=True)

    @property
    @override
    def title(self) -> str:
        return self.visitor_name or super().title


class DiaryEntry(Record):
    """What one person did, saw and decided on one day. Written once; additions are entries too."""

    kind = "diary_entry"
    label = "Diary entry"
    plural = "Diary"
    chapter = CHAPTER
    about = "The diary tells the day: work, decisions, visitors, incidents. Entries are not edited."
    is_append_only = True

    number = NumberField(
        "Entry number",
        help="Runs on for each laptop, such as A7F3-000123.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Written at", required=Stage.FINAL, in_list=True)
    working_date = DayField(
        "Working day",
        help="By the calendar of the team; a shift that begins at 03:00 is one day.",
        required=Stage.DRAFT,
        in_list=True,
    )
    site = ReferenceField("Site", kinds=("site",), in_list=True)
    team = ReferenceField("Team", kinds=("team",))
    adds_to = ReferenceField(
        "Adds to",
        help="The entry that this one completes or puts right. That one stays.",
        kinds=("diary_entry",),
        in_list=True,
    )

    began_at = MomentField("Work began at", section="Day")
    ended_at = MomentField("Work ended at", section="Day")
    weather = TextField("Weather", section="Day")
    people_on_site = LongTextField(
        "People on the site",
        help="Who came and left, where attendance was not kept.",
        sensitivity=Sensitivity.C2,
        section="Day",
    )

    work_done = LongTextField(
        "Work done",
        help="Where, by whom, how far, and which numbers were given.",
        required=Stage.DRAFT,
        sensitivity=Sensitivity.C2,
        section="Work",
        in_list=True,
    )
    decisions = LongTextField(
        "Decisions", help="What, by whom and why.", sensitivity=Sensitivity.C2, section="Work"
    )
    incidents = LongTextField("Incidents", sensitivity=Sensitivity.C2, section="Work")
    hazards_seen = LongTextField(
        "Hazards noticed",
        help="Each hazard has a record of its own, too.",
        sensitivity=Sensitivity.C2,
        section="Work",
    )
    visitors = LongTextField("Visitors", sensitivity=Sensitivity.C2, section="Work")
    press = LongTextField("Press", sensitivity=Sensitivity.C2, section="Work")
    next_day = LongTextField("Next day", sensitivity=Sensitivity.C2, section="Work")
    mentions = ReferencesField(
        "Tells of",
        kinds=(
            "site",
            "grave",
            "work_area",
            "context",
            "remains_case",
            "artefact",
            "sample",
            "hazard",
            "clearance_task",
            "clearance_certificate",
            "hazard_override",
            "explosive_accident",
            "container",
            "custody_event",
            "discrepancy",
            "handover_ceremony",
        ),
        section="Work",
    )

    signatures = RowsField(
        "Signatures",
        help="Signed at the close of the day.",
        row=Signature,
        section="Signatures",
    )
