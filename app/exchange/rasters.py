"""GeoTIFF: one large picture that knows where it lies, cut into tiles as it is looked at.

Plans, air photos and drone pictures come so. The picture is decoded once, then each tile is
taken from it point by point, so that one in UTM lies where it belongs and not only nearly. Where it
says a reference system that would need a shift of datum, it is refused by name, never guessed at.
"""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from app.exchange.features import short
from app.exchange.tiles import MOST_ZOOM, Coverage, MapRefusedError
from app.geo.engines import projection
from app.geo.mercator import HALF_WORLD, Plane, eastings, lats_of, lons_of, northings

if TYPE_CHECKING:
    import pyproj
    from PIL.TiffImagePlugin import TiffImageFile

MOST_PIXELS: Final = 50_000_000
TILE_PX: Final = 256

_SCALE, _TIE, _MATRIX, _KEYS, _EMPTY = 33550, 33922, 34264, 34735, 42113
_RASTER_TYPE, _GEOGRAPHIC, _PROJECTED = 1025, 2048, 3072
_IS_POINT: Final = 2
_USER_DEFINED: Final = 32767
_WGS84, _WEB_MERCATOR = 4326, 3857
_NORTH, _SOUTH = range(32601, 32661), range(32701, 32761)
_PICTURES: Final = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr"})
_COARSEST: Final = 2 * HALF_WORLD / TILE_PX
_FRAME: Final = 33  # places along each side by which the edges of a picture are found
_FAR_M: Final = 1e12
_NEAREST: Final = 256  # px of the smallest of the coarser pictures

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Lie:
    """Where a picture lies: from its columns and rows to the metres or degrees of `system`."""

    system: int
    across: tuple[float, float, float]
    along: tuple[float, float, float]

    def place(self, columns: Plane, rows: Plane) -> tuple[Plane, Plane]:
        """Longitude and latitude of places in the picture."""
        first = self.across[0] * columns + self.across[1] * rows + self.across[2]
        second = self.along[0] * columns + self.along[1] * rows + self.along[2]
        if self.system == _WGS84:
            return first, second
        if self.system == _WEB_MERCATOR:
            return lons_of(first), lats_of(second)
        lons, lats = _utm(self.system).transform(first, second, direction="INVERSE")
        return np.asarray(lons), np.asarray(lats)

    def pixel(self, xs: Plane, ys: Plane) -> tuple[Plane, Plane]:
        """Column and row, with fractions, of places in the plane of web Mercator."""
        first, second = xs, ys
        if self.system != _WEB_MERCATOR:
            first, second = lons_of(xs), lats_of(ys)
        if self.system not in {_WGS84, _WEB_MERCATOR}:
            first, second = map(_finite, _utm(self.system).transform(first, second))
        (a, b, c), (d, e, f) = self.across, self.along
        size = a * e - b * d
        return (
            (e * (first - c) - b * (second - f)) / size,
            (a * (second - f) - d * (first - c)) / size,
        )


class RasterFile:
    """A GeoTIFF as a map of tiles, see `Tiles`."""

    def __init__(self, pixels: Pixels, lie: Lie, name: str) -> None:
        self._levels = [pixels]
        self._lie = lie
        self._lock = threading.Lock()
        self.coverage = _coverage(pixels, lie, name)

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """See `Tiles`."""
        levels = self._coarser()
        if not levels:
            return None
        side = 2 * HALF_WORLD / (1 << zoom)
        steps = (np.arange(TILE_PX) + 0.5) / TILE_PX * side
        xs, ys = np.meshgrid(
            column * side - HALF_WORLD + steps, HALF_WORLD - row * side - steps, copy=True
        )
        columns, rows = self._lie.pixel(xs, ys)
        level = min(len(levels) - 1, max(0, math.floor(math.log2(max(_apart(columns, rows), 1)))))
        pixels = levels[level]
        inside, at_rows, at_columns = _taken(columns / (1 << level), rows / (1 << level), pixels)
        if not inside.any():
            return None
        found = np.where(inside[..., np.newaxis], pixels[at_rows, at_columns], np.uint8(0))
        return _png(found)

    def close(self) -> None:
        """See `Tiles`."""
        with self._lock:
            self._levels = []

    def _coarser(self) -> list[Pixels]:
        """The picture, and halves of halves of it, made when first asked for."""
        with self._lock:
            while len(self._levels) > 0 and max(self._levels[-1].shape[:2]) > _NEAREST:
                self._levels.append(_halved(self._levels[-1]))
            return self._levels


def open_raster(path: Path) -> RasterFile:
    """A picture as it lies on the disk.

    Raises:
        MapRefusedError: it is no picture, too large, or does not say where it lies as is needed.
    """
    from PIL import Image, TiffImagePlugin  # noqa: PLC0415 - most runs show no such map

    try:
        with TiffImagePlugin.TiffImageFile(path) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_large(image.width, image.height)
            if image.mode not in _PICTURES:
                raise MapRefusedError(
                    "This GeoTIFF holds figures such as heights, not a picture.",
                    hint="Export it as a picture with colours (RGB).",
                )
            tags = {tag: _numbers(image.tag_v2.get(tag)) for tag in (_SCALE, _TIE, _MATRIX, _KEYS)}
            lie = _lie_of(tags)
            return RasterFile(_decoded(image), lie, path.stem)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError) as error:
        raise _unreadable() from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise _too_large(0, 0) from error


def _numbers(told: object) -> tuple[float, ...]:
    values = told if isinstance(told, tuple | list) else () if told is None else (told,)
    return tuple(float(value) for value in values)


def _lie_of(tags: Mapping[int, Sequence[float]]) -> Lie:
    keys = _keys(tags[_KEYS])
    system = _system(keys)
    scale, tie, matrix = tags[_SCALE], tags[_TIE], tags[_MATRIX]
    if len(matrix) == 16:
        across = matrix[0], matrix[1], matrix[3]
        along = matrix[4], matrix[5], matrix[7]
    elif len(scale) >= 2 and len(tie) == 6:
        across = scale[0], 0.0, tie[3] - tie[0] * scale[0]
        along = 0.0, -scale[1], tie[4] + tie[1] * scale[1]
    else:
        raise _nowhere()
    if keys.get(_RASTER_TYPE) == _IS_POINT:
        across = (*across[:2], across[2] - (across[0] + across[1]) / 2)
        along = (*along[:2], along[2] - (along[0] + along[1]) / 2)
    if not all(map(math.isfinite, (*across, *along))):
        raise _nowhere()
    if not across[0] * along[1] - across[1] * along[0]:
        raise _nowhere()
    return Lie(system, across, along)


def _keys(told: Sequence[float]) -> dict[int, int]:
    """The keys that hold their value themselves."""
    groups = [tuple(map(int, told[at : at + 4])) for at in range(4, len(told) - 3, 4)]
    return {key: value for key, place, _, value in groups if place == 0}


def _system(keys: Mapping[int, int]) -> int:
    system = keys.get(_PROJECTED, keys.get(_GEOGRAPHIC, 0))
    if system in {_WGS84, _WEB_MERCATOR} or system in _NORTH or system in _SOUTH:
        return system
    if not system:
        raise _nowhere()
    raise MapRefusedError(
        "This GeoTIFF lies in the reference system {system}, which is not shown here.",
        hint="Export it in WGS 84, web Mercator or a UTM zone of WGS 84; "
        "the program that made it knows the shift of its datum.",
        system="–" if system == _USER_DEFINED else f"EPSG:{system}",
    )


def _utm(system: int) -> pyproj.Transformer:
    return projection(system % 100, is_north=system in _NORTH)


def _finite(metres: Plane) -> Plane:
    """The other side of the world has no place in a zone: it is far outside any picture."""
    return np.where(np.isfinite(metres), metres, _FAR_M)


def _decoded(image: TiffImageFile) -> Pixels:
    """The picture with a fourth value that says where there is none."""
    empty = _numbers_in(str(image.tag_v2.get(_EMPTY, "")))
    whole = np.array(image.convert("RGBA"))
    if empty is not None:
        whole[(whole[..., :3] == empty).all(axis=-1), 3] = 0
    return whole


def _numbers_in(told: str) -> int | None:
    """The value that stands for nothing, if it is one of a picture."""
    try:
        value = float(told.strip("\0 "))
    except ValueError:
        return None
    return int(value) if value.is_integer() and 0 <= value <= 255 else None


def _halved(pixels: Pixels) -> Pixels:
    height, width = (max(1, side // 2) for side in pixels.shape[:2])
    parts = [
        pixels[row : 2 * height : 2, column : 2 * width : 2][:height, :width].astype(np.uint16)
        for row in (0, 1)
        for column in (0, 1)
        if row < pixels.shape[0] and column < pixels.shape[1]
    ]
    return np.asarray(sum(part for part in parts) // len(parts), dtype=np.uint8)


def _apart(columns: Plane, rows: Plane) -> float:
    """How many pixels of the picture lie between two of the tile, in its middle."""
    middle = TILE_PX // 2
    return math.hypot(
        float(columns[middle, middle] - columns[middle, middle - 1]),
        float(rows[middle, middle] - rows[middle, middle - 1]),
    )


def _taken(
    columns: Plane, rows: Plane, pixels: Pixels
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Which places lie in the picture, and the pixel that each of them takes."""
    height, width = pixels.shape[:2]
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    return (
        inside,
        np.where(inside, rows, 0).astype(np.intp),
        np.where(inside, columns, 0).astype(np.intp),
    )


def _png(found: Pixels) -> bytes:
    from PIL import Image  # noqa: PLC0415 - see above

    file = io.BytesIO()
    Image.fromarray(found).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _coverage(pixels: Pixels, lie: Lie, name: str) -> Coverage:
    height, width = pixels.shape[:2]
    columns, rows = np.meshgrid(np.linspace(0, width, _FRAME), np.linspace(0, height, _FRAME))
    lons, lats = lie.place(columns, rows)
    if not (np.isfinite(lons).all() and np.isfinite(lats).all()):
        raise _nowhere()
    west, east = float(lons.min()), float(lons.max())
    south, north = float(lats.min()), float(lats.max())
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise _nowhere()
    across = float(np.ptp(eastings([west, east]))) / width
    along = float(np.ptp(northings([south, north]))) / height
    finest = math.ceil(math.log2(_COARSEST / max(1e-9, min(across, along))))
    return Coverage(short(name), "", west, south, east, north, 0, max(0, min(MOST_ZOOM, finest)))


def _nowhere() -> MapRefusedError:
    return MapRefusedError(
        "This picture does not say where on the ground it lies.",
        hint="Export it as GeoTIFF, with its reference system.",
    )


def _too_large(width: int, height: int) -> MapRefusedError:
    return MapRefusedError(
        "This picture is too large to be shown at once: {width} × {height} pixels.",
        hint="Make an MBTiles of it; of those only what is seen is read.",
        width=width or "–",
        height=height or "–",
    )


def _unreadable() -> MapRefusedError:
    return MapRefusedError(
        "The map is damaged or cannot be read.",
        hint="Copy it again from where it comes from. The records are shown without it.",
    )
