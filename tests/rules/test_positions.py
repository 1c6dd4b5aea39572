"""Positions that are asked about before they mislead anybody."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.geo.distance import compass
from app.geo.point import Point
from app.geo.position import Method
from app.models.operations import Operation
from app.models.record import Record
from app.models.sites import Grave, Site
from app.models.survey import SurveyControl, SurveyPoint
from app.rules.gates import verdicts_for
from app.rules.positions import far_from, the_receiver_moves
from app.rules.world import Supposing, refers
from tests.rules.world import (
    HERE,
    MORNING,
    World,
    event,
    later,
    make,
    moved,
    position,
    sentences,
    square,
    uid,
)


def said(at: Any, *records: Record, previous: Record | None = None) -> list[str]:
    world = World([make(Site, "site", position=position()), *records])
    draft = make(Grave, "grave", site=uid("site"), position=at)
    verdicts = verdicts_for(draft, previous, world, author=uid("author"), now=MORNING)
    return [verdict.message for verdict in verdicts if verdict.rule == "BR-28"]


AREA = make(Operation, "operation", working_area=square(half=20_000))


def test_a_position_near_the_site_with_its_accuracy_passes() -> None:
    assert said(position(moved(HERE, north=249))) == []
    assert said(position(moved(HERE, north=249)), AREA) == []


def test_without_accuracy_it_counts_as_unknown_and_says_so() -> None:
    (message,) = said(position(error=None))
    assert "no accuracy" in message
    assert said(position(error="3")) == []


def test_far_from_the_site_is_asked_about() -> None:
    (message,) = said(position(moved(HERE, north=251)))
    assert "from the reference point" in message
    assert said(position(moved(HERE, north=249))) == []
    unchanged = make(Grave, "grave", position=position(moved(HERE, north=251)))
    assert said(position(moved(HERE, north=251)), previous=unchanged) == []


def test_outside_the_working_area_is_asked_about() -> None:
    messages = said(position(moved(HERE, north=30_000)), AREA)
    assert len(messages) == 2
    assert "outside the working area" in messages[0]


@pytest.mark.parametrize("records", [(), (AREA,)], ids=["by the site", "by the area"])
def test_swapped_latitude_and_longitude_are_seen(records: tuple[Record, ...]) -> None:
    swapped = Point(HERE.lon, HERE.lat)
    (message,) = said(position(swapped), *records)
    assert "swapped" in message
    assert said(position(HERE), *records) == []


def test_what_cannot_be_swapped_is_not() -> None:
    east = Point(Decimal(10), Decimal(120))
    assert all("swapped" not in message for message in said(position(east), AREA))


def test_sentences_are_filled_in() -> None:
    world = World([make(Site, "site", position=position())])
    draft = make(Grave, "grave", site=uid("site"), position=position(moved(HERE, east=300)))
    verdicts = verdicts_for(draft, None, world, author=uid("author"), now=MORNING)
    assert any("lies 300 m from" in sentence for sentence in sentences(verdicts))


# The world as it would be


def test_a_draft_stands_in_place_of_its_record() -> None:
    old, other = make(Grave, "g", site=uid("a")), make(Grave, "h", site=uid("a"))
    draft = make(Grave, "g", site=uid("b"))
    then = Supposing(World([old, other, event("e", "CHK", "g")]), draft)
    assert then.get(uid("g")) is draft
    assert then.get(uid("g"), "site") is None
    assert then.get(uid("h")) is other
    assert set(then.all_of("grave")) == {draft, other}
    assert list(then.referring("grave", "site", uid("a"))) == [other]
    assert list(then.referring("grave", "site", uid("b"))) == [draft]
    gone = Supposing(World([old]), draft.with_values({"state": "WITHDRAWN"}))
    assert list(gone.all_of("grave")) == []
    assert len(list(gone.all_of("grave", include_withdrawn=True))) == 1
    assert list(then.numbers("grave")) == []
    assert list(then.sealing("S1")) == []


def test_a_reference_may_stand_alone_in_a_list_or_in_a_row() -> None:
    assert refers(make(Grave, "g", site=uid("a")), "site", uid("a"))
    assert not refers(make(Grave, "g"), "site", uid("a"))
    chk = event("e", "CHK", "g", previous="d", photos=(uid("p"),))
    assert refers(chk, "lines", uid("g"))
    assert refers(chk, "lines", uid("d"))
    assert refers(chk, "photos", uid("p"))
    assert not refers(chk, "photos", uid("g"))


def test_a_site_without_a_position_is_far_from_nothing() -> None:
    assert said(position(), make(Site, "site", number="BSR01")) == []


def test_without_a_reference_point_what_is_known_of_the_site_is_near() -> None:
    site = make(Site, "site")
    control = make(SurveyControl, "s1", number="S01", site=uid("site"), position=position())
    grave = make(Grave, "g", site=uid("site"), position=position(moved(HERE, north=400)))
    assert said(position(moved(HERE, north=600)), site, control, grave) == []
    (message,) = said(position(moved(HERE, north=700)), site, control, grave)
    assert "the nearest point known" in message
    assert said(position(moved(HERE, north=700)), site) == []


def test_a_new_site_in_the_next_zone_is_asked_about() -> None:
    before = make(Site, "site", number="BSR01", position=position())
    world = World([before])
    slipped = moved(HERE, east=576_000)
    new = make(Site, "new", position=position(slipped))
    far = far_from(new, slipped, world)
    assert far is not None
    assert far.of is before
    assert (round(far.distance_m, -3), compass(far.bearing_deg)) == (576_000, "E")
    assert far_from(new, moved(HERE, north=250_000), world) is None
    assert far_from(before, slipped, world) is None  # of a site alone nothing else is known
    grave = make(Grave, "g", site=uid("site"), position=position())
    moved_site = before.with_values({"position": position(slipped)})
    assert far_from(moved_site, slipped, World([before, grave])) is not None


# --- a receiver that says the same of two places --------------------------------------------------


@pytest.mark.parametrize(
    ("other", "minutes", "is_said"),
    [
        (position(), 11, True),
        (position(), -11, True),
        (position(), 10, False),
        (position(moved(HERE, north=1)), 60, False),
        (position(receiver="GARMIN"), 60, True),
    ],
    ids=["frozen", "before", "still averaging", "elsewhere", "of an unnamed receiver"],
)
def test_a_receiver_that_says_the_same_of_two_things_is_doubted(
    other: Any, minutes: float, is_said: bool
) -> None:
    first = make(
        SurveyPoint, "first", number="P1", site=uid("site"), occurred_at=MORNING, position=other
    )
    world = World([make(Site, "site", position=position()), first])
    second = make(
        SurveyPoint, "second", site=uid("site"), occurred_at=later(minutes), position=position()
    )
    messages = list(the_receiver_moves(second, "position", position(), world))
    assert bool(messages) is is_said
    verdicts = verdicts_for(second, None, world, author=uid("author"), now=later(90))
    assert any("frozen" in one.hint for one in verdicts) is is_said


def test_only_what_a_receiver_measured_freezes() -> None:
    told = replace(position(), method=Method.MAP)
    first = make(SurveyPoint, "first", site=uid("site"), occurred_at=MORNING, position=told)
    world = World([make(Site, "site"), first])
    second = make(SurveyPoint, "second", site=uid("site"), occurred_at=later(60), position=told)
    assert not list(the_receiver_moves(second, "position", told, world))
    elsewhere = replace(position(), receiver="TRIMBLE")
    named = make(SurveyPoint, "first", site=uid("site"), occurred_at=MORNING, position=elsewhere)
    mine = replace(position(), receiver="GARMIN")
    assert not list(the_receiver_moves(second, "position", mine, World([named])))
