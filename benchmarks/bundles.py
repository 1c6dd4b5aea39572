"""A season of records: raw SQLite insert, against writing, verifying and reading it as a bundle.

And one saved field against the cheapest thing that is as safe: a transaction of raw SQLite that is
flushed to the disk.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import zstandard

from app.core.jobs import Ticket
from app.models.fields import Json
from app.services.anchors import anchors_of
from app.services.desk import Desk
from app.services.findings import findings
from app.services.looking_over import look_over
from app.services.operation import close_desk
from app.services.reading import list_records
from app.services.receiving import take_in_bundle
from app.services.recording import save_record
from app.services.sending import write_bundle
from app.sync.reader import Reader, verify_bundle
from app.sync.worker import verify_isolated
from benchmarks.making import Entry
from benchmarks.measuring import Facts, Job, Task
from benchmarks.stage import Stage

SAVES = 25


def bundle_jobs(stage: Stage) -> dict[str, Job]:
    """What happens to a season between two laptops."""
    return {
        "raw": partial(_raw_insert, stage),
        "write": partial(_write, stage),
        "verify": partial(_verify, stage),
        "read": partial(_read, stage),
    }


def saving_jobs(stage: Stage) -> dict[str, Job]:
    """What happens when a person saves, with a season in the store."""
    return {"flush": _flush, "save": partial(_save, stage)}


def _raw_insert(stage: Stage) -> Iterator[Task]:
    """The limit: the same rows into plain SQLite, one transaction, WAL and FULL."""
    entries = stage.entries()
    folder = Path(tempfile.mkdtemp(dir=stage.folder))
    connection = _plain_database(folder)
    statements = list(_inserts(connection, entries))

    def insert() -> Facts:
        connection.execute("BEGIN")
        for statement, values in statements:
            connection.executemany(statement, values)
        connection.execute("COMMIT")
        return {"lines": len(entries)}

    yield Task("raw SQLite insert", insert)
    connection.close()
    shutil.rmtree(folder)


def _plain_database(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _inserts(
    connection: sqlite3.Connection, entries: list[Entry]
) -> Iterator[tuple[str, list[list[object]]]]:
    """A statement and its rows for each kind of record, whose table is made."""
    kinds: dict[str, list[Entry]] = {}
    for entry in entries:
        kinds.setdefault(entry.kind, []).append(entry)
    for kind, some in kinds.items():
        names = list(dict.fromkeys(name for entry in some for name in entry.values))
        connection.execute(f"CREATE TABLE {kind} (uid, {', '.join(names)}, PRIMARY KEY (uid))")
        marks = ", ".join("?" * (len(names) + 1))
        rows = [[entry.uid, *(_cell(entry.values.get(name)) for name in names)] for entry in some]
        yield f"INSERT INTO {kind} VALUES ({marks})", rows  # noqa: S608 - our own names


def _cell(value: Json) -> object:
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else value


def _write(stage: Stage) -> Iterator[Task]:
    """Hash, sum, compress, sign, seal, write, flush, read again."""
    laptop = stage.laptop()
    plain = _as_json_lines(stage)

    def write() -> Facts:
        written = write_bundle(laptop, stage.outbox)
        return {
            "bytes": sum(bundle.bytes for bundle in written),
            "plain": plain,
            "lines": sum(bundle.lines for bundle in written),
        }

    yield Task("write bundle", write)
    close_desk(laptop)


def _as_json_lines(stage: Stage) -> int:
    """How many bytes the records take as JSON lines and zstd, without history or proof."""
    encoder = zstandard.ZstdCompressor(level=3).compressobj()
    size = sum(
        len(encoder.compress(msgspec.json.encode({"uid": entry.uid, **entry.values}) + b"\n"))
        for entry in stage.entries()
    )
    return size + len(encoder.flush())


def _verify(stage: Stage) -> Iterator[Task]:
    """Unseal, verify every signature, digest and hash; nothing is kept."""
    headquarters = stage.headquarters()
    reader = _reader(headquarters)
    verify_bundle(stage.bundle, reader)  # the first one loads what it needs

    def verify() -> Facts:
        segments = [segment.entry for segment in verify_bundle(stage.bundle, reader).segments]
        return {"lines": sum(entry.last - entry.first + 1 for entry in segments)}

    yield Task("verify bundle", verify)
    yield Task("verify in a process of its own", partial(_isolated, stage.bundle, reader))
    close_desk(headquarters)


def _isolated(path: Path, reader: Reader) -> None:
    verify_isolated(path, reader)


def _reader(headquarters: Desk) -> Reader:
    with headquarters.store.reading() as view:
        anchors = anchors_of(headquarters, view)
    return Reader((headquarters.keys.identity,), anchors)


def _read(stage: Stage) -> Iterator[Task]:
    """Unseal, verify, journal, merge and project into SQLCipher; then search, notices and rules."""
    headquarters = stage.headquarters()
    verify_bundle(stage.bundle, _reader(headquarters))  # the first one loads what it needs

    def read() -> Facts:
        report = take_in_bundle(headquarters, stage.bundle, Ticket(), is_isolated=False)
        return {"lines": report.lines_new}

    lines = len(stage.entries())

    def judge() -> Facts:
        flags = look_over(headquarters)
        return {
            "lines": lines,
            "flags": len(flags),
            "findings": len(findings(headquarters)),
        }

    yield Task("read bundle", read)
    yield Task("look over what came", judge)
    yield Task("read it again", read)
    close_desk(headquarters)


def _flush() -> Iterator[Task]:
    """The cheapest safe save: one row of raw SQLite, on the disk before it returns."""
    folder = Path(tempfile.mkdtemp())
    connection = _plain_database(folder)
    connection.execute("CREATE TABLE kept (uid PRIMARY KEY, line)")

    def flush() -> None:
        for number in range(SAVES):
            connection.execute("INSERT INTO kept VALUES (?, ?)", (number, "x" * 500))

    yield Task("raw SQLite, one row flushed", flush, SAVES)
    connection.close()
    shutil.rmtree(folder)


def _save(stage: Stage) -> Iterator[Task]:
    """One field of one case: rules asked, line and row written, search told, on the disk."""
    laptop = stage.laptop()
    cases = list_records(laptop, "remains_case")
    chosen = [cases[number * len(cases) // SAVES].uid for number in range(SAVES)]
    remark = str(laptop.now())

    def save() -> None:
        for uid in chosen:
            save_record(laptop, "remains_case", uid, {"remarks": remark})

    save_record(
        laptop, "remains_case", chosen[0], {"remarks": "The first save loads what it needs."}
    )
    yield Task("save one field", save, SAVES)
    close_desk(laptop)
