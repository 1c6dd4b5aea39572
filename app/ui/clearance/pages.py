"""The lists of hazards and certificates: what is asked first, and what is told before saving."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog
from typing_extensions import override

from app.models.fields import Depth
from app.models.hazards import Hazard
from app.ui.cells import Rows
from app.ui.clearance import reach, releases
from app.ui.clearance.asking import RecordingQuestion
from app.ui.clearance.compass import CompassDialog
from app.ui.clearance.reach import ReachPanel
from app.ui.clearance.releases import ReleasesPanel
from app.ui.clearance.watching import Watch
from app.ui.detail import Detail
from app.ui.jobs import quick
from app.ui.page import RecordPage
from app.ui.pages.survey import PlacesPage
from app.ui.places import Destination

_LAID_OUT_MS: Final = 50
_SAFE: Final = Hazard.safe_to_record.name
_POSITION: Final = Hazard.observer_position.name


class HazardPage(PlacesPage):
    """Hazards. A new one begins with the question whether it is safe to record here."""

    _question: RecordingQuestion | None = None
    _prefilled: Mapping[str, Any] = {}
    _is_asking = False
    _is_fresh = False

    @property
    @override
    def detail(self) -> Detail:
        is_first = self._detail is None
        made = super().detail
        if is_first:
            self._watch(made)
        return made

    def _watch(self, detail: Detail) -> None:
        for panel in detail.panels.values():
            if isinstance(panel, ReachPanel):
                watch = Watch(detail.form, reach.FIELDS, panel)
                watch.changed.connect(panel.show_values)
                panel.stale.connect(watch.again)
                panel.compass_asked.connect(self._on_compass)
                panel.told.connect(self._keep_in_view)

    def _keep_in_view(self) -> None:
        """Keep the field one begins with in view, once the panel above has taken its room."""
        if self._is_fresh:
            self._is_fresh = False
            QTimer.singleShot(_LAID_OUT_MS, self, self._show_focused)

    def _show_focused(self) -> None:
        name = self.detail.form.focused()
        if name:
            self.detail.form.reveal(name)

    def _on_compass(self) -> None:
        dialog = CompassDialog(self._bench, self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.bearing_deg is not None:
            form = self.detail.form
            form.put("bearing_deg", dialog.bearing_deg)
            form.put("declination_deg", dialog.declination_deg)
        dialog.deleteLater()

    # --- the question ---------------------------------------------------------------------------

    @property
    def question(self) -> RecordingQuestion:
        """The question, made when it is first put."""
        if self._question is None:
            self._question = RecordingQuestion(self._say, self._bench.theme)
            self._question.affirmed.connect(self._on_affirmed)
            self._question.described.connect(self._on_described)
            self._question.left.connect(self._on_left)
            self._stack.addWidget(self._question)
        return self._question

    @override
    def begin(self, prefilled: Mapping[str, Any] | None = None) -> None:
        """Ask before anything else; the record begins with the answer.

        Not again where it was answered before a position was taken, as on the map.
        """
        self.leave()
        self._prefilled = dict(prefilled or {})
        if self._prefilled.get(_SAFE) is True and _POSITION in self._prefilled:
            self._begin_answered(is_safe=True)
            return
        self._is_asking = True
        self._stack.setCurrentWidget(self.question)
        self.question.ask()

    @override
    def open(self, destination: Destination) -> None:
        self._is_asking = False
        super().open(destination)

    @override
    def _on_read(self, rows: Rows) -> None:
        super()._on_read(rows)
        if self._is_asking:
            self._stack.setCurrentWidget(self.question)

    def _on_affirmed(self) -> None:
        self._begin_answered(is_safe=True)

    def _on_described(self) -> None:
        self._begin_answered(is_safe=False)
        self.detail.form.reveal("location_text")

    def _on_left(self) -> None:
        self._is_asking = False
        has_records = bool(self.model.rowCount()) or self._detail is not None
        self._stack.setCurrentIndex(0 if has_records else 1)

    def _begin_answered(self, *, is_safe: bool) -> None:
        self._is_asking = False
        began = {
            "status": "OPEN",
            "occurred_at": self._bench.clock.now(),
            "reported_at": self._bench.clock.now(),
        }
        super().begin({**began, **self._prefilled, _SAFE: is_safe})
        depth = Depth.GRAVE_SIDE if is_safe else Depth.TENT
        self.detail.depths.choose(depth.value)
        self.detail.form.set_depth(depth)
        self.detail.form.focus_first_empty()
        self._is_fresh = True


class CertificatePage(RecordPage):
    """Certificates. What one closes, and what not, is said while it is typed."""

    @property
    @override
    def detail(self) -> Detail:
        is_first = self._detail is None
        made = super().detail
        if is_first:
            for panel in made.panels.values():
                if isinstance(panel, ReleasesPanel):
                    watch = Watch(made.form, releases.FIELDS, panel)
                    watch.changed.connect(panel.show_values)
                    panel.stale.connect(watch.again)
            made.form.committed.connect(self._on_settled)
        return made

    def _on_settled(self) -> None:
        """Take over from the task, once it is named, whatever is still empty."""
        clearance = self._bench.actions.clearance
        task = self.detail.form.editors["task"].value()
        if clearance is None or not isinstance(task, str) or task == self._task:
            return
        self._task = task
        self._bench.jobs.read(
            self,
            quick(partial(clearance.prefill_of_task, task)),
            done=self.detail.form.fill,
            failed=self._bench.notices.report,
        )

    _task = ""
