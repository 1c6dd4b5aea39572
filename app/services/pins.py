"""Pinned fields and their values, kept on this laptop: tomorrow's records begin with them too.

They lie in the encrypted store, are nobody's record, and travel in no bundle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from app.core.errors import AppError
from app.models.fields import encode_values
from app.models.kinds import KIND
from app.services.desk import Desk


def keep_pins(desk: Desk, kind: str, pins: Mapping[str, Any]) -> None:
    """Keep the pinned fields of a kind (field → value, None where there is none yet)."""
    encoded = encode_values(KIND[kind].fields, pins)
    with desk.store.writing() as pen:
        pen.set(_name(kind), json.dumps(encoded, ensure_ascii=False) if encoded else "")


def kept_pins(desk: Desk, kind: str) -> dict[str, Any]:
    """The pins of a kind; one whose value is none any more stays pinned, without a value."""
    with desk.store.reading() as view:
        kept: dict[str, Any] = json.loads(view.setting(_name(kind)) or "{}")
    fields = KIND[kind].fields
    pins: dict[str, Any] = {}
    for name in kept.keys() & fields.keys():
        try:
            pins[name] = None if kept[name] is None else fields[name].decode(kept[name])
        except (AppError, msgspec.MsgspecError):
            pins[name] = None
    return pins


def _name(kind: str) -> str:
    return f"pins/{kind}"
