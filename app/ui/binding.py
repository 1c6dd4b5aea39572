"""Binds the services to one open store: what the window can ask to be done there."""

from __future__ import annotations

from functools import partial

from app.core.changes import Changes
from app.core.jobs import Ticket
from app.services.custody import custody_of
from app.services.desk import Desk
from app.services.drafts import keep_draft, kept_drafts
from app.services.findings import findings
from app.services.flags import flags
from app.services.grave_plans import grave_plan
from app.services.hazards import hazard_alarm, hazard_notice
from app.services.listing import listing
from app.services.looking_over import is_waiting, look_over
from app.services.margins import marks_of, marks_of_kind, note_beside
from app.services.photos import add_photo, photo_preview
from app.services.reading import (
    find,
    get_record,
    history,
    known_already,
    list_records,
    titles,
)
from app.services.recording import (
    make_final,
    resolve_conflict,
    restore_record,
    save_record,
    undo_last,
    withdraw_record,
)
from app.services.restoring import restore_value
from app.services.status import status, today
from app.ui.actions import Actions
from app.ui.clearance.actions import clearance_at
from app.ui.skeleton.actions import inventory_at
from app.ui.taking_over_actions import taking_over_at


def bound_to(desk: Desk, *, is_headquarters: bool) -> Actions:
    """The services as the person at this desk uses them."""
    return Actions(
        save_record=partial(save_record, desk),
        make_final=partial(make_final, desk),
        withdraw_record=partial(withdraw_record, desk),
        restore_record=partial(restore_record, desk),
        restore_value=partial(restore_value, desk),
        undo_last=partial(undo_last, desk),
        resolve_conflict=partial(resolve_conflict, desk),
        list_records=partial(list_records, desk),
        listing=partial(listing, desk),
        get_record=partial(get_record, desk),
        titles=partial(titles, desk),
        history=partial(history, desk),
        known_already=partial(known_already, desk),
        marks_of=partial(marks_of, desk),
        marks_of_kind=partial(marks_of_kind, desk),
        note_beside=partial(note_beside, desk),
        findings=partial(findings, desk),
        find=partial(find, desk),
        today=partial(today, desk),
        status=partial(status, desk),
        hazard_notice=partial(hazard_notice, desk),
        hazard_alarm=partial(hazard_alarm, desk),
        custody_of=partial(custody_of, desk),
        flags=partial(flags, desk),
        is_waiting=partial(is_waiting, desk),
        look_over=partial(_looked_over, desk),
        add_photo=partial(add_photo, desk),
        photo_preview=partial(photo_preview, desk),
        keep_draft=partial(keep_draft, desk),
        kept_drafts=partial(kept_drafts, desk),
        clearance=clearance_at(desk),
        inventory=inventory_at(desk),
        grave_plan=partial(grave_plan, desk),
        taking_over=taking_over_at(desk),
        is_headquarters=is_headquarters,
    )


def _looked_over(desk: Desk, ticket: Ticket) -> Changes:
    """Look over what waits; the records that were flagged have changed for who looks at them."""
    found = look_over(desk, ticket)
    return Changes(frozenset(one.kind for one in found), frozenset(one.uid for one in found))
