"""Positions that were converted from another reference system: by what, and from which text.

A conversion without a named operation may have shifted nothing at all: up to half a kilometre lies
between the systems of the region's old maps.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.geo.position import UNKNOWN_SYSTEM, WGS84, Method, Position
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict


@rule(
    "BR-29",
    levels=(Level.BLOCK, Level.WARN),
    at="every new position",
    test="test_conversions.py::test_a_converted_position_says_how",
)
def conversions_say_how(field: str, position: Position) -> Iterator[Verdict]:
    """Operation, its accuracy and the text as read stay with a converted position."""
    is_elsewhere = position.source_system not in {WGS84, UNKNOWN_SYSTEM}
    if not is_elsewhere and position.method is not Method.CONVERTED:
        return
    values = {"system": position.source_system}
    if position.operation is None or "ballpark" in position.operation.casefold():
        yield Verdict(
            "BR-29",
            Level.BLOCK,
            "This position was converted from {system} without saying by which operation.",
            "Enter it again in the position dialog, in the system of the map.",
            field=field,
            values=values,
        )
    if not (position.source_text or "").strip():
        yield Verdict(
            "BR-29",
            Level.BLOCK,
            "What was read in {system} is not kept with this position.",
            "Enter it again exactly as it stands on the map or on the receiver.",
            field=field,
            values=values,
        )
    if position.operation is not None and position.operation_accuracy_m is None:
        yield Verdict(
            "BR-29",
            Level.WARN,
            "Nobody states how accurate the conversion from {system} is.",
            "Check the place against something known, and say so under cross-check.",
            field=field,
            values=values,
        )
