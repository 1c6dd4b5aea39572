"""Which rules are asked of which kind of record, beside those of clearance and custody.

The gate asks here; a rule that stands in no line here is asked by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core.clock import Moment
from app.models.custody import CustodyEvent
from app.models.elements import Element
from app.models.finds import Sample
from app.models.handovers import HandoverCeremony, HandoverList
from app.models.hazards import Hazard
from app.models.margins import MarginNote
from app.models.media import Photo
from app.models.record import Record
from app.models.registers import NumberRegister
from app.models.remains import RemainsCase
from app.models.safety import ExplosiveAccident
from app.models.sites import Grave, Site
from app.models.stock import Discrepancy, StockCount
from app.models.strata import ContextRelation
from app.rules.binding import nobody_signs_for_another, what_was_signed_stays
from app.rules.books import the_register_keeps_free_numbers_back
from app.rules.coherence import (
    a_survey_confirms_an_area,
    ends_come_after_beginnings,
    eod_looks_before_remains_are_lifted,
    no_position_is_taken_where_that_is_not_safe,
    two_are_two,
    what_is_unusual_is_asked_about,
)
from app.rules.contexts import a_fill_fills_one_cut, a_skeleton_is_one_case, time_goes_one_way
from app.rules.conversions import conversions_say_how
from app.rules.digs import Dig
from app.rules.discrepancies import (
    a_count_accounts_for_all_of_it,
    another_settles_a_discrepancy,
    findings_of_a_count_are_followed_up,
)
from app.rules.elements import (
    a_bone_is_counted_once,
    absent_means_looked_for,
    bones_have_the_sides_they_can_have,
)
from app.rules.elsewhere import what_others_decide_is_not_written
from app.rules.handovers import (
    a_case_is_on_one_open_list,
    both_directions_are_stated,
    counts_say_all_of_it,
    lists_are_signed_as_counted,
    names_are_approved,
    names_stand_beside_their_document,
    what_is_signed_is_sealed_and_settled,
)
from app.rules.margins import (
    a_note_is_as_confidential_as_its_field,
    a_note_stands_beside_something,
    a_note_stays_where_it_was_written,
)
from app.rules.opening import (
    graves_are_opened_on_order,
    sites_are_opened_prepared,
    the_day_begins_with_a_briefing,
)
from app.rules.paper import paper_comes_with_its_scan
from app.rules.permissions import (
    who_voids_a_number_may_do_so,
    who_writes_of_the_ground_works_there,
)
from app.rules.photo_sets import the_photos_of_a_case_are_complete
from app.rules.pictures import a_photo_is_as_confidential_as_what_it_shows
from app.rules.positions import new_positions
from app.rules.recovery import remains_are_described, the_numbers_of_a_grave_agree
from app.rules.sampling import samples_are_taken_on_order
from app.rules.signatories import a_role_that_has_ended_signs_nothing
from app.rules.stages import entries_are_made_in_time
from app.rules.standstill import (
    a_suspended_site_is_released_by_two,
    accidents_stop_the_site,
    toxic_signs_stop_the_site,
)
from app.rules.verdicts import Verdict
from app.rules.world import Records


def asked_of(
    draft: Record, previous: Record | None, records: Records, *, author: str
) -> Iterator[Verdict]:
    """What these rules say of `author` saving `draft` over `previous` (None: new)."""
    yield from paper_comes_with_its_scan(draft, previous, records)
    if isinstance(draft, NumberRegister):
        yield from the_register_keeps_free_numbers_back(draft, records)
    yield from what_others_decide_is_not_written(draft, previous)
    yield from ends_come_after_beginnings(draft, previous)
    yield from two_are_two(draft, previous)
    yield from what_is_unusual_is_asked_about(draft, previous, records)
    for field, position in new_positions(draft, previous):
        yield from conversions_say_how(field, position)
    if isinstance(draft, MarginNote):
        yield from a_note_stands_beside_something(draft, previous, records)
        yield from a_note_is_as_confidential_as_its_field(draft, previous, records)
    yield from _of_the_ground(draft, previous, records)
    yield from _of_safety(draft, previous, records)
    yield from _of_remains(draft, previous, records)
    yield from _of_handovers(draft, previous, records)
    yield from nobody_signs_for_another(draft, previous, records, author)
    if not isinstance(draft, CustodyEvent):
        yield from a_role_that_has_ended_signs_nothing(draft, previous, records)


def asked_of_change(
    draft: Record, previous: Record | None, records: Records, *, author: str, now: Moment
) -> Iterator[Verdict]:
    """What the rules say of `author` making `draft` of `previous` that look at both of them.

    They are asked of every change by itself: what comes after it neither mends nor hides it.
    """
    yield from entries_are_made_in_time(draft, previous, now)
    yield from who_writes_of_the_ground_works_there(draft, previous, records, author, now)
    yield from who_voids_a_number_may_do_so(draft, previous, records, author, now)
    yield from what_was_signed_stays(draft, previous, records, author)
    if isinstance(draft, MarginNote):
        yield from a_note_stays_where_it_was_written(draft, previous)
    elif isinstance(draft, Site):
        yield from a_suspended_site_is_released_by_two(draft, previous, records, author, now)
    elif isinstance(draft, HandoverList):
        yield from lists_are_signed_as_counted(draft, previous)
        yield from what_is_signed_is_sealed_and_settled(draft, previous, records, author, now)
        yield from names_are_approved(draft, previous, records, author, now)


def _of_the_ground(draft: Record, previous: Record | None, records: Records) -> Iterator[Verdict]:
    if isinstance(draft, Site):
        yield from sites_are_opened_prepared(draft, previous, records)
        yield from no_position_is_taken_where_that_is_not_safe(draft, previous)
    elif isinstance(draft, Grave):
        yield from graves_are_opened_on_order(draft, previous, records)
        yield from the_numbers_of_a_grave_agree(draft, previous, records)
    elif isinstance(draft, ContextRelation):
        yield from time_goes_one_way(draft, records)
        yield from a_fill_fills_one_cut(draft, records)


def _of_safety(draft: Record, previous: Record | None, records: Records) -> Iterator[Verdict]:
    if isinstance(draft, Hazard):
        yield from toxic_signs_stop_the_site(draft, previous, records)
        yield from a_survey_confirms_an_area(draft, previous)
    elif isinstance(draft, ExplosiveAccident):
        yield from accidents_stop_the_site(draft, previous, records)


def _of_remains(draft: Record, previous: Record | None, records: Records) -> Iterator[Verdict]:
    if isinstance(draft, RemainsCase):
        yield from a_skeleton_is_one_case(draft, records)
        yield from remains_are_described(draft, previous, records)
        yield from eod_looks_before_remains_are_lifted(draft, previous, records)
        yield from the_photos_of_a_case_are_complete(draft, previous, records)
    elif isinstance(draft, Element):
        yield from bones_have_the_sides_they_can_have(draft)
        yield from a_bone_is_counted_once(draft, records)
        yield from absent_means_looked_for(draft, records)
    elif isinstance(draft, Photo):
        yield from a_photo_is_as_confidential_as_what_it_shows(draft, records)
    elif isinstance(draft, Sample):
        yield from samples_are_taken_on_order(draft, previous)


def _of_handovers(draft: Record, previous: Record | None, records: Records) -> Iterator[Verdict]:
    if isinstance(draft, HandoverList):
        yield from a_case_is_on_one_open_list(draft, records)
        yield from names_stand_beside_their_document(draft, previous, records)
        yield from counts_say_all_of_it(draft, previous)
    elif isinstance(draft, HandoverCeremony):
        yield from both_directions_are_stated(draft, previous)
    elif isinstance(draft, Discrepancy):
        yield from another_settles_a_discrepancy(draft, previous)
    elif isinstance(draft, StockCount):
        yield from a_count_accounts_for_all_of_it(draft, previous)
        yield from findings_of_a_count_are_followed_up(draft, previous, records)


def asked_of_work(dig: Dig, records: Records) -> Iterator[Verdict]:
    """What these rules say of work in the ground."""
    yield from the_day_begins_with_a_briefing(dig, records)
