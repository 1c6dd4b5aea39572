"""Correcting a custody event that was wrong: another one supersedes it, with a reason and approval.

Nothing is edited and nothing goes: the wrong event stays, struck through, and counts for nothing.
What really happened is recorded after it as an event of its own.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QDialog, QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.models.custody import CustodyEvent
from app.rules.holding import CustodyState
from app.rules.verdicts import Level
from app.services.custody import ItemDraft, TransferDraft
from app.services.recording import DraftRejectedError, Saved
from app.ui.custody.actions import CustodyActions
from app.ui.custody.refusals import refusals, words_of
from app.ui.custody.timeline import EventCard
from app.ui.dialogs import ReasonDialog
from app.ui.jobs import quick
from app.ui.labels import Label
from app.ui.pickers import Picker
from app.ui.theme import GRID
from app.ui.workbench import Workbench

SUPERSEDING = "SUP"


class CorrectionDialog(ReasonDialog):
    """One wrong event, why it was wrong, and who else says so.

    It is accepted once the correction is recorded; `goes_on` then says whether the person wants to
    record what really happened.
    """

    def __init__(
        self,
        bench: Workbench,
        actions: CustodyActions,
        event: CustodyEvent,
        parent: QWidget,
    ) -> None:
        # Typing the reason asks whether all is there, so the approver's picker comes first.
        self.approver = Picker()
        self.is_superseded = False
        say = bench.say
        super().__init__(
            parent,
            say,
            say("Correct a custody event"),
            [
                say(
                    "The event stays, struck through, and counts for nothing. Your reason is "
                    "printed beside it. It is corrected for all its items."
                )
            ],
            say("Supersede the event"),
        )
        self._bench = bench
        self._actions = actions
        self._say = say
        self.event_uid = event.uid
        self._event = event
        self.items = tuple(line.item for line in event.lines or () if line.item)
        self.setMinimumWidth(GRID * 84)
        self._place = self.body.indexOf(self.why) - 1
        self.card: EventCard | None = None
        titles = say(", ").join(isolated(bench.titles.title(item)) for item in self.items)
        self.body.insertWidget(self._place, Label(titles, "quiet", wraps=True))
        self.approver.set_placeholder(say("Choose"))
        self.approver.currentTextChanged.connect(self._on_typed)
        self.add(say("Approved by, not yourself"), self.approver)
        self.then = QCheckBox(say("Then record what really happened"))
        self.then.setChecked(True)
        self.problem = Label("", "problem", wraps=True)
        self.problem.hide()
        for widget in (self.then, self.problem):
            self.body.insertWidget(self.body.indexOf(self.buttons), widget)
        # Accepting waits for the store: a refusal leaves everything as it was typed.
        self.buttons.accepted.disconnect(self.accept)
        self.buttons.accepted.connect(self._on_asked)
        bench.titles.want(["person"])
        bench.titles.loaded.connect(self._on_titles)
        self._on_titles("person")
        self._read()

    @property
    def goes_on(self) -> bool:
        """Whether what really happened is to be recorded next."""
        return self.result() == QDialog.DialogCode.Accepted and self.then.isChecked()

    @override
    def is_complete(self) -> bool:
        """Whether there is a reason and an approver, and the event still counts."""
        return bool(self.reason and self.approver.chosen()) and not self.is_superseded

    def draft(self) -> TransferDraft:
        """The correction as it stands on the form."""
        return TransferDraft(
            SUPERSEDING,
            tuple(ItemDraft(item) for item in self.items),
            purpose="CORRECTION",
            supersedes=self.event_uid,
            approved_by=self.approver.chosen(),
            remarks=self.reason,
        )

    # --- what happens ---------------------------------------------------------------------------

    def _read(self) -> None:
        if self.items:
            self._bench.jobs.read(
                self,
                quick(partial(self._actions.custodies_of, self.items[:1])),
                done=self._on_read,
                failed=self._bench.notices.report,
            )

    def _on_read(self, states: dict[str, CustodyState]) -> None:
        (state,) = states.values()
        self.card = EventCard(self._event, state, self._bench)
        self.body.insertWidget(self._place, self.card)
        self.is_superseded = self.event_uid in state.superseded
        if self.is_superseded:
            self._tell(self._say("This event is superseded already."))
        self._on_typed()

    def _on_titles(self, kind: str) -> None:
        if kind == "person":
            people = self._bench.titles.options(["person"])
            self.approver.set_options([one for one in people if one.key != self._actions.person])

    def _on_asked(self) -> None:
        self.action.setEnabled(False)
        self._bench.jobs.write(
            self,
            quick(partial(self._actions.transfer, self.draft())),
            done=self._on_recorded,
            failed=self._on_failed,
        )

    def _on_recorded(self, saved: Saved) -> None:
        warnings = [item for item in saved.verdicts if item.level is Level.WARN]
        self._bench.hub.announce(saved.changes)
        self._bench.notices.tell(
            self._say(
                "{wrong} is superseded by {correction}.",
                wrong=isolated(self._event.title),
                correction=isolated(saved.record.title),
            ),
            " ".join(words_of(self._say, warning) for warning in warnings),
        )
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._on_typed()
        if isinstance(error, DraftRejectedError):
            self._tell("\n".join(refusals(self._say, error.problems, ()).whole))
        else:
            self._bench.notices.report(error)
            self._tell(self._say("Not recorded. What you entered is still here."))

    def _tell(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
