"""Which lines amend: laws over any web of lines, then the cases worth a name."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from app.rules.amending import LIFE, Spoken, amending_lines

FIELDS = ("name", "remarks", "state", "reason")
VALUES = ("DRAFT", "FINAL", "WITHDRAWN", "x")


@st.composite
def webs(draw: st.DrawFn) -> dict[str, Spoken]:
    """Lines of up to three laptops; each names lines written before it, not always all."""
    told: dict[str, Spoken] = {}
    for number in range(draw(st.integers(1, 8))):
        seen = draw(st.sets(st.sampled_from(sorted(told)), max_size=2)) if told else set[str]()
        lam = max((told[one].lam for one in seen), default=0) + draw(st.integers(1, 3))
        values = draw(st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(VALUES), min_size=1))
        told[f"line{number}"] = Spoken(lam, values, sorted(seen))
    return told


def reaches(told: dict[str, Spoken], start: str, goal: str) -> bool:
    """Whether `goal` is among what the author of `start` had seen, by the plainest search."""
    return start == goal or any(reaches(told, one, goal) for one in told[start].seen if one in told)


@given(webs())
def test_nothing_amends_what_was_never_final(told: dict[str, Spoken]) -> None:
    drafts = {
        line: one._replace(values={**one.values, "state": "DRAFT"}) for line, one in told.items()
    }
    assert amending_lines(drafts) == frozenset()


@given(webs())
def test_amendments_are_what_the_closing_person_had_not_seen(told: dict[str, Spoken]) -> None:
    finals = sorted(
        (one.lam, line) for line, one in told.items() if one.values.get("state") == "FINAL"
    )
    expected = {
        line
        for line, one in told.items()
        if finals and not reaches(told, finals[0][1], line) and set(one.values) - LIFE
    }
    assert amending_lines(told) == expected


@given(webs(), st.randoms())
def test_the_order_of_arrival_means_nothing(told: dict[str, Spoken], rng: random.Random) -> None:
    shuffled = list(told.items())
    rng.shuffle(shuffled)
    assert amending_lines(dict(shuffled)) == amending_lines(told)


@given(webs())
def test_a_later_line_takes_no_amendment_back(told: dict[str, Spoken]) -> None:
    """Not even one that makes the record a draft again, or final anew."""
    top = max(one.lam for one in told.values()) + 1
    for state in ("DRAFT", "WITHDRAWN"):
        more = {**told, "later": Spoken(top, {"state": state}, sorted(told))}
        assert amending_lines(more) == amending_lines(told)


def web(**lines: Spoken) -> dict[str, Spoken]:
    return lines


MADE = Spoken(1, {"name": "Canal"}, [])


def test_what_came_before_was_drafting() -> None:
    told = web(
        made=MADE,
        edit=Spoken(2, {"name": "Canal bend"}, ["made"]),
        final=Spoken(3, {"state": "FINAL"}, ["edit"]),
        amend=Spoken(4, {"name": "Old canal"}, ["final"]),
    )
    assert amending_lines(told) == {"amend"}


def test_a_change_that_the_closing_person_never_saw_amends() -> None:
    told = web(
        made=MADE,
        beside=Spoken(2, {"name": "Canal bend"}, ["made"]),
        final=Spoken(2, {"state": "FINAL"}, ["made"]),
    )
    assert amending_lines(told) == {"beside"}


def test_while_lines_are_missing_what_ranks_before_counts_as_seen() -> None:
    told = web(
        made=MADE,
        edit=Spoken(2, {"name": "Canal bend"}, ["made"]),
        final=Spoken(4, {"state": "FINAL"}, ["on its way"]),
        amend=Spoken(5, {"name": "Old canal"}, ["final"]),
    )
    assert amending_lines(told) == {"amend"}


def test_withdrawing_and_restoring_amend_nothing() -> None:
    told = web(
        made=MADE,
        final=Spoken(2, {"state": "FINAL"}, ["made"]),
        away=Spoken(3, {"state": "WITHDRAWN", "reason": "Twice."}, ["final"]),
        back=Spoken(4, {"state": "FINAL", "reason": "Another."}, ["away"]),
    )
    assert amending_lines(told) == frozenset()
