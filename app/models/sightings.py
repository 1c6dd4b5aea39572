"""A hazard seen again after it was reported: from where, in which direction, and what has changed.

Two bearings from two places say better where an item lies than one estimate of its distance.
"""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    Depth,
    LongTextField,
    MeasureField,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    ReferencesField,
    Sensitivity,
    Stage,
    WholeField,
)
from app.models.hazards import CHAPTER
from app.models.record import Record


class HazardObservation(Record):
    """A hazard seen once more. It changes nothing on the hazard; only people and mine action do."""

    kind = "hazard_observation"
    label = "Hazard observation"
    plural = "Hazard observations"
    chapter = CHAPTER
    about = "An observation says that a hazard was seen again: from where, and what has changed."

    number = NumberField(
        "Observation number",
        help="Runs on for each laptop, such as A7F3-000123.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Seen at", required=Stage.FINAL, in_list=True)
    hazard = ReferenceField("Hazard", kinds=("hazard",), required=Stage.DRAFT, in_list=True)
    site = ReferenceField("Site", kinds=("site",), in_list=True)
    seen_by = ReferenceField(
        "Seen by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        in_list=True,
    )
    what_changed = LongTextField(
        "What was seen or has changed",
        help="As seen from where you stand. Never turn it over to read markings.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
    )
    observer_position = PositionField(
        "Position of the observer",
        help="Where you stand. Never walk to the item to measure it.",
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        section="Location",
    )
    bearing_deg = WholeField(
        "Bearing to the hazard",
        help="From true north.",
        unit="°",
        most=359,
        required=Stage.FINAL,
        needed=lambda seen: seen.observer_position is not None,
        depth=Depth.GRAVE_SIDE,
        section="Location",
        in_list=True,
    )
    distance_m = MeasureField(
        "Estimated distance to the hazard",
        help="A fifth of it is added to the uncertainty.",
        unit="m",
        step="1",
        most="10000",
        required=Stage.FINAL,
        needed=lambda seen: seen.observer_position is not None,
        depth=Depth.GRAVE_SIDE,
        section="Location",
    )
    condition = ChoiceField(
        "Condition of the item", codes=CodeList("ordnance_condition"), section="Ordnance"
    )
    marking = ChoiceField(
        "Marking",
        help="As it stands now; photograph it from a safe distance.",
        codes=CodeList("hazard_marking"),
        required=Stage.FINAL,
        section="Ordnance",
    )
    photos = ReferencesField("Photos from a safe distance", kinds=("photo",), section="Ordnance")
