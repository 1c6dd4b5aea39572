"""Handovers: the list of what is given, and the ceremony at which it is given.

Sets of remains, containers, cases and individuals are four numbers and never one. The words are
the same for the dead of every side.
"""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    ChoicesField,
    LongTextField,
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

CHAPTER = "Handovers"

_COUNTED = frozenset({"COUNTED", "SIGNED", "CLOSED"})
_BETWEEN_STATES = frozenset({"REPATRIATION"})


class HandoverLine(Row):
    """One line of a list: what is handed over under one seal."""

    cases = ReferencesField("Remains", kinds=("remains_case",), required=Stage.FINAL)
    container = ReferenceField("Container", kinds=("container",), required=Stage.FINAL)
    seal = NumberField("Seal", help="As read on the container.", required=Stage.FINAL)
    sets = WholeField("Sets of remains", most=1_000, required=Stage.FINAL)
    affiliation = ChoiceField(
        "Presumed affiliation", codes=CodeList("affiliation"), sensitivity=Sensitivity.C3
    )
    affiliation_basis = ChoiceField(
        "Basis of the affiliation",
        codes=CodeList("affiliation_basis"),
        required=Stage.FINAL,
        needed=lambda line: line.affiliation not in {None, "UNK"},
        sensitivity=Sensitivity.C3,
    )
    id_status = ChoiceField(
        "Identity",
        help="As decided by the authority, never by the team.",
        codes=CodeList("id_status"),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C3,
    )
    name = TextField(
        "Name",
        help="Only with the document of the identification.",
        sensitivity=Sensitivity.C3,
    )
    id_document = ReferenceField(
        "Document of the identification",
        kinds=("document",),
        required=Stage.FINAL,
        needed=lambda line: bool(line.name),
        sensitivity=Sensitivity.C3,
    )
    effects = ReferencesField("Effects", kinds=("artefact",))
    found_sector = TextField(
        "Found in the sector", help="In general words, never coordinates.", limit=120
    )
    ticked_by_delivering = YesNoField("Counted by the delivering side")
    ticked_by_receiving = YesNoField("Counted by the receiving side")
    remarks = TextField("Remarks", limit=500)


class HandoverList(Record):
    """What goes from one side to the other, line by line, in one version."""

    kind = "handover_list"
    label = "Handover list"
    plural = "Handover lists"
    chapter = CHAPTER
    about = "A handover list names what is given. A list that is reopened becomes a new version."
    beside_signatures = Record.beside_signatures | {"attachments", "list_state"}

    number = NumberField(
        "List number",
        help="Runs on for each laptop, such as A7F3-000123. All versions of a list share it.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Drawn up at", required=Stage.FINAL)
    version = WholeField(
        "Version",
        help="Begins with 1; a list that was frozen and reopened is the next.",
        least=1,
        most=1_000,
        required=Stage.FINAL,
        in_list=True,
    )
    replaces = ReferenceField(
        "Replaces the list",
        help="The version before; it stays as it was.",
        kinds=("handover_list",),
        required=Stage.FINAL,
        needed=lambda listed: (listed.version or 1) > 1,
    )
    list_type = ChoiceField(
        "Kind of handover",
        help="It decides who signs, and whether custody ends.",
        codes=CodeList("handover_type"),
        required=Stage.DRAFT,
        in_list=True,
    )
    list_state = ChoiceField(
        "Stage of the list",
        help="Frozen, counted by both sides, signed, closed.",
        codes=CodeList("handover_state"),
        required=Stage.DRAFT,
        in_list=True,
    )
    ceremony = ReferenceField("Ceremony", kinds=("handover_ceremony",), in_list=True)
    mechanism = TextField(
        "Mechanism",
        help="The agreement under which remains are handed over.",
        limit=500,
        required=Stage.FINAL,
        needed=lambda listed: listed.list_type in _BETWEEN_STATES,
    )

    handover_at = MomentField(
        "Handed over at",
        help="Planned until then; the time with its zone is printed.",
        required=Stage.FINAL,
    )
    place = TextField(
        "Place of the handover",
        required=Stage.FINAL,
        needed=lambda listed: listed.ceremony is None,
        sensitivity=Sensitivity.C2,
    )

    delivering_side = ReferenceField(
        "Delivering side",
        kinds=("organisation",),
        required=Stage.FINAL,
        section="Sides",
        in_list=True,
    )
    delivered_by = ReferenceField(
        "Delivered by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Sides",
    )
    receiving_side = ReferenceField(
        "Receiving side",
        kinds=("organisation",),
        required=Stage.FINAL,
        section="Sides",
        in_list=True,
    )
    received_by = ReferenceField(
        "Received by",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Sides",
    )

    lines = RowsField(
        "Lines",
        help="One line for each container, as it is carried over.",
        row=HandoverLine,
        required=Stage.FINAL,
        section="Lines",
    )

    total_sets = WholeField(
        "Sets of remains, in all",
        help="The unit of the ceremony. A set is no proof of one whole person.",
        most=100_000,
        required=Stage.FINAL,
        section="Counts",
    )
    total_containers = WholeField(
        "Containers, in all",
        help="Bags, boxes and coffins as they are carried over.",
        most=100_000,
        required=Stage.FINAL,
        section="Counts",
    )
    total_cases = WholeField(
        "Cases, in all",
        help="Case numbers on the list. Cases are not persons.",
        most=100_000,
        required=Stage.FINAL,
        section="Counts",
    )
    total_individuals = WholeField(
        "Individuals, at least",
        help="The minimum number of individuals, with its basis in the remarks.",
        most=100_000,
        required=Stage.FINAL,
        section="Counts",
    )
    total_identified = WholeField(
        "Sets identified",
        help="As decided by the authority, never by the team.",
        most=100_000,
        required=Stage.FINAL,
        section="Counts",
    )
    total_presumed = WholeField(
        "Sets presumptively identified",
        help="As decided by the authority, never by the team.",
        most=100_000,
        required=Stage.FINAL,
        section="Counts",
    )
    total_unidentified = WholeField(
        "Sets unidentified",
        help="As decided by the authority, never by the team.",
        most=100_000,
        required=Stage.FINAL,
        section="Counts",
    )

    frozen_at = MomentField(
        "Frozen at",
        required=Stage.FINAL,
        needed=lambda listed: listed.list_state in _COUNTED | {"FROZEN"},
        section="Count and signatures",
    )
    counted_at = MomentField(
        "Counted at",
        help="Line by line, by both sides.",
        required=Stage.FINAL,
        needed=lambda listed: listed.list_state in _COUNTED,
        section="Count and signatures",
    )
    reservations = LongTextField("Reservations of a side", section="Count and signatures")
    signatures = RowsField(
        "Signatures",
        help="Delivering, receiving, and the observer as witness.",
        row=Signature,
        required=Stage.FINAL,
        section="Count and signatures",
    )
    attachments = ReferencesField(
        "Documents attached", kinds=("document",), section="Count and signatures"
    )


class AnnouncedTotal(Row):
    """What was announced for one direction; what is handed over is counted from the lists."""

    from_side = ChoiceField("Handed over by", codes=CodeList("affiliation"), required=Stage.FINAL)
    to_side = ChoiceField("Handed over to", codes=CodeList("affiliation"), required=Stage.FINAL)
    sets = WholeField("Sets of remains", most=100_000, required=Stage.FINAL)


class HandoverCeremony(Record):
    """The meeting at which remains change hands, often in both directions."""

    kind = "handover_ceremony"
    label = "Handover ceremony"
    plural = "Handover ceremonies"
    chapter = CHAPTER
    about = "A ceremony is the meeting at which remains are handed over, often in both directions."

    number = NumberField(
        "Ceremony number",
        help="Runs on for each laptop, such as A7F3-000123.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Takes place at", required=Stage.FINAL, in_list=True)
    other_clock = ChoiceField(
        "Time zone of the other side",
        help="Both clocks are printed.",
        codes=CodeList("time_zone"),
    )
    place = TextField(
        "Place of the ceremony",
        required=Stage.DRAFT,
        sensitivity=Sensitivity.C2,
        in_list=True,
    )
    mechanism = TextField(
        "Mechanism",
        help="The agreement under which remains are handed over.",
        limit=500,
        required=Stage.FINAL,
        in_list=True,
    )
    announced = RowsField(
        "Announced",
        help="Numbers change up to the last hour; the lists count.",
        row=AnnouncedTotal,
        required=Stage.FINAL,
    )

    first_side = ReferenceField(
        "First side", kinds=("organisation",), required=Stage.FINAL, section="Sides", in_list=True
    )
    first_signatory = ReferenceField(
        "Signs for the first side",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Sides",
    )
    second_side = ReferenceField(
        "Second side", kinds=("organisation",), required=Stage.FINAL, section="Sides", in_list=True
    )
    second_signatory = ReferenceField(
        "Signs for the second side",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Sides",
    )
    observer = ReferenceField(
        "Neutral observer",
        help="An intermediary of both sides, never a party.",
        kinds=("organisation",),
        section="Sides",
        in_list=True,
    )
    observer_delegate = ReferenceField(
        "Delegate of the observer",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda ceremony: ceremony.observer is not None,
        sensitivity=Sensitivity.C2,
        section="Sides",
    )
    interpreter = ReferenceField(
        "Interpreter", kinds=("person",), sensitivity=Sensitivity.C2, section="Sides"
    )

    minutes_languages = ChoicesField(
        "Languages of the minutes",
        help="Each is signed; where they differ, say in the protocol which one holds.",
        codes=CodeList("language"),
        required=Stage.FINAL,
        section="Minutes",
    )
    protocol_notes = LongTextField(
        "Protocol", help="Flags, prayers, order of speeches, families present.", section="Minutes"
    )
    media_present = LongTextField("Press present", sensitivity=Sensitivity.C2, section="Minutes")
    samples_retained = TextField(
        "Samples kept back", help="Which, by whom and why; or “none”.", section="Minutes"
    )
    documents_copied = TextField("Documents copied for the other side", section="Minutes")
    attachments = ReferencesField("Documents attached", kinds=("document",), section="Minutes")
