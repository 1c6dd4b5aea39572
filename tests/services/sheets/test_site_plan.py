"""The plan of a site: one drawing on the paper asked for, and in words what is hatched on it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdf
import pytest

from app.core.wording import LANGUAGES
from app.geo.mercator import Viewport
from app.services.operation import close_desk
from app.services.printing import NotPrintableError, print_form, print_site_plan
from app.services.recording import save_record
from app.services.sheets.site_plan import NothingToDrawError, Sight
from tests.reports.reading import by_pypdf
from tests.services.sheets.test_hazard_report import GRAVE, HERE, Field, place

MM = 72 / 25.4
SIZES = {"A4": (210, 297), "A4-wide": (297, 210), "A3": (297, 420), "A3-wide": (420, 297)}


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    made = Field(tmp_path_factory.mktemp("field"))
    yield made
    close_desk(made.desk)


def pages(
    field: Field, language: str = "en", paper: str = "A4", sight: Sight | None = None
) -> list[str]:
    site = save_record(field.desk, "site", field.site, {}).record
    return by_pypdf(print_site_plan(field.desk, site, language, paper, sight).pdf)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_what_is_where_and_what_nobody_knows(field: Field, language: str) -> None:
    drawing, *told = pages(field, language)
    for words in ("HAZARD SNJ03-HA001", "SNJ03-G01", "Open hazards on this site: 3", "C2", "DRAFT"):
        assert words in drawing
    assert "nobody knows where they lie: hazards SNJ03-HA003" in drawing
    assert "EPSG:4326" in drawing
    assert "1 : " in drawing
    assert "± 3 m to ± 11 m" in drawing
    assert "not known to be free of hazards" in " ".join(told)


@pytest.mark.parametrize(("paper", "sides"), SIZES.items())
def test_the_drawing_has_the_paper_asked_for_and_the_rest_is_a4(
    field: Field, paper: str, sides: tuple[int, int]
) -> None:
    printed = print_form(field.desk, "PLAN", "SNJ03", "ar", paper=paper)
    found = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(printed.pdf)).pages]
    assert [float(found[0].width), float(found[0].height)] == pytest.approx(
        [side * MM for side in sides], abs=0.1
    )
    assert {(round(float(one.width)), round(float(one.height))) for one in found[1:]} == {
        (595, 842)
    }


def test_what_is_asked_for_is_what_is_seen(field: Field) -> None:
    lat, lon = float(GRAVE[0]), float(GRAVE[1])
    near = Viewport.around([lat], [lon], 20, 20, margin_px=0)
    drawing = pages(field, sight=Sight(near))[0]
    assert "SNJ03-G01" in drawing
    hidden = pages(field, sight=Sight(near, frozenset({"grave", "hazard"})))[0]
    assert "SNJ03-G01" not in hidden
    assert "HAZARD" in pages(field, sight=Sight(None, frozenset({"grave", "hazard"})))[0]


def test_a_site_of_one_point_has_a_plan(field: Field) -> None:
    made = field.save("site", number="SNJ04", name="One point", position=place(HERE))
    assert "SNJ04" in by_pypdf(print_site_plan(field.desk, made, "en").pdf)[0]


def test_a_site_that_lies_nowhere_has_none(field: Field) -> None:
    bare = field.save("site", number="SNJ05", name="Nowhere")
    with pytest.raises(NothingToDrawError):
        print_site_plan(field.desk, bare, "en")


def test_only_sites_and_known_papers(field: Field) -> None:
    site = save_record(field.desk, "site", field.site, {}).record
    with pytest.raises(NotPrintableError):
        print_site_plan(field.desk, field.shell, "en")
    with pytest.raises(NotPrintableError):
        print_site_plan(field.desk, site, "en", "A0")
