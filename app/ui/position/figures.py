"""A length as it is typed: any digits of the region, a comma or a point."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from app.core.letters import ascii_digits


def typed_number(typed: str) -> Decimal | None:
    """The number that stands in a box; None where there is none."""
    try:
        number = Decimal(ascii_digits(typed).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def typed_length(typed: str, most: Decimal | int) -> Decimal | None:
    """A length in metres, none below zero and none above `most`."""
    length = typed_number(typed)
    return length if length is not None and 0 <= length <= most else None
