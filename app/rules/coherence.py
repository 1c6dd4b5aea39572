"""What the fields of one record say together: order, two people where it takes two, and limits.

Nobody means that work ended before it began, or that a trench was watched by whoever dug it. These
are questions to whoever writes, asked as one of the fields concerned is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.core.clock import Moment
from app.core.wording import Words
from app.geo.area import size_hectares
from app.geo.position import Method
from app.models.containers import Container
from app.models.finds import Artefact
from app.models.hazards import Hazard
from app.models.media import Photo
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.models.survey import SurveyControl
from app.rules.becoming import becomes, becomes_final, is_first_said
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found, naming
from app.rules.zones import CLOSED_STATUSES

MOST_HECTARES = 50
MOST_RESIDUAL_M = 1
BATTLEFIELD = "BAT"

_PERIODS = (("estimated_persons_min", "estimated_persons_max"),)
_LEVELS = (("level_base_m", "level_top_m"),)
_IN_ORDER: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "attendance": (("occurred_at", "left_at"),),
        "clearance_certificate": (("valid_from", "valid_until"),),
        "clearance_task": (("started_at", "ended_at"),),
        "container": (("part_no", "part_count"),),
        "context": (*_LEVELS, ("dug_from", "dug_to")),
        "custody_event": (("departed_at", "arrived_at"),),
        "diary_entry": (("began_at", "ended_at"),),
        "explosive_accident": (
            ("evacuation_called_at", "evacuation_left_at"),
            ("evacuation_left_at", "hospital_reached_at"),
        ),
        "grave": (*_PERIODS, ("opened_at", "closed_at")),
        "number_book": (("opened_at", "closed_at"),),
        "operation": (("starts_on", "ends_on"),),
        "remains_case": _LEVELS,
        "role": (("valid_from", "valid_to"),),
        "sample": (("requested_on", "received_on"),),
        "site": (
            *_PERIODS,
            ("alleged_period_from", "alleged_period_to"),
            ("open_date", "close_date"),
        ),
        "work_area": (("occurred_at", "closed_at"),),
    }
)
"""Of each kind, pairs of fields of which the second is never less, lower or earlier."""

_BY_TWO: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "case_link": (("other_case", "remains_case"),),
        "context": (("checked_by", "excavated_by"),),
        "context_relation": (("other_context", "context"),),
        "handover_ceremony": (("second_signatory", "first_signatory"),),
        "handover_list": (("received_by", "delivered_by"),),
        "remains_case": (("witness", "lifted_by"),),
        "stock_count": (("second_counter", "counted_by"),),
        "work_area": (("spotter", "machine_operator"),),
    }
)
"""Of each kind, pairs of fields of which the first never names what the second names."""

_BY_BEING_THERE = frozenset(Method) - {Method.MAP, Method.VERBAL, Method.CONVERTED}
_SURVEYS = frozenset({"NTS", "TS"})


@rule(
    "EN-ORDER",
    levels=(Level.WARN,),
    at="every record with a beginning and an end, a lowest and a highest",
    test="test_coherence.py::test_what_ends_began_before",
)
def ends_come_after_beginnings(draft: Record, previous: Record | None) -> Iterator[Verdict]:
    """Nothing ends before it began, and no highest is below its lowest."""
    for less, more in _IN_ORDER.get(draft.kind, ()):
        low, high = draft.values.get(less), draft.values.get(more)
        if low is None or high is None or not _changed(draft, previous, less, more):
            continue
        if _order(high, low) < _order(low, high):
            is_time = isinstance(low, Moment | str)
            yield Verdict(
                "EN-ORDER",
                Level.WARN,
                "“{more}” is earlier than “{less}”."
                if is_time
                else "“{more}” is less than “{less}”.",
                "Correct the one that is wrong.",
                field=more,
                values=_labels(draft, more=more, less=less),
            )


@rule(
    "EN-TWO",
    levels=(Level.WARN,),
    at="every record on which two people, or two cases, are named",
    test="test_coherence.py::test_two_are_two",
)
def two_are_two(draft: Record, previous: Record | None) -> Iterator[Verdict]:
    """Who checks, watches or witnesses is another person than whoever does the work."""
    for field, other in _BY_TWO.get(draft.kind, ()):
        named, against = draft.values.get(field), draft.values.get(other)
        doers = against if isinstance(against, tuple) else (against,)
        if named is not None and named in doers and _changed(draft, previous, field, other):
            yield Verdict(
                "EN-TWO",
                Level.WARN,
                "“{field}” names the same as “{other}”.",
                "It takes two. Enter who or what the other was.",
                field=field,
                values=_labels(draft, field=field, other=other),
            )


@rule(
    "EN-LIMIT",
    levels=(Level.WARN,),
    at="site, control point, remains, photo, find",
    test="test_coherence.py::test_what_is_unusual_is_asked_about",
)
def what_is_unusual_is_asked_about(
    draft: Record, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """More than 50 hectares, a tie 1 m off, several in a body, a telephone, or wet in plastic."""
    if isinstance(draft, Site) and draft.boundary and _changed(draft, previous, "boundary"):
        size = size_hectares(draft.boundary)
        if size > MOST_HECTARES:
            yield _unusual(
                "The boundary encloses {size} hectares, more than a site usually has.",
                "Look whether a corner lies wrong. If all are right, go on.",
                "boundary",
                size=round(size),
            )
    if isinstance(draft, SurveyControl) and _changed(draft, previous, "tie_residual_m"):
        residual_m = draft.tie_residual_m
        if residual_m is not None and residual_m > MOST_RESIDUAL_M:
            yield _unusual(
                "The tie of this mark to the world is {residual} m off.",
                "Look at both marks and at the reference system before points are believed.",
                "tie_residual_m",
                residual=residual_m,
            )
    if isinstance(draft, RemainsCase) and _changed(
        draft, previous, "individuals_at_least", "case_type"
    ):
        people = draft.individuals_at_least or 1
        if people > 1 and draft.case_type in {"B", "BP"}:
            yield _unusual(
                "{people} people are in one case, and it is no commingled group.",
                "Change the kind of remains, or give each person a number.",
                "individuals_at_least",
                people=people,
            )
    if isinstance(draft, Photo) and becomes(draft, previous, "device_kind", "PHONE"):
        yield _unusual(
            "A telephone took this photo.",
            "Take the photos of the record with a camera wherever one is at hand.",
            "device_kind",
        )
    if isinstance(draft, Artefact) and _changed(draft, previous, "is_wet", "container"):
        container = found(records, Container, draft.container)
        if draft.is_wet and container is not None and container.container_kind == "PLB":
            yield _unusual(
                "Wet things rot in plastic, and {container} is a plastic bag.",
                "Pack them into paper.",
                "container",
                container=container.title,
            )


@rule(
    "EN-EOD",
    levels=(Level.WARN, Level.BLOCK),
    at="remains that are lifted, or become final",
    test="test_coherence.py::test_eod_looks_before_remains_are_lifted_from_a_battlefield",
)
def eod_looks_before_remains_are_lifted(
    case: RemainsCase, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """On a battlefield, and where bodies may be trapped, EOD looks before anything is lifted."""
    is_closed_now = becomes_final(case, previous)
    if case.lifted_at is None or case.eod_check_result is not None:
        return
    if (is_closed_now or is_first_said(case, previous, "lifted_at")) and _may_be_trapped(
        case, records
    ):
        yield Verdict(
            "EN-EOD",
            Level.BLOCK if is_closed_now else Level.WARN,
            "It is not on record that EOD looked at {case} before it was lifted.",
            "Enter what EOD found. On a battlefield, and where bodies may be trapped, nothing is "
            "lifted before.",
            field="eod_check_result",
            values={"case": case.title},
        )


@rule(
    "EN-CHA",
    levels=(Level.WARN,),
    at="hazard",
    test="test_coherence.py::test_a_survey_confirms_an_area",
)
def a_survey_confirms_an_area(hazard: Hazard, previous: Record | None) -> Iterator[Verdict]:
    """A team proposes a suspected area; a confirmed one comes from the survey of mine action."""
    if (
        hazard.hazard_class == "CHA"
        and hazard.info_source not in _SURVEYS
        and _changed(hazard, previous, "hazard_class", "info_source")
    ):
        yield Verdict(
            "EN-CHA",
            Level.WARN,
            "Only the survey of mine action confirms a hazardous area.",
            "Propose a suspected area, or enter the survey as the source of the information.",
            field="hazard_class",
        )


@rule(
    "EN-GEO",
    levels=(Level.BLOCK,),
    at="site",
    test="test_coherence.py::test_no_position_is_taken_where_that_is_not_safe",
)
def no_position_is_taken_where_that_is_not_safe(
    site: Site, previous: Record | None
) -> Iterator[Verdict]:
    """Where it is not safe to record a position nobody stands to measure one."""
    if (
        site.geo_safe is False
        and site.position is not None
        and site.position.method in _BY_BEING_THERE
        and _changed(site, previous, "geo_safe", "position")
    ):
        yield Verdict(
            "EN-GEO",
            Level.BLOCK,
            "It is not safe to record a position here, and one was measured.",
            "Take the position off a map instead, or answer again whether it is safe.",
            field="position",
        )


def _may_be_trapped(case: RemainsCase, records: Records) -> bool:
    site = found(records, Site, case.site)
    if site is None:
        return False
    return site.site_type == BATTLEFIELD or any(
        hazard.hazard_class == "BOOBY_ON_BODY" and hazard.status not in CLOSED_STATUSES
        for hazard in naming(records, Hazard, "site", site.uid)
    )


def _unusual(message: str, hint: str, field: str, **values: object) -> Verdict:
    return Verdict("EN-LIMIT", Level.WARN, message, hint, field=field, values=values)


def _changed(draft: Record, previous: Record | None, *fields: str) -> bool:
    return previous is None or any(
        draft.values.get(field) != previous.values.get(field) for field in fields
    )


def _order(value: Any, beside: Any) -> Any:  # noqa: ANN401 - whatever can be ordered
    """What to compare; of two days as much as is known of both."""
    if isinstance(value, Moment):
        return value.instant
    return value[: len(beside)] if isinstance(value, str) else Decimal(value)


def _labels(draft: Record, **fields: str) -> dict[str, object]:
    return {name: Words((draft.fields[field].label,)) for name, field in fields.items()}
