"""What the gate says of a draft, by some rules only; every sentence of it can be filled in."""

from __future__ import annotations

from app.core.clock import Moment
from app.models.record import Record
from app.rules.gates import verdicts_for
from app.rules.verdicts import Verdict
from tests.rules.world import MORNING, World, sentences, uid


def verdicts(
    draft: Record,
    previous: Record | None,
    world: World,
    *rules: str,
    now: Moment = MORNING,
) -> list[Verdict]:
    found = verdicts_for(draft, previous, world, author=uid("author"), now=now)
    assert len(sentences(found)) == len(found)
    assert all(verdict.field in {"", *draft.fields} for verdict in found)
    return [verdict for verdict in found if verdict.rule in rules]


def said(draft: Record, previous: Record | None, world: World, *rules: str) -> list[str]:
    """The sentences, with their level: `warn: No photo …`."""
    return [
        f"{verdict.level.value}: {verdict.sentence}"
        for verdict in verdicts(draft, previous, world, *rules)
    ]
