"""Lists of places: files of other programs are brought in here, chosen or dropped on the list."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget
from typing_extensions import override

from app.models.survey import SurveyControl
from app.ui.labels import Button, set_margins
from app.ui.page import RecordPage
from app.ui.theme import GRID


class PlacesPage(RecordPage):
    """A list of records that lie somewhere."""

    @override
    def _list(self) -> QWidget:
        side = super()._list()
        column = side.layout()
        if isinstance(column, QBoxLayout) and self._bench.doors.bring_in is not None:
            column.insertLayout(1, self._tools())
            self.setAcceptDrops(True)
        return side

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        set_margins(row, GRID * 3, 0, GRID * 2, GRID)
        row.setSpacing(GRID)
        self.bring_in = Button(
            self._say("Import a file …"), self._bench.icons("download", "accent"), "quiet"
        )
        self.bring_in.clicked.connect(lambda: self._bring_in(None))
        row.addWidget(self.bring_in)
        if self.kind is SurveyControl:
            self.tie = Button(self._say("Tie the local grid"), role="quiet")
            self.tie.clicked.connect(self._on_tie)
            row.addWidget(self.tie)
        row.addStretch(1)
        return row

    @override
    def _empty_page(self) -> QWidget:
        page = super()._empty_page()
        column = page.layout()
        if isinstance(column, QBoxLayout) and self._bench.doors.bring_in is not None:
            column.insertLayout(column.count() - 1, self._import_here())
        return page

    def _import_here(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.bring_in_first = Button(
            self._say("Import a file …"), self._bench.icons("download", "accent")
        )
        self.bring_in_first.clicked.connect(lambda: self._bring_in(None))
        row.addWidget(self.bring_in_first)
        row.addStretch(1)
        return row

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        for path in files:
            self._bring_in(path)

    def _bring_in(self, path: Path | None) -> None:
        self.leave()
        if self._bench.doors.bring_in is not None:
            self._bench.doors.bring_in(self, self.kind.kind, self._site, path)

    def _on_tie(self) -> None:
        shown = self._detail.record if self._detail is not None else None
        site = self._site or (shown.values.get("site") if shown is not None else "")
        if self._bench.doors.tie is not None and site:
            self._bench.doors.tie(self, site)
