"""Bands across the window that nobody can dismiss: open hazards, practice, and a store come back.

They speak by shape and word first: hatched ends, a triangle, a sentence. The hazard band reports
what is recorded and who cleared what; it never says that ground is safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from app.core.wording import Wording
from app.services.ground_words import Sentence, around_site, open_hazards
from app.ui.icons import Icons
from app.ui.labels import Label
from app.ui.theme import GRID, Theme

if TYPE_CHECKING:
    from app.rules.hazards import HazardNotice

_HATCH = GRID * 2  # px from stripe to stripe


class HazardBand(QWidget):
    """The open hazards of the site in view."""

    def __init__(self, say: Wording, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._say = say
        self._theme = theme
        self._icon = icons.pixmap("triangle-alert", "on_hazard", 24)
        self.sentence = ""
        self.setFixedHeight(GRID * 5)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_notice(self, notice: HazardNotice, *, is_one_site: bool) -> None:
        """Show what is open; nothing is shown only where nothing is open.

        Distance and clearance are those of one site, and are never told of several together.
        """
        if notice.open:
            parts = [self._told(open_hazards(notice))]
            if is_one_site:
                parts += map(self._told, around_site(notice))
            else:
                parts.append(self._say("choose a site above"))
            self._show(" · ".join(parts))
        else:
            self.sentence = ""
            self.hide()

    def show_unknown(self) -> None:
        """Say that it is not known whether hazards are open."""
        self._show(
            self._say("The hazards of this site could not be read. Treat it as not cleared.")
        )

    def _show(self, sentence: str) -> None:
        self.sentence = sentence
        self.setAccessibleName(sentence)
        self.setToolTip(sentence)
        self.show()
        self.update()

    def _told(self, sentence: Sentence) -> str:
        return self._say(sentence.text, **sentence.values)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.colour("hazard"))
        white, red = self._theme.colour("on_hazard"), self._theme.colour("hazard")
        end = GRID * 6
        for left in (0, self.width() - end):
            hatch(painter, QRect(left, 0, end, self.height()), red, white)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = self.width() - end - GRID * 5 if is_mirrored else end + GRID * 2
        painter.drawPixmap(x, (self.height() - 24) // 2, self._icon)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(white)
        margin = end + GRID * 6
        text = self.rect().adjusted(
            GRID + end if is_mirrored else margin, 0, -margin if is_mirrored else -end - GRID, 0
        )
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(
            self.sentence, Qt.TextElideMode.ElideRight, text.width()
        )
        painter.setLayoutDirection(self.layoutDirection())
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, flags, shown)
        painter.end()


class PracticeBand(QWidget):
    """Stripes and a word: nothing in this window is real."""

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._words = say("PRACTICE · invented data to train on")
        self.setAccessibleName(self._words)
        self.setFixedHeight(GRID * 3)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(GRID * 40, GRID * 3)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hatch(
            painter,
            self.rect(),
            self._theme.colour("practice"),
            self._theme.colour("practice_stripe"),
        )
        font = QFont(self.font())
        font.setPointSizeF(10)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._theme.colour("on_practice"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()


class CameBackBand(QWidget):
    """A sentence: this store is a copy or came back from a backup, and what is to be done."""

    def __init__(self, say: Wording) -> None:
        super().__init__()
        self._say = say
        self.setProperty("role", "trouble")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence = Label("", wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID)
        row.addWidget(self.sentence)
        self.hide()

    def show_sentence(self, sentence: str) -> None:
        """Show it; without one, nothing has to be known."""
        told = self._say(sentence) if sentence else ""
        self.sentence.setText(told)
        self.setAccessibleName(told)
        self.setVisible(bool(told))


def hatch(painter: QPainter, area: QRect, ground: QColor, stripe: QColor) -> None:
    """Fill an area with slanted stripes, the shape that says danger without colour."""
    painter.save()
    painter.setClipRect(area)
    painter.fillRect(area, ground)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(stripe)
    height = area.height()
    x = float(area.left() - height)
    while x < area.right() + height:
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x, height),
                    QPointF(x + _HATCH / 2, height),
                    QPointF(x + _HATCH / 2 + height, 0),
                    QPointF(x + height, 0),
                ]
            )
        )
        x += _HATCH
    painter.restore()
