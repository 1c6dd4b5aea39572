"""What is in the margin of a record as a whole, and of fields that its form does not show.

It stands above the form: nothing where nothing was noted, one quiet line where something was, and
on demand the same panel as at a field.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import Wording, isolated
from app.rules.margins import NOTHING, Margin, Margins
from app.ui.fields.margin import MarginPanel
from app.ui.labels import Label
from app.ui.margin_words import mark_of, tip_of, told
from app.ui.theme import GRID


class RecordMargin(QWidget):
    """One line about the whole record, and below it the panel; `asked` says that it was pressed."""

    asked = Signal()

    def __init__(self, say: Wording, parent: QWidget) -> None:
        super().__init__(parent)
        self._say = say
        self._margin: Margin = NOTHING
        self.margin: MarginPanel | None = None
        self.mark = Label("", "margin", wraps=True, parent=self)
        self.mark.installEventFilter(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._column.addWidget(self.mark)
        self._fit()

    def show_margins(self, whole: Margin, elsewhere: Margins) -> None:
        """Show what was noted of the whole, and `elsewhere`, of fields that are not on the form."""
        self._margin = whole
        parts = [self._words(self._say("The whole record"), whole)] if whole.notes else []
        parts += [self._words(isolated(name), margin) for name, margin in elsewhere.items()]
        self.mark.setText("\n".join(parts))
        every = [whole, *elsewhere.values()]
        told_of = Margin("", tuple(noted for margin in every for noted in margin.notes))
        self.mark.setToolTip(tip_of(told_of, self._say) if parts else "")
        self.mark.setAccessibleDescription(told(told_of, self._say))
        if self.margin is not None:
            self.margin.show_margin(whole)
        self._fit()

    def open_margin(self) -> MarginPanel:
        """Show the notes, with room to write."""
        if self.margin is None:
            self.margin = MarginPanel(self._margin, self._say, self)
            self._column.addWidget(self.margin)
            self.margin.left.connect(self.close_margin)
        self._fit()
        return self.margin

    def close_margin(self) -> None:
        """Put the panel away."""
        if self.margin is not None:
            panel, self.margin = self.margin, None
            self._column.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        self._fit()

    def _words(self, where: str, margin: Margin) -> str:
        return self._say("{label}: {value}", label=where, value=mark_of(margin, self._say))

    def _fit(self) -> None:
        self.mark.setVisible(bool(self.mark.text()))
        self.setVisible(bool(self.mark.text()) or self.margin is not None)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.mark and event.type() == QEvent.Type.MouseButtonRelease:
            self.asked.emit()
        return super().eventFilter(watched, event)
