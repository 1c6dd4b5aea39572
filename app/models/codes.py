"""Code lists: the words a record may choose from.

Lists are data under `resources/codes`, one file each: `{"name", "version", "source", "codes":
[{"code", "label", "help", "retired"}]}`. A code is never deleted, only retired, because records
written with it must stay readable for decades. Labels are English and go through the translations.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property

from app.core.resources import resource

_LONGEST = 40
_ALIKE = 0.6
_MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Code:
    """A code, what it means in words, and whether new records may still use it."""

    code: str
    label: str
    help: str = ""
    retired: bool = False


@dataclass(frozen=True)
class CodeList:
    """A list of codes by its file's name; read when first asked for."""

    name: str = ""

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """All codes in the order in which they are offered."""
        return _read(self.name)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {code.code: code.label for code in self.codes}

    def label(self, code: str) -> str:
        """What a code means; a code of a newer version stands for itself."""
        return self._labels.get(code, code)

    def near(self, typed: str) -> tuple[str, ...]:
        """The codes that come nearest to what somebody typed, by their letters or their words.

        Of those as near as each other, one without a number comes first: *a rib*, then *rib 1*.
        """
        wanted = typed.strip().casefold()[:_LONGEST]
        likeness = {
            code.code: max(
                SequenceMatcher(None, wanted, word).ratio()
                for word in (code.code.casefold(), *re.findall(r"\w+", code.label.casefold()))
            )
            for code in self.codes
            if not code.retired
        }
        numbered = {code: any(map(str.isdecimal, code)) for code in likeness}
        ranked = sorted(likeness, key=lambda code: (-likeness[code], numbered[code]))
        return tuple(code for code in ranked if likeness[code] >= _ALIKE)[:_MOST_NEAR]


@cache
def _read(name: str) -> tuple[Code, ...]:
    if not name:
        return ()
    entries = json.loads(resource("codes", f"{name}.json").read_text("utf-8"))["codes"]
    return tuple(Code(**entry) for entry in entries)
