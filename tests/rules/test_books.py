"""Whose numbers a laptop writes, and what the register of numbers keeps back."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.containers import Container
from app.models.numbers import OtherNumber
from app.models.operations import NumberBook
from app.models.record import Record
from app.models.registers import NumberRegister
from app.models.sites import Grave, Site
from app.rules.books import Laptop, a_number_is_of_the_laptops_book, entry_of
from app.rules.gates import Arrival, flags_for, verdicts_for
from app.rules.numbering import readings_of
from tests.rules.asked import said
from tests.rules.world import MORNING, World, later, make, uid

HERE = Laptop("laptop a", "A")


def book(letter: str, holder: str, **values: Any) -> NumberBook:
    return make(NumberBook, f"book {letter}", letter=letter, holder=holder, opened_at=MORNING,
                **values)  # fmt: skip


def world(*records: Record) -> World:
    site = make(Site, "site", number="BSR01")
    return World([site, book("A", "laptop a"), book("B", "laptop b"), *records])


def container(number: str, **values: Any) -> Container:
    return make(Container, "bag", number=number, site=uid("site"), **values)


def entry(first: int, last: int | None = None, name: str = "sheet", **values: Any) -> Any:
    told: dict[str, Any] = {
        "entry_kind": "RESERVED", "numbered_kind": "container", "site": uid("site"),
        "book": uid("book B"), "first": first, "last": last,
    } | values  # fmt: skip
    return make(NumberRegister, name, **told)


def told(
    draft: Record, *records: Record, laptop: Laptop = HERE, previous: Record | None = None
) -> list[str]:
    verdicts = a_number_is_of_the_laptops_book(draft, previous, world(*records), laptop)
    return [f"{verdict.level.value}: {verdict.sentence}" for verdict in verdicts]


ANOTHERS = "block: BSR01-KB0004 is of book B, which another laptop holds."
CLOSED = "warn: {} is of book {}, from which this laptop no longer gives numbers."


def test_a_number_is_of_the_laptops_own_book() -> None:
    assert told(container("BSR01-KA0004")) == []
    assert told(container("BSR01-KB0004")) == [ANOTHERS]
    assert told(container("bsr01kb٠٠٠٤")) == [ANOTHERS.replace("BSR01-KB0004", "bsr01kb٠٠٠٤")]
    (verdict,) = verdicts_for(
        container("BSR01-KB0004"), None, world(), author=uid("x"), now=MORNING, laptop=HERE
    )
    assert (verdict.field, verdict.stops) == ("number", True)


@pytest.mark.parametrize(
    ("draft", "records"),
    [
        (container("BSR01-KB0004", from_paper=True), ()),
        (container("BSR01-KB0004"), (entry(1, 9),)),
        (container("BSR01-KB0004"), (entry(4),)),
        (make(Grave, "g", number="BSR01-G01", site=uid("site")), ()),
        (
            container(
                "BSR01-KB0004",
                other_numbers=(OtherNumber({"scheme": "FOREIGN", "value": "BSR01-KB0004"}),),
            ),
            (),
        ),
    ],
    ids=["from paper", "on a sheet", "a sheet of one", "of no book", "another organisation's"],
)
def test_what_stands_on_paper_is_written_whoevers_book_it_is(
    draft: Record, records: tuple[Record, ...]
) -> None:
    assert told(draft, *records) == []


@pytest.mark.parametrize(
    "sheet",
    [entry(5, 9), entry(1, 3), entry(1, 9, numbered_kind="context"), entry(1, 9, site=uid("far")),
     entry(1, 9, book=uid("book A")), entry(1, 9, entry_kind="VOID")],
)  # fmt: skip
def test_another_sheet_is_no_leave(sheet: Record) -> None:
    assert told(container("BSR01-KB0004"), sheet) == [ANOTHERS]


def test_what_was_written_before_is_not_asked_about_again() -> None:
    before = container("BSR01-KB0004")
    assert told(before.with_values({"remarks": "x"}), previous=before) == []


def test_a_book_that_was_this_laptops_is_asked_about() -> None:
    restored = Laptop("laptop new", "D", frozenset({"laptop a"}))
    assert told(container("BSR01-KA0004"), laptop=restored) == [CLOSED.format("BSR01-KA0004", "A")]
    closed = book("C", "laptop a", closed_at=later(5))
    assert told(container("BSR01-KC0004"), closed) == [CLOSED.format("BSR01-KC0004", "C")]


def test_a_book_that_nobody_knows_is_asked_about() -> None:
    (only,) = told(container("BSR01-KZ0004"))
    assert only == "warn: Nobody here knows who holds book Z, of which BSR01-KZ0004 is."


def test_what_came_in_a_bundle_is_flagged_where_it_is_known_to_be_wrong() -> None:
    alien, unknown = container("BSR01-KB0004"), container("BSR01-KZ0004")
    for record, rules in ((alien, ["BR-10"]), (unknown, [])):
        arrival = Arrival(record, None, uid("x"), MORNING, HERE)
        found = flags_for([arrival], world(record)).get(record.uid, ())
        assert [verdict.rule for verdict in found if verdict.field == "number"] == rules
        elsewhere = Arrival(record, None, uid("x"), MORNING, Laptop("laptop b"))
        assert not flags_for([elsewhere], world(record)).get(record.uid)


def test_an_entry_of_the_register_keeps_free_numbers_back() -> None:
    bag = container("BSR01-KB0004")
    asked = world(bag, entry(10, 19, "other"))
    assert said(entry(20, 29), None, asked, "BR-10") == []
    assert said(entry(1, 9), None, asked, "BR-10") == []  # a bag of the sheet has its record
    assert said(entry(3, 1), None, asked, "BR-10") == [
        "block: The last number, 1, comes before the first, 3."
    ]
    for first, last in ((19, 25), (5, 10), (12, 13), (1, 99)):
        assert said(entry(first, last), None, asked, "BR-10") == [
            "block: The register has 10 to 19 of these numbers already."
        ]
    for kind in ("UNUSED", "VOID"):
        assert said(entry(1, 5, entry_kind=kind, because="Torn."), None, asked, "BR-10") == [
            "block: Number 4 of these was given to a record, so it is neither unused nor void."
        ]
        assert said(entry(5, 9, entry_kind=kind, because="Torn."), None, asked, "BR-10") == []
    kept = entry(10, 19, "other")
    assert said(kept.with_values({"sheet": "2"}), kept, asked, "BR-10") == []


def test_an_entry_is_found_by_each_of_its_numbers() -> None:
    sheet = entry(4, 6)
    asked = world(sheet)
    for running, expected in ((3, None), (4, sheet), (6, sheet), (7, None)):
        (parts,) = readings_of(f"BSR01-KB{running:04}")
        assert entry_of(parts, asked) == expected
