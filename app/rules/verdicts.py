"""What a rule says about a draft: nothing, or a sentence with a level.

Levels are those of the field's rule table: *block*, *override* (blocked unless named roles take it
on themselves), *warn* and *audit*. An import turns every level into a flag: evidence is never
dropped (BR-36).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How far a rule goes."""

    BLOCK = "block"
    OVERRIDE = "override"
    WARN = "warn"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's objection, tied to a field ("" for the whole record).

    `message` and `hint` are templates filled with `values`; `override_by` names the role codes
    that may override together.
    """

    rule: str
    level: Level
    message: str
    hint: str
    field: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    override_by: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The message in English."""
        return self.message.format(**self.values)

    @property
    def stops(self) -> bool:
        """Whether the draft may not be saved as it is."""
        return self.level in {Level.BLOCK, Level.OVERRIDE}


def warning(verdicts: Iterable[Verdict]) -> frozenset[str]:
    """The rules that only warn: what they warn of is saved, and they are written down with it."""
    return frozenset(one.rule for one in verdicts if one.level is Level.WARN)
