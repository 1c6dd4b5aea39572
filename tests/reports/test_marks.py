"""What a form says without words: lines through what no longer holds, a Z through what is blank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from typing_extensions import override

from app.core.wording import wording
from app.reports.codes import bar_modules, qr_modules
from app.reports.custody import Transfer
from app.reports.fields import Field, field_row
from app.reports.lines import Line
from app.reports.pen import Pen, Point
from app.reports.strips import TextStrip, baseline, draw_z, paragraph, spoken
from app.reports.style import HAZARD, INK, LABEL, LEFT, SMALL, VALUE, WIDTH, Colour, Type
from app.reports.transfer_table import transfer_items
from app.reports.typefaces import typeface
from app.reports.words import Bilingual, Tongues, apart
from tests.reports.forms import everything
from tests.reports.reading import plain

SAY = Tongues(wording("en"), wording("ar"))
STRUCK = everything().transfers[3]


class Watched(Pen):
    """A pen that remembers what it drew."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, float, float, Type]] = []
        self.lines: list[tuple[tuple[Point, ...], Colour]] = []

    @override
    def text(self, line: Line, x: float, y: float, style: Type) -> None:
        glyphs = [(piece.font, place) for piece in line.pieces for place in piece.shape.glyphs]
        said = "".join(typeface(font).glyphs[place].text for font, place in glyphs)
        self.texts.append((said, x, y, style))
        super().text(line, x, y, style)

    @override
    def strokes(self, points: Iterable[Point], colour: Colour, width: float) -> None:
        kept = tuple(points)
        self.lines.append((kept, colour))
        super().strokes(kept, colour, width)


def drawn(transfer: Transfer) -> Watched:
    pen = Watched()
    _, row, *_ = transfer_items((transfer,), SAY)
    row.block.draw(pen, LEFT, 700)
    return pen


def through(pen: Watched, said: str) -> bool:
    """Whether a line goes through the middle of a text, from end to end."""
    [(_, x, y, style)] = [text for text in pen.texts if text[0] == said]
    return any(
        points[0][0] <= x
        and y < points[0][1] < y + style.size * 0.6
        and points[0][1] == points[1][1]
        for points, colour in pen.lines
        if len(points) == 2 and colour == INK and points[1][0] > x + style.size
    )


@pytest.mark.parametrize("said", ["2026-11-11", "A7F3-000124", "IQ-0048211", "Rəşad Əliyev"])
def test_a_superseded_line_is_struck_through_and_legible(said: str) -> None:
    assert through(drawn(STRUCK), said)
    assert not through(drawn(replace(STRUCK, superseded=None)), said)


def test_a_seal_in_doubt_is_said_in_red() -> None:
    styles = {said: style for said, *_, style in drawn(everything().transfers[7]).texts}
    assert styles["IQ-0048211"].colour == styles["Broken"].colour == HAZARD
    assert styles["Released"].colour == INK


def test_an_empty_field_is_struck_with_a_z() -> None:
    pen = Watched()
    label = SAY("Grave")
    field_row(Field(label, ""), Field(label, "SNJ03-G01")).draw(pen, LEFT, 700)
    [z] = [points for points, _ in pen.lines if len(points) == 4]
    assert z[0][0] == z[2][0] == LEFT
    assert z[1][0] == z[3][0] < LEFT + WIDTH / 2
    assert z[0][1] == z[1][1] > z[2][1] == z[3][1]


def test_a_z_fills_its_rectangle() -> None:
    pen = Watched()
    draw_z(pen, (10, 20), (100, 50))
    assert pen.lines[0][0] == ((10, 70), (110, 70), (10, 20), (110, 20))


def test_two_languages_share_a_line_if_they_fit() -> None:
    label = Bilingual("Seal", "الختم")
    assert len(spoken(label, 100, LABEL)) == 1
    assert len(spoken(label, 30, LABEL)) == 2
    assert len(spoken(Bilingual("Seal"), 100, LABEL)) == 1
    assert len(spoken(Bilingual("Rəşad", "Rəşad"), 100, LABEL)) == 1
    assert spoken(Bilingual("", ""), 100, LABEL) == ()


def test_each_language_begins_at_its_side() -> None:
    pen = Watched()
    for strip in spoken(SAY("Condition at collection"), 300, VALUE):
        strip.draw(pen, 50, 700, 300)
    (english, left, y, _), (arabic, right, also_y, _) = pen.texts
    assert english == "Condition at collection"
    assert set("الحالة") <= set(arabic)
    assert left == 50
    assert right > 200
    assert y == also_y


def test_letters_stand_within_their_leading() -> None:
    for style in (LABEL, SMALL, VALUE):
        base = baseline(style, 100)
        assert 100 - style.leading < base - style.size * 0.2
        assert base + style.size * 0.72 < 100


def test_a_line_is_as_long_as_it_says() -> None:
    [strip] = paragraph("SNJ03", 300, VALUE)
    assert isinstance(strip, TextStrip)
    assert 20 < strip.wide < 40


def test_names_in_a_sentence_take_the_script_of_its_language() -> None:
    told = SAY("Approved by {approver}", approver=apart(Bilingual("Sara", "سارا")))
    assert plain(told.left) == "Approved by Sara"
    assert "سارا" in told.right
    assert "Sara" not in told.right
    assert Tongues(wording("en"))("Approved by {approver}", approver="x").right == ""


def test_codes_are_drawn_from_whole_cells() -> None:
    code = qr_modules("FX1|SNJ03-KA0031|ABCDEFGHIJKLMNOPQRSTUVWXYZ|7")
    assert code.width == code.height >= 29
    assert (0, 0, 7) in code.runs, "the corner of a QR code is dark for seven cells"
    assert all(0 <= x < x + length <= code.width for x, _, length in code.runs)
    bars = bar_modules("SNJ03-KA0031.G")
    assert bars.height == 1
    assert {y for _, y, _ in bars.runs} == {0}
