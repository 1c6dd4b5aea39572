"""Sites and the graves within them. The two are counted apart."""

from __future__ import annotations

from typing_extensions import override

from app.models.codes import CodeList
from app.models.fields import (
    AreaField,
    ChoiceField,
    ChoicesField,
    DayField,
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
from app.models.record import Record

CHAPTER = "Sites"


class Site(Record):
    """A place with one or several graves. Reports never count sites as graves."""

    kind = "site"
    label = "Site"
    plural = "Sites"
    chapter = CHAPTER
    about = "A site is a place where remains lie or may lie. One site may hold several graves."

    number = NumberField(
        "Site code",
        help="Issued by headquarters, such as SNJ03; found offline: provisional, such as ZA-P07.",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    occurred_at = MomentField("Reported at", required=Stage.FINAL)
    other_numbers = RowsField(
        "Other numbers", help="Provisional and foreign numbers stay findable.", row=OtherNumber
    )
    name = TextField(
        "Name of the site",
        help="As people there call it; no name is printed on labels.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    local_name = TextField(
        "Name in the local language",
        help="Exactly as spelled locally, in Arabic, Kurdish, Persian or Azerbaijani.",
        sensitivity=Sensitivity.C2,
    )
    latin_name = TextField("Name in Latin letters", sensitivity=Sensitivity.C2)
    lead_book = TextField(
        "Number book of the site lead",
        help="Only its laptop gives graves and control points their final numbers.",
        limit=1,
        pattern="[A-HJ-NPR-Z]",
        pattern_hint="Write one capital letter other than I, O and Q.",
    )
    site_type = ChoiceField(
        "Kind of site",
        help="As it is known today; it may change as the work goes on.",
        codes=CodeList("site_type"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    site_status = ChoiceField(
        "Status of the site",
        help="How far the work has come, from the first word to the refilled ground.",
        codes=CodeList("site_status"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )

    governorate = TextField("Governorate", required=Stage.FINAL, section="Place", in_list=True)
    district = TextField(
        "District", required=Stage.FINAL, sensitivity=Sensitivity.C2, section="Place"
    )
    subdistrict = TextField("Subdistrict", sensitivity=Sensitivity.C2, section="Place")
    nearest_place = TextField(
        "Nearest place", required=Stage.FINAL, sensitivity=Sensitivity.C2, section="Place"
    )
    location_text = LongTextField(
        "How to get there",
        help="From a landmark, so that the site is found without satellite navigation.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        section="Place",
    )
    geo_safe = YesNoField(
        "Is it safe to record a position here?",
        help="Answer before anything is measured.",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="Place",
    )
    position = PositionField(
        "Reference point",
        help="Asked for only where it is safe to record.",
        required=Stage.FINAL,
        needed=lambda site: site.geo_safe is not False,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        section="Place",
    )
    boundary = AreaField(
        "Boundary",
        help="At least three corners; more than 50 hectares is asked about.",
        sensitivity=Sensitivity.C2,
        section="Place",
    )

    conflict = ChoiceField(
        "Armed conflict",
        help="The one to which the dead are thought to belong; unknown is an answer.",
        codes=CodeList("conflict"),
        required=Stage.FINAL,
        section="History",
    )
    alleged_period_from = DayField("Alleged period from", required=Stage.FINAL, section="History")
    alleged_period_to = DayField("Alleged period to", required=Stage.FINAL, section="History")
    info_source = ChoiceField(
        "Source of the information",
        help="The kind of source only. Names of witnesses are never kept here.",
        codes=CodeList("site_source"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="History",
    )
    estimated_persons_min = WholeField(
        "Estimated persons, at least", most=100_000, section="History"
    )
    estimated_persons_max = WholeField(
        "Estimated persons, at most", most=100_000, section="History"
    )
    estimate_basis = TextField(
        "Basis of the estimate",
        help="Never overwritten by what is found.",
        required=Stage.FINAL,
        needed=lambda site: (
            site.estimated_persons_min is not None or site.estimated_persons_max is not None
        ),
        section="History",
    )
    disturbance = ChoicesField(
        "Disturbance",
        help="Undisturbed is an answer. An empty field says that nobody looked.",
        codes=CodeList("disturbance"),
        required=Stage.FINAL,
        section="History",
    )

    legal_protection_ref = TextField("Protection order", section="Protection")
    gazette_no = TextField("Official gazette number", limit=40, section="Protection")
    gazette_date = DayField("Published in the gazette on", section="Protection")
    hold_days = WholeField(
        "Land held for",
        help="Counted from publication; the end is announced before it comes.",
        unit="days",
        least=1,
        most=3_660,
        section="Protection",
    )
    land_owner = TextField("Owner of the land", sensitivity=Sensitivity.C2, section="Protection")
    land_use = TextField("Use of the land", section="Protection")
    security_note = LongTextField("Security", sensitivity=Sensitivity.C2, section="Protection")
    access_note = LongTextField("Access", sensitivity=Sensitivity.C2, section="Protection")

    released_by = ReferencesField(
        "Suspension lifted by",
        help="Who of EOD and which team leader let work on a suspended site begin again.",
        kinds=("person",),
        sensitivity=Sensitivity.C2,
        section="Progress and result",
    )
    recon_date = DayField("Reconnaissance on", section="Progress and result")
    open_date = DayField("Opened on", section="Progress and result")
    close_date = DayField("Closed on", section="Progress and result")
    sterile_soil_reached = YesNoField(
        "Undisturbed soil reached everywhere",
        required=Stage.FINAL,
        needed=lambda site: site.close_date is not None,
        section="Progress and result",
    )
    closure_reason = LongTextField(
        "Reason for closing",
        help="Needed where undisturbed soil was not reached.",
        required=Stage.FINAL,
        needed=lambda site: site.close_date is not None and not site.sterile_soil_reached,
        section="Progress and result",
    )
    result = ChoiceField(
        "Result",
        help="An empty grave is a result and stays on record.",
        codes=CodeList("excavation_result"),
        required=Stage.FINAL,
        needed=lambda site: site.close_date is not None,
        section="Progress and result",
    )

    @property
    @override
    def title(self) -> str:
        return self.number or self.name or super().title


class Grave(Record):
    """One pit or deposit: the unit in which graves are counted."""

    kind = "grave"
    label = "Grave"
    plural = "Graves"
    chapter = CHAPTER
    about = "A grave is one pit or deposit within a site. Graves are counted, sites are not graves."

    number = NumberField(
        "Grave number",
        help="Such as SNJ03-G01, or provisional from another book: SNJ03-GPA2.",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    occurred_at = MomentField("Located at", required=Stage.FINAL)
    other_numbers = RowsField(
        "Other numbers", help="Provisional and foreign numbers stay findable.", row=OtherNumber
    )
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    grave_kind = ChoiceField(
        "Kind of grave",
        help="By its shape in the ground; who dug it is told elsewhere.",
        codes=CodeList("grave_kind"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    phase = ChoiceField(
        "Phase of the work",
        help="Base reached means: undisturbed soil over the whole pit.",
        codes=CodeList("grave_phase"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )

    position = PositionField(
        "Position of the grave",
        help="Without a position the grave counts as lying inside every hazard of the site.",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        section="Place and size",
    )
    outline = AreaField(
        "Edge of the cut",
        help="The line at which the fill ends and undisturbed soil begins.",
        sensitivity=Sensitivity.C2,
        section="Place and size",
    )
    length_m = MeasureField("Length", unit="m", most="500", section="Place and size")
    width_m = MeasureField("Width", unit="m", most="500", section="Place and size")
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
    azimuth_deg = WholeField(
        "Direction of the long axis",
        help="Clockwise from grid north.",
        unit="°",
        most=359,
        section="Place and size",
    )

    tool_marks = ChoicesField("Tool marks", codes=CodeList("tool_mark"), section="Observations")
    backfill_events = LongTextField(
        "Filling events", help="How often and how it was filled, as seen.", section="Observations"
    )
    disturbance = ChoicesField("Disturbance", codes=CodeList("disturbance"), section="Observations")
    estimated_persons_min = WholeField(
        "Estimated persons, at least", most=100_000, section="Observations"
    )
    estimated_persons_max = WholeField(
        "Estimated persons, at most", most=100_000, section="Observations"
    )
    estimate_basis = TextField(
        "Basis of the estimate",
        help="Never overwritten by what is found.",
        required=Stage.FINAL,
        needed=lambda grave: (
            grave.estimated_persons_min is not None or grave.estimated_persons_max is not None
        ),
        section="Observations",
    )

    opened_at = MomentField(
        "Opened at",
        help="Opening needs the order of the authority.",
        depth=Depth.GRAVE_SIDE,
        section="Progress and result",
    )
    closed_at = MomentField("Closed at", section="Progress and result")
    sterile_soil_reached = YesNoField(
        "Undisturbed soil reached everywhere",
        required=Stage.FINAL,
        needed=lambda grave: grave.phase == "CLOSED",
        section="Progress and result",
    )
    result = ChoiceField(
        "Result",
        help="An empty grave is a result and stays on record.",
        codes=CodeList("excavation_result"),
        required=Stage.FINAL,
        needed=lambda grave: grave.phase == "CLOSED",
        section="Progress and result",
        in_list=True,
    )
