"""Signatures as they are kept: bound to what was signed, whoever writes the record afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.clock import Moment
from app.models.clearance import ClearanceCertificate
from app.models.handovers import HandoverLine
from app.models.record import Record
from app.models.signatures import Signature
from app.rules.binding import Standing, digest_of, standing_of
from app.rules.certificates import unsigned
from app.services.desk import Desk
from app.services.reading import get_record
from app.services.recording import DraftRejectedError, save_record, undo_last
from tests.journeys.fieldwork import CORNERS, Fieldwork, area


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path, books="A")
    fieldwork.report_a_site()
    yield fieldwork
    fieldwork.close()


def signature(desk: Desk, role: str = "ISSUE", **values: Any) -> Signature:
    told = {"signer": desk.person, "role": role, "method": "KEY", "at": desk.now()}
    return Signature(told | values)


def certificate(work: Fieldwork, **values: Any) -> Record:
    desk = work.laptop
    told: dict[str, Any] = {
        "site": work.known["site"],
        "area": area(CORNERS),
        "cleared_depth_m": None,
        "outcome": "CANCELLED",
        "valid_from": Moment.parse("2026-11-08T06:00:00+03:00"),
        "methods": ("VISUAL",),
        "conditions": "EOD on standby.",
        "signatures": (signature(desk),),
    }
    return work.save("clearance_certificate", "paper", told | values)


def standings(desk: Desk, uid: str) -> list[Standing]:
    with desk.store.reading() as view:
        record = view.records.get(uid)
        assert record is not None
        return [standing_of(one, record, view.records) for one in record.values["signatures"] or ()]


def test_a_signature_is_bound_as_it_is_saved_and_read_again(work: Fieldwork) -> None:
    saved = certificate(work)
    (signed,) = saved.values["signatures"]
    again = get_record(work.laptop, saved.uid)
    assert again is not None
    assert signed.record_hash == digest_of(saved) == digest_of(again)
    assert standings(work.laptop, saved.uid) == [Standing.BOUND]


def test_what_is_saved_again_as_it_was_read_binds_nothing_anew(work: Fieldwork) -> None:
    saved = certificate(work)
    (signed,) = saved.values["signatures"]
    bare = Signature({k: v for k, v in signed.values.items() if k != "record_hash"})
    second = signature(work.laptop, "RECEIVE")
    draft = {"conditions": "None.", "signatures": (bare, second)}
    changed = save_record(work.laptop, saved.kind, saved.uid, draft).record
    kept, added = changed.values["signatures"]
    assert kept == signed
    assert added.record_hash == digest_of(changed)
    assert standings(work.laptop, saved.uid) == [Standing.CHANGED, Standing.BOUND]
    taken_back = undo_last(work.laptop)
    assert taken_back is not None
    assert standings(work.laptop, saved.uid) == [Standing.BOUND]


def test_a_certificate_travels_with_what_was_signed(work: Fieldwork) -> None:
    saved = certificate(work)
    work.deliver()
    with work.hq.store.reading() as view:
        paper = view.records.get(saved.uid)
        assert isinstance(paper, ClearanceCertificate)
        assert unsigned(paper, view.records) is None, "the key of who wrote it"
    told = save_record(work.hq, saved.kind, saved.uid, {"conditions": "None."})
    assert [one.rule for one in told.verdicts] == ["BR-21"]
    with work.hq.store.reading() as view:
        assert isinstance(told.record, ClearanceCertificate)
        assert unsigned(told.record, view.records) is not None


def test_nobody_adds_the_key_of_another(work: Fieldwork) -> None:
    saved = certificate(work, signatures=None)
    work.deliver()
    with pytest.raises(DraftRejectedError) as stopped:
        save_record(work.hq, saved.kind, saved.uid, {"signatures": (signature(work.laptop),)})
    assert [one.rule for one in stopped.value.problems if one.stops] == ["BR-15"]
    own = save_record(work.hq, saved.kind, saved.uid, {"signatures": (signature(work.hq),)}).record
    assert standings(work.hq, own.uid) == [Standing.BOUND]


def test_a_case_on_a_line_of_a_list_is_found_by_that_line(work: Fieldwork) -> None:
    case = work.save("remains_case", "case", {"case_type": "B", "site": work.known["site"]})
    line = HandoverLine({"cases": (case.uid,)})
    told = {"list_type": "INTERNAL", "list_state": "DRAFT", "lines": (line,)}
    first = work.save("handover_list", "list", told)
    with work.laptop.store.reading() as view:
        (found,) = view.records.referring("handover_list", "lines", case.uid)
    assert found.uid == first.uid
    with pytest.raises(DraftRejectedError) as stopped:
        work.save("handover_list", "other", told)
    assert [one.rule for one in stopped.value.problems if one.stops] == ["BR-31"]
