"""Which lines amended a record: written after it was made final, or without having seen that.

It is read off what each author had seen, never off a clock or the order of arrival, so that every
laptop that holds the same lines names the same amendments.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from app.models.fields import Json
from app.models.record import State

LIFE = frozenset({"state", "reason"})
"""How the record stands: told as such, and no amendment of what it says."""


class Spoken(NamedTuple):
    """What one line said of a record; `seen` are the newest lines that its author knew."""

    lam: int
    values: Mapping[str, Json]
    seen: Collection[str]


def amending_lines(told: Mapping[str, Spoken]) -> frozenset[str]:
    """The lines (by hash) that changed what a record says once it had been made final.

    What was made final is all that the person who did so had seen. While a line of theirs has not
    arrived, whatever ranks before the finalising line counts as seen.
    """
    finals = [
        (one.lam, line)
        for line, one in told.items()
        if one.values.get("state") == State.FINAL.value
    ]
    if not finals:
        return frozenset()
    lam, final = min(finals)
    known, is_whole = _seen_by(final, told)
    return frozenset(
        line
        for line, one in told.items()
        if line not in known and (is_whole or one.lam > lam) and one.values.keys() - LIFE
    )


def _seen_by(line: str, told: Mapping[str, Spoken]) -> tuple[set[str], bool]:
    """A line with all that its author had seen, and whether all of that is here."""
    known, waiting, is_whole = set[str](), [line], True
    while waiting:
        one = waiting.pop()
        if one not in told:
            is_whole = False
        elif one not in known:
            known.add(one)
            waiting += told[one].seen
    return known, is_whole
