"""What the first window can ask to be done; the services are loaded once the window is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.jobs import Ticket

if TYPE_CHECKING:
    from app.services.desk import Desk


@dataclass(frozen=True, slots=True, repr=False)
class NewLaptop:
    """What a new store of a field laptop begins with."""

    path: Path
    passphrase: str
    full_name: str
    latin_name: str
    code: str
    name: str
    book: str


@dataclass(frozen=True, slots=True)
class Openers:
    """Each gives a desk, or refuses with an `AppError`.

    `warm_up` loads what opening will need while the person still types. `practice` is left out
    where there is none to open.
    """

    open_store: Callable[[Path, str], Desk]
    new_laptop: Callable[[NewLaptop], Desk]
    practice: Callable[[Ticket], Desk] | None = None
    warm_up: Callable[[], None] | None = None


def store_openers(practice: Callable[[Ticket], Desk] | None = None) -> Openers:
    """The services of opening and beginning."""
    return Openers(_open, _begin, practice, _warm_up)


def _open(path: Path, passphrase: str) -> Desk:
    from app.services.operation import open_store  # noqa: PLC0415 - the window comes first

    return open_store(path, passphrase)


def _begin(new: NewLaptop) -> Desk:
    from app.services.beginnings import Beginning, Founder  # noqa: PLC0415 - the window comes first
    from app.services.operation import create_laptop  # noqa: PLC0415 - the window comes first

    founder = Founder(new.full_name, new.latin_name, new.code)
    return create_laptop(new.path, Beginning(founder, new.passphrase, new.name, new.book))


def _warm_up() -> None:
    import app.services.operation  # noqa: F401, PLC0415 - the window comes first
