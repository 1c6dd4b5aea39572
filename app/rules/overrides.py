"""When an override lets named people work where it is not cleared, and what it lets them do.

EOD authorises, the team leader countersigns, a medic stands by, for twelve hours at most. An
override lifts no hazard that it does not name: one found later stops the work again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from app.core.clock import Moment
from app.geo.area import contains_with_error
from app.models.clearance import HazardOverride
from app.models.signatures import Signature
from app.rules.binding import counting
from app.rules.declared import rule
from app.rules.digs import Dig
from app.rules.roles import Act, roles_of
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records

LONGEST = timedelta(hours=12)

_MATERIAL = frozenset(
    {"area", "ends_at", "hazards", "max_depth_m", "people", "signatures", "starts_at", "state"}
)


@rule(
    "BR-01",
    levels=(Level.BLOCK,),
    at="override that becomes final, and whenever one is relied on",
    test="test_overrides_at_work.py::test_an_override_that_lacks_anything_lets_nobody_work",
)
def override_is_authorised(
    override: HazardOverride, records: Records, author: str = ""
) -> Iterator[Verdict]:
    """EOD and the team leader sign, the medic is present, twelve hours at most.

    `author` saves what nobody has said yet.
    """
    signed = tuple(counting(override, records, author=author))
    begins, ends = override.starts_at, override.ends_at
    if (
        begins is None
        or ends is None
        or not timedelta(0) < ends.instant - begins.instant <= LONGEST
    ):
        yield Verdict(
            "BR-01",
            Level.BLOCK,
            "An override says when it begins and ends, and lasts at most 12 hours.",
            "Give both times. For longer work a new override is decided.",
            field="ends_at",
        )
    for name, signs_as, roles in (
        ("authorised_by", "AUTHORISE", Act.OVERRIDE.does),
        ("countersigned_by", "COUNTERSIGN", Act.OVERRIDE.approves),
    ):
        if not _has_signed(override, signed, name, signs_as, roles, records):
            yield Verdict(
                "BR-01",
                Level.BLOCK,
                "An override is authorised by EOD and countersigned by the team leader.",
                "Both sign, each holding that role at that time. A judge or commander cannot.",
                field=name,
            )
    if override.authorised_by and override.authorised_by == override.countersigned_by:
        yield Verdict(
            "BR-01",
            Level.BLOCK,
            "One person cannot both authorise and countersign an override.",
            "The second signature comes from another person.",
            field="countersigned_by",
        )
    if override.medic_present is not True or not override.medic:
        yield Verdict(
            "BR-01",
            Level.BLOCK,
            "Nobody works under an override without a medic on the spot.",
            "Name the medic and confirm that the medic is present with the kit.",
            field="medic_present",
        )


def holds(override: HazardOverride, records: Records, at: Moment) -> bool:
    """Whether the override is in force at a moment."""
    begins, ends = override.starts_at, override.ends_at
    return (
        override.is_final
        and not override.disputed & _MATERIAL
        and begins is not None
        and ends is not None
        and begins.instant <= at.instant <= ends.instant
        and not any(override_is_authorised(override, records))
    )


def allows(override: HazardOverride, dig: Dig) -> bool:
    """Whether work lies within the area, depth and people of an override that is in force."""
    return (
        dig.spot is not None
        and override.area is not None
        and contains_with_error(override.area, dig.spot.place, dig.spot.error_m).is_sure
        and override.max_depth_m is not None
        and (dig.depth_m is None or dig.depth_m <= override.max_depth_m)
        and dig.people <= frozenset(override.people or ())
    )


def _has_signed(
    override: HazardOverride,
    signed: Sequence[Signature],
    name: str,
    signs_as: str,
    roles: frozenset[str],
    records: Records,
) -> bool:
    person = override.values.get(name)
    at = override.starts_at or override.occurred_at
    return (
        person is not None
        and at is not None
        and not roles.isdisjoint(roles_of(records, person, at))
        and any(one.signer == person and one.role == signs_as for one in signed)
    )
