"""Finding what a number names, however it is typed and whoever gave it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.numbers import OtherNumber
from app.models.record import Record
from app.rules.check_characters import with_check
from app.rules.labels import encode_label
from app.rules.numbering import NumberError
from app.services.lookup import How, Lookup, UnknownNumberError, WrongCheckError, look_up
from app.services.reading import find_number
from app.services.recording import save_record, withdraw_record
from tests.journeys.fieldwork import Fieldwork

CASE = "TST01-01-A0001B"
DIGITS = {
    "latin": "0123456789",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "full": "０１２３４５６７８９",
}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path_factory.mktemp("work")).work()
    yield fieldwork
    fieldwork.close()


def made(work: Fieldwork, kind: str, **values: Any) -> Record:
    return save_record(work.laptop, kind, None, {"site": work.known["site"], **values}).record


def one(found: Lookup) -> tuple[str, How]:
    (match,) = found.matches
    return match.record.uid, match.how


@given(
    digits=st.sampled_from(sorted(DIGITS)),
    is_small=st.booleans(),
    hyphen=st.sampled_from(["-", "", "–", " - ", "ـ", "_"]),
    has_check=st.booleans(),
)
def test_however_it_is_typed_it_is_the_same_number(
    work: Fieldwork, digits: str, *, is_small: bool, hyphen: str, has_check: bool
) -> None:
    typed = with_check(CASE) if has_check else CASE
    typed = typed.replace("-", hyphen).translate(str.maketrans("0123456789", DIGITS[digits]))
    found = look_up(work.laptop, typed.lower() if is_small else typed)
    assert one(found) == (work.known["case 1"], How.NUMBER)
    assert (found.number, found.check) == tuple(with_check(CASE).split("."))
    assert found.was_checked == has_check


def test_a_wrong_check_character_names_what_is_here(work: Fieldwork) -> None:
    right = with_check(CASE)
    wrong = f"{CASE}.{'X' if not right.endswith('X') else 'Y'}"
    with pytest.raises(WrongCheckError, match=f"does not belong to “{CASE}”") as refused:
        look_up(work.laptop, wrong)
    assert right in refused.value.advice
    slipped = f"TST01-01-A0007B.{right[-1]}"
    with pytest.raises(WrongCheckError) as refused:
        look_up(work.laptop, slipped)
    assert right in refused.value.advice
    with pytest.raises(WrongCheckError, match="TST09-09-Z0999B") as refused:
        look_up(work.laptop, "TST09-09-Z0999B.Q")
    assert with_check("TST09-09-Z0999B") in refused.value.advice


def test_grave_and_type_are_what_was_thought_once(work: Fieldwork) -> None:
    for typed in ("TST01-01-A0001BP", "TST01-02-A0001B", "TST01-PA2-A0001CG"):
        assert one(look_up(work.laptop, typed)) == (work.known["case 1"], How.CORE)
    assert find_number(work.laptop, "TST01-01-A0001BP") == []  # a label is read as it is printed


@pytest.mark.parametrize(
    "typed", ["TST01-01-A0001", "tst0101a0001", with_check(CASE).replace("B", "")]
)
def test_the_type_of_remains_may_be_left_out(work: Fieldwork, typed: str) -> None:
    found = look_up(work.laptop, typed)
    assert one(found) == (work.known["case 1"], How.NUMBER)
    assert (found.number, found.check) == (CASE, with_check(CASE)[-1])


def test_a_number_without_its_type_that_nobody_has_is_unknown(work: Fieldwork) -> None:
    with pytest.raises(UnknownNumberError):
        look_up(work.laptop, "TST01-01-A0077")


def test_what_others_called_it_is_found_as_they_wrote_it(work: Fieldwork) -> None:
    others = (("FOREIGN", "ICRC/2019-44"), ("ALIAS", "TST01-01-B0009B"), ("PROVISIONAL", "ZA-P07"))
    for scheme, number in others:
        row = OtherNumber({"scheme": scheme, "value": number})
        record = made(work, "artefact", category="CLO", other_numbers=(row,))
        for typed in (number, number.lower(), f" {number} "):
            (match,) = look_up(work.laptop, typed).matches
            assert (match.record.uid, match.how, match.scheme) == (record.uid, How.OTHER, scheme)
        assert [found.uid for found in find_number(work.laptop, number)] == [record.uid]
    with pytest.raises(UnknownNumberError):
        look_up(work.laptop, "ICRC/2019-4")


def test_a_number_that_was_given_up_is_still_found(work: Fieldwork) -> None:
    record = made(work, "context", context_kind="CUT")
    withdraw_record(work.laptop, record.uid, "Counted twice.")
    (match,) = look_up(work.laptop, record.number or "").matches
    assert match.record.is_withdrawn
    assert match.record.values["reason"] == "Counted twice."


def test_a_number_without_a_record_is_known_to_the_register(work: Fieldwork) -> None:
    told = {"letter": "R", "holder": "x", "opened_at": work.clock.now()}
    book = save_record(work.laptop, "number_book", None, told).record
    entry = made(
        work, "number_register", entry_kind="UNUSED", numbered_kind="container", book=book.uid,
        first=41, last=50, because="Torn in the printer.",
    )  # fmt: skip
    found = look_up(work.laptop, "tst01-kr0044")
    assert not found.matches
    assert [one.uid for one in found.register] == [entry.uid]
    assert found.book is not None
    assert found.book.letter == "R"
    for beside in ("TST01-KR0040", "TST01-KR0051", "TST02-KR0044", "TST01-CR0044"):
        with pytest.raises(UnknownNumberError):
            look_up(work.laptop, beside)


def test_seals_labels_and_identities_name_things_too(work: Fieldwork) -> None:
    bag = work.known["bag of case 1"]
    assert one(look_up(work.laptop, "s-case1")) == (bag, How.SEAL)
    assert one(look_up(work.laptop, bag)) == (bag, How.IDENTITY)
    label = encode_label(CASE, work.known["case 1"])
    assert one(look_up(work.laptop, label)) == (work.known["case 1"], How.IDENTITY)
    with pytest.raises(NumberError):
        look_up(work.laptop, label[:-1] + ("A" if label[-1] != "A" else "B"))


def test_a_seal_on_record_names_itself_and_the_bag_that_bears_it(tmp_path: Path) -> None:
    sealed = Fieldwork(tmp_path).work()
    seal = sealed.save("seal", "seal", {"number": "S-CASE1", "seal_kind": "NUMBERED"})
    assert [
        (match.record.uid, match.how) for match in look_up(sealed.laptop, "s-case1").matches
    ] == [
        (seal.uid, How.NUMBER),
        (sealed.known["bag of case 1"], How.SEAL),
    ]
    sealed.close()


def test_two_things_with_one_number_are_both_shown(tmp_path: Path) -> None:
    two = Fieldwork(tmp_path, books="AB")
    for book in "AB":
        two.save("site", book, {"number": "TWN01", "name": book}, desk=two.laptops[book])
        two.deliver(desk=two.laptops[book])
    assert {match.record.uid for match in look_up(two.hq, "twn01").matches} == {
        two.known["A"],
        two.known["B"],
    }
    two.close()


def test_what_is_unknown_says_what_is_nearest(work: Fieldwork) -> None:
    for typed in ("TST01-01-A0010B", "TST01-01-B0001B", "TST01-01-AOOO1B"):
        with pytest.raises(UnknownNumberError) as refused:
            look_up(work.laptop, typed)
        assert with_check(CASE) in refused.value.advice, typed
    for typed in ("", "   ", "nonsense", "٠", "|", "%", "x" * 5000):
        with pytest.raises(UnknownNumberError) as refused:
            look_up(work.laptop, typed)
        assert len(str(refused.value)) < 200
