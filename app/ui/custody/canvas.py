"""A field to sign in with finger, pen or mouse; what is drawn becomes a picture."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.ui.theme import GRID, Theme

_WIDTH_PX = 2.4
_SCALE = 2  # dots of the picture for each on the screen
_LEAST_POINTS = 8  # fewer is a slip of the hand, not a signature


class SignatureCanvas(QWidget):
    """Strokes in ink on paper, whatever the theme of the window."""

    changed = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._strokes: list[QPolygonF] = []
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(GRID * 60, GRID * 22)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def is_signed(self) -> bool:
        """Whether there is more than a dot."""
        return sum(stroke.count() for stroke in self._strokes) >= _LEAST_POINTS

    def clear(self) -> None:
        """Begin again."""
        self._strokes.clear()
        self.update()
        self.changed.emit()

    def png(self) -> bytes:
        """What was drawn, black on white."""
        picture = QImage(self.size() * _SCALE, QImage.Format.Format_Grayscale8)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.scale(_SCALE, _SCALE)
        self._draw(painter, QPen(Qt.GlobalColor.black, _WIDTH_PX))
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(picture)
        return bytes(data.data())

    @override
    def sizeHint(self) -> QSize:
        return QSize(GRID * 72, GRID * 26)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._strokes.append(QPolygonF([event.position()]))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes and event.buttons():
            self._strokes[-1].append(event.position())
            self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.changed.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.setPen(QPen(self._theme.colour("outline"), self._theme.outline_px))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        base = self.height() * 0.75
        painter.drawLine(QPointF(GRID * 3, base), QPointF(self.width() - GRID * 3, base))
        self._draw(painter, QPen(self._theme.colour("ink"), _WIDTH_PX))
        painter.end()

    def _draw(self, painter: QPainter, pen: QPen) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for stroke in self._strokes:
            painter.drawPolyline(stroke)
