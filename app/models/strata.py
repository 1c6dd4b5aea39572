"""The ground as it is dug: work areas, the contexts in them, and which context is the later one.

A context is one event: a hole dug, a fill thrown in, a body laid down. What was seen is kept apart
from what it may mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.models.codes import CodeList
from app.models.fields import (
    AreaField,
    ChoiceField,
    DayField,
    Depth,
    LongTextField,
    MeasureField,
    Merge,
    MomentField,
    NumberField,
    ReferenceField,
    ReferencesField,
    RowsField,
    Sensitivity,
    Stage,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.numbers import OtherNumber
from app.models.record import Record
from app.models.sites import CHAPTER

# A relation is recorded from the later context only; the other side is read from here.
INVERSE: Mapping[str, str] = MappingProxyType(
    {
        "ABOVE": "BELOW",
        "CUTS": "CUT_BY",
        "FILLS": "FILLED_BY",
        "ABUTS": "ABUTS",
        "EQ": "EQ",
        "CONTAINS": "WITHIN",
    }
)
_DUG_BY_MACHINE = frozenset({"MACHINE", "BOTH"})
_DEPOSITS = frozenset({"FILL", "LAYER"})


class WorkArea(Record):
    """A trench, a strip, a grid: the piece of ground that is worked as one."""

    kind = "work_area"
    label = "Work area"
    plural = "Work areas"
    chapter = CHAPTER
    about = "A work area is a trench, a stripped surface or a grid: the ground that is dug as one."

    number = NumberField(
        "Area number",
        help="Such as SNJ03-T01, or provisional from another book: SNJ03-TPA2.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Opened at", required=Stage.FINAL)
    other_numbers = RowsField(
        "Other numbers", help="Provisional and foreign numbers stay findable.", row=OtherNumber
    )
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        in_list=True,
    )
    area_purpose = ChoiceField(
        "Purpose of the area",
        help="What the area was opened for, not what was found in it.",
        codes=CodeList("area_purpose"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    grave = ReferenceField(
        "Grave", help="Where the area was laid out for one grave.", kinds=("grave",), in_list=True
    )
    dig_method = ChoiceField(
        "Method of excavation",
        help="A machine never works deeper than the ground is cleared.",
        codes=CodeList("dig_method"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    machine_operator = ReferenceField(
        "Machine operator",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda area: area.dig_method in _DUG_BY_MACHINE,
        sensitivity=Sensitivity.C2,
    )
    spotter = ReferenceField(
        "Spotter beside the machine",
        help="Watches every bucket and stops the machine; never the operator.",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda area: area.dig_method in _DUG_BY_MACHINE,
        sensitivity=Sensitivity.C2,
    )
    sieve_mesh = ChoiceField("Sieve mesh", codes=CodeList("sieve_mesh"))
    responsible = ReferenceField(
        "Responsible person",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
    )

    corners = ReferencesField(
        "Corners",
        help="At least three survey points, in order.",
        kinds=("survey_point",),
        required=Stage.FINAL,
        needed=lambda area: area.outline is None,
        section="Place and size",
    )
    outline = AreaField(
        "Outline",
        help="Instead of survey points where a receiver measured the corners.",
        sensitivity=Sensitivity.C2,
        section="Place and size",
    )
    length_m = MeasureField("Length", unit="m", most="1000", section="Place and size")
    width_m = MeasureField("Width", unit="m", most="1000", section="Place and size")
    depth_m = MeasureField(
        "Depth reached",
        help="Below the present ground. Never deeper than the certificate of clearance.",
        merge=Merge.SEVEREST_SHOWN,
        unit="m",
        most="200",
        depth=Depth.GRAVE_SIDE,
        section="Place and size",
        in_list=True,
    )
    certificate = ReferenceField(
        "Clearance certificate",
        help="The cleared depth is that of the certificate.",
        kinds=("clearance_certificate",),
        section="Place and size",
    )

    closed_at = MomentField("Closed at", section="Progress and result", in_list=True)
    is_backfilled = YesNoField(
        "Backfilled",
        required=Stage.FINAL,
        needed=lambda area: area.closed_at is not None,
        section="Progress and result",
    )


class Context(Record):
    """One event in the ground, as seen: a cut, a fill, a layer, a skeleton."""

    kind = "context"
    label = "Context"
    plural = "Contexts"
    chapter = CHAPTER
    about = "A context is one event in the ground: a hole dug, a fill thrown in, a body laid down."

    number = NumberField(
        "Context number",
        help="Such as SNJ03-CA0147. Given at first sight; one found to be the same keeps its own.",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    occurred_at = MomentField("First recognised at", required=Stage.FINAL)
    other_numbers = RowsField(
        "Other numbers", help="Provisional and foreign numbers stay findable.", row=OtherNumber
    )
    context_kind = ChoiceField(
        "Kind of context",
        help="One event, one context: a pit that was filled is a cut and a fill.",
        codes=CodeList("context_kind"),
        required=Stage.DRAFT,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        in_list=True,
    )
    work_area = ReferenceField("Work area", kinds=("work_area",), required=Stage.FINAL)
    grave = ReferenceField(
        "Grave",
        help="Where the context belongs to a pit that is counted as a grave.",
        kinds=("grave",),
        required=Stage.FINAL,
        needed=lambda context: context.context_kind in {"SKEL", "CUT", "FILL"},
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )

    description = LongTextField(
        "Description",
        help="What is seen, in words that another could check.",
        section="What was seen",
        depth=Depth.GRAVE_SIDE,
    )
    composition = TextField(
        "Composition",
        help="Sand, silt, clay, gravel: in this order, the most first.",
        required=Stage.FINAL,
        needed=lambda context: context.context_kind in _DEPOSITS,
        section="What was seen",
        in_list=True,
    )
    munsell_colour = TextField(
        "Colour by the Munsell chart",
        help="Of the moist soil, such as 10YR 5/4.",
        limit=40,
        required=Stage.FINAL,
        needed=lambda context: context.context_kind in _DEPOSITS,
        section="What was seen",
    )
    compaction = ChoiceField(
        "Compaction",
        help="By the trowel: how easily it comes away.",
        codes=CodeList("compaction"),
        required=Stage.FINAL,
        needed=lambda context: context.context_kind in _DEPOSITS,
        section="What was seen",
    )
    inclusions = TextField(
        "Inclusions", help="Stones, charcoal, rubbish and how large.", section="What was seen"
    )
    inclusions_percent = WholeField(
        "Share of inclusions", unit="%", most=100, section="What was seen"
    )
    cut_shape = ChoiceField(
        "Shape in plan",
        help="Seen from above, where the edge first shows.",
        codes=CodeList("cut_shape"),
        required=Stage.FINAL,
        needed=lambda context: context.context_kind == "CUT",
        section="What was seen",
    )
    cut_sides = ChoiceField(
        "Sides of the cut",
        help="The most of them; what differs goes into the description.",
        codes=CodeList("cut_sides"),
        required=Stage.FINAL,
        needed=lambda context: context.context_kind == "CUT",
        section="What was seen",
    )
    cut_base = ChoiceField(
        "Base of the cut",
        help="Once it is reached; until then say so.",
        codes=CodeList("cut_base"),
        required=Stage.FINAL,
        needed=lambda context: context.context_kind == "CUT",
        section="What was seen",
    )
    cut_corners = ChoiceField(
        "Corners of the cut", codes=CodeList("cut_corners"), section="What was seen"
    )

    length_m = MeasureField("Length", unit="m", most="500", section="Place and size")
    width_m = MeasureField("Width", unit="m", most="500", section="Place and size")
    depth_m = MeasureField("Depth or thickness", unit="m", most="200", section="Place and size")
    azimuth_deg = WholeField(
        "Direction of the long axis",
        help="Clockwise from grid north.",
        unit="°",
        most=359,
        section="Place and size",
    )
    level_top_m = MeasureField(
        "Highest level",
        unit="m",
        step="0.001",
        least="-1000",
        most="10000",
        sensitivity=Sensitivity.C2,
        section="Place and size",
    )
    level_base_m = MeasureField(
        "Lowest level",
        help="Measured from the same datum as the highest.",
        unit="m",
        step="0.001",
        least="-1000",
        most="10000",
        sensitivity=Sensitivity.C2,
        section="Place and size",
    )

    excavated_by = ReferencesField(
        "Excavated by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Excavation",
    )
    dig_method = ChoiceField(
        "Method of excavation",
        help="A machine never works deeper than the ground is cleared.",
        codes=CodeList("dig_method"),
        required=Stage.FINAL,
        section="Excavation",
    )
    dug_from = DayField("Excavated from", required=Stage.FINAL, section="Excavation", in_list=True)
    dug_to = DayField("Excavated until", required=Stage.FINAL, section="Excavation")

    interpretation = LongTextField(
        "Interpretation",
        help="What it may mean, kept apart from what was seen.",
        section="Interpretation",
    )

    plan_no = TextField("Plan number", limit=40, section="Drawings and check")
    plan_scale = WholeField(
        "Scale of the plan, one to",
        help="Usually 20.",
        least=1,
        most=10_000,
        section="Drawings and check",
    )
    section_no = TextField("Number of the drawn profile", limit=40, section="Drawings and check")
    checked_by = ReferenceField(
        "Record checked by",
        help="Not one of those who excavated it.",
        kinds=("person",),
        sensitivity=Sensitivity.C2,
        section="Drawings and check",
    )
    checked_at = MomentField(
        "Record checked at",
        required=Stage.FINAL,
        needed=lambda context: context.checked_by is not None,
        section="Drawings and check",
    )


class ContextRelation(Record):
    """Which of two contexts is the later: one line of the Harris matrix."""

    kind = "context_relation"
    label = "Relation of contexts"
    plural = "Relations of contexts"
    chapter = CHAPTER
    about = "A relation says which of two contexts came later. All together make the Harris matrix."
    is_numbered = False

    number = NumberField("Number")
    occurred_at = MomentField("Observed at", required=Stage.FINAL)
    site = ReferenceField("Site", kinds=("site",))
    context = ReferenceField(
        "This context",
        help="The later of the two: what lies above, cuts, fills, abuts or contains.",
        kinds=("context",),
        required=Stage.DRAFT,
        in_list=True,
    )
    relation = ChoiceField(
        "Relation",
        help="Recorded once, from the later side; the other side follows from it.",
        codes=CodeList("context_relation"),
        required=Stage.DRAFT,
        in_list=True,
    )
    other_context = ReferenceField(
        "Other context", kinds=("context",), required=Stage.DRAFT, in_list=True
    )
    seen_in = TextField("Seen in", help="The profile, plan or photo in which it shows.")
