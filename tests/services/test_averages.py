"""Averages outlive the window, stay on the laptop, and make way for newer ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.crypto.passphrases import TEST_COST
from app.services.averages import MOST_KEPT, KeptAverage, keep_average, kept_averages
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop, open_store
from tests.rules.world import MORNING, moved, position

WORDS = "four words on paper"
FIRST = KeptAverage("a", position(), MORNING, 300.5, -2.25, "record/position")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "test.athar"


@pytest.fixture
def desk(store: Path) -> Iterator[Desk]:
    founder = Founder("حسن علي", "Hassan Ali", "HA01", ("TL", "SA", "EOD"))
    made = create_laptop(store, Beginning(founder, WORDS, "Laptop A", "A", cost=TEST_COST))
    yield made
    close_desk(made)


def test_an_average_comes_back_after_the_store_was_closed(desk: Desk, store: Path) -> None:
    with desk.store.reading() as view:
        before = view.tip.size
    keep_average(desk, FIRST)
    with desk.store.reading() as view:
        assert view.tip.size == before  # it is nobody's record
    close_desk(desk)
    opened = open_store(store, WORDS)
    try:
        assert kept_averages(opened) == (FIRST,)
    finally:
        close_desk(opened)
    assert str(FIRST.position.lat).encode() not in store.read_bytes()


def test_what_has_grown_replaces_what_was_kept(desk: Desk) -> None:
    other = KeptAverage("b", position(), MORNING, 60.0)
    grown = replace(FIRST, seconds=400.0, position=position(moved(FIRST.position, north=1)))
    for average in (FIRST, other, grown):
        keep_average(desk, average)
    assert kept_averages(desk) == (other, grown)


def test_only_the_newest_are_kept(desk: Desk) -> None:
    for number in range(MOST_KEPT + 2):
        keep_average(desk, replace(FIRST, uid=str(number)))
    kept = [average.uid for average in kept_averages(desk)]
    assert kept == [str(number) for number in range(2, MOST_KEPT + 2)]
