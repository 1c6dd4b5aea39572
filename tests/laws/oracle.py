"""The only right answer: what a set of lines says, written as plainly as possible.

Deliberately shares no code with the product but the field declarations: it reads raw JSON.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from app.models.fields import Merge
from app.models.kinds import KIND

State = dict[str, dict[str, tuple[str, bool]]]


def oracle(lines: Iterable[tuple[str, bytes]]) -> State:
    """(hash, line) pairs in any order → record → field → (value as JSON, whether disputed)."""
    writes: dict[tuple[str, str, str], dict[str, tuple[int, Any]]] = defaultdict(dict)
    gone: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for digest, data in set(lines):
        line = json.loads(data)
        for touch in line.get("m", []):
            creates = not touch.get("p") and not touch.get("c")
            for field, value in touch.get("f", {}).items():
                key = (touch["t"], touch["r"], field)
                if not (creates and value is None):
                    writes[key][digest] = (line["lam"], value)
                gone[key].update(touch.get("p", {}).get(field, []))
    state: State = defaultdict(dict)
    for key, entries in writes.items():
        kind, record, field = key
        heads = {h: v for h, v in entries.items() if h not in gone[key]}
        if heads:
            value = _shown(kind, field, heads)
            different = {json.dumps(v, sort_keys=True) for _, v in heads.values()}
            if value is not None or len(different) > 1:
                state[record][field] = (json.dumps(value, sort_keys=True), len(different) > 1)
    return dict(state)


def _shown(kind: str, field: str, heads: Mapping[str, tuple[int, Any]]) -> Any:
    item = KIND[kind].fields[field]
    values = [value for _, value in heads.values() if value is not None]
    if item.merge is Merge.SEVEREST_SHOWN and values:
        return max(values, key=item.severity)
    return max(heads.items(), key=lambda head: (head[1][0], head[0]))[1][1]
