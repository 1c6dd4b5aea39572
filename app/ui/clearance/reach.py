"""What a hazard as typed would take, drawn and said above its form before it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from app.core.changes import Changes
from app.core.wording import isolated
from app.models.record import Record
from app.services.hazard_reach import Reach
from app.ui.clearance.picture import ReachPicture
from app.ui.jobs import quick
from app.ui.labels import Button, Label, set_margins
from app.ui.panels import Extra, Panel
from app.ui.position.circle import metres
from app.ui.theme import GRID
from app.ui.workbench import Workbench

FIELDS = (
    "site",
    "observer_position",
    "bearing_deg",
    "distance_m",
    "extent",
    "exclusion_radius_m",
    "safe_to_record",
)
_JUDGED_BY = frozenset({"grave", "survey_control", "clearance_certificate", "operation"})


class ReachPanel(Panel):
    """The drawing and its sentences; `compass_asked` when somebody has a magnetic bearing.

    `stale` when what it is judged by has changed, `told` when other words and pictures took room.
    """

    compass_asked = Signal()
    stale = Signal()
    told = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._say = bench.say
        self._asked = 0
        self.picture = ReachPicture(bench.say, bench.theme)
        self.where = Label("", wraps=True)
        self.ground = Label("", wraps=True)
        self.covers = Label("", "warning", wraps=True)
        self.compass = Button(bench.say("From a compass"), role="quiet")
        self.compass.clicked.connect(self.compass_asked)
        words = QVBoxLayout()
        words.setSpacing(GRID)
        for label in (self.where, self.ground, self.covers):
            words.addWidget(label)
        words.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.compass)
        foot.addStretch(1)
        words.addLayout(foot)
        row = QHBoxLayout(self)
        set_margins(row, GRID * 3, 0, GRID * 3, GRID)
        row.setSpacing(GRID * 2)
        row.addWidget(self.picture)
        row.addLayout(words, 1)
        bench.hub.announced.connect(self._on_changes)

    @override
    def show_record(self, record: Record | None) -> None:
        """What is drawn follows the form, not the record: see `show_values`."""
        self.stale.emit()

    def show_values(self, uid: str, values: Mapping[str, Any]) -> None:
        """Draw what the hazard would take with these values."""
        clearance = self._bench.actions.clearance
        if clearance is None:
            return
        self._asked += 1
        self._bench.jobs.read(
            self,
            quick(partial(clearance.reach_of, uid, dict(values))),
            done=partial(self._on_reach, self._asked),
            failed=self._bench.notices.report,
        )

    def _on_changes(self, changes: Changes) -> None:
        if changes.kinds & _JUDGED_BY:
            self.stale.emit()

    def _on_reach(self, asked: int, reach: Reach) -> None:
        if asked != self._asked:
            return
        self.picture.setVisible(bool(reach.drawing.taken))
        self.picture.show_drawing(reach.drawing)
        self.where.setText(self._where(reach))
        self.ground.setText(self._radius(reach))
        self.ground.setVisible(bool(self.ground.text()))
        self.covers.setText(" ".join(self._covered(reach)))
        self.told.emit()

    def _where(self, reach: Reach) -> str:
        say = self._say
        if not reach.is_open:
            return say("It is closed by its certificate: this ground no longer counts for it.")
        if reach.is_anywhere:
            return say(
                "Nobody knows where it lies yet, so the whole site counts as inside. With a "
                "position, a bearing and a distance it takes less."
            )
        if reach.error_m is None:
            return say("It takes the extent, and what EOD sets around it.")
        return say(
            "It lies somewhere in the dotted circle, {error} around the cross: your own error and "
            "a fifth of the distance.",
            error=isolated(metres(float(reach.error_m))),
        )

    def _radius(self, reach: Reach) -> str:
        say, radius = self._say, isolated(metres(float(reach.radius_m)))
        if reach.is_anywhere or reach.error_m is None or not reach.is_open:
            return ""
        taken = isolated(metres(float(reach.radius_m + reach.error_m)))
        if reach.is_widest:
            return say(
                "No radius is set, so the widest of all holds, {radius}. EOD sets one.",
                radius=radius,
            )
        if reach.is_default:
            return say(
                "The radius of the operation holds until EOD sets one: {radius}, with the error "
                "{taken}.",
                radius=radius,
                taken=taken,
            )
        return say(
            "The radius that is set: {radius}, with the error {taken}.", radius=radius, taken=taken
        )

    def _covered(self, reach: Reach) -> Iterator[str]:
        say = self._say
        if not reach.is_open:
            return
        for text, titles in (
            (say("Graves that count as inside: {titles}."), reach.graves),
            (say("Control points that count as inside: {titles}."), reach.controls),
            (say("It reaches into the cleared ground of: {titles}."), reach.certificates),
        ):
            if titles:
                listed = say(", ").join(isolated(title) for title in titles)
                yield text.format(titles=listed)
        if not (reach.graves or reach.controls or reach.certificates):
            yield say("No recorded grave, control point or cleared ground counts as inside.")


REACH = Extra("Reach", ReachPanel, is_above=True)
