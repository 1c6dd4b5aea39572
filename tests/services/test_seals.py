"""People's seals on their sessions: they hold at headquarters, and a forged one is found out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.crypto.certificates import from_pem, new_key, subject_role
from app.rules.sessions import Attribution, attributed
from app.services.anchors import certificates
from app.services.desk import Desk, LaptopKeys
from app.services.findings import findings
from app.services.flags import flags
from app.services.operation import close_desk, open_store
from app.services.seals import RULE
from app.services.status import today
from app.store import schema
from app.store.papers import Paper
from app.store.transactions import Pen
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path)
    yield fieldwork
    fieldwork.close()


def test_what_was_sealed_is_the_persons_word_at_headquarters(work: Fieldwork) -> None:
    work.report_a_site()
    _reopen(work)
    work.save("team", "team", {"name": "Written since"})
    report = work.deliver()

    told = _attributed(work.hq, work.laptop)

    person = work.laptop.person
    assert (told.false, told.unproven) == ((), ())
    assert told.vouched[person] > 1
    assert told.unvouched == {person: told.vouched[person]}
    assert RULE not in {flag.verdict.rule for flag in report.flags}


def test_headquarters_own_sessions_are_sealed_too(work: Fieldwork) -> None:
    close_desk(work.hq)
    work.hq = open_store(work.hq.layout.file, PASSPHRASE, clock=work.clock)
    assert work.hq.person in _attributed(work.hq, work.hq).vouched


def test_a_forged_seal_is_flagged_on_the_person_once(work: Fieldwork) -> None:
    work.report_a_site()
    _reopen(work)
    assert work.deliver().flags == ()
    _reopen(work, replace(work.laptop.keys, person_key=new_key()))
    report = work.deliver()
    assert len(report.flags) == 1
    (flag,) = report.flags
    assert (flag.kind, flag.uid, flag.verdict.rule) == ("person", work.laptop.person, RULE)
    assert "Laptop A" in flag.verdict.sentence
    assert [one.verdict.rule for one in flags(work.hq)] == [RULE]
    assert work.deliver().flags == ()


def test_a_seal_is_looked_at_again_when_its_certificate_has_come(work: Fieldwork) -> None:
    papers = _forget_people(work.hq)
    _reopen(work, replace(work.laptop.keys, person_key=new_key()))
    with work.laptop.store.writing() as pen:
        for paper in papers:
            _drop(pen, paper.key)
    assert work.deliver().flags == ()
    assert len(_attributed(work.hq, work.laptop).unproven) == 1

    with work.laptop.store.writing() as pen:
        for paper in papers:
            pen.papers.keep(paper)
    work.save("team", "team", {"name": "Written since"})
    assert [flag.verdict.rule for flag in work.deliver().flags] == [RULE]


def _reopen(work: Fieldwork, keys: LaptopKeys | None = None) -> None:
    """End the session and begin another; with other `keys`, as who tampers with them would."""
    desk = work.laptop if keys is None else replace(work.laptop, keys=keys)
    close_desk(desk)
    work.laptops["A"] = open_store(desk.layout.file, PASSPHRASE, clock=work.clock)


def _attributed(at: Desk, of: Desk) -> Attribution:
    with of.store.reading() as view:
        journal = view.tip.journal
    with at.store.reading() as view:
        return attributed(journal, view.lines.segments_from(journal, 1), certificates(view))


def _forget_people(desk: Desk) -> list[Paper]:
    """The certificates of people, which are no longer here."""
    with desk.store.writing() as pen:
        papers = [one for one in pen.papers.all_of("certificate") if _is_persons(one)]
        for one in papers:
            _drop(pen, one.key)
    return papers


def _is_persons(paper: Paper) -> bool:
    (certificate,) = from_pem(paper.body)
    return subject_role(certificate) == "person"


def _drop(pen: Pen, key: str) -> None:
    pen.papers._remove(schema.paper, {"kind": "certificate", "key": key})


def test_a_forged_seal_is_an_alarm_among_the_findings_and_of_today(work: Fieldwork) -> None:
    work.report_a_site()
    work.deliver()
    _reopen(work, replace(work.laptop.keys, person_key=new_key()))
    report = work.deliver()
    assert [(one.code, one.severity, one.title) for one in report.findings_new] == [
        ("C10", 1, "قائد A")
    ]
    assert [one.code for one in findings(work.hq)] == ["C10"]
    assert any("false seal" in item.sentence for item in today(work.hq))
