"""Goes on with what was left to look over: by a power cut, or by who could not wait for it.

Until it is done, search does not find everything that came, and the rules have not spoken about it.
It makes way for whatever the person saves meanwhile, and is taken up again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.jobs import Ticket
from app.core.wording import isolated
from app.ui.jobs import quick
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.core.changes import Changes

_LOOK_MS = 500
_PAUSE_MS = 1_000  # after it made way: who saved one field mostly saves the next


class LookingOver(QObject):
    """`told` carries quiet words about how far it is, or "" once nothing waits."""

    told = Signal(str)

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._ticket = Ticket()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_PAUSE_MS)
        self._again.timeout.connect(self.start)

    def start(self) -> None:
        """Look over what waits, if anything does."""
        self._bench.jobs.read(
            self,
            quick(self._bench.actions.is_waiting),
            done=self._on_waiting,
            failed=self._on_failed,
        )

    def _on_waiting(self, is_waiting: bool) -> None:  # noqa: FBT001 - the outcome of a job
        if not is_waiting:
            self.told.emit("")
            return
        self._ticket = self._bench.jobs.write_behind(
            self, self._bench.actions.look_over, done=self._on_done, failed=self._on_failed
        )
        self._look()
        self._timer.start()

    def _look(self) -> None:
        say, step = self._bench.say, self._ticket.step
        if step.total:
            percent = isolated(f"{min(step.done * 100 // step.total, 100)} %")
            self.told.emit(say("looking over what came in: {percent}", percent=percent))
        else:
            self.told.emit(say("looking over what came in"))

    def _on_done(self, changes: Changes) -> None:
        self._timer.stop()
        self._bench.hub.announce(changes)
        self._again.start()

    def _on_failed(self, error: Exception) -> None:
        self._timer.stop()
        self.told.emit("")
        self._bench.notices.report(error)
