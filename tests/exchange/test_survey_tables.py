"""Tables of instruments: what is guessed of them, and what each line then says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.features import ImportRefusedError, Problem
from app.exchange.survey_tables import (
    DELIMITERS,
    Layout,
    Measured,
    code_of,
    guessed,
    measured,
    text_of,
)

PLAIN = "number,easting,northing,height,code"


def read(text: str) -> list[Measured | Problem]:
    return list(measured(text, guessed(text)))


@pytest.mark.parametrize(
    ("text", "delimiter", "columns"),
    [
        ("Pt,E,N,H,Code\n1,1000.1,2000.2,3.3,CUT\n", ",", PLAIN),
        ("1,1000.100,2000.200,3.300,CUT\n2,1001.100,2001.200,3.400,BAS\n", ",", PLAIN),
        ("1\t1000.1\t2000.2\t3.3\tCUT\n", "\t", PLAIN),
        ("1   1000.100   2000.200   3.300   CUT\n", " ", PLAIN),
        ("1;1000,1;2000,2;3,3;CUT\n", ";", PLAIN),
        ("1,3377000.1,594000.2,3.3,CUT\n", ",", "number,northing,easting,height,code"),
        ("1,CUT,594000.2,3377000.1,3.3\n", ",", "number,code,easting,northing,height"),
        ("Code;Z;Point ID;North (m);East (m)\nCUT;1,5;a1;20,5;10,5\n", ";",
         "code,height,number,northing,easting"),
        ("الرقم;الشرقية;الشمالية;المنسوب;الرمز\n١;١٠٠٠٫١;٢٠٠٠٫٢;٣٫٣;CUT\n", ";", PLAIN),
        ("id,x,y\nA,10.5,20.5\n", ",", "number,easting,northing"),
    ],
)  # fmt: skip
def test_the_layout_is_guessed(text: str, delimiter: str, columns: str) -> None:
    layout = guessed(text)
    assert layout.delimiter == delimiter
    assert ",".join(layout.columns) == columns
    assert layout.is_whole
    assert all(isinstance(one, Measured) for one in measured(text, layout))


def test_arabic_digits_and_decimal_commas_are_figures() -> None:
    (point,) = read("الرقم;الشرقية;الشمالية;المنسوب\n١٢;١٠٠٠٫١٢٣;٢٠٠٠٫٢;٣٫٣\n")
    assert isinstance(point, Measured)
    assert point.pair == (Decimal("1000.123"), Decimal("2000.2"))
    assert point.height_m == Decimal("3.3")
    (point,) = read("1;1000,123;2000,2;3,3;CUT\n")
    assert isinstance(point, Measured)
    assert point.pair == (Decimal("1000.123"), Decimal("2000.2"))


def test_a_line_that_is_no_point_is_told_with_its_number() -> None:
    found = read("Pt,E,N,H\n1,1000.1,2000.2,3.3\n\n2,east,2000.2,3\n3,1.5,2.5,high\n")
    assert [type(one) for one in found] == [Measured, Problem, Problem, Measured]
    assert [one.values["number"] for one in found if isinstance(one, Problem)] == [4, 5]


@given(
    st.lists(
        st.tuples(st.decimals(-9999, 9999, places=3), st.decimals(-9999, 9999, places=3)),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(DELIMITERS),
)
def test_every_line_is_a_point_or_a_problem(
    pairs: list[tuple[Decimal, Decimal]], delimiter: str
) -> None:
    text = "\n".join(
        delimiter.join((f"P{at}", f"{east:f}", f"{north:f}", "1.000"))
        for at, (east, north) in enumerate(pairs)
    )
    layout = Layout(
        delimiter, has_header=False, columns=("number", "easting", "northing", "height")
    )
    found = list(measured(text, layout))
    assert [one.pair for one in found if isinstance(one, Measured)] == pairs
    assert guessed(text) == layout


@given(st.text(max_size=300))
def test_no_text_is_too_strange_to_guess_at(text: str) -> None:
    layout = guessed(text)
    assert all(isinstance(one, Measured | Problem) for one in measured(text, layout))


@pytest.mark.parametrize(
    ("told", "code"),
    [("CUT", "CUT"), ("ctrl1", "CTL"), ("Edge 3", "CUT"), ("skull-2", "BOD"), ("12", ""), ("", "")],
)
def test_a_code_of_the_list_is_suggested(told: str, code: str) -> None:
    assert code_of(told) == code


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x00\x01\x02"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefusedError):
        text_of(data)
