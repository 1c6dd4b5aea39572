"""Colours: every role can be read on what it is written on, and none is written down elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.core.resources import resource
from app.ui.stylesheet import stylesheet
from app.ui.theme import DARK, LIGHT, READABLE, SUN, THEMES, Theme, contrast

UI = Path(__file__).resolve().parents[2] / "app" / "ui"
COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(|QColor\(\s*[\d\"']")


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK, SUN], ids=lambda theme: theme.name)
def test_every_role_can_be_read_where_it_is_written(theme: Theme) -> None:
    poor = {
        (ink, ground): round(contrast(getattr(theme, ink), getattr(theme, ground)), 2)
        for ink, ground in READABLE
        if contrast(getattr(theme, ink), getattr(theme, ground)) < theme.least_contrast
    }
    assert poor == {}


def test_the_sun_asks_for_more_than_the_other_themes() -> None:
    assert SUN.least_contrast == 7.0
    assert SUN.outline_px == 2
    assert LIGHT.least_contrast == DARK.least_contrast == 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_edge_of_a_field_can_be_seen(theme: Theme) -> None:
    assert contrast(theme.outline, theme.surface) >= 3.0


def test_every_theme_has_its_own_name() -> None:
    assert {name: theme.name for name, theme in THEMES.items()} == {n: n for n in THEMES}


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_sheet_leaves_no_role_open(theme: Theme) -> None:
    sheet = stylesheet(theme)
    assert "$" not in sheet
    assert theme.accent in sheet


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_a_tick_is_drawn_in_the_colour_that_is_read_on_the_accent(theme: Theme) -> None:
    (named,) = re.findall(r'image: url\("(.+)"\)', stylesheet(theme))
    assert f'stroke="{theme.on_accent}"' in Path(named).read_text("utf-8")


def test_no_colour_is_written_down_outside_the_theme() -> None:
    sources = [path for path in UI.rglob("*.py") if path.name != "theme.py"]
    assert len(sources) > 20
    found = {
        path.relative_to(UI).as_posix(): match.group()
        for path in [*sources, resource("styles", "window.qss")]
        if (match := COLOUR.search(path.read_text("utf-8")))
        for path in [path if path.is_relative_to(UI) else UI / path.name]
    }
    assert found == {}
    assert COLOUR.search((UI / "theme.py").read_text("utf-8"))
