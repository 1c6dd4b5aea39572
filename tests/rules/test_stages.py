"""Numbers once for ever; found, lifted, packed, handed on; and written down in time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import Moment
from app.models.containers import Container, Seal
from app.models.hazards import Hazard
from app.models.numbers import OtherNumber
from app.models.operations import Person
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave, Site
from app.rules.gates import Arrival, flags_for, verdicts_for
from app.rules.numbering import core
from app.rules.stages import is_taken
from tests.rules.world import MORNING, World, event, later, make, rules_of, sentences, uid


def said(draft: Record, previous: Record | None, world: World, *rules: str) -> list[str]:
    verdicts = verdicts_for(draft, previous, world, author=uid("author"), now=MORNING)
    assert len(sentences(verdicts)) == len(verdicts)
    return [rule for rule in rules_of(verdicts) if rule.split()[0] in rules]


def case(name: str = "case", **values: Any) -> RemainsCase:
    return make(RemainsCase, name, **values)


# BR-10


@pytest.mark.parametrize(
    "number",
    [
        "SNJ03-01-A0003B",
        "SNJ03-01-A0003BP",
        "SNJ03-02-A0003B",
        "snj03 01 a0003b",
        "SNJ03-01-A٠٠٠٣B",
    ],
)
def test_a_number_given_is_never_given_again(number: str) -> None:
    world = World([case("first", number="SNJ03-01-A0003B", state="WITHDRAWN")])
    assert said(case(number=number), None, world, "BR-10") == ["BR-10 block"]
    assert said(case(number="SNJ03-01-A0004B"), None, world, "BR-10") == []
    assert said(case(number="SNJ03-01-A00030B"), None, world, "BR-10") == []


NUMBERS = st.builds(
    lambda site, grave, book, running, suffix, hyphen: hyphen.join(
        (site, grave, f"{book}{running:04}{suffix}")
    ),
    st.sampled_from(["SNJ03", "TST11"]),
    st.sampled_from(["00", "01", "11"]),
    st.sampled_from("AB"),
    st.sampled_from([1, 3, 11, 13, 30, 300, 1113, 10000, 11111]),
    st.sampled_from(["B", "BP"]),
    st.sampled_from(["-", ""]),
)


@given(st.lists(NUMBERS, max_size=6), NUMBERS)
def test_a_quick_look_finds_whatever_a_close_one_does(given: list[str], number: str) -> None:
    world = World([case(str(place), number=one) for place, one in enumerate(given)])
    taken = is_taken(number, "remains_case", world)
    assert taken == (core(number) in {core(one) for one in given})


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_number_is_not_given_up_without_a_reason(reason: str | None) -> None:
    before = case(number="SNJ03-01-A0003B")
    void = case(number=before.number, state="WITHDRAWN", reason=reason)
    assert said(void, before, World([before]), "BR-10") == ["BR-10 block"]
    told = case(number=before.number, state="WITHDRAWN", reason="A root, not a bone.")
    assert said(told, before, World([before]), "BR-10") == []
    assert said(void, void, World([void]), "BR-10") == [], "what was withdrawn long ago stays so"


def test_a_case_of_another_type_keeps_its_number() -> None:
    before = case(number="SNJ03-01-A0003B", case_type="B")
    after = case(number="SNJ03-01-A0003B", case_type="BP")
    assert said(after, before, World([before]), "BR-10") == []


def test_a_number_given_is_never_changed() -> None:
    before = case(number="SNJ03-01-A0003B")
    world = World([before])
    renamed = case(number="SNJ03-01-A0003BP")
    assert said(renamed, before, world, "BR-10") == ["BR-10 block"]
    assert said(case(), before, world, "BR-10") == ["BR-10 block"]
    assert said(case(number=before.number, remarks="x"), before, world, "BR-10") == []
    assert said(before, case(), World(), "BR-10") == []


@pytest.mark.parametrize(("kind", "old", "new"), [
    (Site, "ZA-P07", "SNJ03"), (Grave, "SNJ03-GPA2", "SNJ03-G04"),
])  # fmt: skip
def test_a_provisional_number_is_kept_beside_the_final_one(
    kind: type[Record], old: str, new: str
) -> None:
    before = make(kind, "place", number=old)
    kept = (OtherNumber({"scheme": "PROVISIONAL", "value": old}),)
    assert said(make(kind, "place", number=new), before, World([before]), "BR-10") == [
        "BR-10 block"
    ]
    final = make(kind, "place", number=new, other_numbers=kept)
    assert said(final, before, World([before]), "BR-10") == []
    body = case(number=new, other_numbers=kept)
    assert set(said(body, case(number=old), World(), "BR-10")) == {"BR-10 block"}


@pytest.mark.parametrize(
    ("kind", "number", "is_ours"),
    [
        (Site, "SNJ03", True),
        (Site, "ZA-P07", True),
        (Site, "QAS01", False),
        (Site, "SNJ3", False),
        (Grave, "SNJ03-G01", True),
        (Grave, "SNJ03", False),
        (RemainsCase, "SNJ03-01-A0003B", True),
        (RemainsCase, "QAS01-01-A0003B", False),
        (Container, "ICRC 77/4", False),
    ],
)
def test_a_number_reads_as_one_of_its_kind(kind: type[Record], number: str, is_ours: bool) -> None:
    """A foreign one says that it is; but the code of a site stands within all of its numbers."""
    refused = [] if is_ours else ["BR-10 block"]
    draft = make(kind, "thing", number=number)
    assert said(draft, None, World(), "BR-10") == refused
    assert said(draft, draft, World(), "BR-10") == [], "what was given long ago stays"
    theirs = (OtherNumber({"scheme": "FOREIGN", "value": number}),)
    foreign = make(kind, "thing", number=number, other_numbers=theirs)
    within = kind in {Site, Grave}
    assert said(foreign, None, World(), "BR-10") == (refused if within else [])


@pytest.mark.parametrize(("code", "rules"), [("QAS01", ["BR-10 warn"]), ("SNJ03", [])])
def test_a_case_that_gets_no_number_says_so(code: str, rules: list[str]) -> None:
    world = World([make(Site, "site", number=code)])
    draft = case(site=uid("site"), found_on_surface=True)
    assert said(draft, None, world, "BR-10") == rules


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({}, True),
        ({"found_on_surface": False}, True),
        ({"found_on_surface": True}, False),
        ({"grave": uid("numbered")}, False),
        ({"grave": uid("unnumbered")}, True),
        ({"grave": uid("not here")}, True),
        ({"state": "WITHDRAWN", "reason": "A stone."}, False),
        ({"number": "SNJ03-00-A0003B"}, False),
    ],
)
def test_remains_get_no_number_before_their_grave_is_known(
    values: dict[str, Any], waits: bool
) -> None:
    graves = [make(Grave, "numbered", number="SNJ03-G01"), make(Grave, "unnumbered")]
    world = World([make(Site, "site", number="SNJ03"), *graves])
    draft = case(site=uid("site"), **values)
    warned = ["BR-10 warn"] if waits else []
    assert said(draft, None, world, "BR-10") == warned
    assert said(draft, draft, world, "BR-10") == warned, "until it is known"


@pytest.mark.parametrize(
    ("values", "is_stopped"),
    [
        ({}, True),
        ({"found_on_surface": True}, False),
        ({"number": "SNJ03-01-A0003B"}, False),
    ],
)
def test_remains_without_a_number_are_not_handed_on(
    values: dict[str, Any], is_stopped: bool
) -> None:
    world = World([case("body", **values)])
    draft = event("first", "COL", "body", to_custodian=uid("dina"))
    assert said(draft, None, world, "BR-10") == (["BR-10 block"] if is_stopped else [])


def test_a_seal_is_one_of_a_kind_and_people_may_share_a_code() -> None:
    world = World([make(Seal, "one", number="S1"), make(Person, "a", number="P1")])
    assert said(make(Seal, "two", number="S1"), None, world, "BR-10") == ["BR-10 block"]
    assert said(make(Person, "b", number="P1"), None, world, "BR-10") == []
    assert said(make(Seal, "one", number="S3"), make(Seal, "one", number="S1"), world) == []


# BR-12

minutes = st.none() | st.integers(-500, 0)


@given(minutes, minutes, minutes, minutes, st.integers(-720, 720))
def test_found_lifted_packed_and_handed_on_in_this_order(
    found: int | None, lifted: int | None, packed: int | None, handed: int | None, offset: int
) -> None:
    def at(minute: int | None) -> Moment | None:
        return None if minute is None else Moment(later(minute).instant, offset)

    world = World([make(Container, "bag", occurred_at=at(packed), contents=(uid("case"),))])
    if handed is not None:
        world.add(event("col", "COL", "case", occurred_at=at(handed)))
    draft = case(occurred_at=at(found), lifted_at=at(lifted), container=uid("bag"), from_paper=True)
    since = lifted if lifted is not None else found
    is_wrong = (
        (found is not None and lifted is not None and lifted < found)
        or (since is not None and packed is not None and packed < since)
        or (since is not None and handed is not None and handed < since)
    )
    assert bool(said(draft, None, world, "BR-12")) == is_wrong


def test_a_bag_is_packed_after_lifting_and_before_its_first_event() -> None:
    world = World([case(lifted_at=later(0)), event("sea", "SEA", "bag", occurred_at=later(20))])
    for packed, rules in ((-1, ["BR-12 block"]), (0, []), (20, []), (21, ["BR-12 block"])):
        bag = make(Container, "bag", occurred_at=later(packed), contents=(uid("case"),))
        assert said(bag, None, world, "BR-12") == rules, packed


def test_a_remark_is_corrected_whatever_the_times_say() -> None:
    before = case(lifted_at=later(0), container=uid("bag"))
    world = World([before, event("col", "COL", "case", occurred_at=later(-9))])
    after = before.with_values({"remarks": "corrected"})
    assert said(after, before, world, "BR-12") == []


# BR-22


def test_a_hazard_is_not_reported_ahead_of_its_time() -> None:
    draft = make(Hazard, "shell", occurred_at=later(-5), reported_at=later(10))
    said = [one for one in verdicts_for(draft, None, World(), author="", now=MORNING)
            if one.rule == "BR-22"]  # fmt: skip
    assert [(one.level.value, one.field) for one in said] == [("warn", "reported_at")]
    corrected = draft.with_values({"remarks": "corrected"})
    again = verdicts_for(corrected, draft, World(), author="", now=MORNING)
    assert not [one for one in again if one.rule == "BR-22"]


@pytest.mark.parametrize(
    ("minute", "rules"),
    [
        (5, []),
        (6, ["BR-22 warn"]),
        (-24 * 60, []),
        (-24 * 60 - 1, ["BR-22 warn"]),
    ],
)
def test_an_entry_is_made_in_time(minute: int, rules: list[str]) -> None:
    draft = make(Hazard, "h", occurred_at=later(minute), status="OPEN")
    assert said(draft, None, World(), "BR-22") == rules
    assert said(draft, draft, World(), "BR-22") == []
    known_since = make(Person, "p", occurred_at=later(minute))
    assert said(known_since, None, World(), "BR-22") == []


def test_a_custody_event_of_the_future_is_not_recorded() -> None:
    """It would stand before every event after it."""
    for minute, rules in ((5, []), (6, ["BR-22 block"]), (600_000, ["BR-22 block"])):
        draft = event("col", "COL", "case", occurred_at=later(minute))
        assert said(draft, None, World(), "BR-22") == rules, minute


def test_a_paper_form_may_be_typed_late_but_not_early() -> None:
    paper: dict[str, Any] = {"from_paper": True, "status": "OPEN"}
    late = make(Hazard, "h", occurred_at=later(-5_000), **paper)
    assert said(late, None, World(), "BR-22") == []
    early = make(Hazard, "h", occurred_at=later(50), **paper)
    assert said(early, None, World(), "BR-22") == ["BR-22 warn"]


def test_two_numbers_that_met_in_a_bundle_are_a_finding_and_no_flag() -> None:
    first, second = (case(name, number="SNJ03-01-A0003B") for name in ("first", "second"))
    world = World([first, second])
    assert flags_for([Arrival(second, None, uid("author"), MORNING)], world) == {}


def test_a_time_may_be_taken_out() -> None:
    before = make(Hazard, "h", occurred_at=later(-9), status="OPEN")
    assert said(make(Hazard, "h", status="OPEN"), before, World(), "BR-22") == []
