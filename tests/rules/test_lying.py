"""Where things lie in the ground: never better known than what says so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.finds import Artefact
from app.models.kinds import KIND
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.strata import Context
from app.models.survey import SurveyControl, SurveyPoint
from app.rules.lying import LIE_IN_THE_GROUND, Lying, lying
from tests.rules.world import (
    HERE,
    MORNING,
    World,
    disputed,
    make,
    moved,
    person,
    position,
    site_world,
    uid,
)

SITE = {"site": uid("site")}


def dug() -> World:
    """A grave two metres across at `HERE`, remains in it, and its fill."""
    world = site_world()
    world.add(
        make(
            Grave, "grave", **SITE, position=position(), length_m=Decimal(2), width_m=Decimal(0),
            depth_m=Decimal("1.4"),
        )
    )  # fmt: skip
    world.add(make(RemainsCase, "body", **SITE, grave=uid("grave")))
    world.add(make(Context, "fill", **SITE, grave=uid("grave")))
    return world


def one(world: World, record: Any) -> Lying:
    (found,) = lying(world.add(record), world)
    return found


def test_remains_lie_somewhere_in_their_grave_as_deep_as_it_is() -> None:
    world = dug()
    grave, body = one(world, world.records[uid("grave")]), one(world, world.records[uid("body")])
    assert grave == body
    assert grave.spot is not None
    assert (grave.spot.error_m, grave.depth_m, grave.site) == (
        Decimal(4),
        Decimal("1.4"),
        uid("site"),
    )


def test_a_find_lies_with_its_remains_its_grave_or_its_context() -> None:
    world = dug()
    grave = one(world, world.records[uid("grave")])
    for beside in (
        {"remains_case": uid("body")},
        {"grave": uid("grave")},
        {"context": uid("fill")},
    ):
        assert one(world, make(Artefact, "ring", **SITE, **beside)) == grave
    own = one(world, make(Artefact, "ring", **SITE, grave=uid("grave"), position=position(error=1)))
    assert own.spot is not None
    assert (own.spot.error_m, own.depth_m) == (Decimal(1), Decimal("1.4"))


def test_a_find_of_which_nobody_knows_may_be_anywhere() -> None:
    world = dug()
    assert one(world, make(Artefact, "ring", **SITE)) == Lying(uid("site"), None, None)
    beside = make(Artefact, "ring", **SITE, remains_case=uid("body"))
    assert one(world, disputed(beside, "remains_case")).spot is None
    placed = make(Artefact, "ring", **SITE, position=position())
    assert one(world, disputed(placed, "position")).spot is None


def test_a_bag_lies_where_whatever_in_it_was_not_lifted() -> None:
    world = dug()
    bag = make(Container, "bag", **SITE, contents=(uid("body"),))
    assert one(world, bag) == one(world, world.records[uid("grave")])
    assert list(lying(world.add(make(Container, "empty", **SITE)), world)) == []
    world.add(make(RemainsCase, "body", **SITE, grave=uid("grave"), lifted_at=MORNING))
    assert list(lying(bag, world)) == []


def test_what_is_measured_lies_on_the_surface() -> None:
    world = dug()
    for record in (
        make(SurveyPoint, "point", **SITE, position=position(moved(HERE, east=5))),
        make(SurveyControl, "control", **SITE, position=position(moved(HERE, east=5))),
    ):
        found = one(world, record)
        assert found.spot is not None
        assert (found.depth_m, found.spot.error_m) == (Decimal(0), Decimal(3))


def test_nothing_else_lies_in_the_ground() -> None:
    world = dug()
    assert set(KIND) >= LIE_IN_THE_GROUND
    for record in (person(world, "somebody"), make(CustodyEvent, "event")):
        assert list(lying(record, world)) == []
        assert record.kind not in LIE_IN_THE_GROUND
