"""PROJ, GEOS and GEOTRANS, loaded when first needed and kept.

Together they take a third of a second to import, which is more than a whole window takes to open;
declaring a position or an area must not cost that. What is kept may be used by several threads:
pyproj promises it of a `Transformer`, not of a `Proj`.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import mgrs
    import pyproj


@cache
def geod() -> pyproj.Geod:
    """Distances and bearings on the ellipsoid of WGS 84."""
    import pyproj  # noqa: PLC0415 - see above

    return pyproj.Geod(ellps="WGS84")


@cache
def projection(zone: int, *, is_north: bool) -> pyproj.Transformer:
    """WGS 84 longitude and latitude to the metres of a UTM zone, or of UPS for zone 0.

    A pipeline of fixed steps: no database of systems, no choice of operation, no datum shift.
    """
    import pyproj  # noqa: PLC0415 - see above

    if zone:
        grid = f"+proj=utm +zone={zone} {'' if is_north else '+south'}"
    else:
        grid = f"+proj=stere +lat_0={90 if is_north else -90} +k=0.994 +x_0=2000000 +y_0=2000000"
    return pyproj.Transformer.from_pipeline(
        f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step {grid} +ellps=WGS84"
    )


@cache
def pipeline(*steps: str) -> pyproj.Transformer:
    """The steps one after the other; angles are in degrees, longitude first, at either end."""
    import pyproj  # noqa: PLC0415 - see above

    return pyproj.Transformer.from_pipeline(
        " ".join(("+proj=pipeline", *(f"+step {step}" for step in steps)))
    )


@cache
def geotrans() -> tuple[mgrs.MGRS, type[Exception]]:
    """The letters of MGRS squares, and the error that names without a square raise."""
    import mgrs  # noqa: PLC0415 - see above

    return mgrs.MGRS(), mgrs.core.MGRSError


@cache
def geos() -> ModuleType:
    """Shapes in a plane."""
    import shapely  # noqa: PLC0415 - see above

    shapes: ModuleType = shapely
    return shapes
