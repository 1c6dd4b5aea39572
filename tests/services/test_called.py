"""A relation of contexts is called by what it says, wherever it stands in a list or on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core.wording import wording
from app.reports.words import Bilingual, Tongues
from app.rules.verdicts import Level, Verdict
from app.services.findings import Noticed, told
from app.services.flags import Flag, flags, stored_flags
from app.services.operation import close_desk
from app.services.sheets.card import RecordCard
from app.services.sheets.terms import Terms
from app.services.sheets.values import Values
from tests.services.sheets.bench import Bench

ENGLISH, ARABIC = wording("en"), wording("ar")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("called") / "work")
    for name, number in (("fill", "SNJ03-CA0001"), ("cut", "SNJ03-CA0002")):
        made.write("context", name, number=number, site=made.uid("site"))
    made.write(
        "context_relation", "relation",
        context=made.uid("fill"), relation="FILLS", other_context=made.uid("cut"),
    )  # fmt: skip
    verdict = Verdict("BR-23", Level.BLOCK, "Time goes one way.", "Look again.")
    with made.desk.store.writing() as pen:
        flag = Flag("context_relation", made.uid("relation"), "", verdict)
        pen.flags.put(stored_flags([flag]))
    yield made
    close_desk(made.desk)


def plain(text: str) -> str:
    return "".join(one for one in text if one not in "\u2066\u2068\u2069")


SAID = "SNJ03-CA0001 fills SNJ03-CA0002"


def test_flags_and_conflicts_call_it_by_what_it_says(bench: Bench) -> None:
    [flag] = flags(bench.desk, ENGLISH)
    assert plain(flag.title) == SAID
    [flag] = flags(bench.desk, ARABIC)
    assert "fills" not in flag.title
    assert "SNJ03-CA0001" in flag.title
    noticed = [Noticed("C4", "context_relation", bench.uid("relation"))]
    with bench.desk.store.reading() as view:
        [finding] = told(view, noticed, ENGLISH)
    assert plain(finding.title) == SAID


def test_paper_calls_it_by_what_it_says(bench: Bench) -> None:
    say, record = Tongues(ENGLISH, ARABIC), bench.record("relation")
    with bench.desk.store.reading() as view:
        card = RecordCard(bench.desk, view, record, say).card()
        named = Values(Terms(view.records, say)).name(record.uid)
    assert plain(card.number) == plain(card.cover.number) == SAID
    assert isinstance(named, Bilingual)
    assert plain(named.left) == SAID
    assert "fills" not in named.right
