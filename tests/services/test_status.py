"""What the strip and Today say: right to the record, and quick with a season."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.custody import ItemDraft, TransferDraft, transfer_custody
from app.services.operation import close_desk
from app.services.receiving import read_bundle
from app.services.recording import withdraw_record
from app.services.sending import write_bundle
from app.services.status import TodayItem, status, today, what_is_only_here_is_said
from tests.journeys.fieldwork import GRAVE, Fieldwork, position


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path)
    yield fieldwork
    fieldwork.close()


def test_what_is_only_here_is_counted_to_the_record(work: Fieldwork) -> None:
    work.confirm(work.deliver())
    assert (status(work.laptop).records_only_here, status(work.laptop).lines_only_here) == (0, 0)
    work.report_a_site()
    work.change("site", {"name": "Canal bend"})
    work.save("team", "team", {"name": "Team"})
    now = status(work.laptop)
    assert (now.records_only_here, now.lines_only_here) == (2, 3)
    bundle = work.bundle()
    assert status(work.laptop).records_only_here == 2
    before = work.clock.at
    work.confirm(work.deliver(bundle))
    now = status(work.laptop)
    assert (now.records_only_here, now.lines_only_here) == (0, 0)
    assert now.received_up_to is not None
    assert now.last_bundle_at is not None
    assert now.received_up_to < now.last_bundle_at <= before


def test_what_has_no_receipt_is_said_to_be_only_here(work: Fieldwork) -> None:
    work.save("team", "team", {"name": "Team"})
    bundle = work.bundle()
    (item,) = what_is_only_here_is_said(status(work.laptop))
    assert item.values["count"] == status(work.laptop).records_only_here > 0
    assert item in today(work.laptop)
    work.confirm(work.deliver(bundle))
    assert not list(what_is_only_here_is_said(status(work.laptop)))


def test_headquarters_has_nobody_to_send_to(work: Fieldwork) -> None:
    work.save("team", "team", {"name": "Team"}, desk=work.hq)
    now = status(work.hq)
    assert (now.role, now.records_only_here, now.received_up_to) == ("hq", 0, None)


def test_a_laptop_that_nobody_enrolled_has_everything_to_itself(work: Fieldwork) -> None:
    stranger = work.stranger("B")
    now = status(stranger)
    with stranger.store.reading() as view:
        assert now.lines_only_here == view.tip.size
    assert (now.is_enrolled, now.last_bundle_at, now.book) == (False, None, "B")
    close_desk(stranger)


def test_today_follows_a_bag_from_the_grave_to_the_store(work: Fieldwork) -> None:
    work.work("case 1")
    assert not _about(work, "case 1")
    draft = {
        "case_type": "B",
        "site": work.known["site"],
        "grave": work.known["grave"],
        "lifted_at": work.clock.now(),
        "depth_m": None,
    }
    case = work.save("remains_case", "case 2", {**draft, "occurred_at": draft["lifted_at"]})
    assert _about(work, "case 2") == ["{title} is lifted but not sealed."]
    collected = ItemDraft(case.uid, seal_condition="NOT_SEALED", item_condition="GOOD")
    transfer_custody(
        work.laptop,
        TransferDraft(
            "COL",
            (collected,),
            to_person=work.laptop.person,
            to_place=work.known["site"],
            purpose="COLLECTION",
        ),
    )
    assert _about(work, "case 2") == ["{title} is lifted but not sealed."]
    other = work.save("remains_case", "case 3", {**draft, "occurred_at": draft["lifted_at"]})
    assert _about(work, "case 3") == ["{title} is lifted but not sealed."]
    withdraw_record(work.laptop, other.uid, "Animal bones.")
    assert not _about(work, "case 3")


def test_today_names_open_hazards_and_drafts(work: Fieldwork) -> None:
    work.report_a_site()
    shell = {
        "site": work.known["site"],
        "status": "OPEN",
        "observer_position": position(GRAVE),
        "bearing_deg": 90,
        "distance_m": 20,
    }
    work.save("hazard", "shell", shell)
    items = today(work.laptop)
    assert items[0].sentence == "Hazard {title} is open and not cleared."
    assert items[0].uid == work.known["shell"]
    assert _count(items, "Drafts to be completed before handover: {count}.") == 2
    work.finish("site")
    assert _count(today(work.laptop), "Drafts to be completed before handover: {count}.") == 1
    assert _count(items, "Records that are only on this laptop: {count}. Write a bundle.") > 0


def test_what_laptops_disagree_on_comes_before_drafts(tmp_path: Path) -> None:
    work = Fieldwork(tmp_path, books="AB")
    work.report_a_site()
    work.confirm(work.deliver())
    for item in write_bundle(work.hq, work.stick, to=work.laptops["B"].replica):
        read_bundle(work.laptops["B"], item.path, is_isolated=False)
    work.change("site", {"name": "One"})
    work.change("site", {"name": "Other"}, desk=work.laptops["B"])
    work.deliver()
    work.deliver(desk=work.laptops["B"])
    first, *rest = today(work.hq)
    assert first.sentence == "Two laptops disagree about {title}. Decide which value stands."
    assert [item.order for item in rest] == sorted(item.order for item in rest)
    work.close()


def test_today_reads_each_kind_a_few_times_whatever_there_is(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A season has 1,500 cases: none of them may ask the database for itself."""
    work.work(*(f"case {number}" for number in range(3)))
    monkeypatch.setattr("app.rules.snapshot.MANY", 1)
    asked: list[str] = []

    with work.laptop.store.reading() as view:
        records = type(view.records)
    for name in ("get", "referring", "all_of"):
        original = getattr(records, name)

        def watched(
            self: object, *args: object, _original: object = original, **options: object
        ) -> object:
            asked.append(str(args[0]))
            assert callable(_original)
            return _original(self, *args, **options)

        monkeypatch.setattr(records, name, watched)
    today(work.laptop)
    of_a_case = {work.known["case 0"], work.known["case 1"], work.known["case 2"]}
    assert len(asked) < 60
    assert not of_a_case.intersection(asked)


def _about(work: Fieldwork, name: str) -> list[str]:
    return [item.sentence for item in today(work.laptop) if item.uid == work.known[name]]


def _count(items: list[TodayItem], sentence: str) -> int:
    (found,) = [item for item in items if item.sentence == sentence]
    return int(str(found.values["count"]))
