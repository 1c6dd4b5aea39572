"""Custody: the events that say who held what, as a list of their own and beside each item."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from app.models.custody import CustodyEvent
from app.models.record import Record
from app.ui import places
from app.ui.custody.superseded import superseded_among
from app.ui.custody.timeline import CustodyTimeline
from app.ui.jobs import quick
from app.ui.page import RecordPage
from app.ui.panels import Extra

CUSTODY = Extra(places.CUSTODY, CustodyTimeline)


class EventPage(RecordPage):
    """The list of custody events; those that were superseded are struck through."""

    @override
    def _on_read(self, records: list[Record]) -> None:
        super()._on_read(records)
        self._find_superseded(records)

    @override
    def _on_changed(self, record: Record | None) -> None:
        super()._on_changed(record)
        if isinstance(record, CustodyEvent) and record.supersedes:
            self._find_superseded(self.model.records)

    def _find_superseded(self, records: list[Record]) -> None:
        self._bench.jobs.read(
            self,
            quick(partial(superseded_among, self._bench.actions.custody_of, tuple(records))),
            done=self._on_superseded,
            failed=self._bench.notices.report,
        )

    def _on_superseded(self, uids: frozenset[str]) -> None:
        self.model.set_struck(uids)
        self.table.fit_columns()
