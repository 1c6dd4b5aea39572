"""How confidential a photo is by what it shows."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.documents import Document
from app.models.fields import Stage
from app.models.finds import Artefact
from app.models.media import Photo
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.completeness import missing
from app.rules.pictures import raised_for
from tests.rules.asked import said
from tests.rules.world import World, make, uid

TOLD = "warn: P1 shows what a family recognises, and is not strictly confidential (C3)."
THINGS: tuple[Record, ...] = (
    make(RemainsCase, "body", case_type="B"),
    make(RemainsCase, "goat", case_type="NH"),
    make(Artefact, "passport", category="IDD"),
    make(Artefact, "shirt", category="CLO"),
    make(Artefact, "spoon", category="TOOL"),
    make(Document, "identification", document_type="IDENT"),
    make(Document, "order", document_type="ORDER"),
)


def photo(view: str, *subjects: str, **values: Any) -> Photo:
    told = {"number": "P1", "view_type": view, "subjects": tuple(map(uid, subjects))}
    return make(Photo, "photo", **(told | values))


@pytest.mark.parametrize(
    ("view", "subject", "is_strict"),
    [
        ("CLO", "body", True),
        ("INS", "body", False),
        ("CLO", "goat", False),
        ("DOC", "passport", True),
        ("MID", "shirt", True),
        ("CLO", "spoon", False),
        ("DOC", "identification", True),
        ("DOC", "order", False),
        ("CLO", "what has not arrived", False),
    ],
)
def test_faces_clothing_and_papers_are_strictly_confidential(
    view: str, subject: str, is_strict: bool
) -> None:
    world = World(THINGS)
    taken = photo(view, "order", subject)
    assert said(taken, None, world, "CL-SENS") == ([TOLD] if is_strict else [])
    assert raised_for(taken, world) == ({"raised_sensitivity": "C3"} if is_strict else {})
    raised = photo(view, "order", subject, raised_sensitivity="C3")
    assert said(raised, None, world, "CL-SENS") == []


@pytest.mark.parametrize(
    ("view", "camera", "wanted"),
    [
        ("INS", "CAMERA", {"direction_deg", "card_no"}),
        ("INS", "PHONE", {"direction_deg"}),
        ("DOC", "SCANNER", set()),
        ("LBL", "CAMERA", {"card_no"}),
    ],
)
def test_a_final_photo_says_where_it_looked_and_on_which_card_it_lay(
    view: str, camera: str, wanted: set[str]
) -> None:
    gaps = {gap.field for gap in missing(photo(view, device_kind=camera), Stage.FINAL)}
    assert gaps & {"direction_deg", "card_no"} == wanted
