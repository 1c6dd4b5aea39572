"""Text that was typed and could not be saved, kept until it can be: close, crash or battery.

It lies in the same encrypted store as the records, never beside it, and is nobody's record yet: it
is not journalled, does not travel, and is forgotten once its field is saved.
"""

from __future__ import annotations

import json

from app.services.desk import Desk

TEXT_LIMIT = 20_000


def keep_draft(desk: Desk, kind: str, uid: str, field: str, text: str) -> None:
    """Keep the text of a field of a record; `uid` "" is the new record of that kind.

    Empty text forgets what was kept. Text beyond `TEXT_LIMIT` characters is cut off there.
    """
    with desk.store.writing() as pen:
        texts = _texts(pen.setting(_name(kind, uid)))
        texts.pop(field, None)
        if text:
            texts[field] = text[:TEXT_LIMIT]
        pen.set(_name(kind, uid), json.dumps(texts, ensure_ascii=False) if texts else "")


def kept_drafts(desk: Desk, kind: str, uid: str) -> dict[str, str]:
    """What was kept of a record, text by field."""
    with desk.store.reading() as view:
        return _texts(view.setting(_name(kind, uid)))


def _texts(kept: str) -> dict[str, str]:
    return json.loads(kept) if kept else {}


def _name(kind: str, uid: str) -> str:
    return f"draft/{kind}/{uid}"
