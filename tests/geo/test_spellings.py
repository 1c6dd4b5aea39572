"""The many ways to write one place: those that are read, asked about, and refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.geo.coordinates import doubts, read_position_text
from app.geo.distance import distance_m
from app.geo.formats import format_mgrs
from app.geo.notation import AmbiguousCoordinateError, CoordinateError, Notation
from app.geo.point import Point

# What is read

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
        ("30.12345678901234567890 47.5", "more digits"),
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
