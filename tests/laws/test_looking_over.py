"""Stopped anywhere and taken up again, looking over comes to what it would have come to at once.

And what was known at a moment is what a laptop knew that holds only the lines up to it. What came
of a record is judged change by change, so that it does not matter in how many bundles it came.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from app.core.clock import Moment
from app.core.errors import Cancelled
from app.core.jobs import Ticket
from app.models.fields import encode_values
from app.models.hazards import Hazard
from app.models.journal import Segment
from app.services import looking_over
from app.services.desk import Desk
from app.services.looking_over import is_waiting, look_over
from app.store.flags import StoredFlag
from app.store.store import Store
from app.store.transactions import Edit, Pen
from tests.rules.world import HERE, moved, position

AT = Moment.parse("2026-11-21T10:00:00+03:00")
TIMES = ["2026-11-21T09:50:00.000+03:00", "2026-11-01T09:00:00.000+03:00", "2031-01-01T00:00Z"]
UIDS = [f"00000000-0000-4000-8000-00000000000{letter}" for letter in "abc"]
OWN = "00000000-0000-4000-8000-0000000000ff"
KINDS = ["hazard", "custody_event", "role"]

EDITS = st.lists(
    st.builds(
        lambda kind, uid, at, other, name: Edit(
            kind,
            uid,
            {
                "occurred_at": at,
                "remarks": name,
                **({"lines": [{"item": other}], "supersedes": other} if "c" in kind else {}),
                **({"person": other, "role": "HQ_APPROVER"} if kind == "role" else {}),
            },
        ),
        st.sampled_from(KINDS),
        st.sampled_from(UIDS),
        st.sampled_from(TIMES),
        st.sampled_from(UIDS),
        st.sampled_from(["one", "two", "three"]),
    ),
    min_size=1,
    max_size=8,
)


@dataclass
class Office:
    """As much of a desk as looking over needs."""

    store: Store

    def now(self) -> Moment:
        return AT

    @property
    def desk(self) -> Desk:
        return cast("Desk", self)


class Stopping(Ticket):
    """A person who asks to stop at the n-th chance."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after

    @override
    def checkpoint(self, stage: str, done: int = 0, total: int = 0) -> None:
        self._left -= 1
        if self._left < 0:
            raise Cancelled
        super().checkpoint(stage, done, total)


@pytest.fixture(scope="module", autouse=True)
def small_steps() -> Generator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looking_over, "_LINES", 4)
        patch.setattr(looking_over, "_RECORDS", 1)
        yield


@pytest.fixture(scope="module")
def stores() -> Generator[list[Store]]:
    """A blank one, a laptop and two offices; what is written there is put back to blank."""
    made = [Store.in_memory() for _ in range(4)]
    yield made
    for store in made:
        store.close()


def blank(stores: list[Store]) -> list[Store]:
    for store in stores[1:]:
        with stores[0]._engine.connect() as source, store._engine.connect() as target:
            from_there: Any = source.connection.driver_connection
            from_there.backup(target.connection.driver_connection)
    return stores[1:]


def begin(pen: Pen, number: int) -> None:
    replica = f"00000000-0000-4000-8000-0000000001{number:02d}"
    pen.begin_journal(replica=replica, operation="", by="p", at=AT)


def written(laptop: Store, edits: list[Edit]) -> list[Segment]:
    """One segment for each line of a laptop's journal."""
    with laptop.writing() as pen:
        begin(pen, 1)
        for edit in edits:
            if edit.kind != "custody_event" or not pen.records.get(edit.uid, edit.kind):
                pen.append([edit], by="p", at=AT)
    return cut(laptop)


def cut(laptop: Store) -> list[Segment]:
    """One segment for each line of a laptop's own journal."""
    with laptop.reading() as view:
        runs = list(view.lines.segments_from(view.tip.journal, 1))
    return [
        Segment(run.journal, number, before, [line])
        for run in runs
        for number, (before, line) in enumerate(
            zip([run.previous_hash, *run.hashes()], run.lines, strict=False), run.first
        )
    ]


def outcome(store: Store) -> tuple[object, ...]:
    with store.reading() as view:
        found = {
            word: {(hit.kind, hit.uid) for hit in view.search.find(word, 100)}
            for word in ("one", "two", "three", "own")
        }
        return found, view.records.dangling(), view.notices.forked_items(), view.flags.all()


def save_own(store: Store) -> None:
    with store.writing() as pen:
        late = {"occurred_at": TIMES[1], "remarks": "own"}
        pen.append([Edit("hazard", OWN, late)], by="p", at=AT)


@settings(max_examples=settings().max_examples // 2)
@given(EDITS, st.lists(st.integers(0, 6), max_size=6))
def test_stopping_anywhere_changes_nothing(
    stores: list[Store], edits: list[Edit], stops: list[int]
) -> None:
    laptop, patient, hasty = blank(stores)
    segments = written(laptop, edits)
    for store in (patient, hasty):
        with store.writing() as pen:
            begin(pen, 2)
            for segment in segments:
                pen.accept(segment)
        save_own(store)
    found = look_over(Office(patient).desk)
    told = [flag for after in stops for flag in look_over(Office(hasty).desk, Stopping(after))]
    told += look_over(Office(hasty).desk)
    assert outcome(hasty) == outcome(patient)
    assert told == found
    for store in (patient, hasty):
        assert not is_waiting(Office(store).desk)
        assert look_over(Office(store).desk) == []
        assert all(flag.record != OWN for flag in flags(store))


def flags(store: Store) -> list[StoredFlag]:
    with store.reading() as view:
        return view.flags.all()


def test_what_another_wrote_is_judged_and_what_was_saved_here_is_not(stores: list[Store]) -> None:
    """Both were written three weeks late."""
    laptop, office, _ = blank(stores)
    segments = written(laptop, [Edit("hazard", UIDS[0], {"occurred_at": TIMES[1]})])
    with office.writing() as pen:
        begin(pen, 2)
        for segment in segments:
            pen.accept(segment)
    save_own(office)
    with office.reading() as view:
        waiting = view.waiting(100)
        assert waiting is not None
        assert {one.uid for one in waiting.touched} == {UIDS[0], OWN}
        assert {one.uid for one in waiting.arrived} == {UIDS[0]}
    look_over(Office(office).desk)
    save_own(office)
    assert not is_waiting(Office(office).desk)
    assert {flag.record for flag in flags(office)} == {UIDS[0]}


def test_what_a_copy_of_this_store_wrote_is_judged(stores: list[Store]) -> None:
    """It wrote in the same journal, but nobody here saw it."""
    _, office, copy = blank(stores)
    with office.writing() as pen:
        begin(pen, 2)
    with office._engine.connect() as source, copy._engine.connect() as target:
        from_there: Any = source.connection.driver_connection
        from_there.backup(target.connection.driver_connection)
    with copy.writing() as pen:
        pen.append([Edit("hazard", UIDS[0], {"occurred_at": TIMES[1]})], by="p", at=AT)
    with copy.reading() as view:
        branch = list(view.lines.segments_from(view.tip.journal, 2))
    with office.writing() as pen:
        for segment in branch:
            pen.accept(segment)
    save_own(office)
    look_over(Office(office).desk)
    assert {flag.record for flag in flags(office)} == {UIDS[0]}


def test_a_projection_made_anew_waits_whole_and_is_not_judged_again(stores: list[Store]) -> None:
    laptop, office, _ = blank(stores)
    segments = written(laptop, [Edit("hazard", UIDS[0], {"occurred_at": TIMES[1]})])
    with office.writing() as pen:
        for segment in segments:
            pen.accept(segment)
    assert look_over(Office(office).desk)
    before = outcome(office)
    with office.writing() as pen:
        pen.rebuild()
        waiting = pen.waiting(100)
        assert waiting is not None
        assert [one.uid for one in waiting.touched] == [UIDS[0]]
        assert not waiting.arrived
    assert look_over(Office(office).desk) == []
    assert outcome(office) == before


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(UIDS[:2]),
        st.fixed_dictionaries(
            {},
            optional={
                "occurred_at": st.sampled_from([Moment.parse(text) for text in TIMES]),
                "exclusion_radius_m": st.sampled_from([10, 400, 900]),
                "status": st.sampled_from(["OPEN", "CLEARED"]),
                "state": st.sampled_from(["DRAFT", "FINAL", "WITHDRAWN"]),
                "observer_position": st.sampled_from([position(), position(moved(HERE, north=90))]),
                "distance_m": st.just(5),
                "bearing_deg": st.just(90),
            },
        ),
        st.sampled_from(["", "Because."]),
    ),
    min_size=2,
    max_size=8,
)
COMPARING = {"BR-03", "BR-07", "BR-22"}


@settings(max_examples=settings().max_examples // 2)
@given(CHANGES, st.lists(st.booleans(), min_size=8, max_size=8))
def test_it_makes_no_difference_in_how_many_bundles_a_record_came(
    stores: list[Store], changes: list[tuple[str, dict[str, Any], str]], cuts: list[bool]
) -> None:
    laptop, at_once, bit_by_bit = blank(stores)
    with laptop.writing() as pen:
        begin(pen, 1)
        for uid, values, why in changes:
            fields = encode_values(Hazard.fields, values)
            pen.append([Edit("hazard", uid, fields)], by="p", at=AT, why=why)
    segments = cut(laptop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looking_over, "_LINES", 100)
        for store, looks in ((at_once, [False] * 8), (bit_by_bit, cuts)):
            for segment, looks_now in zip(segments, [True, *looks], strict=False):
                with store.writing() as pen:
                    pen.accept(segment)
                if looks_now:
                    look_over(Office(store).desk)
            look_over(Office(store).desk)
    assert compared(at_once) == compared(bit_by_bit)


def compared(store: Store) -> list[StoredFlag]:
    """What rules said that look at what was there before; the others judge how a record stands."""
    return [flag for flag in flags(store) if flag.rule in COMPARING or of_its_life(flag)]


def of_its_life(flag: StoredFlag) -> bool:
    """Whether a final record was changed without a reason, or a withdrawn one was changed."""
    return flag.rule == "BR-21" and bool(flag.field)


def test_what_a_later_change_hides_is_flagged(stores: list[Store]) -> None:
    """Moved for an hour and moved back: at no laptop did it stand so when the bundle came."""
    laptop, office, _ = blank(stores)
    there = encode_values(Hazard.fields, {"observer_position": position(moved(HERE, north=90))})
    here = encode_values(
        Hazard.fields,
        {"observer_position": position(), "distance_m": 5, "bearing_deg": 90},
    )
    with laptop.writing() as pen:
        begin(pen, 1)
        for fields in ({**here, "state": "FINAL", "exclusion_radius_m": 20}, there, here):
            pen.append([Edit("hazard", UIDS[0], fields)], by="p", at=AT)
    with office.writing() as pen:
        for segment in cut(laptop):
            pen.accept(segment)
    found = {(flag.verdict.rule, flag.verdict.field) for flag in look_over(Office(office).desk)}
    assert found >= {("BR-03", "observer_position"), ("BR-21", "reason")}


def test_a_change_is_judged_by_what_its_author_had_seen(stores: list[Store]) -> None:
    """Made final on one laptop while another, which did not know, made a radius smaller.

    Where what the other had seen comes last, the change is judged once that is here.
    """
    laptop, second, office = blank(stores)
    with laptop.writing() as pen:
        begin(pen, 1)
        pen.append([Edit("hazard", UIDS[0], {"exclusion_radius_m": 400})], by="p", at=AT)
    first = cut(laptop)
    with second.writing() as pen:
        begin(pen, 2)
        for segment in first:
            pen.accept(segment)
        pen.append([Edit("hazard", UIDS[0], {"exclusion_radius_m": 10})], by="q", at=AT)
    with laptop.writing() as pen:
        pen.append([Edit("hazard", UIDS[0], {"state": "FINAL"})], by="p", at=AT)
    theirs = cut(second)
    for segments, is_judged in ((theirs, False), (first, True), (cut(laptop)[-1:], True)):
        with office.writing() as pen:
            for segment in segments:
                pen.accept(segment)
        look_over(Office(office).desk)
        levels = [json.loads(one.verdict)["level"] for one in flags(office) if one.rule == "BR-07"]
        assert ("block" in levels) == is_judged
    assert not [flag for flag in flags(office) if of_its_life(flag)]


def test_a_change_is_judged_with_its_reason_also_before_what_it_followed_is_here(
    stores: list[Store],
) -> None:
    """The third laptop amends what the second amended, and its bundle comes to the office first."""
    laptop, second, office = blank(stores)
    with laptop.writing() as pen:
        begin(pen, 1)
        pen.append([Edit("hazard", UIDS[0], {"state": "FINAL"})], by="p", at=AT)
    first = cut(laptop)
    for segment in first:
        with second.writing() as pen:
            pen.accept(segment)
    with second.writing() as pen:
        begin(pen, 2)
        pen.append([Edit("hazard", UIDS[0], {"remarks": "two"})], by="q", at=AT, why="Read again.")
    for segment in cut(second):
        with laptop.writing() as pen:
            pen.accept(segment)
    with laptop.writing() as pen:
        pen.append([Edit("hazard", UIDS[0], {"remarks": "three"})], by="p", at=AT, why="A slip.")
    for segments in (first, cut(laptop)[-1:]):
        with office.writing() as pen:
            for segment in segments:
                pen.accept(segment)
        look_over(Office(office).desk)
    assert not [flag for flag in flags(office) if of_its_life(flag)]


@contextmanager
def with_lines(store: Store, segments: list[Segment]) -> Iterator[Pen]:
    with store._writer.connect() as connection:
        pen = Pen(connection)
        for segment in segments:
            pen.accept(segment)
        yield pen
        connection.rollback()


@given(EDITS, EDITS, st.permutations(range(20)), st.integers(0, 20))
def test_as_it_was_is_what_the_lines_up_to_then_say(
    stores: list[Store], one: list[Edit], other: list[Edit], order: list[int], cut: int
) -> None:
    laptop, second, office = blank(stores)
    segments = [*written(laptop, one), *written(second, other)]
    shuffled = [segments[place] for place in order if place < len(segments)]
    with with_lines(office, shuffled[:cut]) as pen:
        then = {kind: known(pen, kind) for kind in ("hazard", "role")}
    with with_lines(office, shuffled) as pen:
        for kind, known_then in then.items():
            lines = touching(pen, kind)
            was = {
                uid: dict(record.values)
                for uid, record in pen.records.as_of(kind, UIDS, cut).items()
            }
            changed = {uid for uid, some in lines.items() if max(line[2] for line in some) > cut}
            assert was == {uid: known_then[uid] for uid in known_then.keys() & changed}
            newest = {uid: max(some)[2] for uid, some in lines.items() if len(some) > 1}
            assert pen.records.newest_ids(kind, UIDS) == newest
            assert {uid: pen.records.line_ids(uid, kind) for uid in lines} == {
                uid: sorted(line[2] for line in some) for uid, some in lines.items()
            }


def known(pen: Pen, kind: str) -> dict[str, dict[str, Any]]:
    records = pen.records.all_of(kind, include_withdrawn=True)
    return {record.uid: dict(record.values) for record in records}


def touching(pen: Pen, kind: str) -> dict[str, list[tuple[int, str, int]]]:
    """Of each record, the lines that touched it: Lamport counter, hash and local id."""
    found: dict[str, list[tuple[int, str, int]]] = {}
    for kept in itertools.chain.from_iterable(pen.lines.all_kept()):
        line = json.loads(kept.data)
        for uid in {touch["r"] for touch in line.get("m", []) if touch["t"] == kind}:
            found.setdefault(uid, []).append((line["lam"], kept.hash.hex(), kept.id))
    return found
