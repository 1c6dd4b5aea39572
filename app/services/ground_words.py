"""What is recorded of a place in sentences: the same on screen, on paper and at the command line.

No sentence says that a place is safe. Each is a template and what fills it, so that it can be said
in any language, or in two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from app.core.clock import Moment
from app.core.wording import Words, embedded, isolated
from app.geo.distance import compass
from app.rules.clearance import ClearanceVerdict
from app.rules.hazards import HazardNotice
from app.services.hazards import Ground

CALLED: Final[Mapping[ClearanceVerdict, str]] = MappingProxyType(
    {
        ClearanceVerdict.CLEARED: "Cleared, says its certificate.",
        ClearanceVerdict.NOT_CLEARED: "Not cleared.",
        ClearanceVerdict.UNKNOWN: "Place not known: it counts as inside.",
        ClearanceVerdict.INSIDE_HAZARD: "Inside a hazard.",
    }
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template and its values, ready to stand in a line of any direction."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


def called(ground: Ground) -> Sentence:
    """The verdict in a few words."""
    return Sentence(CALLED[ground.clearance.verdict])


def why(ground: Ground) -> Sentence:
    """What the verdict stands on."""
    return Sentence(ground.clearance.why, _shown(ground.clearance.values))


def what_to_do(ground: Ground) -> Sentence:
    """What to do about it."""
    return Sentence(ground.clearance.hint, _shown(ground.clearance.values))


def particulars(ground: Ground) -> Iterator[Sentence]:
    """By whom, until when, how deep, how sure, and what hazard is nearest."""
    found = ground.clearance
    if ground.issuers:
        people = ", ".join(map(embedded, (*ground.issuers, *ground.organisations)))
        yield Sentence("Issued by {people}.", {"people": people})
    if found.verdict is ClearanceVerdict.CLEARED:
        if found.until is None:
            yield Sentence("The certificate names no end.")
        else:
            yield Sentence("It ends on {until}.", {"until": _time(found.until)})
        if ground.not_cleared:
            yield Sentence("Not cleared, it says: “{what}”", {"what": _quoted(ground.not_cleared)})
        if ground.conditions:
            yield Sentence(
                "It holds on these conditions: “{what}”", {"what": _quoted(ground.conditions)}
            )
    if ground.asked_m is None:
        yield Sentence("How deep the work goes is not stated here.")
    else:
        yield Sentence("Asked down to {depth} m.", {"depth": isolated(f"{ground.asked_m:f}")})
    if ground.error_m is not None:
        yield Sentence(
            "The place is known to {error} m, and all of that was counted.",
            {"error": isolated(f"± {ground.error_m:.1f}")},
        )
    if found.nearest_hazard_m is not None and found.bearing_deg is not None:
        yield Sentence(
            "Nearest open hazard: {hazard}, seen {metres} m away at {bearing}° true, {compass}.",
            {
                "hazard": isolated(ground.nearest),
                "metres": isolated(f"{found.nearest_hazard_m:.0f}"),
                "bearing": isolated(f"{found.bearing_deg % 360:03.0f}"),
                "compass": Words((compass(found.bearing_deg),)),
            },
        )


def open_hazards(notice: HazardNotice) -> Sentence:
    """How many hazards are open."""
    if notice.open == 1:
        return Sentence("1 open hazard")
    return Sentence("{count} open hazards", {"count": isolated(notice.open)})


def around_site(notice: HazardNotice) -> Iterator[Sentence]:
    """Of one site: where the nearest open hazard lies, how deep it was cleared, and until when."""
    if notice.nearest_m is not None:
        distance = isolated(f"{notice.nearest_m:.0f} m")
        told = {"distance": distance, "compass": Words((notice.nearest_compass,))}
        yield Sentence("nearest {distance} {compass}", told)
    depth = {"depth": isolated(f"{notice.cleared_depth_m} m")}
    if notice.cleared_depth_m is None:
        yield Sentence("no clearance recorded")
    elif notice.cleared_until is None:
        yield Sentence("cleared to {depth}", depth)
    else:
        until = _until(notice.cleared_until, notice.at)
        yield Sentence("cleared to {depth} until {time}", {**depth, "time": until})


def _until(end: Moment, now: Moment | None) -> str:
    """The hour alone only where it is an hour of today."""
    is_today = now is not None and end.local.date() == now.local.date()
    return isolated(_clock(end)) if is_today else _time(end)


def _shown(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: _time(value) if isinstance(value, Moment) else isolated(value)
        for name, value in values.items()
    }


def _quoted(text: str) -> str:
    """What somebody wrote, on one line."""
    return embedded(" ".join(text.split()))


def _time(moment: Moment) -> str:
    return isolated(f"{moment.local:%Y-%m-%d} {_clock(moment)}")


def _clock(moment: Moment) -> str:
    offset = f"{moment.local:%z}"
    return f"{moment.local:%H:%M} {offset[:3]}:{offset[3:5]}"
