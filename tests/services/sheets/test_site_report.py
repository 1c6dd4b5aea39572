"""The site report: three counts apart, every override on it, and nothing that stands is hidden."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.ids import new_uid
from app.core.wording import LANGUAGES, wording
from app.models.clearance import HazardOverride
from app.models.fields import Sensitivity, encode_values
from app.models.handovers import HandoverLine
from app.models.kinds import KIND
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.reports.chapters import Chapter, Fact, Facts, Said, Table
from app.reports.chapters import Heading as Head
from app.reports.site_report import SiteReport
from app.reports.style import ALARM_SMALL
from app.reports.words import Tongues, Words
from app.rules.verdicts import Level, Verdict
from app.services.flags import Flag, stored_flags
from app.services.operation import close_desk
from app.services.printing import NotPrintableError, print_form, print_site_report
from app.services.sheets.site_registers import ranges
from app.services.sheets.site_report import SiteReportSheet
from app.store.transactions import Edit
from tests.models.strategies import values_for
from tests.reports.reading import by_pypdf, plain
from tests.rules.world import (
    hazard,
    later,
    make,
    moved,
    override,
    position,
    site_world,
    uid,
)
from tests.services.sheets.bench import Bench, left

C1, C2 = Sensitivity.C1, Sensitivity.C2


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "work")
    yield made
    close_desk(made.desk)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("shared") / "work")
    yield made
    close_desk(made.desk)


def report_of(bench: Bench, site: str = "", level: Sensitivity = C2) -> SiteReport:
    with bench.desk.store.reading() as view:
        record = view.records.get(site or bench.uid("site"))
        assert isinstance(record, Site)
        say = Tongues(wording("en"))
        return SiteReportSheet(bench.desk, view, record, say, level).report()


def chapter(report: SiteReport, title: str) -> Chapter:
    return next(one for one in report.chapters if one.title.left == title)


def words_in(part: object) -> Iterator[Words]:
    match part:
        case Facts():
            for fact in part.facts:
                yield fact.label
                yield from fact.value
        case Said() | Head():
            yield part.words
        case Table():
            for row in part.rows:
                for cell in row:
                    yield from cell.texts
        case _:
            pass


def told(shown: SiteReport | Chapter) -> str:
    chapters = shown.chapters if isinstance(shown, SiteReport) else (shown,)
    words = (one for each in chapters for part in each.parts for one in words_in(part))
    return plain("\n".join(left(one) for one in words))


def rows(shown: Chapter) -> list[list[str]]:
    tables = [part for part in shown.parts if isinstance(part, Table)]
    return [
        [plain(" ".join(left(words) for words in cell.texts)) for cell in row]
        for table in tables
        for row in table.rows
    ]


def counts(report: SiteReport) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(chapter(report, "Result in numbers"))}


def keep(bench: Bench, *records: Record) -> None:
    """Write records as they are."""
    with bench.desk.store.writing() as pen:
        for record in records:
            fields = encode_values(KIND[record.kind].fields, record.values)
            edit = Edit(record.kind, record.uid, fields)
            pen.append([edit], by=record.origin.by or bench.desk.person, at=later(0))


# --- overrides -----------------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_every_final_override_of_a_site_is_on_its_report(
    shared: Bench, data: st.DataObject
) -> None:
    number = f"SNJ03-RA{data.draw(st.integers(1, 999)):03}"
    drawn = data.draw(values_for(HazardOverride))
    drawn |= {"site": shared.uid("site"), "number": number, "state": "FINAL"}
    keep(shared, make(HazardOverride, new_uid(), **drawn))
    report = report_of(shared, level=data.draw(st.sampled_from((C1, C2))))
    said = told(chapter(report, "Hazards and clearance"))
    assert f"Override {number}" in said
    for name in ("justification", "mitigations"):
        if drawn.get(name):
            assert plain(drawn[name]) in said


def overridden(bench: Bench, **changed: Any) -> SiteReport:
    """A case lifted near an open hazard, under an override."""
    world = site_world()
    site = world.get(uid("site"))
    assert site is not None
    leave = override(
        justification="Rain would wash it out.", mitigations="EOD beside us.", **changed
    )
    case = make(
        RemainsCase,
        "case",
        number="BSR01-01-A0001B",
        site=uid("site"),
        position=position(),
        depth_m=Decimal("0.5"),
        occurred_at=later(30),
        lifted_at=later(60),
        lifted_by=(uid("author"),),
    )
    elsewhere = make(
        RemainsCase,
        "other",
        number="BSR01-01-A0002B",
        site=uid("site"),
        position=position(moved(position(), north=-400)),
        depth_m=Decimal("0.5"),
        occurred_at=later(30),
        lifted_at=later(600),
        lifted_by=(uid("author"),),
    )
    keep(bench, *world.records.values(), hazard("shell"), leave, case, elsewhere)
    return report_of(bench, uid("site"))


def facts(report: SiteReport, title: str = "Hazards and clearance") -> dict[str, Fact]:
    parts = chapter(report, title).parts
    return {one.label.left: one for part in parts if isinstance(part, Facts) for one in part.facts}


def test_an_override_says_who_why_when_and_what_relied_on_it(bench: Bench) -> None:
    found = facts(overridden(bench))
    assert left(found["Why the work cannot wait"].value[0]) == "Rain would wash it out."
    assert left(found["What reduces the risk"].value[0]) == "EOD beside us."
    assert left(found["Authorised by EOD"].value[0]) == "ali"
    assert left(found["Countersigned by the team leader"].value[0]) == "layla"
    assert not found["Authorised by EOD"].is_alarm
    assert plain(left(found["Work that relied on it"].value[0])) == "BSR01-01-A0001B"
    assert plain(left(found["Hazards"].value[0])) == "BSR01-HA005"


def test_an_override_that_lacks_a_signature_says_so_in_red(bench: Bench) -> None:
    report = overridden(bench, signatures=None)
    assert facts(report)["Authorised by EOD"].is_alarm
    parts = chapter(report, "Hazards and clearance").parts
    alarms = [plain(left(one.words)) for one in parts if isinstance(one, Said) and one.is_alarm]
    assert any("authorised by EOD and countersigned" in one for one in alarms)
    relied = facts(report)["Work that relied on it"].value[0]
    assert left(relied) == "None is recorded within these hours."


@pytest.mark.parametrize("state", ["DRAFT", "WITHDRAWN"])
def test_an_override_that_is_not_final_is_printed_and_marked(bench: Bench, state: str) -> None:
    report = overridden(bench, state=state, reason="Called off.")
    assert facts(report)["State"].is_alarm
    assert "Rain would wash it out." in told(report)
    assert ("Called off." in told(report)) == (state == "WITHDRAWN")


def test_a_list_signed_over_a_gap_is_printed_with_who_took_it_on(bench: Bench) -> None:
    line = HandoverLine({"cases": (bench.uid("body"),), "container": bench.uid("bag")})
    bench.write("handover_list", "list", number="A7F3-000009", list_state="SIGNED", lines=(line,),
                reservations="The first month is not on paper.",
                signatures=bench.signed(("Omar", "APPROVE"), ("Rania", "APPROVE")))  # fmt: skip
    [row] = [row for row in rows(chapter(report_of(bench), "Hazards and clearance"))
             if row[0] == "A7F3-000009"]  # fmt: skip
    assert "BR-30" in row[1]
    assert "Omar" in row[2]
    assert "Rania" in row[2]
    assert row[3] == "The first month is not on paper."


# --- counts --------------------------------------------------------------------------------------


def test_containers_cases_and_persons_are_counted_apart(bench: Bench) -> None:
    for n, kind in enumerate(("B", "CG", "FR", "NH"), 10):
        bench.write("remains_case", f"c{n}", number=f"SNJ03-01-A00{n}{kind}", case_type=kind,
                    site=bench.uid("site"), grave=bench.uid("grave"))  # fmt: skip
    for n in range(3):
        bench.write("element", f"e{n}", remains_case=bench.uid("c11"), bone="FEM", side="L",
                    element_state="PRESENT", completeness="COMPLETE")  # fmt: skip
    found = counts(report_of(bench))
    assert found["Sites"] == "1"
    assert found["Graves"] == "1"
    assert found["Remains cases"] == "4"
    assert found["Body (B)"] == "2"
    assert found["Not human (NH)"] == "1"
    assert found["Containers"] == "1"
    assert found["Persons, at least (MNI)"] == "3"


@given(st.lists(st.sampled_from(["B", "BP", "CG", "FR", "NH"]), max_size=6), st.integers(0, 4))
@settings(max_examples=15, deadline=None)
def test_no_count_is_worked_out_from_another(shared: Bench, kinds: list[str], bags: int) -> None:
    site = new_uid()
    keep(
        shared,
        Site(site, {"number": "SNJ09"}),
        *(
            RemainsCase(new_uid(), {"site": site, "case_type": kind, "number": f"X{n}"})
            for n, kind in enumerate(kinds)
        ),
        *(KIND["container"](new_uid(), {"site": site, "number": f"K{n}"}) for n in range(bags)),
    )
    found = counts(report_of(shared, site))
    assert int(found["Containers"]) == bags
    assert int(found["Remains cases"]) == sum(kind != "NH" for kind in kinds)
    assert int(found["Not human (NH)"]) == kinds.count("NH")
    assert found["Persons, at least (MNI)"] == "—"


def test_an_estimate_stands_beside_what_was_found(bench: Bench) -> None:
    bench.write("site", "site", estimated_persons_min=80, estimated_persons_max=100,
                estimate_basis="Diary of the unit.")  # fmt: skip
    said = told(chapter(report_of(bench), "Result in numbers"))
    assert "80 – 100" in said
    assert "Diary of the unit." in said
    assert counts(report_of(bench))["Remains cases"] == "1"


def test_withdrawn_cases_count_no_more_and_are_listed(bench: Bench) -> None:
    bench.write("remains_case", "body", state="WITHDRAWN", reason="An animal.")
    report = report_of(bench)
    assert counts(report)["Remains cases"] == "0"
    said = told(chapter(report, "Grave by grave"))
    assert "SNJ03-01-A0003B" in said
    assert "Withdrawn" in said
    assert ["SNJ03-01-A0003B", "Withdrawn", "An animal."] in rows(
        chapter(report, "Registers of numbers")
    )


def test_a_case_stands_in_the_container_that_lists_it(bench: Bench) -> None:
    """Whether the case was put into the bag, or the bag's list names the case."""
    bench.write("remains_case", "loose", number="SNJ03-01-A0090B", case_type="B",
                site=bench.uid("site"), grave=bench.uid("grave"))  # fmt: skip
    shown = report_of(bench)
    packed = {row[0]: row[4] for row in rows(chapter(shown, "Grave by grave")) if len(row) == 7}
    assert packed == {"SNJ03-01-A0003B": "SNJ03-KA0031", "SNJ03-01-A0090B": ""}
    assert "Remains without a time of lifting, a container or a reason to stay: 1." in told(shown)


def test_a_site_without_a_grave_is_a_result(bench: Bench) -> None:
    bench.write("site", "empty", number="SNJ04", name="Nothing here")
    report = report_of(bench, bench.uid("empty"))
    assert "No grave was located on this site. That, too, is a result." in told(report)
    assert counts(report)["Graves"] == "0"
    assert print_site_report(bench.desk, bench.record("empty"), "ar").pdf.startswith(b"%PDF")


# --- what a report may show ----------------------------------------------------------------------


def located(bench: Bench) -> None:
    bench.write("person", "Dina", number="D7")
    bench.write("site", "site", district="Abu al-Khasib", location_text="Behind the pump.",
                position=position(source_text="30.508112 47.783412"))  # fmt: skip
    bench.write("grave", "grave", position=position())
    bench.write("attendance", "stay", site=bench.uid("site"), person=bench.uid("Dina"),
                working_date="2026-11-08", was_briefed=False, occurred_at=later(0))  # fmt: skip
    bench.write("survey_control", "mark", number="SNJ03-S01", site=bench.uid("site"),
                easting_m=Decimal("1234.567"), northing_m=Decimal("2345.678"))  # fmt: skip


def test_a_report_to_pass_on_shows_no_exact_place_and_no_name(bench: Bench) -> None:
    located(bench)
    said = told(report_of(bench, level=C1))
    for secret in ("30.508", "47.783", "Dina", "Abu al-Khasib", "1234.567", "pump"):
        assert secret not in said
    assert "a square of 10 km" in said
    assert "D7" in said
    pages = " ".join(by_pypdf(print_form(bench.desk, "F4", "SNJ03", "en").pdf))
    assert "C1 internal" in pages
    assert "30.508" not in pages


def test_a_report_to_pass_on_calls_no_record_by_a_name(bench: Bench) -> None:
    bench.write("attendance", "visit", site=bench.uid("site"), visitor_name="Huda al-Basri",
                working_date="2026-11-08", occurred_at=later(0))  # fmt: skip
    bench.write("document", "order", site=bench.uid("site"), name="Order about the pump station")
    late = Verdict("BR-22", Level.WARN, "{record} is late.", "", values={"record": "Huda al-Basri"})
    with bench.desk.store.writing() as pen:
        pen.flags.put(stored_flags([Flag("attendance", bench.uid("visit"), "Huda al-Basri", late)]))
    said = told(report_of(bench, level=C1))
    assert "is late." in said
    assert "Huda" not in said
    assert "pump station" not in said
    assert "Huda al-Basri is late." in told(report_of(bench, level=C2))


def test_a_report_for_the_file_shows_them(bench: Bench) -> None:
    located(bench)
    report = report_of(bench, level=C2)
    said = told(report)
    for known in ("30.508112", "Dina", "Abu al-Khasib", "1234.567"):
        assert known in said
    assert left(report.cover.sensitivity) == "C2 confidential"


def test_who_entered_unbriefed_is_said_in_red(bench: Bench) -> None:
    located(bench)
    [table] = [one for one in chapter(report_of(bench), "Attendance").parts
               if isinstance(one, Table)]  # fmt: skip
    assert table.rows[0][-1].style is ALARM_SMALL


def test_the_report_is_pinned_to_the_heads_of_all_journals(bench: Bench) -> None:
    before = report_of(bench)
    bench.write("site", "site", remarks="Rain.")
    after = report_of(bench)
    assert before.cover.printing.head != after.cover.printing.head
    [journal] = json.loads(after.cover.attachment)["journals"]
    assert journal["head"] == after.cover.printing.journal_head


# --- registers, custody, rules -------------------------------------------------------------------


def test_a_number_that_nobody_accounts_for_stands_in_the_register(bench: Bench) -> None:
    for n in (35, 36, 39):
        bench.write("container", f"k{n}", number=f"SNJ03-KA00{n}", site=bench.uid("site"))
    bench.write("number_book", "book", letter="A", holder="x", opened_at=later(0))
    for first, last, kind, because in ((1, 30, "UNUSED", "Torn."), (32, 33, "RESERVED", None)):
        bench.write("number_register", f"r{first}", entry_kind=kind, numbered_kind="container",
                    site=bench.uid("site"), book=bench.uid("book"), first=first, last=last,
                    because=because)  # fmt: skip
    shown = chapter(report_of(bench), "Registers of numbers")
    [row] = [row for row in rows(shown) if row[0] == "Containers"]
    assert row[1:] == ["A", "31, 35–36, 39 (4)", "—", "32–33", "1–30", "34, 37–38"]
    assert any(row[2] == "Torn." for row in rows(shown))


@given(st.sets(st.integers(1, 60)))
def test_ranges_name_each_number_once(numbers: set[int]) -> None:
    named: list[int] = []
    for part in filter(None, ranges(numbers).split(", ")):
        first, _, last = part.partition("–")
        named += range(int(first), int(last or first) + 1)
    assert named == sorted(numbers)


def test_a_gap_in_custody_is_said_in_words_and_in_red(bench: Bench) -> None:
    bench.event("seal", "SEA", to_custodian=bench.uid("Dina"), to_location=bench.uid("site"))
    assert "No gap in custody is recorded." in told(chapter(report_of(bench), "Custody"))
    bench.event("out", "OUT", previous="seal", half="OUT", from_custodian=bench.uid("Dina"),
                to_custodian=bench.uid("Omar"))  # fmt: skip
    bench.work.clock.at = bench.at(60 * 24 * 30)
    shown = chapter(report_of(bench), "Custody")
    assert "has not been received since" in told(shown)
    [gaps] = [one for one in shown.parts if isinstance(one, Table)][1:2]
    assert gaps.rows[0][1].style is ALARM_SMALL


def test_rules_not_kept_are_never_hidden(bench: Bench) -> None:
    cases = [
        bench.write("remains_case", f"f{n}", number=f"SNJ03-01-A01{n:02}B", site=bench.uid("site"))
        for n in range(12)
    ]
    flags = [
        Flag("remains_case", case.uid, case.title, Verdict(
            "BR-24", Level.WARN, "No photo of {case}.", "Take one.", values={"case": case.title}))
        for case in cases
    ]  # fmt: skip
    with bench.desk.store.writing() as pen:
        pen.flags.put(stored_flags(flags))
    said = told(chapter(report_of(bench), "Rules that are not kept"))
    assert all(case.title in said for case in cases)
    assert said.count("No photo of") == 1


def test_only_a_site_has_a_site_report(bench: Bench) -> None:
    with pytest.raises(NotPrintableError, match="is not a site"):
        print_site_report(bench.desk, bench.record("grave"), "en")


def test_a_report_is_printed_and_signed_in_each_language(bench: Bench) -> None:
    overridden(bench)
    for language in LANGUAGES:
        pdf = print_form(bench.desk, "F4", "BSR01", language, C2).pdf
        pages = [plain(page) for page in by_pypdf(pdf)]
        assert any("Override BSR01-RA001" in page for page in pages)
        assert all(f"{n} of {len(pages)}" in page for n, page in enumerate(pages, 1))
        assert all("Open hazards on this site: 1" in page for page in pages)


def test_the_clearance_at_each_grave_is_told_and_a_hazard_on_it_is_red(bench: Bench) -> None:
    found = facts(report_of(bench), "Grave by grave")["Clearance at the grave"]
    assert not found.is_alarm
    assert left(found.value[0]) == "Place not known: it counts as inside."
    bench.write("hazard", "anywhere", site=bench.uid("site"), hazard_class="ITEM", status="OPEN")
    found = facts(report_of(bench), "Grave by grave")["Clearance at the grave"]
    assert found.is_alarm
    assert left(found.value[0]) == "Inside a hazard."
