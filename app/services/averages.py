"""Averages taken with a receiver, kept for a second session: an hour later, or tomorrow.

They lie in the encrypted store, beside the records: they are nobody's record and travel in no
bundle. Only the newest are kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from app.core.clock import Moment
from app.core.errors import AppError
from app.geo.position import Position
from app.services.desk import Desk

MOST_KEPT: Final = 50
_SETTING: Final = "averages"


@dataclass(frozen=True, slots=True)
class KeptAverage:
    """A mean, and when it was taken by the laptop's clock; `place` is the record's field, if any.

    `ahead_s` is how far that clock was ahead of the satellites', where they told the time; `uid` is
    the same for one average, however often it is kept while it grows.
    """

    uid: str
    position: Position
    ended: Moment
    seconds: float
    ahead_s: float | None = None
    place: str = ""


def keep_average(desk: Desk, average: KeptAverage) -> None:
    """Keep an average; one that was kept before is replaced by what it has grown to."""
    with desk.store.writing() as pen:
        others = [one for one in _read(pen.setting(_SETTING)) if one["uid"] != average.uid]
        kept = [*others, _told(average)][-MOST_KEPT:]
        pen.set(_SETTING, json.dumps(kept, ensure_ascii=False))


def kept_averages(desk: Desk) -> tuple[KeptAverage, ...]:
    """The averages kept, the oldest first; one that this version cannot read is passed over."""
    with desk.store.reading() as view:
        told = _read(view.setting(_SETTING))
    return tuple(average for one in told if (average := _average(one)) is not None)


def _read(setting: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(setting or "[]")
    return told


def _told(average: KeptAverage) -> dict[str, Any]:
    return {
        "uid": average.uid,
        "position": average.position.to_json(),
        "ended": str(average.ended),
        "seconds": average.seconds,
        "ahead_s": average.ahead_s,
        "place": average.place,
    }


def _average(told: dict[str, Any]) -> KeptAverage | None:
    try:
        return KeptAverage(
            uid=told["uid"],
            position=Position.from_json(told["position"]),
            ended=Moment.parse(told["ended"]),
            seconds=told["seconds"],
            ahead_s=told["ahead_s"],
            place=told["place"],
        )
    except (AppError, KeyError):
        return None
