"""Custody: the events that say who held what, as a list of their own and beside each item."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from app.models.custody import CustodyEvent
from app.models.record import Record
from app.ui import places
from app.ui.cells import Rows
from app.ui.custody.superseded import superseded_among
from app.ui.custody.timeline import CustodyTimeline
from app.ui.jobs import quick
from app.ui.page import RecordPage
from app.ui.panels import Extra

CUSTODY = Extra(places.CUSTODY, CustodyTimeline)


class EventPage(RecordPage):
    """The list of custody events; those that were superseded are struck through."""

    @override
    def _on_read(self, rows: Rows) -> None:
        super()._on_read(rows)
        self._find_superseded(rows)

    @override
    def _on_changed(self, record: Record | None) -> None:
        super()._on_changed(record)
        rows = self.model.source
        if isinstance(record, CustodyEvent) and record.supersedes and rows is not None:
            self._find_superseded(rows)

    def _find_superseded(self, rows: Rows) -> None:
        self._bench.jobs.read(
            self,
            quick(partial(superseded_among, self._bench.actions.custody_of, rows)),
            done=self._on_superseded,
            failed=self._bench.notices.report,
        )

    def _on_superseded(self, uids: frozenset[str]) -> None:
        if uids != self.model.struck:
            self.model.set_struck(uids)
            self.table.fit_columns()
