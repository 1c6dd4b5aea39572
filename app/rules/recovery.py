"""Remains described well enough to be understood later, and numbers that do not contradict."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.elements import Element
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.survey import SurveyPoint
from app.rules.becoming import becomes, becomes_final
from app.rules.declared import rule
from app.rules.elements import lines_of_case
from app.rules.minimum import minimum
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, naming

LEAST_POINTS = 3
_PARTS = frozenset({"BP", "CG", "FR"})
_NO_PERSON = frozenset({"NH"})


@rule(
    "BR-25",
    levels=(Level.WARN,),
    at="remains that become final",
    test="test_recovery.py::test_remains_are_described_by_what_they_are",
)
def remains_are_described(
    case: RemainsCase, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """A body has orientation, articulation and three points; parts have an inventory."""
    if not becomes_final(case, previous):
        return
    values = {"case": case.title}
    if case.case_type == "B":
        if case.orientation_deg is None:
            yield Verdict(
                "BR-25",
                Level.WARN,
                "The orientation of {case} is not stated.",
                "Enter in which direction the feet lie, seen from the head.",
                field="orientation_deg",
                values=values,
            )
        if case.articulation is None:
            yield Verdict(
                "BR-25",
                Level.WARN,
                "Whether {case} lay in joint is not stated.",
                "Enter the articulation as it was seen in the ground.",
                field="articulation",
                values=values,
            )
        points = sum(1 for _ in naming(records, SurveyPoint, "target", case.uid))
        if points < LEAST_POINTS:
            yield Verdict(
                "BR-25",
                Level.WARN,
                "{case} has {points} survey points; a body has at least {least}.",
                "Cranium, pelvis and one foot at least; otherwise say in the remarks why not.",
                values=values | {"points": points, "least": LEAST_POINTS},
            )
    elif case.case_type in _PARTS and not any(
        True for _ in naming(records, Element, "remains_case", case.uid)
    ):
        yield Verdict(
            "BR-25",
            Level.WARN,
            "{case} has no inventory of its bones.",
            "Enter each bone or fragment that was lifted under this number.",
            values=values,
        )


@rule(
    "BR-26",
    levels=(Level.WARN,),
    at="grave of which the base is reached",
    test="test_recovery.py::test_numbers_that_contradict_are_shown_side_by_side",
)
def the_numbers_of_a_grave_agree(
    grave: Grave, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """More people than were expected, or fewer cases than people, are asked about."""
    if not becomes(grave, previous, "phase", "BASE_REACHED", "CLOSED"):
        return
    cases = [
        case
        for case in naming(records, RemainsCase, "grave", grave.uid)
        if case.case_type not in _NO_PERSON
    ]
    least = minimum(line for case in cases for line in lines_of_case(case, records))
    values = {"people": least.people, "bone": f"{least.bone} {least.side}"}
    most = grave.estimated_persons_max or grave.estimated_persons_min
    if most is not None and 2 * least.people > 3 * most:
        yield Verdict(
            "BR-26",
            Level.WARN,
            "The bones are of at least {people} people, by {bone}; {most} were expected.",
            "Both numbers stay as they are. Say in the remarks what may explain it.",
            field="phase",
            values=values | {"most": most},
        )
    if len(cases) < least.people:
        yield Verdict(
            "BR-26",
            Level.WARN,
            "The bones are of at least {people} people, by {bone}; the cases are {cases}.",
            "Look whether a case holds bones of several people. No number is corrected by itself.",
            field="phase",
            values=values | {"cases": len(cases)},
        )
