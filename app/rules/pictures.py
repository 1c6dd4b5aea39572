"""How confidential a photo is by what it shows: faces, clothing and papers are for a few (C3).

A family recognises them, and hears of them from the authority first.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.documents import Document
from app.models.fields import Sensitivity
from app.models.finds import Artefact
from app.models.media import Photo
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.declared import rule
from app.rules.eyes import is_raised
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records

_RECOGNISED = frozenset({"IDD", "DISC", "CLO", "FOO", "LET"})
"""Artefacts by which a family knows whose they are: papers, discs, letters, what was worn."""


def raised_for(record: Record, records: Records) -> dict[str, str]:
    """The confidentiality that a photo has to be given by what it shows; nothing if it has it."""
    is_open = isinstance(record, Photo) and not is_raised(record)
    if is_open and any(_is_strict(record, records.get(one)) for one in _shown(record)):
        return {"raised_sensitivity": Sensitivity.C3.name}
    return {}


@rule(
    "CL-SENS",
    levels=(Level.WARN,),
    at="photo; one that is saved here is raised by itself",
    test="test_pictures.py::test_faces_clothing_and_papers_are_strictly_confidential",
)
def a_photo_is_as_confidential_as_what_it_shows(
    photo: Photo, records: Records
) -> Iterator[Verdict]:
    """A close-up of remains, and a picture of papers, discs, letters or clothing, is C3."""
    if raised_for(photo, records):
        yield Verdict(
            "CL-SENS",
            Level.WARN,
            "{photo} shows what a family recognises, and is not strictly confidential (C3).",
            "Raise its confidentiality to C3.",
            field="raised_sensitivity",
            values={"photo": photo.title},
        )


def _shown(photo: Record) -> tuple[str, ...]:
    return tuple(photo.values.get("subjects") or ())


def _is_strict(photo: Record, shown: Record | None) -> bool:
    if isinstance(shown, RemainsCase):
        return photo.values.get("view_type") == "CLO" and shown.case_type != "NH"
    if isinstance(shown, Artefact):
        return shown.category in _RECOGNISED
    return isinstance(shown, Document) and shown.document_type == "IDENT"
