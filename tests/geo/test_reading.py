"""Positions in any system: what the text and its reader name decides, and nothing is supposed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.core.wording import LANGUAGES, wording
from app.geo.conversion import OutsideAreaError, UnsureConversionError
from app.geo.coordinates import read_position_text
from app.geo.distance import distance_m
from app.geo.engines import pipeline
from app.geo.formats import format_mgrs, format_utm
from app.geo.notation import AmbiguousCoordinateError, CoordinateError, TypedPosition
from app.geo.point import Box, Point
from app.geo.position import UNKNOWN_SYSTEM, Method, Position
from app.geo.reading import read_position, remarks, worth_m
from app.geo.systems import Order, System, systems
from tests.geo.places_near import in_region

_ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
_PIECES = [
    *("X", "Y", "Х", "У", "GK", "СК-42", "4412345", "8543210", "543210", "8", "zone", "EPSG:6646"),
    *("Karbala 1979", "nahrwan", "ED50", "unknown", "WGS84", "38R", "33.3", "44.4", "766837"),
    *("3378403", "N", "E", " ", ";", ",", "/", "(", ")", "=", "٫", "شمال", "38SMB", "4484", "-"),
]
_SYSTEMS = [*systems(), 4326, 32638, 32738, "unknown", "EPSG:4743"]


def _read(text: str, system: int | str | None = None) -> TypedPosition | CoordinateError:
    try:
        return read_position(text, system)
    except CoordinateError as error:
        return error


def _said(place: Point, system: System) -> tuple[str, str]:
    """Easting and northing, or latitude and longitude, of a place on the datum of the system."""
    if system.grid is None:
        return f"{place.lat:f}", f"{place.lon:f}"
    grid = pipeline(
        "+proj=unitconvert +xy_in=deg +xy_out=rad",
        f"+proj={system.grid} {system.datum.ellipsoid.proj}",
    )
    easting, northing = grid.transform(float(place.lon), float(place.lat))
    return f"{easting:.3f}", f"{northing:.3f}"


def _areas(system: System) -> list[Box]:
    return [system.datum.reach, *(operation.area for operation in system.datum.operations)]


def _is_at_edge(place: Point, area: Box) -> bool:
    """Whether a millimetre decides on which side of an edge the place is."""
    sides = ((place.lat, area.south, area.north), (place.lon, area.west, area.east))
    return any(abs(at - edge) < Decimal("1e-6") for at, *edges in sides for edge in edges)


# Laws


@given(
    st.text(max_size=40) | st.lists(st.sampled_from(_PIECES), max_size=9).map("".join),
    st.none() | st.sampled_from(_SYSTEMS),
)
@example("X " + "9" * 150 + " Y 8543210", None)
@example("\ud800 EPSG:4743", None)
@example("EPSG:4743", 4743)
def test_any_text_is_read_or_refused_in_a_whole_sentence(
    text: str, system: int | str | None
) -> None:
    found = _read(text, system)
    if isinstance(found, CoordinateError):
        for language in LANGUAGES:
            assert all(part.strip() for part in wording(language).error(found))
        assert str(found).endswith(".")
        assert found.advice.endswith(".")
        return
    assert found.source_text == text
    assert worth_m(found) >= found.precision_m > 0
    assert all(str(remark).endswith(".") for remark in remarks(found))
    if text.isprintable():
        position = found.position(Method.MAP)
        assert Position.from_json(position.to_json()) == position
        assert (position.operation is None) == (position.operation_accuracy_m is None)


@given(in_region, st.sampled_from(list(systems().values())))
def test_a_grid_and_its_datum_name_the_same_place(place: Point, system: System) -> None:
    """Metres of a grid are the angles that they are projected from, and are shifted alike."""
    assume(not any(_is_at_edge(place, area) for area in _areas(system)))
    first, second = _said(place, system)
    if system.strip is not None:  # no sheet reaches further beyond its own strip
        west, east = system.strip
        assume(west - 1 <= place.lon <= east + 1)
    angles = _read(f"{place.lat:f} {place.lon:f}", system.datum.code)
    metres = _read(f"{first} {second}", system.code)
    if isinstance(angles, CoordinateError):
        assert isinstance(metres, CoordinateError)
        return
    assert isinstance(metres, TypedPosition)
    assert distance_m(angles, metres) < 0.002
    assert metres.operation == angles.operation
    assert metres.source_system == f"EPSG:{system.code}"


@given(in_region)
def test_without_a_system_all_is_read_as_before(place: Point) -> None:
    for text in (f"{place.lat:f} {place.lon:f}", format_utm(place, 2), format_mgrs(place)):
        assert read_position(text) == read_position_text(text)
        assert read_position(f"WGS 84: {text}").lat == read_position_text(text).lat


@given(in_region)
def test_an_unknown_system_is_never_worth_less_than_500_m(place: Point) -> None:
    for text in (f"{place.lat:f} {place.lon:f}", format_utm(place), format_mgrs(place)):
        typed = read_position(text, "unknown")
        assert typed.source_system == UNKNOWN_SYSTEM
        assert worth_m(typed) >= 500
        position = typed.position(Method.HANDHELD, accuracy_m=Decimal(3))
        error_m = position.error_95_m()
        assert error_m is not None
        assert error_m >= 500
        assert any("unknown" in str(remark) for remark in remarks(typed))


# Soviet grids

_KALBAJAR = Point(Decimal("39.84337"), Decimal("45.50366"))


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("X 4412345 Y 8543210", None),
        ("x=4412345 y=8543210", None),
        ("Y 8543210 X 4412345", None),
        ("X: 4412345, Y: 8543210", None),
        ("X 4 412 345 Y 8 543 210", None),
        ("X=4 412 345,0; Y=8 543 210,0", None),
        ("X 4412345 m, Y 8543210 m", None),
        ("Х 4412345 У 8543210", None),
        ("Х=4412345,0 У=8543210,0", None),
        ("X ٤٤١٢٣٤٥ Y ٨٥٤٣٢١٠", None),
        ("GK 4412345 8543210", None),
        ("GK 8543210 4412345", None),
        ("GK zone 8 X 4412345 Y 543210", None),
        ("Gauss-Krüger 8 4412345 543210", None),
        ("SK-42 X 4412345 Y 8543210", None),
        ("СК-42 Х 4412345 У 8543210", None),
        ("Pulkovo 1942 X 4412345 Y 8543210", None),
        ("X 4412345 Y 8543210", 4284),
        ("X 4412345 Y 8543210", 28408),
        ("X 4412345 Y 543210", 28408),
        ("4412345 8543210", 28408),
        ("8543210 4412345", 28408),
        ("E 8543210 N 4412345", 28408),
        ("543210 4412345", 28408),
        ("543210 4412345", 2498),
        ("4412345 543210", 2590),
        ("X 4412345 Y 543210", 2498),
    ],
)
def test_every_way_to_write_a_pair_of_a_soviet_sheet(text: str, system: int | None) -> None:
    typed = read_position(text, system)
    assert distance_m(typed, _KALBAJAR) < 1
    assert (typed.operation, typed.operation_accuracy_m) == ("EPSG:1808", Decimal(5))
    assert typed.source_text == text
    assert any("X is the northing" in str(remark) for remark in remarks(typed))


@pytest.mark.parametrize(
    ("text", "system", "sentence"),
    [
        ("X 4412345 Y 543210", None, "has no zone"),
        ("X 8543210 Y 4412345", None, "zones 7 to 10"),
        ("X 4412345 Y 18543210", None, "zones 7 to 10"),
        ("GK zone 9 X 4412345 Y 8543210", None, "The zone is 9, and the Y begins with 8"),
        ("4412345 8543210", None, "no zone"),
        ("X 4412345 Y 9543210", 28408, "begins with 9"),
        ("9543210 4412345", 28408, "begins with 9"),
        ("8543210 4412345", 2498, "begins with 8"),
        ("GK 9 4412345 543210", 28408, "zone 9, .* zone 8 was given"),
        ("WGS84 X 4412345 Y 8543210", None, "not understood"),
        ("38T 543210 4412345", 4284, "no UTM"),
    ],
)
def test_a_soviet_pair_is_never_guessed(text: str, system: int | None, sentence: str) -> None:
    with pytest.raises(CoordinateError, match=sentence):
        read_position(text, system)


def test_a_soviet_pair_read_as_utm_would_be_kilometres_off() -> None:
    soviet = read_position("X 4412345 Y 8543210")
    as_utm = read_position_text("38N 543210 4412345")
    assert 1_700 < distance_m(soviet, as_utm) < 2_000


# Systems by name and by code

_BASRA_KARBALA = Point(Decimal("30.5109022"), Decimal("47.7774795"))


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("766837 3378403", 3392),
        ("766837 3378403", "EPSG:3392"),
        ("766837 3378403", " epsg:3392 "),
        ("766837 3378403", "٣٣٩٢"),
        ("E 766837 N 3378403", 3392),
        ("N 3378403 E 766837", 3392),
        ("766837 شرق 3378403 شمال", 3392),
        ("766,837 3,378,403", 3392),
        ("766 837 3 378 403", 3392),
        ("٧٦٦٨٣٧ ٣٣٧٨٤٠٣", 3392),
        ("38R 766837 3378403", 3392),
        ("38R 766837 3378403", 4743),
        ("EPSG:3392 766837 3378403", None),
        ("EPSG 3392: 766837, 3378403", None),
        ("766837 3378403 (EPSG:3392)", None),
        ("EPSG:3392 766837 3378403", 3392),
        ("Karbala 1979 / UTM zone 38N 766837 3378403", None),
        ("karbala-1979 38R 766837 3378403", None),
        ("38R 766837 3378403 Karbala 1979", None),
        ("Karbala 1979 766837 3378403", 3392),
        ("كربلاء ١٩٧٩ 38R ٧٦٦٨٣٧ ٣٣٧٨٤٠٣", None),
    ],
)
def test_every_way_to_say_the_system(text: str, system: int | str | None) -> None:
    typed = read_position(text, system)
    assert distance_m(typed, _BASRA_KARBALA) < 0.1
    assert (typed.source_system, typed.operation) == ("EPSG:3392", "EPSG:5078")
    assert typed.operation_accuracy_m == 1
    assert typed.source_text == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nahrwan 1934 33.3 44.4", 4744),
        ("33,3 44,4 IGRS", 3889),
        ("Ain el-Abd 1970: 29.3 47.9", 4204),
        ("عين العبد 29.3 47.9", 4204),
        ("KOC 29.3 47.9", 4246),
        ("KOC Lambert 1700000 900000", 24600),
        ("KTM 500000 3248000", 31901),
        ("Karbala 1979 / Iraq National Grid 600000 480000", 6646),
        ("Nahrwan 1934 / Iraq zone 1500000 1255000", 3394),
        ("Pulkovo 1942 39.99 46.93", 4284),
        ("NGN 29.3 47.9", 4318),
        ("FD58 29.25 50.3", 4132),
    ],
)
def test_a_name_in_the_text_is_the_system(text: str, code: int) -> None:
    typed = read_position(text)
    assert typed.source_system == f"EPSG:{code}"
    assert typed.operation is not None


@pytest.mark.parametrize(
    ("text", "system", "sentence"),
    [
        ("nahrwan 33.3 44.4", None, "Nahrwan 1934 and Nahrwan 1967"),
        ("Iraq National Grid 600000 480000", None, "Two systems have this name"),
        ("iraq zone 1500000 1255000", None, "Two systems have this name"),
        ("WGS84 33.3 44.4", 4743, "text says EPSG:4326, and EPSG:4743"),
        ("IGRS 33.3 44.4", 4743, "text says EPSG:3889, and EPSG:4743"),
        ("unknown 33.3 44.4", 4743, "text says UNKNOWN, and EPSG:4743"),
        ("38SMB4484", 32637, "text says EPSG:32638, and EPSG:32637"),
        ("766837 3378403", 4743, "no zone"),
        ("38S 444140 3684706", 4743, "38S can mean"),
        ("33,44", 4743, "comma"),
    ],
)
def test_asks_which_system_is_meant(text: str, system: int | None, sentence: str) -> None:
    with pytest.raises(AmbiguousCoordinateError, match=sentence) as caught:
        read_position(text, system)
    assert caught.value.advice


@pytest.mark.parametrize(
    ("text", "system", "sentence"),
    [
        ("33.3 44.4", 27038, "EPSG:27038 was withdrawn: .* Nahrwan 1934 / UTM zone 38N"),
        ("33.3 44.4", 9999, "9999 is no reference system"),
        ("33.3 44.4", "Karbala", "Karbala is no reference system"),
        ("33.3 44.4", "1" * 30, "is no reference system"),
        ("EPSG:9999 33.3 44.4", None, "EPSG:9999 is no reference system"),
        ("EPSG:4743", None, "no place in it"),
        ("38SMB4484", 4743, "Squares are read in WGS 84 alone"),
        ("33.3 44.4", 6646, "look like degrees"),
        ("33.3N 44.4E", 6646, "look like degrees"),
        ("lat 33.3 lon 44.4", 6646, "no easting and northing"),
        ("33.3 44.4", 32638, "An easting lies between"),
        ("39R 266837 3378403", 3392, "no easting and northing"),
        ("38 south 766837 3378403", 3392, "no easting and northing"),
        ("30 60 47 10", 4743, "end below 60"),
        ("3378403 766837", 3392, "the other way round"),
        ("44.4 33.3", 4743, "the other way round"),
        ("39.99 46.93", 4744, "not used"),
        ("39.99 46.93", 4230, "not used"),
        ("1" * 190 + " 3378403", 3392, "not used"),
        ("33.3 44.4", 4270, "not used"),
    ],
)
def test_refuses(text: str, system: int | str | None, sentence: str) -> None:
    with pytest.raises(CoordinateError, match=sentence) as caught:
        read_position(text, system)
    assert not isinstance(caught.value, UnsureConversionError)
    assert caught.value.advice


# What a person accepts


@pytest.mark.parametrize(
    ("text", "system", "sentence"),
    [
        ("33.3 44.4", 4230, "How well ED50 is converted"),
        ("766837 3378403", 23038, "How well ED50 / UTM zone 38N is converted"),
        ("39R 266837 3378403", 4230, "How well ED50 / UTM zone 39N is converted"),
        ("600000 480000", 3893, "How well ED50 / Iraq National Grid is converted"),
        ("30.5 47.78", 4132, "Nobody published how FD58"),
        ("36.34 43.13", 4284, "Nobody published how Pulkovo 1942"),
    ],
)
def test_an_unpublished_accuracy_has_to_be_accepted(text: str, system: int, sentence: str) -> None:
    with pytest.raises(UnsureConversionError, match=sentence) as caught:
        read_position(text, system)
    assert "accept" in caught.value.advice
    typed = read_position(text, system, Decimal(40))
    assert (typed.is_accepted, typed.operation_accuracy_m) == (True, Decimal(40))
    assert any("accepted by a person" in str(remark) for remark in remarks(typed))
    position = typed.position(Method.MAP)
    assert position.operation == f"{typed.operation} accepted"
    assert position.operation_accuracy_m == 40


def test_what_is_accepted_stays_within_reason() -> None:
    for figure in ("0", "-5", "NaN", "Infinity", "1000000"):
        with pytest.raises(CoordinateError, match="lies above 0"):
            read_position("33.3 44.4", 4230, Decimal(figure))


def test_accepting_does_not_reach_where_a_system_is_not_used() -> None:
    with pytest.raises(OutsideAreaError):
        read_position("39.99 46.93", 4230, Decimal(100))


# What is pointed out


def test_a_published_zero_is_said_aloud() -> None:
    typed = read_position("33.3 44.4", 3889)
    assert (typed.lat, typed.lon) == (Decimal("33.3"), Decimal("44.4"))
    (remark,) = remarks(typed)
    assert "taken to be the same" in str(remark)


@pytest.mark.parametrize(
    ("text", "system"), [("820000 3378403", 3392), ("X 4412345 Y 8900000", None)]
)
def test_a_pair_beyond_its_strip_is_pointed_out(text: str, system: int | None) -> None:
    accepted = read_position(text, system, Decimal(50))
    assert any("outside the strip" in str(remark) for remark in remarks(accepted))


def test_a_pair_beyond_its_strip_is_pointed_out_once() -> None:
    (remark,) = remarks(read_position("38R 820000 3378403", 4743))
    assert "outside the strip" in str(remark)


def test_angles_that_would_lie_in_the_region_the_other_way_round_are_pointed_out() -> None:
    (remark,) = remarks(read_position("47.78 30.5"))
    assert "the other way round" in str(remark)
    assert remarks(read_position("30.5 47.78")) == ()
    assert remarks(read_position("-30.5 47.78")) == ()


def test_the_order_of_every_grid_is_known() -> None:
    orders = {system.order for system in systems().values() if system.grid}
    assert orders == {Order.EASTING, Order.NORTHING}


# What is recorded


def test_the_record_keeps_text_system_operation_and_accuracy() -> None:
    position = read_position("٧٦٦٨٣٧ ٣٣٧٨٤٠٣", 7006).position(Method.MAP)
    assert position.source_text == "٧٦٦٨٣٧ ٣٣٧٨٤٠٣"
    assert (position.source_system, position.operation) == ("EPSG:7006", "EPSG:7033")
    assert (position.operation_accuracy_m, position.precision_m) == (Decimal(30), Decimal("0.709"))
    surveyed = read_position("766837 3378403", 7006).position(Method.RTK, accuracy_m=Decimal(1))
    error_m = surveyed.error_95_m()
    assert error_m is not None
    assert error_m > 40


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("38R 766837 3378403", "EPSG:16038"),
        ("38RQU6683778403", "EPSG:16038"),
        ("38 south 766837 3378403", "EPSG:16138"),
        ("UPS n 2000000 1555731", "EPSG:16061"),
        ("30.5 47.78", None),
    ],
)
def test_metres_of_wgs84_are_kept_with_their_projection(text: str, operation: str | None) -> None:
    position = read_position(text).position(Method.MAP)
    assert position.operation == operation
    assert position.operation_accuracy_m == (None if operation is None else 0)
