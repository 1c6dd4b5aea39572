"""What was typed from paper has the paper beside it."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.documents import Document
from app.models.media import Photo
from app.models.record import Record
from app.models.sites import Grave
from tests.rules.asked import said
from tests.rules.world import World, make, uid


def grave(**values: Any) -> Grave:
    told: dict[str, Any] = {"number": "G01", "from_paper": True, "state": "FINAL"}
    return make(Grave, "grave", **(told | values))


MISSING = ["warn: G01 was typed from paper, and no scan of the paper is linked to it."]
ABOUT: dict[str, Any] = {"subjects": (uid("grave"),)}


@pytest.mark.parametrize(
    ("there", "sentences"),
    [
        ([], MISSING),
        ([make(Document, "form", document_type="FORM", **ABOUT)], []),
        ([make(Photo, "scan", view_type="DOC", **ABOUT)], []),
        ([make(Photo, "view", view_type="OVR", **ABOUT)], MISSING),
        ([make(Document, "form", subjects=(uid("another"),))], MISSING),
    ],
)
def test_a_record_from_paper_has_its_scan(there: list[Record], sentences: list[str]) -> None:
    assert said(grave(), grave(state="DRAFT"), World(there), "BR-37") == sentences


def test_what_was_typed_at_once_needs_none() -> None:
    assert said(grave(from_paper=False), None, World(), "BR-37") == []
    assert said(grave(state="DRAFT"), None, World(), "BR-37") == []
    assert said(grave(), grave(), World(), "BR-37") == []
