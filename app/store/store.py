"""The store: transactions on one operation's database.

`reading()` and `writing()` are the only ways in. A writing transaction keeps the journal line and
the row it changes together, or neither. Nothing outside this package sees a connection.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Engine, create_engine, insert, inspect, select
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import StaticPool

from app import __version__
from app.core.changes import Changes
from app.core.clock import Moment
from app.core.errors import AppError
from app.core.ids import new_salt, new_uid
from app.crypto.digests import GENESIS
from app.models.fields import Json
from app.models.journal import (
    FORMAT,
    Line,
    LineRefusedError,
    Segment,
    Touch,
    decode_line,
    encode_line,
)
from app.models.kinds import KIND
from app.models.record import Record
from app.store.engines import SQLITE_MAGIC, NotAStoreError, open_file, open_postgresql
from app.store.lines import JournalDamagedError, Lines
from app.store.papers import Papers
from app.store.projection import Projection
from app.store.records import Records, record_of
from app.store.schema import (
    RECORD_TABLES,
    SCHEMA_VERSION,
    create_tables,
    derived,
    fingerprint,
    kept,
    setting,
)
from app.store.search import Search


class StoreTroubleError(AppError):
    """The database could not be read or written."""


class NewerStoreError(AppError):
    """The file was written by a newer version of Athar."""


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for one record, encoded; the record is created if it does not exist."""

    kind: str
    uid: str
    fields: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Tip:
    """Where the own journal stands: its uid, size, and the hash of its last line."""

    journal: str
    size: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of another laptop's lines.

    `lines` of them were new; `before` holds the records that they changed, as they were.
    """

    changes: Changes
    lines: int
    before: Mapping[str, Record]


class View:
    """What can be read, all of it as of one instant."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.records = Records(connection)
        self.lines = Lines(connection)
        self.papers = Papers(connection)
        self.search = Search(connection)

    def setting(self, name: str, default: str = "") -> str:
        """A setting of this store."""
        query = select(setting.c.value).where(setting.c.name == name)
        return self._connection.execute(query).scalar() or default

    @property
    def tip(self) -> Tip:
        """The own journal's end; an empty uid where this store writes none."""
        return Tip(
            self.setting("own_journal"),
            int(self.setting("own_size", "0")),
            bytes.fromhex(self.setting("own_head")) or GENESIS,
        )


class Pen(View):
    """What can be written in one transaction."""

    def set(self, name: str, value: str) -> None:
        """Keep a setting of this store."""
        self._connection.execute(setting.delete().where(setting.c.name == name))
        self._connection.execute(insert(setting).values(name=name, value=value))

    def begin_journal(self, *, replica: str, operation: str, by: str, at: Moment) -> str:
        """Start a journal of this laptop's own; an earlier one is named and left as it is."""
        earlier = self.tip
        uid = new_uid()
        self.lines.journal_no(uid, replica=replica, is_own=True)
        for name, value in (("own_journal", uid), ("own_size", "0"), ("own_head", "")):
            self.set(name, value)
        self._write(
            Line(
                k="genesis",
                by=by,
                wall=str(at),
                journal=uid,
                replica=replica,
                operation=operation,
                continues=f"{earlier.journal}/{earlier.size}" if earlier.journal else "",
            )
        )
        return uid

    def append(
        self, edits: Sequence[Edit], *, by: str, at: Moment, resolves: bool = False, why: str = ""
    ) -> Changes:
        """Write one line: everything that one person's one action changed.

        Raises:
            LineRefusedError: longer than a line may be.
        """
        appends = all(KIND[edit.kind].is_append_only for edit in edits)
        kind = "resolve" if resolves else "append" if appends else "change"
        touches = [self._touch(edit) for edit in edits]
        return self._write(Line(k=kind, by=by, wall=str(at), m=touches, why=why))

    def note_session(self, act: str, *, by: str, at: Moment, seal: str = "") -> None:
        """Write that a person began (`open`) or ended (`close`) working here."""
        if act == "open":
            self.set("session", str(int(self.setting("session", "0")) + 1))
        self._write(Line(k="session", by=by, wall=str(at), act=act, seal=seal))

    def accept(
        self, incoming: Segment, *, replica: str = "", stored: bytes | None = None
    ) -> Accepted:
        """Add another laptop's lines; those held already change nothing."""
        added = self.lines.add(incoming, replica=replica, stored=stored)
        projection = Projection(self._connection)
        changes, highest = projection.apply(added)
        if highest > int(self.setting("lam", "0")):
            self.set("lam", str(highest))
        before = {uid: record_of(kind, row) for uid, (kind, row) in projection.before.items()}
        return Accepted(changes, len(added), before)

    def index(self, limit: int = 2_000) -> int:
        """Let the search know of lines that came since it was last told; how many still wait."""
        begun, end = int(self.setting("indexed", "0")), self.lines.last_id()
        upto = min(begun + limit, end)
        touched: dict[str, set[str]] = {}
        for item in self.lines.kept_between(begun + 1, upto):
            try:
                line = decode_line(item.data)
            except LineRefusedError:
                continue
            for one in line.m:
                if one.t in KIND:
                    touched.setdefault(one.t, set()).add(one.r)
        for kind, uids in touched.items():
            self.search.put(self.records.several(kind, uids))
        self.set("indexed", str(upto))
        return end - upto

    def rebuild(self) -> None:
        """Make the whole projection anew from the journals."""
        if self.setting("fingerprint") == fingerprint():
            for table in derived.sorted_tables:
                self._connection.execute(table.delete())
        else:
            for name in inspect(self._connection).get_table_names():
                if name.startswith("r_") or name in derived.tables:
                    self._connection.exec_driver_sql(f"DROP TABLE {name}")
            create_tables(self._connection, derived)
        self.search.create()
        self.search.clear()
        self.set("indexed", "0")
        projection = Projection(self._connection)
        for lines in self.lines.all_kept():
            projection.apply(lines)
        self.set("fingerprint", fingerprint())

    def _touch(self, edit: Edit) -> Touch:
        newest = self.records.newest_lines(edit.uid, edit.kind)
        fields = dict(edit.fields)
        if not newest:
            fields = {name: value for name, value in fields.items() if value is not None}
            return Touch(r=edit.uid, t=edit.kind, f=fields)
        replaced = {
            name: [head.line for head in heads]
            for name in fields
            if (heads := self.records.heads(edit.uid, edit.kind, name))
        }
        return Touch(r=edit.uid, t=edit.kind, f=fields, p=replaced, c=newest)

    def _write(self, line: Line) -> Changes:
        tip = self.tip
        if not tip.journal:
            raise StoreTroubleError(
                "This copy of the operation has no journal of its own.",
                hint="Enrol this laptop first. Everything can still be read.",
            )
        lam = int(self.setting("lam", "0")) + 1
        data = encode_line(
            msgspec.structs.replace(
                line, a=FORMAT, lam=lam, s=int(self.setting("session", "0")), salt=new_salt()
            )
        )
        added = self.lines.add(Segment(tip.journal, tip.size + 1, tip.head, [data]), is_own=True)
        changes, _ = Projection(self._connection).apply(added)
        self.set("lam", str(lam))
        self.set("own_size", str(tip.size + 1))
        self.set("own_head", added[-1].hash.hex())
        return changes


class Store:
    """One operation's database, open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
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
        return cls._initialised(open_file(path, key))

    @classmethod
    def open_file(cls, path: Path, key: bytes | None) -> Store:
        """An existing store.

        Raises:
            NotAStoreError: the file is something else, damaged, or under another key.
            NewerStoreError: a newer version wrote it.
            StoreTroubleError: the file or its folder may not be written to.
        """
        _require_store_file(path, is_encrypted=key is not None)
        return cls._checked(open_file(path, key))

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
        engine = create_engine("sqlite://", poolclass=StaticPool)
        return cls._initialised(engine)

    @classmethod
    def _initialised(cls, engine: Engine) -> Store:
        store = cls(engine)
        with store.writing() as pen:
            create_tables(pen._connection, kept)  # noqa: SLF001 - the same module
            create_tables(pen._connection, derived)  # noqa: SLF001 - the same module
            pen.search.create()
            pen.set("schema_version", str(SCHEMA_VERSION))
            pen.set("app_version", __version__)
            pen.set("fingerprint", fingerprint())
            pen.set("store_epoch", new_uid())
        return store

    @classmethod
    def _checked(cls, engine: Engine) -> Store:
        with engine.connect() as connection:
            if not engine.dialect.has_table(connection, setting.name):
                raise NotAStoreError(
                    "This database is not an Athar store.",
                    hint="Nothing was changed. Choose a file that ends in .athar.",
                )
        store = cls(engine)
        with store.reading() as view:
            version = int(view.setting("schema_version", "0"))
            is_stale = view.setting("fingerprint") != fingerprint()
            writer = view.setting("app_version")
        if version > SCHEMA_VERSION:
            raise NewerStoreError(
                "This file was written by Athar {needed}, which is newer than this program.",
                hint="Nothing was changed. Install Athar {needed} or newer to open it.",
                needed=writer,
            )
        if is_stale:
            with store.writing() as pen:
                pen.rebuild()
        return store

    @contextmanager
    def reading(self) -> Generator[View]:
        """A view of the store at one instant."""
        with _told(), self._engine.begin() as connection:
            yield View(connection)

    @contextmanager
    def writing(self) -> Generator[Pen]:
        """A transaction: all of it is kept, or, on any exception, none."""
        with _told(), self._writer.begin() as connection:
            yield Pen(connection)

    def close(self) -> None:
        """Let go of the database; the write-ahead log is folded into the file."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._engine.dispose()

    def check(self) -> list[str]:
        """Recompute every hash, make the projection anew, and name the tables that differ.

        Raises:
            JournalDamagedError: a line or a link is not what it was.
        """
        fresh = Store.in_memory()
        with self.reading() as view, fresh.writing() as pen:
            view.lines.verify()
            projection = Projection(pen._connection)  # noqa: SLF001 - the same module
            for lines in view.lines.all_kept():
                projection.apply(lines)
            return [
                name
                for name in RECORD_TABLES
                if not _same(_rows(view._connection, name), _rows(pen._connection, name))  # noqa: SLF001 - the same module
            ]


def _rows(connection: Connection, kind: str) -> Iterator[tuple[object, ...]]:
    table = RECORD_TABLES[kind]
    columns = [column for column in table.columns if column.name != "origin_id"]
    for row in connection.execute(select(*columns).order_by(table.c.uid)):
        yield tuple(row)


def _same(one: Iterator[tuple[object, ...]], other: Iterator[tuple[object, ...]]) -> bool:
    missing = object()
    return all(
        left == right
        for left, right in zip(_padded(one, missing), _padded(other, missing), strict=False)
    )


def _padded(rows: Iterator[tuple[object, ...]], end: object) -> Iterator[object]:
    yield from rows
    yield end


@contextmanager
def _told() -> Generator[None]:
    """Turn what the database says into a sentence."""
    try:
        yield
    except (OperationalError, DatabaseError) as error:
        raise _sentence(str(error.orig)) from error


def _sentence(said: str) -> AppError:
    if "disk is full" in said:
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
    if "malformed" in said or "not a database" in said:
        return JournalDamagedError(
            "The file is damaged, so nothing was saved.",
            hint="Keep the file for inspection and open the newest backup.",
        )
    return StoreTroubleError(
        "The database refused the change, so nothing was saved.",
        hint="Try again. If it happens again, run “athar store check”.",
    )


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
