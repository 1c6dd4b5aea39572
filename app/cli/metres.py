"""Metres as they are typed on a command line: in any of the scripts' digits."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import click
from typing_extensions import override

from app.core.letters import ascii_digits


class Metres(click.ParamType[Decimal]):
    """A finite number of metres, exactly as typed, and of at least `least`."""

    name = "metres"

    def __init__(self, least: Decimal | None = None) -> None:
        self._least = least

    @override
    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """The length as a decimal; click tells of what is none."""
        try:
            metres = Decimal(ascii_digits(str(value).strip()))
        except InvalidOperation:
            metres = Decimal("NaN")
        if not metres.is_finite() or (self._least is not None and metres < self._least):
            self.fail("Give a number of metres.", param, ctx)
        return metres


METRES = Metres()
LENGTH = Metres(Decimal(0))
