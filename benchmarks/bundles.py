"""A season of records: raw SQLite insert, against writing, verifying and reading it as a bundle."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec

from app.core.clock import SystemClock
from app.crypto.passphrases import TEST_COST
from app.models.fields import Json
from app.models.journal import Segment
from app.services.anchors import anchors_of
from app.services.desk import Desk
from app.services.enrolment import accept_enrolment, enrol, write_request
from app.services.operation import Beginning, Founder, create_headquarters, create_laptop
from app.services.receiving import read_bundle
from app.services.sending import write_bundle
from app.sync.reader import Reader, verify_bundle
from benchmarks.season import Season

_PASSPHRASE = "a bench of records"  # noqa: S105 - guards nothing


@cache
def records() -> list[tuple[str, str, dict[str, Json]]]:
    """The season's records."""
    return list(Season().records())


def raw_insert() -> Callable[[], object]:
    """The limit: the same rows into plain SQLite, one transaction, WAL and FULL."""
    rows: dict[str, list[dict[str, Json]]] = {}
    for kind, uid, values in records():
        rows.setdefault(kind, []).append({"uid": uid, **values})
    folder = Path(tempfile.mkdtemp())
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    jobs = []
    for kind, entries in rows.items():
        names = list(dict.fromkeys(name for entry in entries for name in entry))
        connection.execute(f"CREATE TABLE {kind} ({', '.join(names)}, PRIMARY KEY (uid))")
        marks = ", ".join("?" * len(names))
        values = [[_plain(entry.get(name)) for name in names] for entry in entries]
        jobs.append((f"INSERT INTO {kind} VALUES ({marks})", values))  # noqa: S608 - our own names

    def insert() -> None:
        connection.execute("BEGIN")
        for statement, values in jobs:
            connection.executemany(statement, values)
        connection.execute("COMMIT")
        connection.close()
        shutil.rmtree(folder)

    return insert


def _plain(value: Json) -> object:
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else value


class Pair:
    """A headquarters and an enrolled laptop that holds the season, in a folder of their own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        clock = SystemClock(180)

        def beginning(name: str, book: str) -> Beginning:
            founder = Founder("بنش", "Bench", name, ("TL",))
            return Beginning(founder, _PASSPHRASE, name, book, cost=TEST_COST, clock=clock)

        operation = {"number": "BNC26", "name": "Benchmark"}
        made = create_headquarters(
            self.folder / "hq.athar", beginning("HQ1", "H"), operation=operation
        )
        self.headquarters: Desk = made.desk
        laptop = create_laptop(self.folder / "a.athar", beginning("A1", "A"))
        asked = write_request(laptop, self.folder)
        answer = enrol(self.headquarters, asked.path, self.folder, passphrase=_PASSPHRASE, book="A")
        self.laptop = accept_enrolment(laptop, answer.path, answer.words)

    def record_season(self) -> None:
        """Put the season into the laptop's own journal."""
        journal = self._own_journal()
        with self.laptop.store.writing() as pen:
            tip = pen.tip
            pen.accept(Segment(tip.journal, tip.size + 1, tip.head, journal))
            hashes = list(Segment(tip.journal, tip.size + 1, tip.head, journal).hashes())
            pen.set("own_size", str(tip.size + len(journal)))
            pen.set("own_head", hashes[-1].hex())

    def _own_journal(self) -> list[bytes]:
        return Season().lines()

    def bundle(self) -> Path:
        """The season as a bundle."""
        return write_bundle(self.laptop, self.folder)[0].path

    def reader(self) -> Reader:
        """Headquarters as a reader."""
        with self.headquarters.store.reading() as view:
            anchors = anchors_of(self.headquarters, view)
        return Reader((self.headquarters.keys.identity,), anchors)


@cache
def _pair() -> Pair:
    pair = Pair()
    pair.record_season()
    return pair


@cache
def _bundle() -> Path:
    return _pair().bundle()


def write() -> Callable[[], object]:
    """Hash, sum, compress, sign, seal, write, flush, read again."""
    pair = Pair()
    pair.record_season()
    return lambda: write_bundle(pair.laptop, pair.folder)


def verify() -> Callable[[], object]:
    """Unseal, verify every signature, digest and hash; nothing is kept."""
    path, reader = _bundle(), _pair().reader()
    return lambda: verify_bundle(path, reader)


def read() -> Callable[[], object]:
    """Unseal, verify, journal, merge, project into SQLCipher, index for the search, flag."""
    path, pair = _bundle(), _pair()
    return lambda: read_bundle(pair.headquarters, path, is_isolated=False)


def read_again() -> Callable[[], object]:
    """A bundle that was read before."""
    path, pair = _bundle(), _pair()
    read_bundle(pair.headquarters, path, is_isolated=False)
    return lambda: read_bundle(pair.headquarters, path, is_isolated=False)
