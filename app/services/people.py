"""What to call people on screen and on paper."""

from __future__ import annotations

from app.rules.world import Records


def person_title(records: Records, uid: str) -> str:
    """What to call a person, or a short form of the uid of one who has not arrived here."""
    person = records.get(uid, "person") if uid else None
    return person.title if person else uid[:8]
