"""The counts of a site report: each unit counted by itself, and each with its basis.

Containers are not remains cases, and remains cases are not persons. No number here is worked out
from another, and none of them replaces what was estimated before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from app.core.wording import isolated
from app.models.codes import CodeList
from app.models.remains import RemainsCase
from app.models.sites import Grave, Site
from app.reports.chapters import Chapter, Fact, Facts, Said, Table, plain, strong
from app.reports.words import Bilingual, Words
from app.rules.elements import line_of_element
from app.rules.inventory import InventoryLine
from app.rules.minimum import Minimum, minimum
from app.services.sheets.site_facts import SiteFacts

HUMAN = ("B", "BP", "CG", "FR")
NOT_HUMAN = "NH"
_BONES, _SIDES = CodeList("bone"), CodeList("element_side")


class Counts:
    """What was counted on a site."""

    def __init__(self, facts: SiteFacts) -> None:
        self._facts = facts
        self._say = facts.say

    def chapter(self) -> Chapter:
        """The table of counts, and the estimate beside it."""
        say = self._say
        heads = (say("What is counted"), say("Number"), say("How it was counted"))
        rows = tuple(
            (strong(unit), strong(number), plain(basis)) for unit, number, basis in self._rows()
        )
        return Chapter(
            say("Result in numbers"),
            (
                Said(
                    say(
                        "Containers, remains cases and persons are three counts that are never the "
                        "same number. Each is counted by itself; none is worked out from another."
                    )
                ),
                Table((1.5, 0.5, 3), heads, rows),
                Facts(tuple(self._estimates())),
            ),
        )

    def minimum_of(self, cases: Iterable[RemainsCase]) -> tuple[Words, Words]:
        """The fewest persons that the bones of these cases can be of, and why."""
        say = self._say
        lines = [line for case in cases for line in self._inventory.get(case.uid, ())]
        found = minimum(lines)
        if not any(line.is_found for line in lines):
            return "—", say("No bone is recorded, so no least number of persons can be said.")
        return isolated(found.people), self._reason(found)

    def by_type(self, cases: Iterable[RemainsCase]) -> Counter[str]:
        """How many cases there are of each type; without one: an empty code."""
        return Counter(case.case_type or "" for case in cases)

    @cached_property
    def _inventory(self) -> Mapping[str, list[InventoryLine]]:
        found: dict[str, list[InventoryLine]] = {}
        for case in self._facts.cases:
            made = (line_of_element(one, case) for one in self._facts.elements.get(case.uid, ()))
            lines = [line for line in made if line is not None]
            if lines:
                found[case.uid] = lines
        return found

    def _reason(self, found: Minimum) -> Words:
        say = self._say
        if found.is_by_age or not found.bone:
            return say("No bone alone needs so many: their ages together do.")
        return say(
            "The fewest persons that the bones recorded can be of. {bone}, {side}, needs so many.",
            bone=say(_BONES.label(found.bone)),
            side=say(_SIDES.label(found.side)),
        )

    def _rows(self) -> Iterator[tuple[Words, Words, Words]]:
        yield from self._of_ground()
        yield from self._of_cases()
        yield from self._of_things()

    def _of_ground(self) -> Iterator[tuple[Words, Words, Words]]:
        say, graves = self._say, self._facts.graves
        yield (
            say("Sites"),
            isolated(1),
            say("The place this report is about. A site is no grave, and may hold several."),
        )
        opened = sum(grave.opened_at is not None or _is_dug(grave) for grave in graves)
        closed = sum(grave.phase == "CLOSED" for grave in graves)
        yield (
            say("Graves"),
            isolated(len(graves)),
            say(
                "Pits and deposits located on this site. Opened: {opened}. Closed: {closed}.",
                opened=isolated(opened),
                closed=isolated(closed),
            ),
        )
        results = Counter(grave.result for grave in graves if grave.result)
        for result, count in sorted(results.items()):
            yield (
                say("Graves: {result}", result=say(Grave.result.codes.label(result))),
                isolated(count),
                say("The result recorded for the grave. An empty grave is a result, too."),
            )

    def _of_cases(self) -> Iterator[tuple[Words, Words, Words]]:
        say, cases = self._say, self._facts.cases
        types = self.by_type(cases)
        human = sum(types.values()) - types[NOT_HUMAN]
        withdrawn = len(self._facts.all_cases) - len(cases)
        yield (
            say("Remains cases"),
            isolated(human),
            say(
                "Case records of human remains, whatever they hold. Withdrawn and not counted: "
                "{withdrawn}. A case is no person.",
                withdrawn=isolated(withdrawn),
            ),
        )
        for code in (*HUMAN, ""):
            if code or types[code]:
                yield (
                    self._type(code),
                    isolated(types[code]),
                    say("Case records of this type, as they stand today."),
                )
        yield (
            self._type(NOT_HUMAN),
            isolated(types[NOT_HUMAN]),
            say("Kept for the register; in no other count."),
        )
        people, why = self.minimum_of(cases)
        told = say(
            "Cases with an inventory: {known} of {all}.",
            known=isolated(len(self._inventory)),
            all=isolated(human),
        )
        yield say("Persons, at least (MNI)"), people, _joined(why, told)

    def _type(self, code: str) -> Words:
        label = self._say(RemainsCase.case_type.codes.label(code) if code else "Type not stated")
        return self._say("{label} ({code})", label=label, code=isolated(code)) if code else label

    def _of_things(self) -> Iterator[tuple[Words, Words, Words]]:
        say, facts = self._say, self._facts
        inner = sum(one.parent is not None for one in facts.containers)
        yield (
            say("Containers"),
            isolated(len(facts.containers)),
            say(
                "Container records, empty ones included. Inside another container: {inner}.",
                inner=isolated(inner),
            ),
        )
        pieces = sum(one.quantity or 1 for one in facts.artefacts)
        yield (
            say("Effects and other finds"),
            isolated(len(facts.artefacts)),
            say("Numbered finds, which are {pieces} pieces.", pieces=isolated(pieces)),
        )
        yield say("Samples"), isolated(len(facts.samples)), say("Numbered samples.")
        yield say("Photos"), isolated(facts.photos), say("Photos and scans filed under the site.")

    def _estimates(self) -> Iterator[Fact]:
        """What was thought before, of the site and of its graves, beside what was found."""
        say = self._say
        estimated: tuple[Site | Grave, ...] = (self._facts.site, *self._facts.graves)
        for record in estimated:
            least, most = record.estimated_persons_min, record.estimated_persons_max
            if least is None and most is None and not isinstance(record, Site):
                continue
            span = "" if least is None and most is None else _span(least, most)
            told: list[Words] = [isolated(span)] if span else []
            if record.estimate_basis:
                told.append(record.estimate_basis)
            label = say("Persons estimated before, {where}", where=isolated(record.title))
            yield Fact(label, tuple(told) or (say("No estimate is recorded."),))


def _is_dug(grave: Grave) -> bool:
    return grave.phase not in {None, "LOCATED"}


def _span(least: int | None, most: int | None) -> str:
    return f"{'?' if least is None else least} – {'?' if most is None else most}"


def _joined(one: Words, other: Bilingual) -> Words:
    if isinstance(one, str):
        return f"{one} {other.left}"
    return Bilingual(f"{one.left} {other.left}", f"{one.right} {other.right}".strip())
