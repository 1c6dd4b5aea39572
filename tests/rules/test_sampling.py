"""Samples: on somebody's order, before somebody's eyes."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.containers import Container
from app.models.finds import Sample
from app.models.record import Record
from app.rules.check_characters import with_check
from app.rules.labels import encode_label
from app.rules.sampling import samples_are_not_typed, tubes_are_scanned
from tests.rules.asked import said
from tests.rules.world import World, event, make, sentences, uid


def sample(**values: Any) -> Sample:
    told: dict[str, Any] = {
        "number": "A1/S1",
        "taken_by": uid("dina"),
        "authorised_by": uid("judge"),
    }
    return make(Sample, "sample", **(told | values))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, []),
        ({"witness": uid("omar")}, []),
        ({"authorised_by": None}, ["warn: Nobody is named who ordered sample A1/S1."]),
        ({"authorised_by": None, "order_document": uid("order")}, []),
        ({"authorised_by": None, "taken_by": None}, []),
        ({"witness": uid("dina")}, ["warn: Whoever took sample A1/S1 is also its witness."]),
    ],
)
def test_samples_are_taken_on_order(values: dict[str, Any], told: list[str]) -> None:
    assert said(sample(**values), None, World(), "BR-20") == told


def test_the_order_is_asked_for_as_the_sample_is_taken() -> None:
    bare = sample(authorised_by=None)
    assert len(said(bare, sample(authorised_by=None, taken_by=None), World(), "BR-20")) == 1
    assert said(bare, bare, World(), "BR-20") == []


# --- scanned as they are handed on ----------------------------------------------------------------


def tubes(*records: Record) -> World:
    """Two samples in an open box, and one that lies by itself."""
    world = World(records)
    world.add(make(Container, "box", number="BSR01-KA0031"))
    for name in ("first", "second"):
        world.add(make(Sample, name, number=name, container=uid("box")))
    world.add(make(Sample, "alone", number="alone"))
    return world


def counted(kind: str, world: World, **labels: str) -> list[str]:
    scanned = {uid(name): label for name, label in labels.items()}
    return sentences(tubes_are_scanned(kind, scanned, world))


def code(name: str) -> str:
    return encode_label(f"BSR01-{name.upper()}", uid(name))


COUNTED = " Scan every tube, and find out what is missing before anything goes on."


def test_as_many_tubes_are_scanned_as_samples_are_listed() -> None:
    world = tubes()
    whole = {"box": "", "first": code("first"), "second": code("second")}
    assert counted("HND", world, **whole) == []
    assert counted("OUT", world, alone=code("alone")) == []
    for labels, told in (
        ({"box": ""}, "Samples on the list: 2; tubes scanned: 0."),
        (whole | {"second": ""}, "Samples on the list: 2; tubes scanned: 1."),
        ({"alone": ""}, "Samples on the list: 1; tubes scanned: 0."),
    ):
        assert counted("HND", world, **labels) == [told + COUNTED]
        assert counted("CHK", world, **labels) == [], "looked at, and not handed on"


def test_tubes_under_a_seal_are_counted_by_their_list() -> None:
    sealed = event("sealed", "SEA", "box", line={"seal_after": "S1"}, to_custodian=uid("dina"))
    assert counted("HND", tubes(sealed), box="") == []


def test_the_number_of_a_sample_is_scanned_and_not_typed() -> None:
    sample = make(Sample, "alone", number="BSR01-01-A0003/S1")
    typed = with_check("BSR01-01-A0003/S1")
    (said,) = sentences(samples_are_not_typed(sample, typed))
    assert said.startswith("The number of BSR01-01-A0003/S1 was typed; that of a sample is scanned")
    assert not list(samples_are_not_typed(sample, encode_label("BSR01-01-A0003/S1", uid("alone"))))
    assert not list(samples_are_not_typed(sample, "")), "then it counts as not scanned"
    assert not list(samples_are_not_typed(make(Container, "box", number="K1"), with_check("K1")))
