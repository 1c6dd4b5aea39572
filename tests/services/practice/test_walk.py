"""The walk of the practice: it can be averaged, it meets the hazard, and it is believed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from app.geo.averaging import Average
from app.geo.coordinates import read_position_text
from app.geo.distance import distance_m
from app.geo.live import Heard, Listening
from app.rules.approach import Alarm
from app.rules.ground import Spot
from app.rules.zones import zone_of
from app.services.practice import places
from app.services.practice.walk import STILL_S, walk
from tests.rules.world import hazard

NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def told() -> list[Heard]:
    listening, found = Listening(), list[Heard]()
    for second, epoch in enumerate(walk().split(b"$GPGGA")[1:]):
        found += listening.feed(b"$GPGGA" + epoch, float(second), NOON)
    assert listening.wrong_sums == 0
    assert listening.passed_over == 0
    return found


def test_nothing_about_it_is_strange(told: list[Heard]) -> None:
    assert not [heard for heard in told if heard.is_suspect or heard.doubts]


def test_standing_still_makes_an_average_of_the_grave(told: list[Heard]) -> None:
    average = Average()
    assert all(average.add(heard) for heard in told[: STILL_S - 2])
    mean = average.position("practice")
    grave = read_position_text(places.GRAVE_2)
    error_m = mean.error_95_m()
    assert error_m is not None
    assert distance_m(mean, grave) < error_m < 5
    assert mean.fixes == STILL_S - 2


def test_it_goes_up_to_the_hazard_and_a_step_too_far(told: list[Heard]) -> None:
    seen = hazard(
        observer_position=places.handheld(places.OBSERVER_3),
        bearing_deg=65,
        distance_m=Decimal(160),
        exclusion_radius_m=60,
    )
    alarm = Alarm([zone_of(seen, None)])
    warned = [alarm.look(Spot(heard.fix, Decimal("3.7"))) for heard in told]
    states = ["far" if not one else "in" if one[0].is_inside else "near" for one in warned]
    changes = [state for at, state in enumerate(states) if not at or states[at - 1] != state]
    assert changes[:3] == ["far", "near", "in"]
    assert changes[-1] == "far"


def test_the_sky_is_lost_once(told: list[Heard]) -> None:
    pauses = [later.at_s - before.at_s for before, later in pairwise(told)]
    assert sum(pause > 5 for pause in pauses) == 1
