"""A map drawn by the pen: the plane, the grid and the patterns that the map on the screen has.

It is laid out for the room that the page leaves it, to the largest round scale at which all that
was asked for is seen. Words stand where there is room; those of hazards come first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.core.wording import isolated
from app.geo.clipping import clipped
from app.geo.gridlines import Line, degree_lines, grid_lines
from app.geo.mercator import Viewport, eastings, northings, stretch
from app.geo.rings import Corners
from app.models.hazards import Hazard
from app.reports.map_letters import Letters
from app.reports.outlines import closed, draw_north, draw_scale, ring, slanted, upright
from app.reports.pen import Pen, Point, Stroke
from app.reports.signs import CORNERS, RADII, sign_of
from app.reports.strips import paragraph
from app.reports.style import (
    ACCENT,
    FINE,
    FIRM,
    GRID,
    HAIRLINE,
    HAZARD,
    INK,
    QUIET,
    SMALL_STRONG,
    WHITE,
)
from app.reports.words import Words

EXTENT, NOT_COUNTING, CLEARED, TAKEN = "extent", "not counting", "cleared", "hazard"
ORDER: Final = (EXTENT, NOT_COUNTING, CLEARED, TAKEN)  # the gravest is drawn last
_ROLES: Final = {"accent": ACCENT, "ink": INK, "hazard": HAZARD, "quiet": QUIET}
_LINES: Final = {
    EXTENT: Stroke(INK, FIRM, 5),
    NOT_COUNTING: Stroke(QUIET, FIRM, 2.5),
    CLEARED: Stroke(ACCENT, FIRM),
    TAKEN: Stroke(HAZARD, 1.6),
}
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_POINT_M: Final = 0.0254 / 72
_BEYOND: Final = 40.0  # points outside the frame, where cut edges are not seen
_LEAST_RING: Final = 4.0
_UNSURE_RING: Final = 9.0
_BAR: Final = 130.0
_SCALE: Final = (_BAR + 54, 30.0)
_NORTH: Final = (26.0, 44.0)
_MOST_WORDS: Final = 400
_MANY: Final = 2_000
_CELL: Final = 8.0  # points: as large as a sign


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of ground, one of `ORDER`, whose it is, and what is written on it."""

    uid: str
    meaning: str
    corners: Corners
    words: Words


@dataclass(frozen=True, slots=True)
class Place:
    """A record at a place; `error_m` holds the true one 19 times in 20, None: nobody knows."""

    kind: str
    uid: str
    title: str
    lat: float
    lon: float
    error_m: float | None
    is_suspect: bool = False


@dataclass(frozen=True, slots=True)
class Background:
    """A JPEG of what `view` shows, and whose maps those are."""

    jpeg: bytes
    view: Viewport
    credit: str


@dataclass(frozen=True, slots=True)
class GroundMap:
    """What is on the map, and what of it has to be seen."""

    seen: Viewport
    pieces: tuple[Piece, ...] = ()
    places: tuple[Place, ...] = ()
    background: Background | None = None

    def within(self, size: Point) -> Drawn:
        """The map laid out for a rectangle of so many points."""
        view, scale = fitted(self.seen, size)
        return Drawn(self, view, scale)


def round_scale(least: float) -> int:
    """The smallest round number that is not below `least`: 1 : 250, 1 : 500, 1 : 2000."""
    power = float(10 ** math.floor(math.log10(max(least, 10.0))))
    return math.ceil(next(step * power for step in _STEPS if step * power >= least))


def fitted(seen: Viewport, size: Point) -> tuple[Viewport, int]:
    """What shows all of `seen` in so many points, a pixel being one, and its scale."""
    width, height = math.floor(size[0]), math.floor(size[1])
    east = stretch(seen.middle.lat_float)[0]
    needed = max(seen.width / width, seen.height / height) * seen.resolution / east
    scale = round_scale(needed / _POINT_M)
    return replace(seen, resolution=scale * _POINT_M * east, width=width, height=height), scale


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map in a rectangle of a page, one pixel of `view` to the point."""

    map: GroundMap
    view: Viewport
    scale: int

    def seen_places(self) -> list[Place]:
        """The places within the frame."""
        places = self.map.places
        across = self.view.across_px(eastings([one.lon for one in places]))
        down = self.view.down_px(northings([one.lat for one in places]))
        inside = (across >= 0) & (across <= self.view.width)
        inside &= (down >= 0) & (down <= self.view.height)
        return [places[int(at)] for at in inside.nonzero()[0]]

    def drawn_places(self) -> list[Place]:
        """Those that get a sign: of thousands, one of those that would lie on each other.

        Hazards all get one, and come last.
        """
        seen = self.seen_places()
        hazards = [one for one in seen if one.kind == Hazard.kind]
        others = [one for one in seen if one.kind != Hazard.kind]
        if len(others) > _MANY:
            cells: dict[tuple[int, int], Place] = {}
            for one in others:
                x, y = self._at(one.lat, one.lon)
                cells.setdefault((round(x / _CELL), round(y / _CELL)), one)
            others = list(cells.values())
        return others + hazards

    def seen_pieces(self) -> list[tuple[Piece, list[Point]]]:
        """The ground within the frame and its corners, the gravest last."""
        found = []
        most = self.view.width + _BEYOND, self.view.height + _BEYOND
        for piece in sorted(self.map.pieces, key=lambda one: ORDER.index(one.meaning)):
            points = clipped(self._ring(piece.corners), (-_BEYOND, -_BEYOND), most)
            if len(points) > 2 and (piece.meaning != EXTENT or any(map(self._is_seen, points))):
                found.append((piece, points))
        return found

    def draw(self, pen: Pen, corner: Point) -> None:
        """Draw it, `corner` being its lower left."""
        size = float(self.view.width), float(self.view.height)
        pieces, places = self.seen_pieces(), self.drawn_places()
        letters = Letters(corner, size)
        letters.keep_free(corner, _SCALE)
        letters.keep_free(self._north(corner), _NORTH)
        with pen.clipped(corner, size):
            self._background(pen, corner)
            lines = grid_lines(self.view) or degree_lines(self.view)
            for line in lines:
                pen.strokes(self._along(corner, line), HAIRLINE, FINE)
            for piece, points in pieces:
                _draw_piece(pen, piece.meaning, [_moved(at, corner) for at in points])
            for place in places:
                self._draw_place(pen, corner, place, letters)
        told = set()  # whose ground says its name needs no second one
        for piece, points in reversed(pieces):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            least = _moved((max(min(xs), 0), max(min(ys), 0)), corner)
            most = _moved((min(max(xs), size[0]), min(max(ys), size[1])), corner)
            colour = HAZARD if piece.meaning == TAKEN else INK
            is_needed = piece.meaning in {TAKEN, CLEARED}
            if letters.put_on(pen, piece.words, (least, most), colour, is_needed=is_needed):
                told.add(piece.uid)
        for place in (one for one in places[:_MOST_WORDS] if one.uid not in told):
            x, y = self._at(place.lat, place.lon)
            letters.put_by(pen, place.title, _moved((x, y), corner), INK)
        for line in lines:
            points = self._along(corner, line)
            letters.figure(pen, line.label, points, is_upright=line.is_upright)
        self._furniture(pen, corner, size)

    def _background(self, pen: Pen, corner: Point) -> None:
        below = self.map.background
        if below is None:
            return
        edges = below.view.edges
        left, top = self._on(
            corner, (float(self.view.across_px(edges.west)), float(self.view.down_px(edges.north)))
        )
        grown = below.view.resolution / self.view.resolution
        size = below.view.width * grown, below.view.height * grown
        pen.picture(below.jpeg, (left, top - size[1]), size)

    def _draw_place(self, pen: Pen, corner: Point, place: Place, letters: Letters) -> None:
        middle = _moved(self._at(place.lat, place.lon), corner)
        letters.keep_clear(middle)
        if place.error_m is None or place.is_suspect:
            unsure = list(closed(ring(middle, _UNSURE_RING)))
            pen.figure(unsure, Stroke(INK, FIRM, 1.2))
        else:
            east, north = stretch(place.lat)
            across = place.error_m * east / self.view.resolution
            if across > _LEAST_RING:
                along = place.error_m * north / self.view.resolution
                pen.figure(list(closed(ring(middle, across, along))), Stroke(QUIET, FINE, 3))
        draw_sign(pen, place.kind, middle)

    def _furniture(self, pen: Pen, corner: Point, size: Point) -> None:
        """The frame, north, the bar, and the scale in figures."""
        north = self._north(corner)
        pen.box(north, _NORTH, WHITE)
        draw_north(pen, north[0] + _NORTH[0] / 2, north[1] + 20)
        pen.box(corner, _SCALE, WHITE)
        points_a_metre = 1 / (self.scale * _POINT_M)
        draw_scale(pen, corner[0] + GRID, corner[1] + GRID, points_a_metre, _BAR)
        told = paragraph(isolated(f"1 : {self.scale}"), 120, SMALL_STRONG)
        for strip in told:
            strip.draw(pen, corner[0] + GRID, corner[1] + 27, 120)
        pen.frame(corner, size, INK, FINE)

    def _along(self, corner: Point, line: Line) -> list[Point]:
        pixels = zip(self.view.across_px(line.xs), self.view.down_px(line.ys), strict=True)
        return [self._on(corner, at) for at in pixels]

    def _is_seen(self, point: Point) -> bool:
        return 0 <= point[0] <= self.view.width and 0 <= point[1] <= self.view.height

    def _north(self, corner: Point) -> Point:
        return corner[0] + self.view.width - _NORTH[0], corner[1] + self.view.height - _NORTH[1]

    def _at(self, lat: float, lon: float) -> Point:
        """Points from the lower left corner of the frame."""
        return (
            float(self.view.across_px(eastings(lon))),
            self.view.height - float(self.view.down_px(northings(lat))),
        )

    def _ring(self, corners: Corners) -> list[Point]:
        lats, lons = zip(*corners, strict=True)
        across, down = self.view.across_px(eastings(lons)), self.view.down_px(northings(lats))
        return [(float(x), self.view.height - float(y)) for x, y in zip(across, down, strict=True)]

    def _on(self, corner: Point, pixel: Point) -> Point:
        return corner[0] + float(pixel[0]), corner[1] + self.view.height - float(pixel[1])


def draw_sign(pen: Pen, kind: str, middle: Point) -> None:
    """The sign of a kind of record."""
    shape, role = sign_of(kind)
    colour, (x, y) = _ROLES[role], middle
    rim = Stroke(WHITE, FINE)
    if shape in RADII:
        pen.figure(list(closed(ring(middle, RADII[shape]))), rim, colour)
    elif shape in CORNERS:
        points = [(x + across, y + up) for across, up in CORNERS[shape]]
        pen.figure(list(closed(points)), rim, colour)
    if shape == "warning":
        pen.rule((x, y + 3.1), (x, y - 1.3), WHITE, 1.4)
        pen.box((x - 0.7, y - 4.2), (1.4, 1.4), WHITE)
    elif shape == "flag":
        pen.rule((x - 3, y + 6), (x - 3, y - 6), colour, 1.4)
    elif shape == "cross":
        pen.rule((x - 3, y), (x + 3, y), colour, FIRM)
        pen.rule((x, y - 3), (x, y + 3), colour, FIRM)


def draw_sample(pen: Pen, meaning: str, corner: Point, size: Point) -> None:
    """A piece of such ground in a legend."""
    (x, y), (wide, high) = corner, size
    _draw_piece(pen, meaning, [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)])


def _draw_piece(pen: Pen, meaning: str, points: Sequence[Point]) -> None:
    lines = {TAKEN: slanted, CLEARED: upright}.get(meaning)
    pen.figure(list(closed(points)), _LINES[meaning], None, lines(points) if lines else ())


def _moved(point: Point, corner: Point) -> Point:
    return corner[0] + point[0], corner[1] + point[1]
