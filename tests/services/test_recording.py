"""Writing records: exactly what differs, one line each, and every rule asked on every way in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.journal import Line, decode_line
from app.models.kinds import KIND
from app.models.numbers import OtherNumber
from app.models.record import Record, State
from app.services.custody import ItemDraft, TransferDraft, custody_of, transfer_custody
from app.services.desk import Desk
from app.services.findings import findings
from app.services.operation import close_desk, open_store
from app.services.reading import find, get_record, history, list_records
from app.services.receiving import read_bundle
from app.services.recording import (
    DraftRejectedError,
    NoSuchRecordError,
    NotUndoneError,
    make_final,
    resolve_conflict,
    restore_record,
    save_record,
    undo_last,
    withdraw_record,
)
from app.services.sending import write_bundle
from app.store.transactions import FixedRecordError
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    yield from _closed(Fieldwork(tmp_path))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Fieldwork]:
    yield from _closed(Fieldwork(tmp_path, books="AB"))


def _closed(fieldwork: Fieldwork) -> Iterator[Fieldwork]:
    yield fieldwork
    fieldwork.close()


# --- what is written -----------------------------------------------------------------------------


def test_only_what_differs_is_written_and_as_one_line(work: Fieldwork) -> None:
    work.report_a_site()
    before = _size(work.laptop)
    work.change("site", {"number": "TST01", "name": "Canal bend", "local_name": None})
    assert _size(work.laptop) == before + 1
    (touch,) = _last(work.laptop).m
    assert dict(touch.f) == {"name": "Canal bend"}
    assert set(touch.p) == {"name"}


def test_saving_what_is_already_so_writes_nothing(work: Fieldwork) -> None:
    work.report_a_site()
    before = _size(work.laptop)
    record = work.change("site", {"name": "Canal", "geo_safe": True, "latin_name": None})
    assert _size(work.laptop) == before
    assert record.values["name"] == "Canal"


def test_a_field_is_cleared_by_nothing(work: Fieldwork) -> None:
    work.report_a_site()
    assert "name" not in work.change("site", {"name": None}).values
    assert dict(_last(work.laptop).m[0].f) == {"name": None}


def test_a_rejected_draft_leaves_no_line(work: Fieldwork) -> None:
    work.report_a_site()
    before = _size(work.laptop)
    with pytest.raises(DraftRejectedError) as stopped:
        work.save("site", "again", {"number": "TST01", "name": "Other"})
    assert stopped.value.problems[0].rule == "BR-10"
    assert _size(work.laptop) == before


def test_what_is_not_here_cannot_be_changed(work: Fieldwork) -> None:
    nowhere = "ffffffff-0000-4000-8000-000000000000"
    for attempt in (
        lambda: save_record(work.laptop, "site", nowhere, {"name": "x"}),
        lambda: withdraw_record(work.laptop, nowhere, "Twice."),
        lambda: make_final(work.laptop, nowhere),
    ):
        with pytest.raises(NoSuchRecordError):
            attempt()


# --- the life of a record ------------------------------------------------------------------------


def test_a_final_record_is_amended_with_a_reason_only(work: Fieldwork) -> None:
    work.report_a_site()
    site = work.known["site"]
    work.finish("site")
    with pytest.raises(DraftRejectedError) as stopped:
        work.change("site", {"name": "Canal bend"})
    assert [problem.field for problem in stopped.value.problems] == ["reason"]
    save_record(work.laptop, "site", site, {"name": "Canal bend"}, why="Misheard by radio.")
    newest = history(work.laptop, site)[-1]
    assert (newest.before, newest.after, newest.why) == (
        "Canal",
        "Canal bend",
        "Misheard by radio.",
    )


def test_a_withdrawn_record_stays_findable_and_comes_back_as_it_was(work: Fieldwork) -> None:
    work.save("team", "team", {"name": "Northern team"})
    team = work.known["team"]
    for state in (State.DRAFT, State.FINAL):
        if state is State.FINAL:
            work.finish("team")
        withdraw_record(work.laptop, team, "Entered twice.")
        assert list_records(work.laptop, "team") == []
        assert [hit.uid for hit in find(work.laptop, "Northern")] == [team]
        assert restore_record(work.laptop, team, "It was another.").record.state == state


@pytest.mark.parametrize("why", ["", " \n"])
def test_nothing_is_withdrawn_restored_or_decided_without_a_reason(
    work: Fieldwork, why: str
) -> None:
    work.report_a_site()
    site = work.known["site"]
    for attempt in (
        lambda: withdraw_record(work.laptop, site, why),
        lambda: restore_record(work.laptop, site, why),
        lambda: resolve_conflict(work.laptop, site, "name", "Canal", why),
    ):
        with pytest.raises(DraftRejectedError, match="reason"):
            attempt()


def test_custody_events_are_never_changed(work: Fieldwork) -> None:
    work.work("case 1")
    (event, *_) = list_records(work.laptop, "custody_event")
    before = _size(work.laptop)
    with pytest.raises((DraftRejectedError, FixedRecordError)):
        save_record(work.laptop, "custody_event", event.uid, {"purpose": "STORAGE"}, why="Wrong.")
    with pytest.raises((DraftRejectedError, FixedRecordError)):
        withdraw_record(work.laptop, event.uid, "Wrong.")
    assert _size(work.laptop) == before


def test_a_wrong_event_is_replaced_with_anothers_approval_only(work: Fieldwork) -> None:
    work.work("case 1")
    bag = work.known["bag of case 1"]
    (wrong,) = [one for one in list_records(work.laptop, "custody_event") if _is_of(one, bag)]
    line = ItemDraft(bag, seal_condition="NOT_SEALED", item_condition="GOOD")

    def correct(approved_by: str) -> None:
        draft = TransferDraft(
            "SUP", (line,), supersedes=wrong.uid, approved_by=approved_by, remarks="Wrong bag."
        )
        transfer_custody(work.laptop, draft)

    for approver in ("", work.laptop.person):
        with pytest.raises(DraftRejectedError) as stopped:
            correct(approver)
        assert "BR-16" in {problem.rule for problem in stopped.value.problems if problem.stops}
    assert custody_of(work.laptop, bag).seal == "S-CASE1"

    correct(work.hq.person)
    after = custody_of(work.laptop, bag)
    assert (after.superseded, after.seal) == (frozenset({wrong.uid}), "")
    assert get_record(work.laptop, wrong.uid) == wrong


# --- undo ----------------------------------------------------------------------------------------


def test_undo_steps_back_and_never_redoes(work: Fieldwork) -> None:
    work.report_a_site()
    for name in ("One", "Two", "Three"):
        work.change("site", {"name": name})
    for expected in ("Two", "One", "Canal"):
        saved = undo_last(work.laptop)
        assert saved is not None
        assert saved.record.values["name"] == expected
    assert _name(work) == "Canal"


def test_what_is_written_between_two_undoings_is_undone_first(work: Fieldwork) -> None:
    work.report_a_site()
    work.change("site", {"name": "One"})
    work.change("site", {"name": "Two"})
    undo_last(work.laptop)
    work.change("site", {"name": "Three"})
    undo_last(work.laptop)
    assert _name(work) == "One"
    undo_last(work.laptop)
    assert _name(work) == "Canal"


def test_a_field_that_was_empty_is_empty_again(work: Fieldwork) -> None:
    work.report_a_site()
    work.change("site", {"latin_name": "Canal"})
    saved = undo_last(work.laptop)
    assert saved is not None
    assert "latin_name" not in saved.record.values


def test_a_withdrawal_and_a_restoring_are_undone(work: Fieldwork) -> None:
    work.report_a_site()
    site = work.known["site"]
    for state in (State.DRAFT, State.FINAL):
        if state is State.FINAL:
            work.finish("site")
        withdraw_record(work.laptop, site, "Entered twice.")
        undo_last(work.laptop)
        assert (_get(work.laptop, site).state, _get(work.laptop, site).reason) == (state, None)
        withdraw_record(work.laptop, site, "Entered twice.")
        restore_record(work.laptop, site, "It was another.")
        undo_last(work.laptop)
        record = _get(work.laptop, site)
        assert (record.is_withdrawn, record.reason) == (True, "Entered twice.")
        undo_last(work.laptop)
        assert (_get(work.laptop, site).state, _get(work.laptop, site).reason) == (state, None)


def test_undo_works_in_a_later_session(work: Fieldwork) -> None:
    work.report_a_site()
    work.change("site", {"name": "One"})
    close_desk(work.laptop)
    work.laptops["A"] = open_store(work.laptop.layout.file, PASSPHRASE, clock=work.clock)
    undo_last(work.laptop)
    assert _name(work) == "Canal"


def test_what_others_wrote_since_stays(two: Fieldwork) -> None:
    two.report_a_site()
    two.change("site", {"name": "One", "latin_name": "One"})
    _hand_on(two)
    two.change("site", {"name": "Theirs"}, desk=two.laptops["B"])
    two.deliver(desk=two.laptops["B"])
    _to(two, two.laptop)
    saved = undo_last(two.laptop)
    assert saved is not None
    assert saved.record.values["name"] == "Theirs"
    assert "latin_name" not in saved.record.values
    assert findings(two.laptop) == []


def test_a_decision_is_not_undone(two: Fieldwork) -> None:
    _disagree(two)
    resolve_conflict(two.hq, two.known["site"], "name", "Canal bend", "Asked both.")
    with pytest.raises(NotUndoneError, match="decided"):
        undo_last(two.hq)


# --- deciding ------------------------------------------------------------------------------------


def test_a_decision_leaves_no_dispute_anywhere(two: Fieldwork) -> None:
    _disagree(two)
    site = two.known["site"]
    assert _get(two.hq, site).disputed == {"name"}
    with pytest.raises(DraftRejectedError) as stopped:
        save_record(two.hq, "site", site, {"name": "By the canal"})
    assert stopped.value.problems[0].rule == "BR-34"

    resolve_conflict(two.hq, site, "name", "Canal bend", "Asked both.")

    for desk in (two.laptop, two.laptops["B"]):
        _to(two, desk)
        record = _get(desk, site)
        assert (record.values["name"], record.disputed) == ("Canal bend", frozenset())
        assert findings(desk) == []
    assert _last(two.hq).k == "resolve"


def test_a_decision_is_no_way_round_the_rules(two: Fieldwork) -> None:
    """The exception for numbers holds for the two that were given, and for no third one."""
    two.save("site", "site", {"name": "Canal"})
    _hand_on(two)
    site = two.known["site"]
    provisional = str(_get(two.hq, site).number)
    two.save("site", "other", {"number": "TST09", "name": "Other"}, desk=two.hq)
    kept = {"other_numbers": (_other(provisional),)}
    for number, desk in (("TST01", two.laptop), ("TST02", two.laptops["B"])):
        two.change("site", kept, desk=desk)
        two.change("site", {"number": number}, desk=desk)
    two.deliver()
    two.deliver(desk=two.laptops["B"])
    assert _get(two.hq, site).disputed == {"number"}
    with pytest.raises(DraftRejectedError) as stopped:
        resolve_conflict(two.hq, site, "number", "TST09", "A nice number.")
    assert stopped.value.problems[0].rule == "BR-10"
    assert resolve_conflict(two.hq, site, "number", "TST02", "Asked both.").record.number == "TST02"
    with pytest.raises(DraftRejectedError):
        resolve_conflict(two.hq, site, "number", "TST05", "Nobody disagrees any more.")


def test_a_decision_asks_the_rules(two: Fieldwork) -> None:
    two.report_a_site()
    two.save("hazard", "shell", {"site": two.known["site"], "status": "OPEN"})
    _hand_on(two)
    two.change("shell", {"status": "MARKED"})
    two.change("shell", {"status": "TASKED"}, desk=two.laptops["B"])
    two.deliver()
    two.deliver(desk=two.laptops["B"])
    shell = two.known["shell"]
    assert _get(two.hq, shell).disputed == {"status"}
    with pytest.raises(DraftRejectedError) as stopped:
        resolve_conflict(two.hq, shell, "status", "CLEARED", "It must be gone by now.")
    assert stopped.value.problems[0].rule == "BR-03"
    resolve_conflict(two.hq, shell, "status", "TASKED", "Asked both.")
    assert _get(two.hq, shell).disputed == frozenset()


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.DRAFT])
def test_withdrawn_here_and_edited_there_is_decided(two: Fieldwork, state: State) -> None:
    team = two.save("team", "team", {"name": "Team"}).uid
    _hand_on(two)
    withdraw_record(two.laptop, team, "Entered twice.")
    two.change("team", {"base": "Basra"}, desk=two.laptops["B"])
    two.deliver()
    two.deliver(desk=two.laptops["B"])
    assert [one.code for one in findings(two.hq)] == ["C2"]
    saved = resolve_conflict(two.hq, team, "state", state.value, "Asked both.")
    assert (saved.record.state, saved.record.reason) == (state, "Asked both.")
    assert findings(two.hq) == []


# --- overrides -----------------------------------------------------------------------------------


def test_an_override_counts_only_with_the_roles_it_needs(work: Fieldwork) -> None:
    work.report_a_site()
    start = work.clock.now()
    draft = {
        "site": work.known["site"],
        "why": "A body lies in the open.",
        "starts_at": start,
        "ends_at": replace(start, instant=start.instant.replace(hour=start.instant.hour + 4)),
        "medic_present": True,
        "authorised_by": work.laptop.person,
        "countersigned_by": work.laptop.person,
    }
    known = {name: value for name, value in draft.items() if name in _fields("hazard_override")}
    override = work.save("hazard_override", "override", known)
    with pytest.raises(DraftRejectedError) as stopped:
        make_final(work.laptop, override.uid)
    rules = {problem.rule for problem in stopped.value.problems if problem.stops}
    assert rules == {"BR-01", "BR-21"}


# --- numbers -------------------------------------------------------------------------------------


def test_numbers_go_on_after_a_withdrawal_and_in_another_session(work: Fieldwork) -> None:
    work.report_a_site()
    bags = [_bag(work).number for _ in range(2)]
    withdraw_record(work.laptop, _bag(work).uid, "Torn.")
    close_desk(work.laptop)
    work.laptops["A"] = open_store(work.laptop.layout.file, PASSPHRASE, clock=work.clock)
    bags.append(_bag(work).number)
    assert bags == ["TST01-KA0001", "TST01-KA0002", "TST01-KA0004"]


def test_a_number_typed_by_hand_is_passed_over(work: Fieldwork) -> None:
    """A label was stuck on before: the laptop goes on behind it, and is never stuck itself."""
    work.report_a_site()
    first = _bag(work).number
    typed = _bag(work, number="TST01-KA0002").number
    assert (first, typed) == ("TST01-KA0001", "TST01-KA0002")
    assert [_bag(work).number for _ in range(2)] == ["TST01-KA0003", "TST01-KA0004"]


def test_a_rejected_record_uses_up_no_number(work: Fieldwork) -> None:
    work.report_a_site()
    for _ in range(2):
        with pytest.raises(DraftRejectedError):
            work.save("hazard", "no", {"site": work.known["site"], "status": "CLEARED"})
    assert work.save("hazard", "one", {"site": work.known["site"]}).number == "TST01-HA001"


def test_two_laptops_never_give_one_number(two: Fieldwork) -> None:
    two.report_a_site()
    _hand_on(two)
    given = {_bag(two, desk).number for desk in (two.laptop, two.laptops["B"]) for _ in range(3)}
    assert len(given) == 6
    two.deliver()
    assert two.deliver(desk=two.laptops["B"]).findings_new == ()


def test_only_the_site_lead_gives_graves_their_final_numbers(two: Fieldwork) -> None:
    draft = {"number": "TST01", "name": "Canal", "geo_safe": True, "lead_book": "A"}
    site = two.save("site", "site", draft).uid
    _hand_on(two)
    grave = {"site": site, "phase": "LOCATED"}
    ours = [two.save("grave", "grave", grave).number for _ in range(2)]
    theirs = two.save("grave", "grave", grave, desk=two.laptops["B"]).number
    assert (ours, theirs) == (["TST01-G01", "TST01-G02"], "TST01-GPB1")
    two.deliver()
    two.deliver(desk=two.laptops["B"])
    two.change("grave", {"other_numbers": (_other("TST01-GPB1"),)}, desk=two.hq)
    assert two.change("grave", {"number": "TST01-G03"}, desk=two.hq).number == "TST01-G03"
    _to(two, two.laptop)
    assert two.save("grave", "next", grave).number == "TST01-G04"


def test_while_laptops_disagree_on_the_lead_nobody_is(two: Fieldwork) -> None:
    two.report_a_site()
    _hand_on(two)
    two.change("site", {"lead_book": "A"})
    two.change("site", {"lead_book": "B"}, desk=two.laptops["B"])
    two.deliver()
    two.deliver(desk=two.laptops["B"])
    _to(two, two.laptop)
    grave = two.save("grave", "grave", {"site": two.known["site"], "phase": "LOCATED"})
    assert grave.number == "TST01-GPA1"


# --- helpers -------------------------------------------------------------------------------------


def _is_of(event: Record, item: str) -> bool:
    return item in {line.values.get("item") for line in event.values["lines"]}


def _bag(work: Fieldwork, desk: Desk | None = None, number: str = "") -> Record:
    draft = {"site": work.known["site"], "container_kind": "BAG"}
    return work.save("container", "bag", {**draft, **({"number": number} if number else {})}, desk)


def _other(number: str) -> OtherNumber:
    return OtherNumber({"scheme": "PROVISIONAL", "value": number})


def _fields(kind: str) -> set[str]:
    return set(KIND[kind].fields)


def _size(desk: Desk) -> int:
    with desk.store.reading() as view:
        return view.tip.size


def _last(desk: Desk) -> Line:
    with desk.store.reading() as view:
        tip = view.tip
        return decode_line(next(view.lines.backwards(tip.journal, tip.size, tip.head)).data)


def _get(desk: Desk, uid: str) -> Record:
    record = get_record(desk, uid)
    assert record is not None
    return record


def _name(work: Fieldwork) -> object:
    return _get(work.laptop, work.known["site"]).values["name"]


def _to(work: Fieldwork, desk: Desk) -> None:
    """What headquarters has goes to a laptop."""
    for item in write_bundle(work.hq, work.stick, to=desk.replica):
        read_bundle(desk, item.path, is_isolated=False)


def _hand_on(work: Fieldwork) -> None:
    work.confirm(work.deliver())
    _to(work, work.laptops["B"])


def _disagree(work: Fieldwork) -> None:
    work.report_a_site()
    _hand_on(work)
    work.change("site", {"name": "Canal bend"})
    work.change("site", {"name": "Old canal"}, desk=work.laptops["B"])
    work.deliver()
    work.deliver(desk=work.laptops["B"])
