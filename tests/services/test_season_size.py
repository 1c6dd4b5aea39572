"""What is asked of the database does not grow with what is in it: no list and no summary may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice

import pytest
from sqlalchemy import event

from app.crypto.passphrases import TEST_COST
from app.models.kinds import KIND, KINDS
from app.models.record import Record
from app.rules.snapshot import MANY
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.findings import findings
from app.services.flags import flags, judged
from app.services.listing import listing
from app.services.operation import close_desk, create_laptop
from app.services.reading import list_records, titles
from app.services.status import status, today
from app.store.projection import Named
from app.store.transactions import Edit, Waiting
from benchmarks.making import Cast, Entry
from benchmarks.season import ROLES, SHELVES
from benchmarks.whole_season import TENTH, WholeSeason

CAST = Cast(
    {role: f"00000000-0000-4000-8000-{place:012d}" for place, role in enumerate(ROLES)},
    "00000000-0000-4000-8000-000000000100",
    "00000000-0000-4000-8000-000000000200",
    [f"00000000-0000-4000-8000-{300 + place:012d}" for place in range(len(SHELVES))],
)
FEW, MANY_RECORDS = 250, 750


def looked_at(desk: Desk, kind: type[Record]) -> object:
    """A list is opened, and the first rows are shown; it is sorted, and it is filtered."""
    rows = listing(desk, kind.kind)
    rows.records(rows.uids[:64])
    rows.stored(["number"])
    return rows.stored([name for name, field in kind.fields.items() if field.in_list])


ASKED: dict[str, Callable[[Desk], object]] = {
    "titles": lambda desk: titles(desk, KIND),
    "status": status,
    "findings": findings,
    "flags": flags,
    "today": today,
    **{f"all of {kind.kind}": partial(list_records, kind=kind.kind) for kind in KINDS},
    **{f"list of {kind.kind}": partial(looked_at, kind=kind) for kind in KINDS},
}


@contextmanager
def counted(desk: Desk) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    engine = desk.store._engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def write(desk: Desk, entries: Iterator[Entry], count: int) -> None:
    with desk.store.writing() as pen:
        for entry in islice(entries, count):
            edit = Edit(entry.kind, entry.uid, entry.values)
            pen.append([edit], by=desk.person, at=entry.at)


def statements(desk: Desk) -> dict[str, int]:
    found = {}
    for name, ask in ASKED.items():
        ask(desk)  # the first one loads what it needs, and keeps in mind what it may
        with counted(desk) as sent:
            ask(desk)
        found[name] = len(sent)
    return found


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, list[dict[str, int]]]]:
    """A laptop, and how many statements each question took with few records and with many."""
    founder = Founder("حسن علي", "Hassan Ali", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(founder, "four words on paper", "Laptop A", "A", cost=TEST_COST)
    desk = create_laptop(tmp_path_factory.mktemp("season") / "test.athar", beginning)
    entries = WholeSeason(CAST, TENTH).entries()
    write(desk, entries, FEW)
    few = statements(desk)
    write(desk, entries, MANY_RECORDS - FEW)
    yield desk, [few, statements(desk)]
    close_desk(desk)


@pytest.mark.parametrize("name", ASKED)
def test_more_records_take_no_more_statements(
    asked: tuple[Desk, list[dict[str, int]]], name: str
) -> None:
    few, many = asked[1]
    assert many[name] <= few[name] + 20, "a few more for each thousand, at most"
    assert many[name] <= 150


def test_judging_a_season_asks_for_kinds_and_not_for_records(
    asked: tuple[Desk, list[dict[str, int]]],
) -> None:
    desk, _ = asked
    with desk.store.reading() as view:
        arrived = tuple(
            Named(kind.kind, record.uid)
            for kind in KINDS
            for record in view.records.all_of(kind.kind)
        )
    assert len(arrived) > 8 * MANY
    with counted(desk) as sent, desk.store.reading() as view:
        last = view.lines.last_id()
        ids = frozenset(range(1, last + 1))
        judged(desk, view, Waiting(last, 0, arrived, arrived, ids))
    assert len(sent) < len(arrived) // 2


def test_a_row_that_is_stored_says_what_its_record_says(
    asked: tuple[Desk, list[dict[str, int]]],
) -> None:
    desk, _ = asked
    for kind in KINDS:
        rows = listing(desk, kind.kind, include_withdrawn=True)
        records = rows.records(rows.uids)
        assert list(rows.uids) == [
            one.uid for one in list_records(desk, kind.kind, include_withdrawn=True)
        ]
        stored = rows.stored(list(kind.fields))
        assert {uid for uid, *_ in stored} == set(rows.uids)
        for uid, _, _, *values in stored:
            told = zip(kind.fields, values, strict=True)
            said = {name: rows.value(name, value) for name, value in told}
            assert {name: value for name, value in said.items() if value is not None} == dict(
                records[uid].values
            )
            assert rows.stored(["number"], uid)[0][0] == uid
