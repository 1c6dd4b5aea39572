"""Handover lists: signed as counted, under whole seals, each case once, each number stated."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.containers import Container
from app.models.documents import Document
from app.models.handovers import AnnouncedTotal, HandoverCeremony, HandoverLine, HandoverList
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.models.stock import Discrepancy
from app.rules.handovers import may_be_named
from tests.rules.asked import said, verdicts
from tests.rules.world import MORNING, World, event, later, make, person, rows, uid


def line(bag: str = "bag", *cases: str, **values: Any) -> HandoverLine:
    told: dict[str, Any] = {
        "container": uid(bag),
        "cases": tuple(uid(case) for case in cases or ("case",)),
        "seal": "S-1",
        "sets": 1,
        "id_status": "UNIDENTIFIED",
        "ticked_by_delivering": True,
        "ticked_by_receiving": True,
    }
    return HandoverLine(told | values)


def listed(stage: str = "SIGNED", name: str = "list", **values: Any) -> HandoverList:
    told: dict[str, Any] = {
        "number": f"L-{name}",
        "list_state": stage,
        "frozen_at": later(-60),
        "counted_at": later(-30),
        "lines": (line(),),
    }
    return make(HandoverList, name, **(told | values))


def store(**line_values: Any) -> World:
    """A sealed bag with a case in it, held by Dina in the store."""
    world = World()
    person(world, "dina", "STK")
    person(world, "hana", "HQA")
    person(world, "judge", "JU")
    world.add(make(Site, "site", number="BSR01"))
    world.add(make(RemainsCase, "case", number="A1", container=uid("bag")))
    world.add(make(Container, "bag", number="K1", contents=(uid("case"),)))
    seal = {"seal_after": "S-1", "seal_condition": "NOT_SEALED"} | line_values
    at: dict[str, Any] = {"occurred_at": later(-600), "to_location": uid("site")}
    world.add(event("a", "COL", "bag", "case", to_custodian=uid("dina"), **at))
    world.add(event("b", "SEA", "bag", previous="a", line=seal, **at))
    return world


def test_a_list_that_was_counted_is_signed() -> None:
    assert said(listed(), listed("COUNTED"), store(), "BR-30") == []
    assert said(listed("FROZEN", lines=(line(seal="wrong"),)), None, store(), "BR-30") == []


# Signed as counted

AS_COUNTED = "block: L-list is signed as it was frozen and counted, and not otherwise."


@pytest.mark.parametrize(
    ("draft", "previous", "sentences"),
    [
        (listed(), None, []),
        (listed(frozen_at=None), listed("COUNTED"), [AS_COUNTED]),
        (listed(counted_at=None), listed("FROZEN"), [AS_COUNTED]),
        (listed(), listed("COUNTED", lines=(line(sets=2),)), [AS_COUNTED]),
        (listed(), listed("DRAFT", lines=(line(sets=2),)), []),
        (listed("CLOSED"), listed("COUNTED", lines=(line(sets=2),)), [AS_COUNTED]),
        (listed("CLOSED", frozen_at=None), listed(frozen_at=None), []),
        (
            listed(lines=(line(), line(ticked_by_receiving=None))),
            None,
            ["block: Line 2 has not been counted by both sides."],
        ),
        (
            listed(lines=(line(ticked_by_delivering=False),)),
            None,
            ["block: Line 1 has not been counted by both sides."],
        ),
    ],
)
def test_what_is_signed_is_what_both_sides_counted(
    draft: HandoverList, previous: HandoverList | None, sentences: list[str]
) -> None:
    assert said(draft, previous, store(), "BR-30") == sentences


@pytest.mark.parametrize("after", ["FROZEN", "COUNTED", "SIGNED", "CLOSED"])
@pytest.mark.parametrize("before", ["FROZEN", "COUNTED", "SIGNED", "CLOSED"])
def test_a_frozen_list_is_counted_and_never_rewritten(before: str, after: str) -> None:
    one = listed(before, lines=(line(ticked_by_delivering=None, ticked_by_receiving=None),))
    for lines in ((), (line(sets=2),), (line(), line("bag 2"))):
        assert AS_COUNTED in said(listed(after, lines=lines), one, store(), "BR-30")
    if after not in {"SIGNED", "CLOSED"}:
        counted = (line(remarks="The label is wet."),)
        assert said(listed(after, lines=counted), one, store(), "BR-30") == []
    assert said(listed("DRAFT", lines=()), one, store(), "BR-30") == []


# Under whole seals, with nothing open

WRONG_SEAL = "block: Line 1: K1 is not under the seal that the list names."
OPEN = "block: Line 1: a discrepancy of K1 or of what is in it is still open."


def test_the_seal_is_the_one_on_the_container() -> None:
    assert said(listed(lines=(line(seal="s-١"),)), None, store(), "BR-30") == []
    assert said(listed(lines=(line(seal="S-2"),)), None, store(), "BR-30") == [WRONG_SEAL]
    assert said(listed(lines=(line(seal=None),)), None, store(), "BR-30") == [WRONG_SEAL]
    broken = store()
    check = {"seal_before": "S-1", "seal_condition": "BROKEN"}
    broken.add(event("c", "CHK", "bag", previous="b", line=check, occurred_at=later(-60)))
    assert said(listed(), None, broken, "BR-30") == [WRONG_SEAL, OPEN]


@pytest.mark.parametrize("item", ["bag", "case"])
def test_no_list_is_signed_over_an_open_discrepancy(item: str) -> None:
    world = store()
    opened = world.add(make(Discrepancy, "missing", items=(uid(item),)))
    assert said(listed(), None, world, "BR-30") == [OPEN]
    world.add(make(Discrepancy, "missing", items=opened.items, closed_at=MORNING))
    assert said(listed(), None, world, "BR-30") == []


def test_no_list_is_signed_while_nobody_knows_who_holds_it() -> None:
    world = store()
    for name in ("c", "d"):
        world.add(event(name, "CHK", "bag", previous="b", to_custodian=uid(name)))
    assert OPEN in said(listed(), None, world, "BR-30")


def test_a_gap_is_taken_on_by_two_or_the_list_is_not_signed() -> None:
    world = store()
    out = {"seal_before": "S-1", "seal_condition": "INTACT"}
    long_ago = later(-8 * 24 * 60)
    world.add(event("c", "OUT", "bag", previous="b", half="OUT", line=out, occurred_at=long_ago))
    (gap,) = verdicts(listed(), None, world, "BR-30")
    assert (gap.level.value, gap.override_by) == ("override", ("HQA", "JU"))
    assert gap.stops
    for alone in (("hana", "APPROVE"), ("judge", "APPROVE"), ("dina", "APPROVE")):
        (still,) = verdicts(listed(signatures=rows(alone)), None, world, "BR-30")
        assert still.stops
    both = listed(signatures=rows(("hana", "APPROVE"), ("judge", "AUTHORISE")))
    assert said(both, None, world, "BR-30") == [
        "warn: Line 1: the custody of K1 has a gap, and the list is signed over it."
    ]
    witnesses = listed(signatures=rows(("hana", "WITNESS"), ("judge", "WITNESS")))
    assert verdicts(witnesses, None, world, "BR-30")[0].stops


# Each case once, names only with their document


@pytest.mark.parametrize(
    ("other", "is_twice"),
    [
        (listed("DRAFT", "other"), True),
        (listed("SIGNED", "other"), True),
        (listed("CLOSED", "other"), False),
        (listed("CANCELLED", "other"), False),
        (listed("DRAFT", "other", state="WITHDRAWN"), False),
        (listed("DRAFT", "other", lines=(line("bag", "another"),)), False),
        (listed("FROZEN", "other", number="L-list"), False),
    ],
)
def test_a_case_is_on_one_open_list(other: HandoverList, is_twice: bool) -> None:
    world = store()
    world.add(other)
    twice = ["block: A1 stands on L-other already."]
    assert said(listed("DRAFT"), None, world, "BR-31") == (twice if is_twice else [])
    assert said(listed("CANCELLED"), None, world, "BR-31") == []


def test_lists_are_asked_by_what_they_name() -> None:
    """A season has many lists; only those that name a case on this one are looked at."""
    world = store()
    world.add(listed("DRAFT", "other"))
    assert said(listed("DRAFT"), None, world, "BR-31")
    assert "handover_list" not in world.asked


def test_a_name_is_approved_by_headquarters_or_the_court() -> None:
    world = store()
    world.add(make(Document, "paper", document_type="IDENT"))
    named = line(name="…", id_status="IDENTIFIED", id_document=uid("paper"))

    def signed(*by: tuple[str, str]) -> HandoverList:
        return listed(lines=(named,), signatures=rows(*by))

    nobody = ["block: Line 1 names somebody, and nobody who may has approved it."]
    assert said(listed("DRAFT", lines=(named,)), None, world, "BR-31") == []
    assert said(signed(), listed("DRAFT"), world, "BR-31") == nobody
    assert said(signed(("dina", "APPROVE")), listed("DRAFT"), world, "BR-31") == nobody
    assert said(signed(("hana", "WITNESS")), listed("DRAFT"), world, "BR-31") == nobody
    for who in ("hana", "judge"):
        assert said(signed((who, "APPROVE")), listed("DRAFT"), world, "BR-31") == []
        assert may_be_named(signed((who, "APPROVE")), named, world, MORNING)
    assert not may_be_named(signed(), named, world, MORNING)
    assert not may_be_named(signed(("hana", "APPROVE")), line(name="…"), world, MORNING)
    assert not may_be_named(signed(("hana", "APPROVE")), line(), world, MORNING)


def test_a_new_version_takes_over_from_the_old() -> None:
    world = store()
    world.add(listed("FROZEN", "old"))
    assert said(listed("DRAFT", replaces=uid("old")), None, world, "BR-31") == []


def test_a_case_stands_once_on_a_list() -> None:
    draft = listed("DRAFT", lines=(line(), line("other bag")))
    assert said(draft, None, store(), "BR-31") == ["block: A1 stands on L-list already."]


def test_a_name_stands_beside_its_document() -> None:
    without = ["block: Line 1 names somebody without the document of the identification."]
    world = store()
    world.add(make(Document, "paper", document_type="IDENT"))
    world.add(make(Document, "letter", document_type="OTHER"))
    named: dict[str, Any] = {"name": "…", "id_status": "IDENTIFIED", "id_document": uid("paper")}

    def with_line(**values: Any) -> HandoverList:
        return listed("DRAFT", lines=(line(**(named | values)),))

    assert said(with_line(), None, world, "BR-31") == []
    assert said(with_line(id_document=None), None, world, "BR-31") == without
    assert said(with_line(id_document=uid("letter")), None, world, "BR-31") == without
    assert said(with_line(id_document=uid("nowhere")), None, world, "BR-31") == without
    assert said(with_line(id_status="PRESUMPTIVE"), None, world, "BR-31") == without
    old = with_line(id_document=None)
    assert said(old, old, world, "BR-31") == [], "only what is new is judged"


# Numbers

TOTALS = {
    "total_sets": 3, "total_containers": 2, "total_cases": 3, "total_individuals": 3,
    "total_identified": 1, "total_presumed": 0, "total_unidentified": 2,
}  # fmt: skip
TWO_BAGS = (
    line("bag", "case", "part", sets=2),
    line("other bag", "other", id_status="IDENTIFIED"),
)


def frozen(**values: Any) -> HandoverList:
    return listed("FROZEN", lines=TWO_BAGS, **(TOTALS | values))


@pytest.mark.parametrize("name", TOTALS)
def test_each_number_is_stated(name: str) -> None:
    found = verdicts(frozen(**{name: None}), None, store(), "BR-32")
    assert [(one.field, one.sentence) for one in found] == [
        (name, "The list does not state this number.")
    ]


@pytest.mark.parametrize("name", TOTALS)
def test_each_number_is_what_the_lines_make(name: str) -> None:
    found = said(frozen(**{name: 9}), None, store(), "BR-32")
    differs = [f"warn: The list states 9, and its lines make {TOTALS[name]}."]
    assert found == ([] if name == "total_individuals" else differs)


def test_numbers_are_asked_for_as_the_list_is_frozen() -> None:
    assert said(frozen(), None, store(), "BR-32") == []
    bare = listed("DRAFT")
    assert said(bare, None, store(), "BR-32") == []
    assert len(said(listed("FROZEN"), bare, store(), "BR-32")) == len(TOTALS)
    assert said(listed("COUNTED"), listed("FROZEN"), store(), "BR-32") == []


def ceremony(*ways: tuple[str, str]) -> HandoverCeremony:
    announced = tuple(
        AnnouncedTotal({"from_side": here, "to_side": there, "sets": 4}) for here, there in ways
    )
    return make(
        HandoverCeremony, "ceremony", number="Z1", state="FINAL", announced=announced or None
    )


@pytest.mark.parametrize(
    ("draft", "is_whole"),
    [
        (ceremony(("IRN", "IRQ"), ("IRQ", "IRN")), True),
        (ceremony(("IRN", "IRQ")), False),
        (ceremony(), False),
    ],
)
def test_both_directions_are_stated(draft: Record, is_whole: bool) -> None:
    missing = ["warn: Z1 does not state the numbers of both directions."]
    assert said(draft, None, World(), "BR-32") == ([] if is_whole else missing)
    assert said(draft, draft, World(), "BR-32") == []
