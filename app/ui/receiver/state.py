"""The receiver at the top of every page: kind of fix, age, accuracy; pressed, it says more."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from app.ui.labels import Button
from app.ui.receiver.words import standing
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_LEAST, _MOST = GRID * 12, GRID * 40


class ReceiverState(Button):
    """Words that follow the receiver; an old position is struck through."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__("", role="receiver")
        self._bench = bench
        self._receiver = bench.receiver
        self.words = ""
        self._short = ""
        self._is_brief = False
        self.setIcon(bench.icons("satellite", "accent"))
        self.setToolTip(bench.say("What the receiver says"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_LEAST)
        self._receiver.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say how the receiver stands now."""
        now = standing(self._receiver, self._bench.say)
        if now.long != self.words:
            self.words, self._short = now.long, now.short
            self.setAccessibleName(now.long)
            self.setToolTip(f"{self._bench.say('What the receiver says')}: {now.long}")
            self.updateGeometry()
            self._fit()
        tone = "grave" if now.is_grave else ""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            icon = "triangle-alert" if now.is_grave else "satellite"
            self.setIcon(self._bench.icons(icon, "amber" if now.is_grave else "accent"))
            self.style().unpolish(self)
            self.style().polish(self)
        font = self.font()
        if font.strikeOut() != now.is_old:
            font.setStrikeOut(now.is_old)
            self.setFont(font)

    def set_brief(self, *, is_brief: bool) -> None:
        """Leave room to others where the window is narrow: age and accuracy alone."""
        if is_brief != self._is_brief:
            self._is_brief = is_brief
            self.updateGeometry()
            self._fit()

    @override
    def sizeHint(self) -> QSize:
        words = self._short if self._is_brief else self.words
        wide = self.fontMetrics().horizontalAdvance(words) + GRID * 7
        return QSize(max(_LEAST, min(wide, _MOST)), super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - GRID * 6
        fits = self.fontMetrics().horizontalAdvance(self.words) <= room
        self.setText(f" {self.words if fits and not self._is_brief else self._short}")
