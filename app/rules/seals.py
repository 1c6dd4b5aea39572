"""Seals: what was found is what was left; opening takes two people; a seal is used once."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.custody import CustodyEvent
from app.models.record import Record
from app.rules.chains import chain_of
from app.rules.declared import rule
from app.rules.holding import BAD_SEALS, HANDOVERS, has_discrepancy, line_of, seal_key, signers
from app.rules.transfers import Step
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, title

SEALING = frozenset({"SEA", "RES"})
INTO_THE_OPEN = frozenset({"EXA", "SAM", "SPL"})
_UNCHECKED = frozenset({"LOS", "FND"})


@rule(
    "BR-14",
    levels=(Level.BLOCK,),
    at="history",
    test="test_seals.py::test_a_seal_that_differs_is_recorded_as_a_discrepancy_or_not_at_all",
)
def the_seal_found_is_the_seal_left(step: Step) -> Iterator[Verdict]:
    """Another seal than the last one is recorded as a discrepancy, or not at all.

    With a photo and two signatures; and nothing is handed over like that.
    """
    event, line, before = step.event, step.line, step.before
    if event.event_type in _UNCHECKED or before.is_untouched:
        return
    is_wrong = seal_key(line.seal_before) != before.own_seal or line.seal_condition in BAD_SEALS
    values = {"item": step.item, "expected": before.own_seal or "—"}
    if event.event_type in HANDOVERS and (is_wrong or has_discrepancy(event, line)):
        yield Verdict(
            "BR-14",
            Level.BLOCK,
            "{item} is not handed over with a discrepancy; the last seal was {expected}.",
            "Record the discrepancy by itself, and hand over after two people have settled it.",
            field="lines",
            values=values,
        )
    elif is_wrong and event.discrepancy in {None, "NONE"}:
        yield Verdict(
            "BR-14",
            Level.BLOCK,
            "The seal of {item} is not as it was left; the last one was {expected}.",
            "Read it again. If it differs, choose a discrepancy and add a photo; two people sign.",
            field="lines",
            values=values,
        )
    elif is_wrong and (not event.photos or len(signers(event, step.author)) < 2):
        yield Verdict(
            "BR-14",
            Level.BLOCK,
            "A seal that differs is recorded with a photo and two signatures.",
            "Photograph the seal and the item, and let a second person sign.",
            field="photos" if not event.photos else "signatures",
        )


@rule(
    "BR-14",
    levels=(Level.BLOCK,),
    at="custody",
    test="test_seals.py::test_a_discrepancy_stops_handovers_until_others_have_settled_it",
)
def no_handover_before_a_discrepancy_is_settled(step: Step) -> Iterator[Verdict]:
    """What was not as it should be is looked over by others before any handover."""
    if step.before.discrepancies and step.event.event_type in HANDOVERS:
        yield Verdict(
            "BR-14",
            Level.BLOCK,
            "A discrepancy of {item} is still open.",
            "Somebody else than its recorder inspects it with a second person and records that all "
            "is as it should be.",
            field="lines",
            values={"item": step.item},
        )


@rule(
    "BR-18",
    levels=(Level.BLOCK,),
    at="custody",
    test="test_seals.py::test_opening_says_why_takes_two_and_leaves_it_sealed_or_open",
)
def opening_a_seal_takes_two(event: CustodyEvent, author: str) -> Iterator[Verdict]:
    """Opening says why, two people sign, and each item gets a new seal or is left open."""
    if event.event_type != "UNS":
        return
    if not event.purpose or (event.purpose == "OTHER" and not event.purpose_note):
        yield Verdict(
            "BR-18",
            Level.BLOCK,
            "A seal is opened for a purpose, and none is given.",
            "Say what it is opened for.",
            field="purpose",
        )
    if len(signers(event, author)) < 2:
        yield Verdict(
            "BR-18",
            Level.BLOCK,
            "A seal is opened by two people, and both sign.",
            "Add the signature of the second person.",
            field="signatures",
        )
    if any(not line.seal_after and line.left_open is not True for line in event.lines or ()):
        yield Verdict(
            "BR-18",
            Level.BLOCK,
            "An opened item gets a new seal, or is left open on purpose.",
            "Enter the new seal, or mark the line as left open.",
            field="lines",
        )


@rule(
    "BR-18",
    levels=(Level.BLOCK,),
    at="history",
    test="test_seals.py::test_a_new_seal_comes_after_the_old_one_was_opened",
)
def a_new_seal_comes_by_sealing(step: Step) -> Iterator[Verdict]:
    """Sealing says the seal, and an old seal is opened before a new one is put on."""
    event, line, before = step.event, step.line, step.before
    left = seal_key(line.seal_after)
    if event.event_type in SEALING and not left:
        yield Verdict(
            "BR-18",
            Level.BLOCK,
            "The number of the new seal of {item} is missing.",
            "Enter it as printed on the seal.",
            field="lines",
            values={"item": step.item},
        )
    is_new = bool(left) and (left != before.own_seal or event.event_type in SEALING)
    is_opened = event.event_type == "UNS" or not before.own_seal or has_discrepancy(event, line)
    if is_new and not is_opened:
        yield Verdict(
            "BR-18",
            Level.BLOCK,
            "{item} is under seal {seal}; that is opened before a new one is put on.",
            "Record first that the seal is opened: by whom, what for, and by which second person.",
            field="lines",
            values={"item": step.item, "seal": before.own_seal},
        )


@rule(
    "BR-18",
    levels=(Level.BLOCK,),
    at="custody",
    test="test_seals.py::test_nobody_works_through_a_seal",
)
def sealed_things_are_opened_first(step: Step) -> Iterator[Verdict]:
    """Nobody examines, samples or splits through a seal, nor takes a thing out of a bag."""
    event, before = step.event, step.before
    if event.event_type in INTO_THE_OPEN and before.own_seal:
        yield Verdict(
            "BR-18",
            Level.BLOCK,
            "{item} is under seal {seal}, so it cannot be examined, sampled or split.",
            "Record first that the seal is opened: by whom, what for, and by which second person.",
            field="lines",
            values={"item": step.item, "seal": before.own_seal},
        )
    is_sealed_in = bool(before.container) and before.seal not in {"", before.own_seal}
    if (
        is_sealed_in
        and line_of(event, before.container) is None
        and event.event_type not in _UNCHECKED
    ):
        yield Verdict(
            "BR-18",
            Level.BLOCK,
            "{item} is in {container}, under seal {seal}, and moves with it.",
            "Record the event for the container, or open its seal first.",
            field="lines",
            values={
                "item": step.item,
                "container": title(step.records, before.container),
                "seal": before.seal,
            },
        )


@rule("BR-18", levels=(Level.BLOCK,), at="custody", test="test_seals.py::test_a_seal_is_used_once")
def a_seal_is_used_once(event: CustodyEvent, records: Records) -> Iterator[Verdict]:
    """A seal that was ever on anything is never put on again."""
    left = [seal_key(line.seal_after) for line in event.lines or () if line.seal_after]
    used = [seal for seal in left if left.count(seal) > 1]
    for line in event.lines or ():
        seal = seal_key(line.seal_after)
        stays_on = seal == seal_key(line.seal_before) and event.event_type not in SEALING | {"UNS"}
        if seal and not stays_on and _was_used(seal, event, records):
            used.append(seal)
    for seal in dict.fromkeys(used):
        yield Verdict(
            "BR-18",
            Level.BLOCK,
            "Seal {seal} has been used before.",
            "A seal is used once. Read its number again, or take a new one.",
            field="lines",
            values={"seal": seal},
        )


def _was_used(seal: str, event: CustodyEvent, records: Records) -> bool:
    return any(
        other.uid != event.uid and not _was_struck(other, seal, records)
        for other in records.sealing(seal)
    )


def _was_struck(event: Record, seal: str, records: Records) -> bool:
    """Whether an event that left a seal never happened: it was superseded for what it names."""
    sealed = [
        line.item
        for line in event.values.get("lines") or ()
        if line.item and seal_key(line.seal_after) == seal
    ]
    return all(event.uid in chain_of(item, records).superseded for item in sealed)
