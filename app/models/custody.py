"""Custody: who handed what to whom, when, where, under which seal. Written once, never edited."""

from __future__ import annotations

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
from app.models.record import Record
from app.models.signatures import Signature

ITEM_KINDS = ("remains_case", "container", "artefact", "sample", "document")
PLACE_KINDS = ("storage_place", "storage_facility", "site")

TRANSFERS = frozenset({"OUT", "IN", "TRN", "HND", "REP", "REL"})
DEPARTURES = frozenset({"OUT", "TRN", "HND", "REP", "REL", "BUR"})


class CustodyLine(Row):
    """One item of an event, the event before it, and how its seal was found and left."""

    item = ReferenceField("Item", kinds=ITEM_KINDS, required=Stage.DRAFT)
    previous = ReferenceField(
        "Event before", help="The item's last event as known here.", kinds=("custody_event",)
    )
    seal_before = NumberField("Seal found", help="As read on the item, never as expected.")
    seal_condition = ChoiceField(
        "Condition of the seal", codes=CodeList("seal_condition"), required=Stage.FINAL
    )
    seal_after = NumberField("Seal left")
    left_open = YesNoField("Left open on purpose")
    item_condition = ChoiceField(
        "Condition of the item", codes=CodeList("item_condition"), required=Stage.FINAL
    )
    quantity = WholeField("Quantity", least=1, most=100_000, required=Stage.FINAL)
    remarks = TextField("Remarks", limit=500)


class CustodyEvent(Record):
    """One thing that happened to one or many items. A wrong one is superseded, never changed."""

    kind = "custody_event"
    label = "Custody event"
    plural = "Custody events"
    chapter = "Custody"
    about = "Custody events say who held what, when and where. They are never edited."
    is_append_only = True

    number = NumberField(
        "Event number",
        help="Runs on for each laptop, such as A7F3-000123.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Took place at", required=Stage.DRAFT, in_list=True)
    event_type = ChoiceField(
        "What happened",
        help="One event for one thing that happened, with all items to which it happened.",
        codes=CodeList("custody_event"),
        required=Stage.DRAFT,
        in_list=True,
    )
    half = ChoiceField(
        "Recorded here",
        help="Where the other side records on its own laptop or on paper, only one half.",
        codes=CodeList("custody_half"),
        required=Stage.FINAL,
    )
    purpose = ChoiceField(
        "Purpose of the event",
        help="Why the items change hands or place.",
        codes=CodeList("custody_purpose"),
        required=Stage.FINAL,
    )
    purpose_note = TextField(
        "Purpose in words",
        limit=500,
        required=Stage.FINAL,
        needed=lambda event: event.purpose == "OTHER",
    )

    from_custodian = ReferenceField(
        "Released by",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda event: event.event_type in TRANSFERS,
        sensitivity=Sensitivity.C2,
        section="Transfer",
        in_list=True,
    )
    from_organisation = ReferenceField(
        "Releasing organisation",
        kinds=("organisation",),
        required=Stage.FINAL,
        needed=lambda event: event.event_type in TRANSFERS,
        section="Transfer",
    )
    to_custodian = ReferenceField(
        "Received by",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda event: event.event_type in TRANSFERS,
        sensitivity=Sensitivity.C2,
        section="Transfer",
        in_list=True,
    )
    to_organisation = ReferenceField(
        "Receiving organisation",
        kinds=("organisation",),
        required=Stage.FINAL,
        needed=lambda event: event.event_type in TRANSFERS,
        section="Transfer",
    )
    from_location = ReferenceField(
        "From",
        kinds=PLACE_KINDS,
        required=Stage.FINAL,
        needed=lambda event: event.event_type in TRANSFERS | {"MOV"},
        sensitivity=Sensitivity.C2,
        section="Transfer",
    )
    to_location = ReferenceField(
        "To",
        kinds=PLACE_KINDS,
        required=Stage.FINAL,
        needed=lambda event: event.event_type in TRANSFERS | {"MOV", "STO", "BUR"},
        sensitivity=Sensitivity.C2,
        section="Transfer",
        in_list=True,
    )

    lines = RowsField(
        "Items",
        help="Every item on a line, with the seal as it was read.",
        row=CustodyLine,
        required=Stage.DRAFT,
        section="Items",
    )

    vehicle_plate = TextField(
        "Vehicle",
        help="Plate number. Ambulances should not carry remains.",
        limit=40,
        required=Stage.FINAL,
        needed=lambda event: event.event_type == "TRN",
        sensitivity=Sensitivity.C2,
        section="Transport",
    )
    driver = ReferenceField(
        "Driver",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda event: event.event_type == "TRN",
        sensitivity=Sensitivity.C2,
        section="Transport",
    )
    escort = TextField("Escort", sensitivity=Sensitivity.C2, section="Transport")
    departed_at = MomentField(
        "Departed at",
        required=Stage.FINAL,
        needed=lambda event: event.event_type == "TRN",
        section="Transport",
    )
    arrived_at = MomentField("Arrived at", section="Transport")
    temperature_c = MeasureField(
        "Temperature", unit="°C", step="0.5", least="-80", most="80", section="Transport"
    )

    signatures = RowsField(
        "Signatures",
        help="Two different people release and receive; a third may witness.",
        row=Signature,
        required=Stage.FINAL,
        section="Signatures",
    )
    paper = ReferencesField("Scans of the signed paper", kinds=("photo",), section="Signatures")

    discrepancy = ChoiceField(
        "Discrepancy",
        help="Anything that is not as the papers say; it keeps a handover waiting.",
        codes=CodeList("discrepancy"),
        required=Stage.FINAL,
        section="Discrepancy",
    )
    discrepancy_note = LongTextField(
        "Discrepancy in words",
        help="What was expected and what was found.",
        required=Stage.FINAL,
        needed=lambda event: event.discrepancy not in {None, "NONE"},
        section="Discrepancy",
    )
    photos = ReferencesField(
        "Photos",
        help="A seal that does not match is photographed.",
        kinds=("photo",),
        required=Stage.FINAL,
        needed=lambda event: event.discrepancy == "SEAL",
        section="Discrepancy",
    )

    supersedes = ReferenceField(
        "Supersedes",
        help="The event that was wrong. It stays, struck through.",
        kinds=("custody_event",),
        required=Stage.DRAFT,
        needed=lambda event: event.event_type == "SUP",
        section="Correction",
    )
    approved_by = ReferenceField(
        "Approved by",
        help="Not the author.",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda event: event.event_type == "SUP",
        sensitivity=Sensitivity.C2,
        section="Correction",
    )
