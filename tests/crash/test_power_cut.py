"""Power goes at any moment: whatever was acknowledged is there, and the store goes on.

Also kept so that nobody makes saving faster by flushing less: the same cuts do lose acknowledged
saves as soon as `synchronous` is anything but `FULL`.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from app.core.clock import Moment
from app.core.ids import new_uid
from app.models.journal import Segment
from app.store import engines
from app.store.store import Store
from app.store.transactions import Edit
from tests.crash.disk import Recorder, can_record, recording

KEY = b"k" * 32
AT = Moment.parse("2026-11-21T10:00:00+03:00")
CUTS = 30
SAVES = 8

pytestmark = pytest.mark.skipif(not can_record(), reason="the driver hides SQLite's file layer")


def a_days_work(folder: Path) -> Recorder:
    """Saves and a bundle's lines, the log folded into the file in between and at the end."""
    path = folder / "a.athar"
    with recording() as recorder:
        store = Store.create_file(path, KEY)
        with store.writing() as pen:
            pen.begin_journal(replica=new_uid(), operation="", by="", at=AT)
        recorder.acknowledge("begun")
        for number in range(SAVES):
            uid = new_uid()
            with store.writing() as pen:
                pen.append([Edit("site", uid, {"name": "x" * 900})], by="p", at=AT)
            recorder.acknowledge(uid)
            if number == 2:
                with store._engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            if number == 5:
                store.close()
                store = Store.open_file(path, KEY)
        with store.writing() as pen:
            pen.accept(anothers_lines(uids := [new_uid() for _ in range(50)]))
        for uid in uids:
            recorder.acknowledge(uid)
        store.close()
        recorder.acknowledge("closed")
    return recorder


def anothers_lines(uids: list[str]) -> Segment:
    lines = [
        b'{"k":"change","lam":1,"m":[{"f":{"name":"%d"},"r":"%s","t":"site"}]}' % (n, uid.encode())
        for n, uid in enumerate(uids)
    ]
    return Segment(new_uid(), 1, bytes(32), lines)


def lost_in(recorder: Recorder, cut: int, folder: Path, luck: Random) -> set[str]:
    """What was acknowledged before the cut and is not there after it."""
    folder.mkdir()
    recorder.after_a_cut(cut, folder, luck)
    wanted = recorder.acknowledged(cut) - {"begun", "closed"}
    store = Store.open_file(folder / "a.athar", KEY)
    with store.reading() as view:
        missing = wanted - view.records.kind_of(wanted, ("site",)).keys()
    if not missing:
        with store.reading() as view:
            view.lines.verify()
        with store.writing() as pen:
            pen.append([Edit("site", new_uid(), {"name": "afterwards"})], by="p", at=AT)
    store.close()
    return missing


def cuts_of(recorder: Recorder, luck: Random) -> list[int]:
    begun = recorder.log.index("begun")
    return [luck.randint(begun + 1, len(recorder.log)) for _ in range(CUTS)]


def test_nothing_acknowledged_is_lost_when_power_goes(tmp_path: Path) -> None:
    recorder = a_days_work(tmp_path)
    luck = Random(7)  # noqa: S311 - the same in every run
    for number, cut in enumerate([*cuts_of(recorder, luck), len(recorder.log)]):
        lost = lost_in(recorder, cut, tmp_path / f"{number}", luck)
        assert lost == set(), f"power went before entry {cut} of {len(recorder.log)}"
    again = Store.open_file(tmp_path / "0" / "a.athar", KEY)
    assert again.check() == []
    again.close()


def test_flushing_less_would_lose_what_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    less = tuple(one.replace("synchronous=FULL", "synchronous=NORMAL") for one in engines._PRAGMAS)
    assert less != engines._PRAGMAS
    monkeypatch.setattr(engines, "_PRAGMAS", less)
    recorder = a_days_work(tmp_path)
    luck = Random(7)  # noqa: S311 - the same in every run
    assert any(
        lost_in(recorder, cut, tmp_path / f"{number}", luck)
        for number, cut in enumerate(cuts_of(recorder, luck))
    )
