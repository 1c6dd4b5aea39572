"""Who may do what today: the roles a person holds."""

from __future__ import annotations

from app.core.clock import Moment
from app.models.operations import RoleAssignment
from app.models.record import Record
from app.store.records import Records


def roles_of(records: Records, person: str, at: Moment) -> frozenset[str]:
    """The role codes a person holds at a moment; an expired role counts for nothing."""
    return frozenset(
        held.role
        for held in records.referring("role", "person", person)
        if isinstance(held, RoleAssignment) and held.role and _holds(held, at)
    )


def _holds(held: RoleAssignment, at: Moment) -> bool:
    begins, ends = held.valid_from, held.valid_to
    return (begins is None or begins.instant <= at.instant) and (
        ends is None or at.instant <= ends.instant
    )


def person_title(records: Records, uid: str) -> str:
    """What to call a person, or a short form of the uid of one who has not arrived here."""
    person: Record | None = records.get(uid, "person") if uid else None
    return person.title if person else uid[:8]
