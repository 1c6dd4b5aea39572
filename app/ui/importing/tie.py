"""Tying the grid of a site: what remains at each mark, before anything is written."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.wording import isolated
from app.geo.local_grid import Tie
from app.services.local_grids import Tying
from app.ui.dialogs import QuestionDialog
from app.ui.importing.actions import ImportActions
from app.ui.jobs import quick
from app.ui.workbench import Workbench

_ASKED_ABOVE_M = 1


class TieDoor:
    """Asks before the points of a site get their positions from its control points."""

    def __init__(self, bench: Workbench, actions: ImportActions, parent: QWidget) -> None:
        self._bench, self._actions, self._parent = bench, actions, parent

    def open(self, site: str) -> None:
        """Work the tie out, show it, and write it where the person agrees."""
        self._bench.jobs.read(
            self._parent,
            quick(partial(self._actions.look_at_tie, site)),
            done=partial(self._ask, site),
            failed=self._bench.notices.report,
        )

    def _ask(self, site: str, tie: Tie) -> None:
        say = self._bench.say
        dialog = QuestionDialog(
            self._parent, say, say("Tie the local grid"), tie_lines(self._bench, tie), say("Tie it")
        )
        accepted = dialog.exec() == QuestionDialog.DialogCode.Accepted
        dialog.deleteLater()
        if accepted:
            self._bench.jobs.write(
                self._parent,
                partial(self._actions.tie, site),
                done=self._on_tied,
                failed=self._bench.notices.report,
            )

    def _on_tied(self, tying: Tying) -> None:
        self._bench.hub.announce(tying.changes)
        self._bench.notices.tell(
            self._bench.say(
                "The grid is tied. Points that have a position by it: {count}.",
                count=isolated(f"{tying.points:,}"),
            )
        )


def tie_lines(bench: Workbench, tie: Tie) -> list[str]:
    """What a tie says of itself."""
    say = bench.say
    lines = [
        say(
            "{name}: {residual} m remain between the grid and the position.",
            name=isolated(mark.name),
            residual=isolated(residual),
        )
        for mark, residual in zip(tie.marks, tie.residuals_m, strict=True)
    ]
    if tie.error_m is None:
        lines.append(
            say("One of the marks has no known accuracy, so nothing measured from it has one.")
        )
    else:
        lines.append(
            say(
                "The marks are known to {metres} m; no point is known better than that.",
                metres=isolated(tie.error_m),
            )
        )
    if tie.residual_m > _ASKED_ABOVE_M:
        lines.append(
            say("More than 1 m remains. Check the coordinates of the marks and their positions.")
        )
    if len(tie.marks) == 2:
        lines.append(say("Two marks show no mistake in their turn; a third one would."))
    lines.append(say("Points of this site without a position of their own get one by the tie."))
    return lines
