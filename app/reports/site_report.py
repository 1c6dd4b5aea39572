"""F4, the report of one site: its chapters behind a title, and what its print proves."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.wording import Wording, isolated
from app.reports.chapters import Chapter, chapter_items
from app.reports.flow import Item, Space
from app.reports.opening import Opening
from app.reports.press import Cover, Press
from app.reports.standing import closing_items
from app.reports.style import GRID
from app.reports.words import Bilingual, Tongues

CODE, TEMPLATE_VERSION = "F4", 1


@dataclass(frozen=True, slots=True)
class SiteReport:
    """The report of one site; `records` says how many records it was drawn up from."""

    cover: Cover
    number: str
    uid: str
    chapters: tuple[Chapter, ...]
    records: int = 0


def render_site_report(report: SiteReport, left: Wording, right: Wording | None = None) -> bytes:
    """The report as a PDF that can be signed; the same report gives the same bytes.

    Raises:
        UnprintableTextError: a text holds half a character.
    """
    press = Press(Tongues(left, right))
    press.print(report.cover, _body(report, press.say))
    file = io.BytesIO()
    press.finish(f"{CODE} {report.number}", report.cover.printing, file)
    return file.getvalue()


def _body(report: SiteReport, say: Tongues) -> Sequence[Item]:
    title = say("Site report")
    counted = say(
        "Drawn up from {count} records of this site.",
        count=isolated(report.records),
    )
    proof: Bilingual = say(
        "This print shows what the journals held when it was made. The record head is the SHA-256 "
        "of the heads of all journals on this laptop, which are attached with their sizes. It "
        "does not prove that what was recorded is true."
    )
    return [
        Item(Opening.of(title, report.number, report.uid, is_labelled=False)),
        Item(Space(GRID)),
        *chapter_items(report.chapters, say),
        Item(Space(GRID)),
        *closing_items(report.cover.printing.head, [counted, proof], say, is_attached=False),
    ]
