"""The marks as buttons: each shows its pattern, its word and its key, and marks what is chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.core.wording import Wording, isolated
from app.rules.marks import Mark, mark_words
from app.ui.flow import FlowLayout
from app.ui.labels import Button
from app.ui.skeleton.brushes import paint
from app.ui.skeleton.words import short_mark
from app.ui.theme import GRID, Theme

ORDER = (Mark.PRESENT, Mark.PARTIAL, Mark.FRAGMENT, Mark.ABSENT, Mark.HIDDEN, None)
_SWATCH = QSize(24, 18)


class Legend(QWidget):
    """`chosen` carries the mark of the button pressed."""

    chosen = Signal(object)

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        line = FlowLayout(self)
        self.buttons: dict[Mark | None, Button] = {}
        for key, mark in enumerate(ORDER, 1):
            word = say("{mark} {key}", mark=short_mark(say, mark), key=isolated(key if mark else 0))
            button = Button(word, swatch(theme, mark, self.devicePixelRatioF()), "quiet", self)
            button.setProperty("width", "narrow")
            button.setIconSize(_SWATCH)
            button.setToolTip(mark_words(say, mark))
            button.setAccessibleName(mark_words(say, mark))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self.chosen.emit, mark))
            line.addWidget(button)
            self.buttons[mark] = button

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else -1


def swatch(theme: Theme, mark: Mark | None, ratio: float = 1.0) -> QIcon:
    """A little bone filled as the mark fills it."""
    picture = QPixmap(_SWATCH * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    area = QPainterPath()
    room = QRectF(2, 2, _SWATCH.width() - 4, _SWATCH.height() - 4)
    area.addRoundedRect(room, GRID / 2, GRID / 2)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, theme, mark, area, QPainterPath())
    painter.end()
    return QIcon(picture)
