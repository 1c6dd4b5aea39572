"""A line to look for something, with a cross that empties it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.wording import Wording
from app.ui.icons import Icons
from app.ui.labels import leading
from app.ui.theme import TARGET


class FilterEdit(QLineEdit):
    """`words` say what can be looked for; Qt's own cross would be black in the dark theme."""

    def __init__(
        self, words: str, say: Wording, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setMinimumHeight(TARGET)
        self.setAlignment(leading())
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        place = QLineEdit.ActionPosition
        self.addAction(icons("search", "quiet"), place.LeadingPosition)
        self._cross = self.addAction(icons("x", "quiet"), place.TrailingPosition)
        self._cross.setToolTip(say("Empty this line"))
        self._cross.setVisible(False)
        self._cross.triggered.connect(self.clear)
        self.textChanged.connect(self._on_text)

    def _on_text(self, text: str) -> None:
        self._cross.setVisible(bool(text))
