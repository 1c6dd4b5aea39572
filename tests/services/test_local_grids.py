"""The points of a site from which a tape is drawn, and how a site is measured."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.crypto.passphrases import TEST_COST
from app.geo.local_grid import Local
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.local_grids import keep_tape, kept_tape, known_points
from app.services.operation import close_desk, create_laptop
from app.services.recording import save_record, withdraw_record
from app.store.transactions import Edit
from tests.rules.world import HERE, moved, position


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    founder = Founder("حسن علي", "Hassan Ali", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(founder, "four words on paper", "Laptop A", "A", cost=TEST_COST)
    made = create_laptop(tmp_path / "test.athar", beginning)
    yield made
    close_desk(made)


def control(desk: Desk, site: str, number: str, **values: Any) -> str:
    draft = {"site": site, "number": number, **values}
    return save_record(desk, "survey_control", None, draft).record.uid


def test_every_control_point_with_a_position_is_one(desk: Desk) -> None:
    site = save_record(desk, "site", None, {"position": position()}).record.uid
    grid = {"easting_m": Decimal(1000), "northing_m": Decimal(2000)}
    place = position(moved(HERE, east=5))
    control(desk, site, "BSR01-S03", position=place, reference_system="EPSG:32638", **grid)
    control(desk, site, "BSR01-S02", position=place)
    control(desk, site, "BSR01-S01", position=place, reference_system="Local", **grid)
    control(desk, site, "BSR01-S04", **grid)
    gone = control(desk, site, "BSR01-S05", position=place)
    withdraw_record(desk, gone, "dug away")
    known = known_points(desk, site)
    assert [point.name for point in known] == ["BSR01-S01", "BSR01-S02", "BSR01-S03"]
    local = Local(Decimal(1000), Decimal(2000))
    assert [point.local for point in known] == [local, None, None]
    assert all(point.position == place for point in known)


def test_two_points_of_one_number_are_told_apart(desk: Desk) -> None:
    """As from two laptops: measured from the wrong one, a grave would lie elsewhere."""
    site = save_record(desk, "site", None, {"position": position()}).record.uid
    first = control(desk, site, "BSR01-S01", position=position())
    second = control(desk, site, "BSR01-S02", position=position(moved(HERE, east=5)))
    with desk.store.writing() as pen:
        pen.append([Edit("survey_control", second, {"number": "BSR01-S01"})], by="p", at=desk.now())
    names = {point.name for point in known_points(desk, site)}
    assert names == {f"BSR01-S01 ({uid[:8]})" for uid in (first, second)}


def test_how_a_site_is_measured_is_kept_for_each_alone(desk: Desk) -> None:
    assert kept_tape(desk, "one") == {}
    keep_tape(desk, "one", {"tape": "0.05", "first.text": "٣٠ N"})
    keep_tape(desk, "other", {"tape": "0.1"})
    assert kept_tape(desk, "one") == {"tape": "0.05", "first.text": "٣٠ N"}
    assert kept_tape(desk, "other") == {"tape": "0.1"}
