"""What cannot be is said below its own field in the window, and stays there until it is mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.models.kinds import KIND
from app.models.record import Record
from app.services.desk import Desk
from app.services.drafts import kept_drafts
from app.services.reading import list_records
from app.services.recording import save_record
from app.ui.custody.actions import custody_at
from app.ui.custody.item_list import ItemList
from app.ui.detail import Detail
from app.ui.fields.base import Edit
from app.ui.seat import Seat
from app.ui.workbench import Workbench
from tests.journeys.bad_entries import ENTRIES, Entry, Wrong

Settled = Callable[[], None]
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def plain(words: str) -> str:
    return words.translate(ISOLATES)


def stored(desk: Desk, kind: str) -> dict[str, Record]:
    return {record.uid: record for record in list_records(desk, kind)}


def enter(detail: Detail, entry: Entry, wrong: Wrong, settled: Settled) -> None:
    """Fill in one field after the other; a number not typed first is given by the laptop."""
    for name in sorted(wrong.draft, key=lambda name: (name != "number", name == entry.field)):
        editor = detail.form.editors[name]
        editor.settle(wrong.draft[name])
        editor.edited.emit(Edit(name, wrong.draft[name]))
        settled()


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_it_is_said_at_its_field_and_what_was_typed_is_kept(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled, entry: Entry
) -> None:
    wrong = entry.make(desk)
    detail = Detail(KIND[entry.kind], bench)
    qtbot.addWidget(detail)
    detail.resize(800, 900)
    detail.show()
    detail.open(wrong.record)
    settled()
    before = stored(desk, entry.kind)
    enter(detail, entry, wrong, settled)
    editor = detail.form.editors[entry.field]
    if entry.stops:
        assert entry.sentence in plain(editor.problem())
        assert not editor.warning()
        assert stored(desk, entry.kind) == before
        uid = wrong.record.uid if wrong.record else ""
        assert kept_drafts(desk, entry.kind, uid).keys() & wrong.draft.keys()
    else:
        assert entry.sentence in plain(editor.warning())
        assert not editor.problem()
        assert stored(desk, entry.kind) != before
    for name, value in wrong.draft.items():
        assert detail.form.editors[name].value() == value, "what was typed is still there"


def test_a_sample_number_typed_in_place_of_a_scan_is_said_at_the_box(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    site = save_record(desk, "site", None, {"number": "TST01", "name": "Canal"}).record.uid
    sample = save_record(desk, "sample", None, {"site": site, "sample_kind": "BONE"}).record
    items = ItemList(bench, custody_at(Seat(desk)))
    qtbot.addWidget(items)
    items.show()
    items.scan.scanned.emit(sample.number or "")
    settled()
    assert not items.manifest.entries
    said = " ".join(label.text() for label in items.findChildren(type(items.count)))
    assert "The check character of" in plain(said)
