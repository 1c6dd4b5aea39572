"""What people shorten and programs wrap: read as one thing only, or asked about."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.coordinates import read_position_text
from app.geo.distance import distance_m
from app.geo.notation import CoordinateError, Notation
from app.geo.point import Point
from app.geo.reading import read_position
from app.geo.shorthand import address, unpacked

_BAGHDAD = Point(Decimal("33.312778"), Decimal("44.361389"))  # 33°18'46"N 44°21'41"E

_lats = st.decimals(-90, 90, places=6)
_lons = st.decimals(-180, 180, places=6)


@given(_lats, _lons)
def test_iso_6709_and_geo_addresses_are_read_digit_for_digit(lat: Decimal, lon: Decimal) -> None:
    for text in (f"{lat:+010.6f}{lon:+011.6f}/", f"geo:{lat:f},{lon:f}"):
        typed = read_position_text(text)
        assert (typed.lat, typed.lon) == (lat, lon)


@given(_lats, _lons)
def test_the_compact_forms_of_iso_6709_are_read(lat: Decimal, lon: Decimal) -> None:
    (north, *of_lat), (east, *of_lon) = _sixtieths(lat), _sixtieths(lon)
    text = (
        f"{_sign(lat)}{north:02d}{of_lat[0]:02d}{of_lat[1]:07.4f}"
        f"{_sign(lon)}{east:03d}{of_lon[0]:02d}{of_lon[1]:07.4f}/"
    )
    typed = read_position_text(text)
    assert abs(typed.lat - lat) < Decimal("1E-7")
    assert abs(typed.lon - lon) < Decimal("1E-7")


def _sixtieths(angle: Decimal) -> tuple[int, int, Decimal]:
    size = abs(angle)
    minutes = size % 1 * 60
    return int(size), int(minutes), minutes % 1 * 60


def _sign(angle: Decimal) -> str:
    return "-" if angle < 0 else "+"


@pytest.mark.parametrize(
    "text",
    [
        # as programs wrap it
        "geo:33.312778,44.361389",
        "geo:33.312778,44.361389,34.5",
        "geo:33.312778,44.361389;u=2",
        "GEO:33.312778,44.361389;crs=wgs84;u=2",
        "geo:33.312778,44.361389?z=17",
        "geo:0,0?q=33.312778,44.361389(a well)",
        "https://maps.google.com/?q=33.312778,44.361389",
        "https://www.google.com/maps/search/?api=1&query=33.312778%2C44.361389",
        "https://maps.google.com/maps?q=loc:33.312778,44.361389&z=15",
        "https://www.openstreetmap.org/?mlat=33.312778&mlon=44.361389#map=15/33.4/44.5",
        "https://www.google.com/maps/place/x/@33.4,44.5,17z/data=!3m1!4b1!4m4!3d33.312778!4d44.361389",
        "+33.312778+044.361389/",
        "+331846+0442141/",
        "+3318.767+04421.683/",
        "+331846+0442141+34.5CRSWGS_84/",
        "3318.767,N,04421.683,E",
        '"33.312778, 44.361389"',
        "“33.312778, 44.361389”",
        "<33.312778, 44.361389>",
        "33.312778 44.361389 (WGS84)",
        "33.312778000000004 44.36138899999999",
        "WGS 84 / UTM zone 38N 440555 3686144",
        "38 N 0440555\nUTM 3686144",
        "38 S MB 40554 86144",
        "38N/440555/3686144",
        "UTM-38N 440555 3686144",
        "UTM (38N): 440555, 3686144",
        "440555, 3686144 (38N)",
        "38N X 440555 Y 3686144",
        "38N Y 3686144 X 440555",
        "USNG 38SMB4055486144",
        "Grid ref: 38S MB 40554 86144",
        # as people write it
        "GPS: 33.312778, 44.361389",
        "Coordinates: 33°18'46\"N 44°21'41\"E",
        "Position: N33 18.767 E044 21.683",
        "إحداثيات: ٣٣٫٣١٢٧٧٨، ٤٤٫٣٦١٣٨٩",
        "الموقع ٣٣٫٣١٢٧٧٨، ٤٤٫٣٦١٣٨٩",
        "مختصات: ۳۳٫۳۱۲۷۷۸، ۴۴٫۳۶۱۳۸۹",
        "Koordinatlar: 33,312778° şimal, 44,361389° şərq",
        "ھێڵی پانی ٣٣٫٣١٢٧٧٨ ھێڵی درێژی ٤٤٫٣٦١٣٨٩",
        "33.312778 bakur 44.361389 rojhilat",
        "33.312778 kuzey 44.361389 doğu",
        "33.312778 С 44.361389 В",
        "Широта 33.312778, долгота 44.361389",
        "33°18′46″ северной широты 44°21′41″ восточной долготы",
        "33 градуса 18 минут 46 секунд северной, 44 градуса 21 минута 41 секунда восточной",
        "٣٣°١٨′٤٦″ شمالاً و٤٤°٢١′٤١″ شرقاً",
        "٣٣ درجة و١٨ دقيقة و٤٦ ثانية شمالاً و٤٤ درجة و٢١ دقيقة و٤١ ثانية شرقاً",
        "الشرقيات: 440555، الشماليات: 3686144، المنطقة: 38 شمال",
        "٣٣٫٣١٢٧٧٨ی باکوور و ٤٤٫٣٦١٣٨٩ی ڕۆژهەڵات",
        "33 dərəcə 18 dəqiqə 46 saniyə şimal enliyi və 44 dərəcə 21 dəqiqə 41 saniyə şərq uzunluğu",
        "33.312778 Nord 44.361389 Est",
        "33d18m46sN 44d21m41sE",
        "33 18m 46s N, 44 21m 41s E",
        "N33d18m46s E44d21m41s",
        "33.18.46N 44.21.41E",
        "33.18.46 44.21.41",
        "33.18.46,0 N 44.21.41,0 E",
        "33 degrees, 18 minutes, 46 seconds north, 44 degrees, 21 minutes, 41 seconds east",
        "33o18'46\"N 44o21'41\"E",
        "33.312778o N 44.361389o E",
        "3318.767N4421.683E",
    ],
)
def test_one_place_of_baghdad(text: str) -> None:
    assert distance_m(read_position_text(text), _BAGHDAD) < 20


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("27.15.45S 18.32.53E", "-27.2625", "18.5480555556"),
        ("50d4m17.698S 14d24m2.826E", "-50.0715827778", "14.4007850000"),
        ("33.5, - 44.5", "33.5", "-44.5"),
        ("- 33.5, - 44.5", "-33.5", "-44.5"),
        ("+40.20361-075.00417/", "40.20361", "-75.00417"),
        ("+4012.22-07500.25/", "40.2036666667", "-75.0041666667"),
        ("+401213.1-0750015.1/", "40.2036388889", "-75.0041944444"),
        ("+27.5916+086.5640+8850CRSWGS_84/", "27.5916", "86.5640"),
        ("0.30000000000000004 44.5", "0.300000000000000", "44.5"),
        ("33.31290000000000 44.36150000000000", "33.31290000000000", "44.36150000000000"),
        ("4025.0999N7438.4668W", "40.4183316667", "-74.6411133333"),
        ("https://maps.google.com/?q=-33.5,-44.5", "-33.5", "-44.5"),
    ],
)
def test_reads(text: str, lat: str, lon: str) -> None:
    typed = read_position_text(text)
    assert (typed.lat, typed.lon) == (Decimal(lat), Decimal(lon))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("geo:33.4,44.5?q=33.3,44.4", "not understood"),
        ("https://maps.google.com/?q=Baghdad", "not understood"),
        ("https://www.google.com/maps/@33.3,44.4,17z", "not understood"),  # what the map showed
        ("https://maps.google.com/?q=33.3,44.4&daddr=33.4,44.4", "not understood"),
        ("geo:33.3,44.4;crs=epsg32638", "not understood"),
        ("+33.3-44.4+12", "Only the last part"),
        ("+3318.7+044.36/", "only one figure|not a position|ends at 90"),
        ("23.5.5 44", "not a position"),
        ("33.18.46 44.21", "not a position"),
        ("33d18m46s 44d21m41s", "not understood"),  # seconds, or south
        ("402505N 443828E", "no zone"),
        ("33.3 - 44.4", "not a position"),
        ("1 degree, 2, 3 degrees, 4", "not a position"),
        ("GPS:", "not a position"),
        ("X: 44.36 Y: 33.31", "not understood"),  # no metres; and X may be either
        ("33d18m46s 44d21m41sE", "not understood"),
        ("33D18M46S 44D21M41E", "not understood"),
        ("X 700000 Y 400000 38N", "not understood"),
        ("30.5N 47.7o", "more than one direction"),
    ],
)
def test_asks_or_refuses(text: str, sentence: str) -> None:
    with pytest.raises(CoordinateError, match=sentence):
        read_position_text(text)


def test_what_an_address_says_of_its_error_counts() -> None:
    typed = read_position_text("geo:33.312778,44.361389;u=35")
    assert typed.precision_m == 35
    assert read_position_text("geo:33.3,44.4;u=35").precision_m > 35
    assert address("geo:1,2;u=3.5") == ("1;2", "3.5")


def test_packed_angles_are_told_from_metres() -> None:
    assert unpacked("303030N 474649E") == "303030N 474649E"
    assert unpacked("303030N 0474649E") == "30 30 30N 047 46 49E"
    assert re.fullmatch(r"[+]40 12.22;-075 00.25", unpacked("+4012.22-07500.25/"))


@pytest.mark.parametrize(
    "text",
    [
        "Pulkovo 1942 zone 8 4412345 543210",
        "Pulkovo 1942 4412345 8543210",
        "СК-42: 4 412 345 8 543 210",
        "СК-42 зона 8 X 4412345 Y 543210",
        "GK 4 412 345 8 543 210",
        "GK 8 4412345 543210",
        "X=4412345 Y=8543210",
    ],
)
def test_a_soviet_pair_needs_no_letters_once_its_datum_is_named(text: str) -> None:
    typed = read_position(text)
    assert (typed.source_system, typed.notation) == ("EPSG:28408", Notation.GRID)
    assert (typed.lat, typed.lon) == (Decimal("39.8433703807"), Decimal("45.5036550367"))


@pytest.mark.parametrize("text", ["Pulkovo 40 49", "Pulkovo 40 22 00 49 50 00"])
def test_angles_on_that_datum_stay_angles(text: str) -> None:
    assert read_position(text).source_system == "EPSG:4284"
