"""Typed positions: laws for whatever is typed, the table of notations, and what is refused."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.wording import LANGUAGES, wording
from app.geo.coordinates import MAX_TEXT, doubts, read_position_text
from app.geo.distance import distance_m
from app.geo.engines import geod
from app.geo.formats import (
    format_degrees,
    format_dms,
    format_mgrs,
    format_minutes,
    format_utm,
)
from app.geo.notation import CoordinateError, TypedPosition
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position
from tests.geo.places_near import anywhere, in_region, in_utm

_VECTORS = Path(__file__).parent.parent / "data" / "coordinates" / "vectors.csv"
_ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
_PERSIAN = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
_PIECES = [
    *("30", "47.78", "30,5", "60", "91", "766837", "3378403", "38", "38R", "38S", "QU", "38RQU"),
    *("N", "E", "S", "W", "°", "'", '"', "′", "″", ",", "،", ";", " ", "  ", "-", "+", ":", "/"),
    *("شمال", "شرق", "ش", "şərq", "deg", "lat", "lon", "٤٧", "٫", "\u200f", "\n", ".", "(", "zone"),
]


def _vectors() -> list[dict[str, str]]:
    with _VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _place(text: str, *, lon_first: bool = False) -> Point:
    lat, lon = text.split()
    return Point(Decimal(lon), Decimal(lat)) if lon_first else Point(Decimal(lat), Decimal(lon))


def _read(text: str) -> TypedPosition | CoordinateError:
    try:
        return read_position_text(text)
    except CoordinateError as error:
        return error


# Laws


@example("8JJA")  # a square whose middle lies in the next band
@given(st.text(max_size=60) | st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
@example("38R" + "9" * 180 + " 3378403")
@example("ß" * MAX_TEXT)
@example("\ud800 30 47")
@example("1" * 400)
def test_any_text_is_read_or_refused_in_a_whole_sentence(text: str) -> None:
    found = _read(text)
    if isinstance(found, CoordinateError):
        for language in LANGUAGES:
            assert all(part.strip() for part in wording(language).error(found))
        assert str(found).endswith(".")
        assert found.advice.endswith(".")
        return
    assert abs(found.lat) <= 90
    assert abs(found.lon) <= 180
    assert found.precision_m > 0
    assert found.source_text == text
    assert len(doubts(found)) <= 1
    if text.isprintable():  # what is not, a position does not keep
        assert Position.from_json(found.position(Method.MAP).to_json()).source_text == text


@given(anywhere)
def test_what_is_written_in_degrees_reads_back_within_its_precision(place: Point) -> None:
    for text in (
        *(format_degrees(place, decimals) for decimals in (0, 2, 6)),
        *(format_minutes(place, decimals) for decimals in (0, 4)),
        *(format_dms(place, decimals) for decimals in (0, 1, 3)),
    ):
        typed = read_position_text(text)
        assert distance_m(typed, place) <= float(typed.precision_m) + 0.001, text


@given(in_utm, st.integers(0, 3))
def test_what_is_written_in_utm_reads_back_within_its_precision(place: Point, digits: int) -> None:
    typed = read_position_text(format_utm(place, digits))
    assert distance_m(typed, place) <= float(typed.precision_m) + 0.001


@given(in_utm, st.integers(0, 8), st.booleans())
def test_a_square_is_read_as_its_centre_and_holds_the_place(
    place: Point, figures: int, spaced: bool
) -> None:
    text = format_mgrs(place, 2 * figures, spaced=spaced)
    typed = read_position_text(text)
    # The centre of a square at the edge of a zone may lie beyond it, where another name is right.
    assert distance_m(typed, place) <= float(typed.precision_m) + 0.001
    assert read_position_text(text.lower()).lat == typed.lat


@given(anywhere)
def test_digits_of_every_script_are_the_same_digits(place: Point) -> None:
    text = f"{place.lat:f} {place.lon:f}"
    typed = read_position_text(text)
    for script in (_ARABIC, _PERSIAN):
        other = read_position_text(text.translate(script))
        assert (other.lat, other.lon, other.precision_m) == (
            typed.lat,
            typed.lon,
            typed.precision_m,
        )
    assert read_position_text(text.replace(".", ",")).lat == typed.lat


@given(anywhere)
def test_decimal_degrees_are_kept_digit_for_digit(place: Point) -> None:
    typed = read_position_text(f"{place.lat:f}, {place.lon:f}")
    for ours, theirs in ((typed.lat, place.lat), (typed.lon, place.lon)):
        assert f"{abs(ours):f}" == f"{abs(theirs):f}"
        assert ours == theirs


@given(in_region)
def test_letters_overrule_the_order(place: Point) -> None:
    typed = read_position_text(f"{place.lon:f}E {place.lat:f}N")
    assert (typed.lat, typed.lon) == (place.lat, place.lon)


@given(in_region, st.integers(0, 6))
def test_no_place_written_with_the_same_digits_is_further_than_the_precision(
    place: Point, decimals: int
) -> None:
    step = Decimal(1).scaleb(-decimals)
    typed = read_position_text(f"{place.lat.quantize(step):f} {place.lon.quantize(step):f}")
    half = float(step) / 2
    for north in (-half, half):
        _, _, length_m = geod().inv(
            float(typed.lon), float(typed.lat), float(typed.lon) + half, float(typed.lat) + north
        )
        assert length_m <= float(typed.precision_m)


# Vectors that others published


@pytest.mark.parametrize("vector", _vectors(), ids=lambda vector: str(vector["id"]))
def test_published_vector(vector: dict[str, str]) -> None:
    given_text, expected = vector["input"], vector["expected"]
    match vector["kind"]:
        case "latlon->mgrs" if vector["tolerance"].startswith("exact"):
            figures = len(expected) - 5
            assert format_mgrs(read_position_text(given_text), figures) == expected
        case "latlon->mgrs":
            ours = read_position_text(format_mgrs(_place(given_text)))
            assert distance_m(ours, read_position_text(expected)) <= 1.01
            assert distance_m(_place(given_text), read_position_text(expected)) <= 1
        case "mgrs->dms":
            ours, theirs = read_position_text(given_text), read_position_text(expected)
            assert abs(ours.lat - theirs.lat) * 3600 < Decimal("0.1")
            assert abs(ours.lon - theirs.lon) * 3600 < Decimal("0.1")
        case "dms->dd":
            ours, degrees = read_position_text(given_text), _place(expected)
            assert abs(ours.lat - degrees.lat) < Decimal("0.001")
            assert abs(ours.lon - degrees.lon) < Decimal("0.001")
        case "dms->refuse" | "any->refuse":
            with pytest.raises(CoordinateError):
                read_position_text(given_text)
        case "utm->mgrs":
            figures = len(expected) - 5
            assert format_mgrs(read_position_text(given_text), figures) == expected
        case "latlon->ups":
            _, *theirs_m = expected.split()
            pole, *ours_m = format_utm(_place(given_text), 6).split()
            assert pole == expected[0]
            assert [float(m) for m in ours_m] == pytest.approx(
                [float(m) for m in theirs_m], abs=0.001
            )
        case "lonlat->utm 31N (WGS 84)":
            typed = read_position_text(f"31N {expected}")
            assert distance_m(typed, _place(given_text, lon_first=True)) < 0.03
        case kind:
            pytest.fail(f"no test for vectors of the kind {kind}")


# Doubts


def test_a_pair_beyond_its_zone_is_read_and_doubted() -> None:
    inside, beyond = (
        read_position_text("38R 766837 3378403"),
        read_position_text("38R 799999 3378403"),
    )
    assert doubts(inside) == ()
    (doubt,) = doubts(beyond)
    assert "outside zone 38, in zone 39" in str(doubt)


def test_a_letter_one_band_off_is_doubted() -> None:
    (doubt,) = doubts(read_position_text("38R 500000 3560000"))
    assert "outside band R, in band S" in str(doubt)


def test_degrees_and_squares_are_not_doubted() -> None:
    assert doubts(read_position_text("30.5 47.7")) == ()
    assert doubts(read_position_text("38RQU6683778403")) == ()


# What is recorded


def test_the_recorded_position_keeps_the_reading_and_supposes_no_accuracy() -> None:
    typed = read_position_text("38rqu 6683 7840")
    position = typed.position(Method.MAP, cross_check="seen from the bridge")
    assert position.error_95_m() is None
    assert position.precision_m == typed.precision_m
    assert position.source_text == "38rqu 6683 7840"
    assert position.source_system == "EPSG:32638"
    stated = typed.position(Method.HANDHELD, accuracy_m=Decimal(5), accuracy_kind=AccuracyKind.P95)
    assert stated.error_95_m() == Decimal("12.075")


def test_squares_of_geotrans_all_over_the_world() -> None:
    """Their corners are rounded to 1e-5°, so a degree may be read as the square beside it."""
    with (_VECTORS.parent / "squares.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        corner = Point(Decimal(row["lat"]), Decimal(row["lon"]))
        square = read_position_text(row["mgrs"])
        assert distance_m(square, corner) < 2
        assert format_mgrs(square, 10) == row["mgrs"]
        there = read_position_text(f"{row['lat']} {row['lon']}")
        assert distance_m(read_position_text(format_mgrs(there, 10)), square) < 2
