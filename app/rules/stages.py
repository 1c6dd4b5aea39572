"""The life of a thing and its record: numbered once, found, lifted, packed, and written down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from app.core.clock import Moment
from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.finds import Artefact, Sample
from app.models.hazards import Hazard
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave, Site
from app.rules.declared import rule
from app.rules.holding import line_of
from app.rules.number_shapes import example_of
from app.rules.numbering import DEVICE_KINDS, NUMBERED_KINDS, NumberError, core, parse_number
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found, naming
from app.rules.zones import TOLERANCE

LATE_AFTER = timedelta(hours=24)

UNIQUE_KINDS = NUMBERED_KINDS | {"seal"}
_NUMBERED_BY_SITE = NUMBERED_KINDS - DEVICE_KINDS - {"site"}
WRITTEN_AT_ONCE = frozenset(
    {"container", "custody_event", "hazard", "photo", "remains_case", "survey_point"}
)


@rule(
    "BR-10",
    levels=(Level.BLOCK,),
    at="every numbered record",
    test="test_stages.py::test_a_number_given_is_never_given_again",
)
def a_number_is_given_once(
    draft: Record, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """A number is issued once, to one thing, for ever.

    A provisional number of a site or grave may be replaced if it is kept among the other numbers.
    """
    number, before = draft.number, previous.number if previous else None
    if number == before or draft.kind not in UNIQUE_KINDS:
        return
    if before and draft.kind in NUMBERED_KINDS and not _is_kept(before, draft):
        yield Verdict(
            "BR-10",
            Level.BLOCK,
            "The number {number} was given once and is never changed.",
            "Change the fields that are wrong; the number stays as printed. A provisional number "
            "of a site or grave is first entered under “Other numbers”.",
            field="number",
            values={"number": before},
        )
    if number and is_taken(number, draft.kind, records, but=before):
        yield Verdict(
            "BR-10",
            Level.BLOCK,
            "The number {number} has been given already.",
            "Take the next number of your book. A number is never used twice, nor after a "
            "withdrawal.",
            field="number",
            values={"number": number},
        )


@rule(
    "BR-10",
    levels=(Level.BLOCK,),
    at="every numbered record",
    test="test_stages.py::test_a_number_reads_as_one_of_its_kind",
)
def a_number_has_the_shape_of_its_kind(draft: Record, previous: Record | None) -> Iterator[Verdict]:
    """A number reads as one of its kind, or is said to be another organisation's.

    That of a site or grave stands within others, so it is always one of ours.
    """
    number = draft.number
    if not number or draft.kind not in NUMBERED_KINDS or (previous and number == previous.number):
        return
    others = draft.values.get("other_numbers") or ()
    is_foreign = any(other.scheme == "FOREIGN" and other.value == number for other in others)
    if _is_number(number, draft.kind) or (is_foreign and draft.kind not in {"site", "grave"}):
        return
    yield Verdict(
        "BR-10",
        Level.BLOCK,
        "“{number}” is not a number of this kind; one is written as {example}.",
        "Type it again; the letters I, O and Q are never part of a number. One that another "
        "organisation gave to a thing is also entered under “Other numbers”.",
        field="number",
        values={
            "number": number,
            "example": example_of("event" if draft.kind in DEVICE_KINDS else draft.kind),
        },
    )


@rule(
    "BR-10",
    levels=(Level.WARN,),
    at="every record numbered by site",
    test="test_stages.py::test_a_case_that_gets_no_number_says_so",
)
def a_number_can_be_given(
    draft: Record, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """Without the code of its site, or not knowing its grave, a record gets no number; it says so.

    What waits for its grave says so each time it is saved.
    """
    is_numbered = bool(draft.number or (previous and previous.number))
    if not (is_numbered or draft.is_withdrawn) and waits_for_its_grave(draft, records):
        yield Verdict(
            "BR-10",
            Level.WARN,
            "This is kept without a number until its grave is known: the grave stands in it.",
            "Enter the grave, or that it was found on the surface. The number is given then, and "
            "never changes.",
            field="number",
        )
        return
    site = found(records, Site, draft.values.get("site"))
    if draft.kind not in _NUMBERED_BY_SITE or draft.number or site is None:
        return
    if previous is None and not _is_number(site.number or "", "site"):
        yield Verdict(
            "BR-10",
            Level.WARN,
            "This is kept without a number: its site has no code such as {example}.",
            "Enter the code of the site; keep the old one under “Other numbers”.",
            field="number",
            values={"example": example_of("site")},
        )


def waits_for_its_grave(draft: Record, records: Records) -> bool:
    """Whether nobody knows yet which grave would stand in the number of remains or a find.

    Remains lie in a grave that has its number, or are said to be of the surface; a find that names
    neither grave nor surface goes with its case.
    """
    if draft.values.get("grave"):
        grave = found(records, Grave, draft.values["grave"])
        return isinstance(draft, RemainsCase) and not (grave and grave.number)
    if isinstance(draft, RemainsCase):
        return draft.found_on_surface is not True
    if isinstance(draft, Artefact | Sample):
        case = found(records, RemainsCase, draft.remains_case)
        return case is not None and not case.number
    return False


@rule(
    "BR-10",
    "BR-11",
    levels=(Level.BLOCK,),
    at="custody",
    test="test_stages.py::test_remains_without_a_number_are_not_handed_on",
)
def what_changes_hands_has_its_number(draft: CustodyEvent, records: Records) -> Iterator[Verdict]:
    """Remains are labelled, sealed and handed on under their number, so they have one first."""
    for line in draft.lines or ():
        case = found(records, RemainsCase, line.item)
        if case is not None and not case.number and waits_for_its_grave(case, records):
            yield Verdict(
                "BR-10",
                Level.BLOCK,
                "{item} has no number yet, so it can be neither labelled nor handed on.",
                "Enter in its record the grave, or that it was found on the surface. It then has "
                "its number.",
                field="lines",
                values={"item": case.title},
            )


@rule(
    "BR-10",
    levels=(Level.BLOCK,),
    at="every record that is withdrawn",
    test="test_stages.py::test_a_number_is_not_given_up_without_a_reason",
)
def a_void_number_says_why(draft: Record, previous: Record | None) -> Iterator[Verdict]:
    """A number that is given up stays, with the reason why."""
    was_withdrawn = previous is not None and previous.is_withdrawn
    if draft.is_withdrawn and not was_withdrawn and not (draft.reason or "").strip():
        yield Verdict(
            "BR-10",
            Level.BLOCK,
            "Nothing is withdrawn without a reason; its number is never given again.",
            "Say in a few words why it is withdrawn.",
            field="reason",
        )


@rule(
    "BR-12",
    levels=(Level.BLOCK,),
    at="remains, container",
    test="test_stages.py::test_found_lifted_packed_and_handed_on_in_this_order",
)
def found_lifted_packed_in_this_order(
    draft: Record, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """Found, then lifted, then packed, then handed on; instants are compared."""
    if isinstance(draft, RemainsCase):
        yield from _in_order(draft.occurred_at, draft.lifted_at, "lifted_at")
        if _differ(draft, previous, ("occurred_at", "lifted_at", "container")):
            container = found(records, Container, draft.container)
            since = draft.lifted_at or draft.occurred_at
            yield from _in_order(since, container.occurred_at if container else None, "lifted_at")
            yield from _in_order(since, _first_event(draft.uid, records), "lifted_at")
    elif isinstance(draft, Artefact | Sample):
        if _differ(draft, previous, ("occurred_at", "container")):
            container = found(records, Container, draft.container)
            packed = container.occurred_at if container else None
            yield from _in_order(draft.occurred_at, packed, "occurred_at")
            yield from _in_order(draft.occurred_at, _first_event(draft.uid, records), "occurred_at")
    elif isinstance(draft, Container) and _differ(draft, previous, ("occurred_at", "contents")):
        for uid in draft.contents or ():
            item = records.get(uid)
            lifted = item.lifted_at if isinstance(item, RemainsCase) else None
            since = lifted or (item.occurred_at if item else None)
            yield from _in_order(since, draft.occurred_at, "occurred_at")
        yield from _in_order(draft.occurred_at, _first_event(draft.uid, records), "occurred_at")


@rule(
    "BR-22",
    levels=(Level.BLOCK, Level.WARN),
    at="hazard, remains, container, custody, survey point, photo",
    test="test_stages.py::test_an_entry_is_made_in_time",
)
def entries_are_made_in_time(
    draft: Record, previous: Record | None, now: Moment
) -> Iterator[Verdict]:
    """Not before it happened, nor more than a day after; a paper form may come later."""
    if isinstance(draft, Hazard) and draft.reported_at != (
        previous.values.get("reported_at") if previous else None
    ):
        yield from _ahead(draft.reported_at, now, "reported_at")
    if draft.kind not in WRITTEN_AT_ONCE:
        return
    for field in ("occurred_at", "lifted_at"):
        at = draft.values.get(field)
        if at is None or (previous is not None and at == previous.values.get(field)):
            continue
        if isinstance(draft, CustodyEvent):
            yield from no_event_lies_ahead(draft, now)
        else:
            yield from _ahead(at, now, field)
        if now.instant - at.instant > LATE_AFTER and not draft.from_paper:
            yield Verdict(
                "BR-22",
                Level.WARN,
                "This is entered more than a day after it happened.",
                "Say in the remarks why, or mark it as typed from a paper form.",
                field=field,
            )


def _is_number(number: str, kind: str) -> bool:
    try:
        parse_number(number, kind=kind)
    except NumberError:
        return False
    return True


@rule(
    "BR-22",
    levels=(Level.BLOCK,),
    at="history",
    test="test_stages.py::test_a_custody_event_of_the_future_is_not_recorded",
)
def no_event_lies_ahead(event: CustodyEvent, now: Moment) -> Iterator[Verdict]:
    """A custody event of the future would stop every one that follows it in time."""
    yield from _ahead(event.occurred_at, now, "occurred_at", Level.BLOCK)


def _ahead(
    at: Moment | None, now: Moment, field: str, level: Level = Level.WARN
) -> Iterator[Verdict]:
    if at is not None and at.instant > now.instant + TOLERANCE:
        yield Verdict(
            "BR-22",
            level,
            "This lies in the future by this laptop's clock.",
            "Check the date and time here, and the clock of the laptop.",
            field=field,
        )


def _is_kept(number: str, draft: Record) -> bool:
    others = draft.values.get("other_numbers") or ()
    return draft.kind in {"site", "grave"} and number in {other.value for other in others}


def is_taken(number: str, kind: str, records: Records, *, but: str | None = None) -> bool:
    """Whether a record of a kind has this number already, one that carries `but` left aside."""
    key = core(number)
    digits = key.rpartition("/")[2]
    # Among thousands only those that run to the same number are looked at closely.
    same = re.compile(rf"(?<![1-9]){re.escape(digits)}(?![0-9])")
    return any(
        core(other) == key
        for other in records.numbers(kind)
        if digits in other and other != but and (same.search(other) or not digits.isdecimal())
    )


def _in_order(first: Moment | None, then: Moment | None, field: str) -> Iterator[Verdict]:
    if first is not None and then is not None and then.instant < first.instant:
        yield Verdict(
            "BR-12",
            Level.BLOCK,
            "What comes after is earlier than what comes before: {then} is before {first}.",
            "Remains are found, lifted, packed and handed on in this order. Correct the time that "
            "is wrong.",
            field=field,
            values={"first": first, "then": then},
        )


def _first_event(item: str, records: Records) -> Moment | None:
    moments = [
        event.occurred_at
        for event in naming(records, CustodyEvent, "lines", item)
        if event.occurred_at is not None and line_of(event, item) is not None
    ]
    return min(moments, key=lambda moment: moment.instant, default=None)


def _differ(draft: Record, previous: Record | None, names: tuple[str, ...]) -> bool:
    before = previous.values if previous else {}
    return any(draft.values.get(name) != before.get(name) for name in names)
