"""The table of reference systems against the EPSG registry: every code, parameter and figure."""

from __future__ import annotations

from decimal import Decimal

import pyproj
import pytest

from app.geo.conversion import on_datum
from app.geo.point import Box
from app.geo.systems import (
    DATUMS,
    REPLACED,
    Datum,
    Operation,
    Order,
    Rotation,
    System,
    systems,
    utm,
)
from tests.geo.registry import registered

_OPERATIONS = [(datum, operation) for datum in DATUMS for operation in datum.operations]
_METHODS = {
    "Position Vector transformation (geog2D domain)": Rotation.POSITION_VECTOR,
    "Coordinate Frame rotation (geog2D domain)": Rotation.COORDINATE_FRAME,
}
_UNPUBLISHED = 999  # what the registry writes where nobody stated an accuracy
# Narrowed by hand, since the registry's boxes hold other countries: the table says why.
_NARROWED = {1808, 15865}


@pytest.mark.parametrize(("datum", "operation"), _OPERATIONS, ids=lambda one: str(one.code))
def test_every_parameter_is_the_registered_one(datum: Datum, operation: Operation) -> None:
    published = registered(operation.code)
    parameters = list(published.params)
    values = [float(parameter.value) for parameter in parameters]
    ours = [*operation.shift_m, *operation.turn, operation.scale_ppm][: len(values)]
    assert values == ours
    assert published.name.casefold().startswith(f"{datum.name} to WGS 84".casefold())
    if published.method_name != "Geocentric translations (geog2D domain)":
        assert operation.rotation is _METHODS[published.method_name]
        assert [one.unit_name for one in parameters[3:6]] == ["arc-second"] * 3
    else:
        assert len(values) == 3
        assert not any((*operation.turn, operation.scale_ppm))


@pytest.mark.parametrize(("datum", "operation"), _OPERATIONS, ids=lambda one: str(one.code))
def test_every_accuracy_and_area_is_the_registered_one(datum: Datum, operation: Operation) -> None:
    published = registered(operation.code)
    if operation.accuracy_m is None:
        assert published.accuracy == _UNPUBLISHED
    else:
        assert published.accuracy == float(operation.accuracy_m)
    assert published.area_of_use is not None
    west, south, east, north = published.area_of_use.bounds
    ours = [float(edge) for edge in _edges(operation.area)]
    if operation.code in _NARROWED:
        assert ours[0] >= west
        assert ours[1] >= south
        assert ours[3] <= north
    else:
        assert ours == [west, south, east, north]
    assert _holds(datum.reach, operation.area)


def _edges(box: Box) -> tuple[Decimal, ...]:
    return box.west, box.south, box.east, box.north


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.west <= inner.west
        and outer.south <= inner.south
        and outer.east >= inner.east
        and outer.north >= inner.north
    )


@pytest.mark.parametrize("datum", DATUMS, ids=lambda datum: datum.name)
def test_every_datum_is_the_registered_one(datum: Datum) -> None:
    crs = pyproj.CRS.from_epsg(datum.code)
    assert crs.name == datum.name
    assert crs.ellipsoid is not None
    assert crs.ellipsoid.semi_major_metre == datum.ellipsoid.radius_m
    assert crs.ellipsoid.inverse_flattening == pytest.approx(
        datum.ellipsoid.inverse_flattening, abs=1e-9
    )


@pytest.mark.parametrize("system", systems().values(), ids=lambda system: system.name)
def test_every_grid_lies_where_the_registry_draws_it(system: System) -> None:
    crs = pyproj.CRS.from_epsg(system.code)
    assert crs.name == system.name
    assert not crs.is_deprecated
    axes = [axis.direction for axis in crs.axis_info]
    assert axes == (["east", "north"] if system.order is Order.EASTING else ["north", "east"])
    if system.grid is None:
        return
    grid = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    assert crs.area_of_use is not None
    west, south, east, north = crs.area_of_use.bounds
    for lon, lat in ((west, south), (east, min(north, 60.0)), ((west + east) / 2, south + 1)):
        easting, northing = grid.transform(lon, lat)
        ours = on_datum(system, (Decimal(easting), Decimal(northing)))
        assert ours is not None
        assert (float(ours.lon), float(ours.lat)) == pytest.approx((lon, lat), abs=1e-9)
    if system.strip is not None and system.soviet_zone is not None:
        assert (float(system.strip[0]), float(system.strip[1])) == pytest.approx(
            (west, east), abs=0.02
        )


@pytest.mark.parametrize("code", REPLACED)
def test_a_withdrawn_code_has_one_in_its_place(code: int) -> None:
    assert pyproj.CRS.from_epsg(code).is_deprecated
    assert REPLACED[code] in systems()


def test_a_zone_without_a_code_has_that_of_its_datum() -> None:
    datums = {datum.name: datum for datum in DATUMS}
    assert utm(datums["ED50"], 39).id == "EPSG:4230"
    assert utm(datums["ED50"], 38).id == "EPSG:23038"
