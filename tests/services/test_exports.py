"""Who takes records out of the encrypted store, onto paper and into files, and what is left out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.core.wording import wording
from app.models.fields import Sensitivity
from app.reports.words import Tongues
from app.services.desk import Desk
from app.services.exports import ExportError, export
from app.services.items import item_of
from app.services.operation import close_desk
from app.services.photos import add_photo
from app.services.printing import NotPrintableError, print_site_plan, print_site_report
from app.services.sheets.card import RecordCard
from tests.rules.world import position
from tests.services.sheets.bench import Bench, left


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("out") / "work")
    made.write("site", "site", position=position())
    for name, role in (("Dina", "EX"), ("Omar", "STK"), ("Rania", "TL")):
        made.write("role", f"{name} is {role}", person=made.uid(name), role=role)
    yield made
    close_desk(made.desk)


def at(bench: Bench, name: str) -> Desk:
    return dataclasses.replace(bench.desk, person=bench.uid(name))


def test_who_exports_may_do_so(bench: Bench) -> None:
    assert b"30.508112" in export(at(bench, "Rania"), ["site"], "csv").data
    assert b"SNJ03-KA0031" in export(at(bench, "Omar"), ["container"], "csv").data
    for name, kinds in (("Omar", ["container", "site"]), ("Dina", ["remains_case"])):
        with pytest.raises(ExportError, match="Your role does not cover"):
            export(at(bench, name), kinds, "gpkg")
    with pytest.raises(ExportError, match="Your role does not cover"):
        export(dataclasses.replace(bench.desk, person="nobody"), ["container"], "csv")


def test_names_go_out_with_those_who_may_see_them(bench: Bench) -> None:
    asked = (["remains_case"], "csv")
    with pytest.raises(ExportError, match="not for your role"):
        export(at(bench, "Rania"), *asked, ceiling=Sensitivity.C3)
    assert b"A disc was found" in export(bench.desk, *asked, ceiling=Sensitivity.C3).data


def test_exact_places_are_for_those_who_work_by_them(bench: Bench) -> None:
    site = bench.record("site")
    with pytest.raises(NotPrintableError, match="not for your role"):
        print_site_plan(at(bench, "Omar"), site, "en")
    with pytest.raises(NotPrintableError, match="not for your role"):
        print_site_report(at(bench, "Omar"), site, "en", Sensitivity.C2)
    assert print_site_report(at(bench, "Omar"), site, "en").pdf
    for name, is_told in (("Omar", False), ("Rania", True)):
        desk = at(bench, name)
        with desk.store.reading() as view:
            card = RecordCard(desk, view, site, Tongues(wording("en"))).card()
        told = [left(words) for part in card.parts for line in part.lines for words in line.value]
        assert ("Withheld: exact place" in told) is not is_told
        attached = msgspec.json.decode(card.cover.attachment)["records"][0]
        assert ("position" in attached["fields"]) is is_told
        assert ("position" in attached["withheld"]) is not is_told
        item = item_of(desk, site, wording("en"))
        assert ("position" in item.withheld) is not is_told
        said = [one.said for one in item.told] + [one.said for one in item.history]
        assert any("30.5" in one for one in said) is is_told


def test_a_picture_of_what_a_family_recognises_is_withheld(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "DSC_1.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0 not a whole picture")
    draft = {"site": bench.uid("site"), "subjects": (bench.uid("body"),), "view_type": "CLO"}
    assert add_photo(bench.desk, file, draft).record.raised_sensitivity == "C3"
    for name, note in (("Rania", "Withheld: strictly confidential"), ("Dina", "cannot be shown")):
        desk = at(bench, name)
        with desk.store.reading() as view:
            card = RecordCard(desk, view, bench.record("body"), Tongues(wording("en"))).card()
        assert note in left(card.pictures[0].note)
