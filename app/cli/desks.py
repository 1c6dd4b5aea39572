"""Opening the store that a command works on, and closing it again whatever happens."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.cli.files import INPUT
from app.cli.passphrases import given_root_passphrase, passphrase_of
from app.cli.session import Session
from app.core.errors import AppError
from app.services.desk import Desk
from app.services.first_sight import require_store
from app.services.operation import close_desk, open_store


class NoStoreNamedError(AppError):
    """A command on a store was not told which."""


@contextmanager
def desk_at(
    session: Session,
    file: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None = None,
) -> Generator[Desk]:
    """A session at a store; what cannot be a store is refused before a passphrase is asked for.

    Raises:
        AppError: it cannot be opened; nothing was changed.
    """
    store = file or session.store
    if store is None:
        raise NoStoreNamedError(
            "No store was named.",
            hint="Name it with --store FILE, or set ATHAR_STORE.",
        )
    INPUT.require(store)
    require_store(store)
    root_passphrase = given_root_passphrase(root_passphrase_file)
    with opened_desk(store, passphrase_of(session, passphrase_file), root_passphrase) as desk:
        yield desk


@contextmanager
def opened_desk(store: Path, passphrase: str, root_passphrase: str | None) -> Generator[Desk]:
    """A session at a store, ended whatever happens.

    `root_passphrase` is that of the operation's root, where it is not the store's.

    Raises:
        AppError: it cannot be opened; nothing was changed.
    """
    desk = open_store(store, passphrase, root_passphrase=root_passphrase)
    try:
        yield desk
    finally:
        close_desk(desk)
