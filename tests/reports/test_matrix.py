"""The matrix on paper: every context on it, whole, on as few sheets as can be read."""

from __future__ import annotations

import re

import pytest

from app.core.wording import LANGUAGES, wording
from app.models.strata import Context, ContextRelation
from app.reports.flow import sheets
from app.reports.matrix import ROOM, SiteMatrix, matrix_block
from app.reports.pen import Pen
from app.reports.style import LEFT, TOP
from app.reports.words import Tongues
from app.rules.stratigraphy import stratigraphy
from tests.reports.reading import by_pypdf, spaceless
from tests.rules.site import ground

CIRCULAR = ContextRelation(
    "z", {"context": "context-0007", "relation": "ABOVE", "other_context": "context-0004"}
)


def shown(graves: int, *more: ContextRelation) -> SiteMatrix:
    contexts, relations, titles = ground(graves)
    codes = Context.context_kind.codes
    kinds = {one: codes.label(one) for one in ("CUT", "FILL", "LAYER", "SKEL", "SURF", "STRUCT")}
    return SiteMatrix(stratigraphy(contexts, [*relations, *more], titles), kinds, titles)


def pages(matrix: SiteMatrix, language: str = "en") -> list[str]:
    right = None if language == "en" else wording(language)
    items = matrix_block(matrix, Tongues(wording("en"), right))
    pen = Pen(is_rtl=right is not None and right.is_right_to_left)
    for page in sheets(items, 640.0):
        page.draw(pen, LEFT, TOP, 640.0)
        pen.end_page()
    return by_pypdf(pen.finish())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_small_site_is_one_page_with_every_context_once(language: str) -> None:
    matrix = shown(2)
    (page,) = pages(matrix, language)
    drawn = re.findall(r"CA\d{4}", spaceless(page).split("Notyetplaced:")[0])
    assert sorted(drawn) == sorted(one.number for one in matrix.picture.strata.values())
    assert all(word in page for word in ("Cut", "Skeleton", "G01", "G02"))


def test_a_large_site_has_every_context_whole_on_some_sheet() -> None:
    matrix = shown(20)
    told = pages(matrix)
    (total,) = {int(found) for page in told for found in re.findall(r"Sheet \d+ of (\d+)", page)}
    assert 2 < len(told) < total  # low sheets share a page
    for sheet in range(1, total + 1):
        assert any(f"Sheet {sheet} of {total}" in page for page in told)
    for one in matrix.picture.strata.values():
        assert any(one.number in page for page in told)


def test_no_sheet_is_taller_than_its_room() -> None:
    for graves in (1, 5, 40):
        items = matrix_block(shown(graves), Tongues(wording("en")), room=400.0)
        assert all(item.block.height <= 400.01 for item in items)
    assert ROOM < 640


def test_what_contradicts_itself_is_named_and_drawn() -> None:
    (page,) = pages(shown(1, CIRCULAR))
    assert "These contexts are later than themselves: CA0004 > CA0007 > CA0004." in page
    assert "! CA0004" in page
    assert "later than themselves" not in pages(shown(1))[0]


def test_what_is_not_placed_is_named() -> None:
    (page,) = pages(shown(1))
    assert "Not yet placed: CA0011." in page


def test_a_site_without_contexts_says_so() -> None:
    empty = SiteMatrix(stratigraphy((), ()), {}, {})
    assert "No context is recorded." in pages(empty)[0]
