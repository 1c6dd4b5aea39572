"""Work in the ground as tests judge it: a grave, remains, a point and a bag on cleared ground."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.core.clock import Moment
from app.models.containers import Container
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.survey import SurveyPoint
from app.rules.gates import verdicts_for
from app.rules.verdicts import Verdict
from tests.rules.world import (
    MORNING,
    World,
    make,
    position,
    sentences,
    site_world,
    uid,
)

CLEARANCE_RULES = {"BR-01", "BR-02", "BR-06", "BR-36"}


def judge(
    draft: Record,
    world: World,
    previous: Record | None = None,
    *,
    author: str = "author",
    now: Moment = MORNING,
) -> list[Verdict]:
    """What the rules of clearance say."""
    verdicts = verdicts_for(draft, previous, world, author=uid(author), now=now)
    assert len(sentences(verdicts)) == len(verdicts)
    return [verdict for verdict in verdicts if verdict.rule in CLEARANCE_RULES]


def judged(*args: Any, **kwargs: Any) -> list[str]:
    """The same in short."""
    return [f"{verdict.rule} {verdict.level.value}" for verdict in judge(*args, **kwargs)]


def grave(**values: Any) -> Grave:
    told: dict[str, Any] = {
        "site": uid("site"),
        "phase": "EXCAVATING",
        "position": position(),
        "depth_m": Decimal(1),
    }
    return make(Grave, "grave", **told | values)


def case(**values: Any) -> RemainsCase:
    told: dict[str, Any] = {
        "site": uid("site"),
        "grave": uid("grave"),
        "case_type": "B",
        "lifted_at": MORNING,
        "occurred_at": MORNING,
        "position": position(),
        "depth_m": Decimal(1),
    }
    return make(RemainsCase, "case", **told | values)


def point(**values: Any) -> SurveyPoint:
    told: dict[str, Any] = {
        "site": uid("site"),
        "point_code": "CUT",
        "position": position(),
        "occurred_at": MORNING,
    }
    return make(SurveyPoint, "point", **told | values)


def bag(**values: Any) -> Container:
    told: dict[str, Any] = {
        "site": uid("site"),
        "container_kind": "BAG",
        "contents": (uid("case"),),
        "occurred_at": MORNING,
    }
    return make(Container, "bag", **told | values)


WORK = [grave(), case(), point(), bag()]


def world_with(*records: Record) -> World:
    """The site with its grave and remains on record, and what else."""
    world = site_world()
    for record in (grave(), case(), *records):
        world.add(record)
    return world
