"""A wrong event is superseded, with a reason and another's approval; it is never edited."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.custody import CustodyLine
from app.rules.gates import verdicts_for
from tests.rules.handling import (
    collected,
    correction,
    handed_on,
    judge,
    start,
    state,
)
from tests.rules.world import event, later, rules_of, stopping, uid


def test_a_superseded_event_is_kept_and_counts_for_nothing() -> None:
    world = start(collected(), handed_on("out"))
    assert judge(correction(), world) == []
    world.add(correction())
    told = state(world)
    assert (told.holder, told.last) == (uid("dina"), uid("collected"))
    assert told.superseded == {uid("out")}
    assert uid("out") in [each.uid for each in told.events]


@pytest.mark.parametrize(
    ("values", "author", "said"),
    [
        ({"approved_by": uid("author")}, "author", ["BR-16"]),
        ({"approved_by": None}, "author", ["BR-16"]),
        ({"approved_by": uid("hiwa")}, "hiwa", ["BR-16"]),
        ({"remarks": None}, "author", ["BR-16"]),
        ({"remarks": " "}, "author", ["BR-16"]),
        ({"supersedes": None}, "author", ["BR-16"]),
        ({"supersedes": uid("never arrived")}, "author", ["BR-16"]),
        ({"approved_by": uid("emil")}, "author", []),
        ({"approved_by": uid("hiwa")}, "author", []),
    ],
)
def test_a_correction_has_a_reason_and_another_persons_approval(
    values: dict[str, Any], author: str, said: list[str]
) -> None:
    world = start(collected(), handed_on("out"))
    draft = correction(by=author, **values)
    assert judge(draft, world, author) == said
    if said and values.get("supersedes", "") is not None:
        world.add(draft)
        if values.get("supersedes") != uid("never arrived"):
            assert state(world).holder == uid("omar"), "an unapproved correction counts for nothing"


def test_the_field_may_approve_but_is_told_that_headquarters_will_look() -> None:
    world = start(collected(), handed_on("out"))
    draft = correction(approved_by=uid("emil"))
    verdicts = verdicts_for(draft, None, world, author=uid("author"), now=later(200))
    assert rules_of(verdicts) == ["BR-16 warn"]


def test_a_correction_can_itself_be_corrected() -> None:
    world = start(collected(), handed_on("out"), correction())
    world.add(
        event(
            "redo", "SUP", "body", previous="undo", supersedes=uid("undo"),
            approved_by=uid("hiwa"), remarks="It was this bag after all.",
        )
    )  # fmt: skip
    assert state(world).holder == uid("omar")


def test_corrections_that_correct_each_other_do_not_hang() -> None:
    a = correction(supersedes=uid("undo 2"))
    b = event(
        "undo 2", "SUP", "body", previous="undo", supersedes=uid("undo"),
        approved_by=uid("hiwa"), remarks="No.",
    )  # fmt: skip
    assert state(start(collected(), handed_on("out"), a, b)).holder == uid("omar")


def test_an_event_is_never_edited() -> None:
    before = handed_on("out")
    world = start(collected(), before)
    verdicts = verdicts_for(
        before.with_values({"remarks": "x"}), before, world, author=uid("dina"), now=later(60)
    )
    assert stopping(verdicts) == ["BR-16"]
    assert not verdicts_for(before, before, world, author=uid("dina"), now=later(60))


def test_corrections_that_follow_each_other_in_a_circle_do_not_hang() -> None:
    world = start(
        correction(supersedes=None),
        event("undo 2", "SUP", "body", previous="undo"),
        event("seen", "CHK", "body", previous="undo 2"),
    )
    world.add(world.records[uid("undo")].with_values({"lines": _lines("undo 2")}))
    assert state(world).last == uid("seen")


def test_saving_an_event_as_it_is_changes_nothing() -> None:
    before = handed_on("out")
    verdicts = verdicts_for(before, before, start(before), author=uid("dina"), now=later(60))
    assert not stopping(verdicts)


def _lines(previous: str) -> tuple[CustodyLine, ...]:
    return (CustodyLine({"item": uid("body"), "previous": uid(previous)}),)


def test_a_correction_is_of_the_items_it_lists() -> None:
    two = event("col", "COL", "body", "bag", to_custodian=uid("dina"), occurred_at=later(0))
    told: dict[str, Any] = {"supersedes": uid("col"), "approved_by": uid("hiwa"), "remarks": "No."}
    world = start(two)
    one = event("undo", "SUP", "body", previous="col", occurred_at=later(5), **told)
    assert judge(one, world) == ["BR-16"]
    more = event("undo", "SUP", "body", "bag", "crate", previous="col", **told)
    assert judge(more, world) == ["BR-16"]
    same = event("undo", "SUP", "bag", "body", previous="col", occurred_at=later(5), **told)
    assert judge(same, world) == []
    world.add(one)
    assert state(world).is_untouched
    assert state(world, "bag").holder == uid("dina"), "what it does not list it does not correct"


@pytest.mark.parametrize("party", ["dina", "omar"])
def test_a_party_to_the_wrong_event_does_not_approve_its_correction(party: str) -> None:
    world = start(collected(), handed_on("out"))
    assert judge(correction(approved_by=uid(party)), world) == ["BR-16"]
    assert judge(correction(approved_by=uid("emil")), world) == []


@pytest.mark.parametrize("party", ["dina", "omar", "author"])
def test_a_correction_that_a_party_approved_counts_for_nothing(party: str) -> None:
    """It came in a bundle, past the window that would have refused it."""
    told = correction(by="emil", approved_by=uid(party))
    assert state(start(collected(), handed_on("out"), told)).holder == uid("omar")
    assert state(start(collected(), handed_on("out"), correction(by="emil"))).holder == uid("dina")
