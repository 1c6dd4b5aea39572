"""What work relied on an override: what the rules let pass for it alone.

Every change that records tell of is judged again by the very rule that stood at the gate. Only what
lies, as recorded today, where an override reached is looked at: no other work can rely on one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from app.geo.area import Area, contains_with_error
from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.survey import SurveyControl, SurveyPoint
from app.rules.digs import digs_of
from app.rules.excavation import work_stays_on_cleared_ground
from app.rules.ground import ground_of
from app.rules.world import Records
from app.services.sheets.site_facts import SiteFacts
from app.services.sheets.versions import versions_of


def relied(facts: SiteFacts) -> Mapping[str, list[str]]:
    """The work that relied on each override, by the override's title."""
    usable = [
        one
        for one in facts.situation.overrides
        if one.is_final and one.starts_at and one.ends_at and one.area
    ]
    windows = [
        (one.starts_at.instant, one.ends_at.instant)
        for one in usable
        if one.starts_at and one.ends_at
    ]
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for record in _within(facts, [one.area for one in usable if one.area]):
        for version in versions_of(facts.view, record, facts.at):
            for dig in digs_of(
                version.record,
                version.before,
                facts.records,
                author=version.author,
                now=version.at,
            ):
                if any(begins <= dig.at.instant <= ends for begins, ends in windows):
                    verdicts = work_stays_on_cleared_ground(dig, facts.situation, facts.records)
                    for verdict in verdicts:
                        if "override" in verdict.values:
                            found[str(verdict.values["override"])][dig.what] = None
    return {title: list(works) for title, works in found.items()}


def _within(facts: SiteFacts, areas: list[Area]) -> Iterator[Record]:
    """What was dug, lifted or measured in one of these areas; and what was packed of it."""
    if not areas:
        return
    cases = {case.uid for case in facts.cases if _reaches(case, areas, facts.records)}
    measured: list[Grave | SurveyControl | SurveyPoint] = [
        *facts.graves,
        *facts.controls,
        *facts.points,
    ]
    yield from (one for one in measured if _reaches(one, areas, facts.records))
    yield from (case for case in facts.cases if case.uid in cases)
    packed: list[Container | CustodyEvent] = [*facts.containers, *facts.events]
    yield from (one for one in packed if cases & _named(one))


def _named(record: Container | CustodyEvent) -> frozenset[str]:
    if isinstance(record, Container):
        return frozenset(record.contents or ())
    return frozenset(line.item for line in record.lines or () if line.item)


def _reaches(
    record: Grave | RemainsCase | SurveyControl | SurveyPoint, areas: list[Area], records: Records
) -> bool:
    spot = ground_of(record, records)
    return spot is not None and any(
        contains_with_error(area, spot.place, spot.error_m).is_possible for area in areas
    )
