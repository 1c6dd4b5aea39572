"""Custody in the site report: who holds what today, and every gap in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from app.core.wording import isolated
from app.models.containers import Container
from app.models.record import Record
from app.models.stock import Discrepancy
from app.reports.chapters import Chapter, Part, Said, Table, alarm, plain, strong
from app.reports.times import stamp
from app.reports.words import Words
from app.rules.custody import Custody
from app.rules.gaps import custody_gaps
from app.rules.holding import CustodyState
from app.rules.world import every
from app.services.sheets.site_facts import SiteFacts

_KINDS = ("container", "remains_case", "artefact", "sample")


class CustodyStatus:
    """Where the things of a site are, as custody events say."""

    def __init__(self, facts: SiteFacts) -> None:
        self._facts = facts
        self._say = facts.say
        self._custody = Custody(facts.records, rules=())

    def chapter(self) -> Chapter:
        """Holders and places with how much each has; then what nobody can account for."""
        say = self._say
        states = [(thing, self._custody.of(thing.uid)) for thing in self._facts.things]
        parts: list[Part] = list(self._holders(states))
        gaps = list(self._gaps(states))
        if gaps:
            heads = (say("Item"), say("Gap in custody"))
            told = say("Gaps in custody: {count}.", count=isolated(len(gaps)))
            parts.append(Said(told, is_alarm=True))
            rows = tuple((strong(isolated(name)), alarm(words)) for name, words in gaps)
            parts.append(Table((1, 4), heads, rows, is_tight=True))
        elif states:
            parts.append(Said(say("No gap in custody is recorded.")))
        parts += self._discrepancies()
        return Chapter(say("Custody"), tuple(parts))

    def _holders(self, states: Sequence[tuple[Record, CustodyState]]) -> Iterator[Part]:
        say, terms = self._say, self._facts.terms
        if not states:
            yield Said(say("Nothing of this site is in custody."))
            return
        held: Counter[tuple[str, str, str, str]] = Counter()
        for thing, state in states:
            held[state.holder, state.place, _how(state), thing.kind] += 1
        rows = []
        for holder, place, how in sorted({key[:3] for key in held}):
            counts = [held[holder, place, how, kind] for kind in _KINDS]
            person = terms.person(holder) if holder else say("Nobody is recorded")
            named = self._facts.called(terms.record(place))
            where = isolated(named) if named else say("Not recorded")
            marked = alarm if how in {"disputed", "lost"} else plain
            rows.append(
                (
                    strong(person),
                    plain(where),
                    marked(self._told(how)),
                    *(plain(isolated(count)) for count in counts),
                )
            )
        heads = (
            say("Held by"),
            say("Where"),
            say("How it stands"),
            say("Containers"),
            say("Remains"),
            say("Finds"),
            say("Samples"),
        )
        yield Table((1.5, 1.5, 1.6, 0.9, 0.8, 0.7, 0.8), heads, tuple(rows))
        yield Said(
            say(
                "Remains, finds and samples inside a container are counted in their own columns as "
                "well, so the columns are not added up."
            )
        )

    def _told(self, how: str) -> Words:
        say = self._say
        match how:
            case "disputed":
                return say("Disputed: where it is, nobody knows")
            case "lost":
                return say("Recorded as lost")
            case "ended":
                return say("Custody has ended")
            case "released":
                return say("Released, not received yet")
            case "none":
                return say("No custody event yet")
            case _:
                return say("In custody")

    def _gaps(self, states: Sequence[tuple[Record, CustodyState]]) -> Iterator[tuple[str, Words]]:
        """Of a container once, and not again for all that is in it."""
        say, facts = self._say, self._facts
        told = set()
        for thing, state in states:
            if state.is_disputed and (state.container or thing.uid) not in told:
                told.add(state.container or thing.uid)
                yield thing.title, say("Events stand against each other; nobody knows where it is.")
            if isinstance(thing, Container) or not state.container:
                for verdict in (*state.problems, *custody_gaps(state, facts.records, facts.at)):
                    yield thing.title, facts.terms.sentence(verdict)

    def _discrepancies(self) -> Iterator[Part]:
        say, facts = self._say, self._facts
        here = {thing.uid for thing in facts.things}
        found = [
            one
            for one in every(facts.view.records, Discrepancy)
            if one.site == facts.site.uid or here & {*(one.items or ())}
        ]
        if not found:
            return
        heads = (say("Discrepancy"), say("Kind"), say("What did not agree"), say("State"))
        rows = []
        for one in found:
            is_open = one.closed_at is None
            state = say("Still open") if is_open else say("Settled")
            settled = stamp(one.closed_at) if one.closed_at else ""
            rows.append(
                (
                    strong(isolated(one.title)),
                    plain(facts.terms.label(one, "discrepancy_kind")),
                    plain(one.what_differs or ""),
                    (alarm if is_open else plain)(state, settled, one.resolution or ""),
                )
            )
        yield Table((0.9, 1.1, 2.4, 1.6), heads, tuple(rows))


def _how(state: CustodyState) -> str:
    if state.is_disputed:
        return "disputed"
    if state.is_lost:
        return "lost"
    if state.is_terminal:
        return "ended"
    if state.is_released:
        return "released"
    return "none" if state.is_untouched else "held"
