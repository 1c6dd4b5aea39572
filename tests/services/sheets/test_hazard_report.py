"""F5 as EOD reads it: nine lines in their order, then the hazard area; no place of a grave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.core.clock import Moment
from app.core.wording import LANGUAGES
from app.crypto.passphrases import TEST_COST
from app.geo.area import Area
from app.geo.formats import format_mgrs
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position
from app.models.hazards import Evidence
from app.models.record import Record
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop
from app.services.printing import NotPrintableError, print_form, print_hazard_report
from app.services.recording import save_record
from tests.reports.reading import by_pypdf, spaceless

HERE = ("30.508112", "47.783412")
GRAVE = ("30.508512", "47.783812")
NINE = (
    "Date-time group",
    "Reporting unit and location",
    "Contact",
    "Ordnance",
    "Chemical or toxic contamination",
    "What is threatened",
    "Impact on the work",
    "Protective measures taken",
    "Recommended priority",
)


def place(at: tuple[str, str], error: str = "3") -> Position:
    return Position(
        lat=Decimal(at[0]), lon=Decimal(at[1]), method=Method.HANDHELD,
        accuracy_m=Decimal(error), accuracy_kind=AccuracyKind.P95,
    )  # fmt: skip


class Field:
    """A site with a grave, a shell seen from a distance, and a suspected area."""

    def __init__(self, folder: Path) -> None:
        founder = Founder("حسن علي الجبوري", "Hassan Ali al-Jubouri", "HA01", ("TL", "SA"))
        beginning = Beginning(founder, "old canal road", "Laptop A", "A", cost=TEST_COST)
        self.desk: Desk = create_laptop(folder / "a.athar", beginning)
        self.site = self.save("site", number="SNJ03", name="Practice", governorate="Basra").uid
        self.save("grave", site=self.site, number="SNJ03-G01", position=place(GRAVE))
        self.shell = self.save(
            "hazard", site=self.site, status="OPEN", hazard_class="ITEM", safe_to_record=True,
            reported_at=Moment.parse("2026-11-11T07:02:00+03:00"), contact="Radio, channel 4",
            observer_position=place(HERE), bearing_deg=90, distance_m=Decimal(40),
            declination_deg=Decimal("4.5"), device_category="MORTAR", certainty="SEEN",
            cbrn="SUSPECTED", cbrn_signs="Garlic smell", resources_threatened="The team and a road",
            impact="No digging in the east", protective_measures="Withdrawn", priority="IMMEDIATE",
        )  # fmt: skip
        corners = ((0, 0), (0, "0.001"), ("0.001", "0.001"))
        ring = tuple(
            Point(Decimal(HERE[0]) + Decimal(north), Decimal(HERE[1]) + Decimal(east))
            for north, east in corners
        )
        self.area = self.save(
            "hazard", site=self.site, status="OPEN", hazard_class="SHA", extent=Area(ring),
            evidence=(
                Evidence({"evidence_kind": "CRATERS", "known_by": "VISUAL", "note": "Twelve"}),
                Evidence({"evidence_kind": "DEVICE", "known_by": "RECORD"}),
            ),
        )  # fmt: skip
        self.lost = self.save("hazard", site=self.site, status="OPEN", safe_to_record=False)

    def save(self, kind: str, uid: str | None = None, /, **draft: Any) -> Record:
        return save_record(self.desk, kind, uid, draft).record

    def pages(self, hazard: Record, language: str = "en") -> list[str]:
        return by_pypdf(print_hazard_report(self.desk, hazard, language).pdf)


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    made = Field(tmp_path_factory.mktemp("field"))
    yield made
    close_desk(made.desk)


def test_the_first_page_is_the_nine_lines_in_their_order(field: Field) -> None:
    first = field.pages(field.shell)[0]
    assert re.search("|".join(map(re.escape, NINE)), first)
    places = [first.index(title) for title in NINE]
    assert places == sorted(places)
    for told in ("110402Z NOV 26", "Radio, channel 4", "Garlic smell", "No digging in the east"):
        assert told in first
    assert "Received by EOD" in first


def test_the_place_comes_with_grid_datum_bearing_distance_and_error(field: Field) -> None:
    first = spaceless(field.pages(field.shell)[0])
    observer = format_mgrs(place(HERE), spaced=True)
    for told in (f"MGRS {observer}", "WGS84(EPSG:4326)", "90°", "4.5°", "40m", "±11m(95%)"):
        assert spaceless(told) in first


def test_no_place_of_a_grave_stands_on_it(field: Field) -> None:
    told = spaceless("".join(field.pages(field.shell)))
    for figures in (*GRAVE, format_mgrs(place(GRAVE)), "SNJ03-G01"):
        assert spaceless(figures) not in told


def test_the_second_page_has_evidence_against_how_it_is_known(field: Field) -> None:
    second = field.pages(field.area)[1]
    assert "Suspected hazardous area" in second
    assert second.count("×") == 2
    assert "Twelve" in second
    assert "Grid (MGRS)" in second
    assert "No clearance task and no certificate names this hazard." in " ".join(second.split())
    assert "Closed by EOD" in second


def test_a_hazard_without_a_place_says_that_it_takes_the_whole_site(field: Field) -> None:
    told = " ".join("".join(field.pages(field.lost)).split())
    assert told.count("the whole site counts as inside") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_draft_and_open_hazards_in_every_language(field: Field, language: str) -> None:
    pages = field.pages(field.shell, language)
    for page in pages:
        assert "DRAFT" in page
        assert "Open hazards on this site: 3" in page
    assert 2 <= len(pages) <= 3


def test_only_hazards_have_one(field: Field) -> None:
    printed = print_form(field.desk, "F5", field.shell.number or "", "en")
    assert printed.file_stem == "F5-en"
    grave = save_record(field.desk, "grave", None, {"site": field.site}).record
    with pytest.raises(NotPrintableError):
        print_hazard_report(field.desk, grave, "en")
    with pytest.raises(NotPrintableError):
        print_form(field.desk, "F5", grave.number or "", "en")
