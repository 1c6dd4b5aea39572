"""Who signs: two sides of a custody event, a witness who is neither, and nobody who has left."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.containers import StorageFacility, StoragePlace
from app.models.custody import TRANSFERS, CustodyEvent
from app.models.operations import RoleAssignment
from app.models.record import Record
from app.models.safety import SafetyBriefing
from app.rules.declared import rule
from app.rules.holding import HANDOVERS, half_of, signers
from app.rules.roles import OBSERVER, roles_of
from app.rules.signing import is_signed
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, naming, title


@rule(
    "BR-15",
    levels=(Level.BLOCK,),
    at="history",
    test="test_signing.py::test_a_transfer_is_not_signed_by_somebody_absent",
)
def everybody_signs_for_themselves(
    event: CustodyEvent, records: Records, author: str
) -> Iterator[Verdict]:
    """A key signs for who is at the laptop; ink and drawings are there to be seen."""
    for signature in event.signatures or ():
        if not signature.signer or is_signed(signature, author, has_paper=bool(event.paper)):
            continue
        if signature.method == "KEY":
            yield Verdict(
                "BR-15",
                Level.BLOCK,
                "The signature of {person} by key does not count: somebody else wrote this.",
                "A key signs only for the person at the laptop. Let {person} sign on the screen, "
                "or on paper, and add the scan.",
                field="signatures",
                values={"person": title(records, signature.signer)},
            )
        else:
            yield Verdict(
                "BR-15",
                Level.BLOCK,
                "The signature of {person} does not count: nothing shows it.",
                "Add the scan of the signed paper, or let them sign on the screen.",
                field="signatures",
                values={"person": title(records, signature.signer)},
            )


@rule(
    "BR-15",
    levels=(Level.BLOCK,),
    at="history",
    test="test_transfers.py::test_two_sign_and_the_witness_is_a_third",
)
def two_people_sign_a_transfer(
    event: CustodyEvent, records: Records, author: str
) -> Iterator[Verdict]:
    """Who releases and who receives both sign, and are two people.

    A move within one store is signed by nobody else; of a half, its own side signs.
    """
    if event.event_type == "MOV" and not _stays_in_a_store(event, records):
        yield Verdict(
            "BR-15",
            Level.BLOCK,
            "A move stays within one store; this one does not.",
            "Record a transfer instead, signed by who releases and who receives.",
            field="to_location",
        )
    if event.event_type not in TRANSFERS:
        return
    half = half_of(event)
    if half == "BOTH" and event.from_custodian == event.to_custodian:
        yield Verdict(
            "BR-15",
            Level.BLOCK,
            "Nobody hands over to themselves.",
            "Enter two different people. Only a move within one store needs no second person.",
            field="to_custodian",
        )
    if half != "IN" and event.from_custodian not in signers(event, author, "RELEASE"):
        yield Verdict(
            "BR-15",
            Level.BLOCK,
            "The signature of the person who releases is missing.",
            "The person entered as releasing signs, on the screen, by key or on the scanned paper.",
            field="signatures",
        )
    if half != "OUT" and event.to_custodian not in signers(event, author, "RECEIVE"):
        yield Verdict(
            "BR-15",
            Level.BLOCK,
            "The signature of the person who receives is missing.",
            "The person entered as receiving signs. If they sign elsewhere, record a release only.",
            field="signatures",
        )


@rule(
    "BR-15",
    levels=(Level.BLOCK,),
    at="history",
    test="test_transfers.py::test_two_sign_and_the_witness_is_a_third",
)
def the_witness_is_a_third_person(
    event: CustodyEvent, records: Records, author: str
) -> Iterator[Verdict]:
    """Neither side is the witness; and an observer can be nothing else."""
    parties = signers(event, author, "RELEASE", "RECEIVE")
    hands = sum(
        signature.role in {"RELEASE", "RECEIVE"}
        and is_signed(signature, author, has_paper=bool(event.paper))
        for signature in event.signatures or ()
    )
    if parties & signers(event, author, "WITNESS") or len(parties) < hands:
        yield Verdict(
            "BR-15",
            Level.BLOCK,
            "One person has signed twice in one event.",
            "Releasing, receiving and witnessing are three different people.",
            field="signatures",
        )
    at = event.occurred_at
    if at and any(roles_of(records, person, at) == {OBSERVER} for person in sorted(parties)):
        yield Verdict(
            "BR-15",
            Level.BLOCK,
            "An observer can sign as a witness only.",
            "Let a member of the team or of the store sign for custody.",
            field="signatures",
        )


@rule(
    "BR-15",
    levels=(Level.BLOCK,),
    at="history",
    test="test_transfers.py::test_who_signs_holds_a_role_at_that_time",
)
def who_signs_holds_a_role(event: CustodyEvent, records: Records, author: str) -> Iterator[Verdict]:
    """Who releases or receives holds a role at that time; one that has ended is none.

    A role that nobody has recorded yet is recorded first, on any laptop; a bundle is only flagged.

    Somebody outside the operation, to whom a thing is handed over for good, needs none.
    """
    at = event.occurred_at
    if at is None:
        return
    sides = ("RELEASE",) if event.event_type in HANDOVERS else ("RELEASE", "RECEIVE")
    for person in sorted(signers(event, author, *sides)):
        if roles_of(records, person, at):
            continue
        yield Verdict(
            "BR-15",
            Level.BLOCK,
            "{person} held no role in the operation at that time.",
            "Let somebody sign who holds one, or record the role first, from when it was given.",
            field="signatures",
            values={"person": title(records, person)},
        )


@rule(
    "BR-15",
    levels=(Level.BLOCK,),
    at="every record that is signed, but custody",
    test="test_signing.py::test_a_role_that_has_ended_signs_nothing",
)
def a_role_that_has_ended_signs_nothing(
    draft: Record, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """Who signs has not left the operation, and an observer signs as a witness.

    Somebody of the other side has no role here; and whoever was there has heard a briefing.
    """
    before = (previous.values.get("signatures") or ()) if previous else ()
    for signature in draft.values.get("signatures") or ():
        if signature in before or not signature.signer or signature.at is None:
            continue
        roles = roles_of(records, signature.signer, signature.at)
        if not roles and any(naming(records, RoleAssignment, "person", signature.signer)):
            yield Verdict(
                "BR-15",
                Level.BLOCK,
                "{person} held no role in the operation at that time.",
                "Let somebody sign who holds one, or ask headquarters to record the role.",
                field="signatures",
                values={"person": title(records, signature.signer)},
            )
        is_party = signature.role != "WITNESS" and not isinstance(draft, SafetyBriefing)
        if roles == {OBSERVER} and is_party:
            yield Verdict(
                "BR-15",
                Level.BLOCK,
                "An observer can sign as a witness only.",
                "Let a member of the team sign, and the observer as a witness.",
                field="signatures",
            )


def _stays_in_a_store(event: CustodyEvent, records: Records) -> bool:
    here, there = (
        _facility_of(place, records) for place in (event.from_location, event.to_location)
    )
    return bool(here) and here == there


def _facility_of(place: str | None, records: Records) -> str:
    record = records.get(place) if place else None
    if isinstance(record, StoragePlace):
        return record.facility or ""
    return record.uid if isinstance(record, StorageFacility) else ""
