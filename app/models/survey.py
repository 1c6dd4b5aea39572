"""The survey of a site: the marks it is measured from, and every point measured."""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    DayField,
    Depth,
    MeasureField,
    MediaField,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    Row,
    RowsField,
    Sensitivity,
    Stage,
    TextField,
)
from app.models.record import Record
from app.models.sites import CHAPTER

_OF_A_RECORD = frozenset({"BOD", "CUT", "BAS", "ART", "SMP", "HAZ", "PHO"})


class CheckShot(Row):
    """A daily measurement back to a known mark."""

    at = MomentField("Measured at", required=Stage.FINAL)
    residual_m = MeasureField(
        "Difference",
        help="Above 0.03 m is asked about; above 0.10 m the instrument is set up again.",
        unit="m",
        step="0.001",
        most="1000",
        required=Stage.FINAL,
    )
    measured_by = ReferenceField("Measured by", kinds=("person",), sensitivity=Sensitivity.C2)


class SurveyControl(Record):
    """A fixed mark from which a site is measured."""

    kind = "survey_control"
    label = "Control point"
    plural = "Control points"
    chapter = CHAPTER
    about = "A control point is a fixed mark. Three that see each other carry the survey of a site."

    number = NumberField(
        "Control number", help="Such as SNJ03-S01.", required=Stage.FINAL, in_list=True
    )
    occurred_at = MomentField("Set at", required=Stage.FINAL)
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        in_list=True,
    )
    mark_type = ChoiceField(
        "Kind of mark",
        help="What another surveyor will look for years later.",
        codes=CodeList("mark_type"),
        required=Stage.FINAL,
        in_list=True,
    )

    easting_m = MeasureField(
        "Easting",
        help="In the grid of the site, as the instrument shows it.",
        unit="m",
        step="0.001",
        least="-10000000",
        most="100000000",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Coordinates",
    )
    northing_m = MeasureField(
        "Northing",
        help="In the grid of the site, as the instrument shows it.",
        unit="m",
        step="0.001",
        least="-10000000",
        most="100000000",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Coordinates",
    )
    height_m = MeasureField(
        "Height",
        help="From the same datum as the control points of the site.",
        unit="m",
        step="0.001",
        least="-1000",
        most="10000",
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Coordinates",
    )
    reference_system = TextField(
        "Reference system",
        help="The EPSG code, or “local” for a grid of the site's own.",
        limit=80,
        required=Stage.FINAL,
        section="Coordinates",
    )
    vertical_datum = TextField(
        "Height measured from",
        help="Mean sea level, the ellipsoid, or the datum of the site.",
        limit=80,
        required=Stage.FINAL,
        section="Coordinates",
    )
    control_origin = ChoiceField(
        "Origin of the coordinates",
        help="How the coordinates of the mark itself were come by.",
        codes=CodeList("control_origin"),
        required=Stage.FINAL,
        section="Coordinates",
        in_list=True,
    )
    position = PositionField(
        "Position in WGS 84",
        help="Two control points with positions tie the grid to the world.",
        sensitivity=Sensitivity.C2,
        section="Coordinates",
    )
    tie_residual_m = MeasureField(
        "Remaining difference of the tie",
        help="Above 1 m is asked about.",
        unit="m",
        step="0.001",
        required=Stage.FINAL,
        needed=lambda control: control.position is not None,
        section="Coordinates",
        in_list=True,
    )

    file_no = TextField(
        "Number in the file",
        help="What the instrument or the other program calls the point.",
        limit=200,
        section="Coordinates",
    )

    instrument = TextField("Instrument", section="Instrument")
    instrument_serial = TextField("Serial number", limit=60, section="Instrument")
    calibrated_on = DayField("Calibrated on", section="Instrument")
    check_shots = RowsField(
        "Check measurements",
        help="Back to a known mark, every day before the first point.",
        row=CheckShot,
        section="Instrument",
    )


class SurveyPoint(Record):
    """One measured point: of a body, an edge, a level, a find or a hazard."""

    kind = "survey_point"
    label = "Survey point"
    plural = "Survey points"
    chapter = CHAPTER
    about = "A survey point says where one thing lay before it was moved."

    number = NumberField(
        "Point number",
        help="Runs on for each laptop, such as A7F3-000123.",
        required=Stage.FINAL,
        in_list=True,
    )
    occurred_at = MomentField("Measured at", required=Stage.FINAL)
    site = ReferenceField(
        "Site",
        help="Its code stands at the front of the number.",
        kinds=("site",),
        required=Stage.DRAFT,
        in_list=True,
    )
    point_code = ChoiceField(
        "What was measured",
        help="What the staff stood on, or was held against.",
        codes=CodeList("survey_point_code"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    target = ReferenceField(
        "Belongs to",
        help="The record that this point locates.",
        kinds=(
            "remains_case",
            "grave",
            "work_area",
            "context",
            "artefact",
            "sample",
            "hazard",
            "photo",
            "site",
        ),
        required=Stage.FINAL,
        needed=lambda point: point.point_code in _OF_A_RECORD,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    target_part = ChoiceField(
        "Part of the body",
        help="Left and right of the person. At least cranium, pelvis and one foot.",
        codes=CodeList("body_landmark"),
        required=Stage.FINAL,
        needed=lambda point: point.point_code == "BOD",
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )

    setup = ReferenceField(
        "Measured from",
        help="The control point of the instrument's set-up.",
        kinds=("survey_control",),
        section="Coordinates",
    )
    easting_m = MeasureField(
        "Easting",
        help="In the grid of the site, as the instrument shows it.",
        unit="m",
        step="0.001",
        least="-10000000",
        most="100000000",
        required=Stage.FINAL,
        needed=lambda point: point.position is None,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        section="Coordinates",
    )
    northing_m = MeasureField(
        "Northing",
        help="In the grid of the site, as the instrument shows it.",
        unit="m",
        step="0.001",
        least="-10000000",
        most="100000000",
        required=Stage.FINAL,
        needed=lambda point: point.position is None,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        section="Coordinates",
    )
    height_m = MeasureField(
        "Height",
        help="From the same datum as the control points of the site.",
        unit="m",
        step="0.001",
        least="-1000",
        most="10000",
        required=Stage.FINAL,
        needed=lambda point: point.position is None,
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        section="Coordinates",
    )
    position = PositionField(
        "Position in WGS 84",
        help="Instead of grid coordinates where a receiver measured the point.",
        sensitivity=Sensitivity.C2,
        depth=Depth.GRAVE_SIDE,
        section="Coordinates",
    )
    measured_by = ReferenceField(
        "Measured by", kinds=("person",), sensitivity=Sensitivity.C2, section="Coordinates"
    )
    file_no = TextField(
        "Number in the file",
        help="What the instrument or the other program calls the point.",
        limit=200,
        section="Coordinates",
    )
    file_code = TextField(
        "Code in the file",
        help="As the surveyor keyed it in, whatever it means here.",
        limit=200,
        section="Coordinates",
    )
    raw_file = MediaField(
        "File of the instrument",
        help="Kept as the instrument wrote it.",
        sensitivity=Sensitivity.C2,
        section="Coordinates",
    )
