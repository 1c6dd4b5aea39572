"""When a transfer took place, in which vehicle, and what else is to be said about it.

The editors are those of the event's own declaration, so a plate or a time is read here as it is
everywhere. A field that does not belong to what happens is not shown and not recorded.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.custody import CustodyEvent
from app.models.fields import Field
from app.ui.fields.base import FieldEditor
from app.ui.fields.registry import editor_for
from app.ui.fields.tools import tools_of
from app.ui.labels import Label
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_ALWAYS = ("occurred_at", "purpose_note", "remarks")
_TRANSPORT = (
    "vehicle_plate",
    "driver",
    "escort",
    "departed_at",
    "arrived_at",
    "temperature_c",
)
_ON_THE_ROAD = frozenset({"OUT", "IN", "HND", "REP", "REL"})


class Circumstances(QWidget):
    """Fields of the event beside its people, places and items. No time given means now."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.editors: dict[str, FieldEditor[Field[Any]]] = {}
        self._tools = tools_of(bench)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._column.addWidget(Label(bench.say("When, and what else to say"), "section"))
        for name in _ALWAYS:
            self._add(name)
        self._heading = Label(bench.say("Transport"), "section")
        self._column.addSpacing(GRID)
        self._column.addWidget(self._heading)
        for name in _TRANSPORT:
            self._add(name)
        self.show_for("", "")

    def show_for(self, event_type: str, purpose: str) -> None:
        """Ask for what belongs to such an event."""
        is_moved = event_type == "TRN" or (purpose == "TRANSPORT" and event_type in _ON_THE_ROAD)
        self._heading.setVisible(is_moved)
        for name in _TRANSPORT:
            self.editors[name].setVisible(is_moved)
        self.editors["purpose_note"].setVisible(purpose == "OTHER")

    def fields(self) -> dict[str, object]:
        """What of it goes into the event; a time that was left empty is left out."""
        return {
            name: value
            for name, editor in self.editors.items()
            if not editor.isHidden() and (value := editor.value()) is not None
        }

    def settle(self) -> bool:
        """Settle what is being typed; whether all of it can be read."""
        shown = [editor for editor in self.editors.values() if not editor.isHidden()]
        for editor in shown:
            editor.commit()
        unread = [editor for editor in shown if editor.problem()]
        if unread:
            unread[0].setFocus()
        return not unread

    def _add(self, name: str) -> None:
        editor = self.editors[name] = editor_for(CustodyEvent.fields[name], self._tools, self)
        self._column.addWidget(editor)
