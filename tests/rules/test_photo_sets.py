"""The photos of a case: each view that is missing is named, once."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.media import Photo
from app.models.remains import RemainsCase
from tests.rules.asked import said
from tests.rules.world import MORNING, World, make, uid

MISSING = {
    "BRD": "warn: No photo of A1 shows the board with its number.",
    "INS": "warn: No photo shows A1 in place, with scale and north arrow.",
    "MID": "warn: No photo shows A1 from mid-range.",
    "CLO": "warn: No photo shows A1 close up.",
    "IMP": "warn: No photo shows the ground after A1 was lifted.",
    "LBL": "warn: No photo shows label and seal of A1.",
}


def case(**values: Any) -> RemainsCase:
    told: dict[str, Any] = {
        "number": "A1",
        "case_type": "B",
        "lifted_at": MORNING,
        "state": "FINAL",
    } | values
    return make(RemainsCase, "case", **told)


def photos(*views: str, **values: Any) -> World:
    told: dict[str, Any] = {
        "subjects": (uid("case"),),
        "scale_present": True,
        "north_arrow_present": True,
    }
    return World(make(Photo, view, view_type=view, **(told | values)) for view in views)


@pytest.mark.parametrize("view", MISSING)
def test_each_view_that_is_missing_is_named(view: str) -> None:
    world = photos(*(other for other in MISSING if other != view))
    assert said(case(), case(state="DRAFT"), world, "BR-24") == [MISSING[view]]
    assert said(case(), case(state="DRAFT"), photos(*MISSING), "BR-24") == []


def test_a_board_in_any_photo_is_a_board() -> None:
    world = photos(*(view for view in MISSING if view != "BRD"), board_present=True)
    assert said(case(), None, world, "BR-24") == []


@pytest.mark.parametrize("lacks", ["scale_present", "north_arrow_present"])
def test_in_place_means_with_scale_and_north(lacks: str) -> None:
    assert said(case(), None, photos(*MISSING, **{lacks: None}), "BR-24") == [MISSING["INS"]]


def test_photos_of_others_do_not_count() -> None:
    world = photos(*MISSING, subjects=(uid("another"),))
    assert said(case(), None, world, "BR-24") == ["warn: 6 of the six views of A1 are in no photo."]


def test_two_are_named_and_more_are_counted() -> None:
    assert said(case(), None, photos("BRD", "INS", "MID", "CLO"), "BR-24") == [
        MISSING["IMP"],
        MISSING["LBL"],
    ]
    assert said(case(), None, photos("BRD", "INS", "MID"), "BR-24") == [
        "warn: 3 of the six views of A1 are in no photo."
    ]


@pytest.mark.parametrize(
    ("draft", "before"),
    [
        (case(state="DRAFT"), None),
        (case(), case()),
        (case(lifted_at=None), None),
        (case(case_type="NH"), None),
    ],
)
def test_it_is_asked_once_of_what_was_lifted(
    draft: RemainsCase, before: RemainsCase | None
) -> None:
    assert said(draft, before, World(), "BR-24") == []
