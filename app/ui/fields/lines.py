"""A box for text of several lines, as every form and panel has it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui.theme import GRID, TARGET


class LinesEdit(QPlainTextEdit):
    """So many lines high; Tab leaves it, and lines begin where reading begins."""

    def __init__(self, lines: int, parent: QWidget, *, is_mirrored: bool) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        if is_mirrored:
            # A plain-text box begins at the left whatever the language; Qt mirrors lines alone.
            option = self.document().defaultTextOption()
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.document().setDefaultTextOption(option)
        height = self.fontMetrics().lineSpacing() * lines
        self.setFixedHeight(max(TARGET, height + GRID * 2))
