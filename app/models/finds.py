"""Things found with the dead, and samples taken: described, never interpreted.

No genotype has a place here: of a sample only its number, its way and whether it gave a profile.
"""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    DayField,
    Depth,
    LongTextField,
    MeasureField,
    Merge,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    RowsField,
    Sensitivity,
    Stage,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.numbers import OtherNumber
from app.models.record import Record

CHAPTER = "Remains"

_OF_BONE = frozenset({"BONE", "TOOTH"})


class Artefact(Record):
    """A personal effect, a find or an exhibit."""

    kind = "artefact"
    label = "Artefact"
    plural = "Artefacts and effects"
    chapter = CHAPTER
    about = "Artefacts are effects, clothing and evidence: what was found with or near the remains."

    number = NumberField(
        "Artefact number",
        help="Such as SNJ03-01-A0003/E02 with a case; tied to none, SNJ03-01-EA0017.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Collected at", required=Stage.FINAL)
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
    remains_case = ReferenceField(
        "Remains",
        help="Empty where it is tied to no body.",
        kinds=("remains_case",),
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    grave = ReferenceField("Grave", kinds=("grave",))
    category = ChoiceField(
        "Category",
        help="By what it is to the eye.",
        codes=CodeList("artefact_category"),
        required=Stage.DRAFT,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    description = LongTextField(
        "Description",
        help="Describe, do not name: “yellow metal ring”, not “gold”.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    quantity = WholeField(
        "Number of items",
        help="How many are in the bag.",
        least=1,
        most=100_000,
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
    )
    material = TextField("Material")
    colour = TextField("Colour")
    size_cm = TextField("Size", help="Length and width in cm.")
    maker = TextField("Maker")
    markings = TextField(
        "Markings and serial numbers",
        help="As read. Names are written under “Text on it”.",
        sensitivity=Sensitivity.C3,
    )

    association = ChoiceField(
        "Where it was on the body, or near it",
        help="As it lay, before it was moved.",
        codes=CodeList("association"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Association",
    )
    association_certainty = ChoiceField(
        "How certain the association is",
        help="Whether it could have come to lie there by chance.",
        codes=CodeList("association_certainty"),
        required=Stage.FINAL,
        section="Association",
    )
    place_on_body = TextField(
        "Place on the body",
        help="For example: left breast pocket of the jacket.",
        section="Association",
    )

    context = ReferenceField(
        "Context",
        kinds=("context",),
        required=Stage.FINAL,
        needed=lambda artefact: artefact.association in {"FILL", "SPOIL"},
        section="Position",
    )
    located_by = ChoiceField(
        "Located by",
        help="Survey points, or an offset from the datum where no survey is possible.",
        codes=CodeList("location_method"),
        required=Stage.FINAL,
        needed=lambda artefact: artefact.remains_case is None and artefact.context is None,
        section="Position",
    )
    position = PositionField(
        "Position of the find",
        help="Where neither case nor context says where it lay.",
        required=Stage.FINAL,
        needed=lambda artefact: artefact.located_by == "POSITION",
        sensitivity=Sensitivity.C2,
        section="Position",
    )
    offset_text = TextField(
        "Offset from the datum",
        help="For example: 3.20 m north and 1.15 m east of control S01.",
        required=Stage.FINAL,
        needed=lambda artefact: artefact.located_by == "OFFSET",
        sensitivity=Sensitivity.C2,
        section="Position",
    )

    text_transcribed = LongTextField(
        "Text on it",
        help="Exactly as written, in its own script. It is photographed and never put on a label.",
        sensitivity=Sensitivity.C3,
        section="Text",
    )

    explosive_check = ChoiceField(
        "Explosive check",
        help="Ammunition and ordnance are a hazard first; spent cartridge cases are artefacts.",
        codes=CodeList("explosive_check"),
        merge=Merge.SEVEREST_SHOWN,
        severest_last=("CLEARED", "NA", "REFUSED"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Explosive check",
    )

    collected_by = ReferenceField(
        "Collected by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Collection",
    )
    container = ReferenceField(
        "Container",
        help="Before the end of the working day.",
        kinds=("container",),
        required=Stage.FINAL,
        section="Collection",
        in_list=True,
    )
    is_wet = YesNoField("Wet", help="Wet things go into paper, not plastic.", section="Collection")
    biohazard = YesNoField("Biological hazard", section="Collection")
    disposition = ChoiceField(
        "What becomes of it",
        help="By the policy of the operation; a change is a change of custody.",
        codes=CodeList("disposition"),
        required=Stage.FINAL,
        section="Collection",
        in_list=True,
    )


class Sample(Record):
    """A piece taken to be examined: of bone, tooth, tissue, hair, soil or insects."""

    kind = "sample"
    label = "Sample"
    plural = "Samples"
    chapter = CHAPTER
    about = "Samples are taken on order. Their numbers are printed and scanned, never typed again."

    number = NumberField(
        "Sample number",
        help="Such as SNJ03-01-A0003/S1 of a case; of the ground, SNJ03-01-SA0017.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Sampled at", required=Stage.FINAL)
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
    remains_case = ReferenceField(
        "Remains",
        kinds=("remains_case",),
        required=Stage.FINAL,
        needed=lambda sample: sample.sample_kind not in {"SOIL", "INSECT"},
        in_list=True,
    )
    grave = ReferenceField("Grave", kinds=("grave",))
    context = ReferenceField(
        "Context",
        kinds=("context",),
        required=Stage.FINAL,
        needed=lambda sample: sample.sample_kind == "SOIL",
    )

    sample_kind = ChoiceField(
        "Kind of sample",
        help="One kind in one tube.",
        codes=CodeList("sample_kind"),
        required=Stage.DRAFT,
        in_list=True,
    )
    bone = ChoiceField(
        "Bone",
        help="Teeth by the number of the FDI.",
        codes=CodeList("bone"),
        required=Stage.FINAL,
        needed=lambda sample: sample.sample_kind in _OF_BONE,
        section="What was taken",
    )
    side = ChoiceField(
        "Side of the person",
        help="The person's own left and right. Only paired bones have a side.",
        codes=CodeList("element_side"),
        required=Stage.FINAL,
        needed=lambda sample: sample.sample_kind in _OF_BONE,
        section="What was taken",
    )
    cut_site = TextField(
        "Where it was cut",
        help="For example: middle of the shaft, front.",
        section="What was taken",
    )
    mass_g = MeasureField("Mass", unit="g", step="0.01", most="100000", section="What was taken")
    preservative = TextField(
        "Preservative", help="Write “dry” where there is none.", section="What was taken"
    )
    sample_purpose = TextField(
        "Purpose of the sample", required=Stage.FINAL, section="What was taken"
    )

    authorised_by = ReferenceField(
        "Ordered by",
        help="Sampling in the field needs an explicit order, as a rule of forensic medicine.",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Order",
    )
    order_document = ReferenceField("Document of the order", kinds=("document",), section="Order")
    taken_by = ReferenceField(
        "Sampled by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Order",
    )
    witness = ReferenceField(
        "Witnessed by",
        help="Not the one who took it.",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Order",
    )

    tube_no = TextField(
        "Tube or bag number", help="As printed on it.", limit=40, section="Tube and seal"
    )
    container = ReferenceField(
        "Container",
        help="The sealed bag or box of the tube.",
        kinds=("container",),
        required=Stage.FINAL,
        section="Tube and seal",
        in_list=True,
    )

    laboratory = ReferenceField(
        "Laboratory", kinds=("organisation",), section="Laboratory", in_list=True
    )
    requested_on = DayField("Sent on", section="Laboratory")
    received_on = DayField("Received on", help="Not before it was sent.", section="Laboratory")
    is_consumed = YesNoField("Used up", section="Laboratory")
    sample_result = ChoiceField(
        "Result of the laboratory",
        help="Only whether there is a profile. The profile itself never belongs here.",
        codes=CodeList("sample_result"),
        section="Laboratory",
        in_list=True,
    )
    report_no = TextField("Number of the laboratory's report", limit=60, section="Laboratory")
