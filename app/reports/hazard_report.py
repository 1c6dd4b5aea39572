"""F5, the report of one hazard: nine lines to be read over a radio, then the hazard area.

The first page has the nine lines in their order and nothing else; the second what mine action asks
for. Both say where the hazard lies and give no place of a grave.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.wording import Wording, isolated
from app.reports.blocks import note
from app.reports.chapters import Chapter, chapter_items
from app.reports.custody import Amendment, Dispute
from app.reports.fields import Field, columns, field_row
from app.reports.flow import Item, NewPage, Space
from app.reports.opening import Opening
from app.reports.press import Cover, Press
from app.reports.rows import Column, Row
from app.reports.standing import amendment_items, dispute_items
from app.reports.strips import SignStrip, labelled, spoken
from app.reports.style import GRID, SMALL, SMALL_STRONG
from app.reports.words import Bilingual, Tongues

CODE, TEMPLATE_VERSION = "F5", 1


@dataclass(frozen=True, slots=True)
class HazardReport:
    """The report of one hazard: its nine lines, and what follows them."""

    cover: Cover
    number: str
    uid: str
    lines: tuple[Chapter, ...]
    area: tuple[Chapter, ...]
    disputes: tuple[Dispute, ...] = ()
    amendments: tuple[Amendment, ...] = ()


def render_hazard_report(
    report: HazardReport, left: Wording, right: Wording | None = None
) -> bytes:
    """The report as a PDF that can be signed; the same report gives the same bytes.

    Raises:
        UnprintableTextError: a text holds half a character.
    """
    press = Press(Tongues(left, right))
    press.print(report.cover, _body(report, press.say))
    file = io.BytesIO()
    press.finish(f"{CODE} {report.number}", report.cover.printing, file)
    return file.getvalue()


def _body(report: HazardReport, say: Tongues) -> list[Item]:
    holds = say(
        "A hazard stands until a certificate closes it; that none is recorded does not say that "
        "there is none."
    )
    head = Field(say("Record head in full"), isolated(report.cover.printing.head), SMALL)
    items = [Item(Opening.of(say("Hazard report"), report.number, report.uid))]
    for part in (
        list(dispute_items(report.disputes, say)),
        list(chapter_items(report.lines, say, is_numbered=False)),
        [Item(NewPage()), *chapter_items(report.area, say, is_numbered=False)],
        list(amendment_items(report.amendments, say)),
        [note(holds), Item(field_row(head))],
    ):
        if part:
            items += [Item(Space(GRID)), *part]
    return items


def hands(roles: Iterable[Bilingual], say: Tongues) -> Iterator[Item]:
    """A line to each of those who sign: who it is, name, signature, date and time."""
    asked = ((say("Name"), 1.6), (say("Signature"), 1.3),
             (say("Date and time"), 1.1))  # fmt: skip
    edges = columns([1.9, *(share for _, share in asked)])
    for role in roles:
        (left, width), *places = edges
        signing = [
            Column(at, wide, (SignStrip(labelled(label, wide)),))
            for (label, _), (at, wide) in zip(asked, places, strict=True)
        ]
        who = Column(left, width, spoken(role, width, SMALL_STRONG))
        yield Item(Row((who, *signing), above=2, below=0, rule=None))
