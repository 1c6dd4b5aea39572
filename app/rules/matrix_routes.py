"""The lines of a Harris matrix between two rows: down, along a track, and down again.

Lines that fork below one unit share a track, and so do those that join above one. Two lines that
have nothing to do with each other may cross, but never run on top of each other: where they would,
one enters its box a little beside the middle. What meets and what only crosses is told by a dot.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from app.rules.matrix_columns import LATTICE
from app.rules.matrix_rows import Node, Step, Told

Point = tuple[float, float]

TRACK = 8.0
"""Between two tracks."""

_PAD = 14.0  # above the first track and below the last
_NEAR = 3.0  # closer than this, two lines look like one
_ASIDE = (0.0, 4.0, -4.0, 8.0, -8.0, 12.0, -12.0, 16.0, -16.0, 20.0, -20.0)
_STRAIGHT = 16.0  # this far beside the middle a line may enter, if it comes straight down
_MERGE = 6.0  # below the top of a lane, the lines that come into it meet
_PASSES = 6

Net = tuple[str, object]  # what shares one track: a fork, a join, or a step that goes alone


@dataclass(slots=True)
class Channel:
    """The space between two rows: the nets that cross it, where they enter and where they leave."""

    tops: dict[Net, dict[Node, float]] = field(default_factory=lambda: defaultdict(dict))
    bottoms: dict[Net, dict[Node, float]] = field(default_factory=lambda: defaultdict(dict))
    track: dict[Net, int] = field(default_factory=dict)

    @property
    def height(self) -> float:
        """Room for all tracks."""
        return 2 * _PAD + TRACK * max(self.track.values(), default=0)

    def xs(self, net: Net) -> list[float]:
        """Where a net goes up or down."""
        return [*self.tops[net].values(), *self.bottoms[net].values()]

    def is_straight(self, net: Net) -> bool:
        """Whether it goes down without turning."""
        return max(self.xs(net)) - min(self.xs(net)) < 0.5


def nets_of(paths: Mapping[Step, tuple[Node, ...]]) -> dict[int, dict[Net, set[tuple[Node, Node]]]]:
    """The nets below each level: pairs of nodes that share a track."""
    below: dict[Node, set[Node]] = defaultdict(set)
    for step, path in paths.items():
        if step.told is not Told.CIRCULAR:
            for upper, lower in pairwise(path):
                below[upper].add(lower)
    nets: dict[int, dict[Net, set[tuple[Node, Node]]]] = defaultdict(lambda: defaultdict(set))
    for step, path in paths.items():
        for upper, lower in pairwise(path):
            nets[upper.level][net_of(step, upper, lower, below)].add((upper, lower))
    return nets


def net_of(step: Step, upper: Node, lower: Node, below: Mapping[Node, Collection[Node]]) -> Net:
    """What a piece of a step shares its track with."""
    if step.told is Told.CIRCULAR:
        return "alone", step
    return ("join", lower) if len(below[upper]) == 1 else ("fork", upper)


def entering(nets: Mapping[int, Mapping[Net, Iterable[tuple[Node, Node]]]]) -> dict[Node, int]:
    """How many nets come down to each node: a lane must be wide enough for them."""
    count: dict[Node, set[Net]] = defaultdict(set)
    for level in nets.values():
        for net, pairs in level.items():
            for _, lower in pairs:
                count[lower].add(net)
    return {node: len(found) for node, found in count.items()}


def channel(nets: Mapping[Net, Iterable[tuple[Node, Node]]], x: dict[Node, float]) -> Channel:
    """Places and tracks for the nets below one row; a lane moves in `x` to where its line comes."""
    made = Channel()
    leaving: dict[Node, list[Net]] = defaultdict(list)
    arriving: dict[Node, set[Net]] = defaultdict(set)
    for net in sorted(nets, key=_name):
        for upper, lower in sorted(nets[net]):
            if net not in leaving[upper]:
                leaving[upper].append(net)
            arriving[lower].add(net)
    for node, found in leaving.items():
        # What is in order leaves from the middle; contradictions leave beside it.
        for at, net in enumerate(sorted(found, key=lambda net: net[0] == "alone")):
            made.tops[net][node] = x[node] + LATTICE * ((at + 1) // 2) * (1 if at % 2 else -1)
    leave = ((at, net) for net, nodes in made.tops.items() for at in nodes.values())
    tops = sorted(leave, key=lambda top: top[0])
    for node in sorted(arriving, key=lambda node: x[node]):
        _enter(made, node, arriving[node], tops, x)
    _take_tracks(made, sorted(nets, key=_name))
    return made


def _enter(
    made: Channel, node: Node, nets: set[Net], tops: list[tuple[float, Net]], x: dict[Node, float]
) -> None:
    """Where nets come down to a node: beside each other, and not below a line of another net."""

    def mean(net: Net) -> float:
        return sum(made.tops[net].values()) / len(made.tops[net])

    ordered = sorted(nets, key=lambda net: (mean(net), _name(net)))
    middle = (len(ordered) - 1) / 2
    wished = [x[node] + (at - middle) * LATTICE for at in range(len(ordered))]
    aside = list(_ASIDE)
    if len(ordered) == 1:
        straight = [t - x[node] for t in made.tops[ordered[0]].values()]
        most = LATTICE if node.is_lane else _STRAIGHT
        aside = [*(s for s in straight if len(straight) == 1 and abs(s) <= most), *aside]
    shift = next((s for s in aside if _is_clear(wished, s, ordered, tops)), 0.0)
    for net, at in zip(ordered, wished, strict=True):
        made.bottoms[net][node] = at + shift
    if node.is_lane and len(ordered) == 1:
        x[node] += shift


def _is_clear(
    wished: list[float], shift: float, nets: list[Net], tops: list[tuple[float, Net]]
) -> bool:
    """Whether no other net leaves right above; `tops` go from left to right."""
    for at, net in zip(wished, nets, strict=True):
        first = bisect_left(tops, at + shift - _NEAR, key=lambda top: top[0])
        for place in range(first, len(tops)):
            top, other = tops[place]
            if top > at + shift + _NEAR:
                break
            if other != net:
                return False
    return True


def _take_tracks(made: Channel, nets: list[Net]) -> None:
    """Tracks for the nets that turn, in an order in which few lines cross."""
    turning = [net for net in nets if not made.is_straight(net)]
    turning.sort(key=lambda net: (min(made.xs(net)), _name(net)))
    for _ in range(_PASSES):
        has_changed = False
        for at in range(len(turning) - 1):
            one, other = turning[at], turning[at + 1]
            if _crossed(made, other, one) < _crossed(made, one, other):
                turning[at], turning[at + 1] = other, one
                has_changed = True
        if not has_changed:
            break
    spans: list[tuple[float, float, int]] = []
    for net in turning:
        left, right = min(made.xs(net)) - _NEAR, max(made.xs(net)) + _NEAR
        track = max((t + 1 for lo, hi, t in spans if lo <= right and left <= hi), default=0)
        made.track[net] = track
        spans.append((left, right, track))


def _crossed(made: Channel, upper: Net, lower: Net) -> int:
    """How often two nets cross if one has the upper track."""
    (left, right), (low, high) = _span(made, upper), _span(made, lower)
    down = sum(low < at < high for at in made.bottoms[upper].values())
    return down + sum(left < at < right for at in made.tops[lower].values())


def _span(made: Channel, net: Net) -> tuple[float, float]:
    return min(made.xs(net)), max(made.xs(net))


def _name(net: Net) -> tuple[str, str]:
    return net[0], repr(net[1])


@dataclass(frozen=True, slots=True)
class Levels:
    """The top of each row, and the channel below it."""

    tops: list[float]
    channels: list[Channel]
    row: float

    def points(
        self, path: tuple[Node, ...], nets: Iterable[Net], x: Mapping[Node, float]
    ) -> tuple[Point, ...]:
        """The corners of a line from the upper unit to the lower one."""
        found: list[Point] = []
        for (upper, lower), net in zip(pairwise(path), nets, strict=True):
            made = self.channels[upper.level]
            start, end = made.tops[net][upper], made.bottoms[net][lower]
            below = self.tops[upper.level] + self.row
            found.append((start, below))
            if net in made.track:
                along = below + _PAD + TRACK * made.track[net]
                found += [(start, along), (end, along)]
            top = self.tops[lower.level]
            found.append((end, top))
            if lower.is_lane and abs(end - x[lower]) > 0.5:
                found += [(end, top + _MERGE), (x[lower], top + _MERGE)]
        return _without_needless(found)

    def dots(self, x: Mapping[Node, float]) -> list[Point]:
        """Where lines meet, and do not only cross."""
        found = []
        for level, made in enumerate(self.channels):
            for net, track in made.track.items():
                left, right = _span(made, net)
                tops, bottoms = set(made.tops[net].values()), set(made.bottoms[net].values())
                y = self.tops[level] + self.row + _PAD + TRACK * track
                found += [
                    (at, y)
                    for at in sorted(tops | bottoms)
                    if (at in tops) + (at in bottoms) + (at > left) + (at < right) > 2
                ]
            merged: dict[Node, int] = defaultdict(int)
            for ends in made.bottoms.values():
                for node in ends:
                    merged[node] += node.is_lane
            top = self.tops[level + 1] if level + 1 < len(self.tops) else 0.0
            found += [(x[node], top + _MERGE) for node, many in sorted(merged.items()) if many > 1]
        return found


def _without_needless(points: list[Point]) -> tuple[Point, ...]:
    """The same line without corners at which it does not turn."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    return tuple(kept)
