"""`check` finds whatever one byte is changed from outside: in a journal, a hash or a row."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table, select, update

from app.core.clock import Moment
from app.core.ids import new_uid
from app.models.journal import Segment
from app.store import lines as lines_module
from app.store.engines import NotAStoreError
from app.store.lines import JournalDamagedError
from app.store.schema import RECORD_TABLES, mention, refused_line, segment, touch
from app.store.store import Store
from app.store.transactions import Edit

KEY = b"k" * 32
AT = Moment.parse("2026-11-21T10:00:00+03:00")
HAZARD, BAG, EVENT, CASE = (f"00000000-0000-4000-8000-00000000000{letter}" for letter in "abcd")
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        segment,
        touch,
        mention,
        refused_line,
        *(RECORD_TABLES[kind] for kind in ("hazard", "container", "custody_event")),
    )
}
OWN = ("own_journal", "own_size", "own_head")


def laptop() -> Store:
    store = Store.in_memory()
    with store.writing() as pen:
        pen.begin_journal(replica=new_uid(), operation="", by="p", at=AT)
        pen.append([Edit("hazard", HAZARD, {"status": "OPEN", "quantity": 3})], by="p", at=AT)
        bag = Edit("container", BAG, {"number": "B1", "contents": [CASE], "is_wet": True})
        event = Edit("custody_event", EVENT, {"lines": [{"item": BAG, "seal_after": new_uid()}]})
        pen.append([bag], by="p", at=AT)
        pen.append([event], by="p", at=AT)
    return store


def segments(store: Store) -> list[Segment]:
    with store.reading() as view:
        return [
            run for state in view.lines.journals() for run in view.lines.segments_from(state.uid, 1)
        ]


@pytest.fixture(scope="module")
def sound() -> Generator[Store]:
    """A conflict, an event written twice, folded lines, and another's journal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "FOLD_LINES", 4)
        patch.setattr(lines_module, "_WORTH_FOLDING", 2)
        store, other = laptop(), laptop()
        with store.writing() as pen:
            pen.append([Edit("hazard", HAZARD, {"status": "MARKED"})], by="p", at=AT)
            for run in segments(other):
                pen.accept(run)
            pen.append([Edit("container", BAG, {"contents": [CASE, HAZARD]})], by="p", at=AT)
    other.close()
    yield store
    store.close()


@pytest.fixture(scope="module")
def store() -> Generator[Store]:
    made = Store.in_memory()
    yield made
    made.close()


def copy(one: Store, to: Store) -> None:
    with one._engine.connect() as source, to._engine.connect() as target:
        from_there: Any = source.connection.driver_connection
        from_there.backup(target.connection.driver_connection)


def changed(value: Any, place: int, bit: int) -> Any:
    """The value with one bit of one byte, or one letter, of it changed."""
    if isinstance(value, bytes):
        at = place % len(value)
        return value[:at] + bytes([value[at] ^ 1 << bit]) + value[at + 1 :]
    if isinstance(value, str):
        at = place % len(value)
        return value[:at] + ("~" if value[at] == "z" else "z") + value[at + 1 :]
    return not value if isinstance(value, bool) else value ^ 1 << bit


def is_found(store: Store) -> bool:
    try:
        return bool(store.check())
    except JournalDamagedError:
        return True


def says_the_same(before: Any, after: Any) -> bool:
    """A frame of zstd has bits that mean nothing; what is hashed is what comes out of it."""
    try:
        return bool(zstandard.decompress(before) == zstandard.decompress(after))
    except zstandard.ZstdError:
        return False


def test_a_sound_store_is_found_sound(sound: Store, store: Store) -> None:
    copy(sound, store)
    assert store.check() == []
    with store.reading() as view:
        assert {name for name, table in TABLES.items() if not rows(view, table)} == set()
        assert any(row["is_compressed"] for row in rows(view, segment))
        assert len({row["journal"] for row in rows(view, segment)}) == 2


def rows(view: Any, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in view._connection.execute(select(table)).mappings()]


@given(st.sampled_from(sorted(TABLES)), st.data(), st.integers(0, 9_999), st.integers(0, 7))
def test_one_changed_byte_is_found(
    sound: Store, store: Store, name: str, data: st.DataObject, place: int, bit: int
) -> None:
    copy(sound, store)
    table = TABLES[name]
    with store.reading() as view:
        row = data.draw(st.sampled_from(rows(view, table)))
    names = [column for column, value in row.items() if value not in {None, "", b""}]
    column = data.draw(st.sampled_from(names))
    value = changed(row[column], place, bit)
    put(store, table, row, column, value)
    assert is_found(store) or (column == "stored" and says_the_same(row[column], value))


@pytest.mark.parametrize("column", segment.columns.keys())
@pytest.mark.parametrize("which", [0, 1, -1])
def test_whatever_is_changed_of_a_piece_is_found(
    sound: Store, store: Store, which: int, column: str
) -> None:
    copy(sound, store)
    with store.reading() as view:
        row = rows(view, segment)[which]
    put(store, segment, row, column, changed(row[column], 4, 0))
    assert is_found(store)


def put(store: Store, table: Table, row: dict[str, Any], column: str, value: Any) -> None:
    with store.writing() as pen:
        here = [table.c[known] == held for known, held in row.items()]
        done = pen._connection.execute(update(table).where(*here).values({column: value}))
        assert done.rowcount == 1


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("place", [0, 5])
def test_a_changed_end_of_the_own_journal_is_found(
    sound: Store, store: Store, name: str, place: int
) -> None:
    copy(sound, store)
    with store.writing() as pen:
        pen.set(name, changed(pen.setting(name), place, 0))
    assert is_found(store)


@pytest.mark.parametrize("table", [table for table in TABLES.values() if table is not segment])
def test_a_row_taken_away_is_found(sound: Store, store: Store, table: Table) -> None:
    copy(sound, store)
    with store.writing() as pen:
        row = rows(pen, table)[0]
        here = [table.c[name] == value for name, value in row.items() if value is not None]
        pen._connection.execute(table.delete().where(*here))
    assert is_found(store)


def test_whatever_byte_of_the_file_is_changed_is_found(tmp_path: Path) -> None:
    """Every page carries a seal of its own, and every page is read."""
    path = tmp_path / "a.athar"
    Store.create_file(path, KEY).close()
    whole = path.read_bytes()
    for at in range(7, len(whole), len(whole) // 25):
        path.write_bytes(changed(whole, at, at % 8))
        with pytest.raises((JournalDamagedError, NotAStoreError)):
            opened_and_checked(path)
    path.write_bytes(whole)
    assert opened_and_checked(path) == []


def opened_and_checked(path: Path) -> list[str]:
    store = Store.open_file(path, KEY)
    try:
        return store.check()
    finally:
        store._engine.dispose()


@pytest.mark.parametrize("which", [0, 1, -1])
def test_a_piece_of_a_journal_taken_away_is_found(sound: Store, store: Store, which: int) -> None:
    copy(sound, store)
    with store.writing() as pen:
        base = rows(pen, segment)[which]["base"]
        pen._connection.execute(segment.delete().where(segment.c.base == base))
    assert is_found(store)
