"""Areas: a larger error never allows more, and distances agree with walking along every edge."""

from __future__ import annotations

import json
import math
from decimal import Decimal

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from app.geo.area import (
    MAX_CORNERS,
    Area,
    AreaError,
    Containment,
    contains_with_error,
    distance_to_area_m,
    signed_distance_m,
    size_hectares,
    within_radius_with_error,
)
from app.geo.distance import distance_m
from app.geo.engines import geod
from app.geo.point import Point
from tests.geo.places_near import in_region

_errors = st.decimals(0, 2_000, places=2)
_STEPS = 400


def _at(lat: str, lon: str) -> Point:
    return Point(Decimal(lat), Decimal(lon))


def _from(origin: Point, bearing: float, length_m: float) -> Point:
    lon, lat, _ = geod().fwd(float(origin.lon), float(origin.lat), bearing, length_m)
    return Point(Decimal(f"{lat:.10f}"), Decimal(f"{lon:.10f}"))


def _around(origin: Point, reach_m: list[float]) -> Area:
    """A star of one corner for each distance, evenly around `origin`."""
    turn = 360 / len(reach_m)
    return Area(tuple(_from(origin, index * turn, m) for index, m in enumerate(reach_m)))


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Area, Point]:
    """An area of 10 m to 4 km, as people draw them, and a place in it, at it or near it."""
    origin = draw(in_region)
    size_m = draw(st.sampled_from([10.0, 100.0, 2_000.0]))
    area = _around(origin, draw(st.lists(st.floats(size_m / 10, size_m), min_size=3, max_size=9)))
    place = _from(origin, draw(st.floats(0, 360)), draw(st.floats(0, 2 * size_m)))
    return area, place


def _walked_m(area: Area, place: Point) -> tuple[float, float]:
    """The distance from `place` to the nearest of many points on the edge, and their spacing."""
    nearest_m, spacing_m = math.inf, 0.0
    for first, second in zip(area.ring, (*area.ring[1:], area.ring[0]), strict=True):
        ends = (float(first.lon), float(first.lat), float(second.lon), float(second.lat))
        between = geod().npts(*ends, _STEPS, initial_idx=0, terminus_idx=0)
        lons, lats = zip(*between, strict=True)
        here = ([float(place.lon)] * _STEPS, [float(place.lat)] * _STEPS)
        nearest_m = min(nearest_m, *geod().inv(*here, lons, lats)[2])
        spacing_m = max(spacing_m, distance_m(first, second) / (_STEPS - 1))
    return nearest_m, spacing_m


# Laws


@given(scenes(), _errors, st.decimals(0, 5_000, places=1), st.floats(0, 360), st.floats(0, 30_000))
def test_a_cheap_look_never_changes_the_answer(
    scene: tuple[Area, Point], error_m: Decimal, margin_m: Decimal, bearing: float, away_m: float
) -> None:
    area, near = scene
    place = _from(near, bearing, away_m)
    if contains_with_error(area, place, error_m, margin_m=margin_m) is Containment.OUTSIDE:
        assert signed_distance_m(area, place) > float(margin_m) + float(error_m)


@given(scenes())
def test_distance_is_that_of_the_geodesic_edge(scene: tuple[Area, Point]) -> None:
    area, place = scene
    nearest_m, spacing_m = _walked_m(area, place)
    edge_m = abs(signed_distance_m(area, place))
    # The nearest sample lies at most half a step along the edge from the nearest point.
    assert edge_m <= nearest_m + 0.001
    assert math.hypot(edge_m, spacing_m / 2) >= nearest_m - 0.001


@given(scenes())
def test_inside_is_inside_on_the_map(scene: tuple[Area, Point]) -> None:
    area, place = scene
    away_m = signed_distance_m(area, place)
    assume(abs(away_m) > 0.5)  # an edge 4 km long bends by up to 0.3 m on a map of degrees
    shape = shapely.Polygon([(float(at.lon), float(at.lat)) for at in area.ring])
    assert shape.contains(shapely.Point(float(place.lon), float(place.lat))) == (away_m < 0)


@given(scenes(), _errors, _errors, st.decimals(0, 500, places=1))
def test_a_larger_error_is_never_more_permissive(
    scene: tuple[Area, Point], one: Decimal, other: Decimal, margin_m: Decimal
) -> None:
    area, place = scene
    small, large = sorted((one, other))
    sharp = contains_with_error(area, place, small, margin_m=margin_m)
    blunt = contains_with_error(area, place, large, margin_m=margin_m)
    assert blunt.is_possible or not sharp.is_possible
    assert sharp.is_sure or not blunt.is_sure
    circle = [
        within_radius_with_error(area.ring[0], margin_m, place, error) for error in (small, large)
    ]
    assert circle[1].is_possible or not circle[0].is_possible
    assert circle[0].is_sure or not circle[1].is_sure


@given(scenes(), _errors, st.decimals(0, 500, places=1), st.decimals(0, 500, places=1))
def test_a_wider_margin_only_adds(
    scene: tuple[Area, Point], error_m: Decimal, one: Decimal, other: Decimal
) -> None:
    area, place = scene
    narrow, wide = (
        contains_with_error(area, place, error_m, margin_m=margin)
        for margin in sorted((one, other))
    )
    assert wide.is_possible or not narrow.is_possible
    assert wide.is_sure or not narrow.is_sure


@given(scenes(), _errors, st.floats(0, 360), st.floats(0, 1))
def test_the_verdict_holds_wherever_the_place_truly_is(
    scene: tuple[Area, Point], error_m: Decimal, bearing: float, share: float
) -> None:
    area, place = scene
    verdict = contains_with_error(area, place, error_m)
    truth = _from(place, bearing, share * float(error_m))
    away_m = signed_distance_m(area, truth)
    if verdict is Containment.INSIDE:
        assert away_m < 0
    if verdict is Containment.OUTSIDE:
        assert away_m > 0


@given(scenes())
def test_an_unknown_error_is_never_sure(scene: tuple[Area, Point]) -> None:
    area, place = scene
    for error_m in (None, Decimal("NaN"), Decimal("Infinity"), Decimal(-1)):
        assert contains_with_error(area, place, error_m) is Containment.UNCERTAIN
        assert within_radius_with_error(place, Decimal(5), place, error_m) is Containment.UNCERTAIN


@given(scenes())
def test_travels_whole(scene: tuple[Area, Point]) -> None:
    area, _ = scene
    told = json.loads(json.dumps(area.to_json()))
    assert Area.from_json(told) == area
    assert Area.from_json(told).to_json() == told


@given(scenes(), st.integers(0, 8))
def test_where_the_ring_begins_does_not_matter(scene: tuple[Area, Point], shift: int) -> None:
    area, place = scene
    cut = shift % len(area.ring)
    other = Area(area.ring[cut:] + area.ring[:cut])
    back = Area(tuple(reversed(area.ring)))
    for same in (other, back):
        assert signed_distance_m(same, place) == pytest.approx(
            signed_distance_m(area, place), abs=1e-6
        )
        assert size_hectares(same) == size_hectares(area)


@given(st.integers(-89, 89), st.floats(50, 5_000), st.floats(0, 360), st.floats(0, 10_000))
def test_nothing_changes_at_the_antimeridian(
    lat: int, size_m: float, bearing: float, away_m: float
) -> None:
    greenwich, antimeridian = (Point(Decimal(lat), Decimal(lon)) for lon in (0, 180))
    sizes = [size_m, size_m / 2, size_m, size_m / 3, size_m]
    assert signed_distance_m(
        _around(antimeridian, sizes), _from(antimeridian, bearing, away_m)
    ) == pytest.approx(
        signed_distance_m(_around(greenwich, sizes), _from(greenwich, bearing, away_m)), abs=0.01
    )


# Named cases

SQUARE = _around(
    _at("30.5", "47.7"), [100.0] * 4
)  # corners N, E, S, W; edges 70.7 m from the middle


@pytest.mark.parametrize(
    ("away_m", "error_m", "verdict"),
    [
        (0, "0", Containment.INSIDE),
        (0, "70", Containment.INSIDE),
        (0, "71", Containment.UNCERTAIN),
        (99.9, "0", Containment.INSIDE),
        (100, "0", Containment.UNCERTAIN),
        (100.1, "0", Containment.OUTSIDE),
        (150, "49.9", Containment.OUTSIDE),
        (150, "50", Containment.UNCERTAIN),
        (150, "5000", Containment.UNCERTAIN),
    ],
)
def test_verdict(away_m: float, error_m: str, verdict: Containment) -> None:
    place = _from(_at("30.5", "47.7"), 0, away_m)
    assert contains_with_error(SQUARE, place, Decimal(error_m)) is verdict


@pytest.mark.parametrize(
    ("away_m", "error_m", "verdict"),
    [
        (150, "0", Containment.INSIDE),
        (150, "49.9", Containment.INSIDE),
        (150, "51", Containment.UNCERTAIN),
        (250, "49.9", Containment.OUTSIDE),
        (250, "50", Containment.UNCERTAIN),
    ],
)
def test_verdict_with_a_margin_and_of_a_circle(
    away_m: float, error_m: str, verdict: Containment
) -> None:
    centre = _at("30.5", "47.7")
    place = _from(centre, 0, away_m)
    ours = contains_with_error(SQUARE, place, Decimal(error_m), margin_m=Decimal(100))
    assert ours is verdict
    assert within_radius_with_error(centre, Decimal(200), place, Decimal(error_m)) is verdict


def test_size_and_distance() -> None:
    assert size_hectares(SQUARE) == pytest.approx(Decimal(2), abs=Decimal("0.0001"))
    assert distance_to_area_m(SQUARE, _at("30.5", "47.7")) == 0
    assert distance_to_area_m(SQUARE, _from(_at("30.5", "47.7"), 0, 150)) == pytest.approx(50)


def test_a_ring_may_be_closed_or_open() -> None:
    assert Area((*SQUARE.ring, SQUARE.ring[0])) == SQUARE


def _ring(*corners: tuple[str, str]) -> list[list[str]]:
    return [list(corner) for corner in corners]


@pytest.mark.parametrize(
    ("ring", "sentence"),
    [
        ([], "at least three"),
        (_ring(("30", "47"), ("30", "48")), "at least three"),
        (_ring(("30", "47"), ("30", "48"), ("30", "47")), "at least three"),
        (_ring(("30", "47"), ("30.0", "47.0"), ("30", "48")), "at least three"),
        (_ring(("30", "47"), ("31", "48"), ("31", "47"), ("30", "48")), "crosses"),
        (_ring(("30", "47"), ("31", "48"), ("31", "47"), ("30", "50")), "crosses"),
        (_ring(("30", "47"), ("31", "47"), ("32", "47")), "crosses"),
        (_ring(("89", "0"), ("88", "120"), ("89", "-120")), "crosses"),
        (_ring(("91", "47"), ("31", "47"), ("32", "48")), "impossible"),
        (_ring(("30", "181"), ("31", "47"), ("32", "48")), "impossible"),
        ([["30", "47"]] * (MAX_CORNERS + 1), "cannot be read"),
        ([["30", "47", "1"]] * 3, "cannot be read"),
        ([["30", 47]] * 3, "cannot be read"),
        ([["30", "4e1"]] * 3, "cannot be read"),
        ("30 47", "cannot be read"),
        (["30 47"] * 3, "cannot be read"),
        (None, "cannot be read"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_no_area(ring: object, sentence: str) -> None:
    with pytest.raises(AreaError, match=sentence) as caught:
        Area.from_json({"ring": ring})
    assert caught.value.advice


@pytest.mark.parametrize("told", [None, [], "x", {}, {"ring": [], "more": 1}, {"rings": []}])
def test_no_shape(told: object) -> None:
    with pytest.raises(AreaError, match="cannot be read"):
        Area.from_json(told)


def test_impossible_corners() -> None:
    with pytest.raises(AreaError, match="impossible"):
        Area((_at("NaN", "47"), _at("31", "47"), _at("32", "48")))
    with pytest.raises(AreaError, match="more than"):
        Area(tuple(_at("30", str(40 + index / 1000)) for index in range(MAX_CORNERS + 1)))


def test_the_largest_area_fits_into_a_line_of_the_journal() -> None:
    area = _around(_at("30.5", "47.7"), [1000.0] * MAX_CORNERS)
    assert len(json.dumps(area.to_json())) < 256 * 1024
