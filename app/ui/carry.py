"""What the next record takes over from the last: pinned fields by themselves, any other by a key.

Photos, positions, areas, tables (among them signatures) and numbers are never carried: they belong
to one record alone. Pins and their values outlive the window; what a key repeats does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.models.fields import Field
from app.rules.carrying import may_be_repeated


class Carry:
    """The pins of one form, and the values last saved through it."""

    def __init__(self, fields: Mapping[str, Field[Any]]) -> None:
        self._fields = fields
        self._last: dict[str, Any] = {}
        self.pinned: set[str] = set()

    def load(self, kept: Mapping[str, Any]) -> None:
        """Take up the pins of before (field → value, None for none yet); newer ones stand."""
        known = {name: value for name, value in kept.items() if name in self._fields}
        self.pinned |= {name for name in known if self.can_carry(name)}
        self._last = {
            **{name: value for name, value in known.items() if value is not None},
            **self._last,
        }

    def kept(self) -> dict[str, Any]:
        """The pins, to be kept: field → value, None where none was saved yet."""
        return {name: self._last.get(name) for name in sorted(self.pinned)}

    def can_carry(self, name: str) -> bool:
        """Whether a field's value may ever be taken over."""
        return may_be_repeated(self._fields[name])

    def toggle(self, name: str) -> bool:
        """Pin a field or let it go; whether it is pinned now."""
        if name in self.pinned:
            self.pinned.discard(name)
        elif self.can_carry(name):
            self.pinned.add(name)
        return name in self.pinned

    def remember(self, values: Mapping[str, Any]) -> bool:
        """Keep what was just saved; whether a pinned value changed by it."""
        before = self.kept()
        self._last.update({name: value for name, value in values.items() if name in self._fields})
        return self.kept() != before

    def last(self, name: str) -> object:
        """The value last saved in a field, or None."""
        return self._last.get(name) if self.can_carry(name) else None

    def prefill(self) -> dict[str, Any]:
        """What a new record begins with."""
        return {name: self._last[name] for name in sorted(self.pinned) if name in self._last}
