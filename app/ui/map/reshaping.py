"""Changing the area of a record where it lies: its outline is dragged on the map, then saved.

It is saved as the form saves it, through the same rules and with a reason where the record is
final. What the rules refuse stays on the map as it was dragged, until it is mended or given up.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.core.errors import AppError
from app.core.wording import Wording, embedded, isolated
from app.geo.area import Area, size_hectares
from app.models.record import Record
from app.rules.verdicts import Level
from app.services.ground_plan import GroundPlan
from app.services.recording import Saved
from app.ui.jobs import quick
from app.ui.map.tools import Outline
from app.ui.position.circle import metres
from app.ui.workbench import Workbench


class _Dragged(Outline):
    """An outline that Esc gives up at once."""

    @override
    def key(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        return super().key(key)


class Reshaping(QObject):
    """One area being changed. `told` says how it stands; `ended` that it was saved or given up."""

    told = Signal(str)
    ended = Signal()

    def __init__(
        self, bench: Workbench, page: QWidget, record: Record, field: str, plan: GroundPlan
    ) -> None:
        super().__init__(page)
        self._bench, self._page = bench, page
        self._record, self._field = record, field
        self._before: Area = record.values[field]
        self._is_saving = False
        others = tuple(one for one in plan.grounds if one.uid != record.uid)
        self.tool = _Dragged(GroundPlan(plan.marks, others), self._before)
        self.tool.changed.connect(self._tell)
        self.tool.finished.connect(self.save)
        self.tool.left.connect(self.give_up)

    def words(self) -> str:
        """How it stands."""
        return outline_words(self._bench.say, self.tool)

    def save(self) -> None:
        """Save it, with a reason if the record is final; what cannot be saved is told why."""
        if self._is_saving:
            return
        try:
            area = self.tool.area()
        except AppError as error:
            self._bench.notices.report(error)
            return
        if area == self._before:
            self.ended.emit()
            return
        why = self._ask_reason() if self._record.is_final else ""
        if self._record.is_final and not why:
            return
        self._is_saving = True
        record, draft = self._record, {self._field: area}
        save = partial(
            self._bench.actions.save_record, record.kind, record.uid, draft, why=why or ""
        )
        self._bench.jobs.write(self, quick(save), done=self._on_saved, failed=self._on_refused)

    def give_up(self) -> None:
        """Give it up, unless it is being saved: who shows it has to hear what came of that."""
        if not self._is_saving:
            self.ended.emit()

    def _on_refused(self, error: Exception) -> None:
        self._is_saving = False
        self._bench.notices.report(error)

    def _tell(self) -> None:
        self.told.emit(self.words())

    def _ask_reason(self) -> str | None:
        say = self._bench.say
        return self._bench.dialogs.ask_reason(
            self._page,
            say("Amend the final record"),
            say("This record is final. Changes print as amendments, with your reason."),
        )

    def _on_saved(self, saved: Saved) -> None:
        say = self._bench.say
        warned = [
            say(one.message, **one.values) for one in saved.verdicts if one.level is Level.WARN
        ]
        told = say(
            "The area of {item} is saved as you dragged it.", item=embedded(self._record.title)
        )
        self._bench.notices.tell(told, " ".join(warned))
        self._bench.hub.announce(saved.changes)
        self.ended.emit()


def outline_words(say: Wording, outline: Outline) -> str:
    """How many corners an outline has, and how large and how long it is, or why it is no area."""
    error = outline.refusal()
    if error is not None:
        return " ".join(say.error(error))
    if not outline.corners:
        return say("No corner yet")
    has_area = len(outline.corners) > 2
    return say(
        "{count} corners · {size} ha · {length} around",
        count=isolated(len(outline.corners)),
        size=isolated(size_hectares(outline.area())) if has_area else "–",
        length=isolated(metres(outline.perimeter_m)),
    )
