"""Numbers kept back for printed sheets are never given; unused ones are all named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rules.check_characters import with_check
from app.rules.numbering import NumberError
from app.services.lookup import look_up
from app.services.receiving import read_bundle
from app.services.recording import DraftRejectedError, save_record, withdraw_record
from app.services.registers import (
    MOST,
    NotReservedError,
    Unused,
    reserve_numbers,
    unused_numbers,
)
from tests.journeys.fieldwork import Fieldwork


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path, books="AB")
    fieldwork.report_a_site()
    yield fieldwork
    fieldwork.close()


def bag(work: Fieldwork, number: str = "", book: str = "A") -> str:
    draft = {"site": work.known["site"], "container_kind": "BAG"}
    draft |= {"number": number} if number else {}
    return save_record(work.laptops[book], "container", None, draft).record.number or ""


def test_what_is_printed_in_advance_is_never_given(work: Fieldwork) -> None:
    site = work.known["site"]
    assert bag(work) == "TST01-KA0001"
    sheet = reserve_numbers(work.laptop, "container", site, 3, sheet="Sheet 1")
    assert sheet.numbers == tuple(map(with_check, (f"TST01-KA000{n}" for n in (2, 3, 4))))
    assert [bag(work), bag(work)] == ["TST01-KA0005", "TST01-KA0006"]
    more = reserve_numbers(work.laptop, "container", site, 1)
    assert more.numbers == (with_check("TST01-KA0007"),)
    assert bag(work, "TST01-KA0003") == "TST01-KA0003"  # typed from the sheet
    with pytest.raises(DraftRejectedError, match="has been given already"):
        bag(work, "TST01-KA0003")
    assert [one.uid for one in look_up(work.laptop, "TST01-KA0002").register] == [sheet.entry.uid]


def test_another_laptop_takes_what_is_typed_from_the_sheet_once_it_knows_of_it(
    work: Fieldwork,
) -> None:
    work.confirm(work.deliver())
    from_hq = work.bundle(work.hq, to=work.laptops["B"].replica)
    read_bundle(work.laptops["B"], from_hq, is_isolated=False)
    with pytest.raises(DraftRejectedError, match="book A, which another laptop holds"):
        bag(work, "TST01-KA0002", "B")
    reserve_numbers(work.laptop, "container", work.known["site"], 9)
    work.confirm(work.deliver())
    read_bundle(
        work.laptops["B"], work.bundle(work.hq, to=work.laptops["B"].replica), is_isolated=False
    )
    assert bag(work, "TST01-KA0002", "B") == "TST01-KA0002"


def test_numbers_of_remains_name_their_grave_and_type(work: Fieldwork) -> None:
    site = work.known["site"]
    draft = {"number": "TST01-G02", "site": site}
    grave = save_record(work.laptop, "grave", None, draft).record.uid
    sheet = reserve_numbers(work.laptop, "remains_case", site, 2, grave=grave, suffix="BP")
    assert sheet.numbers == tuple(map(with_check, ("TST01-02-A0001BP", "TST01-02-A0002BP")))
    surface = reserve_numbers(work.laptop, "remains_case", site, 1, suffix="FR")
    assert surface.numbers == (with_check("TST01-00-A0003FR"),)


def test_what_cannot_be_kept_back_is_refused_and_takes_no_number(work: Fieldwork) -> None:
    site = work.known["site"]
    for kind, count in (("custody_event", 1), ("container", 0), ("container", MOST + 1)):
        with pytest.raises(NotReservedError, match="are kept back at once"):
            reserve_numbers(work.laptop, kind, site, count)
    with pytest.raises(NumberError):
        reserve_numbers(work.laptop, "remains_case", site, 1)
    with work.laptop.store.writing() as pen:
        pen.set("book", "")
    with pytest.raises(NotReservedError, match="holds no number book"):
        reserve_numbers(work.laptop, "container", site, 1)
    with work.laptop.store.writing() as pen:
        pen.set("book", "A")
    assert bag(work) == "TST01-KA0001"
    assert unused_numbers(work.laptop) == []


def test_every_number_without_a_record_is_named(work: Fieldwork) -> None:
    for _ in range(2):
        bag(work)
    reserve_numbers(work.laptop, "container", work.known["site"], 2, sheet="Sheet 1")
    bag(work, "TST01-KA0009")
    bag(work, "TST01-KA0012")
    draft = {"site": work.known["site"], "container_kind": "BOX"}
    void = save_record(work.laptop, "container", None, draft).record
    withdraw_record(work.laptop, void.uid, "Torn.")
    told = [one for one in unused_numbers(work.laptop) if one.kind == "container"]
    assert void.number == "TST01-KA0005"
    where = ("container", "TST01", "A")
    assert told == [
        Unused(*where, 3, 4, "RESERVED", "Sheet 1"),
        Unused(*where, 5, 5, "VOID", "Torn."),
        Unused(*where, 6, 8),
        Unused(*where, 10, 11),
    ]


def test_a_restored_laptop_keeps_nothing_back_before_it_has_a_book(work: Fieldwork) -> None:
    """A laptop that came back from a backup has no book until headquarters gives it a new one."""
    with work.laptop.store.writing() as pen:
        pen.set("book", "")
    assert bag(work) == ""
