"""The fonts, colours and direction of the whole application."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.wording import wording
from app.ui.fonts import body_font
from app.ui.looks import Looks
from app.ui.stylesheet import stylesheet
from app.ui.theme import THEMES


def dress(application: QApplication, looks: Looks) -> None:
    """Give the application its fonts, colours and direction."""
    theme = THEMES[looks.theme]
    is_mirrored = wording(looks.language).is_right_to_left
    if application.style().objectName() != "fusion":  # where it is the system's own already
        application.setStyle("Fusion")
    application.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight
    )
    application.setFont(body_font(theme))
    application.setPalette(theme.palette())
    sheet = stylesheet(theme)
    if application.styleSheet() != sheet:  # each new sheet is worked out for every widget there is
        application.setStyleSheet(sheet)
