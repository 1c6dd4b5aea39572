"""What is strange about a position that is not recorded yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.crypto.passphrases import TEST_COST
from app.geo.point import Point
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop
from app.services.recording import save_record
from app.services.whereabouts import strange_about
from tests.rules.world import HERE, moved, position


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    founder = Founder("حسن علي", "Hassan Ali", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(founder, "four words on paper", "Laptop A", "A", cost=TEST_COST)
    made = create_laptop(tmp_path / "test.athar", beginning)
    yield made
    close_desk(made)


def test_it_is_told_before_anything_is_written(desk: Desk) -> None:
    site = save_record(desk, "site", None, {"position": position()}).record.uid
    with desk.store.reading() as view:
        before = view.tip.size
    draft = {"site": site}
    here = strange_about(desk, "grave", None, draft, "position", position())
    far = strange_about(desk, "grave", None, draft, "position", position(moved(HERE, east=576_000)))
    swapped = strange_about(
        desk, "grave", None, draft, "position", position(Point(HERE.lon, HERE.lat))
    )
    assert not here
    assert far.far is not None
    assert round(far.far.distance_m, -3) == 576_000
    assert swapped.far is None  # one thing is wrong with it, and is said
    assert ["swapped" in verdict.message for verdict in swapped.verdicts] == [True]
    with desk.store.reading() as view:
        assert view.tip.size == before


def test_a_site_that_is_moved_is_held_against_what_was_found_there(desk: Desk) -> None:
    site = save_record(desk, "site", None, {"position": position()}).record.uid
    save_record(desk, "grave", None, {"site": site, "position": position()})
    away = position(moved(HERE, north=20_000))
    strange = strange_about(desk, "site", site, {}, "position", away)
    assert strange.far is not None
    assert strange.far.of is not None
    assert strange.far.of.kind == "grave"
    assert not strange_about(desk, "site", site, {}, "position", position())
