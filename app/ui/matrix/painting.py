"""Painting the matrix: boxes by their shapes, lines by what they tell, graves as soft ground.

Nothing here is mirrored: time runs down, and left is left in every language. Only what the window
shows is painted, and words only where they can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from app.core.wording import Wording, isolated
from app.models.strata import Context, ContextRelation
from app.rules.matrix import CELL, HEIGHT, TRAY_HEAD, Box, Line
from app.rules.matrix_rows import Told
from app.rules.matrix_signs import Stroke, outline, pattern, stroke_width, text_insets
from app.rules.stratigraphy import Plot
from app.ui.matrix.material import Material
from app.ui.theme import Theme

_NUMBER_PX, _WORD_PX = 15, 13  # at full size: 11 and 10 points
_READABLE = 0.5  # of full size; below, numbers alone, and below half of it no words at all
_PLOT = 7.0  # how far the ground of a grave reaches beyond its boxes
_DOT = 3.0
_CORNER = 6.0


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line and the room it takes."""

    line: Line
    path: QPainterPath
    room: QRectF


class _Ground:
    """The ground below the boxes of a grave and the lines between them, drawn out once shown."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self._rooms = [QRectF(box.left, box.top, box.width, HEIGHT) for box in plot.boxes]
        self._rooms += [
            QRectF(QPointF(*min(one, other)), QPointF(*max(one, other)))
            for line in plot.lines
            for one, other in pairwise(line.points)
        ]
        whole = QRectF()
        for room in self._rooms:
            whole = whole.united(room.adjusted(-_PLOT, -_PLOT, _PLOT, _PLOT))
        self.room = whole

    @cached_property
    def path(self) -> QPainterPath:
        """Its outline."""
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for room in self._rooms:
            path.addRoundedRect(room.adjusted(-_PLOT, -_PLOT, _PLOT, _PLOT), _CORNER, _CORNER)
        return path.simplified()


class Painting:
    """One picture, ready to be painted again and again."""

    def __init__(self, material: Material, say: Wording, theme: Theme, font: QFont) -> None:
        self._picture = material.picture
        self._graves = material.graves
        self._say = say
        self._theme = theme
        self._number = QFont(font)
        self._number.setPixelSize(_NUMBER_PX)
        self._number.setWeight(QFont.Weight.DemiBold)
        self._word = QFont(font)
        self._word.setPixelSize(_WORD_PX)
        self._words: dict[str, str] = {}

    def name_of(self, uid: str) -> str:
        """A context in one line, for where its box is too small to be read."""
        stratum = self._picture.strata[uid]
        grave = self._graves.get(stratum.grave, "")
        parts = (isolated(stratum.number), self._kind(uid), isolated(grave) if grave else "")
        return " · ".join(filter(None, parts))

    @cached_property
    def _lines(self) -> list[_Drawn]:
        drawn = []
        for line in self._picture.matrix.lines:
            path = QPainterPath()
            path.addPolygon(QPolygonF([QPointF(*point) for point in line.points]))
            drawn.append(_Drawn(line, path, path.boundingRect().adjusted(-9, -1, 9, 1)))
        return drawn

    @cached_property
    def _plots(self) -> list[_Ground]:
        return [_Ground(plot) for plot in self._picture.plots()]

    def paint(
        self, painter: QPainter, shown: QRectF, scale: float, chosen: str, near: frozenset[str]
    ) -> None:
        """Paint what `shown` has of it; the painter is scaled already, by `scale`."""
        self._paint_plots(painter, shown)
        self._paint_lines(painter, shown, chosen, scale)
        for box in self._picture.matrix.boxes:
            if _room(box).intersects(shown):
                self._paint_box(painter, box, scale, chosen, near)
        if scale >= _READABLE / 2:
            self._paint_names(painter, shown)

    # --- parts ----------------------------------------------------------------------------------

    def _paint_plots(self, painter: QPainter, shown: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen("quiet" if self._theme.is_bold else "line", 1, dashed=(1, 3)))
        painter.setBrush(self._theme.colour("rail"))
        for ground in self._plots:
            if ground.room.intersects(shown):
                painter.drawPath(ground.path)

    def _paint_lines(self, painter: QPainter, shown: QRectF, chosen: str, scale: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if chosen:
            self._paint_beside(painter, chosen)
        own = _units(self._picture.matrix.boxes, chosen)
        for is_on_top in (False, True):
            for drawn in self._lines:
                is_own = own in {drawn.line.upper, drawn.line.lower}
                is_upper = is_own or drawn.line.told is Told.CIRCULAR
                if is_upper is is_on_top and drawn.room.intersects(shown):
                    painter.setPen(self._line_pen(drawn.line, is_own=is_own))
                    painter.drawPath(drawn.path)
                    if drawn.line.told is Told.CIRCULAR:
                        painter.drawPolyline(_arrow(drawn.line))
        if scale >= _READABLE / 2:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("ink"))
            for x, y in self._picture.matrix.dots:
                if shown.contains(x, y):
                    painter.drawEllipse(QPointF(x, y), _DOT, _DOT)

    def _paint_beside(self, painter: QPainter, chosen: str) -> None:
        """What abuts or contains the one that is chosen: a dotted line, which tells of no time."""
        middle = {uid: box.middle for box in self._picture.matrix.boxes for uid in box.contexts}
        painter.setPen(self._pen("quiet", 1.5, dashed=(1, 4)))
        for one in self._picture.matrix.beside:
            if chosen in {one.context, one.other}:
                painter.drawLine(QPointF(*middle[one.context]), QPointF(*middle[one.other]))

    def _paint_box(
        self, painter: QPainter, box: Box, scale: float, chosen: str, near: frozenset[str]
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, uid in enumerate(box.contexts):
            stratum = self._picture.strata[uid]
            corner = QPointF(box.left + at * CELL, box.top)
            painter.translate(corner)
            painter.setBrush(self._theme.colour("accent_soft" if uid == chosen else "surface"))
            painter.setPen(self._box_pen(box, is_here=stratum.is_here, is_chosen=uid == chosen))
            painter.drawPolygon(_polygon(outline(stratum.kind, CELL, HEIGHT)))
            if uid in near and not box.is_circular:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(self._pen("accent", 2))
                painter.drawPolygon(_polygon(outline(stratum.kind, CELL, HEIGHT)))
            if scale >= _READABLE / 2:
                painter.setPen(QPen(self._theme.colour("quiet"), stroke_width(stratum.kind)))
                for stroke in pattern(stratum.kind, CELL, HEIGHT):
                    painter.drawPolyline(_polygon(stroke))
                self._paint_words(painter, box, uid, scale)
            if at:
                self._paint_same(painter)
            painter.translate(-corner)

    def _paint_words(self, painter: QPainter, box: Box, uid: str, scale: float) -> None:
        stratum = self._picture.strata[uid]
        left, right = text_insets(stratum.kind)
        room = QRectF(left, 3, CELL - left - right, HEIGHT - 6)
        number = f"! {stratum.number}" if box.is_circular else stratum.number
        painter.setPen(self._theme.colour("hazard_ink" if box.is_circular else "ink"))
        half = QRectF(room.left(), room.top(), room.width(), room.height() / 2)
        is_whole = scale >= _READABLE
        self._line_of(painter, half if is_whole else room, isolated(number), self._number)
        if is_whole:
            painter.setPen(self._theme.colour("quiet"))
            self._line_of(painter, half.translated(0, half.height()), self._kind(uid), self._word)

    def _line_of(self, painter: QPainter, room: QRectF, text: str, font: QFont) -> None:
        painter.setFont(font)
        key = f"{font.pixelSize()} {room.width():.0f} {text}"
        if key not in self._words:
            metrics = QFontMetricsF(font)
            mode = Qt.TextElideMode.ElideRight
            self._words[key] = metrics.elidedText(text, mode, room.width())
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, flags, self._words[key])

    def _paint_same(self, painter: QPainter) -> None:
        """Between two numbers of one context."""
        room = QRectF(-7, HEIGHT / 2 - 8, 14, 16)
        painter.fillRect(room, self._theme.colour("surface"))
        painter.setPen(self._theme.colour("ink"))
        self._line_of(painter, room, "=", self._number)

    def _paint_names(self, painter: QPainter, shown: QRectF) -> None:
        painter.setPen(self._theme.colour("quiet"))
        painter.setFont(self._word)
        for ground in self._plots:
            if ground.room.intersects(shown):
                first = ground.plot.boxes[0]
                name = self._graves.get(ground.plot.grave, "")
                painter.drawText(QPointF(first.left - _PLOT, first.top - 3), isolated(name))
        matrix = self._picture.matrix
        if any(not box.is_placed for box in matrix.boxes):
            room = QRectF(0, matrix.tray_top, max(matrix.width, CELL * 3), TRAY_HEAD - 8)
            if room.intersects(shown):
                painter.setPen(self._theme.colour("ink"))
                painter.setFont(self._number)
                left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
                flags = left | Qt.AlignmentFlag.AlignBottom
                painter.drawText(room, flags, self._say("Not yet placed"))

    # --- looks ----------------------------------------------------------------------------------

    def _kind(self, uid: str) -> str:
        stratum = self._picture.strata[uid]
        if not stratum.is_here:
            return self._say("not here yet")
        if not stratum.kind:
            return self._say("kind not said")
        return self._say(Context.context_kind.codes.label(stratum.kind))

    def _line_pen(self, line: Line, *, is_own: bool) -> QPen:
        if line.told is Told.CIRCULAR:
            return self._pen("hazard_ink", 2, dashed=(6, 3))
        if line.told is Told.IMPLIED:
            return self._pen("accent" if is_own else "quiet", 1, dashed=(3, 3))
        px = self._theme.outline_px
        return self._pen("accent", px + 2) if is_own else self._pen("ink", px)

    def _box_pen(self, box: Box, *, is_here: bool, is_chosen: bool) -> QPen:
        if is_chosen:
            return self._pen("accent", self._theme.outline_px + 2)
        if box.is_circular:
            return self._pen("hazard_ink", 2, dashed=(6, 3))
        return self._pen("ink", self._theme.outline_px, dashed=None if is_here else (4, 3))

    def _pen(self, role: str, px: float, *, dashed: Iterable[float] | None = None) -> QPen:
        """A pen as wide on the screen at every size of the picture."""
        pen = QPen(self._theme.colour(role), px)
        pen.setCosmetic(True)
        if dashed is not None:
            pen.setDashPattern([length / px for length in dashed])
        return pen


def words_of(seen: Mapping[str, list[str]], say: Wording) -> str:
    """What was recorded of a context, in one line."""
    codes = ContextRelation.relation.codes
    return " · ".join(
        say(
            "{label}: {value}",
            label=say(codes.label(relation)),
            value=isolated(say(", ").join(numbers)),
        )
        for relation, numbers in seen.items()
    )


def _room(box: Box) -> QRectF:
    return QRectF(box.left - 2, box.top - 2, box.width + 4, HEIGHT + 4)


def _units(boxes: Iterable[Box], uid: str) -> str:
    """The name under which lines go to the box of a context."""
    return next((box.contexts[0] for box in boxes if uid in box.contexts), "")


def _polygon(points: Stroke) -> QPolygonF:
    return QPolygonF([QPointF(*point) for point in points])


def _arrow(line: Line) -> QPolygonF:
    """A head where the line comes to the earlier one, as it was told."""
    x, y = line.points[0] if line.is_upward else line.points[-1]
    way = 8 if line.is_upward else -8
    return QPolygonF([QPointF(x - 4, y + way), QPointF(x, y), QPointF(x + 4, y + way)])
