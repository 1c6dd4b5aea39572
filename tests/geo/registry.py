"""The EPSG registry as it comes with pyproj, to compare ours with."""

from __future__ import annotations

from pyproj.crs import CoordinateOperation  # type: ignore[attr-defined] # public, but not in __all__


def registered(code: int) -> CoordinateOperation:
    """The operation of that code."""
    return CoordinateOperation.from_epsg(code)
