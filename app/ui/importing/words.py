"""What is said of a file and of bringing it in, in the person's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from app.core.wording import Wording, isolated
from app.exchange.contents import Contents, Problems, Spot
from app.exchange.features import Problem
from app.rules.check_shots import Setting
from app.rules.verdicts import Verdict
from app.services.import_reading import CheckedMark
from app.services.imports import Imported


def count_labels(say: Wording) -> dict[str, str]:
    """What a file is said to hold, by how it is counted."""
    return {
        "fixes": say("Positions"),
        "sentences": say("Sentences of the receiver"),
        "bad_checksum": say("With a wrong checksum"),
        "no_fix": say("Instants without a position"),
        "waypoints": say("Waypoints"),
        "routes": say("Routes"),
        "route_points": say("Points of routes"),
        "tracks": say("Tracks"),
        "track_points": say("Points of tracks"),
        "points": say("Points"),
        "lines": say("Lines on the ground"),
        "areas": say("Areas"),
    }


def contents_lines(say: Wording, contents: Contents) -> Iterator[str]:
    """What a file holds: counts, where it begins and ends, what is strange about it."""
    labels = count_labels(say)
    counts = [
        say("{kind}: {count}", kind=labels[kind], count=isolated(f"{count:,}"))
        for kind, count in contents.counts.items()
        if count
    ]
    yield " · ".join(counts) if counts else say("There is no place in this file.")
    for label, spot in ((say("First"), contents.first), (say("Last"), contents.last)):
        if spot is not None:
            yield say("{kind}: {count}", kind=label, count=_spot(spot))
    for remark in contents.warnings:
        yield say(remark.what, **_isolated(remark.values))


def problem_lines(say: Wording, problems: Iterable[Problem]) -> list[str]:
    """What of a file is not read, or not recorded, with its place; of each sort a few."""
    few = Problems()
    for one in problems:
        few.add(one)
    return [
        say(
            "{where}: {what}",
            where=say(one.where, **_isolated(one.values)),
            what=say(one.what, **_isolated(one.values)),
        )
        for one in few.listed()
    ]


def flag_lines(say: Wording, told: Imported) -> list[str]:
    """What rules say of the new records, each sort once, the most frequent first."""
    counts = Counter((flag.verdict.rule, flag.verdict.message) for flag in told.flags)
    first: dict[tuple[str, str], Verdict] = {}
    for flag in told.flags:
        first.setdefault((flag.verdict.rule, flag.verdict.message), flag.verdict)
    return [
        say(
            "{what} ({rule}, {count} ×)",
            count=isolated(f"{count:,}"),
            rule=isolated(key[0]),
            what=say(key[1], **_isolated(first[key].values)),
        )
        for key, count in counts.most_common()
    ]


def check_line(say: Wording, mark: CheckedMark) -> tuple[str, str]:
    """What a check shot says, and the role in which it is set."""
    told = {"name": isolated(mark.name), "residual": isolated(mark.residual_m)}
    match mark.setting:
        case Setting.SET_UP_AGAIN:
            return (
                say(
                    "Check shot at {name}: {residual} m from where it is known to be. No point was "
                    "recorded. Set the instrument up again and measure anew.",
                    **told,
                ),
                "problem",
            )
        case Setting.ASKED_ABOUT:
            return (
                say(
                    "Check shot at {name}: {residual} m from where it is known to be, more than "
                    "0.03 m. Look at the set-up before you go on.",
                    **told,
                ),
                "problem",
            )
        case _:
            return (
                say("Check shot at {name}: {residual} m from where it is known to be.", **told),
                "",
            )


def _spot(spot: Spot) -> str:
    place = isolated(f"{spot.lat:f} {spot.lon:f}")
    return " · ".join([place, *([isolated(spot.utc)] if spot.utc else [])])


def _isolated(values: Mapping[str, object]) -> dict[str, object]:
    return {name: isolated(value) for name, value in values.items()}
