"""Positions: what is kept is kept exactly, and an error is never made smaller."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.position import (
    AccuracyKind,
    HeightKind,
    Method,
    Position,
    PositionError,
    decimal_text,
    rounded_up,
)
from app.geo.quality import Quality

_metres = st.decimals(0, 100_000, places=3)
_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=50)
_counts = st.integers(0, 10_000)

positions = st.builds(
    Position,
    lat=st.decimals(-90, 90, places=8),
    lon=st.decimals(-180, 180, places=6),
    method=st.sampled_from(Method),
    height_m=st.none() | st.decimals(-400, 6000, places=2),
    height_kind=st.none() | st.sampled_from(HeightKind),
    geoid_m=st.none() | st.decimals(-120, 100, places=1),
    accuracy_m=st.none() | _metres,
    accuracy_kind=st.none() | st.sampled_from(AccuracyKind),
    precision_m=st.none() | _metres,
    fixes=st.none() | _counts,
    seconds=st.none() | _counts,
    satellites=st.none() | _counts,
    hdop=st.none() | st.decimals(0, 50, places=1),
    receiver=st.none() | _texts,
    quality=st.none() | st.sampled_from(Quality),
    antenna_m=st.none() | _metres,
    source_system=st.sampled_from(["EPSG:4326", "EPSG:32638", "UNKNOWN"]),
    source_text=st.none() | _texts,
    operation=st.none() | _texts,
    operation_accuracy_m=st.none() | _metres,
    cross_check=st.none() | _texts,
    is_suspect=st.booleans(),
)

HERE = Position(lat=Decimal("30.508330"), lon=Decimal("47.78040"), method=Method.HANDHELD)


def _read(told: object) -> Position | PositionError:
    try:
        return Position.from_json(told)
    except PositionError as error:
        return error


# Laws


@given(positions)
def test_travels_whole_and_digit_for_digit(position: Position) -> None:
    told = json.loads(json.dumps(position.to_json()))
    back = Position.from_json(told)
    assert back == position
    assert back.to_json() == told
    assert f"{back.lat:f}" == f"{position.lat:f}"


@given(positions)
def test_json_has_no_floats_and_nothing_absent(position: Position) -> None:
    told = position.to_json()
    assert all(type(value) in {str, int, bool} for value in told.values())
    absent = {field.name for field in fields(position) if not getattr(position, field.name, None)}
    assert not told.keys() & {name for name in absent if getattr(position, name) is None}


@given(positions, _metres)
def test_what_makes_a_position_worse_never_makes_its_error_smaller(
    position: Position, more_m: Decimal
) -> None:
    before = position.error_95_m()
    if before is None:
        return
    for worse in (
        replace(position, accuracy_m=(position.accuracy_m or 0) + more_m),
        replace(position, operation_accuracy_m=(position.operation_accuracy_m or 0) + more_m),
        replace(position, precision_m=(position.precision_m or 0) + more_m),
        replace(position, accuracy_kind=AccuracyKind.UNKNOWN, accuracy_m=position.accuracy_m),
        replace(position, source_system="UNKNOWN"),
    ):
        after = worse.error_95_m()
        assert after is None or after >= before


@given(positions)
def test_no_figure_promises_more_than_it_says(position: Position) -> None:
    error_m = position.error_95_m()
    if position.accuracy_m is not None:
        assert error_m is not None
        assert error_m >= position.accuracy_m


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=6,
    )
    | st.dictionaries(
        st.sampled_from([field.name for field in fields(Position)]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("1.5"),
    )
)
def test_anything_else_is_refused_with_a_sentence(told: object) -> None:
    found = _read(told)
    if isinstance(found, Position):
        assert found.to_json() == told
    else:
        assert str(found)
        assert found.advice


# The 95 % error


@pytest.mark.parametrize(
    ("kind", "accuracy_m", "hdop", "error_m"),
    [
        (AccuracyKind.P95, "5", None, "5"),
        (AccuracyKind.P68, "5", None, "10"),
        (AccuracyKind.CEP, "5", None, "12.5"),
        (AccuracyKind.UNKNOWN, "2", None, "10"),
        (AccuracyKind.UNKNOWN, "8", None, "20"),
        (None, "8", None, "20"),
        (AccuracyKind.HDOP, None, "0.6", "10"),
        (AccuracyKind.HDOP, None, "1.5", "18"),
        (AccuracyKind.HDOP, "8", "1.5", "20"),
        (AccuracyKind.HDOP, None, None, None),
        (AccuracyKind.P95, None, "1.5", None),
        (None, None, None, None),
    ],
)
def test_every_kind_of_accuracy_becomes_95_percent(
    kind: AccuracyKind | None, accuracy_m: str | None, hdop: str | None, error_m: str | None
) -> None:
    position = replace(
        HERE,
        accuracy_kind=kind,
        accuracy_m=None if accuracy_m is None else Decimal(accuracy_m),
        hdop=None if hdop is None else Decimal(hdop),
    )
    assert position.error_95_m() == (None if error_m is None else Decimal(error_m))


def test_conversion_and_digits_come_on_top() -> None:
    position = replace(
        HERE,
        accuracy_m=Decimal(5),
        accuracy_kind=AccuracyKind.P95,
        operation_accuracy_m=Decimal(30),
        precision_m=Decimal("7.075"),
    )
    assert position.error_95_m() == Decimal("42.075")


def test_an_unknown_reference_system_costs_500_m() -> None:
    position = replace(HERE, accuracy_m=Decimal(5), source_system="UNKNOWN")
    assert position.error_95_m() == 500
    assert replace(position, accuracy_m=Decimal(900)).error_95_m() == 2250
    assert replace(position, accuracy_m=None).error_95_m() is None


def test_a_method_alone_promises_nothing() -> None:
    assert all(replace(HERE, method=method).error_95_m() is None for method in Method)


# Form


def test_the_form_that_is_journalled() -> None:
    position = Position(
        lat=Decimal("30.508330"),
        lon=Decimal("47.78040"),
        method=Method.HANDHELD_AVERAGED,
        accuracy_m=Decimal("3.0"),
        accuracy_kind=AccuracyKind.P68,
        fixes=60,
        source_text="30.508330 47.78040",
        is_suspect=True,
    )
    assert position.to_json() == {
        "lat": "30.508330",
        "lon": "47.78040",
        "method": "HANDHELD_AVERAGED",
        "accuracy_m": "3.0",
        "accuracy_kind": "68",
        "fixes": 60,
        "source_system": "EPSG:4326",
        "source_text": "30.508330 47.78040",
        "is_suspect": True,
    }


_GOOD: dict[str, Any] = {"lat": "30.5", "lon": "47.5", "method": "MAP", "source_system": "UNKNOWN"}


@pytest.mark.parametrize(
    "change",
    [
        {"lat": None},
        {"lat": 30.5},
        {"lat": 30},
        {"lat": "30,5"},
        {"lat": " 30.5"},
        {"lat": "030.5"},
        {"lat": "+30.5"},
        {"lat": "3e1"},
        {"lat": "NaN"},
        {"lat": "Infinity"},
        {"lat": "30."},
        {"lat": ".5"},
        {"lat": "٣٠"},
        {"lat": "30.5\n"},
        {"lat": "30." + "1" * 16},
        {"lat": "90.000001"},
        {"lon": "-180.000001"},
        {"method": "GUESS"},
        {"method": ""},
        {"accuracy_kind": 95},
        {"accuracy_m": "-1"},
        {"accuracy_m": "100000001"},
        {"height_m": "-100000001"},
        {"fixes": "3"},
        {"fixes": True},
        {"fixes": -1},
        {"fixes": 2**40},
        {"receiver": ""},
        {"receiver": "x" * 101},
        {"source_text": "x" * 501},
        {"source_text": "30.5\x00"},
        {"source_text": "\ud800"},
        {"source_system": "EPSG:"},
        {"source_system": "WGS 84"},
        {"source_system": "EPSG:4326\n"},
        {"is_suspect": False},
        {"is_suspect": 1},
    ],
    ids=str,
)
def test_only_one_spelling_is_accepted(change: dict[str, Any]) -> None:
    told = {**_GOOD, **change}
    with pytest.raises(PositionError):
        Position.from_json(told)
    Position.from_json(_GOOD)


@pytest.mark.parametrize("name", ["lat", "lon", "method", "source_system"])
def test_what_must_not_be_missing(name: str) -> None:
    with pytest.raises(PositionError, match=name):
        Position.from_json({key: value for key, value in _GOOD.items() if key != name})


def test_a_newer_versions_position_says_so() -> None:
    with pytest.raises(PositionError, match="does not know") as caught:
        Position.from_json({**_GOOD, "epoch": "2.0"})
    assert "newer version" in caught.value.advice


@pytest.mark.parametrize(
    "change",
    [
        {"lat": Decimal("NaN")},
        {"lat": Decimal("-90.1")},
        {"lon": Decimal("Infinity")},
        {"lon": Decimal("180.1")},
        {"lat": Decimal("0." + "0" * 16)},
        {"accuracy_m": Decimal("NaN")},
        {"accuracy_m": Decimal("1E-16")},
    ],
    ids=str,
)
def test_an_impossible_position_cannot_be_made(change: dict[str, Any]) -> None:
    with pytest.raises(PositionError):
        replace(HERE, **change)


def test_figures() -> None:
    assert decimal_text(Decimal("1E+3")) == "1000"
    assert decimal_text(Decimal("30.50")) == "30.50"
    assert rounded_up(Decimal("1.0001")) == Decimal("1.001")
    assert rounded_up(2.0) == Decimal("2.000")
