"""Remains: one record for each numbered thing lifted, as observed in the ground.

The team records what it sees. Cause and manner of death and identity are decided elsewhere and have
no field here.
"""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    ChoicesField,
    Depth,
    LongTextField,
    MeasureField,
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
from app.models.numbers import OtherNumber
from app.models.observations import Damage, Relation
from app.models.record import Record

_SEEN = "Bindings and observed damage"
_EFFECTS = "Clothing and effects"


class RemainsCase(Record):
    """One numbered thing lifted: a body, a part, a commingled group, a fragment.

    `occurred_at` is when the remains were found.
    """

    kind = "remains_case"
    label = "Remains"
    plural = "Remains"
    chapter = "Remains"
    about = "Each body, part or group lifted under one number. Cases are not persons."

    number = NumberField(
        "Case number",
        help="Such as SNJ03-01-A0003B. It is given once the grave, or the surface, is entered, and "
        "never changes.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Found at", required=Stage.FINAL)
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
    grave = ReferenceField(
        "Grave",
        help="Before the number is given: the grave stands in it.",
        kinds=("grave",),
        required=Stage.FINAL,
        needed=lambda case: case.found_on_surface is not True,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    found_on_surface = YesNoField("Found on the surface")
    case_type = ChoiceField(
        "Kind of remains",
        help="A body only where one person's core still lies in joint.",
        codes=CodeList("case_type"),
        required=Stage.DRAFT,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    work_area = ReferenceField("Work area", kinds=("work_area",))
    skeleton_context = ReferenceField("Context of the skeleton", kinds=("context",))
    fill_context = ReferenceField("Context of the fill", kinds=("context",))
    exposed_by = ReferenceField(
        "Exposed by", kinds=("person",), required=Stage.FINAL, sensitivity=Sensitivity.C2
    )
    described_by = ReferenceField(
        "Described by",
        help="Where another person than the one at the laptop described the remains.",
        kinds=("person",),
        sensitivity=Sensitivity.C2,
    )

    located_by = ChoiceField(
        "Located by",
        help="Survey points, or an offset from the datum where no survey is possible.",
        codes=CodeList("location_method"),
        required=Stage.FINAL,
        section="Position",
    )
    position = PositionField(
        "Position of the remains",
        help="A handheld receiver cannot separate bodies; it locates the grave at best.",
        required=Stage.FINAL,
        needed=lambda case: case.located_by == "POSITION",
        sensitivity=Sensitivity.C2,
        section="Position",
    )
    offset_text = TextField(
        "Offset from the datum",
        help="For example: 3.20 m north and 1.15 m east of control S01.",
        required=Stage.FINAL,
        needed=lambda case: case.located_by == "OFFSET",
        sensitivity=Sensitivity.C2,
        section="Position",
    )
    grid_square = TextField(
        "Grid square",
        limit=40,
        required=Stage.FINAL,
        needed=lambda case: case.case_type == "CG" and case.skeleton_context is None,
        section="Position",
    )
    spit = TextField(
        "Spit",
        help="The layer by depth, such as 3 or 0.40 to 0.60 m.",
        limit=40,
        section="Position",
    )
    depth_m = MeasureField(
        "Depth below ground",
        help="To the lowest point of the remains.",
        unit="m",
        most="200",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Position",
    )
    level_top_m = MeasureField(
        "Highest level",
        unit="m",
        step="0.001",
        least="-1000",
        most="10000",
        sensitivity=Sensitivity.C2,
        section="Position",
    )
    level_base_m = MeasureField(
        "Lowest level",
        help="Measured from the same datum as the highest.",
        unit="m",
        step="0.001",
        least="-1000",
        most="10000",
        sensitivity=Sensitivity.C2,
        section="Position",
    )

    body_position = ChoiceField(
        "Position of the body",
        help="As it lay when found, before anything was moved.",
        codes=CodeList("body_position"),
        required=Stage.FINAL,
        needed=lambda case: case.case_type == "B",
        depth=Depth.GRAVE_SIDE,
        section="Body position",
    )
    head_position = TextField("Head", section="Body position")
    left_arm_position = TextField("Left arm of the person", section="Body position")
    right_arm_position = TextField("Right arm of the person", section="Body position")
    left_leg_position = TextField("Left leg of the person", section="Body position")
    right_leg_position = TextField("Right leg of the person", section="Body position")
    orientation_deg = WholeField(
        "Orientation from head to feet",
        help="The direction in which the feet lie, seen from the head.",
        unit="°",
        most=359,
        required=Stage.FINAL,
        needed=lambda case: case.case_type == "B",
        depth=Depth.GRAVE_SIDE,
        section="Body position",
    )
    orientation_north = ChoiceField(
        "Orientation measured from",
        help="The compass shows magnetic, the grid of the site grid north.",
        codes=CodeList("north"),
        required=Stage.FINAL,
        needed=lambda case: case.orientation_deg is not None,
        section="Body position",
    )
    facing = ChoiceField("Face turned", codes=CodeList("facing"), section="Body position")

    articulation = ChoiceField(
        "Articulation",
        help="Whether the joints are still in the order of the body.",
        codes=CodeList("articulation"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Condition",
    )
    completeness = ChoiceField(
        "Completeness",
        help="Of the whole skeleton, by eye.",
        codes=CodeList("completeness"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Condition",
        in_list=True,
    )
    tissue_state = ChoiceField(
        "State of the tissue",
        help="The state of most of it, as found.",
        codes=CodeList("tissue_state"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Condition",
    )
    preservation = ChoiceField(
        "Preservation",
        help="How firm the bone is; how much is there is told under completeness.",
        codes=CodeList("preservation"),
        required=Stage.FINAL,
        section="Condition",
    )
    preservation_note = TextField("Preservation in words", limit=500, section="Condition")
    individuals_at_least = WholeField(
        "Individuals in this case, at least",
        help="More than one only in a commingled group.",
        least=1,
        most=1_000,
        required=Stage.FINAL,
        section="Condition",
    )
    individuals_basis = TextField(
        "Basis of that number",
        required=Stage.FINAL,
        needed=lambda case: (case.individuals_at_least or 1) > 1,
        section="Condition",
    )

    inventory_extent = ChoiceField(
        "Inventory of the elements",
        help="Absent can only be said after everything was looked through.",
        codes=CodeList("inventory_extent"),
        required=Stage.FINAL,
        needed=lambda case: case.case_type in {"BP", "CG", "FR"},
        section="Inventory",
    )
    inventoried_by = ReferenceField(
        "Inventory by",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda case: case.inventory_extent in {"PARTIAL", "FULL"},
        sensitivity=Sensitivity.C2,
        section="Inventory",
    )

    relations = RowsField(
        "Relation to other remains",
        help="Who lay over, under or beside whom; nobody is parted by guess.",
        row=Relation,
        section="Relations",
    )

    ligature = ChoiceField(
        "Ligature",
        help="Photograph before touching; it stays on the body.",
        codes=CodeList("presence"),
        required=Stage.FINAL,
        section=_SEEN,
    )
    blindfold = ChoiceField(
        "Blindfold",
        help="Photograph before touching; it stays on the body.",
        codes=CodeList("presence"),
        required=Stage.FINAL,
        section=_SEEN,
    )
    gag = ChoiceField(
        "Gag",
        help="Photograph before touching; it stays on the body.",
        codes=CodeList("presence"),
        required=Stage.FINAL,
        section=_SEEN,
    )
    binding_notes = LongTextField("Bindings in words", section=_SEEN)
    damage = RowsField(
        "Observed damage", help="A field observation, not a finding.", row=Damage, section=_SEEN
    )
    projectile_seen = YesNoField("Projectile seen", section=_SEEN)
    metal_detected = YesNoField("Metal detected", section=_SEEN)
    burning = ChoiceField("Burning", codes=CodeList("burning"), section=_SEEN)
    taphonomy = ChoicesField("Changes after burial", codes=CodeList("taphonomy"), section=_SEEN)
    body_modification = TextField(
        "Body modification",
        help="Tattoo, dental work, healed surgery: as seen.",
        sensitivity=Sensitivity.C3,
        section=_SEEN,
    )

    clothing_summary = LongTextField("Clothing", sensitivity=Sensitivity.C3, section=_EFFECTS)
    preliminary_sex = ChoiceField(
        "Preliminary sex",
        help="The mortuary decides.",
        codes=CodeList("preliminary_sex"),
        sensitivity=Sensitivity.C2,
        section=_EFFECTS,
    )
    preliminary_age = ChoiceField(
        "Preliminary age class",
        help="The mortuary decides.",
        codes=CodeList("preliminary_age"),
        sensitivity=Sensitivity.C2,
        section=_EFFECTS,
    )
    presumptive_id = TextField(
        "Document or disc found",
        help="Only: found, see artefact number. A paper on a body is not an identification.",
        sensitivity=Sensitivity.C3,
        section=_EFFECTS,
    )
    presumed_affiliation = ChoiceField(
        "Presumed affiliation",
        codes=CodeList("affiliation"),
        sensitivity=Sensitivity.C3,
        section=_EFFECTS,
    )
    affiliation_basis = ChoiceField(
        "Basis of the affiliation",
        help="What the presumption rests on; without it there is none.",
        codes=CodeList("affiliation_basis"),
        required=Stage.FINAL,
        needed=lambda case: case.presumed_affiliation not in {None, "UNK"},
        sensitivity=Sensitivity.C3,
        section=_EFFECTS,
    )

    eod_check_result = ChoiceField(
        "EOD check before lifting",
        help="Needed on battlefields and wherever bodies may be trapped.",
        codes=CodeList("eod_check"),
        merge=Merge.SEVEREST_SHOWN,
        severest_last=("NOTHING_FOUND", "MADE_SAFE", "FOUND"),
        required=Stage.FINAL,
        needed=lambda case: bool(case.metal_detected or case.projectile_seen),
        section="EOD check",
    )
    eod_check_by = ReferenceField(
        "Checked by",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda case: case.eod_check_result is not None,
        sensitivity=Sensitivity.C2,
        section="EOD check",
    )
    eod_check_at = MomentField(
        "Checked at",
        required=Stage.FINAL,
        needed=lambda case: case.eod_check_result is not None,
        section="EOD check",
    )

    lifted_at = MomentField(
        "Lifted at", help="Not before they were found.", section="Lifting", in_list=True
    )
    lifted_by = ReferencesField(
        "Lifted by",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda case: case.lifted_at is not None,
        sensitivity=Sensitivity.C2,
        section="Lifting",
    )
    witness = ReferenceField(
        "Witnessed by",
        help="Not one of those who lifted.",
        kinds=("person",),
        sensitivity=Sensitivity.C2,
        section="Lifting",
    )
    container = ReferenceField(
        "Container",
        help="Before the end of the working day.",
        kinds=("container",),
        required=Stage.FINAL,
        needed=lambda case: case.lifted_at is not None,
        section="Lifting",
        in_list=True,
    )
    left_in_situ_reason = LongTextField("Left in place because", section="Lifting")
    checked_by = ReferenceField(
        "Record checked by",
        help="The lead archaeologist or anthropologist.",
        kinds=("person",),
        sensitivity=Sensitivity.C2,
        section="Lifting",
    )
