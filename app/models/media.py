"""Photos and scans: the camera's own bytes, and what is to be seen on them."""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    Depth,
    LongTextField,
    MediaField,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    ReferencesField,
    Sensitivity,
    Stage,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.record import Record

_FLAT = frozenset({"DOC", "LBL", "VID", "3DM"})
"""Views without one direction: paper and labels lie flat, a film and a model turn."""
_CARDLESS = frozenset({"PHONE", "SCANNER"})


class Photo(Record):
    """One photo, film or scan. The original is kept bit for bit; edits are made on copies."""

    kind = "photo"
    label = "Photo"
    plural = "Photos"
    chapter = "Photos"
    about = (
        "Photos are evidence: the original bytes are kept, with who took them and what they show."
    )

    number = NumberField(
        "Photo number", help="Such as SNJ03-PA00412.", required=Stage.FINAL, in_list=True
    )
    occurred_at = MomentField(
        "Taken at",
        help="The camera's time, put right by the difference of its clock.",
        required=Stage.FINAL,
        in_list=True,
    )
    file = MediaField(
        "File",
        help="The camera's own bytes, never an edited copy.",
        required=Stage.DRAFT,
        sensitivity=Sensitivity.C2,
    )
    site = ReferenceField("Site", kinds=("site",), required=Stage.FINAL, in_list=True)
    subjects = ReferencesField(
        "Shows",
        help="At least one record that the photo belongs to.",
        kinds=(
            "site",
            "grave",
            "work_area",
            "context",
            "remains_case",
            "element",
            "artefact",
            "sample",
            "container",
            "seal",
            "hazard",
            "hazard_observation",
            "clearance_task",
            "clearance_certificate",
            "hazard_override",
            "explosive_accident",
            "safety_briefing",
            "custody_event",
            "discrepancy",
            "stock_count",
            "handover_list",
            "handover_ceremony",
            "diary_entry",
            "document",
            "survey_control",
            "survey_point",
            "storage_place",
            "storage_facility",
        ),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    view_type = ChoiceField(
        "View",
        help="What the picture is for in the set of a case.",
        codes=CodeList("view_type"),
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        in_list=True,
    )
    caption = LongTextField("Caption", limit=2_000, sensitivity=Sensitivity.C2)
    direction_deg = WholeField(
        "Direction of view",
        help="Clockwise from north, as the camera looked; from above, where the top lies.",
        unit="°",
        most=359,
        required=Stage.FINAL,
        needed=lambda photo: photo.view_type not in _FLAT,
        depth=Depth.GRAVE_SIDE,
        section="What it shows",
    )
    scale_present = YesNoField(
        "Scale in the picture",
        help="A scale lies in the plane of what is shown.",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="What it shows",
    )
    north_arrow_present = YesNoField(
        "North arrow in the picture",
        help="It points to grid north.",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="What it shows",
    )
    board_present = YesNoField(
        "Photo board in the picture",
        help="With number, date and site code; never a place name or coordinates.",
        required=Stage.FINAL,
        depth=Depth.GRAVE_SIDE,
        section="What it shows",
    )
    show_policy = ChoiceField(
        "Shown in lists",
        help="Remains are blurred until asked for.",
        codes=CodeList("show_policy"),
        required=Stage.FINAL,
        section="What it shows",
        in_list=True,
    )

    photographer = ReferenceField(
        "Photographer",
        kinds=("person",),
        required=Stage.FINAL,
        sensitivity=Sensitivity.C2,
        section="Camera",
        in_list=True,
    )
    device_kind = ChoiceField(
        "Kind of camera",
        help="A telephone only where nothing else is at hand.",
        codes=CodeList("camera_kind"),
        required=Stage.FINAL,
        section="Camera",
    )
    device = TextField("Camera and serial number", section="Camera")
    card_no = TextField(
        "Memory card",
        help="The number written on the card, so that its first copy can be found.",
        limit=40,
        required=Stage.FINAL,
        needed=lambda photo: photo.device_kind not in _CARDLESS,
        section="Camera",
    )
    camera_time = TextField(
        "Time by the camera", help="As the file says, without a zone.", limit=40, section="Camera"
    )
    camera_clock_offset_s = WholeField(
        "Camera clock behind true time",
        help="Photograph a clock at the start of the day; negative if the camera is ahead.",
        unit="s",
        least=-5_000_000_000,
        most=5_000_000_000,
        section="Camera",
    )
    camera_position = PositionField(
        "Position by the camera",
        help="As the camera wrote it; it is no survey.",
        sensitivity=Sensitivity.C2,
        section="Camera",
    )
    gps_action = ChoiceField(
        "Position inside the file",
        help="What becomes of it in copies; the original keeps it.",
        codes=CodeList("gps_action"),
        required=Stage.FINAL,
        section="Camera",
    )
    original_name = TextField("Name of the file", sensitivity=Sensitivity.C2, section="File")
    media_type = TextField(
        "Type of the file",
        help="Such as image/jpeg; read from the file itself.",
        limit=80,
        pattern=r"[a-z]+/[a-z0-9.+-]+",
        pattern_hint="Write a media type such as image/jpeg.",
        required=Stage.FINAL,
        section="File",
    )
    size_bytes = WholeField(
        "Size",
        help="Read from the file itself.",
        unit="bytes",
        required=Stage.FINAL,
        section="File",
    )
