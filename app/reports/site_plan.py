"""PLAN, the map of one site on paper: a drawing to a round scale, then in words what it shows.

The drawing is a page of its own, of any paper, high or wide. What is hatched is said beside it and
on the pages after it in words, because a copy loses colours and a fax loses patterns.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.core.wording import Wording, isolated
from app.models.kinds import KIND
from app.reports.chapters import Chapter, chapter_items
from app.reports.flow import Item, Space
from app.reports.ground_map import (
    CLEARED,
    EXTENT,
    NOT_COUNTING,
    TAKEN,
    Drawn,
    GroundMap,
    Place,
    draw_sample,
    draw_sign,
)
from app.reports.opening import Opening
from app.reports.pen import Pen, Point
from app.reports.press import Cover, Press
from app.reports.standing import closing_items
from app.reports.strips import Strips, paragraph, spoken
from app.reports.style import A3, A4, ALARM_SMALL, GRID, HALF, SMALL, Paper, Type
from app.reports.words import Bilingual, Tongues

CODE, TEMPLATE_VERSION = "PLAN", 2
PAPERS: Final = MappingProxyType(
    {"A4": A4, "A4-wide": A4.turned, "A3": A3, "A3-wide": A3.turned},
)
_COLUMN: Final = 165.0
_SAMPLE: Final = (16.0, 9.0)
_INSET: Final = 24.0
_LEAST_SHARE: Final = 0.3  # of the page: however long the legend, the map has that


@dataclass(frozen=True, slots=True)
class SitePlan:
    """The plan of one site; `paper` is that of the drawing."""

    cover: Cover
    number: str
    uid: str
    map: GroundMap
    chapters: tuple[Chapter, ...]
    paper: Paper = A4
    unplaced_hazards: tuple[str, ...] = ()


def render_site_plan(plan: SitePlan, left: Wording, right: Wording | None = None) -> bytes:
    """The plan as a PDF that can be signed; the same plan gives the same bytes.

    Raises:
        UnprintableTextError: a text holds half a character.
    """
    press = Press(Tongues(left, right))
    press.print(plan.cover, list(_body(plan, press.say)), _Plate(plan, press.say))
    file = io.BytesIO()
    press.finish(f"{CODE} {plan.number}", plan.cover.printing, file)
    return file.getvalue()


def _body(plan: SitePlan, say: Tongues) -> Iterator[Item]:
    yield Item(Opening.of(say("Site plan"), plan.number, plan.uid, is_labelled=False))
    yield Item(Space(GRID))
    yield from chapter_items(plan.chapters, say)
    yield Item(Space(GRID))
    scaled = say(
        "The scale of the drawing is right if it is printed at its own size; its bar is right in "
        "any case."
    )
    proof = say(
        "This plan shows what this laptop knew when it was printed. Ground that is not hatched is "
        "not known to be free of hazards."
    )
    is_attached = bool(plan.cover.attachment)
    head = plan.cover.printing.head
    yield from closing_items(head, [scaled, proof], say, is_attached=is_attached)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sample of the legend, of ground or of a kind of record, and its words."""

    sample: str
    is_ground: bool
    strips: Strips

    @property
    def height(self) -> float:
        """That of the sample or of the words, and a little room."""
        return max(_SAMPLE[1] + 3, sum(strip.height for strip in self.strips)) + HALF / 2

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the sample and the words beside it."""
        low = top - 2 - _SAMPLE[1]
        if self.is_ground:
            draw_sample(pen, self.sample, (x, low), _SAMPLE)
        else:
            draw_sign(pen, self.sample, (x + _SAMPLE[0] / 2, low + _SAMPLE[1] / 2))
        y = top
        for strip in self.strips:
            strip.draw(pen, x + _INSET, y, width)
            y -= strip.height


@dataclass(frozen=True)
class _Plate:
    """The drawing over its legend."""

    plan: SitePlan
    say: Tongues

    @property
    def paper(self) -> Paper:
        """That of the plan."""
        return self.plan.paper

    def draw(self, pen: Pen, corner: Point, size: Point) -> None:
        """Draw the legend as high as it has to be, and the map in all that is left."""
        wide = size[0]
        least = size[1] * _LEAST_SHARE
        drawn = self.plan.map.within((wide, least))
        rows, notes = self._rows(drawn, wide), self._notes(drawn, wide)
        high = sum(max(one.height for one in row) for row in rows)
        high += sum(strip.height for strip in notes) + GRID
        drawn = self.plan.map.within((wide, max(least, size[1] - high)))
        drawn.draw(pen, (corner[0], corner[1] + size[1] - drawn.view.height))
        y = corner[1] + size[1] - drawn.view.height - HALF
        across = wide / max(1, len(rows[0]) if rows else 1)
        for row in rows:
            for at, entry in enumerate(row):
                entry.draw(pen, corner[0] + at * across, y, across - _INSET - GRID)
            y -= max(one.height for one in row)
        for strip in notes:
            strip.draw(pen, corner[0], y, wide)
            y -= strip.height

    def _rows(self, drawn: Drawn, wide: float) -> list[list[_Entry]]:
        """What each pattern and each sign stands for, in columns."""
        say = self.say
        columns = max(1, int(wide / _COLUMN))
        room = wide / columns - _INSET - GRID

        def entry(sample: str, words: Bilingual, *, is_ground: bool) -> _Entry:
            sides = [isolated(side) for side in dict.fromkeys((words.left, words.right)) if side]
            return _Entry(sample, is_ground, paragraph(" · ".join(sides), room, SMALL))

        meanings = {piece.meaning for piece, _ in drawn.seen_pieces()}
        told = {
            TAKEN: say("Hazard: keep out"),
            CLEARED: say("Cleared, to the depth written"),
            NOT_COUNTING: say("Certificate that does not count"),
            EXTENT: say("Outline"),
        }
        kinds = {place.kind for place in drawn.seen_places()}
        entries = [
            *(entry(one, told[one], is_ground=True) for one in told if one in meanings),
            *(entry(one, say(KIND[one].label), is_ground=False) for one in KIND if one in kinds),
        ]
        return [entries[at : at + columns] for at in range(0, len(entries), columns)]

    def _notes(self, drawn: Drawn, wide: float) -> Strips:
        """In which system, how exactly, whose maps, and what is not on it."""
        say, plan = self.say, self.plan
        notes: list[tuple[Bilingual, Type]] = [
            (
                say(
                    "Places in WGS 84 (EPSG:4326); lines in metres of UTM, its zone first, or in "
                    "degrees. North is true north."
                ),
                SMALL,
            ),
            (self._exactness(drawn.seen_places()), SMALL),
        ]
        if len(drawn.drawn_places()) < len(drawn.seen_places()):
            notes.append((say("Of signs that would lie on each other, one is drawn."), SMALL))
        if plan.map.background is not None and plan.map.background.credit:
            credit = plan.map.background.credit
            notes.append((say("Background: {names}", names=isolated(credit)), SMALL))
        if plan.unplaced_hazards:
            hazards = ", ".join(isolated(one) for one in plan.unplaced_hazards)
            missing = say(
                "Not on the map, because nobody knows where they lie: hazards {hazards}.",
                hazards=hazards,
            )
            notes.append((missing, ALARM_SMALL))
        return tuple(strip for words, style in notes for strip in spoken(words, wide, style))

    def _exactness(self, places: list[Place]) -> Bilingual:
        """How well the places on the drawing are known."""
        errors = [one.error_m for one in places if one.error_m is not None and not one.is_suspect]
        unsure = len(places) - len(errors)
        if not errors:
            return self.say(
                "Places of which nobody knows how exactly they are known, in a dotted ring: "
                "{unsure}.",
                unsure=isolated(unsure),
            )
        return self.say(
            "A broken ring holds the true place 19 times in 20: from ± {least} m to ± {most} m "
            "here. In a dotted ring, nobody knows how exactly: {unsure} here.",
            least=isolated(f"{min(errors):.3g}"),
            most=isolated(f"{max(errors):.3g}"),
            unsure=isolated(unsure),
        )
