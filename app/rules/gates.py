"""The one gate on every way in: the window, the command line, and what bundles bring.

A draft is judged before it is saved, and what stops it is told with who may override it. What comes
in a bundle is evidence: it is kept, and the same verdicts are flags on it (BR-36).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from app.core.clock import Moment
from app.models.clearance import ClearanceCertificate, HazardOverride
from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.hazards import Hazard
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.asking import asked_of, asked_of_change, asked_of_work
from app.rules.binding import what_was_signed_is_known
from app.rules.books import Laptop, a_number_is_of_the_laptops_book
from app.rules.clearance import Situation, situation_of
from app.rules.closing import a_final_record_changes_with_a_reason, nothing_disputed_is_closed
from app.rules.completeness import what_is_final_is_complete
from app.rules.contents import Packed, all_within
from app.rules.custody import Custody, gate_custody
from app.rules.declared import rule
from app.rules.digs import digs_of
from app.rules.excavation import (
    no_work_while_suspended,
    the_time_entered_is_no_excuse,
    work_stays_on_cleared_ground,
)
from app.rules.hazards import (
    a_certificate_is_issued_by_clearance,
    a_certificate_stays_as_signed,
    a_hazard_is_never_taken_away,
    a_hazard_stays_where_it_was,
    an_override_is_whole,
    only_a_certificate_closes_a_hazard,
    only_eod_sets_a_radius,
)
from app.rules.packing import (
    a_sealed_case_stays_as_it_is,
    containers_stand_in_no_circle,
    lifted_remains_are_sealed_by_evening,
    lists_agree_with_their_remains,
    nothing_goes_through_a_seal,
    nothing_in_custody_is_withdrawn,
    only_what_is_at_hand_is_packed,
    packing_changes_no_hands,
)
from app.rules.positions import (
    new_positions,
    positions_lie_near_their_site,
    positions_lie_where_the_work_is,
    the_accuracy_is_stated,
    the_receiver_moves,
)
from app.rules.seals import a_seal_is_used_once
from app.rules.signatories import (
    everybody_signs_for_themselves,
    the_witness_is_a_third_person,
    two_people_sign_a_transfer,
    who_signs_holds_a_role,
)
from app.rules.snapshot import for_many
from app.rules.stages import (
    a_number_can_be_given,
    a_number_has_the_shape_of_its_kind,
    a_number_is_given_once,
    a_void_number_says_why,
    found_lifted_packed_in_this_order,
    no_event_lies_ahead,
)
from app.rules.standing import a_withdrawn_record_is_restored_first
from app.rules.transfers import forked
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, title

_GRAVEST_FIRST = {level: rank for rank, level in enumerate(Level)}


def verdicts_for(
    draft: Record,
    previous: Record | None,
    records: Records,
    *,
    author: str,
    now: Moment,
    laptop: Laptop | None = None,
) -> tuple[Verdict, ...]:
    """Everything that the rules say of saving `draft` over `previous` (None: new), gravest first.

    `author` is the person who saves, on `laptop` where that is known. `records` are as they stand
    before. Only what the draft changes is judged, so that a remark can be corrected on a record
    that broke a rule long ago.
    """
    seen = for_many(records, _things_in(draft))

    @cache
    def situation() -> Situation:
        return situation_of(seen, today=now)

    said = _verdicts(draft, previous, seen, situation, author=author, now=now)
    return _sorted(
        [
            *a_number_is_given_once(draft, previous, seen),
            *_of_the_book(draft, previous, seen, laptop),
            *said,
            *_of_the_change(draft, previous, seen, situation, author=author, now=now),
        ]
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What one line made of a record, as its author saw it; nothing was there `before` the first.

    `at` is when the author's laptop claimed to write it, and `why` the reason given. With `decides`
    it settles what laptops disagreed about.
    """

    before: Record | None
    after: Record
    author: str
    at: Moment
    why: str = ""
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record that a bundle brought or changed: as it stands now and as it stood before, by whom.

    `at` is when the author's laptop claimed to write it; `laptop` is that one, if it is known.
    `steps` are the lines that came, if there was more to it than being written at once.
    """

    record: Record
    previous: Record | None
    author: str
    at: Moment
    laptop: Laptop | None = None
    steps: Sequence[Step] = ()


@rule(
    "BR-36",
    at="everything that a bundle brings",
    test="test_custody.py::test_what_came_in_a_bundle_is_kept_and_flagged",
)
def flags_for(arrivals: Iterable[Arrival], records: Records) -> dict[str, tuple[Verdict, ...]]:
    """What the rules say of what came in a bundle, by the record's uid; nothing is stopped.

    `records` are as they stand after it came. A record is judged as it stands now; what compares
    it with what it was is asked of every step by itself, so that it makes no difference how many
    bundles brought them. Two records with one number are no flag but a finding of their own, C5.
    """
    arrived = list(arrivals)
    records = for_many(records, len(arrived))
    situation, custody = situation_of(records), Custody(records)
    flags = {}
    for arrival in arrived:
        record = arrival.record
        said: Iterator[Verdict]
        if isinstance(record, CustodyEvent):
            said = chain(
                no_event_lies_ahead(record, arrival.at),
                _broken_by(record, records, custody),
                _of_work(
                    record,
                    arrival.previous,
                    records,
                    lambda: situation,
                    author=arrival.author,
                    now=arrival.at,
                ),
            )
        else:
            said = chain(
                what_was_signed_is_known(record, records),
                _verdicts(
                    record,
                    arrival.previous,
                    records,
                    lambda: situation,
                    author=arrival.author,
                    now=arrival.at,
                ),
                _of_the_steps(arrival, records, lambda: situation),
            )
        # Whose a book is may not have arrived yet, so only what is known to be wrong is a flag.
        books = (
            verdict
            for verdict in _of_the_book(record, arrival.previous, records, arrival.laptop)
            if verdict.stops
        )
        if found := _sorted(chain(books, said, _torn_by(record, records, custody))):
            flags[record.uid] = found
    return flags


def _of_the_steps(
    arrival: Arrival, records: Records, situation: Callable[[], Situation]
) -> Iterator[Verdict]:
    """What the changes that came broke; what a rule says anew of a field is what it says."""
    said: dict[tuple[str, str], list[Verdict]] = {}
    at_once = Step(arrival.previous, arrival.record, arrival.author, arrival.at)
    for step in arrival.steps or (at_once,):
        broken: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
        for verdict in chain(
            a_final_record_changes_with_a_reason(step.before, step.why),
            () if step.decides else a_withdrawn_record_is_restored_first(step.after, step.before),
            _of_the_change(
                step.after, step.before, records, situation, author=step.author, now=step.at
            ),
        ):
            broken[verdict.rule, verdict.field].append(verdict)
        said |= broken
    return chain.from_iterable(said.values())


def _of_the_book(
    draft: Record, previous: Record | None, records: Records, laptop: Laptop | None
) -> Iterator[Verdict]:
    if laptop is not None:
        yield from a_number_is_of_the_laptops_book(draft, previous, records, laptop)


def _things_in(draft: Record) -> int:
    """Of how many things a draft speaks: the rules look up each of them."""
    if isinstance(draft, CustodyEvent):
        return len(draft.lines or ())
    return len(draft.contents or ()) if isinstance(draft, Container) else 1


def _verdicts(
    draft: Record,
    previous: Record | None,
    records: Records,
    situation: Callable[[], Situation],
    *,
    author: str,
    now: Moment,
) -> Iterator[Verdict]:
    yield from a_number_has_the_shape_of_its_kind(draft, previous)
    yield from a_number_can_be_given(draft, previous, records)
    yield from a_void_number_says_why(draft, previous)
    yield from nothing_in_custody_is_withdrawn(draft, previous, records)
    yield from nothing_disputed_is_closed(draft, previous, records)
    yield from what_is_final_is_complete(draft, previous)
    for field, position in new_positions(draft, previous):
        yield from the_accuracy_is_stated(field, position)
        yield from positions_lie_where_the_work_is(draft, field, position, records)
        yield from positions_lie_near_their_site(draft, field, position, records)
        yield from the_receiver_moves(draft, field, position, records)
    yield from _of_work(draft, previous, records, situation, author=author, now=now)
    yield from asked_of(draft, previous, records, author=author)
    if isinstance(draft, ClearanceCertificate):
        yield from a_certificate_is_issued_by_clearance(draft, records, author)
    elif isinstance(draft, HazardOverride):
        yield from an_override_is_whole(draft, records, author)
    elif isinstance(draft, CustodyEvent):
        yield from gate_custody(draft, previous, records, author=author)
    elif isinstance(draft, Packed | Container):
        yield from _packing(draft, previous, records, now)


def _of_the_change(
    draft: Record,
    previous: Record | None,
    records: Records,
    situation: Callable[[], Situation],
    *,
    author: str,
    now: Moment,
) -> Iterator[Verdict]:
    """What the rules say that look at what was there before as well."""
    yield from asked_of_change(draft, previous, records, author=author, now=now)
    if isinstance(draft, Hazard):
        before = previous if isinstance(previous, Hazard) else None
        yield from only_a_certificate_closes_a_hazard(draft, before, situation(), now)
        yield from a_hazard_is_never_taken_away(draft, before)
        yield from a_hazard_stays_where_it_was(
            draft, before, situation(), records, author=author, now=now
        )
        yield from only_eod_sets_a_radius(draft, before, records, author=author, now=now)
    elif isinstance(draft, ClearanceCertificate):
        signed = previous if isinstance(previous, ClearanceCertificate) else None
        yield from a_certificate_stays_as_signed(draft, signed, records, author=author, now=now)


def _of_work(
    draft: Record,
    previous: Record | None,
    records: Records,
    situation: Callable[[], Situation],
    *,
    author: str,
    now: Moment,
) -> Iterator[Verdict]:
    for dig in digs_of(draft, previous, records, author=author, now=now):
        yield from work_stays_on_cleared_ground(dig, situation(), records)
        yield from the_time_entered_is_no_excuse(dig, situation())
        yield from no_work_while_suspended(dig, records)
        yield from asked_of_work(dig, records)


def _packing(
    draft: Packed | Container, previous: Record | None, records: Records, now: Moment
) -> Iterator[Verdict]:
    yield from found_lifted_packed_in_this_order(draft, previous, records)
    yield from nothing_goes_through_a_seal(draft, previous, records)
    yield from only_what_is_at_hand_is_packed(draft, previous, records)
    yield from packing_changes_no_hands(draft, previous, records)
    yield from lists_agree_with_their_remains(draft, records)
    if isinstance(draft, Container):
        yield from containers_stand_in_no_circle(draft, records)
    elif isinstance(draft, RemainsCase):
        yield from a_sealed_case_stays_as_it_is(draft, previous, records)
        yield from lifted_remains_are_sealed_by_evening(draft, records, now)


def _broken_by(event: CustodyEvent, records: Records, custody: Custody) -> Iterator[Verdict]:
    """What an event that is part of history broke; later events do not count against it."""
    author = event.origin.by
    yield from everybody_signs_for_themselves(event, records, author)
    yield from two_people_sign_a_transfer(event, records, author)
    yield from the_witness_is_a_third_person(event, records, author)
    yield from who_signs_holds_a_role(event, records, author)
    yield from a_seal_is_used_once(event, records)
    for line in event.lines or ():
        if line.item:
            yield from custody.breaches(line.item).get(event.uid, ())


def _torn_by(record: Record, records: Records, custody: Custody) -> Iterator[Verdict]:
    """Things that this moved, or packed, while another laptop told of them by themselves."""
    moved: Iterable[str] = ()
    if isinstance(record, CustodyEvent):
        moved = [line.item for line in record.lines or () if line.item]
    elif isinstance(record, Packed | Container):
        moved = [record.uid]
    for outer in moved:
        for item in all_within(outer, records):
            if custody.is_torn(item):
                yield forked(title(records, item))


def _sorted(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    distinct: list[Verdict] = []
    for verdict in verdicts:
        if verdict not in distinct:
            distinct.append(verdict)
    return tuple(sorted(distinct, key=lambda verdict: _GRAVEST_FIRST[verdict.level]))
