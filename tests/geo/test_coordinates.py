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
from app.geo.notation import AmbiguousCoordinateError, CoordinateError, Notation, TypedPosition
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


# Notations

_BASRA = Point(Decimal("30.50833"), Decimal("47.78040"))


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("30.50833 47.78040", Notation.DEGREES),
        ("30.50833, 47.78040", Notation.DEGREES),
        ("30.50833,47.78040", Notation.DEGREES),
        ("30,50833 47,78040", Notation.DEGREES),
        ("30,50833, 47,78040", Notation.DEGREES),
        ("30,50833; 47,78040", Notation.DEGREES),
        ("(30.50833, 47.78040)", Notation.DEGREES),
        ("30.50833\t47.78040\n", Notation.DEGREES),
        ("30.50833\n47.78040", Notation.DEGREES),
        ("+30.50833+047.78040/", Notation.DEGREES),
        ("WGS84: 30.50833 47.78040", Notation.DEGREES),
        ("lat=30.50833 lon=47.78040", Notation.DEGREES),
        ("Longitude: 47.78040, Latitude: 30.50833", Notation.DEGREES),
        ("30.50833° N 47.78040° E", Notation.DEGREES),
        ("30.50833º N, 47.78040º E", Notation.DEGREES),
        ("N30.50833 E47.78040", Notation.DEGREES),
        ("n 30.50833 e 47.78040", Notation.DEGREES),
        ("30.50833N47.78040E", Notation.DEGREES),
        ("30.50833 N, 47.78040", Notation.DEGREES),
        ("30.50833N 47.78040", Notation.DEGREES),
        ("30.50833 47.78040E", Notation.DEGREES),
        ("47.78040E 30.50833", Notation.DEGREES),
        ("47.78040 30.50833N", Notation.DEGREES),
        ("30.50833°47.78040°", Notation.DEGREES),
        ("30 30.4998 47 46.824", Notation.MINUTES),
        ("30°30.4998' 47°46.824'", Notation.MINUTES),
        ("30°30,4998′ N 47°46,824′ E", Notation.MINUTES),
        ("N 30 30.4998 E 47 46.824", Notation.MINUTES),
        ("30:30.4998 47:46.824", Notation.MINUTES),
        ("30 30 30 47 46 49", Notation.SECONDS),
        ("30°30'30\"N 47°46'49\"E", Notation.SECONDS),
        ("30°30'30''N 47°46'49''E", Notation.SECONDS),
        ("30°30’30”N 47°46’49”E", Notation.SECONDS),
        ("30° 30′ 30″ N, 47° 46′ 49″ E", Notation.SECONDS),
        ("30d30'30\" 47d46'49\"", Notation.SECONDS),
        ("30-30-30N 47-46-49E", Notation.SECONDS),
        ("30 deg 30 min 30 sec N, 47 deg 46 min 49 sec E", Notation.SECONDS),
        ("30°30'30\"47°46'49\"", Notation.SECONDS),
        ("47°46'49\"E 30°30'30\"N", Notation.SECONDS),
        ("٣٠٫٥٠٨٣٣ ٤٧٫٧٨٠٤٠", Notation.DEGREES),
        ("٣٠٫٥٠٨٣٣، ٤٧٫٧٨٠٤٠", Notation.DEGREES),
        ("٣٠٫٥٠٨٣٣،٤٧٫٧٨٠٤٠", Notation.DEGREES),
        ("٣٠،٥٠٨٣٣ ٤٧،٧٨٠٤٠", Notation.DEGREES),
        ("۳۰٫۵۰۸۳۳ ۴۷٫۷۸۰۴۰", Notation.DEGREES),
        ("\u200f٣٠٫٥٠٨٣٣° شمالاً\u200e، ٤٧٫٧٨٠٤٠° شرقاً", Notation.DEGREES),
        ("خط العرض: ٣٠٫٥٠٨٣٣ خط الطول: ٤٧٫٧٨٠٤٠", Notation.DEGREES),
        ("طول ٤٧٫٧٨٠٤٠ عرض ٣٠٫٥٠٨٣٣", Notation.DEGREES),
        ("عرض شمالی ۳۰٫۵۰۸۳۳ طول شرقی ۴۷٫۷۸۰۴۰", Notation.DEGREES),
        ("٣٠ درجة ٣٠ دقيقة ٣٠ ثانية شمال و ٤٧ درجة ٤٦ دقيقة ٤٩ ثانية شرق", Notation.SECONDS),
        ("۳۰ درجه ۳۰ دقیقه ۳۰ ثانیه شمالی ۴۷ درجه ۴۶ دقیقه ۴۹ ثانیه شرقی", Notation.SECONDS),
        ("30.50833 باکور 47.78040 ڕۆژهەڵات", Notation.DEGREES),
        ("هێڵی پانی 30.50833، هێڵی درێژی 47.78040", Notation.DEGREES),
        ("30.50833 şimal, 47.78040 şərq", Notation.DEGREES),
        ("Şimal 30.50833 Şərq 47.78040", Notation.DEGREES),
        ("ŞİMAL 30.50833 ŞƏRQ 47.78040", Notation.DEGREES),
        ("enlik 30.50833 uzunluq 47.78040", Notation.DEGREES),
        ("38R 766837 3378403", Notation.UTM),
        ("38r766837 3378403", Notation.UTM),
        ("38 R 0766837 mE 3378403 mN", Notation.UTM),
        ("UTM 38R 766837E 3378403N", Notation.UTM),
        ("38R E766837 N3378403", Notation.UTM),
        ("38R N3378403 E766837", Notation.UTM),
        ("38R, 766837, 3378403", Notation.UTM),
        ("38N 766837 3378403", Notation.UTM),
        ("zone 38 north 766837.0 3378403.0", Notation.UTM),
        ("38N 766,837 3,378,403", Notation.UTM),
        ("38N 766837,0 3378403,0", Notation.UTM),
        ("38R 766 837 3 378 403", Notation.UTM),
        ("38R E 766 837 N 3 378 403", Notation.UTM),
        ("38R 766\u00a0837,0 3\u00a0378\u00a0403,0", Notation.UTM),
        ("38R E 766837 N 3378403", Notation.UTM),
        ("38R ٧٦٦٨٣٧ شرقاً ٣٣٧٨٤٠٣ شمالاً", Notation.UTM),
        ("المنطقة 38R 766837 3378403", Notation.UTM),
        ("zona 38R 766837 şərq 3378403 şimal", Notation.UTM),
        ("زون 38R 766837 خاور 3378403 باکور", Notation.UTM),
        ("MGRS: 38RQU6683778403", Notation.MGRS),
        ("38R-QU-66837-78403", Notation.MGRS),
        ("38R/QU/66837/78403", Notation.MGRS),
        ("38R,QU,66837,78403", Notation.MGRS),
        ("303030N 0474649E", Notation.SECONDS),
        ("303030.0N0474649.0E", Notation.SECONDS),
        ("N303030 E0474649", Notation.SECONDS),
        ("n 3030.4998 e 04746.824", Notation.MINUTES),
        ("30°30'30\" şm. e. 47°46'49\" ş. u.", Notation.SECONDS),
        ("30°30′30″ с.ш. 47°46′49″ в.д.", Notation.SECONDS),
        ("30.50833 باکوور 47.78040 ڕۆژھەڵات", Notation.DEGREES),
        ("الشمال 30.50833 الشرق 47.78040", Notation.DEGREES),
        ("{30.50833, 47.78040}", Notation.DEGREES),
        ("خط العرض ٣٠٫٥٠٨٣٣ شمالاً وخط الطول ٤٧٫٧٨٠٤٠ شرقاً", Notation.DEGREES),
        ("30.50833 northern 47.78040 eastern", Notation.DEGREES),
        ("766837 3378403 38R", Notation.UTM),
        ("38 شمال ٧٦٦٨٣٧ ٣٣٧٨٤٠٣", Notation.UTM),
        ("38 şimal 766837 3378403", Notation.UTM),
        ("38RQU6683778403", Notation.MGRS),
        ("38R QU 66837 78403", Notation.MGRS),
        ("38 r qu 6683778403", Notation.MGRS),
        ("38RQU 6683 7840", Notation.MGRS),
        ("٣٨RQU٦٦٨٣٧٧٨٤٠٣", Notation.MGRS),
    ],
)
def test_every_way_to_write_basra(text: str, notation: Notation) -> None:
    typed = read_position_text(text)
    assert distance_m(typed, _BASRA) < 20
    assert typed.notation is notation
    assert typed.source_text == text


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("30.5 S 47.5 W", "-30.5", "-47.5"),
        ("-30.5 -47.5", "-30.5", "-47.5"),
        ("30.5 جنوب 47.5 غرب", "-30.5", "-47.5"),
        ("30.5 باشوور 47.5 ڕۆژئاوا", "-30.5", "-47.5"),
        ("30.5 cənub 47.5 qərb", "-30.5", "-47.5"),
        ("-0 30 -0 45", "-0.5", "-0.75"),
        ("90 180", "90", "180"),
        ("30 30 47 30", "30.5", "47.5"),
        ("30° 30 47° 30", "30.5", "47.5"),
        ("30,5° 47°", "30.5", "47"),
        ("30°30,47°30", "30.5", "47.5"),
        ("5 deg 30 min 10", "5.5", "10"),
        ("86 n 0 e", "86", "0"),
        ("3030S 04745W", "-30.5", "-47.75"),
        ("30.5 c. e. 47.5 q. u.", "-30.5", "-47.5"),
        ("30.5 ю.ш., 47.5 з.д.", "-30.5", "-47.5"),
        ("n 2000000 1555731.570643", "86", "0"),
        ("UPS Z 2000000 1555731.570643", "86", "0"),
        ("a 2000000 2444268.429357", "-86", "0"),
        ("5 deg 30, 10", "5.5", "10"),
    ],
)
def test_reads(text: str, lat: str, lon: str) -> None:
    typed = read_position_text(text)
    assert (typed.lat, typed.lon) == (Decimal(lat), Decimal(lon))


def test_latitude_and_longitude_in_arabic_are_not_the_other_way_round() -> None:
    typed = read_position_text("خط الطول 30.5 خط العرض 47.5")
    assert (typed.lat, typed.lon) == (Decimal("47.5"), Decimal("30.5"))


@pytest.mark.parametrize(
    ("text", "precision_m"),
    [
        ("30.5 47.5", "7898.383"),
        ("30.508333 47.780400", "0.079"),
        ("30 30.5 47 46.8", "131.640"),
        ("30 30 30 47 46 49", "21.940"),
        ("38R 766837 3378403", "0.708"),
        ("38R 766837.25 3378403.25", "0.008"),
        ("38RQU", "70746.034"),
        ("38RQU67", "7074.604"),
        ("38RQU66837840", "7.075"),
        ("38RQU6683778403", "0.708"),
    ],
)
def test_fewer_digits_are_worth_less(text: str, precision_m: str) -> None:
    assert read_position_text(text).precision_m == Decimal(precision_m)


def test_squares_near_the_poles() -> None:
    typed = read_position_text("ZAH 12 34")
    assert format_mgrs(typed, 4) == "ZAH1234"
    assert typed.precision_m == Decimal("711.703")
    assert (typed.zone, typed.band, typed.source_system) == (None, "Z", "EPSG:5041")
    assert read_position_text("BAN").source_system == "EPSG:5042"
    assert doubts(typed) == ()


def test_a_square_is_read_as_its_centre_since_its_name_cuts_digits_off() -> None:
    whole, half = read_position_text("38RQU66837840"), read_position_text("38N 766835 3378405")
    assert distance_m(whole, half) < 0.001
    assert whole.source_system == "EPSG:32638"


# What is asked back, and what is refused


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("30,47", "comma"),
        ("30 30,47 46", "comma"),
        ("30,5083,47,7804", "comma"),
        ("٣٠،٤٧", "comma"),
        ("30N47", "which figures are the latitude"),
        ("30.5 N 47.7", "which figures are the latitude"),
        ("30 30.5 47.78", "which figures are the latitude"),
        ("30° 30 47", "which figures are the latitude"),
        ("30N 47N", "Both figures"),
        ("47 lon 48 lon", "which figures are the latitude"),
        ("-30.5S 47.7", "both a plus or minus sign and a direction"),
        ("30.5 ş 47.7 ş", "more than one direction"),
        ("30.5 ش 47.7 ق", "more than one direction"),
        ("30.5N 47.7 O", "more than one direction"),
        ("38S 444140 3684706", "38S can mean"),
        ("38s 444140 3684706", "38S can mean"),
        ("38 766837 3378403", "Zone 38 needs"),
        ("38 شرق 766837 3378403", "Zone 38 needs"),
        ("38I 766837 3378403", "Zone 38 needs"),
        ("766837 3378403", "no zone"),
        ("766837E 3378403N", "no zone"),
        ("N 766837 3378403", "no zone"),
        ("303030N 474649E", "no zone"),
        ("5 deg 30 10", "which figures are the latitude"),
        ("QU 66837 78403", "no zone"),
        ("766 837 3 378 403", "no zone"),
        ("38 766 837 3 378 403", "Zone 38 needs"),
        ("38R 3378403 766837", "looks like a northing"),
        ("38T 766837 3378403", "contradict"),
        ("38SMB 441 84", "as many digits"),
        ("38SMB 441 40847", "as many digits"),
        ("38SMB44184", "as many digits"),
        ("38SMB 44 14 08 47", "as many digits"),
    ],
)
def test_asks_instead_of_guessing(text: str, sentence: str) -> None:
    with pytest.raises(AmbiguousCoordinateError, match=sentence) as caught:
        read_position_text(text)
    assert caught.value.advice


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Nothing was typed"),
        (" \u200f \n", "Nothing was typed"),
        ("30 " * 100, "longer than the 200"),
        ("garbage", "not understood"),
        ("30.5 martyr 47.7", "not understood"),
        ("ED50 30.5 47.7", "not understood"),
        ("#", "not a position"),
        ("' 30 47", "not a position"),
        ("30°° 47", "not a position"),
        ("N E", "not a position"),
        ("30;47;12", "not a position"),
        ("N 30 S 47 E", "not a position"),
        ("30 30.5.5 47 46", "not a position"),
        ("1 2 3 4 5 6 7 8", "not a position"),
        ("47", "only one figure"),
        ("30°30'30\"N", "only one figure"),
        ("30 60 47 46", "end below 60, and 60 "),
        ("5d70.0 10", "end below 60, and 70.0 "),
        ("5d60,10", "end below 60, and 60 "),
        ("30 30 60 47 46 49", "end below 60"),
        ("306030N 0474649E", "end below 60"),
        ("30.5 30 47.5 46", "Only the last part"),
        ("30 30.5 30 47 46 49", "Only the last part"),
        ("91 47", "ends at 90"),
        ("90°0'1\" 47°0'0\"", "ends at 90"),
        ("147.7 30.5", "ends at 90"),
        ("30.5 180.01", "ends at 90"),
        ("30.12345678901234567 47.5", "more digits"),
        ("61N 766837 3378403", "run from 1 to 60"),
        ("0N 766837 3378403", "run from 1 to 60"),
        ("38R 66837 3378403", "An easting lies between"),
        ("38R 966837 3378403", "An easting lies between"),
        ("38R 766837 33784030", "An easting lies between"),
        ("38RMB4484", "no square MB"),
        ("38SJB4484", "no square JB"),
        ("38SMO4484", "no square MO"),
        ("99SMB4484", "no square MB"),
        ("38SMB" + "4" * 18, "more digits than any map"),
        ("ZZZ1234", "no square ZZZ"),
        ("38R N766837 N3378403", "not understood"),
        ("38R E766837 3378403", "not understood"),
        ("38R N766837E 3378403", "not understood"),
        ("38R 766837,5,3378403,5", "comma"),
        ("E 2000000 2000000", "ends at 90"),
    ],
)
def test_refuses(text: str, sentence: str) -> None:
    with pytest.raises(CoordinateError, match=sentence) as caught:
        read_position_text(text)
    assert caught.value.advice


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
