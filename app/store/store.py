"""The store: one operation's database, opened, checked, and entered by transactions only.

`reading()` and `writing()` are the only ways in. Nothing outside this package sees a connection.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from app import __version__
from app.core.errors import AppError
from app.core.ids import new_uid
from app.store.engines import (
    SQLITE_MAGIC,
    NotAStoreError,
    open_file,
    open_memory,
    open_postgresql,
)
from app.store.lines import JournalDamagedError, damaged
from app.store.schema import (
    SCHEMA_VERSION,
    fingerprint,
    kept,
    setting,
)
from app.store.transactions import Pen, Tip, View

_ROOM = 65_536  # bytes; with less, SQLite cannot make the files that it needs to open a file


class StoreTroubleError(AppError):
    """The database could not be read or written."""


class NewerStoreError(AppError):
    """The file was written by a newer version of Athar."""


class Store:
    """One operation's database, open."""

    def __init__(self, engine: Engine, file: Path | None = None) -> None:
        self._engine = engine
        self._file = file
        self._writer = engine.execution_options(begin="IMMEDIATE")

    @classmethod
    def create_file(cls, path: Path, key: bytes | None) -> Store:
        """A new, empty store in a file; `key` is 32 bytes, `None` only in tests.

        Raises:
            StoreTroubleError: there is a file already, or the folder cannot be written to.
        """
        if path.exists():
            raise StoreTroubleError(
                "There is already a file of that name.",
                hint="Nothing was changed. Choose another name, or open the existing file.",
            )
        _require_writable(path.parent)
        return cls._initialised(open_file(path, key), path.absolute())

    @classmethod
    def open_file(cls, path: Path, key: bytes | None) -> Store:
        """An existing store.

        Raises:
            NotAStoreError: the file is something else, damaged, or under another key.
            NewerStoreError: a newer version wrote it.
            StoreTroubleError: the file or its folder may not be written to.
        """
        _require_store_file(path, is_encrypted=key is not None)
        return cls._checked(open_file(path, key), path.absolute())

    @staticmethod
    def require_file(path: Path) -> None:
        """Refuse what cannot be an encrypted store, before a passphrase is asked for.

        Raises:
            NotAStoreError: the file is something else.
            StoreTroubleError: there is no such file, or it may not be written to.
        """
        _require_store_file(path, is_encrypted=True)

    @classmethod
    def on_postgresql(cls, url: str) -> Store:
        """The store in a PostgreSQL database, made there if it is empty."""
        engine = open_postgresql(url)
        with engine.connect() as connection:
            is_new = not engine.dialect.has_table(connection, setting.name)
        return cls._initialised(engine) if is_new else cls._checked(engine)

    @classmethod
    def in_memory(cls) -> Store:
        """A store that nobody keeps, to rebuild a projection for comparison."""
        return cls._initialised(open_memory())

    @classmethod
    def _initialised(cls, engine: Engine, file: Path | None = None) -> Store:
        store = cls(engine, file)
        with store.writing() as pen:
            pen.create_tables()
            pen.set_all(
                {
                    "schema_version": str(SCHEMA_VERSION),
                    "app_version": __version__,
                    "fingerprint": fingerprint(),
                    "store_epoch": new_uid(),
                }
            )
        return store

    @classmethod
    def _checked(cls, engine: Engine, file: Path | None = None) -> Store:
        store = cls(engine, file)
        try:
            store._require_ours()
        except BaseException:
            engine.dispose()
            raise
        return store

    def _require_ours(self) -> None:
        with self._told(), self._engine.connect() as connection:
            if not {table.name for table in kept.sorted_tables} <= set(
                inspect(connection).get_table_names()
            ):
                raise NotAStoreError(
                    "This database is not an Athar store.",
                    hint="Nothing was changed. Choose a file that ends in .athar.",
                )
        with self.reading() as view:
            told = view.settings("schema_version", "app_version", "fingerprint")
        if int(told["schema_version"] or 0) > SCHEMA_VERSION:
            raise NewerStoreError(
                "This file was written by Athar {needed}, which is newer than this program.",
                hint="Nothing was changed. Install Athar {needed} or newer to open it.",
                needed=told["app_version"],
            )
        if told["fingerprint"] != fingerprint():
            with self.writing() as pen:
                pen.rebuild()

    @contextmanager
    def reading(self) -> Generator[View]:
        """A view of the store at one instant."""
        with self._told(), self._engine.begin() as connection:
            yield View(connection)

    @contextmanager
    def writing(self) -> Generator[Pen]:
        """A transaction: all of it is kept, or, on any exception, none."""
        with self._told(), self._writer.begin() as connection:
            yield Pen(connection)

    @contextmanager
    def _told(self) -> Generator[None]:
        """Turn what the database says into a sentence."""
        try:
            yield
        except DBAPIError as error:
            raise _sentence(str(error.orig), self._file) from error

    def close(self) -> None:
        """Let go of the database; the write-ahead log is folded into the file."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._engine.dispose()

    def check(self) -> list[str]:
        """Read every page, recompute every hash, and name what a new projection has otherwise.

        Raises:
            JournalDamagedError: a line or a link is not what it was.
        """
        fresh = Store.in_memory()
        with self.reading() as view, fresh.writing() as pen:
            if not view.is_readable:
                raise damaged()
            view.lines.verify()
            tip = _tip_of(view)
            if len(view.lines.leaf_hashes(tip.journal, tip.size, tip.head)) != tip.size:
                raise damaged()
            pen.project(view.lines.all_kept())
            differing = view.differences(pen)
        fresh.close()
        return differing


def _tip_of(view: View) -> Tip:
    try:
        return view.tip
    except ValueError as error:
        raise damaged() from error


def _sentence(said: str, file: Path | None) -> AppError:
    if "disk is full" in said or (_may_lack_room(said) and file is not None and _is_full(file)):
        return StoreTroubleError(
            "The disk is full, so this was not saved. Everything saved before is kept.",
            hint="Free some space, then save again.",
        )
    if "readonly" in said or "unable to open" in said:
        return StoreTroubleError(
            "The file or its folder is write-protected, so nothing was saved.",
            hint="Copy the operation to a folder that you can write to, and open it there.",
        )
    if "locked" in said or "busy" in said:
        return StoreTroubleError(
            "Another program is writing to this file, so nothing was saved.",
            hint="Wait until the other window has finished, then try again.",
        )
    if any(words in said for words in ("malformed", "not a database", "vtable constructor failed")):
        return JournalDamagedError(
            "The file is damaged, so nothing was saved.",
            hint="Keep the file for inspection and open the newest backup.",
        )
    return StoreTroubleError(
        "The database refused the change, so nothing was saved.",
        hint="Try again. If it happens again, the disk may be failing: copy the file and its folder"
        " elsewhere, and tell headquarters.",
    )


def _may_lack_room(said: str) -> bool:
    """Whether SQLite says this as well of a file beside the store for which there is no room."""
    return any(words in said for words in ("disk I/O error", "unable to open"))


def _is_full(file: Path) -> bool:
    try:
        return shutil.disk_usage(Path(os.path.realpath(file)).parent).free < _ROOM
    except OSError:
        return False


def _require_writable(folder: Path) -> None:
    if not folder.is_dir():
        raise StoreTroubleError(
            "The folder does not exist.", hint="Choose an existing folder, or create it first."
        )
    if not os.access(folder, os.W_OK):
        raise StoreTroubleError(
            "The folder is write-protected.", hint="Choose a folder that you can write to."
        )


def _require_store_file(path: Path, *, is_encrypted: bool) -> None:
    if not path.is_file():
        raise StoreTroubleError("There is no such file.", hint="Choose a file that ends in .athar.")
    _require_writable(path.parent)
    if not os.access(path, os.W_OK):
        raise StoreTroubleError(
            "The file is write-protected.", hint="Copy it to a folder that you can write to."
        )
    with path.open("rb") as file:
        if is_encrypted and file.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC:
            raise NotAStoreError(
                "This is an SQLite file of another program, not an Athar store.",
                hint="Nothing was changed. Choose a file that ends in .athar.",
            )
