"""The code lists: data that records of decades point to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.resources import resource
from app.models.codes import Code, CodeList
from app.models.field import ValueRefusedError
from app.models.fields import ChoiceField, ChoicesField, RowsField
from app.models.kinds import KIND, KINDS
from app.models.strata import INVERSE

FILES = sorted(resource("codes").glob("*.json"))
RELEASED: dict[str, Any] = json.loads(
    Path(__file__).with_name("released_codes.json").read_text("utf-8")
)
every_list = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def _lists_used() -> Iterator[str]:
    for kind in KINDS:
        for item in kind.fields.values():
            columns = item.row.columns.values() if isinstance(item, RowsField) else (item,)
            for column in columns:
                if isinstance(column, ChoiceField | ChoicesField):
                    yield column.codes.name


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("RIB", ("RIBX", "RIB1", "RIB2")),
        ("femr", ("FEM",)),
        ("mandibel", ("MAN",)),
        ("RIB13", ("RIB1", "RIB3", "RIB10")),
        ("%%%", ()),
        ("", ()),
    ],
)
def test_what_was_mistyped_has_near_codes(typed: str, near: tuple[str, ...]) -> None:
    assert CodeList("bone").near(typed)[: len(near) or None] == near
    with pytest.raises(ValueRefusedError) as refused:
        ChoiceField("Bone", codes=CodeList("bone")).read(typed)
    hint = refused.value.hint.format(**refused.value.values)
    assert all(code in hint for code in near)
    assert hint.startswith("The nearest" if near else "Choose one")


def test_what_is_retired_is_not_proposed() -> None:
    relations = CodeList("context_relation")
    assert {code.code for code in relations.codes if code.retired} >= {"BELOW"}
    assert "BELOW" not in relations.near("below")


@every_list
def test_a_list_is_well_formed(path: Path) -> None:
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert list(told) == ["name", "version", "source", "codes"]
    assert told["name"] == path.stem
    assert type(told["version"]) is int
    assert told["version"] >= 1
    assert told["source"]
    for entry in told["codes"]:
        assert {"code", "label"} <= set(entry) <= {"code", "label", "help", "retired"}
        assert entry["label"] == entry["label"].strip() != ""
        assert entry.get("help", "Whole.").endswith(".")


@every_list
def test_codes_and_labels_are_unique_and_can_travel(path: Path) -> None:
    codes = CodeList(path.stem).codes
    assert codes
    assert len({code.code for code in codes}) == len(codes)
    assert len({code.code.casefold() for code in codes}) == len(codes), "typed in any case"
    assert len({code.label for code in codes}) == len(codes)
    field = ChoiceField("Any", codes=CodeList(path.stem))
    for code in codes:
        assert field.decode(code.code) == code.code
        assert field.read(code.code.lower()) == code.code


@every_list
def test_a_list_is_used(path: Path) -> None:
    assert path.stem in set(_lists_used())


@every_list
def test_a_code_once_given_out_stays_and_a_new_one_makes_a_new_version(path: Path) -> None:
    """Records of decades point to codes: one may be retired, never taken away.

    `released_codes.json` is what stores in the field may hold. A list that gains a code gets the
    next version, here and in that file.
    """
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert path.stem in RELEASED, "a new list is entered there"
    released: dict[str, Any] = RELEASED[path.stem]
    codes = [entry["code"] for entry in told["codes"]]
    assert set(released["codes"]) <= set(codes)
    assert (told["version"] == released["version"]) is (set(codes) == set(released["codes"]))


def test_no_list_was_taken_away() -> None:
    assert set(RELEASED) <= {path.stem for path in FILES}


def test_every_list_that_a_field_names_is_there() -> None:
    assert set(_lists_used()) <= {path.stem for path in FILES}


def test_no_list_takes_sides() -> None:
    """Officials call their own dead one thing and the other side's another; we do neither."""
    sided = re.compile(r"martyr|corpse|enemy|terroris|victim of|hero\b|genocide", re.IGNORECASE)
    for path in FILES:
        assert not sided.search(path.read_text("utf-8")), path.stem


def test_a_code_says_what_it_means() -> None:
    assert CodeList("case_type").label("BP") == "Body part"
    assert CodeList("case_type").label("XX") == "XX"


def test_a_code_may_be_retired_but_is_still_read() -> None:
    assert Code(**json.loads('{"code": "A", "label": "Old", "retired": true}')).retired


def test_a_relation_of_contexts_is_recorded_from_one_side_only() -> None:
    """The inverse of a code is a code as well, readable, but not offered unless it is its own."""
    codes = {code.code: code for code in CodeList("context_relation").codes}
    assert {name for name, code in codes.items() if not code.retired} == set(INVERSE)
    assert {*INVERSE, *INVERSE.values()} == set(codes)


def test_every_kind_of_discrepancy_of_an_event_can_be_followed_up() -> None:
    noticed = {code.code for code in CodeList("discrepancy").codes} - {"NONE"}
    assert noticed <= {code.code for code in CodeList("discrepancy_kind").codes}


def test_the_register_names_kinds_that_have_numbers() -> None:
    assert {code.code for code in CodeList("numbered_kind").codes} <= set(KIND)


def test_a_list_without_a_name_offers_nothing() -> None:
    assert CodeList().codes == ()


@pytest.mark.parametrize(
    ("name", "count"), [("bone", 139), ("custody_event", 23), ("case_type", 5), ("ordnance", 21)]
)
def test_the_lists_of_the_field_are_whole(name: str, count: int) -> None:
    assert len(CodeList(name).codes) == count
