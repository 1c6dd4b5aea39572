"""Outline icons in the colour of a role.

One family (Lucide); each icon is drawn once per colour and direction. Icons that point along the
line of reading are mirrored where the language runs from right to left.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from app.core.resources import resource
from app.ui.theme import Theme

SIZE = 20  # px
_DIRECTED = frozenset({"chevron-left", "chevron-right", "undo-2", "arrow-right", "list-checks"})
_SCALES = (1, 2)


class Icons:
    """The icons of one theme and direction: `icons("bone", "accent")`."""

    def __init__(self, theme: Theme, *, is_mirrored: bool = False) -> None:
        self._theme = theme
        self._is_mirrored = is_mirrored
        self._made: dict[tuple[str, str, int], QIcon] = {}

    def __call__(self, name: str, role: str = "ink", size: int = SIZE) -> QIcon:
        """The icon called `name`, `size` pixels high, in the colour of `role`."""
        wanted = (name, role, size)
        if wanted not in self._made:
            icon = QIcon()
            for scale in _SCALES:
                icon.addPixmap(self._drawn(name, role, size * scale, scale))
            self._made[wanted] = icon
        return self._made[wanted]

    def pixmap(self, name: str, role: str = "ink", size: int = SIZE) -> QPixmap:
        """The same as a picture, sharp on screens of double density."""
        return self(name, role, size).pixmap(QSize(size, size), float(_SCALES[-1]))

    def _drawn(self, name: str, role: str, side: int, scale: int) -> QPixmap:
        svg = resource("icons", f"{name}.svg").read_text("utf-8")
        colour = self._theme.colour(role).name()
        renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter)
        painter.end()
        if self._is_mirrored and name in _DIRECTED:
            picture = picture.transformed(QTransform().scale(-1, 1))
        picture.setDevicePixelRatio(scale)
        return picture
