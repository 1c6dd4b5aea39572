"""Handover lists: what is signed is what both sides counted, under seals that nobody broke.

A list is the last moment at which a mistake can still be put right; after it, remains are in
another country. So nothing is signed over a broken seal or an open discrepancy, and over a gap in
custody only by those who may take it on themselves, in their own names.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core.clock import Moment
from app.models.documents import Document
from app.models.handovers import HandoverCeremony, HandoverLine, HandoverList
from app.models.record import Record
from app.models.stock import Discrepancy
from app.rules.becoming import becomes, becomes_final
from app.rules.binding import counting
from app.rules.custody import Custody
from app.rules.declared import rule
from app.rules.gaps import custody_gaps
from app.rules.holding import CustodyState, seal_key
from app.rules.roles import HEADQUARTERS_APPROVER, JUDICIAL, roles_of
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found, naming, title

OVERRIDE_BY = (HEADQUARTERS_APPROVER, JUDICIAL)
NAMES_APPROVED_BY = frozenset({HEADQUARTERS_APPROVER, JUDICIAL})
_OVER = frozenset({"CLOSED", "CANCELLED"})
_SIGNED = ("SIGNED", "CLOSED")
_FROM_FROZEN_ON = ("FROZEN", "COUNTED", *_SIGNED)
_NOTED_IN_COUNTING = frozenset({"ticked_by_delivering", "ticked_by_receiving", "remarks"})


@rule(
    "BR-30",
    levels=(Level.BLOCK,),
    at="handover list that is signed, or was frozen",
    test="test_handovers.py::test_what_is_signed_is_what_both_sides_counted",
)
def lists_are_signed_as_counted(draft: HandoverList, previous: Record | None) -> Iterator[Verdict]:
    """What is signed is the frozen list, each line of it counted by both sides."""
    if not becomes(draft, previous, "list_state", *_SIGNED):
        if _is_rewritten(draft, previous):
            yield _not_as_frozen(draft, "lines")
        return
    was_frozen = previous is not None and previous.values.get("list_state") in _FROM_FROZEN_ON
    is_changed = previous is not None and previous.values.get("lines") != draft.lines
    if draft.frozen_at is None or draft.counted_at is None or (was_frozen and is_changed):
        yield _not_as_frozen(draft, "list_state")
    for place, line in enumerate(draft.lines or (), start=1):
        if not (line.ticked_by_delivering and line.ticked_by_receiving):
            yield Verdict(
                "BR-30",
                Level.BLOCK,
                "Line {line} has not been counted by both sides.",
                "Both sides look at the container and its seal, and tick the line.",
                field="lines",
                values={"line": place},
            )


@rule(
    "BR-30",
    levels=(Level.BLOCK, Level.OVERRIDE, Level.WARN),
    at="handover list that is signed",
    test="test_handovers.py::test_the_seal_is_the_one_on_the_container",
)
def what_is_signed_is_sealed_and_settled(
    draft: HandoverList,
    previous: Record | None,
    records: Records,
    author: str,
    now: Moment,
) -> Iterator[Verdict]:
    """Each line has its whole seal, no open discrepancy, and a custody without gaps."""
    if not becomes(draft, previous, "list_state", *_SIGNED):
        return
    custody = Custody(records)
    taken_on = _approvers(draft, records, author, now)
    for place, line in enumerate(draft.lines or (), start=1):
        if not line.container:
            continue
        state = custody.of(line.container)
        values = {"line": place, "container": title(records, line.container)}
        seals = {seal_key(state.own_seal), seal_key(state.seal)} - {""}
        if not state.is_seal_whole or seal_key(line.seal) not in seals:
            yield Verdict(
                "BR-30",
                Level.BLOCK,
                "Line {line}: {container} is not under the seal that the list names.",
                "Record what was found on the container, and settle it before the list is signed.",
                field="lines",
                values=values,
            )
        items = (line.container, *(line.cases or ()))
        if any(_is_unsettled(custody.of(item), records) for item in items):
            yield Verdict(
                "BR-30",
                Level.BLOCK,
                "Line {line}: a discrepancy of {container} or of what is in it is still open.",
                "Somebody else than its recorder settles it first.",
                field="lines",
                values=values,
            )
        yield from _over_gaps(taken_on, custody, line, place, records, now)


@rule(
    "BR-31",
    levels=(Level.BLOCK,),
    at="handover list",
    test="test_handovers.py::test_a_case_is_on_one_open_list",
)
def a_case_is_on_one_open_list(draft: HandoverList, records: Records) -> Iterator[Verdict]:
    """What stands on a list that is not over stands on no other."""
    if draft.is_withdrawn or draft.list_state in _OVER:
        return
    cases = _cases_of(draft)
    twice = {
        case: other.title
        for case in sorted(set(cases))
        for other in naming(records, HandoverList, "lines", case)
        if not _is_over(other) and not _is_version_of(other, draft) and case in _cases_of(other)
    }
    twice |= {case: draft.title for case in cases if cases.count(case) > 1}
    for case, where in sorted(twice.items()):
        yield Verdict(
            "BR-31",
            Level.BLOCK,
            "{case} stands on {list} already.",
            "Strike it off one of the two, or call one of the lists off.",
            field="lines",
            values={"case": title(records, case), "list": where},
        )


@rule(
    "BR-31",
    levels=(Level.BLOCK,),
    at="handover list",
    test="test_handovers.py::test_a_name_stands_beside_its_document",
)
def names_stand_beside_their_document(
    draft: HandoverList, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """A name stands on a list only with the authority's document of the identification."""
    before = {line.name for line in (previous.values.get("lines") or ())} if previous else set()
    for place, line in enumerate(draft.lines or (), start=1):
        if not line.name or (line.name in before and not becomes_final(draft, previous)):
            continue
        if not _is_documented(line, records):
            yield Verdict(
                "BR-31",
                Level.BLOCK,
                "Line {line} names somebody without the document of the identification.",
                "Add the document of the authority and the status “identified”, or leave the name "
                "out. A paper found on a body identifies nobody.",
                field="lines",
                values={"line": place},
            )


def may_be_named(
    listed: HandoverList, line: HandoverLine, records: Records, at: Moment, author: str = ""
) -> bool:
    """Whether a list may be printed with the name on a line.

    Only with the authority's document, and once somebody approved it who may see names.
    """
    return (
        bool(line.name)
        and _is_documented(line, records)
        and bool(_approvers(listed, records, author, at) & NAMES_APPROVED_BY)
    )


@rule(
    "BR-31",
    levels=(Level.BLOCK,),
    at="handover list that is signed",
    test="test_handovers.py::test_a_name_is_approved_by_headquarters_or_the_court",
)
def names_are_approved(
    draft: HandoverList, previous: Record | None, records: Records, author: str, now: Moment
) -> Iterator[Verdict]:
    """Names are signed and printed once headquarters' approver or the court has approved them."""
    if not becomes(draft, previous, "list_state", *_SIGNED):
        return
    if _approvers(draft, records, author, now) & NAMES_APPROVED_BY:
        return
    for place, line in enumerate(draft.lines or (), start=1):
        if line.name:
            yield Verdict(
                "BR-31",
                Level.BLOCK,
                "Line {line} names somebody, and nobody who may has approved it.",
                "Headquarters' approver or the judicial authority signs the list as approving. Or "
                "leave the name out.",
                field="signatures",
                values={"line": place},
            )


@rule(
    "BR-32",
    levels=(Level.WARN,),
    at="handover list that is frozen",
    test="test_handovers.py::test_each_number_is_what_the_lines_make",
)
def counts_say_all_of_it(draft: HandoverList, previous: Record | None) -> Iterator[Verdict]:
    """Sets, containers, cases, individuals and identities are stated, and add up."""
    if not becomes(draft, previous, "list_state", *_FROM_FROZEN_ON):
        return
    lines = draft.lines or ()
    for name, counted in _totals(lines).items():
        stated = draft.values.get(name)
        if stated is None:
            yield Verdict(
                "BR-32",
                Level.WARN,
                "The list does not state this number.",
                "Sets, containers, cases and individuals are four numbers; state each of them.",
                field=name,
            )
        elif counted is not None and stated != counted:
            yield Verdict(
                "BR-32",
                Level.WARN,
                "The list states {stated}, and its lines make {counted}.",
                "Correct the one that is wrong.",
                field=name,
                values={"stated": stated, "counted": counted},
            )


@rule(
    "BR-32",
    levels=(Level.WARN,),
    at="ceremony that becomes final",
    test="test_handovers.py::test_both_directions_are_stated",
)
def both_directions_are_stated(
    draft: HandoverCeremony, previous: Record | None
) -> Iterator[Verdict]:
    """Where one side hands over, what the other hands over is stated, even if nothing."""
    if not becomes_final(draft, previous):
        return
    ways = {(one.from_side, one.to_side) for one in draft.announced or ()}
    if not ways or any((there, here) not in ways for here, there in ways):
        yield Verdict(
            "BR-32",
            Level.WARN,
            "{ceremony} does not state the numbers of both directions.",
            "State both; where nothing is handed over in one of them, state nought.",
            field="announced",
            values={"ceremony": draft.title},
        )


def _approvers(listed: HandoverList, records: Records, author: str, now: Moment) -> frozenset[str]:
    """The roles of those who signed the list as approving or authorising it."""
    return frozenset(
        role
        for signature in counting(listed, records, author=author)
        if signature.role in {"APPROVE", "AUTHORISE"}
        for role in roles_of(records, signature.signer, now)
    )


def _is_documented(line: HandoverLine, records: Records) -> bool:
    """Whether the authority's document of the identification stands beside the name."""
    document = found(records, Document, line.id_document)
    is_of_the_authority = document is not None and document.document_type == "IDENT"
    return line.id_status == "IDENTIFIED" and is_of_the_authority


def _over_gaps(
    taken_on: frozenset[str],
    custody: Custody,
    line: HandoverLine,
    place: int,
    records: Records,
    now: Moment,
) -> Iterator[Verdict]:
    items = (line.container, *(line.cases or ()))
    if not any(custody_gaps(custody.of(item), records, now) for item in items if item):
        return
    values = {"line": place, "container": title(records, line.container)}
    if frozenset(OVERRIDE_BY) <= taken_on:
        yield Verdict(
            "BR-30",
            Level.WARN,
            "Line {line}: the custody of {container} has a gap, and the list is signed over it.",
            "Who took it on themselves is printed on the list.",
            field="lines",
            values=values,
        )
    else:
        yield Verdict(
            "BR-30",
            Level.OVERRIDE,
            "Line {line}: the custody of {container} or of what is in it has a gap.",
            "Close the gap. Or headquarters' approver and the judicial authority sign for it, each "
            "as approving.",
            field="lines",
            values=values,
            override_by=OVERRIDE_BY,
        )


def _is_unsettled(state: CustodyState, records: Records) -> bool:
    opened = naming(records, Discrepancy, "items", state.item)
    return (
        state.is_disputed
        or bool(state.discrepancies)
        or any(one.closed_at is None for one in opened)
    )


def _cases_of(listed: HandoverList) -> list[str]:
    return [case for line in listed.lines or () for case in line.cases or ()]


def _not_as_frozen(draft: HandoverList, field: str) -> Verdict:
    return Verdict(
        "BR-30",
        Level.BLOCK,
        "{list} is signed as it was frozen and counted, and not otherwise.",
        "Freeze the list, let both sides count it, and sign it without changing a line. A "
        "change makes a new version.",
        field=field,
        values={"list": draft.title},
    )


def _is_rewritten(draft: HandoverList, previous: Record | None) -> bool:
    """Whether a list that was frozen says otherwise what is given, beyond that it was counted."""
    if not isinstance(previous, HandoverList):
        return False
    stages = {draft.list_state, previous.list_state}
    return stages <= {*_FROM_FROZEN_ON} and _given(draft) != _given(previous)


def _given(listed: HandoverList) -> list[dict[str, object]]:
    return [
        {name: value for name, value in line.values.items() if name not in _NOTED_IN_COUNTING}
        for line in listed.lines or ()
    ]


def _is_over(listed: HandoverList) -> bool:
    return listed.is_withdrawn or listed.list_state in _OVER


def _is_version_of(one: HandoverList, other: HandoverList) -> bool:
    same = one.number is not None and one.number == other.number
    return same or one.uid in {other.uid, other.replaces} or one.replaces == other.uid


def _totals(lines: tuple[HandoverLine, ...]) -> dict[str, int | None]:
    """What the lines make of each count; None where they cannot tell."""

    def sets(status: str | None = None) -> int:
        return sum(line.sets or 0 for line in lines if status in {None, line.id_status})

    return {
        "total_sets": sets(),
        "total_containers": len({line.container for line in lines if line.container}),
        "total_cases": len({case for line in lines for case in line.cases or ()}),
        "total_individuals": None,
        "total_identified": sets("IDENTIFIED"),
        "total_presumed": sets("PRESUMPTIVE"),
        "total_unidentified": sets("UNIDENTIFIED"),
    }
