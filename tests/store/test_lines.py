"""Journals as they came, held against a model that keeps every line in a dictionary by its hash."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from app.crypto.digests import GENESIS, line_hash
from app.models.journal import Segment
from app.store import lines as lines_module
from app.store.branches import JournalState
from app.store.lines import Kept, Lines
from app.store.store import Store

JOURNAL = "00000000-0000-4000-8000-00000000000a"
OTHER = "00000000-0000-4000-8000-00000000000b"


@pytest.fixture(scope="module")
def store() -> Generator[Store]:
    made = Store.in_memory()
    yield made
    made.close()


@pytest.fixture(scope="module", autouse=True)
def small_pieces() -> Generator[None]:
    """Folding and joining, which else take hundreds of lines, within a few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "FOLD_LINES", 4)
        patch.setattr(lines_module, "_WORTH_FOLDING", 2)
        patch.setattr(lines_module, "SEGMENT_LINES", 5)
        yield


@contextmanager
def rolled_back(store: Store) -> Iterator[Lines]:
    """Lines of a journal that nobody keeps."""
    with store._writer.connect() as connection:
        yield Lines(connection)
        connection.rollback()


@dataclass(frozen=True)
class Node:
    """A line that was ever written: where it stands, and what it follows."""

    number: int
    previous: bytes
    data: bytes

    @property
    def hash(self) -> bytes:
        return line_hash(self.previous, self.data)


@dataclass
class Model:
    """Every line written anywhere of one journal, and which of them a store holds."""

    written: dict[bytes, Node] = field(default_factory=dict)
    held: set[bytes] = field(default_factory=set)

    def write(self, after: bytes) -> bytes:
        number = self.written[after].number + 1 if after != GENESIS else 1
        node = Node(number, after, b'{"k":"x","n":%d}' % len(self.written))
        self.written[node.hash] = node
        return node.hash

    def way_to(self, head: bytes, *, held_only: bool) -> list[Node]:
        """The lines that lead up to one, the last one last; held ones only as far as unbroken."""
        way: list[Node] = []
        while head != GENESIS and (not held_only or head in self.held):
            way.append(self.written[head])
            head = way[-1].previous
        return way[::-1]

    def numbers(self) -> dict[int, set[bytes]]:
        found: dict[int, set[bytes]] = {}
        for digest in self.held:
            found.setdefault(self.written[digest].number, set()).add(digest)
        return found

    @property
    def is_forked(self) -> bool:
        """Two lines at one place, or one that names another line before it than is held there."""
        numbers = self.numbers()
        return any(len(hashes) > 1 for hashes in numbers.values()) or any(
            numbers.get(self.written[digest].number - 1, {self.written[digest].previous})
            != {self.written[digest].previous}
            for digest in self.held
        )


@st.composite
def histories(draw: st.DrawFn) -> tuple[Model, list[tuple[int, int, bool]]]:
    """A journal with forks, and runs of it: (which line is last, how many, are they compressed)."""
    model = Model()
    heads = [GENESIS]
    for back in draw(st.lists(st.sampled_from([0, 0, 0, 0, 0, 1, 3]), min_size=1, max_size=30)):
        heads.append(model.write(heads[max(0, len(heads) - 1 - back)]))
    place = st.integers(1, len(heads) - 1)
    runs = st.lists(st.tuples(place, st.integers(1, 12), st.booleans()), max_size=10)
    return model, draw(runs)


def run_of(model: Model, last: int, count: int) -> Segment:
    way = model.way_to(list(model.written)[last - 1], held_only=False)[-count:]
    return Segment(JOURNAL, way[0].number, way[0].previous, [node.data for node in way])


def deliver(lines: Lines, model: Model, runs: Iterable[tuple[int, int, bool]]) -> None:
    """Add runs; each line is kept the first time that it comes, and then never again."""
    for last, count, is_compressed in runs:
        run = run_of(model, last, count)
        stored = zstandard.compress(b"\n".join(run.lines)) if is_compressed else None
        added = lines.add(run, stored=stored)
        hashes = list(run.hashes())
        assert [kept.hash for kept in added] == [one for one in hashes if one not in model.held]
        assert {kept.data for kept in added} <= set(run.lines)
        assert [kept.id for kept in added] == list(
            range(len(model.held) + 1, len(model.held) + len(added) + 1)
        )
        model.held |= set(hashes)


def told(kept: Iterable[Kept]) -> list[tuple[bytes, bytes]]:
    return [(one.hash, one.data) for one in kept]


def flat(runs: Iterable[Segment]) -> list[bytes]:
    """The hashes of the lines in runs, each of which has to be whole in itself."""
    found: list[bytes] = []
    for run in runs:
        assert run.lines
        assert run.journal == JOURNAL
        assert len(run.lines) <= lines_module.SEGMENT_LINES
        found += run.hashes()
    return found


def agrees(lines: Lines, model: Model) -> None:
    """Whatever can be asked of the journal, the store answers as the model does."""
    for digest, node in model.written.items():
        way = [one.hash for one in model.way_to(digest, held_only=True)]
        assert lines.leaf_hashes(JOURNAL, node.number, digest) == way
        assert [one.hash for one in lines.backwards(JOURNAL, node.number, digest)] == way[::-1]
        for first in {1, 2, max(1, node.number - 3), node.number, node.number + 1}:
            wanted = [one for one in way if model.written[one].number >= first]
            walked = list(lines.walk(JOURNAL, first, node.number, digest))
            assert flat(walked) == wanted
            assert all(b.previous_hash == list(a.hashes())[-1] for a, b in pairwise(walked))
    numbers = model.numbers()
    for number in range(max(numbers, default=0) + 2):
        assert lines.hash_at(JOURNAL, number) == numbers.get(number, set())
        runs = list(lines.segments_from(JOURNAL, number))
        given = flat(runs)
        assert len(given) == len(set(given))
        assert set(given) == {one for one in model.held if model.written[one].number >= number}
        for run in runs:
            assert [model.written[one].number for one in run.hashes()] == list(
                range(run.first, run.last + 1)
            )
    assert [one for batch in lines.all_kept() for one in batch] == list(
        lines.kept(range(1, len(model.held) + 1))
    )
    assert set(told(lines.kept(range(1, lines.last_id() + 1)))) == {
        (digest, model.written[digest].data) for digest in model.held
    }
    lines.verify()
    for state in lines.journals():
        _state_agrees(lines, model, state)


def _state_agrees(lines: Lines, model: Model, state: JournalState) -> None:
    numbers = model.numbers()
    assert state.is_forked == model.is_forked == (JOURNAL in lines.forked_journals())
    assert all(before[1] + 1 < after[0] for before, after in pairwise(state.ranges))
    told_of = {number for first, last in state.ranges for number in range(first, last + 1)}
    assert told_of <= numbers.keys()
    assert min(told_of, default=0) == min(numbers, default=0)
    if not state.is_forked:
        assert told_of == numbers.keys()
    if state.size:
        assert len(lines.leaf_hashes(JOURNAL, state.size, state.head)) == state.size


@given(histories())
@example((Model(), []))
def test_any_runs_in_any_order_are_held_as_the_model_holds_them(
    store: Store, history: tuple[Model, list[tuple[int, int, bool]]]
) -> None:
    model, runs = history
    with rolled_back(store) as lines:
        deliver(lines, model, runs)
        agrees(lines, model)


@given(histories(), st.lists(st.integers(0, 9), max_size=12))
def test_own_lines_are_folded_between_what_comes(
    store: Store, history: tuple[Model, list[tuple[int, int, bool]]], mixed: list[int]
) -> None:
    """The own journal grows line by line while branches of its copies come in; ids never move."""
    model, runs = history
    own = iter(model.way_to(list(model.written)[-1], held_only=False))
    arriving = iter(runs)
    ids: dict[bytes, int] = {}
    with rolled_back(store) as lines:
        no = lines.journal_no(JOURNAL, is_own=True)
        for step in [*mixed, *[0] * 12]:
            if step < 7:
                node = next(own, None)
                if node is not None and node.hash not in model.held:
                    kept = lines.append(no, JOURNAL, node.number, node.previous, node.data)
                    assert kept == (kept.id, node.hash, JOURNAL, node.data)
                    model.held.add(node.hash)
                    ids[node.hash] = kept.id
            elif (run := next(arriving, None)) is not None:
                deliver(lines, model, [run])
            found = [(one.hash, one.id) for one in lines.kept(ids.values())]
            assert found == list(ids.items())
        agrees(lines, model)


def test_both_branches_of_a_journal_that_parted_between_two_pieces_are_found(store: Store) -> None:
    model = Model()
    one = model.write(GENESIS)
    two, other_two = model.write(one), model.write(one)
    three, other_three = model.write(two), model.write(other_two)
    with rolled_back(store) as lines:
        deliver(lines, model, [(1, 1, False), (4, 2, True), (5, 2, True)])
        assert lines.leaf_hashes(JOURNAL, 3, three) == [one, two, three]
        assert lines.leaf_hashes(JOURNAL, 3, other_three) == [one, other_two, other_three]
        (state,) = lines.journals()
        assert (state.ranges, state.head, state.is_forked) == (((1, 3),), three, True)


def test_postgresql_answers_what_the_model_does(postgresql: str) -> None:
    """Branches that part within pieces and between them, a gap, repeats, and folded own lines."""
    store, model = Store.on_postgresql(postgresql), Model()
    stem = GENESIS
    for _ in range(8):
        stem = model.write(stem)
    branch = model.write(list(model.written)[4])
    for _ in range(3):
        branch = model.write(branch)
    model.write(list(model.written)[1])
    with rolled_back(store) as lines:
        no = lines.journal_no(JOURNAL, is_own=True)
        for node in list(model.written.values())[:4]:
            lines.append(no, JOURNAL, node.number, node.previous, node.data)
            model.held.add(node.hash)
        deliver(lines, model, [(8, 2, True), (12, 3, False), (8, 3, False), (12, 9, True)])
        deliver(lines, model, [(13, 1, False), (8, 8, True)])
        agrees(lines, model)
    store.close()


def test_journals_of_the_same_lines_are_not_mixed(store: Store) -> None:
    model = Model()
    model.write(model.write(GENESIS))
    with rolled_back(store) as lines:
        deliver(lines, model, [(2, 2, False)])
        assert len(lines.add(Segment(OTHER, 1, GENESIS, run_of(model, 1, 1).lines))) == 1
        assert [(state.uid, state.size) for state in lines.journals()] == [(JOURNAL, 2), (OTHER, 1)]
        assert len(list(lines.backwards(OTHER, 1, next(iter(model.written))))) == 1
        assert not list(lines.segments_from(OTHER, 2))
