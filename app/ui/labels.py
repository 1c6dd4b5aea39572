"""Text on screen, and the buttons that carry it.

Qt places a label by the direction of its own text; here it always begins at the reading side of
the window, so that a Latin name in an Arabic column stands where the eye looks for it. Text from
records is never read as markup.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)
from typing_extensions import override

from app.ui.theme import GRID, TARGET

_MOST_SHORT = GRID * 30  # px kept for the shorter wording of a line
_LINE = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_FROM_LEFT, _FROM_RIGHT = Qt.AlignmentFlag.AlignLeft | _LINE, Qt.AlignmentFlag.AlignRight | _LINE


def leading_is_right() -> bool:
    """Whether lines begin at the right."""
    return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def leading() -> Qt.AlignmentFlag:
    """The side at which lines begin, for whatever text."""
    return _FROM_RIGHT if leading_is_right() else _FROM_LEFT


def set_margins(layout: QLayout, leading: int, top: int, trailing: int, bottom: int) -> None:
    """Margins by the direction of reading, which Qt leaves where they are."""
    if leading_is_right():
        layout.setContentsMargins(trailing, top, leading, bottom)
    else:
        layout.setContentsMargins(leading, top, trailing, bottom)


class Label(QLabel):
    """Plain text in one of the sheet's roles; `wraps` lets it take several lines."""

    def __init__(
        self, text: str = "", role: str = "", *, wraps: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIndent(0)
        self.setAlignment(leading())
        if role:
            self.setProperty("role", role)
        self.setWordWrap(wraps)
        if wraps:
            self.setMinimumWidth(1)
        self.setText(text)


class ElidedLabel(Label):
    """One line that gives way: it may be cut by the window, and its tool tip has the rest."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)


class FittingLabel(ElidedLabel):
    """One line with a longer and a shorter wording: the longest that has room is shown.

    Where neither has, the end gives way to "…", in whatever direction one reads.
    """

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", role, parent)
        self._short = self._long = ""

    def show_words(self, short: str, long: str) -> None:
        """Show other words; the tool tip always has the longer ones."""
        self._short, self._long = short, long
        self.setToolTip(long)
        self.setAccessibleName(long)
        self.ensurePolished()  # the sheet makes some of these lines larger
        self.setMinimumWidth(min(self.fontMetrics().horizontalAdvance(short), _MOST_SHORT))
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics, room = self.fontMetrics(), self.width()
        words = self._long
        if metrics.horizontalAdvance(words) > room:
            end = Qt.TextElideMode.ElideRight
            words = metrics.elidedText(self._short or words, end, room)
        self.setText(words)


class Button(QPushButton):
    """A button with its word, and perhaps an icon before it."""

    def __init__(
        self, text: str, icon: QIcon | None = None, role: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        if icon is not None:
            self.setIcon(icon)
        self.set_word(text)
        if role:
            self.setProperty("role", role)
        self.setMinimumHeight(TARGET)
        self.setAutoDefault(False)

    def set_word(self, text: str) -> None:
        """Change the word on the button."""
        # Qt leaves no room between icon and word.
        self.setText(f" {text}" if not self.icon().isNull() and text else text)
        self.setAccessibleName(text)


def title_row(title: str) -> QHBoxLayout:
    """The first row of a page, as high with a button at its end as without one."""
    row = QHBoxLayout()
    row.setContentsMargins(GRID * 3, GRID, GRID * 3, GRID)
    row.setSpacing(GRID * 2)
    label = Label(title, "title")
    label.setMinimumHeight(TARGET)
    row.addWidget(label)
    return row


def hairline(parent: QWidget | None = None) -> QFrame:
    """A line between parts of a page."""
    line = QFrame(parent)
    line.setProperty("role", "hairline")
    return line
