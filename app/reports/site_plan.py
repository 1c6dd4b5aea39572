"""PLAN, the map of one site on paper: what was seen on the screen, to a round scale.

The drawing comes as a picture; the page gives it the house's head and foot, and says beside it in
words what is hatched, because a copy loses colours and a fax loses patterns.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.core.wording import Wording, isolated
from app.reports.chapters import Chapter, chapter_items
from app.reports.flow import Item, Space
from app.reports.opening import Opening
from app.reports.pen import Pen
from app.reports.press import Cover, Press
from app.reports.standing import closing_items
from app.reports.style import FINE, GRID, INK, WIDTH
from app.reports.words import Tongues

CODE, TEMPLATE_VERSION = "PLAN", 1
SIZE: Final = (WIDTH, 370.0)  # of the drawing on the page, in points


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture as a JPEG of the shape of `SIZE`, and how many metres one on paper stands for."""

    jpeg: bytes
    scale: int


@dataclass(frozen=True, slots=True)
class SitePlan:
    """The plan of one site."""

    cover: Cover
    number: str
    uid: str
    drawing: Drawing
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class _Map:
    """The drawing in its frame."""

    jpeg: bytes

    @property
    def height(self) -> float:
        """In points."""
        return SIZE[1]

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw it below `top`."""
        corner = x, top - SIZE[1]
        pen.picture(self.jpeg, corner, SIZE)
        pen.frame(corner, SIZE, INK, FINE)

    def parted(self, room: float) -> None:
        """Never."""


def render_site_plan(plan: SitePlan, left: Wording, right: Wording | None = None) -> bytes:
    """The plan as a PDF that can be signed; the same plan gives the same bytes.

    Raises:
        UnprintableTextError: a text holds half a character.
    """
    press = Press(Tongues(left, right))
    press.print(plan.cover, list(_body(plan, press.say)))
    file = io.BytesIO()
    press.finish(f"{CODE} {plan.number}", plan.cover.printing, file)
    return file.getvalue()


def _body(plan: SitePlan, say: Tongues) -> Iterator[Item]:
    yield Item(Opening.of(say("Site plan"), plan.number, plan.uid, is_labelled=False))
    yield Item(Space(GRID))
    yield Item(_Map(plan.drawing.jpeg))
    yield Item(Space(GRID))
    yield from chapter_items(plan.chapters, say)
    yield Item(Space(GRID))
    scaled = say(
        "One metre on this page is {scale} metres on the ground, if it is printed at its own size; "
        "the bar in the drawing is right in any case.",
        scale=isolated(plan.drawing.scale),
    )
    proof = say(
        "This plan shows what this laptop knew when it was printed. Ground that is not hatched is "
        "not known to be free of hazards."
    )
    is_attached = bool(plan.cover.attachment)
    head = plan.cover.printing.head
    yield from closing_items(head, [scaled, proof], say, is_attached=is_attached)
