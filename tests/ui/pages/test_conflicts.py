"""Conflicts in words, and decisions that are a change of their own with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from app.models.journal import Line, Touch
from app.models.record import Record
from app.rules.verdicts import Level, Verdict
from app.services.desk import Desk
from app.services.findings import Finding, FindingValue
from app.services.flags import Flag
from app.services.reading import get_record, history
from app.services.recording import save_record, withdraw_record
from app.ui.binding import bound_to
from app.ui.finding_words import name_of, sentence_of
from app.ui.pages.conflicts import FLAGS, ConflictsPage
from app.ui.pages.rail import RECORDS
from app.ui.pages.tabs import TabbedPage
from app.ui.places import Destination
from app.ui.shell import Shell
from app.ui.workbench import Workbench
from tests.journeys.fieldwork import Fieldwork
from tests.services.beside import write_beside

Settled = Callable[[], None]
AT = "2026-11-10T09:12:00+03:00"


@pytest.fixture
def site(desk: Desk) -> Record:
    values = {"name": "Nahr Jasim", "number": "BSR01", "estimated_persons_max": 8}
    return save_record(desk, "site", None, values).record


def two_values(site: Record) -> Finding:
    values = (
        FindingValue(8, "أحمد النجار", "Laptop A", AT, "aa"),
        FindingValue(14, "بتول العلاني", "Laptop B", AT, "bb"),
    )
    return Finding("C1", "site", site.uid, "BSR01", "estimated_persons_max", 2, values)


def pick(qtbot: QtBot, choice: QRadioButton) -> None:
    """Press the ring itself: the words beside it may be shorter than the row."""
    qtbot.waitUntil(choice.isVisible)
    qtbot.mouseClick(choice, Qt.MouseButton.LeftButton, pos=QPoint(10, choice.height() // 2))
    assert choice.isChecked()


def page_of(qtbot: QtBot, bench: Workbench, *found: Finding) -> ConflictsPage:
    told = list(found)
    page = ConflictsPage(replace(bench, actions=replace(bench.actions, findings=lambda _: told)))
    qtbot.addWidget(page)
    page.resize(1198, 640)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == len(told))
    return page


def test_both_values_stand_with_who_wrote_them_where_and_when(
    qtbot: QtBot, bench: Workbench, site: Record
) -> None:
    page = page_of(qtbot, bench, two_values(site))
    words = [button.text() for button in page.findChildren(QRadioButton)]
    assert ["8" in words[0], "Laptop A" in words[0], "09:12" in words[0]] == [True] * 3
    assert ["14" in words[1], "بتول" in words[1], "Laptop B" in words[1]] == [True] * 3
    assert "Estimated persons, at most" in page.decision.sentence.text()


def test_a_decision_needs_a_choice_and_a_reason_and_is_written(
    qtbot: QtBot, bench: Workbench, desk: Desk, site: Record, settled: Settled
) -> None:
    for value in (8, 14):
        write_beside(desk, site, {"estimated_persons_max": value})
    page = page_of(qtbot, bench, two_values(site))
    decision = page.decision
    assert not decision.decide.isEnabled()
    choice = page.findChildren(QRadioButton)[1]
    pick(qtbot, choice)
    assert not decision.decide.isEnabled()
    qtbot.keyClicks(decision.reason, "counted again together")
    assert decision.decide.isEnabled()
    qtbot.mouseClick(decision.decide, Qt.MouseButton.LeftButton)
    settled()
    stored = get_record(desk, site.uid)
    assert stored is not None
    assert stored.values["estimated_persons_max"] == 14
    assert history(desk, site.uid)[-1].why == "counted again together"
    assert "Both values stay" in bench.notices.said[-1].hint


@pytest.mark.parametrize("is_kept", [True, False])
def test_withdrawn_here_and_changed_there_has_two_ways_out(
    qtbot: QtBot, bench: Workbench, desk: Desk, site: Record, settled: Settled, *, is_kept: bool
) -> None:
    withdraw_record(desk, site.uid, "Twice the same place.")
    write_beside(desk, site, {"district": "Shatt al-Arab"})
    page = page_of(qtbot, bench, Finding("C2", "site", site.uid, "BSR01", "state", 2))
    keep, leave = page.findChildren(QRadioButton)
    pick(qtbot, keep if is_kept else leave)
    qtbot.keyClicks(page.decision.reason, "twice the same place")
    qtbot.mouseClick(page.decision.decide, Qt.MouseButton.LeftButton)
    settled()
    stored = get_record(desk, site.uid)
    assert stored is not None
    assert stored.is_withdrawn is not is_kept


@pytest.mark.parametrize("code", ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C10"])
def test_every_finding_has_a_name_and_says_what_to_do(bench: Workbench, code: str) -> None:
    finding = Finding(code, "site", "1", "BSR01", "name", 1)
    assert name_of(code, bench) != code
    assert len(sentence_of(finding, bench)) > 20


def test_what_cannot_be_decided_here_is_opened(
    qtbot: QtBot, bench: Workbench, site: Record
) -> None:
    page = page_of(qtbot, bench, Finding("C4", "site", site.uid, "BSR01", "", 3))
    assert page.findChildren(QRadioButton) == []
    assert not page.decision.decide.isVisible()
    qtbot.waitUntil(page.decision.look.isVisible)
    with qtbot.waitSignal(page.opened) as opened:
        page.decision.look.click()
    assert opened.args == [Destination("site", site.uid)]


def test_a_fork_of_custody_opens_the_custody_of_the_item(
    qtbot: QtBot, bench: Workbench, desk: Desk, site: Record, settled: Settled
) -> None:
    draft = {"site": site.uid, "container_kind": "BODY_BAG"}
    first, bag = (save_record(desk, "container", None, draft).record for _ in range(2))
    page = page_of(qtbot, bench, Finding("C3", "container", bag.uid, bag.title, "", 1))
    with qtbot.waitSignal(page.opened) as opened:
        page.decision.look.click()
    (custody,) = (place for place in RECORDS if place.name == "custody")
    containers = custody.make(bench)
    assert isinstance(containers, TabbedPage)
    qtbot.addWidget(containers)
    containers.show()
    containers.open(opened.args[0])
    settled()
    detail = containers.current().detail
    assert detail.record == bag
    assert detail.panels["Custody"].isVisible()
    containers.open(Destination("container", first.uid))  # others open as they were left
    settled()
    assert detail.record == first


def test_somebody_deciding_is_not_disturbed_by_news(
    qtbot: QtBot, bench: Workbench, site: Record, settled: Settled
) -> None:
    page = page_of(qtbot, bench, two_values(site))
    qtbot.keyClicks(page.decision.reason, "counted ag")
    page.reload()
    settled()
    assert page.decision.reason.toPlainText() == "counted ag"


def test_no_conflicts_is_said(qtbot: QtBot, bench: Workbench, settled: Settled) -> None:
    page = page_of(qtbot, bench)
    settled()
    assert not page.table.isVisible()


# --- rules not kept -----------------------------------------------------------------------------


def flag(site: Record, level: Level = Level.BLOCK, rule: str = "BR-06") -> Flag:
    verdict = Verdict(
        rule,
        level,
        "Work at {site} was suspended when this was written.",
        "Find out who worked there, and why.",
        values={"site": site.title},
    )
    return Flag("site", site.uid, site.title, verdict)


def flagged(qtbot: QtBot, bench: Workbench, *found: Flag) -> ConflictsPage:
    told = list(found)
    actions = replace(bench.actions, flags=lambda _: told, findings=lambda _: [])
    page = ConflictsPage(replace(bench, actions=actions))
    qtbot.addWidget(page)
    page.resize(1198, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.tabs.buttons[FLAGS].click()
    qtbot.waitUntil(lambda: page.flags.model.rowCount() == len(told))
    return page


def test_a_rule_not_kept_is_found_after_its_report_is_closed(
    qtbot: QtBot, bench: Workbench, site: Record
) -> None:
    page = flagged(
        qtbot, bench, flag(site, Level.AUDIT, "BR-36"), flag(site, Level.WARN), flag(site)
    )
    assert page.flags.isVisible()
    assert "3" in page.tabs.buttons[FLAGS].text()
    lines = [line.cells[0] for line in page.flags.model.lines]
    assert "BR-36" in lines[2]  # the gravest come first
    assert "suspended" in page.flags.sentence.text()
    assert "Find out who" in page.flags.sentence.text()
    assert "stopped" in page.flags.level.text()
    with qtbot.waitSignal(page.opened) as opened:
        page.flags.look.click()
    assert opened.args == [Destination("site", site.uid)]


@pytest.mark.parametrize("level", Level)
def test_every_level_of_a_rule_has_its_words(
    qtbot: QtBot, bench: Workbench, site: Record, level: Level
) -> None:
    page = flagged(qtbot, bench, flag(site, level))
    assert page.flags.level.text().endswith(".")


def test_no_rule_broken_is_said(qtbot: QtBot, bench: Workbench, settled: Settled) -> None:
    page = flagged(qtbot, bench)
    settled()
    assert not page.flags.table.isVisible()
    assert page.tabs.buttons[FLAGS].text() == "Rules not kept"


def test_what_came_in_and_broke_a_rule_stands_on_the_page_of_headquarters(
    qtbot: QtBot, tmp_path: Path, make_shell: Callable[..., Shell]
) -> None:
    work = Fieldwork(tmp_path / "work")
    work.report_a_site()
    work.clear_the_ground()
    work.deliver()
    hazard = work.known["hazard"]
    with work.laptop.store.writing() as pen:  # as another program might: no rule is asked
        seen = pen.records.newest_lines(hazard, "hazard")
        touch = Touch(r=hazard, t="hazard", f={"state": "WITHDRAWN"}, p={}, c=seen)
        at = str(work.clock.now())
        pen._write(Line(k="change", by=work.laptop.person, wall=at, m=[touch]))
    report = work.deliver()
    shell = make_shell(bound_to(work.hq, is_headquarters=True))
    page = ConflictsPage(shell.prepare())
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: not shell.jobs.is_busy, timeout=60_000)
    assert page.flags.model.rowCount() == len(report.flags) > 0
    shell.jobs.close()
    work.close()
