"""Bags, boxes and coffins, the seals that close them, and the places where they stand.

Who holds a container, where it is and whether its seal is whole follow from the custody events and
are declared nowhere.
"""

from __future__ import annotations

from typing_extensions import override

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    LongTextField,
    MeasureField,
    MomentField,
    NumberField,
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
from app.models.numbers import OtherNumber
from app.models.record import Record

CHAPTER = "Custody"
PACKED_KINDS = ("remains_case", "artefact", "sample", "document")


class Container(Record):
    """A bag, box or coffin that is sealed and moves as one."""

    kind = "container"
    label = "Container"
    plural = "Containers"
    chapter = CHAPTER
    about = "A container is a bag, box or coffin. It is sealed, and what is inside moves with it."

    number = NumberField(
        "Container number", help="Such as SNJ03-KA0031.", required=Stage.FINAL, in_list=True
    )
    occurred_at = MomentField("Packed at", required=Stage.FINAL, in_list=True)
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
    container_kind = ChoiceField(
        "Kind of container",
        help="What it is, not what is in it.",
        codes=CodeList("container_kind"),
        required=Stage.DRAFT,
        in_list=True,
    )
    contents = ReferencesField(
        "Packed in it",
        help="What was put in, as packed. Bags within a coffin name the coffin instead.",
        kinds=PACKED_KINDS,
        in_list=True,
    )
    parent = ReferenceField(
        "Stands inside",
        help="The coffin of a bag, the outer bag of an inner one.",
        kinds=("container",),
        in_list=True,
    )
    part_no = WholeField(
        "Bag or box number", help="The 1 of “1 of 3”.", least=1, most=1_000, section="Label"
    )
    part_count = WholeField(
        "Out of",
        help="The 3 of “1 of 3”.",
        least=1,
        most=1_000,
        required=Stage.FINAL,
        needed=lambda container: container.part_no is not None,
        section="Label",
    )
    inner_label = YesNoField("Label repeated inside", required=Stage.FINAL, section="Label")
    is_wet = YesNoField("Wet", help="Wet things go into paper, not plastic.", section="Label")
    biohazard = YesNoField("Biological hazard", section="Label")
    packed_by = ReferenceField(
        "Packed by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Label",
    )


class Seal(Record):
    """A numbered closure that shows when it was opened. A seal is used once."""

    kind = "seal"
    label = "Seal"
    plural = "Seals"
    chapter = CHAPTER
    about = "A seal is used once. Where it was put on, found and removed stands in custody events."

    number = NumberField(
        "Seal number",
        help="As printed on the seal; no two seals of the country share one.",
        limit=20,
        required=Stage.DRAFT,
        in_list=True,
    )
    occurred_at = MomentField("Taken from stock at", required=Stage.FINAL, in_list=True)
    seal_kind = ChoiceField(
        "Kind of seal",
        help="A seal that can be opened unseen is none.",
        codes=CodeList("seal_kind"),
        required=Stage.FINAL,
        in_list=True,
    )
    stock_batch = TextField("Stock batch", limit=40, in_list=True)
    team = ReferenceField("Issued to", kinds=("team",), in_list=True)
    initials_across_tape = YesNoField(
        "Initials and date across both edges of the tape",
        required=Stage.FINAL,
        needed=lambda seal: seal.seal_kind == "TAPE",
    )
    photos = ReferencesField("Photos", kinds=("photo",))


class Entry(Row):
    """One visit to a store that is kept locked."""

    person = ReferenceField(
        "Person", kinds=("person",), required=Stage.FINAL, sensitivity=Sensitivity.C2
    )
    came_at = MomentField("Came at", required=Stage.FINAL)
    left_at = MomentField("Left at")
    purpose = TextField("Purpose of the visit", required=Stage.FINAL)


class Reading(Row):
    """The temperature of a cold store, as read."""

    at = MomentField("Read at", required=Stage.FINAL)
    temperature_c = MeasureField(
        "Temperature", unit="°C", step="0.5", least="-80", most="80", required=Stage.FINAL
    )
    read_by = ReferenceField("Read by", kinds=("person",), sensitivity=Sensitivity.C2)


class StorageFacility(Record):
    """A building or tent where remains are kept: field store, mortuary, border hall."""

    kind = "storage_facility"
    label = "Storage facility"
    plural = "Storage facilities"
    chapter = CHAPTER
    about = "A storage facility is a field store, a mortuary, a warehouse or a border hall."

    number = NumberField("Facility code", required=Stage.FINAL, in_list=True)
    occurred_at = MomentField("In use since")
    name = TextField("Name of the facility", required=Stage.DRAFT, in_list=True)
    facility_kind = ChoiceField(
        "Kind of facility",
        help="As it is used now.",
        codes=CodeList("facility_kind"),
        required=Stage.FINAL,
        in_list=True,
    )
    operator = ReferenceField("Run by", kinds=("organisation",), required=Stage.FINAL, in_list=True)
    store_keeper = ReferenceField("Store keeper", kinds=("person",), sensitivity=Sensitivity.C2)
    address = LongTextField("Address", sensitivity=Sensitivity.C2)
    is_cold = YesNoField("Cold storage", required=Stage.FINAL, in_list=True)
    capacity = WholeField("Room for containers", most=1_000_000)
    temperatures = RowsField(
        "Temperatures",
        help="Twice a day in a cold store.",
        row=Reading,
        section="Logs",
    )
    entries = RowsField(
        "Access log", help="Everybody who enters, and why.", row=Entry, section="Logs"
    )

    @property
    @override
    def title(self) -> str:
        return self.name or super().title


class StoragePlace(Record):
    """One place within a facility: room, rack, shelf, box."""

    kind = "storage_place"
    label = "Storage place"
    plural = "Storage places"
    chapter = CHAPTER
    about = "A storage place is a room, rack, shelf or box. A container stands in exactly one."
    is_numbered = False

    number = NumberField("Number")
    occurred_at = MomentField("In use since")
    facility = ReferenceField(
        "Storage facility", kinds=("storage_facility",), required=Stage.DRAFT, in_list=True
    )
    path = TextField(
        "Room, rack, shelf and box",
        help="From the largest to the smallest, such as R1-K2-S3-B4.",
        limit=80,
        required=Stage.DRAFT,
        in_list=True,
    )
    capacity = WholeField("Room for containers", most=1_000_000, in_list=True)

    @property
    @override
    def title(self) -> str:
        return self.path or super().title
