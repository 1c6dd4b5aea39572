"""The map on paper: what is seen, to a round scale, with a legend, at two hundred dots an inch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.core.wording import LANGUAGES, Wording, embedded, isolated, wording
from app.geo.mercator import Viewport, stretch
from app.models.kinds import KIND
from app.models.record import Record
from app.reports.site_plan import SIZE, Drawing
from app.services.ground_plan import GroundPlan, Meaning
from app.services.printing import print_site_plan
from app.ui.map.canvas import MapCanvas
from app.ui.map.painting import look
from app.ui.map.symbols import SIDE, stamp
from app.ui.preview.dialog import Choice, PreviewDialog
from app.ui.seat import Seat
from app.ui.theme import GRID, LIGHT, SMALL_PT
from app.ui.workbench import Workbench

DPI: Final = 200
_SCREEN_DPI: Final = 96
_POINTS: Final = 72
_INCH_M: Final = 0.0254
_QUALITY: Final = 92
_LEGEND: Final = GRID * 9
_STEPS: Final = (1.0, 2.0, 2.5, 5.0)


def round_scale(least: float) -> int:
    """The smallest round number that is not below `least`: 1 : 250, 1 : 500, 1 : 2000."""
    power = float(10 ** math.floor(math.log10(max(least, 10.0))))
    return math.ceil(next(step * power for step in (*_STEPS, 10.0) if step * power >= least))


def paper_view(view: Viewport) -> tuple[Viewport, int]:
    """What shows all of `view` in the shape of the page, and its scale."""
    width, height = (round(side / _POINTS * _SCREEN_DPI) for side in SIZE)
    height -= _LEGEND
    east = stretch(view.middle.lat_float)[0]
    pixel_m = _INCH_M / _SCREEN_DPI  # on paper
    needed = max(view.width / width, view.height / height) * view.resolution / east
    scale = round_scale(needed / pixel_m)
    return replace(view, resolution=scale * pixel_m * east, width=width, height=height), scale


def drawing_of(canvas: MapCanvas, plan: GroundPlan, say: Wording, attribution: str) -> Drawing:
    """What a canvas shows, ready for a page in the words of `say`; `attribution` is whose maps."""
    view, scale = paper_view(canvas.view)
    dots = DPI / _SCREEN_DPI
    picture = canvas.for_paper(view, say, dots)
    whole = QImage(
        round(view.width * dots), round((view.height + _LEGEND) * dots), QImage.Format.Format_RGB32
    )
    whole.setDevicePixelRatio(dots)
    whole.fill(Qt.GlobalColor.white)
    painter = QPainter(whole)
    painter.setFont(canvas.font())
    painter.drawImage(QPointF(0, 0), picture)
    seen = QRectF(0, view.height, view.width, _LEGEND)
    row = _Row(painter, seen, is_mirrored=say.is_right_to_left)
    row.put(None, say("Scale {scale}", scale=isolated(f"1 : {scale}")))
    _paint_legend(row, plan, say)
    row.put(None, say("Background: {names}", names=isolated(attribution or "–")))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    whole.save(buffer, "JPEG", _QUALITY)  # type: ignore[call-overload]  # a str, whatever the stub
    return Drawing(bytes(buffer.data().data()), scale)


def _paint_legend(row: _Row, plan: GroundPlan, say: Wording) -> None:
    """What each pattern and each symbol stands for."""
    meanings = {ground.meaning for ground in plan.grounds}
    for meaning, words in (
        (Meaning.HAZARD, say("Hazard: keep out")),
        (Meaning.CLEARED, say("Cleared, to the depth written")),
        (Meaning.NOT_COUNTING, say("Certificate that does not count")),
        (Meaning.EXTENT, say("Outline")),
    ):
        if meaning in meanings:
            row.put(meaning, words)
    kinds = {mark.kind for mark in plan.marks}
    for kind in (kind for kind in KIND if kind in kinds):
        row.put(kind, say(KIND[kind].label))


class _Row:
    """Samples with their words, line after line, from the side where one begins to read."""

    def __init__(self, painter: QPainter, room: QRectF, *, is_mirrored: bool) -> None:
        self._painter, self._room, self._is_mirrored = painter, room, is_mirrored
        self._used, self._line = float(GRID), 0
        font = painter.font()
        font.setPointSizeF(SMALL_PT)
        painter.setFont(font)
        painter.setPen(QPen(LIGHT.colour("outline"), 1))
        painter.drawLine(room.topLeft(), room.topRight())
        way = Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight
        painter.setLayoutDirection(way)

    def put(self, sample: Meaning | str | None, words: str) -> None:
        """Put one sample and its words beside the last, or on the next line."""
        metrics = self._painter.fontMetrics()
        line = metrics.height() + GRID * 0.75
        wide = 0.0 if sample is None else GRID * 3.0
        needed = wide + metrics.horizontalAdvance(words) + GRID * 2
        if self._used + needed > self._room.width():
            self._used, self._line = float(GRID), self._line + 1
        top = self._room.top() + GRID * 0.75 + self._line * line
        left = self._room.left() + self._used
        if self._is_mirrored:
            left = self._room.right() - self._used - wide
        self._paint(sample, QRectF(left, top, GRID * 2.25, metrics.height()))
        text = QRectF(left + wide, top, needed, metrics.height())
        if self._is_mirrored:
            text.moveRight(left - GRID * 0.75 if wide else left)
        self._painter.setPen(LIGHT.colour("ink"))
        self._painter.drawText(text, Qt.AlignmentFlag.AlignLeft, words)
        self._used += needed

    def _paint(self, sample: Meaning | str | None, room: QRectF) -> None:
        if isinstance(sample, Meaning):
            pen, brush = look(sample, LIGHT)
            pen.setWidthF(1.5)
            self._painter.setPen(pen)
            self._painter.setBrush(brush)
            self._painter.drawRect(room.adjusted(1, 1, -1, -1))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
        elif sample is not None:
            middle = room.center()
            at = QPointF(middle.x() - SIDE / 2, middle.y() - SIDE / 2)
            self._painter.drawPixmap(at, stamp(sample, LIGHT.name))


def show_plan_of(
    bench: Workbench, seat: Seat, parent: QWidget, site: Record, drawings: Mapping[str, Drawing]
) -> None:
    """Show the plan of a site as it will stand on paper."""
    dialog = PreviewDialog(bench, (choice_of(bench, seat, site, drawings),), parent)
    dialog.exec()
    dialog.deleteLater()


def drawings_of(canvas: MapCanvas, plan: GroundPlan, attribution: str) -> dict[str, Drawing]:
    """What a canvas shows, in each language that a page may be printed in."""
    return {one: drawing_of(canvas, plan, wording(one), attribution) for one in LANGUAGES}


def choice_of(
    bench: Workbench, seat: Seat, site: Record, drawings: Mapping[str, Drawing]
) -> Choice:
    """The plan as the preview shows it, in each language that was drawn."""
    return Choice(
        bench.say("Site plan"),
        bench.say("Plan of site {item}, confidential", item=embedded(site.title)),
        lambda language: print_site_plan(seat.desk, site, language, drawings[language]),
    )
