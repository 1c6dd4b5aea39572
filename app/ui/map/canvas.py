"""The map itself: what is seen, dragged, zoomed and pointed at.

A frame is painted into a picture of its own. While the map is dragged that picture is moved, which
takes no time whatever is on it; the new edges are painted as soon as nothing else waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.core.wording import Wording
from app.geo.gridlines import Line, degree_lines, grid_lines
from app.geo.mercator import Viewport, eastings, northings
from app.services.ground_plan import Ground, GroundPlan, Mark, Meaning
from app.ui.map.background import TileShelf, paint_borders, paint_regions
from app.ui.map.furniture import (
    north_room,
    paint_lines,
    paint_north,
    paint_notes,
    paint_scale,
    scale_room,
)
from app.ui.map.own import Own, paint_own
from app.ui.map.painting import (
    ONE_BY_ONE,
    Style,
    Words,
    keep_marks_clear,
    marks_seen,
    paint_grounds,
    paint_marks,
    title_marks,
    word_grounds,
)
from app.ui.map.scene import Numbers, Scene, scene_of
from app.ui.map.tools import Tool
from app.ui.theme import GRID, LIGHT, Theme

_QUIET_GROUND: Final = tuple(one for one in Meaning if one is not Meaning.HAZARD)
GRIDS: Final = ("none", "degrees", "utm")
_REGION: Final = ((24.0, 43.0), (36.0, 54.0))
_STEP: Final = 1.25
_NUDGE: Final = GRID * 10
_NEAR_PX: Final = 14.0
_STEADY_PX: Final = 3
_SETTLE_MS: Final = 60
_DISPUTED_FROM: Final = 300.0  # plane metres a pixel: borders are seen as lines from here on


class MapCanvas(QWidget):
    """A map that can be dragged, zoomed and pointed at, by mouse and by keys.

    `chosen` carries the `Mark` or `Ground` that was clicked; `pointed` the `Spot` under the
    pointer; `asked` the `Spot` of a click with the other button; `moved` comes after each change of
    what is seen.
    """

    chosen = Signal(object)
    pointed = Signal(object)
    asked = Signal(object)
    moved = Signal()

    def __init__(
        self, say: Wording, theme: Theme, language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._say, self._theme, self._language = say, theme, language
        self._scene: Scene = scene_of(GroundPlan())
        self._plan = GroundPlan()
        self._shelves: tuple[TileShelf, ...] = ()
        self._borders: tuple[QPolygonF, ...] = ()
        self._has_regions = True
        self._hidden: frozenset[str] = frozenset()
        self._chosen = ""
        self._own: Own | None = None
        self.tool: Tool | None = None
        self._last_click: tuple[QPointF, Mark | Ground] | None = None
        self._grid = GRIDS[2]
        self._frame: tuple[Viewport, QImage] | None = None
        self._seen: Numbers | None = None
        self._seen_ground: Numbers | None = None
        self._grabbed: QPoint | None = None
        self._was_dragged = self._is_held = False
        self.view = Viewport.around(*_REGION, 800, 600)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(self._repaint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(GRID * 40, GRID * 30)
        self.setLayoutDirection(
            Qt.LayoutDirection.LeftToRight
        )  # east is on the right in any script
        self.setAccessibleName(say("Map"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # --- what is shown --------------------------------------------------------------------------

    @property
    def shelves(self) -> tuple[TileShelf, ...]:
        """The maps that lie under the records, the first lowest."""
        return self._shelves

    def show_plan(self, plan: GroundPlan, scene: Scene | None = None) -> None:
        """Show other records, from where one is; `scene` is the plan laid out, if it was already.

        Laying out fifty thousand marks takes a third of a second, better spent in another thread.
        """
        self._plan, self._scene = plan, scene or scene_of(plan)
        self._repaint()

    def show_background(
        self,
        shelves: Sequence[TileShelf],
        borders: Sequence[QPolygonF] = (),
        *,
        has_regions: bool = True,
    ) -> None:
        """Lay these maps under the records, the first lowest, and a team's own borders on them."""
        self._shelves, self._borders = tuple(shelves), tuple(borders)
        self._has_regions = has_regions
        self._repaint()

    def refresh(self) -> None:
        """Paint again, because a tile has come."""
        self._settling.start()

    def hide_kinds(self, kinds: frozenset[str]) -> None:
        """Leave these kinds out; hazards are shown whatever is asked."""
        self._hidden = kinds
        self._repaint()

    @property
    def hidden_kinds(self) -> frozenset[str]:
        """The kinds that are left out."""
        return self._hidden

    def choose(self, uid: str) -> None:
        """Mark a record as the one chosen."""
        self._chosen = uid
        self._repaint()

    def show_grid(self, name: str) -> None:
        """One of `GRIDS`."""
        self._grid = name
        self._repaint()

    def show_own(self, own: Own | None) -> None:
        """Where one stands, as a receiver says."""
        self._own = own
        self.update()

    def take_up(self, tool: Tool | None) -> None:
        """Give clicks and keys to a tool, or to nobody but the map."""
        if self.tool is not None:
            self.tool.changed.disconnect(self.update)
        self.tool = tool
        if tool is not None:
            tool.changed.connect(self.update)
        shape = Qt.CursorShape.ArrowCursor if tool is None else Qt.CursorShape.CrossCursor
        self.setCursor(shape)
        self.update()

    # --- where one looks ------------------------------------------------------------------------

    def fit(self) -> None:
        """Show all records; the region, where there are none."""
        found = self._scene.view(self.width(), self.height())
        self.look(found or Viewport.around(*_REGION, self.width(), self.height()))

    def go(self, lat: float, lon: float, *, across_m: float = 200.0) -> None:
        """Show a place in the middle, with so many metres from side to side."""
        resolution = across_m / max(1, self.width())
        self.look(
            Viewport(
                float(eastings(lon)), float(northings(lat)), resolution, self.width(), self.height()
            )
        )

    def look(self, view: Viewport) -> None:
        """Show something else."""
        self.view = view.sized(self.width(), self.height())
        self.moved.emit()
        self._repaint()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller, around a pixel or the middle."""
        pointer = at or QPointF(self.width() / 2, self.height() / 2)
        self._shift(self.view.zoomed(factor, pointer.x(), pointer.y()))

    def _shift(self, view: Viewport) -> None:
        """Move what is there at once, and paint it properly in a moment."""
        self.view = view
        self.moved.emit()
        self._settling.start()
        self.update()

    # --- painting -------------------------------------------------------------------------------

    @property
    def has_background(self) -> bool:
        """Whether anything lies under the records."""
        return bool(self._has_regions or self._shelves or self._borders)

    def background_for_paper(self, view: Viewport, dots_a_pixel: float) -> QImage:
        """What lies under the records, in light colours on white."""
        size = QSize(round(view.width * dots_a_pixel), round(view.height * dots_a_pixel))
        image = QImage(size, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(dots_a_pixel)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setFont(self.font())
        self._paint_background(painter, view, LIGHT)
        painter.end()
        return image

    def _paint_background(self, painter: QPainter, view: Viewport, theme: Theme) -> None:
        if self._has_regions:
            paint_regions(painter, view, theme, self._say.language)
        for shelf in self._shelves:
            shelf.paint(painter, view)
        paint_borders(painter, self._borders, view, theme)

    def picture(self, view: Viewport | None = None) -> QImage:
        """What is seen, painted whole."""
        view, theme = view or self.view, self._theme
        dots = self.devicePixelRatioF()
        size = QSize(round(view.width * dots), round(view.height * dots))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(dots)
        image.fill(theme.colour("paper"))
        painter = QPainter(image)
        painter.setFont(self.font())
        style = Style(theme, self._say, self._hidden, self._chosen)
        self._paint_background(painter, view, theme)
        paint_lines(painter, self._lines(view), view, theme)
        grounds = paint_grounds(painter, self._scene, view, style, _QUIET_GROUND)
        # Thousands of marks hide what they lie on: hazards are then hatched over them.
        is_over = len(marks_seen(self._scene.marks, view, style)) > ONE_BY_ONE
        if not is_over:
            paint_grounds(painter, self._scene, view, style, (Meaning.HAZARD,))
        marks = paint_marks(painter, self._scene.marks, view, style)
        if is_over:
            paint_grounds(painter, self._scene, view, style, (Meaning.HAZARD,))
        words = Words(painter, style, view, (scale_room(view), north_room(view)))
        keep_marks_clear(self._scene.marks, marks, view, words)
        told = word_grounds(self._scene.shapes, grounds, view, style, words)
        title_marks(self._scene, marks, view, words, told)
        paint_scale(painter, view, theme)
        paint_north(painter, view, theme)
        paint_notes(painter, self._notes(view), view, theme)
        painter.end()
        self._seen, self._seen_ground = marks, grounds
        return image

    def _lines(self, view: Viewport) -> tuple[Line, ...]:
        if self._grid == "utm":
            return grid_lines(view) or degree_lines(view)
        return degree_lines(view) if self._grid == "degrees" else ()

    def _notes(self, view: Viewport) -> list[str]:
        say, notes = self._say, []
        if self._plan.unplaced_hazards:
            notes.append(
                say(
                    "Not on the map, because nobody knows where they lie: hazards {hazards}.",
                    hazards=", ".join(self._plan.unplaced_hazards[:5]),
                )
            )
        if any(shelf.is_beyond(view) for shelf in self._shelves):
            notes.append(say("Beyond the detail of the background map."))
        if view.resolution > _DISPUTED_FROM:
            notes.append(say("Some borders are disputed; these lines are no statement on any."))
        return notes

    def _repaint(self) -> None:
        self._settling.stop()
        self._frame = None
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._frame is None or not (self._settling.isActive() or self._frame[0] == self.view):
            self._frame = (self.view, self.picture())
        before, image = self._frame
        if before == self.view:
            painter.drawImage(0, 0, image)
        else:
            self._paint_moved(painter, before, image)
        self._paint_over(painter)
        painter.end()

    def _paint_moved(self, painter: QPainter, before: Viewport, image: QImage) -> None:
        """The last frame where it belongs now; its edges are bare for a moment."""
        painter.fillRect(self.rect(), self._theme.colour("paper"))
        scale = before.resolution / self.view.resolution
        left = float(self.view.across_px(before.edges.west))
        top = float(self.view.down_px(before.edges.north))
        painter.translate(left, top)
        painter.scale(scale, scale)
        painter.drawImage(0, 0, image)
        painter.resetTransform()

    def _paint_over(self, painter: QPainter) -> None:
        """What changes from moment to moment: where one stands, and the line being measured."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        if self.tool is not None:
            self.tool.paint(painter, self.view, theme)
        if self._own is not None:
            paint_own(painter, self._own, self.view, theme)

    # --- hands ----------------------------------------------------------------------------------

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view = self.view.sized(self.width(), self.height())
        self._repaint()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed, self._was_dragged = event.position().toPoint(), False
            self._is_held = self.tool is not None and self.tool.press(event.position(), self.view)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position()
        self.pointed.emit(self.view.place(here.x(), here.y()))
        if self._grabbed is None:
            if self.tool is not None:
                self.tool.hover(here, self.view)
            return
        drag = here.toPoint() - self._grabbed
        if self._was_dragged or drag.manhattanLength() > _STEADY_PX:
            self._was_dragged = True
            if self.tool is not None and self._is_held:
                self.tool.drag(here, self.view)
                return
            self._grabbed = here.toPoint()
            self._shift(self.view.panned(drag.x(), drag.y()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None and not self._was_dragged:
            if self.tool is not None:
                self.tool.click(event.position(), self.view)
            else:
                self._choose_at(event.position())
        self._grabbed, self._is_held = None, False

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.pos()
        if self.tool is None:
            self.asked.emit(self.view.place(at.x(), at.y()))
        else:
            self.tool.other_click(QPointF(at), self.view)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.tool is None:
            self.zoom_by(2.0, event.position())
        else:
            self.mousePressEvent(event)  # two corners put quickly, one after the other

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(_STEP ** (event.angleDelta().y() / 120), event.position())

    @override
    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is for what a tool did last while one is taken up, not for the last record."""
        if (
            self.tool is not None
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            if event.type() == QEvent.Type.KeyPress:
                self.tool.undo()
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.tool is not None and self.tool.key(event.key()):
            return
        match event.key():
            case Qt.Key.Key_Left:
                self._shift(self.view.panned(_NUDGE, 0))
            case Qt.Key.Key_Right:
                self._shift(self.view.panned(-_NUDGE, 0))
            case Qt.Key.Key_Up:
                self._shift(self.view.panned(0, _NUDGE))
            case Qt.Key.Key_Down:
                self._shift(self.view.panned(0, -_NUDGE))
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_by(_STEP * _STEP)
            case Qt.Key.Key_Minus:
                self.zoom_by(1 / (_STEP * _STEP))
            case Qt.Key.Key_Home | Qt.Key.Key_0:
                self.fit()
            case _:
                super().keyPressEvent(event)

    def _choose_at(self, at: QPointF) -> None:
        """Choose what is clicked; where several lie on one place, one after the other."""
        found = self._hits(at)
        if not found:
            return
        chosen = found[0]
        if self._last_click is not None:
            before, last = self._last_click
            if (before - at).manhattanLength() <= 2 * _STEADY_PX and last in found:
                chosen = found[(found.index(last) + 1) % len(found)]
        self._last_click = at, chosen
        self.chosen.emit(chosen)

    def _hits(self, at: QPointF) -> list[Mark | Ground]:
        """What lies under a pixel, the uppermost first."""
        found: list[Mark | Ground] = []
        marks, shapes = self._scene.marks, self._scene.shapes
        if self._seen is not None:
            near = marks.within(self.view, at.x(), at.y(), self._seen, _NEAR_PX)
            found += [marks.marks[int(one)] for one in near]
        if self._seen_ground is not None:
            place = shapes.transform(self.view).inverted()[0].map(at)
            for number in reversed(self._seen_ground):
                ground = shapes.grounds[int(number)]
                is_seen = ground.meaning is not Meaning.EXTENT or ground.kind not in self._hidden
                if is_seen and shapes.polygons[int(number)].containsPoint(
                    place, Qt.FillRule.OddEvenFill
                ):
                    found.append(ground)
        return found
