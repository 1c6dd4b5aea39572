"""Receiving: in two halves, from strangers and the revoked, and with hazards told first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from typing_extensions import override

from app.core.clock import Moment
from app.core.errors import Cancelled
from app.core.files import FileTroubleError
from app.core.jobs import Ticket
from app.models.journal import Line, Touch
from app.services import receiving
from app.services.custody import ItemDraft, TransferDraft, transfer_custody
from app.services.desk import Desk
from app.services.findings import findings
from app.services.flags import Flag, flags
from app.services.keyring import load_root_key
from app.services.looking_over import is_waiting, look_over
from app.services.operation import open_store
from app.services.photos import add_photo
from app.services.quarantine import quarantined
from app.services.reading import find, get_record, list_records
from app.services.receiving import StrangerQuarantinedError, read_bundle, take_in_bundle
from app.services.recording import save_record, withdraw_record
from app.services.sending import write_bundle
from app.services.taking_in import Taking
from app.store.papers import Paper
from app.store.transactions import Edit
from app.sync.parts import BundlePart, SegmentPart
from app.sync.signed import Signer
from app.sync.stages import Stage
from app.sync.trust import Revocation, Revocations, sign_revocations
from tests.journeys.fieldwork import ELSEWHERE, GRAVE, PASSPHRASE, Fieldwork, position
from tests.services.copies import backup_of, restored


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    yield from _closed(Fieldwork(tmp_path))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Fieldwork]:
    yield from _closed(Fieldwork(tmp_path, books="AB"))


def _closed(fieldwork: Fieldwork) -> Iterator[Fieldwork]:
    yield fieldwork
    fieldwork.close()


# --- in two halves -------------------------------------------------------------------------------


def test_what_was_only_taken_in_is_looked_over_later(work: Fieldwork) -> None:
    """Killed between the halves: lists show the lines; search, flags and findings come later."""
    _break_a_rule(work)
    take_in_bundle(work.hq, work.bundle(), Ticket(), is_isolated=False)
    assert [record.number for record in list_records(work.hq, "site")] == ["TST01"]
    assert is_waiting(work.hq)
    assert (find(work.hq, "Canal"), flags(work.hq)) == ([], [])

    work.hq.store.close()
    work.hq = open_store(work.hq.layout.file, PASSPHRASE, clock=work.clock)
    assert is_waiting(work.hq)
    found = look_over(work.hq)

    assert {flag.verdict.rule for flag in found} >= {"BR-12"}
    assert _told(flags(work.hq)) == _told(found)
    values = [value for flag in flags(work.hq) for value in flag.verdict.values.values()]
    assert any(isinstance(value, Moment) for value in values)  # to be read in any language
    assert "site" in {hit.kind for hit in find(work.hq, "Canal")}
    assert not is_waiting(work.hq)
    assert look_over(work.hq) == []


def test_who_stops_the_looking_over_goes_on_at_the_next_bundle(work: Fieldwork) -> None:
    _break_a_rule(work)
    bundle = work.bundle()
    report = read_bundle(work.hq, bundle, _Stopping(Stage.LOOKING_OVER), is_isolated=False)
    assert (report.lines_new > 0, report.flags) == (True, ())
    assert is_waiting(work.hq)

    again = work.deliver(bundle)

    assert again.is_repeat
    assert {flag.verdict.rule for flag in again.flags} >= {"BR-12"}
    assert not is_waiting(work.hq)


def test_own_saves_while_lines_wait_are_looked_over_too(work: Fieldwork) -> None:
    work.report_a_site()
    take_in_bundle(work.hq, work.bundle(), Ticket(), is_isolated=False)
    save_record(work.hq, "team", None, {"name": "Northern team"})
    assert find(work.hq, "Northern") == []
    look_over(work.hq)
    assert [hit.kind for hit in find(work.hq, "Northern")] == ["team"]
    assert "site" in {hit.kind for hit in find(work.hq, "Canal")}


def test_a_bundle_read_before_says_so(work: Fieldwork) -> None:
    work.report_a_site()
    bundle = work.bundle()
    first = work.deliver(bundle)
    again = work.deliver(bundle)
    assert again.is_repeat
    assert (again.bundle, again.sha256) == (first.bundle, first.sha256)
    assert (again.lines_new, again.hazards, again.findings_new, again.flags) == (0, (), (), ())


# --- hazards first -------------------------------------------------------------------------------


def test_a_hazard_is_announced_when_it_is_new_and_not_again(work: Fieldwork) -> None:
    uid = _hazard(work)
    assert work.deliver().hazards == (uid,)
    assert work.deliver().hazards == ()
    work.change("shell", {"description": "A rusty shell."})
    assert work.deliver().hazards == ()


@pytest.mark.parametrize(
    "change",
    [
        {"observer_position": position(ELSEWHERE)},
        {"bearing_deg": 95},
        {"distance_m": None},
        {"exclusion_radius_m": 300},
        {"status": "OPEN"},
        {"remarks": "They said so by radio.", "status": "OPEN"},
        {"description": "Two more.", "exclusion_radius_m": 300, "remarks": "x"},
    ],
)
def test_a_hazard_that_became_worse_is_announced(
    work: Fieldwork, change: dict[str, object]
) -> None:
    uid = _hazard(work, status="MARKED")
    work.deliver()
    work.change("shell", change)
    assert work.deliver().hazards == (uid,)


def test_a_hazard_that_somebody_withdrew_is_announced(work: Fieldwork) -> None:
    """No rule here allows it, but another program's bundle may bring it."""
    uid = _hazard(work)
    work.deliver()
    _write_past_the_rules(work, "hazard", uid, {"state": "WITHDRAWN"})
    report = work.deliver()
    assert report.hazards == (uid,)
    assert "BR-03" in {flag.verdict.rule for flag in report.flags}


def test_a_hazard_in_a_reading_that_was_cut_off_is_announced_all_the_same(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = _hazard(work)
    bundle = work.bundle()

    def cut_off(self: Taking, part: BundlePart) -> None:
        take(self, part)
        if isinstance(part, SegmentPart):
            self.finish()
            raise Cancelled

    take = Taking.take
    with monkeypatch.context() as patch:
        patch.setattr(Taking, "take", cut_off)
        with pytest.raises(Cancelled):
            work.deliver(bundle)
    assert [record.uid for record in list_records(work.hq, "hazard")] == [uid]

    report = work.deliver(bundle)

    assert (report.lines_new, report.hazards) == (0, (uid,))
    assert work.deliver().hazards == ()


def test_a_hazard_is_announced_at_the_next_reading_if_no_report_was_given(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full when the receipt was to be written; the bundle itself had been read."""
    uid = _hazard(work)
    bundle = work.bundle()

    def full(*_: object) -> Path:
        raise FileTroubleError("The disk is full.", hint="Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "write_receipt", full)
        with pytest.raises(FileTroubleError):
            work.deliver(bundle)
    again = work.deliver(bundle)
    assert (again.is_repeat, again.hazards, again.changes.hazards) == (True, (uid,), (uid,))
    assert work.deliver(bundle).hazards == ()


def test_lines_are_in_before_the_photos_are_read(
    work: Fieldwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.report_a_site()
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"not much of a picture")
    add_photo(work.laptop, file, {"site": work.known["site"]})
    bundle = work.bundle()

    def fails(*_: object) -> None:
        raise Cancelled

    with monkeypatch.context() as patch:
        patch.setattr("app.store.vault.Vault.add", fails)
        with pytest.raises(Cancelled):
            work.deliver(bundle)
    assert len(list_records(work.hq, "photo")) == 1
    assert work.deliver(bundle).media_new == 1


# --- strangers and the revoked -------------------------------------------------------------------


def test_a_strangers_bundle_waits_until_it_is_enrolled(two: Fieldwork, tmp_path: Path) -> None:
    """A laptop that came back from a backup has a new identity, but knows whom to send to."""
    backup = backup_of(two.laptops["B"], tmp_path / "backup")
    stranger = two.laptops["B"] = restored(two.laptops["B"], backup)
    save_record(stranger, "team", None, {"name": "Not forgotten"})
    bundle = two.bundle(stranger)

    for _ in range(2):
        with pytest.raises(StrangerQuarantinedError):
            two.deliver(bundle)
    (aside,) = quarantined(two.hq)
    assert aside.signer == "Laptop B"
    assert list_records(two.hq, "team") == []

    two.laptops["B"] = two.enrolled(stranger, "C")
    report = two.deliver(aside.path)

    assert report.lines_new > 0
    assert quarantined(two.hq) == []
    assert _teams(two.hq) == {"Not forgotten"}
    assert two.deliver(bundle).is_repeat


def test_lines_after_a_revocation_wait_until_headquarters_believes_them(two: Fieldwork) -> None:
    other = two.laptops["B"]
    save_record(other, "team", None, {"name": "Believed"})
    two.confirm(two.deliver(desk=other), desk=other)
    _revoke(two, other, version=1)
    save_record(other, "team", None, {"name": "Doubted"})
    bundle = two.bundle(other)

    report = two.deliver(bundle)

    assert report.lines_doubted > 0
    assert _teams(two.hq) == {"Believed"}
    assert len(quarantined(two.hq)) == 1
    assert not two.deliver(bundle).is_repeat
    assert len(quarantined(two.hq)) == 1

    _revoke(two, other, version=2)
    (aside,) = quarantined(two.hq)
    again = two.deliver(aside.path)

    assert again.lines_doubted == 0
    assert _teams(two.hq) == {"Believed", "Doubted"}
    assert quarantined(two.hq) == []
    assert two.deliver(bundle).is_repeat


def test_a_revocation_travels_to_every_laptop(two: Fieldwork) -> None:
    other = two.laptops["B"]
    two.confirm(two.deliver(desk=other), desk=other)
    two.deliver()
    _revoke(two, other, version=1)
    (to_a,) = write_bundle(two.hq, two.stick, to=two.laptop.replica)
    read_bundle(two.laptop, to_a.path, is_isolated=False)
    with two.laptop.store.reading() as view:
        paper = view.papers.get("revocations", "newest")
    assert paper is not None
    assert paper.number == 1


# --- findings ------------------------------------------------------------------------------------


def test_each_finding_is_new_once(two: Fieldwork) -> None:
    two.report_a_site()
    _hand_on(two)
    two.change("site", {"name": "Canal bend"})
    two.change("site", {"name": "Old canal"}, desk=two.laptops["B"])
    assert two.deliver().findings_new == ()
    (new,) = two.deliver(desk=two.laptops["B"]).findings_new
    assert (new.code, new.field) == ("C1", "name")
    two.save("team", "team", {"name": "Team"})
    assert two.deliver().findings_new == ()
    assert [one.code for one in findings(two.hq)] == ["C1"]


def test_withdrawn_here_and_edited_there_stays_so_although_the_withdrawer_edits_again(
    two: Fieldwork,
) -> None:
    team = two.save("team", "team", {"name": "Team"}).uid
    _hand_on(two)
    withdraw_record(two.laptop, team, "Entered twice.")
    two.change("team", {"base": "Basra"}, desk=two.laptops["B"])
    with two.laptop.store.writing() as pen:  # an older version let withdrawn records be changed
        edit = Edit("team", team, {"vehicles": "Two lorries"})
        pen.append([edit], by=two.laptop.person, at=two.clock.now())
    two.deliver()
    report = two.deliver(desk=two.laptops["B"])
    assert [one.code for one in report.findings_new] == ["C2"]
    assert [one.code for one in findings(two.hq)] == ["C2"]


def test_different_fields_in_parallel_are_a_soft_finding(two: Fieldwork) -> None:
    two.save("team", "team", {"name": "Team"})
    _hand_on(two)
    two.change("team", {"base": "Basra"}, desk=two.laptops["B"])
    two.change("team", {"vehicles": "Two lorries"})
    two.deliver()
    (new,) = two.deliver(desk=two.laptops["B"]).findings_new
    assert (new.code, new.severity) == ("C4", 3)
    two.known["team"] = new.uid
    two.change("team", {"devices": "One laptop"}, desk=two.hq)
    assert findings(two.hq) == []


def test_one_number_twice_is_found(two: Fieldwork) -> None:
    two.save("site", "one", {"number": "TST01", "name": "One"})
    two.save("site", "two", {"number": "TST01", "name": "Two"}, desk=two.laptops["B"])
    two.deliver()
    (new,) = two.deliver(desk=two.laptops["B"]).findings_new
    assert (new.code, new.title, new.other != new.uid) == ("C5", "TST01", True)


def test_what_has_not_arrived_is_found_until_it_does(two: Fieldwork) -> None:
    two.report_a_site()
    _hand_on(two)
    two.save("team", "team", {"name": "Team"})
    first = two.bundle()
    team = two.known["team"]
    _write_past_the_rules(
        two, "team", team, {"organisation": "f" * 8 + "-0000-4000-8000-" + "0" * 12}
    )
    report = two.deliver()
    assert [one.code for one in report.findings_new] == ["C6"]
    assert two.deliver(first).findings_new == ()
    _write_past_the_rules(two, "team", team, {"organisation": None})
    two.deliver()
    assert findings(two.hq) == []


def test_a_bag_handed_on_twice_is_a_fork(two: Fieldwork) -> None:
    two.work("case 1")
    two.save("site", "other site", {"number": "TST02", "name": "Other", "geo_safe": True})
    _hand_on(two)
    for desk, place in ((two.laptop, "site"), (two.laptops["B"], "other site")):
        line = ItemDraft(
            two.known["bag of case 1"],
            seal_before="S-CASE1",
            seal_condition="INTACT",
            item_condition="GOOD",
        )
        person = two.laptop.person
        draft = TransferDraft(
            "STO", (line,), from_person=person, to_person=person,
            to_place=two.known[place], purpose="STORAGE",
        )  # fmt: skip
        transfer_custody(desk, draft)
    assert two.deliver().findings_new == ()
    report = two.deliver(desk=two.laptops["B"])
    assert {one.code for one in report.findings_new} == {"C3"}
    assert two.known["bag of case 1"] in {one.uid for one in report.findings_new}
    assert two.deliver(desk=two.laptops["B"]).findings_new == ()


def test_an_event_written_twice_is_an_alarm(work: Fieldwork) -> None:
    work.work("case 1")
    work.deliver()
    (event, *_) = list_records(work.hq, "custody_event")
    _write_past_the_rules(work, "custody_event", event.uid, {"purpose": "STORAGE"})
    (new,) = work.deliver().findings_new
    assert (new.code, new.uid, new.severity) == ("C7", event.uid, 1)
    unchanged = get_record(work.hq, event.uid)
    assert unchanged is not None
    assert unchanged.values["purpose"] == event.values["purpose"]


# --- helpers -------------------------------------------------------------------------------------


def _told(found: Iterable[Flag]) -> list[tuple[str, ...]]:
    verdicts = ((flag.uid, flag.verdict) for flag in found)
    return sorted(
        (uid, verdict.rule, verdict.field, verdict.sentence, str(verdict.override_by))
        for uid, verdict in verdicts
    )


def _hazard(work: Fieldwork, status: str = "OPEN") -> str:
    work.report_a_site()
    draft = {
        "site": work.known["site"],
        "hazard_class": "ITEM",
        "status": status,
        "observer_position": position(GRAVE),
        "bearing_deg": 90,
        "distance_m": Decimal(20),
    }
    return work.save("hazard", "shell", draft).uid


def _write_past_the_rules(work: Fieldwork, kind: str, uid: str, fields: dict[str, object]) -> None:
    """As a program without rules would write it."""
    with work.laptop.store.writing() as pen:
        seen = pen.records.newest_lines(uid, kind)
        replaced = {
            name: [head.line for head in pen.records.heads(uid, kind, name)] for name in fields
        }
        replaced = {name: lines for name, lines in replaced.items() if lines}
        touch = Touch(r=uid, t=kind, f=fields, p=replaced, c=seen)
        line = Line(k="change", by=work.laptop.person, wall=str(work.clock.now()), m=[touch])
        pen._write(line)


def _break_a_rule(work: Fieldwork) -> None:
    """Remains lifted before they were found."""
    work.work("case 1")
    case = work.known["case 1"]
    with work.laptop.store.reading() as view:
        record = view.records.get(case)
        assert record is not None
        found = record.fields["lifted_at"].encode(record.values["occurred_at"])
    early = str(found).replace("2026", "2025")
    _write_past_the_rules(work, "remains_case", case, {"lifted_at": early})


class _Stopping(Ticket):
    """A person who asks to stop at one stage."""

    def __init__(self, at: Stage) -> None:
        super().__init__()
        self._at = at

    @override
    def checkpoint(self, stage: str, done: int = 0, total: int = 0) -> None:
        if stage == self._at:
            raise Cancelled
        super().checkpoint(stage, done, total)


def _revoke(work: Fieldwork, laptop: Desk, version: int) -> None:
    """Believed up to where it stands now."""
    with laptop.store.reading() as view:
        tip = view.tip
    root = Signer(load_root_key(work.hq.layout, PASSPHRASE), work.hq.keys.root)
    entry = Revocation(laptop.replica, tip.journal, tip.size, tip.head.hex(), "Stolen")
    statement = Revocations(operation=_operation(work.hq), version=version, entries=(entry,))
    signed = sign_revocations(statement, root)
    with work.hq.store.writing() as pen:
        pen.papers.keep(Paper("revocations", "newest", version, signed.data, signed.signature))


def _operation(desk: Desk) -> str:
    with desk.store.reading() as view:
        return view.setting("operation")


def _teams(desk: Desk) -> set[str]:
    return {str(record.values["name"]) for record in list_records(desk, "team")}


def _hand_on(work: Fieldwork) -> None:
    """What the first laptop has goes to the second."""
    work.confirm(work.deliver())
    other = work.laptops["B"]
    for item in write_bundle(work.hq, work.stick, to=other.replica):
        read_bundle(other, item.path, is_isolated=False)
