"""What a certificate as typed closes and what it does not, above its form before it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from app.core.changes import Changes
from app.core.wording import isolated
from app.models.clearance import ClearanceTask
from app.models.record import Record
from app.services.hazard_reach import Released
from app.ui.hatched import HatchedPanel
from app.ui.jobs import quick
from app.ui.labels import Button, Label, set_margins
from app.ui.panels import Extra, Panel
from app.ui.places import Destination
from app.ui.theme import GRID
from app.ui.workbench import Workbench

FIELDS = (
    "site",
    "area",
    "hazards",
    "outcome",
    "cleared_depth_m",
    "valid_from",
    "valid_until",
    "signatures",
)
_JUDGED_BY = frozenset({"hazard", "grave", "role_assignment"})


class ReleasesPanel(Panel):
    """Sentences; `stale` when what they are judged by has changed."""

    stale = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._say = bench.say
        self._asked = 0
        self.panel = HatchedPanel(bench.theme)
        self.panel.body.setSpacing(2)
        margins = self.panel.body.contentsMargins()
        self.panel.body.setContentsMargins(margins.left(), GRID, margins.right(), GRID)
        self.closes = Label("", "heading", wraps=True)
        self.stays = Label("", wraps=True)
        self.lacks = Label("", "small", wraps=True)
        for label in (self.closes, self.stays, self.lacks):
            self.panel.body.addWidget(label)
        column = QVBoxLayout(self)
        set_margins(column, GRID * 3, 0, GRID * 3, GRID)
        column.addWidget(self.panel)
        bench.hub.announced.connect(self._on_changes)

    @override
    def show_record(self, record: Record | None) -> None:
        """What is said follows the form, not the record: see `show_values`."""
        self.stale.emit()

    def show_values(self, uid: str, values: Mapping[str, Any]) -> None:
        """Say what the certificate would do with these values."""
        clearance = self._bench.actions.clearance
        if clearance is None:
            return
        self._asked += 1
        self._bench.jobs.read(
            self,
            quick(partial(clearance.releases, uid, dict(values))),
            done=partial(self._on_released, self._asked),
            failed=self._bench.notices.report,
        )

    def _on_changes(self, changes: Changes) -> None:
        if changes.kinds & _JUDGED_BY:
            self.stale.emit()

    def _on_released(self, asked: int, released: Released) -> None:
        if asked != self._asked:
            return
        stays = list(self._stays(released))
        self.panel.set_striped(is_striped=bool(stays) or released.fault is not None)
        self.closes.setText(self._closes(released))
        for label, words in (
            (self.stays, " ".join(stays)),
            (self.lacks, self._lacks(released)),
        ):
            label.setText(words)
            label.setVisible(bool(words))

    def _closes(self, released: Released) -> str:
        if not released.closing:
            return self._say("It closes no hazard: none is named.")
        return self._say(
            "It lets EOD close: {titles}. Each stays open until its own status is set.",
            titles=self._listed(released.closing),
        )

    def _stays(self, released: Released) -> Iterator[str]:
        say = self._say
        if released.outside:
            yield say(
                "Named, but not surely within the area: {titles}.",
                titles=self._listed(released.outside),
            )
        if released.standing:
            yield say(
                "Not named, reaching into the area, and still open: {titles}.",
                titles=self._listed(released.standing),
            )
        if released.deeper:
            told = tuple(f"{title} ({depth:f} m)" for title, depth in released.deeper)
            yield say(
                "Graves recorded as deeper than it holds: {titles}.", titles=self._listed(told)
            )

    def _lacks(self, released: Released) -> str:
        fault = released.fault
        if fault is None:
            return self._say("It counts as it stands.")
        values = {name: isolated(value) for name, value in fault.values.items()}
        return f"{self._say(fault.message, **values)} {self._say(fault.hint, **values)}"

    def _listed(self, titles: tuple[str, ...]) -> str:
        return self._say(", ").join(isolated(title) for title in titles)


class TaskPanel(Panel):
    """From a clearance task to its certificate, with what the two have in common."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._uid = ""
        self.begin = Button(
            bench.say("Record the certificate of this task"), bench.icons("plus", "accent")
        )
        self.begin.clicked.connect(self._on_begin)
        row = QHBoxLayout(self)
        set_margins(row, GRID * 3, 0, GRID * 3, GRID)
        row.addWidget(self.begin)
        row.addStretch(1)
        self.hide()

    @override
    def show_record(self, record: Record | None) -> None:
        is_one = isinstance(record, ClearanceTask) and not record.is_withdrawn
        self._uid = record.uid if record is not None and is_one else ""
        self.setVisible(bool(self._uid))

    def _on_begin(self) -> None:
        clearance = self._bench.actions.clearance
        if clearance is None:
            return
        self._bench.jobs.read(
            self,
            quick(partial(clearance.prefill_of_task, self._uid)),
            done=self._on_prefill,
            failed=self._bench.notices.report,
        )

    def _on_prefill(self, prefilled: dict[str, Any]) -> None:
        self.opened.emit(Destination("clearance_certificate", prefilled=prefilled))


RELEASES = Extra("What it closes", ReleasesPanel, is_above=True)
TASK = Extra("Certificate of the task", TaskPanel, is_above=True)
