"""The minimum of each case, context, grave and site, for each is asked by somebody else.

It is no sum: the two halves of a body in two bags are two cases and one person. So the number of a
grave lies between the largest and the sum of those of its cases, and only counting again tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.rules.inventory import InventoryLine
from app.rules.minimum import Minimum, minimum
from app.rules.pairs import Pairing, pairings


class Scope(StrEnum):
    """What is counted together."""

    CASE = "case"
    CONTEXT = "context"
    GRAVE = "grave"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Count:
    """The minimum of one scope, the pairs matched within it, and what lies behind the number.

    `name` is empty for the one site of an inventory that names none. `weight_g` is that of the
    pieces weighed.
    """

    scope: Scope
    name: str
    minimum: Minimum
    pairings: tuple[Pairing, ...]
    pieces: int
    weight_g: Decimal


_NAMES: dict[Scope, Callable[[InventoryLine], str]] = {
    Scope.CASE: lambda line: line.case,
    Scope.CONTEXT: lambda line: line.context,
    Scope.GRAVE: lambda line: line.grave,
    Scope.SITE: lambda line: line.site,
}


def counts(lines: Iterable[InventoryLine]) -> tuple[Count, ...]:
    """The number of every case, context, grave and site, in this order and by name.

    What lay on the surface counts for its site and for no grave.
    """
    told = list(lines)
    found: list[Count] = []
    for scope, name_of in _NAMES.items():
        together: dict[str, list[InventoryLine]] = {}
        for line in told:
            name = name_of(line)
            if name or scope is Scope.SITE:
                together.setdefault(name, []).append(line)
        found.extend(count_of(scope, name, together[name]) for name in sorted(together))
    return tuple(found)


def name_in(scope: Scope, line: InventoryLine) -> str:
    """The name of the case, context, grave or site in which a line counts; may be empty."""
    return _NAMES[scope](line)


def count_of(scope: Scope, name: str, lines: Iterable[InventoryLine]) -> Count:
    """The number of one case, context, grave or site, whose lines these are."""
    there = [line for line in lines if line.is_found]
    return Count(
        scope,
        name,
        minimum(there),
        pairings(there),
        sum(line.count for line in there),
        sum((line.weight_g for line in there if line.weight_g is not None), Decimal(0)),
    )
