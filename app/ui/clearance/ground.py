"""What is recorded of the ground of a record, above its form: who cleared it, how deep, until when.

It is asked anew whenever hazards, certificates or the record itself change, and every minute, since
certificates end. It never says that ground is safe.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from app.core.changes import Changes
from app.models.record import Record
from app.rules.clearance import ClearanceVerdict
from app.services.ground_words import Sentence, called, particulars, what_to_do, why
from app.services.hazards import Ground
from app.ui.hatched import HatchedPanel
from app.ui.jobs import quick
from app.ui.labels import Label
from app.ui.panels import Extra, Panel
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_JUDGED_BY: Final = frozenset(
    {"hazard", "clearance_certificate", "operation", "role_assignment", "grave", "remains_case"}
)
_EVERY_MS: Final = 60_000


class GroundPanel(Panel):
    """One record's ground in words; striped at its side unless a certificate covers it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._uid = ""
        self._is_brief = False
        self.panel = HatchedPanel(bench.theme)
        self.panel.body.setSpacing(2)
        margins = self.panel.body.contentsMargins()
        self.panel.body.setContentsMargins(margins.left(), GRID, margins.right(), GRID)
        self.verdict = Label("", "heading", wraps=True)
        self.reason = Label("", wraps=True)
        self.more = Label("", "small", wraps=True)
        for label in (self.verdict, self.reason, self.more):
            self.panel.body.addWidget(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, 0, GRID * 3, GRID)
        column.addWidget(self.panel)
        self._minute = QTimer(self)
        self._minute.setInterval(_EVERY_MS)
        self._minute.timeout.connect(self._read)
        bench.hub.announced.connect(self._on_changes)
        self.hide()

    @override
    def show_record(self, record: Record | None) -> None:
        uid = record.uid if record is not None and not record.is_withdrawn else ""
        if uid != self._uid:
            self.hide()
        self._uid = uid
        self._read()
        if uid:
            self._minute.start()
        else:
            self._minute.stop()

    @override
    def set_brief(self, *, is_brief: bool) -> None:
        """Beside a chart or a history: the verdict alone, and why, unless the ground is cleared."""
        self._is_brief = is_brief
        self._fit()

    def _fit(self) -> None:
        self.reason.setVisible(not self._is_brief or self.panel.is_striped)
        self.more.setVisible(not self._is_brief)

    def _on_changes(self, changes: Changes) -> None:
        if self._uid and (self._uid in changes.uids or changes.kinds & _JUDGED_BY):
            self._read()

    def _read(self) -> None:
        clearance = self._bench.actions.clearance
        if not self._uid or clearance is None:
            return
        self._bench.jobs.read(
            self,
            quick(partial(clearance.ground_of, self._uid)),
            done=partial(self._on_ground, self._uid),
            failed=self._bench.notices.report,
        )

    def _on_ground(self, uid: str, ground: Ground | None) -> None:
        if uid != self._uid:
            return
        self.setVisible(ground is not None)
        if ground is None:
            return
        is_cleared = ground.clearance.verdict is ClearanceVerdict.CLEARED
        self.panel.set_striped(is_striped=not is_cleared)
        self.verdict.setText(self._told(called(ground)))
        self.reason.setText(f"{self._told(why(ground))} {self._told(what_to_do(ground))}")
        self.more.setText(" ".join(self._told(one) for one in particulars(ground)))
        self._fit()
        self.setAccessibleName(f"{self.verdict.text()} {self.reason.text()} {self.more.text()}")

    def _told(self, sentence: Sentence) -> str:
        return self._bench.say(sentence.text, **sentence.values)


GROUND = Extra("Ground", GroundPanel, is_above=True)
