"""Whether people's seals on their sessions hold, looked at when the lines have come.

A seal that does not hold refuses nothing, because evidence is not dropped: it is flagged on the
person in whose name it stands (BR-36). A person whose certificate has not arrived is looked at
again once it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.crypto.certificates import Certificate, subject_role
from app.models.operations import Person
from app.rules.sessions import SealState, seals_in
from app.rules.verdicts import Level, Verdict
from app.services.anchors import certificates
from app.services.desk import Desk
from app.services.flags import Flag, stored_flags
from app.services.people import person_title
from app.services.reading import laptop_names
from app.store.transactions import View

RULE = "SEAL"
_CHECKED = "seals_checked/"


@dataclass(frozen=True, slots=True)
class _Looked:
    """What looking at the seals came to; `checked` are the settings that say how far it went."""

    flags: list[Flag]
    checked: Mapping[str, str]


def check_seals(desk: Desk) -> list[Flag]:
    """Look at the seals in what came since the last time; those that do not hold are flagged."""
    with desk.store.reading() as view:
        looked = _look(view)
    if looked.checked:
        with desk.store.writing() as pen:
            pen.flags.put(stored_flags(looked.flags))
            pen.set_all(looked.checked)
    return looked.flags


def _look(view: View) -> _Looked:
    people = [one for one in certificates(view) if subject_role(one) == "person"]
    others = [state for state in view.lines.journals() if not state.is_own and state.ranges]
    known = view.settings(*(_CHECKED + state.uid for state in others))
    flags: list[Flag] = []
    checked: dict[str, str] = {}
    for state in others:
        size, _, count = known[_CHECKED + state.uid].partition("/")
        begun = int(size) if count == str(len(people)) else 0
        if begun < state.ranges[-1][1]:
            flags += _false(view, state.uid, begun, people)
            # Of a forked journal, or behind a gap, lines may still come anywhere.
            looked_to = 0 if state.is_forked else state.size
            checked[_CHECKED + state.uid] = f"{looked_to}/{len(people)}"
    return _Looked(flags, checked)


def _false(view: View, journal: str, begun: int, people: list[Certificate]) -> list[Flag]:
    seals = seals_in(journal, view.lines.segments_from(journal, begun + 1), people)
    return [
        Flag(
            Person.kind,
            person,
            person_title(view.records, person),
            Verdict(
                RULE,
                Level.BLOCK,
                "A session on {laptop} bears a seal in this person's name that does not hold.",
                "Tell headquarters. What was written in it is the laptop's word, not the person's.",
                values={"laptop": laptop_names(view).get(journal, journal[:8])},
            ),
        )
        for person in sorted({seal.person for seal in seals if seal.state is SealState.FALSE})
    ]
