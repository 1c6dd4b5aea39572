"""Custody: containers, seals, places, and the events that say who held what."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import embedded, isolated
from app.models.custody import CustodyEvent
from app.models.record import Record
from app.rules.holding import line_of
from app.ui.jobs import quick
from app.ui.labels import Label
from app.ui.pages.tabs import TabbedPage
from app.ui.panels import Extra, Panel
from app.ui.plain_table import Line, PlainTable
from app.ui.shown import date_and_time
from app.ui.tables import styled_table
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.rules.holding import CustodyState

KINDS = ("container", "seal", "custody_event", "storage_place", "storage_facility")
_TITLES_OF = ("person", "container", "storage_place", "storage_facility", "site")


class CustodyPanel(Panel):
    """Who holds an item now, and every event that led there; superseded ones are struck through."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._uid = ""
        say = bench.say
        self.now = Label("", "heading", wraps=True)
        self.trouble = Label("", "problem", wraps=True)
        headings = (
            say("When"),
            say("What happened"),
            say("From"),
            say("To"),
            say("Seal found"),
            say("Seal left"),
            say("Number"),
        )
        self.model = PlainTable(headings, bench)
        self.table = styled_table(self.model)
        self.table.setAccessibleName(say("Custody events"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID * 2, 0, 0)
        column.setSpacing(GRID)
        for label in (self.now, self.trouble):
            label.setContentsMargins(GRID * 3, 0, GRID * 3, 0)
            column.addWidget(label)
        column.addWidget(self.table, 1)
        bench.titles.want(_TITLES_OF)
        bench.hub.changed.connect(self._on_changed)

    @override
    def show_record(self, record: Record | None) -> None:
        """Read the custody of an item."""
        self._uid = record.uid if record is not None else ""
        self.model.set_lines([])
        self.now.setText("")
        self.trouble.hide()
        if self._uid:
            self._bench.jobs.read(
                self,
                quick(partial(self._bench.actions.custody_of, self._uid)),
                done=self._on_read,
                failed=self._bench.notices.report,
            )

    def _on_changed(self, kind: str) -> None:
        if kind == CustodyEvent.kind and self._uid and self.isVisible():
            self._bench.jobs.read(
                self,
                quick(partial(self._bench.actions.custody_of, self._uid)),
                done=self._on_read,
                failed=self._bench.notices.report,
            )

    def _on_read(self, state: CustodyState) -> None:
        if state.item != self._uid:
            return
        self.now.setText(self._sentence(state))
        problems = [self._bench.say(item.message, **item.values) for item in state.problems]
        self.trouble.setText("\n".join(dict.fromkeys(problems)))
        self.trouble.setVisible(bool(problems))
        self.model.set_lines([self._line(event, state) for event in reversed(state.events)])
        self.table.resizeColumnsToContents()

    def _sentence(self, state: CustodyState) -> str:
        say, title = self._bench.say, self._bench.titles.title
        if state.is_disputed:
            return say("Custody is disputed: nobody knows where this is until it is decided.")
        if state.is_lost:
            return say("Recorded as lost.")
        if not state.last:
            return say("No custody event yet. Collect it to begin the chain.")
        parts = []
        if state.is_released:
            to = embedded(title(state.released_to)) if state.released_to else say("nobody named")
            parts.append(say("released to {person}, not received yet", person=to))
        elif state.holder:
            parts.append(say("held by {person}", person=embedded(title(state.holder))))
        else:
            parts.append(say("nobody holds it"))
        if state.place:
            parts.append(say("at {place}", place=embedded(title(state.place))))
        if state.container:
            parts.append(say("in {container}", container=isolated(title(state.container))))
        if state.seal:
            word = say("seal {number}") if state.is_seal_whole else say("seal {number}, not whole")
            parts.append(word.format(number=isolated(state.seal)))
        else:
            parts.append(say("not sealed"))
        return " · ".join(parts)

    def _line(self, event: CustodyEvent, state: CustodyState) -> Line:
        fields, shown = CustodyEvent.fields, self._bench.shown
        line = line_of(event, state.item)

        def cell(name: str) -> str:
            return shown.value(fields[name], event.values.get(name))

        def side(person: str, place: str) -> str:
            return " · ".join(word for word in (cell(person), cell(place)) if word)

        found = isolated(line.seal_before) if line is not None and line.seal_before else "–"
        left = isolated(line.seal_after) if line is not None and line.seal_after else "–"
        is_struck = event.uid in state.superseded
        cells = (
            date_and_time(event.occurred_at) if event.occurred_at else "–",
            cell("event_type"),
            side("from_custodian", "from_location"),
            side("to_custodian", "to_location"),
            found,
            left,
            cell("number"),
        )
        return Line(cells, event.uid, is_struck=is_struck, role="quiet" if is_struck else "ink")


CUSTODY = Extra("Custody", CustodyPanel)


def custody_page(bench: Workbench) -> QWidget:
    """Containers with their custody, and the registers around them."""
    return TabbedPage(bench.say("Custody"), KINDS, bench, {"container": (CUSTODY,)})
