"""The store on disk: what it refuses to open, what it finds again, and what PostgreSQL says."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from app.core.clock import Moment
from app.core.ids import new_uid
from app.models.fields import Merge
from app.models.journal import Segment
from app.models.kinds import KIND
from app.store.engines import NotAStoreError
from app.store.schema import RECORD_TABLES
from app.store.store import NewerStoreError, Store, StoreTroubleError
from app.store.transactions import Edit
from tests.laws.oracle import oracle

KEY = b"k" * 32
AT = Moment.parse("2026-11-21T10:00:00+03:00")
SITE = "00000000-0000-4000-8000-00000000000a"
HAZARD = "00000000-0000-4000-8000-00000000000b"
EVENT = "00000000-0000-4000-8000-00000000000c"


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    made = Store.create_file(tmp_path / "a.athar", KEY)
    _write_something(made)
    yield made
    made.close()


def _write_something(store: Store) -> None:
    with store.writing() as pen:
        pen.begin_journal(replica=new_uid(), operation="", by="", at=AT)
        pen.append([Edit("site", SITE, {"number": "SNJ03", "name": "مقبرة الأمل"})], by="p", at=AT)
        hazard = {"number": "SNJ03-HA001", "site": SITE, "status": "OPEN"}
        pen.append([Edit("hazard", HAZARD, hazard)], by="p", at=AT)
        pen.append([Edit("hazard", HAZARD, {"status": "MARKED"})], by="p", at=AT)


def _segments(store: Store) -> list[Segment]:
    with store.reading() as view:
        return [
            segment
            for state in view.lines.journals()
            for segment in view.lines.segments_from(state.uid, 1)
        ]


def test_what_was_saved_is_there_after_opening_again(store: Store, tmp_path: Path) -> None:
    store.close()
    again = Store.open_file(tmp_path / "a.athar", KEY)
    with again.reading() as view:
        hazard = view.records.get(HAZARD)
        assert hazard is not None
        assert hazard.values["status"] == "MARKED"
        assert [record.uid for record in view.records.referring("hazard", "site", SITE)] == [HAZARD]
    assert again.check() == []
    again.close()


def test_the_file_shows_nothing_of_what_is_in_it(store: Store, tmp_path: Path) -> None:
    store.close()
    data = b"".join(path.read_bytes() for path in tmp_path.glob("a.athar*"))
    assert b"SNJ03" not in data
    assert "الأمل".encode() not in data


@pytest.mark.parametrize("typed", ["SNJ03-HA001", "snj03ha001", "snj03"])
def test_a_number_is_found_however_it_is_typed(store: Store, typed: str) -> None:
    with store.reading() as view:
        assert HAZARD in [found.uid for found in view.search.find(typed, 10)]


@pytest.mark.parametrize("asked", ["IQ7", "IQ 7", "iq ٧", " iq7"])
def test_a_seal_is_found_however_it_is_spelled(store: Store, asked: str) -> None:
    lines = [{"item": HAZARD, "seal_before": "IQ 8", "seal_after": "IQ 7"}]
    with store.writing() as pen:
        pen.append([Edit("custody_event", EVENT, {"lines": lines})], by="p", at=AT)
    with store.reading() as view:
        assert [event.uid for event in view.records.sealing(asked)] == [EVENT]
        for other in ("IQ 8", "IQ", "7", ""):
            assert view.records.sealing(other) == []
    assert store.check() == []


@pytest.mark.parametrize("typed", ["مقبره", "الامل", "مَقبَرة"])
def test_letter_variants_make_no_difference(store: Store, typed: str) -> None:
    with store.reading() as view:
        assert SITE in [found.uid for found in view.search.find(typed, 10)]


def test_another_key_opens_nothing(store: Store, tmp_path: Path) -> None:
    store.close()
    with pytest.raises(NotAStoreError, match="not an Athar store"):
        Store.open_file(tmp_path / "a.athar", b"x" * 32)


_OPENING = f"""
import sys
from pathlib import Path
from app.store.engines import NotAStoreError
from app.store.store import Store
try:
    Store.open_file(Path(sys.argv[1]), {KEY!r})
except NotAStoreError as error:
    print(error)
"""


def test_a_damaged_file_is_told_in_one_sentence_and_nothing_else(
    store: Store, tmp_path: Path
) -> None:
    """SQLCipher would write its own lines over what a command or a window says."""
    store.close()
    file = tmp_path / "damaged.athar"
    data = bytearray((tmp_path / "a.athar").read_bytes())
    data[100] ^= 0xFF
    file.write_bytes(data)
    opened = subprocess.run(
        [sys.executable, "-c", _OPENING, str(file)], capture_output=True, text=True, check=True
    )
    assert opened.stdout == "This file is not an Athar store, or it is damaged.\n"
    assert opened.stderr == ""


def test_a_foreign_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.athar"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NotAStoreError, match="another program"):
        Store.open_file(path, KEY)
    assert path.read_bytes() == before


def test_a_file_of_a_newer_version_is_refused(store: Store, tmp_path: Path) -> None:
    with store.writing() as pen:
        pen.set("schema_version", "99")
        pen.set("app_version", "9.9")
    store.close()
    with pytest.raises(NewerStoreError, match=r"Athar 9\.9"):
        Store.open_file(tmp_path / "a.athar", KEY)


def test_an_existing_file_is_never_written_over(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreTroubleError, match="already a file"):
        Store.create_file(tmp_path / "a.athar", KEY)


def test_tables_changed_from_outside_are_found(store: Store) -> None:
    with store.writing() as pen:
        table = RECORD_TABLES["hazard"]
        pen._connection.execute(table.update().values(f_status="CLEARED"))
    assert store.check() == ["hazard"]


def test_a_disk_with_room_is_not_called_full(store: Store, tmp_path: Path) -> None:
    store.close()
    in_the_way = tmp_path / "a.athar-wal"
    in_the_way.mkdir()
    with pytest.raises(StoreTroubleError) as refused:
        Store.open_file(tmp_path / "a.athar", KEY)
    in_the_way.rmdir()
    assert "disk is full" not in str(refused.value)


def test_a_stale_projection_is_made_anew_on_opening(store: Store, tmp_path: Path) -> None:
    with store.writing() as pen:
        pen._connection.execute(RECORD_TABLES["hazard"].delete())
        pen.set("fingerprint", "of an older version")
    store.close()
    again = Store.open_file(tmp_path / "a.athar", KEY)
    assert again.check() == []
    again.close()


@pytest.mark.parametrize(
    ("policy", "value"),
    [("merge", Merge.LATEST_SHOWN), ("severest_last", ("MARKED", "OPEN", "CLEARED"))],
)
def test_another_way_to_merge_makes_the_projection_anew(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, value: object
) -> None:
    """What people said apart shows as this version chooses, whichever version wrote it down."""
    other = Store.in_memory()
    with other.writing() as pen:
        pen.begin_journal(replica=new_uid(), operation="", by="", at=AT)
        for segment in _segments(store):
            pen.accept(segment)
        pen.append([Edit("hazard", HAZARD, {"status": "OPEN"})], by="q", at=AT)
    with store.writing() as pen:
        for status in ("TASKED", "CLEARED"):
            pen.append([Edit("hazard", HAZARD, {"status": status})], by="p", at=AT)
        for segment in _segments(other):
            pen.accept(segment)
    other.close()
    assert _status(store) == "OPEN"
    store.close()
    monkeypatch.setattr(KIND["hazard"].fields["status"], policy, value)
    again = Store.open_file(tmp_path / "a.athar", KEY)
    assert _status(again) == "CLEARED"
    assert again.check() == []
    again.close()


def _status(store: Store) -> object:
    with store.reading() as view:
        hazard = view.records.get(HAZARD)
        return hazard and hazard.values["status"]


def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    def fail() -> None:
        with store.writing() as pen:
            pen.append([Edit("site", SITE, {"name": "x"})], by="p", at=AT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.reading() as view:
        site = view.records.get(SITE)
        assert site is not None
        assert site.values["name"] == "مقبرة الأمل"


def test_postgresql_shows_what_sqlite_shows(store: Store, postgresql: str) -> None:
    server = Store.on_postgresql(postgresql)
    for segment in reversed(_segments(store)):
        with server.writing() as pen:
            pen.accept(segment)
            pen.accept(segment)
    with server.writing() as pen:
        while waiting := pen.waiting(100):
            pen.look_over(waiting.touched)
            pen.looked_over(waiting)
    with server.reading() as there, store.reading() as here:
        lines = [(kept.hash.hex(), kept.data) for some in there.lines.all_kept() for kept in some]
        expected = oracle(lines)
        assert expected.shown["hazard", HAZARD]["status"] == ('"MARKED"', False)
        for kind in ("site", "hazard"):
            assert there.records.all_of(kind) == here.records.all_of(kind)
        assert SITE in [found.uid for found in there.search.find("مقبره", 10)]
    assert server.check() == []
    server.close()
    again = Store.on_postgresql(postgresql)
    again.close()
