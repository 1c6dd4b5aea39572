"""Converted positions say by what they were converted, and from what."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.geo.position import Method
from app.models.sites import Grave
from tests.rules.asked import said
from tests.rules.world import HERE, World, make, position

KARBALA = {
    "source_system": "EPSG:3392",
    "source_text": "38N 576210 3375940",
    "operation": "EPSG:5078",
    "operation_accuracy_m": Decimal(1),
}
NO_OPERATION = (
    "block: This position was converted from EPSG:3392 without saying by which operation."
)
NO_TEXT = "block: What was read in EPSG:3392 is not kept with this position."
NO_ACCURACY = "warn: Nobody states how accurate the conversion from EPSG:3392 is."


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({}, []),
        ({"operation": None}, [NO_OPERATION]),
        ({"operation": "Ballpark geographic offset"}, [NO_OPERATION]),
        ({"source_text": None}, [NO_TEXT]),
        ({"source_text": " "}, [NO_TEXT]),
        ({"operation_accuracy_m": None}, [NO_ACCURACY]),
        ({"operation": None, "source_text": None}, [NO_OPERATION, NO_TEXT]),
        ({"source_system": "EPSG:4326", "operation": None, "source_text": None}, []),
        ({"source_system": "UNKNOWN", "operation": None, "source_text": None}, []),
    ],
)
def test_a_converted_position_says_how(values: dict[str, Any], sentences: list[str]) -> None:
    told = make(Grave, "grave", position=position(HERE, **(KARBALA | values)))
    assert said(told, None, World(), "BR-29") == sentences
    assert said(told, told, World(), "BR-29") == [], "only what is new is judged"


def test_a_position_that_calls_itself_converted_is_asked_too() -> None:
    here = position(HERE)
    calls = type(here)(lat=here.lat, lon=here.lon, method=Method.CONVERTED, source_text="30.5 47.8")
    assert said(make(Grave, "grave", position=calls), None, World(), "BR-29") == [
        NO_OPERATION.replace("EPSG:3392", "EPSG:4326")
    ]
