"""Values that fit no field: each is refused in a sentence that names the field."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import AppError
from app.models.fields import TEXT_LIMIT, ValueRefusedError, decode_values
from app.models.kinds import KIND
from app.models.numbers import OtherNumber

UID = "6f1c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f"

REFUSED: list[tuple[str, str, object, str]] = [
    ("operation", "number", "B26", "two to four capital letters"),
    ("operation", "number", "bsr26", "two to four capital letters"),
    ("operation", "starts_on", "1988-02-30", "1988-03-16"),
    ("operation", "starts_on", "88-03", "1988-03-16"),
    ("operation", "starts_on", 1988, "1988-03-16"),
    ("operation", "default_exclusion_radius_m", 0, "from 1 to 5000"),
    ("operation", "default_exclusion_radius_m", 5_001, "from 1 to 5000"),
    ("operation", "default_exclusion_radius_m", 25.0, "from 1 to 5000"),
    ("operation", "default_exclusion_radius_m", True, "from 1 to 5000"),
    ("operation", "practice", "yes", "yes or no"),
    ("operation", "practice", 1, "yes or no"),
    ("operation", "label_languages", "ar", "codes of the list"),
    ("operation", "label_languages", ["ar", 7], "one of the codes"),
    ("organisation", "country", "Iraq", "too long"),
    ("organisation", "country", "iq", "two capital letters"),
    ("person", "key_fingerprint", "0" * 63, "64 digits"),
    ("number_book", "letter", "I", "other than I, O and Q"),
    ("site", "name", "x" * 201, "too long"),
    ("site", "name", "line\nbreak", "control characters"),
    ("site", "location_text", "bell\a", "control characters"),
    ("site", "location_text", "x" * (TEXT_LIMIT + 1), "too long"),
    ("site", "location_text", "\ud800", "control characters"),
    ("site", "site_type", "", "one of the codes"),
    ("site", "site_type", "two words", "one of the codes"),
    ("site", "site_type", "M" * 41, "one of the codes"),
    ("site", "number", "S" * 33, "too long"),
    ("grave", "depth_m", "-0.10", "from 0 to 200"),
    ("grave", "depth_m", "200.01", "from 0 to 200"),
    ("grave", "depth_m", "1e2", "from 0 to 200"),
    ("grave", "depth_m", "NaN", "from 0 to 200"),
    ("grave", "depth_m", "١٫٥", "from 0 to 200"),
    ("grave", "depth_m", 1.5, "from 0 to 200"),
    ("grave", "depth_m", "1.1234567890123", "from 0 to 200"),
    ("grave", "azimuth_deg", 360, "from 0 to 359"),
    ("grave", "site", "SNJ03", "from the list"),
    ("grave", "site", UID.upper(), "from the list"),
    ("hazard", "photos", UID, "records from the list"),
    ("hazard", "photos", [UID, "x"], "record from the list"),
    ("hazard", "photos", [UID] * 2_001, "records from the list"),
    ("photo", "file", "0" * 63, "Choose a file"),
    ("photo", "file", "G" * 64, "Choose a file"),
    ("photo", "media_type", "picture", "image/jpeg"),
    ("custody_event", "lines", {"item": UID}, "too many lines"),
    ("custody_event", "lines", [UID], "Check the value"),
    ("custody_event", "lines", [{"item": "bag 3"}], "from the list"),
    ("custody_event", "lines", [{}] * 2_001, "too many lines"),
]


@pytest.mark.parametrize(("kind", "field", "encoded", "hint"), REFUSED)
def test_is_refused_with_a_hint(kind: str, field: str, encoded: object, hint: str) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        decode_values(KIND[kind].fields, {field: encoded})
    assert hint in caught.value.advice
    assert "does not fit the field" in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "field", "encoded", "sentence"),
    [
        ("photo", "occurred_at", "2026-11-21 10:02", "date and time with a zone"),
        ("photo", "occurred_at", "2026-11-31 10:02Z", "date and time with a zone"),
        ("hazard", "extent", {"ring": [["33", "44"], ["33", "45"]]}, "at least three corners"),
        ("hazard", "observer_position", {"lat": "133", "lon": "44"}, ""),
    ],
)
def test_a_value_of_another_layer_is_refused_there(
    kind: str, field: str, encoded: object, sentence: str
) -> None:
    with pytest.raises(AppError) as caught:
        decode_values(KIND[kind].fields, {field: encoded})
    assert sentence in str(caught.value)
    assert caught.value.advice


@pytest.mark.parametrize(
    ("kind", "field", "typed", "value"),
    [
        ("operation", "number", "bsr۲۶", "BSR26"),
        ("seal", "number", " km٠٠١٢ ", "KM0012"),
        ("site", "site_type", "mgp", "MGP"),
        ("site", "disturbance", "looted، burnt", ("LOOTED", "BURNT")),
        ("grave", "azimuth_deg", "٣٥٩", 359),
        ("operation", "practice", "نعم", True),
        ("operation", "starts_on", "١٩٨٨-٠٣", "1988-03"),
    ],
)
def test_what_is_typed_is_taken_for_what_it_means(
    kind: str, field: str, typed: str, value: object
) -> None:
    assert KIND[kind].fields[field].read(typed) == value


@pytest.mark.parametrize(
    ("kind", "field", "typed"),
    [
        ("site", "site_type", "GRAVE"),
        ("site", "disturbance", "looted, melted"),
        ("grave", "azimuth_deg", "north"),
        ("grave", "depth_m", "1,250,000"),
        ("operation", "practice", "perhaps"),
    ],
)
def test_what_is_typed_in_vain_is_refused(kind: str, field: str, typed: str) -> None:
    with pytest.raises(ValueRefusedError):
        KIND[kind].fields[field].read(typed)


def test_a_code_of_a_newer_version_is_kept_and_stands_for_itself() -> None:
    site = KIND["site"]
    assert decode_values(site.fields, {"site_type": "CAVE"}) == {"site_type": "CAVE"}


def test_fields_of_a_newer_version_are_left_to_the_journal() -> None:
    encoded: dict[str, Any] = {"number": "SNJ03", "not_yet_declared": {"deep": [1]}}
    assert decode_values(KIND["site"].fields, encoded) == {"number": "SNJ03"}


def test_columns_of_a_newer_version_do_not_harm_the_row() -> None:
    encoded = {"other_numbers": [{"scheme": "ALIAS", "value": "X1", "colour": "red"}]}
    assert decode_values(KIND["site"].fields, encoded) == {
        "other_numbers": (OtherNumber({"scheme": "ALIAS", "value": "X1"}),)
    }


def test_nothing_clears_a_field() -> None:
    assert decode_values(KIND["site"].fields, {"name": None}) == {"name": None}
