"""The operation and its people: under whose authority, with which teams, in which roles."""

from __future__ import annotations

from typing_extensions import override

from app.models.codes import CodeList
from app.models.fields import (
    AreaField,
    ChoiceField,
    ChoicesField,
    DayField,
    LongTextField,
    MediaField,
    MomentField,
    NumberField,
    ReferenceField,
    ReferencesField,
    Sensitivity,
    Stage,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.record import Record

CHAPTER = "Operation"


class Operation(Record):
    """A mission: what everything else in the file belongs to."""

    kind = "operation"
    label = "Operation"
    plural = "Operations"
    chapter = CHAPTER
    about = "An operation states the authority, the legal basis and the policies of the work."

    number = NumberField(
        "Operation code",
        help="Issued by headquarters: two to four letters and two digits, such as BSR26.",
        pattern=r"[A-Z]{2,4}\d{2}",
        pattern_hint="Write two to four capital letters and two digits, such as BSR26.",
        required=Stage.DRAFT,
        in_list=True,
    )
    occurred_at = MomentField("Ordered at", help="When the operation was ordered.")
    name = TextField("Name of the operation", required=Stage.FINAL, in_list=True)
    practice = YesNoField(
        "Practice operation", help="Invented data to train on; every page and print says so."
    )
    context_code = ChoiceField(
        "Armed conflict",
        help="The one to which the dead are thought to belong; unknown is an answer.",
        codes=CodeList("conflict"),
        required=Stage.FINAL,
        in_list=True,
    )
    purpose = ChoiceField(
        "Purpose",
        help="Whether the findings may go to a court decides which papers are needed.",
        codes=CodeList("operation_purpose"),
        required=Stage.FINAL,
        in_list=True,
    )
    starts_on = DayField("Begins on", required=Stage.FINAL, in_list=True)
    ends_on = DayField("Ends on", help="Not before the beginning.")
    working_area = AreaField(
        "Working area",
        help="Positions outside it are asked about.",
        sensitivity=Sensitivity.C2,
    )

    lead_authority = ReferenceField(
        "Lead authority", kinds=("organisation",), required=Stage.FINAL, section="Authority"
    )
    partners = ReferencesField("Taking part", kinds=("organisation",), section="Authority")
    legal_basis = LongTextField(
        "Legal basis",
        help="The law or agreement under which graves are opened.",
        required=Stage.FINAL,
        section="Authority",
    )
    court_order_no = TextField(
        "Court order number",
        limit=40,
        required=Stage.FINAL,
        needed=lambda operation: operation.purpose != "HUM",
        section="Authority",
    )
    court_order_date = DayField(
        "Date of the court order",
        required=Stage.FINAL,
        needed=lambda operation: operation.purpose != "HUM",
        section="Authority",
    )
    issuing_judge = ReferenceField(
        "Issued by the judge",
        kinds=("person",),
        required=Stage.FINAL,
        needed=lambda operation: operation.purpose != "HUM",
        sensitivity=Sensitivity.C2,
        section="Authority",
    )

    effects_policy = ChoiceField(
        "Personal effects",
        help="Two accepted standards differ; choose one for the whole operation.",
        codes=CodeList("effects_policy"),
        required=Stage.FINAL,
        section="Policies",
    )
    numbering_policy = LongTextField(
        "Numbering",
        help="Who issues site and grave numbers, and which books are out.",
        required=Stage.FINAL,
        section="Policies",
    )
    label_languages = ChoicesField(
        "Languages of labels",
        help="Beside English and the number, which are on every label.",
        codes=CodeList("language"),
        required=Stage.FINAL,
        section="Policies",
    )
    time_zone = ChoiceField(
        "Time zone",
        help="That of the site; every time is kept with its zone.",
        codes=CodeList("time_zone"),
        required=Stage.FINAL,
        section="Policies",
    )
    body_threshold_percent = WholeField(
        "Complete enough to count as a body",
        help="From this share of the skeleton on, remains are numbered as a body.",
        unit="%",
        least=1,
        most=100,
        section="Policies",
    )
    hides_staff_names = YesNoField("Print codes instead of staff names", section="Policies")

    default_exclusion_radius_m = WholeField(
        "Exclusion radius until EOD sets one",
        help="Agree it with the clearance authority; the program proposes none.",
        unit="m",
        least=1,
        most=5_000,
        required=Stage.FINAL,
        section="Safety",
    )
    medevac_plan = LongTextField(
        "Medical evacuation plan",
        help="Vehicle, route, hospital, radio, and who decides.",
        required=Stage.FINAL,
        section="Safety",
    )
    nearest_hospital = TextField("Nearest hospital", required=Stage.FINAL, section="Safety")
    blast_trauma_kit_ok = YesNoField(
        "Blast trauma kits complete", required=Stage.FINAL, section="Safety"
    )

    @property
    @override
    def title(self) -> str:
        return self.name or super().title


class Organisation(Record):
    """An authority, agency or group that takes part."""

    kind = "organisation"
    label = "Organisation"
    plural = "Organisations"
    chapter = CHAPTER
    about = "Organisations are the authorities, agencies and groups that people act for."

    number = NumberField("Short name", help="As used on forms, such as MLD.", in_list=True)
    occurred_at = MomentField("Known since")
    name = TextField("Name", required=Stage.DRAFT, in_list=True)
    local_name = TextField("Name in the local language", in_list=True)
    latin_name = TextField("Name in Latin letters")
    organisation_type = ChoiceField(
        "Kind of organisation",
        help="By what it does in this operation.",
        codes=CodeList("organisation_type"),
        required=Stage.FINAL,
        in_list=True,
    )
    country = TextField(
        "Country",
        help="Two letters, such as IQ, IR, AZ or KW.",
        limit=2,
        pattern="[A-Z]{2}",
        pattern_hint="Write the country as two capital letters, such as IQ.",
        required=Stage.FINAL,
        in_list=True,
    )
    contact = LongTextField("Contact", sensitivity=Sensitivity.C2)

    @property
    @override
    def title(self) -> str:
        return self.name or super().title


class Team(Record):
    """People who work and record together."""

    kind = "team"
    label = "Team"
    plural = "Teams"
    chapter = CHAPTER
    about = "A team is the people who work a site together, with their laptops and vehicles."

    number = NumberField("Team code", in_list=True)
    occurred_at = MomentField("Formed at")
    name = TextField("Name of the team", required=Stage.DRAFT, in_list=True)
    organisation = ReferenceField(
        "Organisation", kinds=("organisation",), required=Stage.FINAL, in_list=True
    )
    base = TextField("Base", sensitivity=Sensitivity.C2, in_list=True)
    vehicles = LongTextField("Vehicles", sensitivity=Sensitivity.C2)
    devices = LongTextField(
        "Laptops and receivers", help="What the team records with, by inventory number."
    )

    @property
    @override
    def title(self) -> str:
        return self.name or super().title


class Person(Record):
    """Somebody who works on the operation or signs for it. Never a witness, never a family."""

    kind = "person"
    label = "Person"
    plural = "People"
    chapter = CHAPTER
    about = (
        "People are staff, officials and observers who act or sign. Witnesses never belong here."
    )

    number = NumberField(
        "Person code",
        help="Printed instead of the name where staff must not be known by name.",
        limit=6,
        pattern="[A-Z0-9]{1,6}",
        pattern_hint="Write up to six capital letters and digits.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Known since")
    full_name = TextField(
        "Full name",
        help="In the person's own script and order.",
        required=Stage.DRAFT,
        sensitivity=Sensitivity.C2,
        in_list=True,
    )
    latin_name = TextField(
        "Name in Latin letters",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        in_list=True,
    )
    organisation = ReferenceField(
        "Organisation", kinds=("organisation",), required=Stage.FINAL, in_list=True
    )
    job_title = TextField("Position held", in_list=True)
    id_doc_no = TextField(
        "Identity document number",
        help="Only for people who sign for custody.",
        limit=40,
        sensitivity=Sensitivity.C2,
    )
    specimen_signature = MediaField(
        "Specimen signature",
        help="To compare signatures on paper with.",
        sensitivity=Sensitivity.C2,
    )
    credential = TextField(
        "Credential",
        help="EOD level, forensic qualification or first-aid certificate.",
        limit=40,
        section="Competence",
    )
    credential_expires = DayField("Credential expires on", section="Competence")
    key_fingerprint = TextField(
        "Fingerprint of the person's key",
        help="The SHA-256 of the public key in the person's certificate, 64 hexadecimal digits.",
        limit=64,
        pattern="[0-9a-f]{64}",
        pattern_hint="A fingerprint has 64 digits from 0 to 9 and a to f.",
        section="Signing",
    )

    @property
    @override
    def title(self) -> str:
        return self.full_name or super().title


class RoleAssignment(Record):
    """What a person may do, in which team, from when to when."""

    kind = "role"
    label = "Role"
    plural = "Roles"
    chapter = CHAPTER
    about = "Roles say what a person may do and sign, and from when to when."
    is_numbered = False

    number = NumberField("Number")
    occurred_at = MomentField("Assigned at")
    person = ReferenceField(
        "Person",
        kinds=("person",),
        required=Stage.DRAFT,
        sensitivity=Sensitivity.C2,
        in_list=True,
    )
    operation = ReferenceField("Operation", kinds=("operation",), required=Stage.FINAL)
    team = ReferenceField(
        "Team", help="Empty for a role in the whole operation.", kinds=("team",), in_list=True
    )
    role = ChoiceField(
        "Role",
        help="An observer can only sign as a witness.",
        codes=CodeList("role"),
        required=Stage.DRAFT,
        in_list=True,
    )
    valid_from = MomentField("Valid from", required=Stage.FINAL, in_list=True)
    valid_to = MomentField("Valid until", help="Not before the beginning.", in_list=True)


class NumberBook(Record):
    """One letter of human numbers, held by one laptop at a time."""

    kind = "number_book"
    label = "Number book"
    plural = "Number books"
    chapter = CHAPTER
    about = "A number book is one letter from which one laptop at a time issues numbers."
    is_numbered = False

    number = NumberField("Number")
    occurred_at = MomentField("Issued at", required=Stage.FINAL)
    letter = TextField(
        "Letter of the book",
        help="A to Z without I, O and Q.",
        limit=1,
        pattern="[A-HJ-NPR-Z]",
        pattern_hint="Write one capital letter other than I, O and Q.",
        required=Stage.DRAFT,
        in_list=True,
    )
    holder = TextField(
        "Held by the laptop",
        help="The laptop's identity. A book that passes to another laptop is closed first.",
        limit=64,
        required=Stage.DRAFT,
        in_list=True,
    )
    team = ReferenceField("Team", kinds=("team",), in_list=True)
    opened_at = MomentField("Opened at", required=Stage.DRAFT, in_list=True)
    closed_at = MomentField("Closed at", in_list=True)
    closed_because = TextField(
        "Closed because",
        help="For example: laptop restored from a backup, lost, or handed back.",
        required=Stage.FINAL,
        needed=lambda book: book.closed_at is not None,
    )

    @property
    @override
    def title(self) -> str:
        return self.letter or super().title
