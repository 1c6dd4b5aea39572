"""What lies under the records: countries and governorates, and the maps that a team has brought.

Tiles are unpacked by a worker; until a tile is there, the nearest coarser one is shown in its
place. Beyond the last level of a map its tiles are drawn larger, and the map says so.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec
import numpy as np
from PySide6.QtCore import QBuffer, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPen, QPolygonF, QTransform

from app.core.resources import resource
from app.exchange.tiles import Tiles
from app.geo.mercator import Tile, Viewport, eastings, northings, tiles_of
from app.ui.map.scene import polygon
from app.ui.theme import Theme

KEPT_TILES: Final = 400
_LARGEST_SIDE: Final = 2048
_COARSER: Final = 6
_NAMED_FROM: Final = 700.0  # plane metres a pixel
_GOVERNORATES_TO: Final = 2500.0
_ORIGIN: Final = (5_200_000.0, 3_700_000.0)  # amid the region


Key = tuple[int, int, int]
"""Zoom, column and row of a tile."""


@dataclass(frozen=True, slots=True)
class Region:
    """One country or governorate: its outlines from `_ORIGIN`, its names, and where to write it."""

    names: dict[str, str]
    polygons: tuple[QPolygonF, ...]
    middle: tuple[float, float]


@cache
def regions(file: str) -> tuple[Region, ...]:
    """The regions of a bundled file."""
    told = msgspec.json.decode(resource("maps", file).read_bytes())
    return tuple(_region(one) for one in told["features"])


def _region(told: dict[str, Any]) -> Region:
    geometry = told["geometry"]
    shapes = geometry["coordinates"]
    rings = [shape[0] for shape in ([shapes] if geometry["type"] == "Polygon" else shapes)]
    placed = [_ring(ring) for ring in rings]
    xs, ys = max(placed, key=lambda ring: float(np.ptp(ring[0]) * np.ptp(ring[1])))
    return Region(
        told["properties"]["names"],
        tuple(polygon(x, y) for x, y in placed),
        (float(xs.min() + xs.max()) / 2, float(ys.min() + ys.max()) / 2),
    )


def _ring(corners: Sequence[Sequence[float]]) -> tuple[np.ndarray, np.ndarray]:
    lons, lats = zip(*corners, strict=True)
    return eastings(lons) - _ORIGIN[0], northings(lats) - _ORIGIN[1]


def paint_regions(painter: QPainter, view: Viewport, theme: Theme, language: str) -> None:
    """Paint countries, and governorates once they are large enough; names where there is room."""
    transform = _transform(view)
    seen = QRectF(0, 0, view.width, view.height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_near = view.resolution < _GOVERNORATES_TO
    painter.setPen(QPen(theme.colour("outline"), theme.outline_px))
    painter.setBrush(theme.colour("surface"))
    for region in regions("countries.geojson"):
        _paint(painter, region, transform, seen)
    if is_near:
        painter.setPen(QPen(theme.colour("line"), 1))
        for region in regions("governorates.geojson"):
            _paint(painter, region, transform, seen)
        painter.setPen(QPen(theme.colour("outline"), theme.outline_px + 0.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for region in regions("countries.geojson"):
            _paint(painter, region, transform, seen)
    painter.setPen(theme.colour("quiet"))
    named = regions(
        "governorates.geojson" if view.resolution < _NAMED_FROM else "countries.geojson"
    )
    for region in named:
        spot = transform.map(QPointF(*region.middle))
        if seen.contains(spot):
            name = region.names.get(language) or region.names["en"]
            room = painter.fontMetrics().horizontalAdvance(name)
            painter.drawText(QPointF(spot.x() - room / 2, spot.y()), name)


def _transform(view: Viewport) -> QTransform:
    scale = 1 / view.resolution
    return QTransform(
        scale, 0, 0, -scale, float(view.across_px(_ORIGIN[0])), float(view.down_px(_ORIGIN[1]))
    )


def _paint(painter: QPainter, region: Region, transform: QTransform, seen: QRectF) -> None:
    for outline in region.polygons:
        placed = transform.map(outline)
        if placed.boundingRect().intersects(seen):
            painter.drawPolygon(placed)


def placed(lines: Sequence[Sequence[tuple[float, float]]]) -> tuple[QPolygonF, ...]:
    """Lines of latitudes and longitudes, ready for `paint_borders`."""
    return tuple(
        polygon(eastings(lons) - _ORIGIN[0], northings(lats) - _ORIGIN[1])
        for lats, lons in (zip(*line, strict=True) for line in lines)
    )


def paint_borders(
    painter: QPainter, lines: Sequence[QPolygonF], view: Viewport, theme: Theme
) -> None:
    """Paint a team's own borders, firmer than those that come with the program."""
    transform = _transform(view)
    seen = QRectF(0, 0, view.width, view.height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("ink"), theme.outline_px + 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in lines:
        drawn = transform.map(line)
        if drawn.boundingRect().adjusted(-1, -1, 1, 1).intersects(seen):
            painter.drawPolyline(drawn)


class TileShelf:
    """The tiles of one map that were unpacked, the least used dropped first."""

    def __init__(self, tiles: Tiles) -> None:
        self.tiles = tiles
        self._images: OrderedDict[Key, QImage | None] = OrderedDict()

    def wanted(self, view: Viewport) -> tuple[Tile, ...]:
        """The tiles that would be drawn."""
        coverage = self.tiles.coverage
        return tiles_of(view, coverage.least_zoom, coverage.most_zoom)

    def missing(self, view: Viewport) -> list[Key]:
        """Those that were not unpacked yet, nearest the middle first."""
        middle = (view.width / 2, view.height / 2)
        found = sorted(
            self.wanted(view),
            key=lambda tile: (
                abs(tile.left + tile.size / 2 - middle[0])
                + abs(tile.top + tile.size / 2 - middle[1])
            ),
        )
        keys = [(tile.zoom, tile.column, tile.row) for tile in found]
        return [key for key in keys if key not in self._images]

    def keep(self, key: Key, image: QImage | None) -> None:
        """Put a tile on the shelf; None for one that the map does not have."""
        self._images[key] = image
        while len(self._images) > KEPT_TILES:
            self._images.popitem(last=False)

    def is_beyond(self, view: Viewport) -> bool:
        """Whether the map is shown larger than it was made."""
        return view.zoom > self.tiles.coverage.most_zoom + 0.75

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Paint what is on the shelf, coarser tiles where the right ones are not."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        seen = QRectF(0, 0, view.width, view.height)
        for tile in self.wanted(view):
            # A hair over the edge: neighbours would let a line of the background through.
            room = QRectF(tile.left, tile.top, tile.size + 0.5, tile.size + 0.5)
            for image, part in self._best(tile):
                cut = room.intersected(seen)  # beyond its detail a tile is far larger than a screen
                scale = part.width() / room.width()
                left = part.x() + (cut.x() - room.x()) * scale
                top = part.y() + (cut.y() - room.y()) * scale
                taken = QRectF(left, top, cut.width() * scale, cut.height() * scale)
                painter.drawImage(cut, image, taken)

    def _best(self, tile: Tile) -> Iterator[tuple[QImage, QRectF]]:
        """The finest picture there is of a tile, and the part of it that the tile is."""
        for coarser in range(_COARSER):
            key = (tile.zoom - coarser, tile.column >> coarser, tile.row >> coarser)
            image = self._images.get(key)
            if image is not None:
                self._images.move_to_end(key)
                count = 1 << coarser
                side = image.width() / count
                across, down = tile.column % count * side, tile.row % count * side
                yield image, QRectF(across, down, side, image.height() / count)
                return


def unpacked(data: bytes | None) -> QImage | None:
    """A tile as a picture; None if it is none, or far larger than any tile. Safe in any thread."""
    buffer = QBuffer()
    buffer.setData(data or b"")
    reader = QImageReader(buffer)
    size = reader.size()  # told by its head: nothing huge is unpacked first
    if not size.isValid() or max(size.width(), size.height()) > _LARGEST_SIDE:
        return None
    image = reader.read()
    if image.isNull():
        return None
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
