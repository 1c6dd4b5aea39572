"""Whether somebody's roles cover what they write: work in the ground, and numbers given up.

A record made under need is better than none, so whoever writes one is never stopped. To give up a
number, or to say that remains are of another class, can wait for somebody whose part it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core.clock import Moment
from app.models.elements import Element
from app.models.links import CaseLink
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave, Site
from app.models.strata import Context, ContextRelation, WorkArea
from app.rules.declared import rule
from app.rules.roles import Act, is_of_another_trade
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, title

_THE_GROUND = (Site, WorkArea, Grave, Context, ContextRelation, RemainsCase, Element, CaseLink)
_OF_OTHERS = frozenset(
    {"eod_check_at", "eod_check_by", "eod_check_result", "released_by", "remarks", "site_status"}
)
"""What EOD, and whoever stops the work, write into these records as a part of their own."""


@rule(
    "WHO-RECORD",
    levels=(Level.WARN,),
    at="site, work area, grave, context, relation, remains, element, link of cases",
    test="test_permissions.py::test_who_writes_of_the_ground_has_a_part_in_it",
)
def who_writes_of_the_ground_works_there(
    draft: Record, previous: Record | None, records: Records, author: str, now: Moment
) -> Iterator[Verdict]:
    """Who writes of the ground and of remains holds a role that does so, or approves it."""
    if not isinstance(draft, _THE_GROUND) or _changed(draft, previous) <= _OF_OTHERS:
        return
    if is_of_another_trade(Act.RECORD, records, author, now):
        yield Verdict(
            "WHO-RECORD",
            Level.WARN,
            "{person} has no role that records the ground or remains.",
            "It is kept. Let an archaeologist, an anthropologist or the team leader look it over.",
            values={"person": title(records, author)},
        )


@rule(
    "BR-10",
    levels=(Level.BLOCK,),
    at="numbered site, grave, context or remains withdrawn; remains of another class",
    test="test_permissions.py::test_who_voids_a_number_may_do_so",
)
def who_voids_a_number_may_do_so(
    draft: Record, previous: Record | None, records: Records, author: str, now: Moment
) -> Iterator[Verdict]:
    """A number is voided, and remains are classed anew, by who excavates or approves that.

    Whoever began a draft may still take it back, and say again what it is.
    """
    if previous is None or not previous.number or not isinstance(draft, _THE_GROUND):
        return
    is_own_draft = previous.origin.by == author and not previous.is_final
    is_void = draft.is_withdrawn and not previous.is_withdrawn
    was = previous.values.get("case_type")
    is_reclassed = was is not None and draft.values.get("case_type") != was
    if is_own_draft or not (is_void or is_reclassed):
        return
    if is_of_another_trade(Act.VOID, records, author, now):
        yield Verdict(
            "BR-10",
            Level.BLOCK,
            "{person} has no role that voids a number or classes remains anew.",
            "Ask an archaeologist, an anthropologist, the team leader or headquarters to do it.",
            field="state" if is_void else "case_type",
            values={"person": title(records, author)},
        )


def _changed(draft: Record, previous: Record | None) -> set[str]:
    before = previous.values if previous else {}
    names = draft.values.keys() | before.keys()
    return {name for name in names if draft.values.get(name) != before.get(name)}
