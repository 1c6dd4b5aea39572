"""Who may do what, and when: the roles that people were given, from then to then."""

from __future__ import annotations

from app.core.clock import Moment
from app.models.operations import Person, RoleAssignment
from app.rules.world import Records, found, naming

EOD = "EOD"
TEAM_LEADER = "TL"
MEDIC = "MED"
STORE_KEEPER = "STK"
OBSERVER = "OBS"
HEADQUARTERS_APPROVER = "HQA"
JUDICIAL = "JU"

CLEARANCE_ROLES = frozenset({EOD})
SEES_STRICT = frozenset({"EX", HEADQUARTERS_APPROVER, JUDICIAL})
"""Roles that may see names, faces and documents of the dead (C3)."""


def roles_of(records: Records, person: str | None, at: Moment) -> frozenset[str]:
    """The role codes that a person holds at a moment; an expired role counts for nothing."""
    if not person:
        return frozenset()
    return frozenset(
        held.role
        for held in naming(records, RoleAssignment, "person", person)
        if held.role and not held.is_withdrawn and _holds(held, at)
    )


def sees_strict(records: Records, person: str | None, at: Moment) -> bool:
    """Whether a person may see what is strictly confidential (C3)."""
    return not roles_of(records, person, at).isdisjoint(SEES_STRICT)


def organisation_of(records: Records, person: str | None) -> str:
    """The organisation that a person acts for, or nothing."""
    record = found(records, Person, person)
    return record.organisation or "" if record else ""


def _holds(held: RoleAssignment, at: Moment) -> bool:
    begins, ends = held.valid_from, held.valid_to
    return (begins is None or begins.instant <= at.instant) and (
        ends is None or at.instant <= ends.instant
    )
