"""The matrix on screen: drawn, moved about, made larger, and walked through with the arrow keys.

Up leads to what is later, down to what is earlier. It is a time axis: nothing is mirrored.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.rules.matrix import HEIGHT, Box, Matrix
from app.ui.matrix.painting import Painting
from app.ui.theme import GRID, Theme

_MARGIN = 24.0  # around the whole, at full size
_LEAST, _MOST, _STEP = 0.05, 2.0, 1.25
_READABLE, _BEGIN = 0.7, 0.85  # what as a whole would be smaller begins in part, and larger
_PAN = GRID * 8
_STILL = 4  # px that a hand may tremble before a click becomes a drag


class MatrixCanvas(QWidget):
    """`chosen` carries the uid of the context that was pointed at, `asked` of one to be opened."""

    chosen = Signal(str)
    asked = Signal(str)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._painting: Painting | None = None
        self._matrix: Matrix | None = None
        self._box_of: dict[str, Box] = {}
        self._near: frozenset[str] = frozenset()
        self._pressed: QPointF | None = None
        self._is_dragging = False
        self._is_fitted = True
        self.uid = ""
        self.scale = 1.0
        self.origin = QPointF()  # of the drawing, at the left upper corner of the window
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(GRID * 30, GRID * 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # --- what is shown --------------------------------------------------------------------------

    def show_picture(self, matrix: Matrix, painting: Painting, *, keeps_view: bool) -> None:
        """Show another picture; with `keeps_view` from where one was looking."""
        self._matrix, self._painting = matrix, painting
        self._box_of = {uid: box for box in matrix.boxes for uid in box.contexts}
        self._find_near()
        if not keeps_view:
            self._begin()
        self.update()

    def choose(self, uid: str) -> None:
        """Mark a context, and bring it into view."""
        self.uid = uid if uid in self._box_of else ""
        self._find_near()
        self._reveal()
        self.update()

    def middle_of(self, uid: str) -> QPointF:
        """Where a context stands in the window."""
        box = self._box_of[uid]
        at = next(place for place, one in enumerate(box.contexts) if one == uid)
        cell = box.width / len(box.contexts)
        return self._on_screen(QPointF(box.left + cell * (at + 0.5), box.top + HEIGHT / 2))

    def fit(self) -> None:
        """Show the whole."""
        if self._matrix is None:
            return
        wide, high = self._matrix.width + 2 * _MARGIN, self._matrix.height + 2 * _MARGIN
        scale = min(self.width() / wide, self.height() / high, 1.0)
        self.scale = max(scale, _LEAST)
        room = QPointF(self.width() / self.scale, self.height() / self.scale)
        self.origin = QPointF(
            (self._matrix.width - room.x()) / 2, min((self._matrix.height - room.y()) / 2, -_MARGIN)
        )
        self._is_fitted = True
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Make the picture larger or smaller, around a point of the window or its middle."""
        at = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        fixed = self._in_drawing(at)
        self.scale = min(max(self.scale * factor, _LEAST), _MOST)
        self.origin = fixed - at / self.scale
        self._is_fitted = False
        self.update()

    def pan(self, x: float, y: float) -> None:
        """Move the window over the drawing, in pixels."""
        self.origin = self.origin + QPointF(x, y) / self.scale
        self._is_fitted = False
        self.update()

    def go(self, key: Qt.Key) -> None:
        """Choose the next context in a direction; up is later, down is earlier."""
        box = self._box_of.get(self.uid)
        if self._matrix is None or not self._matrix.boxes:
            return
        if box is None:
            self._tell(min(self._matrix.boxes, key=lambda one: (one.top, one.left)).contexts[0])
            return
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            next_ = self._aside(box, is_right=key == Qt.Key.Key_Right)
        else:
            next_ = self._along(box, is_up=key == Qt.Key.Key_Up)
        if next_:
            self._tell(next_)

    # --- what a person does ---------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, is_shifted = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ways = {
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
        }
        way = ways.get(Qt.Key(key))
        if way is not None and is_shifted:
            self.pan(way[0] * _PAN, way[1] * _PAN)
        elif way is not None:
            self.go(Qt.Key(key))
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif key in {Qt.Key.Key_0, Qt.Key.Key_Home}:
            self.fit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.uid:
            self.asked.emit(self.uid)
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(_STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._is_dragging = event.position(), False

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons():
            uid = self._uid_at(event.position())
            shape = Qt.CursorShape.PointingHandCursor if uid else Qt.CursorShape.OpenHandCursor
            self.setCursor(shape)
            self.setToolTip(self._painting.name_of(uid) if uid and self._painting else "")
            return
        moved = self._pressed - event.position()
        if self._is_dragging or moved.manhattanLength() > _STILL:
            self._is_dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan(moved.x(), moved.y())
            self._pressed = event.position()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        uid = self._uid_at(event.position())
        if self._pressed is not None and not self._is_dragging and uid:
            self._tell(uid)
        self._pressed = None

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        uid = self._uid_at(event.position())
        if uid:
            self.asked.emit(uid)

    # --- the look -------------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        return QSize(GRID * 80, GRID * 60)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_fitted:
            self._begin()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("paper"))
        if self._painting is not None:
            painter.save()
            painter.scale(self.scale, self.scale)
            painter.translate(-self.origin)
            shown = QRectF(self.origin, self.size().toSizeF() / self.scale)
            self._painting.paint(painter, shown, self.scale, self.uid, self._near)
            painter.restore()
        role, px = ("accent", 2) if self.hasFocus() else ("line", self._theme.outline_px)
        painter.setPen(QPen(self._theme.colour(role), px))
        painter.drawRect(QRectF(self.rect()).adjusted(px / 2, px / 2, -px / 2, -px / 2))
        painter.end()

    # --- inside ---------------------------------------------------------------------------------

    def _begin(self) -> None:
        """The whole where it can be read; else what is chosen or the latest, in its middle."""
        self.fit()
        if self._matrix is None or self.scale >= _READABLE or not self._matrix.boxes:
            return
        self.scale = _BEGIN
        room = QPointF(self.width(), self.height()) / self.scale
        box = self._box_of.get(self.uid)
        if box is None:
            box = min(self._matrix.boxes, key=lambda one: (not one.is_placed, one.top, one.left))
        self.origin = QPointF(
            _within(box.middle[0], room.x(), self._matrix.width),
            _within(box.middle[1], room.y(), self._matrix.height),
        )

    def _reveal(self) -> None:
        box = self._box_of.get(self.uid)
        if box is None:
            return
        room = QRectF(box.left, box.top, box.width, HEIGHT).adjusted(-8, -8, 8, 8)
        shown = QRectF(self.origin, self.size().toSizeF() / self.scale)
        if shown.contains(room):
            return
        x = min(max(self.origin.x(), room.right() - shown.width()), room.left())
        y = min(max(self.origin.y(), room.bottom() - shown.height()), room.top())
        self.origin = QPointF(x, y)
        self._is_fitted = False

    def _tell(self, uid: str) -> None:
        self.choose(uid)
        self.chosen.emit(uid)

    def _find_near(self) -> None:
        """The contexts of boxes to which a line goes from the one that is chosen."""
        own = self._box_of.get(self.uid)
        found: set[str] = set()
        if own is not None and self._matrix is not None:
            for line in self._matrix.lines:
                ends = {line.upper, line.lower}
                if own.contexts[0] in ends:
                    for end in ends - {own.contexts[0]}:
                        found |= set(self._box_of[end].contexts)
        self._near = frozenset(found)

    def _along(self, box: Box, *, is_up: bool) -> str:
        lines = self._matrix.lines if self._matrix is not None else ()
        ends = [
            self._box_of[line.upper if is_up else line.lower]
            for line in lines
            if (line.lower if is_up else line.upper) == box.contexts[0]
        ]
        if not ends:
            return ""
        return min(ends, key=lambda end: abs(end.middle[0] - box.middle[0])).contexts[0]

    def _aside(self, box: Box, *, is_right: bool) -> str:
        """The next number in the box, or the nearest box at about the same height."""
        at = box.contexts.index(self.uid) + (1 if is_right else -1)
        if 0 <= at < len(box.contexts):
            return box.contexts[at]
        boxes = self._matrix.boxes if self._matrix is not None else ()
        beside = [
            one
            for one in boxes
            if abs(one.top - box.top) < HEIGHT
            and (one.left > box.left if is_right else one.left < box.left)
        ]
        if not beside:
            return ""
        nearest = min(beside, key=lambda one: abs(one.left - box.left))
        return nearest.contexts[0 if is_right else -1]

    def _uid_at(self, place: QPointF) -> str:
        at = self._in_drawing(place)
        for box in self._box_of.values():
            if QRectF(box.left, box.top, box.width, HEIGHT).contains(at):
                cell = box.width / len(box.contexts)
                return box.contexts[min(int((at.x() - box.left) / cell), len(box.contexts) - 1)]
        return ""

    def _in_drawing(self, place: QPointF) -> QPointF:
        return self.origin + place / self.scale

    def _on_screen(self, place: QPointF) -> QPointF:
        return (place - self.origin) * self.scale


def _within(middle: float, room: float, whole: float) -> float:
    """Where the window begins so that a place is in its middle, with no more paper than need be."""
    if whole + 2 * _MARGIN <= room:
        return (whole - room) / 2
    return min(max(middle - room / 2, -_MARGIN), whole + _MARGIN - room)
