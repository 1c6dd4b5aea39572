"""Human numbers: laws for every number that can be issued, then spellings worth a name."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.check_characters import check_character, with_check
from app.rules.numbering import (
    BOOK_LETTERS,
    CASE_KINDS,
    DEVICE_KINDS,
    NUMBERED_KINDS,
    NumberBook,
    NumberError,
    NumberParts,
    core,
    device_digits,
    duplicates,
    grave_segment,
    highest_running,
    next_free,
    next_number,
    normalise,
    number_within,
    parse_number,
)

UNBOOKED = {"site", "grave", "survey_control", "work_area"}
NAMING_THE_GRAVE = {"remains_case", *CASE_KINDS}
MOST = {"site": 99, "grave": 99, "remains_case": 99_999, "container": 99_999, "photo": 999_999}

letters = st.sampled_from(BOOK_LETTERS)
devices = st.text("0123456789ABCDEF", min_size=4, max_size=4)
letters3 = st.text(BOOK_LETTERS, min_size=3, max_size=3).filter(
    lambda code: not (code[0] == "Z" and code[2] == "P")
)
sites = st.builds("{}{:02}".format, letters3, st.integers(0, 99)) | st.builds(
    "Z{}-P{:02}".format, letters, st.integers(1, 99)
)
any_kind = st.sampled_from(sorted(NUMBERED_KINDS))
suffixes = st.sampled_from(["B", "BP", "CG", "FR", "NH"])


@st.composite
def orders(draw: st.DrawFn, kinds: st.SearchStrategy[str] = any_kind) -> dict[str, Any]:
    """What to hand to `next_number` for a number that can be issued."""
    kind = draw(kinds)
    order: dict[str, Any] = {"kind": kind, "running": draw(st.integers(1, MOST.get(kind, 99)))}
    if kind in DEVICE_KINDS:
        return order | {"book_letter": draw(devices)}
    provisional = kind in UNBOOKED and draw(st.booleans())
    if kind not in UNBOOKED or provisional:
        order["book_letter"] = draw(letters)
    if kind == "site":
        return order if provisional else order | {"site_code": draw(letters3)}
    order["site_code"] = draw(sites)
    if kind == "remains_case":
        order["suffix"] = draw(suffixes)
    if kind in NAMING_THE_GRAVE:
        grave = draw(st.none() | st.integers(1, 99))
        order["grave_code"] = f"{order['site_code']}-G{grave:02}" if grave else ""
    return order


@given(orders())
def test_what_is_issued_says_what_it_was_issued_for(order: dict[str, Any]) -> None:
    parts = parse_number(next_number(**order), kind=order["kind"])
    assert parts.kind == ("event" if order["kind"] in DEVICE_KINDS else order["kind"])
    assert parts.running == order["running"]
    assert parts.book == order.get("book_letter", "")
    assert parts.site == order.get("site_code", "")
    assert parts.suffix == order.get("suffix", "")


@given(orders())
def test_what_is_issued_is_spelled_as_it_is_read(order: dict[str, Any]) -> None:
    number = next_number(**order)
    assert normalise(number) == number
    assert parse_number(number).number == number
    assert len(number) <= 32
    assert number.isascii()


@given(orders(), st.data())
def test_any_keyboard_will_do(order: dict[str, Any], data: st.DataObject) -> None:
    number = next_number(**order)
    zero = data.draw(st.sampled_from("0٠۰０"))
    typed = "".join(chr(ord(zero) + int(mark)) if mark in "0123456789" else mark for mark in number)
    typed = typed.replace("-", data.draw(st.sampled_from(["-", "–", " - ", "", "ـ", "\u2011"])))
    typed = data.draw(st.sampled_from([typed, typed.lower(), f" \u2066{typed}\u2069 "]))
    assert normalise(typed) == number
    assert parse_number(typed) == parse_number(number)


@given(orders(), st.data())
def test_one_slip_in_a_number_with_its_check_character_is_never_taken(
    order: dict[str, Any], data: st.DataObject
) -> None:
    printed = with_check(next_number(**order))
    at = data.draw(st.integers(0, len(printed) - 1).filter(lambda i: printed[i] not in "-."))
    other = data.draw(st.sampled_from(sorted(set("0123456789" + BOOK_LETTERS) - {printed[at]})))
    with pytest.raises(NumberError):
        parse_number(printed[:at] + other + printed[at + 1 :])


@given(orders(), orders())
def test_a_core_is_shared_by_the_same_sequence_and_running_number_alone(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    first, second = parse_number(next_number(**one)), parse_number(next_number(**other))
    same = (first.sequence, first.running) == (second.sequence, second.running)
    assert (core(first.number) == core(second.number)) is same


@given(orders(st.just("remains_case")), suffixes, st.integers(1, 99))
def test_grave_and_type_are_no_part_of_the_core(
    order: dict[str, Any], suffix: str, grave: int
) -> None:
    changed = order | {"suffix": suffix, "grave_code": f"{order['site_code']}-G{grave:02}"}
    assert core(next_number(**changed)) == core(next_number(**order))


@given(
    st.lists(st.sampled_from(["container", "photo", "custody_event", "site", "grave"]), max_size=30)
)
def test_a_book_never_issues_a_number_twice(kinds: list[str]) -> None:
    book, issued = NumberBook("A", "A7F3"), ["SNJ03-KB0500", "SNJ04-KA0500", "A7F4-000900"]
    for kind in kinds:
        site = "" if kind in {"site", "custody_event"} else "SNJ03"
        issued.append(book.next(kind, issued, site_code=site))
    assert not duplicates({str(at): number for at, number in enumerate(issued)})
    for kind in set(kinds):
        of_kind = [n for n in issued[3:] if parse_number(n).kind in {kind, "event"}]
        assert highest_running(of_kind) >= kinds.count(kind)


@given(orders(st.just("remains_case")), st.sampled_from(sorted(CASE_KINDS)), st.integers(1, 999))
def test_what_is_found_with_a_case_says_which(
    order: dict[str, Any], kind: str, running: int
) -> None:
    case = next_number(**order)
    number = number_within(kind, case, running)
    parts, of_case = parse_number(number, kind=kind), parse_number(case)
    assert (parts.running, parts.case) == (running, of_case.running)
    assert (parts.site, parts.grave, parts.book) == (of_case.site, of_case.grave, of_case.book)
    assert normalise(number) == number == parts.number
    as_on_the_label = number.replace("/", f"{order['suffix']}/")
    assert normalise(as_on_the_label) == normalise(number.replace("/", "")) == number
    assert len(number) <= 32
    with pytest.raises(NumberError):
        parse_number(number, kind="remains_case")


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("AB"), st.integers(1, 3)), max_size=9)
)
def test_two_laptops_with_the_same_case_never_number_alike(
    finds: list[tuple[str, str, int]],
) -> None:
    """Each laptop knows its own numbers only: the worst case, out of touch all day."""
    books = {letter: NumberBook(letter, "A7F3") for letter in "AB"}
    issued: dict[str, list[str]] = {"A": [], "B": []}
    for laptop, of, running in finds:
        case = f"SNJ03-01-{of}{running:04}B"
        given = books[laptop].next(
            "artefact",
            issued[laptop],
            site_code="SNJ03",
            grave_code="SNJ03-G01",
            case_number=case,
        )
        issued[laptop].append(given)
        assert ("/" in given) is (laptop == of)
    numbers = issued["A"] + issued["B"]
    assert not duplicates({str(at): number for at, number in enumerate(numbers)})


@given(st.text(max_size=100))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert core(core(text)) == core(text) or "/" in core(text)
    with suppress(NumberError):
        parts = parse_number(text)
        assert parse_number(parts.number).number == parts.number


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("SNJ03", NumberParts("site", site="SNJ", running=3)),
        ("za p07", NumberParts("site", book="A", running=7)),
        ("ZA-P107", NumberParts("site", book="A", running=107)),
        ("SNJ03-G01", NumberParts("grave", site="SNJ03", running=1)),
        ("snj03gpa2", NumberParts("grave", site="SNJ03", book="A", running=2)),
        ("SNJ03-01-A0003B", NumberParts("remains_case", "SNJ03", "01", "A", 3, "B")),
        ("SNJ03-00-A0003FR", NumberParts("remains_case", "SNJ03", "00", "A", 3, "FR")),
        ("SNJ03-PA2-A0003B", NumberParts("remains_case", "SNJ03", "PA2", "A", 3, "B")),
        ("ZA-P07-01-A12345CG", NumberParts("remains_case", "ZA-P07", "01", "A", 12345, "CG")),
        ("ZA-P107-01-A0001B", NumberParts("remains_case", "ZA-P107", "01", "A", 1, "B")),
        ("SNJ03-01-A0003B.Y", NumberParts("remains_case", "SNJ03", "01", "A", 3, "B", "Y")),
        ("SNJ03-KA0031", NumberParts("container", "SNJ03", book="A", running=31)),
        ("SNJ03-HA005", NumberParts("hazard", "SNJ03", book="A", running=5)),
        ("SNJ03-TA004", NumberParts("clearance_task", "SNJ03", book="A", running=4)),
        ("SNJ03-LA001", NumberParts("clearance_certificate", "SNJ03", book="A", running=1)),
        ("SNJ03-RA001", NumberParts("hazard_override", "SNJ03", book="A", running=1)),
        ("SNJ03-PA00412", NumberParts("photo", "SNJ03", book="A", running=412)),
        ("SNJ03-S01", NumberParts("survey_control", "SNJ03", running=1)),
        ("SNJ03-SPA2", NumberParts("survey_control", "SNJ03", book="A", running=2)),
        ("SNJ03-01-A0003/E02", NumberParts("artefact", "SNJ03", "01", "A", 2, case=3)),
        ("snj03-01-a0003b/e2", NumberParts("artefact", "SNJ03", "01", "A", 2, case=3)),
        ("SNJ03-01-EA0017", NumberParts("artefact", "SNJ03", "01", "A", 17)),
        ("SNJ03-00-A12345/S1", NumberParts("sample", "SNJ03", "00", "A", 1, case=12345)),
        ("SNJ03-PA2-SA0017", NumberParts("sample", "SNJ03", "PA2", "A", 17)),
        ("SNJ03-T01", NumberParts("work_area", "SNJ03", running=1)),
        ("SNJ03-TPA2", NumberParts("work_area", "SNJ03", book="A", running=2)),
        ("SNJ03-CA0147", NumberParts("context", "SNJ03", book="A", running=147)),
        ("SNJ03-XA001", NumberParts("explosive_accident", "SNJ03", book="A", running=1)),
        ("A7F3-000123", NumberParts("event", book="A7F3", running=123)),
    ],
)
def test_the_scheme_is_read(typed: str, parts: NumberParts) -> None:
    assert parse_number(typed) == parts


@pytest.mark.parametrize(
    ("typed", "kind", "sentence", "hint"),
    [
        ("", "", "is not a number", "SNJ03-01-A0003B"),
        ("bag 3", "container", "is not a number", "SNJ03-KA0031"),
        ("SNJO3-KA0031", "container", "is not a number", "I, O and Q are never"),
        ("SNJ03-KI0031", "container", "is not a number", "SNJ03-KA0031"),
        ("SNJ03-KA031", "container", "is not a number", "SNJ03-KA0031"),
        ("SNJ03-KA0031", "hazard", "is not a number", "SNJ03-HA005"),
        ("SNJ03-01-A0003", "remains_case", "is not a number", "SNJ03-01-A0003B"),
        ("SNJ03-01-A0003B.", "", "is not a number", "SNJ03-01-A0003B"),
        ("SNJ03-01-A0003B.YY", "", "is not a number", "SNJ03-01-A0003B"),
        ("SNJ03-01-A0003B.7", "", "“7” does not belong to “SNJ03-01-A0003B”", "SNJ03-01-A0003B.Y"),
        ("SNJ03-KA0031.0", "", "“0” does not belong", "such as SNJ03-KA0031.G"),
        ("ZAP07101A0003B", "", "in two ways", "Type the hyphens"),
        ("G7F3-000123", "custody_event", "is not a number", "A7F3-000123"),
        ("SNJ03-KA0031" * 100, "", "is not a number", "SNJ03-01-A0003B"),
    ],
)
def test_what_is_no_number_is_refused(typed: str, kind: str, sentence: str, hint: str) -> None:
    with pytest.raises(NumberError, match=sentence) as caught:
        parse_number(typed, kind=kind)
    assert hint in caught.value.advice
    assert len(str(caught.value)) < 200


def test_a_zero_typed_as_a_letter_is_never_put_right_silently() -> None:
    assert normalise("SNJO3-KAOO31") == "SNJO3-KAOO31"


@pytest.mark.parametrize(
    "order",
    [
        {"kind": "seal", "running": 1},
        {"kind": "container", "running": 0, "site_code": "SNJ03", "book_letter": "A"},
        {"kind": "container", "running": 100_000, "site_code": "SNJ03", "book_letter": "A"},
        {"kind": "container", "running": 1, "site_code": "", "book_letter": "A"},
        {"kind": "container", "running": 1, "site_code": "SNJ03"},
        {"kind": "container", "running": 1, "site_code": "SNJ03", "book_letter": "O"},
        {"kind": "container", "running": 1, "site_code": "{book}", "book_letter": "A"},
        {"kind": "site", "running": 100, "site_code": "SNJ"},
        {"kind": "site", "running": 7, "site_code": "ZAP"},
        {"kind": "remains_case", "running": 1, "site_code": "SNJ03", "book_letter": "A"},
        {
            "kind": "remains_case",
            "running": 1,
            "site_code": "SNJ03",
            "book_letter": "A",
            "suffix": "X",
        },
        {
            "kind": "remains_case",
            "running": 1,
            "site_code": "SNJ03",
            "grave_code": "SNJ03-KA0031",
            "book_letter": "A",
            "suffix": "B",
        },
        {"kind": "custody_event", "running": 1, "book_letter": "A"},
    ],
)
def test_what_makes_no_number_is_not_issued(order: dict[str, Any]) -> None:
    with pytest.raises(NumberError) as caught:
        next_number(**order)
    assert caught.value.advice


@pytest.mark.parametrize(
    ("kind", "case", "running"),
    [
        ("artefact", "SNJ03-01-A0003B", 0),
        ("artefact", "SNJ03-01-A0003B", 1_000),
        ("artefact", "GL02 018BP", 1),
        ("artefact", "", 1),
        ("container", "SNJ03-01-A0003B", 1),
    ],
)
def test_what_counts_in_no_case_is_not_issued(kind: str, case: str, running: int) -> None:
    with pytest.raises(NumberError) as caught:
        number_within(kind, case, running)
    assert caught.value.advice


def test_a_full_book_says_so() -> None:
    with pytest.raises(NumberError, match="can be issued") as caught:
        NumberBook("A", "A7F3").next("container", ["SNJ03-KA99999"], site_code="SNJ03")
    assert "new letter" in caught.value.advice


def test_case_numbers_run_on_across_the_graves_of_a_site() -> None:
    issued = ["SNJ03-01-A0003B", "SNJ03-02-A0009BP", "SNJ03-01-B0040B", "SNJ04-01-A0050B"]
    book = NumberBook("A", "A7F3")
    case = book.next("remains_case", issued, site_code="SNJ03", grave_code="SNJ03-G01", suffix="CG")
    assert case == "SNJ03-01-A0010CG"


def test_numbers_printed_on_paper_count_as_issued() -> None:
    reserved = [f"SNJ03-01-A{running:04}B" for running in range(1, 51)]
    book = NumberBook("A", "A7F3")
    assert book.next("remains_case", reserved, site_code="SNJ03", suffix="FR") == "SNJ03-00-A0051FR"


@given(st.integers(1, 60), st.lists(st.tuples(st.integers(1, 50), st.integers(0, 9)), max_size=6))
def test_numbers_in_the_register_are_passed_over(
    running: int, sheets: list[tuple[int, int]]
) -> None:
    reserved = [(first, first + more) for first, more in sheets]
    taken = {number for first, last in reserved for number in range(first, last + 1)}
    assert next_free(running, reserved) == min(set(range(running, 130)) - taken)


def test_points_and_events_of_a_laptop_share_one_sequence() -> None:
    book = NumberBook("A", "A7F3")
    point = book.next("survey_point", [])
    event = book.next("custody_event", [point])
    assert (point, event) == ("A7F3-000001", "A7F3-000002")


@pytest.mark.parametrize(
    ("letter", "device"), [("I", "A7F3"), ("AB", "A7F3"), ("A", "A7"), ("", "")]
)
def test_a_book_has_one_letter_and_one_laptop(letter: str, device: str) -> None:
    with pytest.raises(NumberError):
        NumberBook(letter, device)


def test_a_laptop_is_named_by_the_first_digits_of_its_identity() -> None:
    assert device_digits("a7f31d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f") == "A7F3"


def test_graves_stand_in_case_numbers_by_their_segment() -> None:
    assert grave_segment("SNJ03-G01") == "01"
    assert grave_segment("snj03 g112") == "112"
    assert grave_segment("SNJ03-GPA2") == "PA2"
    assert grave_segment("ZA-P07-G03") == "03"
    assert grave_segment("") == "00"


def test_foreign_numbers_stand_for_themselves() -> None:
    assert core(" gl02 018bp ") == "GL02018BP"
    assert highest_running(["GL02 018BP", "", "SNJ03-KA0031"]) == 31
    assert highest_running([]) == 0


def test_duplicates_name_the_records() -> None:
    numbers = {"u3": "SNJ03-01-A0003B", "u1": "SNJ03-02-A0003BP", "u2": "SNJ03-01-A0004B"}
    assert list(duplicates(numbers).values()) == [("u1", "u3")]


def test_the_check_character_goes_with_the_number_as_printed() -> None:
    assert parse_number("snj03 ka0031.g").check == check_character("SNJ03-KA0031") == "G"
