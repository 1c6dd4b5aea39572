"""Tables of bones: what is read, and every wrong line by its number."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.inventories import COLUMNS, InventoryRefusedError, read_inventory
from app.rules.inventory import Age, Extent, InventoryLine, objections
from app.rules.skeleton import BONES, Side, sides_of

HEADER = ",".join(COLUMNS)


def table(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines)).encode()


def refusal(data: bytes) -> InventoryRefusedError:
    with pytest.raises(InventoryRefusedError) as caught:
        read_inventory(data)
    assert caught.value.advice
    return caught.value


@st.composite
def lines(draw: st.DrawFn) -> InventoryLine:
    bone = draw(st.sampled_from([code.code for code in BONES.codes]))
    return InventoryLine(
        case=draw(st.from_regex(r"[A-Z0-9-]{1,12}", fullmatch=True)),
        bone=bone,
        side=draw(st.sampled_from(sides_of(bone))),
        extent=draw(st.sampled_from(Extent)),
        count=draw(st.integers(1, 999)),
        zones=frozenset(draw(st.sets(st.integers(1, 99), max_size=4))),
        age=draw(st.sampled_from(Age)),
        grave="G01",
    )


WORDS = {
    Extent.WHOLE: "COMPLETE",
    Extent.MOST: "PRESENT",
    Extent.PART: "INCOMPLETE",
    Extent.ABSENT: "ABSENT",
    Extent.UNSEEN: "UNOBSERVABLE",
}


def written(line: InventoryLine, delimiter: str) -> str:
    zones = " ".join(map(str, sorted(line.zones)))
    cells = (line.case, line.grave, line.bone, line.side, WORDS[line.extent], zones, line.count)
    return delimiter.join(map(str, (*cells, line.age)))


@given(st.lists(lines(), max_size=6), st.sampled_from(",;\t"), st.sampled_from(["", "\ufeff"]))
def test_what_is_written_is_read(lot: list[InventoryLine], delimiter: str, mark: str) -> None:
    text = "\r\n".join(
        [mark + delimiter.join(COLUMNS), *(written(line, delimiter) for line in lot)]
    )
    assert list(read_inventory(text.encode())) == lot
    assert not [one for line in lot for one in objections(line)]


@given(st.binary(max_size=200) | st.text(max_size=200).map(table))
def test_no_bytes_do_worse_than_be_refused(data: bytes) -> None:
    with suppress(InventoryRefusedError):
        assert all(line.case for line in read_inventory(data))


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ("A1,G01,fem,l,complete,,1,adult", ("FEM", Side.LEFT, Extent.WHOLE, (), 1, Age.ADULT)),
        ("A1,G01,Femur,Left,Present,,2,", ("FEM", Side.LEFT, Extent.MOST, (), 2, Age.UNKNOWN)),
        ("A1,G01,FEM,U,PARTIAL,1-3;7,,", ("FEM", Side.UNKNOWN, Extent.PART, (1, 2, 3, 7), 1, "")),
        ("A1,G01,FEM,R,FRAGMENT,z1|2,٣,", ("FEM", Side.RIGHT, Extent.PART, (1, 2), 3, "")),
        ("A1,G01,36,,COMPLETE,,1,INDET", ("T36", Side.LEFT, Extent.WHOLE, (), 1, "")),
        ("A1,G01,T11,M,COMPLETE,,1,INDET", ("T11", Side.RIGHT, Extent.WHOLE, (), 1, "")),
        ("A1,G01,۱۱,R,COMPLETE,,1,INDET", ("T11", Side.RIGHT, Extent.WHOLE, (), 1, "")),
        ("A1,G01,MAN,,ABSENT,,0,", ("MAN", Side.MIDLINE, Extent.ABSENT, (), 0, "")),
        ("A1,G01,ULB,,not examined,,,", ("ULB", Side.UNKNOWN, Extent.UNSEEN, (), 1, "")),
        ('A1,G01,FEM,L,INCOMPLETE,"1,2",1,', ("FEM", Side.LEFT, Extent.PART, (1, 2), 1, "")),
    ],
)
def test_each_spelling_means_one_thing(cells: str, line: tuple[object, ...]) -> None:
    (read,) = read_inventory(table(cells))
    zones = tuple(sorted(read.zones))
    age = line[5] or Age.UNKNOWN
    assert (read.bone, read.side, read.extent, zones, read.count, read.age) == (*line[:5], age)


def test_more_columns_in_any_order() -> None:
    header = "weight_g,site,context,pair,age_band,count,zones,completeness,side,bone,grave,case"
    (read,) = read_inventory(
        table("402.5,BSR01,١٢,7,ADULT,1,,COMPLETE,L,FEM,G01,A1", "", ",,,,,,,,,,,", header=header)
    )
    assert (read.site, read.context, read.pair) == ("BSR01", "12", "7")
    assert read.weight_g == Decimal("402.5")


def test_what_a_spreadsheet_calls_unicode_text() -> None:
    text = "\t".join(COLUMNS) + "\r\nA1\tG01\tFEM\tL\tCOMPLETE\t\t1\tADULT\r\n"
    (read,) = read_inventory(text.encode("utf-16"))
    assert read.bone == "FEM"


WRONG = {
    "left mandible": (
        "A1,G01,MAN,L,COMPLETE,,1,ADULT",
        "Line 2: MAN cannot be of side L; it can be M.",
    ),
    "femur of the middle": ("A1,G01,FEM,M,COMPLETE,,1,", "cannot be of side M; it can be L, R, U."),
    "tooth of the other side": ("A1,G01,T36,R,COMPLETE,,1,", "T36 cannot be of side R"),
    "no side": ("A1,G01,FEM,,COMPLETE,,1,", "Line 2: side cannot be “”."),
    "unknown bone": ("A1,G01,TAIL,M,COMPLETE,,1,", "Line 2: the list of bones has no TAIL."),
    "no bone": ("A1,G01,,M,COMPLETE,,1,", "Line 2: the list of bones has no “”."),
    "no tooth of this number": ("A1,G01,19,R,COMPLETE,,1,", "has no 19."),
    "negative count": ("A1,G01,FEM,L,COMPLETE,,-1,", "Line 2: -1 pieces of FEM cannot be."),
    "negative count of nothing": ("A1,G01,FEM,L,ABSENT,,-1,", "-1 pieces of FEM cannot be."),
    "minus in print": ("A1,G01,FEM,L,COMPLETE,,−1,", "-1 pieces of FEM cannot be."),
    "count of none": ("A1,G01,FEM,L,COMPLETE,,0,", "0 pieces of FEM cannot be."),
    "too many": ("A1,G01,FEM,L,COMPLETE,,1000,", "1000 pieces of FEM cannot be."),
    "half a piece": ("A1,G01,FEM,L,COMPLETE,,1.5,", "1.5 is no number of pieces."),
    "words for a count": ("A1,G01,FEM,L,COMPLETE,,many,", "many is no number of pieces."),
    "unknown completeness": ("A1,G01,FEM,L,HALF,,1,", "Line 2: completeness cannot be HALF."),
    "unknown age": ("A1,G01,FEM,L,COMPLETE,,1,OLD", "Line 2: age_band cannot be OLD."),
    "zone nought": ("A1,G01,FEM,L,INCOMPLETE,0,1,", "Line 2: zones are numbered 1 to 99."),
    "zone in words": ("A1,G01,FEM,L,INCOMPLETE,head,1,", "zones are numbered 1 to 99."),
    "zones backwards": ("A1,G01,FEM,L,INCOMPLETE,3-1,1,", "zones are numbered 1 to 99."),
    "zones without end": ("A1,G01,FEM,L,INCOMPLETE,1-999,1,", "zones are numbered 1 to 99."),
    "no case": (",G01,FEM,L,COMPLETE,,1,", "Line 2 names no case."),
    "a cell short": ("A1,G01,FEM,L,COMPLETE,,1", "Line 2 has 7 cells, and the first line 8."),
    "a cell more": ("A1,G01,FEM,L,COMPLETE,,1,ADULT,", "Line 2 has 9 cells, and the first line 8."),
    "no end": ('A1,G01,FEM,L,COMPLETE,,1,"ADULT', "Line 2 has a quotation mark"),
    "very long": (f"A{'1' * 500},G01,FEM,L,COMPLETE,,1,", "case is longer than 200 characters."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_line_is_named(name: str) -> None:
    cells, sentence = WRONG[name]
    assert sentence in str(refusal(table(cells)))


def test_the_line_is_that_of_the_file() -> None:
    good = "A1,G01,FEM,L,COMPLETE,,1,ADULT"
    data = table(good, "", f'"A\n2"{good[2:]}', good, "A1,G01,MAN,L,COMPLETE,,1,")
    assert str(refusal(data)).startswith("Line 7: MAN")


def test_no_cell_speaks_to_the_terminal() -> None:
    (read,) = read_inventory(table('"A\x1b[2J \n 1",G01,FEM,L,COMPLETE,,1,'))
    assert read.case == "A�[2J 1"


@pytest.mark.parametrize(
    ("weight", "is_one"),
    [("402.5", True), ("0", True), ("-1", False), ("NaN", False), ("x", False)],
)
def test_a_weight_is_a_number_of_grams(weight: str, is_one: bool) -> None:
    data = table(f"A1,G01,FEM,L,COMPLETE,,1,,{weight}", header=f"{HEADER},weight_g")
    if is_one:
        assert read_inventory(data)[0].weight_g == Decimal(weight)
    else:
        assert str(refusal(data)) == f"Line 2: {weight} is no weight in grams."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"case,bone,side\n", "wrong_header"),
        (table(header=f"{HEADER},name"), "wrong_header"),
        (table(header=f"{HEADER},case"), "wrong_header"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_a_table"),
        (b"PK\x03\x04\x14\x00\x06\x00", "not_a_table"),
        (table("A1,G01,Fémur,L,COMPLETE,,1,").decode().encode("cp1252"), "not_a_table"),
        (b"\xff\xfe\x00", "not_a_table"),
    ],
)
def test_what_is_no_inventory_is_refused(data: bytes, reason: str) -> None:
    assert refusal(data).reason == reason


def test_more_lines_than_a_site_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.exchange.inventories.LIMIT_LINES", 2)
    good = "A1,G01,FEM,L,COMPLETE,,1,"
    assert len(read_inventory(table(good, good))) == 2
    assert str(refusal(table(good, good, good))) == "The table has more than 2 lines."
