"""Who may do what, and when: the roles that people were given, and what each of them lets them do.

The table of acts stands here and nowhere else: rules and services ask it, and docs/rules.md shows
it. A role counts from when it was given until it ended.
"""

from __future__ import annotations

from enum import Enum

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


class Kept(Enum):
    """What becomes of an act of somebody whose roles do not cover it."""

    STOPPED = "stopped"
    WARNED = "warned of, and kept"
    WITHHELD = "withheld"
    ROLE = "stopped, if they hold no role or observe"
    OPEN = "anybody may"


class Act(Enum):
    """One row of the table: what it is, who does it, who approves it, and how it is kept.

    Who approves an act may do it too, but for those that take two people.
    """

    REPORT_HAZARD = "Report a hazard", "TL SA FA EX PH SV MED", "EOD", Kept.OPEN
    RECORD = "Write sites, graves, contexts and remains", "SA FA PH SV", "TL HQA", Kept.WARNED
    VOID = "Void a number, or class remains anew", "SA FA", "TL HQA", Kept.STOPPED
    CLEAR = "Close a hazard, issue a certificate, set a radius", "EOD", "", Kept.STOPPED
    OVERRIDE = "Let named people work under an override", "EOD", "TL", Kept.STOPPED
    CUSTODY = "Collect, seal, hand on and receive", "SA FA EX STK", "TL", Kept.ROLE
    RELEASE_SITE = "Release a suspended site", "EOD", "TL", Kept.WARNED
    END_AGAIN = "Take back the end of custody", "", "HQA", Kept.STOPPED
    CORRECT_CUSTODY = "Approve a correction of custody", "", "HQA", Kept.WARNED
    EXPORT = "Export records unencrypted", "TL HQD HQA", "", Kept.STOPPED
    EXPORT_CUSTODY = "Export containers, seals and custody", "EX STK TL HQD HQA", "", Kept.STOPPED
    EXPORT_HAZARDS = "Export hazards and clearance", "EOD TL HQD HQA", "", Kept.STOPPED
    SEE_COORDINATES = "See exact places", "TL SA FA SV EOD JU HQD HQA AUD", "", Kept.WITHHELD
    SEE_STRICT = "See names, faces and documents (C3)", "EX JU HQA", "", Kept.WITHHELD

    def __init__(self, label: str, does: str, approves: str, kept: Kept) -> None:
        self.label = label
        self.does = frozenset(does.split())
        self.approves = frozenset(approves.split())
        self.kept = kept


def roles_of(records: Records, person: str | None, at: Moment) -> frozenset[str]:
    """The role codes that a person holds at a moment; an expired role counts for nothing."""
    if not person:
        return frozenset()
    return frozenset(
        held.role
        for held in naming(records, RoleAssignment, "person", person)
        if held.role and not held.is_withdrawn and _holds(held, at)
    )


def may(act: Act, records: Records, person: str | None, at: Moment) -> bool:
    """Whether a role that the person holds does or approves an act."""
    return not roles_of(records, person, at).isdisjoint(act.does | act.approves)


def is_of_another_trade(act: Act, records: Records, person: str, at: Moment) -> bool:
    """Whether somebody was given roles, and none of them that still holds covers an act.

    Of somebody whose role nobody has recorded yet, nothing is known: it may come tomorrow.
    """
    is_known = any(naming(records, RoleAssignment, "person", person))
    return is_known and not may(act, records, person, at)


def organisation_of(records: Records, person: str | None) -> str:
    """The organisation that a person acts for, or nothing."""
    record = found(records, Person, person)
    return record.organisation or "" if record else ""


def _holds(held: RoleAssignment, at: Moment) -> bool:
    begins, ends = held.valid_from, held.valid_to
    return (begins is None or begins.instant <= at.instant) and (
        ends is None or at.instant <= ends.instant
    )
