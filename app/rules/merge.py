"""What a set of journal lines says: the same state on every laptop that holds the same lines.

Nothing here asks in which order lines arrived. A write names the writes it replaces; those that no
other write names are the *heads* of their field. One head, or heads that say the same, is the
value; otherwise it is a conflict, every head is kept, and one of them shows until a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from app.core.errors import AppError
from app.models.fields import Field, Json, Merge


@dataclass(frozen=True, slots=True)
class Write:
    """One value given to one field by one line (`line`: its hash, hexadecimal)."""

    line: str
    lam: int
    value: Json


@dataclass(frozen=True, slots=True)
class Settled:
    """A field's value as shown, and every head behind it, newest first."""

    value: Json
    heads: tuple[Write, ...]

    @property
    def is_disputed(self) -> bool:
        """Whether the heads say different things."""
        return len({_spelling(head.value) for head in self.heads}) > 1


def settle(
    field: Field[Any] | None, writes: Iterable[Write], superseded: Collection[str]
) -> Settled:
    """Merge the writes of one field; `superseded` are the hashes that writes of it name.

    The provisional value of a conflict is the newest by (`lam`, hash), which is arbitrary but equal
    everywhere; for a field declared *severest* it is the most dangerous one.
    """
    heads = sorted(
        (write for write in writes if write.line not in superseded),
        key=lambda write: (write.lam, write.line),
        reverse=True,
    )
    if not heads:
        return Settled(None, ())
    shown = heads[0]
    if field is not None and field.merge is Merge.SEVEREST_SHOWN:
        said = [head for head in heads if head.value is not None]
        known = [head for head in said if _is_understood(field, head.value)]
        shown = max(known or said, key=lambda head: _danger(field, head.value), default=shown)
    return Settled(shown.value, tuple(heads))


def _is_understood(field: Field[Any], value: Json) -> bool:
    """Whether this version can show the value; one that it cannot must not hide a known danger."""
    try:
        field.decode(value)
    except AppError:
        return False
    return True


def _danger(field: Field[Any], value: Json) -> tuple[Any, bytes]:
    return field.severity(value), _spelling(value)


def newest_touches(touches: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The lines that touched a record and that no later author had seen.

    `touches` maps each such line's hash to the hashes its author had seen (`c`). More than one
    newest line means that people worked on the record without seeing each other.
    """
    seen = {line for lines in touches.values() for line in lines}
    return frozenset(touches) - seen


def _spelling(value: Json) -> bytes:
    return msgspec.json.encode(value, order="sorted")
