"""The site plan on paper: a round scale that is true, and everything that was seen."""

from __future__ import annotations

import io
from decimal import Decimal

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytestqt.qtbot import QtBot

from app.core.wording import wording
from app.geo.mercator import Viewport
from app.geo.point import Point
from app.geo.rings import circle
from app.reports.site_plan import SIZE, Drawing
from app.services.desk import Desk
from app.services.ground_plan import Ground, GroundPlan, Mark, Meaning
from app.services.printing import NotPrintableError, print_site_plan
from app.services.recording import save_record
from app.ui.map.canvas import MapCanvas
from app.ui.map.plan_print import DPI, drawing_of, paper_view, round_scale
from app.ui.theme import SUN

LAT, LON = 30.5, 47.78
HAZARD = Ground(
    "hazard",
    "h",
    "H1",
    Meaning.HAZARD,
    circle(Point(Decimal(str(LAT)), Decimal(str(LON))), 50),
    "HAZARD {title}",
    {"title": "H1"},
)
PLAN = GroundPlan((Mark("grave", "g", "G1", LAT, LON, 5.0),), (HAZARD,))


@given(least=st.floats(1, 1e8))
def test_a_scale_is_round_and_large_enough(least: float) -> None:
    scale = round_scale(least)
    assert scale >= least
    assert scale <= max(10, least * 2.5 + 1)
    assert str(scale).rstrip("0") in {"1", "2", "25", "5"}


@given(resolution=st.floats(0.02, 2_000), width=st.integers(320, 2_000))
def test_all_that_was_seen_is_on_the_page(resolution: float, width: int) -> None:
    view = Viewport(5_318_845.0, 3_567_983.0, resolution, width, 600)
    paper, scale = paper_view(view)
    assert paper.edges.west <= view.edges.west
    assert paper.edges.north >= view.edges.north
    across_paper_m = SIZE[0] / 72 * 0.0254
    assert paper.width * paper.ground_m == pytest.approx(across_paper_m * scale, rel=0.01)


@pytest.fixture
def canvas(qtbot: QtBot) -> MapCanvas:
    made = MapCanvas(wording("en"), SUN, "en")
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show_plan(PLAN)
    made.go(LAT, LON, across_m=300)
    return made


def test_the_drawing_is_sharp_and_has_its_pattern(canvas: MapCanvas) -> None:
    drawing = drawing_of(canvas, PLAN, wording("ar"), "Survey of Basra")
    image = Image.open(io.BytesIO(drawing.jpeg)).convert("RGB")
    assert image.width == pytest.approx(SIZE[0] / 72 * DPI, abs=2)
    assert image.width / image.height == pytest.approx(SIZE[0] / SIZE[1], rel=0.01)
    colours = image.getcolors(1 << 24) or []
    red = sum(count for count, (r, g, b) in colours if r > 150 and g < 80 and b < 80)  # type: ignore[misc]  # of RGB
    assert red > 5_000


def test_printing_leaves_the_screen_as_it_was(canvas: MapCanvas) -> None:
    before, view = canvas.grab().toImage(), canvas.view
    drawing_of(canvas, PLAN, wording("en"), "")
    assert canvas.view == view
    assert canvas.grab().toImage() == before


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_names_scale_hazards_and_how_it_stands(desk: Desk, language: str) -> None:
    site = save_record(desk, "site", None, {"name": "Salman", "site_status": "CONFIRMED"}).record
    draft = {"site": site.uid, "hazard_class": "ITEM", "status": "OPEN"}
    hazard = save_record(desk, "hazard", None, draft).record
    image = io.BytesIO()
    Image.new("RGB", (100, 70), "white").save(image, "JPEG")
    printed = print_site_plan(desk, site, language, Drawing(image.getvalue(), 2_500))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed.pdf)).pages)
    assert hazard.title in text
    assert "2500" in text
    assert "DRAFT" in text
    assert "C2" in text
    assert "not known to be free of hazards" in text.replace("\n", " ")


def test_only_a_site_has_a_plan(desk: Desk) -> None:
    site = save_record(desk, "site", None, {"name": "Salman", "site_status": "CONFIRMED"}).record
    draft = {"site": site.uid, "hazard_class": "ITEM", "status": "OPEN"}
    hazard = save_record(desk, "hazard", None, draft).record
    with pytest.raises(NotPrintableError):
        print_site_plan(desk, hazard, "en", Drawing(b"", 100))
