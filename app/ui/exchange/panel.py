"""What the parts of the exchange page share: a column of sections, progress, and a result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.errors import AppError, Cancelled
from app.ui.exchange.actions import ExchangeActions, Standing
from app.ui.exchange.stage_words import stage_words
from app.ui.exchange.wrong_file import where_it_belongs
from app.ui.labels import Label
from app.ui.progress import Progress
from app.ui.theme import GRID
from app.ui.workbench import Workbench

WIDEST = GRID * 104


class ExchangePanel(QScrollArea):
    """One column. `stood` says that bundles, receipts or the enrolment changed."""

    stood = Signal()

    def __init__(self, bench: Workbench, actions: ExchangeActions) -> None:
        super().__init__()
        self.bench = bench
        self.services = actions
        self.say = bench.say
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        body = QWidget()
        body.setMaximumWidth(WIDEST)
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 3)
        self.column.setSpacing(GRID)
        self.progress = Progress(bench.say, stage_words(bench.say))
        self.result = QWidget()
        self._results = QVBoxLayout(self.result)
        self._results.setContentsMargins(0, GRID, 0, 0)
        self._results.setSpacing(GRID)
        self.result.hide()
        self.setWidget(body)

    def show_standing(self, standing: Standing) -> None:
        """Show how the exchange stands."""

    def finish(self) -> None:
        """Put progress and result under what was added so far."""
        self.column.addWidget(self.progress)
        self.column.addWidget(self.result)
        self.column.addStretch(1)

    def section(self, title: str) -> None:
        """Begin a part of the column."""
        self.column.addSpacing(GRID)
        self.column.addWidget(Label(title, "section"))

    def clear_result(self) -> None:
        """Take the last result away."""
        while self._results.count():
            item = self._results.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.result.hide()

    def show_result(self, widgets: Sequence[QWidget]) -> None:
        """Say how it ended; this stays until the next job."""
        self.clear_result()
        for widget in widgets:
            self._results.addWidget(widget)
        self.result.show()

    def show_failure(self, error: Exception, path: Path | None = None, wanted: str = "") -> None:
        """Say why it failed; a person who stopped it hears that nothing was lost.

        Of a file `path` that was to end in `wanted`, say what else it seems to be.
        """
        self.progress.end()
        if isinstance(error, Cancelled):
            self.show_result([Label(self.say("Stopped. Nothing was lost."), "heading")])
        elif isinstance(error, AppError):
            sentence, hint = self.say.error(error)
            words = [Label(sentence, "problem", wraps=True), Label(hint, "quiet", wraps=True)]
            if path is not None and (told := where_it_belongs(self.say, path, wanted)):
                words.append(Label(told, wraps=True))
            self.show_result(words)
        else:
            self.bench.notices.report(error)
