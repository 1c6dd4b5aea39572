"""Entries typed from paper: allowed at any time, if the paper can be seen beside them."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.documents import Document
from app.models.media import Photo
from app.models.record import Record
from app.rules.becoming import becomes_final
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, naming


@rule(
    "BR-37",
    levels=(Level.WARN,),
    at="record from paper that becomes final",
    test="test_paper.py::test_a_record_from_paper_has_its_scan",
)
def paper_comes_with_its_scan(
    draft: Record, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """A record typed from a paper form has the scan of it."""
    if not draft.from_paper or not becomes_final(draft, previous):
        return
    scans = (
        *naming(records, Document, "subjects", draft.uid),
        *(
            photo
            for photo in naming(records, Photo, "subjects", draft.uid)
            if photo.view_type == "DOC"
        ),
    )
    if not scans:
        yield Verdict(
            "BR-37",
            Level.WARN,
            "{record} was typed from paper, and no scan of the paper is linked to it.",
            "Scan or photograph the form and link it. Keep the paper: where they differ, it holds.",
            field="from_paper",
            values={"record": draft.title},
        )
