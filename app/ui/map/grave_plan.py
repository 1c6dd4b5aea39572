"""The plan of a grave and its side view, from what was surveyed: bodies as sticks, levels as lines.

North of the grid is up in the plan. The side view looks along the ground at the axis of the grave;
the heights in it are often too small to be seen at the same scale, so it says how much it stretches
them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import Wording, isolated
from app.models.record import Record
from app.models.sites import Grave
from app.services.grave_plans import GravePlan, Metres, Shot, side_of
from app.ui.jobs import quick
from app.ui.labels import Label
from app.ui.map.furniture import LINE_STYLES
from app.ui.map.lettering import write_among
from app.ui.panels import Panel
from app.ui.position.circle import round_length
from app.ui.segments import Segments
from app.ui.theme import GRID, SMALL_PT, Theme
from app.ui.workbench import Workbench

PLAN, SIDE = "plan", "side"
_MARGIN: Final = GRID * 7.0
_BELOW: Final = GRID * 5.0
_STRETCHES: Final = (1, 2, 5, 10, 20)
_LEAST_M: Final = 1.0
_LINES: Final = 6
_HEAD_M: Final = 0.10
_HEAD_PX: Final = 4.0
_DASHES: Final = {"CUT": Qt.PenStyle.DashLine, "BAS": Qt.PenStyle.DotLine}


@dataclass(frozen=True, slots=True)
class Sheet:
    """From metres to pixels: `stretch` says how many times larger heights are drawn."""

    left: float
    bottom: float
    px_per_m: float
    stretch: int
    room: QRectF

    @classmethod
    def around(cls, places: list[tuple[float, float]], room: QRectF, *, is_side: bool) -> Sheet:
        """Shows all places, and at least a metre."""
        xs, ys = [x for x, _ in places], [y for _, y in places]
        across = max(max(xs) - min(xs), _LEAST_M)
        up = max(max(ys) - min(ys), 0.05 if is_side else _LEAST_M)
        stretch = 1
        if is_side:
            free = room.height() * across / (room.width() * up)
            stretch = max(one for one in _STRETCHES if one <= max(1.0, free))
        scale = min(room.width() / across, room.height() / (up * stretch))
        return cls(
            (max(xs) + min(xs)) / 2 - room.width() / 2 / scale,
            (max(ys) + min(ys)) / 2 - room.height() / 2 / (scale * stretch),
            scale,
            stretch,
            room,
        )

    def at(self, x: float, y: float) -> QPointF:
        """Where a place is drawn."""
        return QPointF(
            self.room.left() + (x - self.left) * self.px_per_m,
            self.room.bottom() - (y - self.bottom) * self.px_per_m * self.stretch,
        )


class GraveDrawing(QWidget):
    """Draws one plan, from above or from its side."""

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__()
        self._say, self._theme = say, theme
        self.plan = GravePlan()
        self.view = PLAN
        self._begins = 0.0  # the side view counts from its first point
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(GRID * 31)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def show_plan(self, plan: GravePlan, view: str) -> None:
        """Show another plan, or the same one from another side."""
        self.plan, self.view = plan, view
        sides = [side for shot in plan.shots if (side := side_of(plan, shot.at)) is not None]
        self._begins = min((along for along, _ in sides), default=0.0)
        self.update()

    @property
    def sheet(self) -> Sheet | None:
        """The scale of what is drawn; None where there is nothing."""
        places = [place for shot in self.plan.shots if (place := self._flat(shot.at)) is not None]
        room = QRectF(self.rect()).adjusted(_MARGIN, GRID, -GRID * 2, -_BELOW)
        if not places or room.width() < 1 or room.height() < 1:
            return None
        inner = room.adjusted(GRID * 3, GRID * 3, -GRID * 3, -GRID * 3)
        return Sheet.around(places, inner, is_side=self.view == SIDE)

    def _flat(self, at: Metres) -> tuple[float, float] | None:
        if self.view == PLAN:
            return at[0], at[1]
        side = side_of(self.plan, at)
        return None if side is None else (side[0] - self._begins, side[1])

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        font = painter.font()
        font.setPointSizeF(SMALL_PT)
        painter.setFont(font)
        sheet = self.sheet
        if sheet is not None:
            self._paint_grid(painter, sheet)
            self._paint_edges(painter, sheet)
            self._paint_bodies(painter, sheet)
            self._paint_shots(painter, sheet)
            self._paint_names(painter, sheet)
        painter.end()

    # --- what is drawn --------------------------------------------------------------------------

    def _paint_grid(self, painter: QPainter, sheet: Sheet) -> None:
        """Lines of round metres, with their figures at the left and below."""
        theme, room = self._theme, sheet.room.adjusted(-GRID * 3, -GRID * 3, GRID * 3, GRID * 3)
        metrics = painter.fontMetrics()
        across = room.width() / sheet.px_per_m
        up = room.height() / (sheet.px_per_m * sheet.stretch)
        first_x = sheet.left - GRID * 3 / sheet.px_per_m
        first_y = sheet.bottom - GRID * 3 / (sheet.px_per_m * sheet.stretch)
        painter.setClipping(False)
        grid = QPen(theme.colour("line"), 1, LINE_STYLES[theme.is_bold])
        for x in _multiples(first_x, across):
            spot = sheet.at(x, sheet.bottom)
            painter.setPen(grid)
            painter.drawLine(QPointF(spot.x(), room.top()), QPointF(spot.x(), room.bottom()))
            painter.setPen(theme.colour("quiet"))
            figure = QRectF(spot.x() - 40, room.bottom() + 2, 80, metrics.height())
            painter.drawText(figure, Qt.AlignmentFlag.AlignCenter, _figure(x))
        for y in _multiples(first_y, up):
            spot = sheet.at(sheet.left, y)
            painter.setPen(grid)
            painter.drawLine(QPointF(room.left(), spot.y()), QPointF(room.right(), spot.y()))
            painter.setPen(theme.colour("quiet"))
            height = metrics.height()
            figure = QRectF(0, spot.y() - height / 2, room.left() - 4, height)
            end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(figure, end, _figure(y))

    def _paint_edges(self, painter: QPainter, sheet: Sheet) -> None:
        """The edge of the cut and the base of the grave: around it, and along it from the side."""
        for edge in self.plan.edges:
            points = [spot for at in edge.ring if (spot := self._spot(sheet, at)) is not None]
            painter.setPen(QPen(self._theme.colour("outline"), 1.5, _DASHES[edge.code]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self.view == PLAN:
                painter.drawPolygon(QPolygonF(points))
            else:
                painter.drawPolyline(QPolygonF(sorted(points, key=QPointF.x)))

    def _paint_bodies(self, painter: QPainter, sheet: Sheet) -> None:
        theme = self._theme
        radius = max(_HEAD_PX, _HEAD_M * sheet.px_per_m)
        for body in self.plan.bodies:
            painter.setPen(
                QPen(theme.colour("ink"), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            )
            for stick in body.sticks:
                ends = self._spot(sheet, stick.first), self._spot(sheet, stick.last)
                if ends[0] is not None and ends[1] is not None:
                    painter.drawLine(ends[0], ends[1])
            head = self._spot(sheet, body.head) if body.head is not None else None
            if head is not None:
                painter.setBrush(theme.colour("surface"))
                painter.drawEllipse(head, radius, radius)

    def _paint_shots(self, painter: QPainter, sheet: Sheet) -> None:
        theme = self._theme
        for shot in self.plan.shots:
            spot = self._spot(sheet, shot.at)
            if spot is None:
                continue
            is_body = shot.code == "BOD"
            painter.setPen(QPen(theme.colour("surface"), 1))
            painter.setBrush(theme.colour("accent" if is_body else "quiet"))
            painter.drawEllipse(spot, 3.5, 3.5)

    def _paint_names(self, painter: QPainter, sheet: Sheet) -> None:
        """Words last and with a rim: bodies lie close to each other."""
        radius = max(_HEAD_PX, _HEAD_M * sheet.px_per_m)
        named = [(body.head, body.title, radius) for body in self.plan.bodies if body.head]
        named += [
            (shot.at, self._name(shot), 3.5)
            for shot in self.plan.shots
            if shot.code not in {"BOD", *_DASHES}
        ]
        metrics = painter.fontMetrics()
        for at, words, away in named:
            spot = self._spot(sheet, at)
            if spot is not None:
                width, height = metrics.horizontalAdvance(words) + 4.0, float(metrics.height())
                top = spot.y() - away - height - 1
                left = max(spot.x() - width / 2, sheet.room.left() - GRID * 3)
                room = QRectF(left, top, width, height)
                write_among(painter, room, words, self._theme.colour("ink"), self._theme)

    def _name(self, shot: Shot) -> str:
        height = shot.at[2]
        if shot.code == "LVL" and height is not None:
            return _figure(height)
        return shot.owner_title

    def _spot(self, sheet: Sheet, at: Metres) -> QPointF | None:
        flat = self._flat(at)
        return None if flat is None else sheet.at(*flat)


class GravePlanPanel(Panel):
    """What was surveyed in the grave on the form."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench, self._say = bench, bench.say
        self._grave = ""
        self.plan = GravePlan()
        say = bench.say
        self.views = Segments({PLAN: say("From above"), SIDE: say("From the side")}, self)
        self.views.choose(PLAN)
        self.views.chosen.connect(self._show)
        self.words = Label("", "quiet", wraps=True)
        self.drawing = GraveDrawing(say, bench.theme)
        head = QHBoxLayout()
        head.setSpacing(GRID * 2)
        head.addWidget(self.views)
        head.addWidget(self.words, 1)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(GRID * 3, GRID, GRID * 3, GRID)
        inner.setSpacing(GRID)
        inner.addLayout(head)
        inner.addWidget(self.drawing, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self._view = PLAN
        self._on_read("", GravePlan())

    @override
    def show_record(self, record: Record | None) -> None:
        self._grave = record.uid if isinstance(record, Grave) else ""
        read = self._bench.actions.grave_plan
        if not self._grave or read is None:
            self._on_read(self._grave, GravePlan())
            return
        self._bench.jobs.read(
            self,
            quick(partial(read, self._grave)),
            done=partial(self._on_read, self._grave),
            failed=self._bench.notices.report,
        )

    def _on_read(self, grave: str, plan: GravePlan) -> None:
        if grave == self._grave:
            self.plan = plan
            self._show(self._view)

    def _show(self, view: str) -> None:
        self._view = view
        self.drawing.show_plan(self.plan, view)
        self.drawing.setVisible(bool(self.plan.shots))
        self.views.setVisible(bool(self.plan.shots))
        self.words.setText(" ".join(self._told(view)))

    def _told(self, view: str) -> Iterator[str]:
        say, plan, sheet = self._say, self.plan, self.drawing.sheet
        if not plan.shots:
            yield say(
                "Nothing was surveyed in this grave yet. Landmarks of bodies, edges and levels "
                "recorded as survey points are drawn here."
            )
            return
        if view == SIDE and sheet is None:
            yield say("No height was measured, so there is no side view.")
        elif view == SIDE and sheet is not None and sheet.stretch == 1:
            yield say(
                "Along the grave from {first}° to {last}°; heights and distances at one scale.",
                first=isolated(f"{(plan.axis_deg + 180) % 360:03.0f}"),
                last=isolated(f"{plan.axis_deg:03.0f}"),
            )
        elif view == SIDE and sheet is not None:
            yield say(
                "Along the grave from {first}° to {last}°; heights are drawn {times} times as "
                "large as distances.",
                first=isolated(f"{(plan.axis_deg + 180) % 360:03.0f}"),
                last=isolated(f"{plan.axis_deg:03.0f}"),
                times=isolated(sheet.stretch),
            )
        elif plan.is_gridded:
            yield say("Metres of the site's own grid; its north is up.")
        else:
            yield say("Metres from the first point, as a receiver measured; north is up.")
        if plan.left_out:
            yield say(
                "Points not drawn, because they are not measured in this grid: {count}.",
                count=isolated(plan.left_out),
            )


def _multiples(first: float, length: float) -> Iterable[float]:
    step = round_length(length / _LINES * 2)
    count = math.floor((first + length) / step) - math.ceil(first / step)
    start = math.ceil(first / step)
    return ((start + at) * step for at in range(count + 1))


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
