"""From a grave to headquarters: what was recorded in the field is what stands there, and is proven.

One story in steps, then the ways in which sticks really travel: twice, in the wrong order, with one
missing, and both laptops at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.models.record import Record
from app.services import sending
from app.services.checking import check_store
from app.services.custody import custody_of
from app.services.desk import Desk
from app.services.findings import findings
from app.services.reading import find_number, get_record, list_records
from app.services.receiving import read_bundle
from app.services.recording import DraftRejectedError, resolve_conflict
from app.services.sending import write_bundle
from app.services.status import status
from app.store.transactions import View
from app.sync.receipts import Acknowledged
from tests.journeys.fieldwork import ELSEWHERE, Fieldwork, holds, position


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path)
    yield fieldwork
    fieldwork.close()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path, books="AB")
    yield fieldwork
    fieldwork.close()


def test_a_grave_travels_to_headquarters(work: Fieldwork) -> None:
    work.work("case 1", "case 2")
    assert status(work.laptop).records_only_here > 0

    report = work.deliver()

    assert (report.signer, report.lines_known, report.gaps) == ("Laptop A", 0, ())
    for kind in ("site", "hazard", "clearance_certificate", "grave", "remains_case", "container"):
        assert _as_told(work.hq, kind) == _as_told(work.laptop, kind)
    assert [flag.verdict.sentence for flag in report.flags if flag.verdict.stops] == []
    work.confirm(report)
    after = status(work.laptop)
    assert (after.records_only_here, after.lines_only_here) == (0, 0)
    assert after.received_up_to is not None
    assert check_store(work.hq).is_sound
    assert check_store(work.laptop).is_sound


def test_custody_is_the_same_at_both_ends(work: Fieldwork) -> None:
    work.work()
    work.deliver()
    for name in ("case 1", "bag of case 1"):
        uid = work.known[name]
        here, there = custody_of(work.laptop, uid), custody_of(work.hq, uid)
        assert (there.holder, there.place, there.container, there.seal) == (
            here.holder,
            here.place,
            here.container,
            here.seal,
        )
        assert [event.uid for event in there.events] == [event.uid for event in here.events]
    assert custody_of(work.hq, work.known["case 1"]).seal == "S-CASE1"


def test_a_number_typed_carelessly_finds_the_case_at_headquarters(work: Fieldwork) -> None:
    work.work()
    work.deliver()
    (found,) = find_number(work.hq, "tst01 01 a٠٠٠1b")
    assert found.uid == work.known["case 1"]


def test_nothing_is_dug_outside_cleared_ground(work: Fieldwork) -> None:
    work.report_a_site()
    work.clear_the_ground()
    before = holds(work.laptop)
    with pytest.raises(DraftRejectedError) as stopped:
        work.save(
            "grave",
            "never",
            {"site": work.known["site"], "phase": "EXCAVATING", "position": position(ELSEWHERE)},
        )
    verdict = stopped.value.problems[0]
    assert (verdict.rule, verdict.override_by) == ("BR-01", ("EOD", "TL"))
    assert holds(work.laptop) == before


def test_reading_a_bundle_again_adds_nothing(work: Fieldwork) -> None:
    work.work()
    bundle = work.bundle()
    work.deliver(bundle)
    before = holds(work.hq)
    again = work.deliver(bundle)
    assert (again.is_repeat, again.lines_new, again.media_new) == (True, 0, 0)
    assert holds(work.hq) == before


def test_the_same_lines_in_another_bundle_add_nothing(work: Fieldwork) -> None:
    """A lost receipt makes the laptop send everything again."""
    work.work()
    first, second = work.bundle(), work.bundle()
    new = work.deliver(first).lines_new
    again = work.deliver(second)
    assert (again.lines_new, again.lines_known, again.is_repeat) == (0, new, False)


def test_bundles_in_the_wrong_order_give_the_same_state(two: Fieldwork) -> None:
    work, other = two, two.laptops["B"]
    work.report_a_site()
    work.confirm(work.deliver())
    (to_b,) = write_bundle(work.hq, work.stick, to=other.replica)
    read_bundle(other, to_b.path, is_isolated=False)
    work.clear_the_ground()
    from_a = work.bundle()
    work.change("site", {"name": "Canal bend"}, desk=other)
    from_b = work.bundle(other)

    work.deliver(from_b)
    work.deliver(from_a)

    assert _value(work.hq, work.known["site"], "name") == "Canal bend"
    assert _as_told(work.hq, "hazard") == _as_told(work.laptop, "hazard")
    assert findings(work.hq) == []


def test_a_bundle_whose_forerunner_is_missing_says_so_and_waits(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.report_a_site()
    everything = work.bundle()
    known = status(work.laptop).lines_only_here
    work.change("site", {"name": "Canal bend"})
    with monkeypatch.context() as patch:  # as if a receipt had come that was then lost at HQ
        patch.setattr(sending, "acknowledged_of", partial(_confirmed, known))
        later = work.bundle()

    report = work.deliver(later)
    ((journal, first, last),) = report.gaps
    assert (first, last) == (1, known)
    with work.laptop.store.reading() as view:
        assert journal == view.tip.journal

    assert work.deliver(everything).gaps == ()
    assert _as_told(work.hq, "site") == _as_told(work.laptop, "site")
    assert check_store(work.hq).is_sound


def test_two_laptops_that_disagree_are_both_heard(two: Fieldwork) -> None:
    work, other = two, two.laptops["B"]
    work.report_a_site()
    work.confirm(work.deliver())
    (to_b,) = write_bundle(work.hq, work.stick, to=other.replica)
    read_bundle(other, to_b.path, is_isolated=False)
    work.change("site", {"name": "Canal bend"})
    work.change("site", {"name": "Old canal"}, desk=other)

    work.deliver()
    report = work.deliver(desk=other)

    (conflict,) = report.findings_new
    assert (conflict.code, conflict.title, conflict.field) == ("C1", "TST01", "name")
    assert {(value.value, value.laptop) for value in conflict.values} == {
        ("Canal bend", "Laptop A"),
        ("Old canal", "Laptop B"),
    }
    resolve_conflict(work.hq, work.known["site"], "name", "Old canal", "Asked both by radio.")
    assert findings(work.hq) == []
    assert _value(work.hq, work.known["site"], "name") == "Old canal"


def test_an_open_hazard_is_announced_before_anything_else(work: Fieldwork) -> None:
    work.report_a_site()
    work.save("hazard", "shell", {"site": work.known["site"], "status": "OPEN"})
    report = work.deliver()
    assert report.hazards == (work.known["shell"],)
    assert report.changes.hazards == report.hazards


def _confirmed(size: int, view: View, _: object, journal: str) -> Acknowledged:
    head = view.lines.hash_at(journal, size)
    return Acknowledged(size if head else 0, head=head.pop().hex() if head else "")


def _as_told(desk: Desk, kind: str) -> dict[str, dict[str, object]]:
    return {record.uid: dict(record.values) for record in list_records(desk, kind)}


def _value(desk: Desk, uid: str, field: str) -> object:
    record = get_record(desk, uid)
    assert isinstance(record, Record)
    return record.values.get(field)
