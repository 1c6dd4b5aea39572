"""What one record may take over from another: by a pin, a key, a duplicate or a template.

What identifies one thing, places it, dates it, shows it or is signed for it belongs to one record
alone. So does whatever somebody found out, decided or made sure of, above all that ground, people
and finds are safe: nobody is to read as checked what was only copied.
"""

from __future__ import annotations

from typing import Any

from app.models.fields import (
    AreaField,
    Field,
    MediaField,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    ReferencesField,
    RowsField,
    Sensitivity,
)
from app.models.record import Record

_NEVER = (AreaField, MediaField, NumberField, PositionField, RowsField)
_PICTURES = frozenset({"photo"})
_CUSTODY = frozenset({"container", "seal", "custody_event", "storage_place", "handover_list"})

PLACED = frozenset(
    {
        "bearing_deg",
        "corners",
        "depth_m",
        "distance_m",
        "easting_m",
        "grid_square",
        "height_m",
        "level_base_m",
        "level_top_m",
        "northing_m",
        "offset_text",
        "skeleton_context",
    }
)
"""Positions in other clothes."""
IDENTIFYING = frozenset(
    {
        "agency_number",
        "card_no",
        "credential",
        "gazette_date",
        "gazette_no",
        "id_doc_no",
        "key_fingerprint",
        "lead_book",
        "legal_protection_ref",
        "letter",
        "line_no",
        "national_id",
        "part_no",
        "reference_no",
        "report_no",
        "source_report_id",
        "tube_no",
        "vehicle_plate",
    }
)
"""Numbers of others, each given to one thing."""
FOUND_OUT = frozenset(
    {
        "approved_by",
        "articulates_with",
        "attachments",
        "authorised_by",
        "cbrn",
        "cbrn_signs",
        "certificate",
        "checked_by",
        "cleared_depth_m",
        "close_date",
        "closed_because",
        "closed_by",
        "closure_reason",
        "condition",
        "contents",
        "countersigned_by",
        "discrepancies",
        "eod_check_by",
        "eod_check_result",
        "exclusion_radius_m",
        "explosive_check",
        "found_count",
        "fuze_visible",
        "geo_safe",
        "hazards_today",
        "initials_across_tape",
        "inner_label",
        "is_backfilled",
        "is_consumed",
        "lifted_by",
        "list_state",
        "max_depth_m",
        "medic_present",
        "metal_detected",
        "not_cleared",
        "open_date",
        "order_document",
        "outcome",
        "pair_with",
        "phase",
        "radius_set_by",
        "received_on",
        "recon_date",
        "residual_risk",
        "resolution",
        "result",
        "safe_lanes",
        "safe_to_record",
        "sample_result",
        "site_status",
        "status",
        "sterile_soil_reached",
        "total_cases",
        "total_containers",
        "total_identified",
        "total_individuals",
        "total_presumed",
        "total_sets",
        "total_unidentified",
        "was_briefed",
        "what_changed",
    }
)
"""Conclusions, checks and decisions about one thing."""

NOT_COPIED_KINDS = frozenset(
    {
        "custody_event",
        "explosive_accident",
        "hazard_override",
        "margin_note",
        "number_book",
        "number_register",
        "operation",
        "photo",
        "template",
    }
)
"""Kinds that come about otherwise than by filling in a form, or each unlike all others."""


def may_be_repeated(field: Field[Any]) -> bool:
    """Whether a field's value may be taken over by a pin or a key, on purpose, field by field."""
    if isinstance(field, ReferenceField | ReferencesField) and _PICTURES & set(field.kinds):
        return False
    return not isinstance(field, _NEVER) and field.section != "Record" and not field.by_program


def may_be_copied(kind: type[Record], field: Field[Any]) -> bool:
    """Whether a field's value may be taken over with a whole record, by a duplicate or template."""
    if kind.kind in NOT_COPIED_KINDS or not may_be_repeated(field):
        return False
    if isinstance(field, ReferenceField | ReferencesField) and _CUSTODY & set(field.kinds):
        return False
    if isinstance(field, MomentField) or field.sensitivity is Sensitivity.C3:
        return False
    return field.name not in PLACED | IDENTIFYING | FOUND_OUT


def copied_from(record: Record) -> dict[str, Any]:
    """What a new record takes over from this one; nothing of which laptops disagree."""
    return {
        name: record.values[name]
        for name, field in record.fields.items()
        if name in record.values
        and name not in record.disputed
        and may_be_copied(type(record), field)
    }
