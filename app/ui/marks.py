"""The standing of a record in a list: a shape and a word, and only then a colour."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.wording import Wording
from app.models.hazards import Hazard
from app.models.record import Record, State


@dataclass(frozen=True, slots=True)
class Standing:
    """A word, the icon that goes with it, and the role of their colour; `rank` sorts."""

    rank: int
    word: str
    icon: str = ""
    role: str = "quiet"


STANDS_ON = ("state", "status")  # the fields that say how a record stands
OPEN_HAZARD = frozenset({"OPEN", "MARKED", "TASKED"})


def standing(record: Record, say: Wording, *, is_superseded: bool = False) -> Standing:
    """What to know about a record before opening it, the gravest first.

    `is_superseded` says that another record counts in its place, as only custody events are.
    """
    if record.disputed:
        return Standing(0, say("Disputed"), "git-merge", "hazard_ink")
    if isinstance(record, Hazard) and not record.is_withdrawn and _is_open(record):
        return Standing(1, say("Not cleared"), "triangle-alert", "hazard_ink")
    if record.is_withdrawn or is_superseded:
        return Standing(4, say("Superseded") if is_superseded else say("Withdrawn"), "x")
    if record.is_final or record.is_append_only:
        return Standing(3, _settled(record, say), "lock")
    return Standing(2, say("Draft"), "pencil")


def _settled(record: Record, say: Wording) -> str:
    if record.is_append_only:
        return say("Recorded")
    if record.state == State.SUPERSEDED:
        return say("Superseded")
    return say("Amended") if record.is_amended else say("Final")


def _is_open(hazard: Hazard) -> bool:
    """A hazard without a known status is open until somebody says otherwise."""
    return hazard.status is None or hazard.status in OPEN_HAZARD
