"""What the first window can ask to be done; the services are loaded once the window is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.jobs import Ticket

if TYPE_CHECKING:
    from app.services.desk import Desk

_HEADQUARTERS, _OWN_BOOK, _ROOT = "Headquarters", "H", "root.pem"


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


@dataclass(frozen=True, slots=True, repr=False)
class NewHeadquarters:
    """What a new operation begins with; without its own passphrase the root opens with the first.

    The certificate of its root is written beside `path`.
    """

    path: Path
    passphrase: str
    root_passphrase: str | None
    title: str
    operation: str
    full_name: str
    latin_name: str
    code: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Begun:
    """A headquarters on the disk, closed again: its sheets are shown now and never again."""

    path: Path
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Openers:
    """Each but `new_headquarters` gives a desk, or refuses with an `AppError`.

    `warm_up` loads what opening will need while the person still types. `practice` and
    `new_headquarters` are left out where there is nothing to open or nobody to found it.
    """

    open_store: Callable[[Path, str], Desk]
    new_laptop: Callable[[NewLaptop], Desk]
    practice: Callable[[Ticket], Desk] | None = None
    warm_up: Callable[[], None] | None = None
    new_headquarters: Callable[[NewHeadquarters], Begun] | None = None


def store_openers(practice: Callable[[Ticket], Desk] | None = None) -> Openers:
    """The services of opening and beginning."""
    return Openers(_open, _begin, practice, _warm_up, _found)


def _open(path: Path, passphrase: str) -> Desk:
    from app.services.operation import open_store  # noqa: PLC0415 - the window comes first

    return open_store(path, passphrase)


def _begin(new: NewLaptop) -> Desk:
    from app.services.beginnings import Beginning, Founder  # noqa: PLC0415 - the window comes first
    from app.services.operation import create_laptop  # noqa: PLC0415 - the window comes first

    founder = Founder(new.full_name, new.latin_name, new.code)
    return create_laptop(new.path, Beginning(founder, new.passphrase, new.name, new.book))


def _found(new: NewHeadquarters) -> Begun:
    from app.services.beginnings import Beginning, Founder  # noqa: PLC0415 - the same
    from app.services.operation import close_desk, create_headquarters  # noqa: PLC0415 - the same

    founder = Founder(new.full_name, new.latin_name, new.code, new.roles)
    headquarters = create_headquarters(
        new.path,
        Beginning(founder, new.passphrase, _HEADQUARTERS, _OWN_BOOK),
        operation={"number": new.operation, "name": new.title},
        root_file=new.path.with_name(_ROOT),
        root_passphrase=new.root_passphrase,
    )
    close_desk(headquarters.desk)
    return Begun(new.path, headquarters.recovery_sheets)


def _warm_up() -> None:
    import app.services.operation  # noqa: F401, PLC0415 - the window comes first
