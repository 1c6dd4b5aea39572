"""F3 as an archaeologist checks it: what was seen, what lies around it, and apart what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.core.wording import LANGUAGES, wording
from app.crypto.passphrases import TEST_COST
from app.models.record import Record
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop
from app.services.printing import NotPrintableError, print_context_sheet, print_form
from app.services.recording import save_record
from tests.reports.reading import by_poppler, by_pypdf, spaceless

DESCRIPTION = "Rectangular cut with straight sides; teeth of a machine along the north edge."
MEANING = "Dug by a machine in one go."


class Ground:
    """One grave on one laptop: topsoil, fill, two skeletons, the cut, and what it is cut into."""

    def __init__(self, folder: Path) -> None:
        founder = Founder("حسن علي الجبوري", "Hassan Ali al-Jubouri", "HA01", ("TL", "SA"))
        beginning = Beginning(founder, "old canal road", "Laptop A", "A", cost=TEST_COST)
        self.desk: Desk = create_laptop(folder / "a.athar", beginning)
        self.site = self.save("site", number="SNJ03", name="Practice").uid
        self.grave = self.save("grave", site=self.site, number="SNJ03-G01").uid
        kinds = (("topsoil", "LAYER"), ("fill", "FILL"), ("one", "SKEL"), ("two", "SKEL"),
                 ("cut", "CUT"), ("natural", "LAYER"), ("again", "CUT"))  # fmt: skip
        self.of = {name: self.context(name, kind) for name, kind in kinds}
        for later, relation, earlier in (
            ("topsoil", "ABOVE", "fill"),
            ("fill", "FILLS", "cut"),
            ("one", "ABOVE", "two"),
            ("two", "ABOVE", "cut"),
            ("cut", "CUTS", "natural"),
            ("cut", "EQ", "again"),
            ("cut", "ABUTS", "topsoil"),
        ):
            self.save(
                "context_relation", site=self.site, context=self.of[later].uid, relation=relation,
                other_context=self.of[earlier].uid,
            )  # fmt: skip

    def context(self, name: str, kind: str) -> Record:
        seen: dict[str, Any] = {}
        if name == "cut":
            seen = {
                "description": DESCRIPTION,
                "interpretation": MEANING,
                "cut_shape": "RECTANGULAR",
                "length_m": "4.2",
                "level_top_m": "31.400",
                "level_base_m": "29.950",
                "plan_no": "P12",
                "excavated_by": (self.desk.person,),
            }
        return self.save("context", site=self.site, grave=self.grave, context_kind=kind, **seen)

    def save(self, kind: str, uid: str | None = None, /, **draft: Any) -> Record:
        values = {
            name: Decimal(value) if name.endswith("_m") else value for name, value in draft.items()
        }
        return save_record(self.desk, kind, uid, values).record

    def pages(self, name: str, language: str = "en") -> list[str]:
        return by_pypdf(print_context_sheet(self.desk, self.of[name], language).pdf)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    made = Ground(tmp_path_factory.mktemp("ground"))
    yield made
    close_desk(made.desk)


def test_what_was_seen_stands_on_the_sheet_and_apart_what_it_means(ground: Ground) -> None:
    page = " ".join(ground.pages("cut"))
    for told in (DESCRIPTION, MEANING, "4.2 m", "31.400 m", "29.950 m", "P12", "Rectangular"):
        assert told in page
    assert (
        page.index(DESCRIPTION) < page.index("kept apart from what was seen") < page.index(MEANING)
    )


def test_what_lies_around_a_context_stands_above_beside_and_below_it(ground: Ground) -> None:
    page = " ".join(ground.pages("cut"))
    above, rest = page.split("Above: later")[1].split("This context", 1)
    this, rest = rest.split("Below: earlier", 1)
    below, beside = rest.split("Beside: nothing is known of time", 1)
    assert re.findall(r"CA\d+", above) == ["CA0002", "CA0004"]
    assert {"Is filled by", "Lies below"} <= {
        w for w in ("Is filled by", "Lies below") if w in above
    }
    assert re.findall(r"CA\d+", this) == ["CA0005", "CA0007"]
    assert re.findall(r"CA\d+", below) == ["CA0006"]
    assert re.findall(r"CA\d+", beside.split("Plan number")[0]) == ["CA0001"]


def test_what_belongs_to_a_context_is_counted_and_named(ground: Ground) -> None:
    case = ground.save("remains_case", case_type="B", site=ground.site, grave=ground.grave,
                       skeleton_context=ground.of["one"].uid)  # fmt: skip
    page = " ".join(ground.pages("one"))
    assert f"Remains 1 {case.number}" in page
    assert "Samples 0" in page


def test_a_draft_says_so_and_names_who_dug_and_who_checks(ground: Ground) -> None:
    page = " ".join(ground.pages("cut"))
    assert "DRAFT: this record is not final yet." in page
    assert "Excavated by: Hassan Ali al-Jubouri" in page
    assert "Checked by: —" in page
    assert page.count("Signature") >= 2


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_the_sheet_is_in_two_languages(ground: Ground, language: str) -> None:
    pdf = print_context_sheet(ground.desk, ground.of["cut"], language).pdf
    told = spaceless(" ".join(by_poppler(pdf)))
    for words in ("Context sheet", "Description", "Interpretation", "Signatures", "This context"):
        assert spaceless(words) in told
        for word in wording(language)(words).split():
            assert spaceless(word) in told


def test_a_sheet_is_asked_for_by_its_number(ground: Ground) -> None:
    printed = print_form(ground.desk, "F3", ground.of["fill"].number or "", "ar")
    assert printed.file_stem == "F3-ar"
    assert printed.pdf.startswith(b"%PDF")


def test_only_contexts_have_a_sheet(ground: Ground) -> None:
    site = ground.save("site", ground.site, name="Practice ground")
    with pytest.raises(NotPrintableError, match="SNJ03 is not a context"):
        print_context_sheet(ground.desk, site, "en")
