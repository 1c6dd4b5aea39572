"""The only right answer: what a set of lines says, written as plainly as possible.

Deliberately shares no code with the product but the field declarations: it reads raw JSON, keeps
everything in dictionaries and works all of it out anew each time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.models.field import ValueRefusedError
from app.models.fields import (
    AreaField,
    ChoicesField,
    Merge,
    PositionField,
    ReferencesField,
    RowsField,
)
from app.models.kinds import KIND

LARGEST = 2**53 - 1
NESTED = (AreaField, ChoicesField, PositionField, ReferencesField, RowsField)


@dataclass
class State:
    """What is shown: (kind, uid) → field → (value as JSON, whether disputed); and what is not."""

    shown: dict[tuple[str, str], dict[str, tuple[str, bool]]] = field(default_factory=dict)
    parallel: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Touch:
    lam: int
    values: dict[str, Any]
    replaced: dict[str, list[str]]
    seen: list[str]

    @property
    def creates(self) -> bool:
        return not self.replaced and not self.seen


def oracle(lines: Iterable[tuple[str, bytes]]) -> State:
    """What (hash, line) pairs say, in whatever order they are."""
    touches: dict[tuple[str, str], dict[str, Touch]] = defaultdict(dict)
    for digest, data in set(lines):
        for key, touch in read(data):
            touches[key][digest] = touch
    state = State()
    for (kind, uid), by_line in touches.items():
        if KIND[kind].is_append_only:
            _first_stands(state, kind, uid, by_line)
        else:
            _merged(state, kind, uid, by_line)
    return state


def read(data: bytes) -> Iterator[tuple[tuple[str, str], Touch]]:
    """What a line says of each record, if this version understands the line."""
    line = json.loads(data)
    names = [line.get("by", ""), line.get("wall", "")]
    names += [text for touch in line.get("m", []) for text in (touch["r"], touch["t"])]
    if not 0 <= line.get("lam", 0) <= LARGEST or any("\0" in name for name in names):
        return
    if any(len(touch["r"]) > 64 for touch in line.get("m", [])):
        return
    if line["k"] not in {"change", "resolve", "append"} or depth(line) > 16:
        return
    together: dict[tuple[str, str], Touch] = {}
    for said in line.get("m", []):
        key = (said["t"], said["r"])
        touch = together.setdefault(key, Touch(line["lam"], {}, {}, []))
        for name, value in said.get("f", {}).items():
            touch.values.setdefault(name, value)
        for name, hashes in said.get("p", {}).items():
            touch.replaced.setdefault(name, hashes)
        touch.seen.extend(said.get("c", []))
    yield from ((key, touch) for key, touch in together.items() if key[0] in KIND)


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def _first_stands(state: State, kind: str, uid: str, by_line: Mapping[str, Touch]) -> None:
    creating = [(touch.lam, line) for line, touch in by_line.items() if touch.creates]
    first = min(creating)[1] if creating else ""
    state.refused |= {(uid, line) for line in by_line if line != first}
    if first:
        values = by_line[first].values
        found = {
            name: (json.dumps(value, sort_keys=True), False)
            for name, value in values.items()
            if value is not None and fits(kind, name, value)
        }
        state.shown[kind, uid] = found


def _merged(state: State, kind: str, uid: str, by_line: Mapping[str, Touch]) -> None:
    found: dict[str, tuple[str, bool]] = {}
    for name in KIND[kind].fields:
        gone = {line for touch in by_line.values() for line in touch.replaced.get(name, [])}
        heads = {
            line: (touch.lam, touch.values[name])
            for line, touch in by_line.items()
            if name in touch.values
            and line not in gone
            and not (touch.creates and touch.values[name] is None)
        }
        if heads:
            value = _shown(kind, name, heads)
            is_disputed = len({json.dumps(v, sort_keys=True) for _, v in heads.values()}) > 1
            if not fits(kind, name, value):
                value = None
            if value is not None or is_disputed:
                found[name] = (json.dumps(value, sort_keys=True), is_disputed)
    state.shown[kind, uid] = found
    seen = {line for touch in by_line.values() for line in touch.seen}
    if len(newest := by_line.keys() - seen) > 1:
        state.parallel[kind, uid] = sorted(newest)


def _shown(kind: str, name: str, heads: Mapping[str, tuple[int, Any]]) -> Any:
    item = KIND[kind].fields[name]
    values = [value for _, value in heads.values() if value is not None]
    if item.merge is Merge.SEVEREST_SHOWN and values:
        known = [value for value in values if _is_understood(kind, name, value)]
        return max(known or values, key=lambda v: (item.severity(v), json.dumps(v)))
    return max(heads.items(), key=lambda head: (head[1][0], head[0]))[1][1]


def _is_understood(kind: str, name: str, value: Any) -> bool:
    try:
        KIND[kind].fields[name].decode(value)
    except ValueRefusedError:
        return False
    return True


def fits(kind: str, name: str, value: Any) -> bool:
    """Whether a value has the shape that the column of its field can hold."""
    item = KIND[kind].fields.get(name)
    if item is None:
        return False
    if value is None or isinstance(item, NESTED):
        return True
    if type(value) is not item.column_type:
        return False
    if isinstance(value, str):
        return "\0" not in value
    return not isinstance(value, int) or -LARGEST <= value <= LARGEST
