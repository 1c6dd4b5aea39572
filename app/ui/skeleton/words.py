"""Bones, sides and marks in words."""

from __future__ import annotations

from app.core.wording import Wording
from app.rules.chart import Slot
from app.rules.counting_words import bone_words
from app.rules.marks import Mark


def short_mark(say: Wording, mark: Mark | None) -> str:
    """The same in a word."""
    match mark:
        case Mark.PRESENT:
            return say("Present")
        case Mark.PARTIAL:
            return say("Partial")
        case Mark.FRAGMENT:
            return say("Fragment")
        case Mark.ABSENT:
            return say("Absent")
        case Mark.HIDDEN:
            return say("Not visible")
        case None:
            return say("Not examined")


def slot_words(say: Wording, slot: Slot) -> str:
    """The bone, and of which side of the person it is where it can be of two."""
    return bone_words(say, slot.bone, slot.side)
