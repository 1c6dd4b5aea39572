"""Explosive and toxic hazards: reported in nine lines, kept for ever, released only by others.

The team recognises, records, retreats and reports; it never touches.
"""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    AreaField,
    ChoiceField,
    Depth,
    LongTextField,
    MeasureField,
    Merge,
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
from app.models.record import Record

CHAPTER = "Hazards"

_AREA_CLASSES = frozenset({"SHA", "CHA"})


class Evidence(Row):
    """A sign that ordnance is there, and how it is known."""

    evidence_kind = ChoiceField("Evidence", codes=CodeList("hazard_evidence"), required=Stage.FINAL)
    known_by = ChoiceField("How known", codes=CodeList("evidence_basis"), required=Stage.FINAL)
    note = TextField("Note")


class Hazard(Record):
    """An item or area that may kill: reported in nine lines, tracked until it is released."""

    kind = "hazard"
    label = "Hazard"
    plural = "Hazards"
    chapter = CHAPTER
    about = "A hazard is anything explosive or toxic. Record it from a distance, retreat, report."

    number = NumberField(
        "Hazard number", help="Such as SNJ03-HA005.", required=Stage.FINAL, in_list=True
    )
    occurred_at = MomentField("Seen at", required=Stage.FINAL)
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        in_list=True,
    )
    hazard_class = ChoiceField(
        "Kind of hazard",
        help="A team proposes a suspected area; only the survey of mine action confirms one.",
        codes=CodeList("hazard_class"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    status = ChoiceField(
        "Status of the hazard",
        help="Cleared, reduced and cancelled need a certificate.",
        codes=CodeList("hazard_status"),
        required=Stage.DRAFT,
        merge=Merge.SEVEREST_SHOWN,
        severest_last=(
            "CANCELLED",
            "CLEARED",
            "REDUCED",
            "HANDED_OVER",
            "TASKED",
            "MARKED",
            "OPEN",
        ),
        in_list=True,
    )

    reported_at = MomentField(
        "Reported at",
        required=Stage.FINAL,
        section="Line 1 · Date and time",
    )

    reported_by = ReferenceField(
        "Reported by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Line 2 · Reporting unit and location",
    )
    organisation = ReferenceField(
        "Reporting organisation",
        kinds=("organisation",),
        required=Stage.FINAL,
        section="Line 2 · Reporting unit and location",
    )
    safe_to_record = YesNoField(
        "Is it safe to record a position here?",
        help="Answer before anything is measured. Keep the radio away.",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Line 2 · Reporting unit and location",
    )
    observer_position = PositionField(
        "Position of the observer",
        help="Where you stand. Never walk to the item to measure it.",
        required=Stage.FINAL,
        needed=lambda hazard: hazard.safe_to_record is not False,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        section="Line 2 · Reporting unit and location",
    )
    bearing_deg = WholeField(
        "Bearing to the hazard",
        help="From true north.",
        unit="°",
        most=359,
        required=Stage.FINAL,
        needed=lambda hazard: hazard.extent is None,
        depth=Depth.GRAVE_SIDE,
        section="Line 2 · Reporting unit and location",
    )
    declination_deg = MeasureField(
        "Declination applied",
        help="East is plus. Only where the bearing was read from a magnetic compass.",
        unit="°",
        step="0.1",
        least="-40",
        most="40",
        section="Line 2 · Reporting unit and location",
    )
    distance_m = MeasureField(
        "Estimated distance to the hazard",
        help="A fifth of it is added to the uncertainty.",
        unit="m",
        step="1",
        most="10000",
        required=Stage.FINAL,
        needed=lambda hazard: hazard.extent is None,
        depth=Depth.GRAVE_SIDE,
        section="Line 2 · Reporting unit and location",
    )
    location_text = LongTextField(
        "Location in words",
        help="From a landmark. Without any position the hazard counts for the whole site.",
        required=Stage.FINAL,
        needed=lambda hazard: hazard.observer_position is None and hazard.extent is None,
        sensitivity=Sensitivity.C2,
        section="Line 2 · Reporting unit and location",
    )

    contact = TextField(
        "Contact by radio or telephone",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Line 3 · Contact",
    )

    device_category = ChoiceField(
        "Ordnance",
        help="As far as it can be seen from a distance.",
        codes=CodeList("ordnance"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
        section="Line 4 · Ordnance",
    )
    certainty = ChoiceField(
        "How certain",
        help="Seen by yourself, told by others, or known from records.",
        codes=CodeList("hazard_certainty"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Line 4 · Ordnance",
    )
    device_subtype = TextField(
        "Ordnance in detail",
        section="Line 4 · Ordnance",
    )
    device_model = TextField(
        "Model",
        section="Line 4 · Ordnance",
    )
    quantity = WholeField(
        "Number of items",
        help="As many as can be seen; never go closer to count.",
        least=1,
        most=100_000,
        required=Stage.FINAL,
        section="Line 4 · Ordnance",
    )
    description = LongTextField(
        "Description",
        help="As seen from where you stand. Never turn it over to read markings.",
        section="Line 4 · Ordnance",
    )
    size_cm = TextField(
        "Size",
        help="Length and width in cm, estimated.",
        section="Line 4 · Ordnance",
    )
    colour = TextField(
        "Colour",
        section="Line 4 · Ordnance",
    )
    markings = TextField(
        "Markings",
        section="Line 4 · Ordnance",
    )
    fuze_visible = ChoiceField(
        "Fuze visible",
        codes=CodeList("presence"),
        section="Line 4 · Ordnance",
    )
    depth_m = MeasureField(
        "Depth below ground",
        unit="m",
        most="200",
        section="Line 4 · Ordnance",
    )
    condition = ChoiceField(
        "Condition of the item",
        codes=CodeList("ordnance_condition"),
        section="Line 4 · Ordnance",
    )

    cbrn = ChoiceField(
        "Chemical or toxic contamination",
        help="If suspected: stop, go upwind, and record from there.",
        codes=CodeList("cbrn"),
        required=Stage.FINAL,
        section="Line 5 · Chemical or toxic contamination",
    )
    cbrn_signs = TextField(
        "Signs of contamination",
        required=Stage.FINAL,
        needed=lambda hazard: hazard.cbrn in {"SUSPECTED", "CONFIRMED"},
        section="Line 5 · Chemical or toxic contamination",
    )

    resources_threatened = LongTextField(
        "What is threatened",
        help="People, graves, roads and water within its reach.",
        required=Stage.FINAL,
        section="Line 6 · What is threatened",
    )

    impact = LongTextField(
        "Impact on the work",
        help="What cannot be done because of it.",
        required=Stage.FINAL,
        section="Line 7 · Impact on the work",
    )

    protective_measures = LongTextField(
        "Protective measures taken",
        help="What was done before retreating, and by whom.",
        required=Stage.FINAL,
        section="Line 8 · Protective measures",
    )

    priority = ChoiceField(
        "Recommended priority",
        help="How soon EOD should come; they decide.",
        codes=CodeList("hazard_priority"),
        required=Stage.FINAL,
        in_list=True,
        section="Line 9 · Recommended priority",
    )

    national_id = TextField(
        "National hazard ID",
        help="Given by the mine action centre; it may come later.",
        limit=40,
        section="Hazard area (IMSMA)",
    )
    extent = AreaField(
        "Extent of the hazard",
        help="Walked along its edge by nobody: from maps, signs and survey.",
        required=Stage.FINAL,
        needed=lambda hazard: hazard.hazard_class in _AREA_CLASSES,
        sensitivity=Sensitivity.C2,
        section="Hazard area (IMSMA)",
    )
    exclusion_radius_m = WholeField(
        "Exclusion radius",
        help="Set by EOD alone; until then the radius of the operation holds.",
        unit="m",
        least=1,
        most=5_000,
        required=Stage.FINAL,
        merge=Merge.SEVEREST_SHOWN,
        in_list=True,
        section="Hazard area (IMSMA)",
    )
    radius_set_by = ReferenceField(
        "Radius set by",
        kinds=("person",),
        sensitivity=Sensitivity.C2,
        section="Hazard area (IMSMA)",
    )
    marking = ChoiceField(
        "Marking",
        help="As it stands now; photograph it from a safe distance.",
        codes=CodeList("hazard_marking"),
        required=Stage.FINAL,
        section="Hazard area (IMSMA)",
    )
    evidence = RowsField(
        "Evidence of contamination",
        help="Each sign on a line of its own, with how it is known.",
        row=Evidence,
        required=Stage.FINAL,
        needed=lambda hazard: hazard.hazard_class in _AREA_CLASSES,
        section="Hazard area (IMSMA)",
    )
    info_source = ChoiceField(
        "Source of the information",
        help="How the report came to the team.",
        codes=CodeList("hazard_source"),
        required=Stage.FINAL,
        section="Hazard area (IMSMA)",
    )
    source_report_id = TextField(
        "Number of the source report",
        limit=60,
        section="Hazard area (IMSMA)",
    )
    photos = ReferencesField(
        "Photos from a safe distance",
        kinds=("photo",),
        section="Hazard area (IMSMA)",
    )
