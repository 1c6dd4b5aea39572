"""What cannot be is named at its field and not written; what bundles bring is kept and flagged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.ids import new_uid
from app.models.fields import encode_values
from app.models.kinds import KIND
from app.rules.check_characters import with_check
from app.rules.labels import encode_label
from app.services.custody import ItemDraft, TransferDraft, transfer_custody
from app.services.recording import DraftRejectedError, save_record
from app.store.transactions import Edit
from tests.journeys.bad_entries import ENTRIES, Entry, made
from tests.journeys.fieldwork import Fieldwork, holds


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path, books="AB")
    yield fieldwork
    fieldwork.close()


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_what_is_entered_wrongly_is_named_at_its_field(work: Fieldwork, entry: Entry) -> None:
    wrong = entry.make(work.laptop)
    uid = wrong.record.uid if wrong.record else None
    before = holds(work.laptop)
    if entry.stops:
        with pytest.raises(DraftRejectedError) as refused:
            save_record(work.laptop, entry.kind, uid, wrong.draft)
        said = refused.value.problems
        assert holds(work.laptop) == before
    else:
        said = save_record(work.laptop, entry.kind, uid, wrong.draft).verdicts
    found = [verdict for verdict in said if verdict.rule == entry.rule]
    assert [(one.field, one.stops) for one in found if one.sentence.startswith(entry.sentence)] == [
        (entry.field, entry.stops)
    ]
    assert all(one.hint for one in found)


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_what_a_bundle_brings_is_kept_and_flagged(work: Fieldwork, entry: Entry) -> None:
    wrong = entry.make(work.laptop)
    record = wrong.record or KIND[entry.kind](new_uid(), {"state": "DRAFT"})
    with work.laptop.store.writing() as pen:  # past the rules, as a program of another version may
        values = dict(wrong.draft) if wrong.record else {"state": "DRAFT", **wrong.draft}
        fields = encode_values(KIND[entry.kind].fields, values)
        pen.append([Edit(entry.kind, record.uid, fields)], by=work.laptop.person,
                   at=work.clock.now())  # fmt: skip
    report = work.deliver()
    with work.hq.store.reading() as view:
        stored = view.records.get(record.uid)
    assert stored is not None
    assert {name: stored.values[name] for name in wrong.draft} == dict(wrong.draft)
    flagged = [flag for flag in report.flags if (flag.uid, flag.verdict.rule)
               == (record.uid, entry.rule)]  # fmt: skip
    assert [flag.verdict.field for flag in flagged
            if flag.verdict.sentence.startswith(entry.sentence)] == [entry.field]  # fmt: skip


def test_a_sample_number_typed_in_place_of_a_scan_is_named(work: Fieldwork) -> None:
    site = made(work.laptop, "site", number="TST01", name="Canal", geo_safe=True).uid
    sample = made(work.laptop, "sample", site=site, sample_kind="BONE")
    number = sample.number or ""
    told: dict[str, Any] = {"to_person": work.laptop.person, "to_place": site}

    def collect(scanned: str) -> None:
        item = ItemDraft(sample.uid, scanned, seal_condition="NOT_SEALED", item_condition="GOOD")
        transfer_custody(work.laptop, TransferDraft("COL", (item,), purpose="COLLECTION", **told))

    before = holds(work.laptop)
    for typed in (number, number.lower().replace("-", "")):
        with pytest.raises(
            DraftRejectedError, match="typed without its check character"
        ) as refused:
            collect(typed)
        assert {problem.field for problem in refused.value.problems} == {"lines"}
    with pytest.raises(DraftRejectedError, match="is not that of"):
        collect(with_check("TST01-00-SA0099"))
    assert holds(work.laptop) == before
    with pytest.raises(DraftRejectedError, match="is scanned from its tube"):
        collect(with_check(number))
    collect(encode_label(number, sample.uid))
