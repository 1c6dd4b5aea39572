"""What an operation changed, so that views can refresh themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Kinds and uids of records changed; `hazards` new or worse by an import, announced first."""

    kinds: frozenset[str] = frozenset()
    uids: frozenset[str] = frozenset()
    hazards: tuple[str, ...] = ()

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.kinds | other.kinds, self.uids | other.uids, self.hazards + other.hazards
        )
