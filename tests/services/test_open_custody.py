"""What is kept in mind of custody is always what would be worked out anew."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.clock import Moment
from app.core.ids import new_uid
from app.models.record import Record
from app.services.open_custody import NOT_RECEIVED, NOT_SEALED, OpenCustody
from app.store.store import Store
from app.store.transactions import Edit, View

AT = "2026-11-21T10:00:00+03:00"
CASES = [f"00000000-0000-4000-8000-00000000000{one}" for one in "abc"]
BAGS = [f"00000000-0000-4000-8000-00000000001{one}" for one in "ab"]
EVENTS = [f"00000000-0000-4000-8000-00000000002{one}" for one in range(9)]


def lines() -> st.SearchStrategy[list[dict[str, str]]]:
    line = st.fixed_dictionaries(
        {"item": st.sampled_from(CASES + BAGS)},
        optional={
            "previous": st.sampled_from(EVENTS),
            "seal_after": st.sampled_from(["S1", "S2"]),
        },
    )
    return st.lists(line, min_size=1, max_size=2)


edits = st.one_of(
    st.tuples(
        st.just("remains_case"),
        st.sampled_from(CASES),
        st.fixed_dictionaries(
            {},
            optional={
                "lifted_at": st.sampled_from([AT, None]),
                "container": st.sampled_from([*BAGS, None]),
                "state": st.sampled_from(["DRAFT", "WITHDRAWN"]),
                "remarks": st.just("typed"),
            },
        ),
    ),
    st.tuples(
        st.just("container"),
        st.sampled_from(BAGS),
        st.fixed_dictionaries(
            {"contents": st.lists(st.sampled_from(CASES), max_size=2, unique=True)},
            optional={"parent": st.sampled_from([*BAGS, None])},
        ),
    ),
    st.tuples(
        st.just("custody_event"),
        st.sampled_from(EVENTS),
        st.fixed_dictionaries(
            {
                "event_type": st.sampled_from(["COL", "SEA", "OUT", "IN", "HND"]),
                "occurred_at": st.just(AT),
                "lines": lines(),
            }
        ),
    ),
    st.tuples(st.just("photo"), st.just(CASES[0][:-1] + "f"), st.just({"caption": "A trench."})),
)


def begun() -> Store:
    store = Store.in_memory()
    with store.writing() as pen:
        pen.begin_journal(replica=new_uid(), operation="", by="p", at=Moment.parse(AT))
    return store


def write(store: Store, kind: str, uid: str, values: dict[str, Any]) -> None:
    with store.writing() as pen:
        if kind != "custody_event" or pen.records.get(uid) is None:
            pen.append([Edit(kind, uid, values)], by="p", at=Moment.parse(AT))


def said(known: OpenCustody, view: View) -> list[tuple[str, str]]:
    return [(sentence, case.uid) for sentence, case in known.waiting(view)]


@settings(max_examples=40)
@given(st.lists(edits, min_size=1, max_size=12))
def test_nothing_is_missed_whatever_is_written(written: list[tuple[str, str, Any]]) -> None:
    store, known = begun(), OpenCustody()
    for uid in CASES:
        write(store, "remains_case", uid, {"lifted_at": AT})
    for one in written:
        write(store, *one)
        with store.reading() as view:
            assert said(known, view) == said(OpenCustody(), view)
    store.close()


def test_typing_asks_for_no_custody_but_that_of_its_case() -> None:
    store, known = begun(), OpenCustody()
    for uid in CASES:
        write(store, "remains_case", uid, {"lifted_at": AT})
    with store.reading() as view:
        assert said(known, view) == [(NOT_SEALED, uid) for uid in CASES]
    write(store, "remains_case", CASES[0], {"remarks": "typed"})
    write(store, "photo", new_uid(), {"caption": "A trench."})
    asked: list[str] = []
    with store.reading() as view, pytest.MonkeyPatch.context() as patch:
        refer = view.records.referring

        def noted(kind: str, field: str, uid: str) -> list[Record]:
            asked.append(uid)
            return refer(kind, field, uid)

        patch.setattr(view.records, "referring", noted)
        assert len(said(known, view)) == len(CASES)
    assert set(asked) == {CASES[0]}
    store.close()


def test_what_is_on_its_way_is_said() -> None:
    store, known = begun(), OpenCustody()
    write(store, "remains_case", CASES[0], {"lifted_at": AT})
    sealed = {"event_type": "SEA", "occurred_at": AT, "half": "BOTH"}
    write(
        store,
        "custody_event",
        EVENTS[0],
        {**sealed, "lines": [{"item": CASES[0], "seal_after": "S1"}]},
    )
    with store.reading() as view:
        assert not said(known, view)
    sent = {"event_type": "OUT", "half": "OUT", "occurred_at": AT}
    line = {"item": CASES[0], "previous": EVENTS[0], "seal_before": "S1"}
    write(store, "custody_event", EVENTS[1], {**sent, "lines": [line]})
    with store.reading() as view:
        assert said(known, view) == [(NOT_RECEIVED, CASES[0])]
    store.close()
