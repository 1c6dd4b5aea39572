"""The chain of custody of what is no body: a find, a sample, a paper, and the bag around them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.models.custody import ITEM_KINDS
from app.services.operation import close_desk
from app.services.printing import PRINTABLE, print_record
from tests.reports.reading import by_poppler
from tests.services.sheets.bench import Bench, left

FINDS: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "artefact",
        {"number": "SNJ03-01-A0003/E02", "category": "CLO", "description": "Jacket", "quantity": 2},
        "Clothing item",
        "Jacket",
        "2",
    ),
    (
        "sample",
        {"number": "SNJ03-01-A0003/S1", "sample_kind": "TOOTH", "bone": "MAN", "side": "M"},
        "Tooth, for DNA",
        "Mandible",
        "1",
    ),
    (
        "document",
        {"number": "A7F3-000004", "document_type": "PERMIT", "name": "Leave to open the ground"},
        "Permit",
        "Leave to open the ground",
        "1",
    ),
]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "work")
    yield made
    close_desk(made.desk)


def test_whatever_has_custody_has_its_form() -> None:
    assert frozenset(ITEM_KINDS) == PRINTABLE
    assert {kind for kind, *_ in FINDS} | {"remains_case", "container"} == PRINTABLE


@pytest.mark.parametrize(("kind", "values", "category", "description", "quantity"), FINDS)
def test_the_form_says_what_the_item_is(
    bench: Bench, kind: str, values: dict[str, Any], category: str, description: str, quantity: str
) -> None:
    bench.write(kind, "find", site=bench.uid("site"), **values)
    bench.event("taken", "COL", "find", to_custodian=bench.uid("Dina"))
    form = bench.form("find")
    assert form.number == values["number"]
    assert (left(form.category), left(form.description), form.quantity) == (
        category,
        description,
        quantity,
    )
    bench.write("container", "bag", contents=(bench.uid("body"), bench.uid("find")))
    bag = bench.form("bag")
    assert "2" in left(bag.description)
    assert [(one.number, left(one.what), one.quantity) for one in bag.contents] == [
        ("SNJ03-01-A0003B", "Body", "1"),
        (values["number"], category, quantity),
    ]


def test_what_could_name_the_dead_is_on_no_form(bench: Bench) -> None:
    record = bench.write(
        "artefact",
        "card",
        number="SNJ03-01-A0003/E05",
        site=bench.uid("site"),
        category="IDD",
        description="Card in a plastic cover",
        text_transcribed="NIZAR",
        markings="K-4471",
    )
    printed = print_record(bench.desk, record, "en")
    text = " ".join(by_poppler(printed.pdf))
    assert "Card in a plastic cover" in text
    assert "NIZAR" not in text
    assert "4471" not in text
    assert b"NIZAR" not in bench.form("card").attachment
