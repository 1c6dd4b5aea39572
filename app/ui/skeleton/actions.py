"""What the skeleton chart asks to be done: the services of the inventory, bound to a desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from app.services.desk import Desk
from app.services.individuals import (
    CaseCount,
    Individuals,
    individuals_of_case,
    individuals_of_grave,
)
from app.services.inventory import (
    Inventory,
    Marked,
    Marking,
    inventory_of,
    mark_elements,
    take_back,
)


class MarkElements(Protocol):
    """Writes what was marked on a case, all of it as one action."""

    def __call__(self, case: str, markings: Sequence[Marking], *, why: str = "") -> Marked:
        """The elements as they now stand, and what was refused."""
        ...


@dataclass(frozen=True, slots=True)
class InventoryActions:
    """The services, each already bound to the desk."""

    inventory_of: Callable[[str], Inventory]
    mark: MarkElements
    take_back: Callable[[Marked], Marked]
    of_case: Callable[[str], Individuals]
    of_grave: Callable[[str], tuple[Individuals, tuple[CaseCount, ...]]]


def inventory_at(desk: Desk) -> InventoryActions:
    """The services as the person at this desk uses them."""
    return InventoryActions(
        inventory_of=partial(inventory_of, desk),
        mark=partial(mark_elements, desk),
        take_back=partial(take_back, desk),
        of_case=partial(individuals_of_case, desk),
        of_grave=partial(individuals_of_grave, desk),
    )
