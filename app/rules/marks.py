"""What is marked on the skeleton, and the fields of the element record that say the same.

Three quarters or more is *present*, a quarter to three quarters *partial*, less a *fragment*.
*Absent* and *hidden* are found out by looking, and are records; what nobody looked for has no
record at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from app.models.elements import Element
from app.rules.chart import Slot
from app.rules.skeleton import Side, each, sides_of

W = TypeVar("W")


class Mark(StrEnum):
    """How much of an element lies here."""

    PRESENT = "PRESENT"
    PARTIAL = "PARTIAL"
    FRAGMENT = "FRAGMENT"
    ABSENT = "ABSENT"
    HIDDEN = "HIDDEN"


THERE = (Mark.PRESENT, Mark.PARTIAL, Mark.FRAGMENT)

_FIELDS: Mapping[Mark, tuple[str, str | None]] = MappingProxyType(
    {
        Mark.PRESENT: ("PRESENT", "COMPLETE"),
        Mark.PARTIAL: ("PRESENT", "INCOMPLETE"),
        Mark.FRAGMENT: ("FRAGMENT", "INCOMPLETE"),
        Mark.ABSENT: ("ABSENT", None),
        Mark.HIDDEN: ("UNOBSERVABLE", None),
    }
)


def mark_of(element: Element) -> Mark | None:
    """How an element is marked; None where its state is missing or of a newer version.

    What is there without its completeness said counts as partial, as it does in the minimum.
    """
    for mark, (state, completeness) in _FIELDS.items():
        if state == element.element_state and (
            state != "PRESENT" or completeness == element.completeness
        ):
            return mark
    return Mark.PARTIAL if element.element_state == "PRESENT" else None


def values_of(mark: Mark, bone: str, count: int | None = None) -> dict[str, str | int | None]:
    """The fields that say so; `count` is the number of pieces counted before, if any.

    Of bones that a person has many of, present means all of them, until somebody counts.
    """
    state, completeness = _FIELDS[mark]
    if mark not in THERE:
        return {"element_state": state, "completeness": None, "count": None}
    pieces = each(bone) if mark is Mark.PRESENT else count or 1
    return {"element_state": state, "completeness": completeness, "count": pieces}


def slot_of(element: Element) -> Slot | None:
    """The place of an element on the skeleton; None while its bone or side are missing."""
    if not element.bone or element.side not in set(Side):
        return None
    return Slot(element.bone, Side(element.side))


def is_possible(slot: Slot) -> bool:
    """Whether a bone can be of this side: nobody has a left mandible."""
    return slot.side in sides_of(slot.bone)


def mark_words(say: Callable[[str], W], mark: Mark | None) -> W:
    """What a mark means, in the words of a window or of a print."""
    match mark:
        case Mark.PRESENT:
            return say("Present, three quarters or more")
        case Mark.PARTIAL:
            return say("Partial, a quarter to three quarters")
        case Mark.FRAGMENT:
            return say("Fragment, less than a quarter")
        case Mark.ABSENT:
            return say("Absent: looked for and not there")
        case Mark.HIDDEN:
            return say("Not visible: tissue, clothing or soil hides it")
        case None:
            return say("Not examined")
