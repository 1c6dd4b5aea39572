"""Pins outlive the window, and nothing of them leaves the laptop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto.passphrases import TEST_COST
from app.models.kinds import KINDS
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop
from app.services.pins import keep_pins, kept_pins
from tests.models.strategies import values_for


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    founder = Founder("حسن علي", "Hassan Ali", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(founder, "four words on paper", "Laptop A", "A", cost=TEST_COST)
    made = create_laptop(tmp_path_factory.mktemp("pins") / "test.athar", beginning)
    yield made
    close_desk(made)


@settings(max_examples=20)
@given(data=st.data())
def test_pins_come_back_as_they_were_kept(desk: Desk, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    pins: dict[str, object] = dict(data.draw(values_for(kind)))
    pins |= dict.fromkeys(data.draw(st.sets(st.sampled_from(sorted(kind.fields)), max_size=3)))
    keep_pins(desk, kind.kind, pins)
    assert kept_pins(desk, kind.kind) == pins


def test_kinds_keep_their_pins_apart_and_let_them_go(desk: Desk) -> None:
    keep_pins(desk, "site", {"governorate": "Basra"})
    keep_pins(desk, "team", {"base": None})
    assert kept_pins(desk, "site") == {"governorate": "Basra"}
    assert kept_pins(desk, "team") == {"base": None}
    keep_pins(desk, "site", {})
    assert kept_pins(desk, "site") == {}


def test_no_line_is_written(desk: Desk) -> None:
    with desk.store.reading() as view:
        before = view.tip.size
    keep_pins(desk, "site", {"governorate": "Basra"})
    with desk.store.reading() as view:
        assert view.tip.size == before


def test_a_value_that_no_longer_fits_leaves_its_pin(desk: Desk) -> None:
    with desk.store.writing() as pen:
        pen.set("pins/team", '{"name": 7, "base": "Basra", "of_tomorrow": "x"}')
    assert kept_pins(desk, "team") == {"name": None, "base": "Basra"}
