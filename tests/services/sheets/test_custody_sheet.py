"""What a chain-of-custody form is told: every hand, every doubt, and nothing that is not so."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.clock import Moment
from app.core.wording import wording
from app.crypto.digests import sha256_hex
from app.models.signatures import Signature
from app.reports.words import Tongues
from app.services.custody_sheet import CustodySheet
from app.services.operation import close_desk
from app.services.printing import print_record
from app.services.sheets.evidence import record_head
from tests.journeys.fieldwork import Fieldwork
from tests.reports.reading import by_poppler
from tests.services.sheets.bench import Bench, left, right

PAGE = Path(__file__).parents[3] / "docs" / "verify-by-hand.md"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "work")
    yield made
    close_desk(made.desk)


def handed(bench: Bench, name: str = "out", previous: str = "seal", **values: Any) -> None:
    told: dict[str, Any] = {
        "from_custodian": bench.uid("Dina"),
        "to_custodian": bench.uid("Omar"),
        "signatures": bench.signed(("Dina", "RELEASE"), ("Omar", "RECEIVE"), ("Rania", "WITNESS")),
        "line": {"seal_before": "S1", "seal_condition": "INTACT"},
    }
    bench.event(name, "OUT", previous=previous, **told | values)


def sealed(bench: Bench) -> None:
    bench.event("seal", "SEA", to_custodian=bench.uid("Dina"), to_location=bench.uid("site"),
                line={"seal_after": "S1", "item_condition": "GOOD"},
                signatures=bench.signed(("Dina", "RECEIVE")))  # fmt: skip


def test_the_head_is_one_hash_over_the_lines_behind_the_item(bench: Bench) -> None:
    before = bench.form().printing
    sealed(bench)
    after = bench.form()
    told = json.loads(after.attachment)
    assert told["head"] == after.printing.head != before.head
    assert len(told["lines"]) == 2
    assert told["head"] == sha256_hex("".join(f"{x}\n" for x in told["lines"]).encode())
    assert {record["line"] for record in told["records"]} == set(told["lines"])
    assert after.printing.journal_size > before.journal_size


def test_what_happens_to_other_things_leaves_the_head_alone(bench: Bench) -> None:
    sealed(bench)
    head = bench.form().printing.head
    bench.event("seen", "COL", "body", to_custodian=bench.uid("Dina"))
    bench.write("site", "site", remarks="Rain.")
    assert bench.form().printing.head == head
    assert bench.form("body").printing.head != head


def test_a_change_of_the_record_changes_its_head_and_not_the_order_of_its_lines(
    bench: Bench,
) -> None:
    head = bench.form().printing.head
    bench.write("container", "bag", remarks="Wet.", reason="Seen again.")
    assert bench.form().printing.head != head
    lines = json.loads(bench.form().attachment)["lines"]
    assert len(lines) == 2
    assert record_head(lines) == record_head(lines[::-1])


def test_what_is_strictly_confidential_is_withheld_and_said_to_be(bench: Bench) -> None:
    attached = bench.form("body").attachment
    (record, *_) = json.loads(attached)["records"]
    assert record["withheld"] == ["presumptive_id"]
    assert b"disc" not in attached


def test_each_hand_on_a_line_is_named(bench: Bench) -> None:
    sealed(bench)
    handed(bench)
    _, transfer = bench.form().transfers
    assert transfer.released_by is not None
    assert (transfer.released_by.name, transfer.released_by.latin_name) == ("دينا", "Dina")
    assert right(transfer.released_by.organisation) == "دائرة الطب العدلي"
    assert transfer.release is not None
    (witness,) = transfer.others
    assert (left(witness.role), witness.party.latin_name) == ("Witnessing", "Rania")
    assert witness.signature is not None


def test_a_signature_counts_for_the_person_on_the_line_only(bench: Bench) -> None:
    sealed(bench)
    handed(bench, signatures=bench.signed(("Rania", "RELEASE")))
    transfer = bench.form().transfers[-1]
    assert transfer.release is None
    assert [(left(hand.role), hand.party.latin_name) for hand in transfer.others] == [
        ("Releasing", "Rania")
    ]


@pytest.mark.parametrize(
    ("method", "doubt"),
    [
        ("KEY", "Does not count: somebody else wrote this"),
        ("INK_SCANNED", "Does not count: nothing shows it"),
        ("DRAWN", "Does not count: nothing shows it"),
    ],
)
def test_a_signature_that_does_not_count_says_so_where_it_stands(
    bench: Bench, method: str, doubt: str
) -> None:
    sealed(bench)
    told = {"role": "RELEASE", "method": method, "at": bench.at(0)}
    unseen = Signature({"signer": bench.uid("Dina"), **told})
    watched = Signature({"signer": bench.uid("Rania"), **told, "role": "WITNESS"})
    handed(bench, signatures=(unseen, watched, *bench.signed(("Omar", "RECEIVE"))))
    transfer = bench.form().transfers[-1]
    assert transfer.release is not None
    assert left(transfer.release.doubt) == doubt
    assert transfer.receipt is not None
    assert not transfer.receipt.doubt
    (witness,) = transfer.others
    assert witness.signature is not None
    assert left(witness.signature.doubt) == doubt


def test_a_witness_whose_signature_counts_stands_before_one_whose_does_not(bench: Bench) -> None:
    told = {"role": "WITNESS", "method": "KEY", "at": bench.at(0)}
    typed = Signature({"signer": bench.uid("Omar"), **told})
    bench.event("seal", "SEA", to_custodian=bench.uid("Dina"), line={"seal_after": "S1"},
                signatures=(typed, *bench.signed(("Rania", "WITNESS"))))  # fmt: skip
    witness = bench.form().first_seal_witness
    assert witness is not None
    assert witness.party.latin_name == "Rania"
    assert witness.signature is not None
    assert not witness.signature.doubt


def test_a_line_without_names_says_who_wrote_it(bench: Bench) -> None:
    bench.event("counted", "CHK")
    (hand,) = bench.form().transfers[0].others
    assert (left(hand.role), hand.party.latin_name) == ("Recorded by", "Leader H")


def test_halves_point_at_each_other(bench: Bench) -> None:
    sealed(bench)
    handed(bench, half="OUT", signatures=bench.signed(("Dina", "RELEASE")))
    lonely = bench.form().transfers[-1]
    assert (lonely.release_line, lonely.receipt_line) == (None, None)
    handed(bench, "in", "out", event_type="IN", half="IN",
           signatures=bench.signed(("Omar", "RECEIVE")))  # fmt: skip
    _, out, received = bench.form().transfers
    assert (out.release_line, out.receipt_line) == (None, received.line)
    assert (received.release_line, received.receipt_line) == (out.line, None)


def test_a_time_that_nobody_said_is_not_invented(bench: Bench) -> None:
    bench.event("seen", "CHK", occurred_at=None)
    assert bench.form().transfers[0].at is None
    assert print_record(bench.desk, bench.record("bag"), "ar").pdf.startswith(b"%PDF")


def test_a_fork_is_disputed_and_shows_both(bench: Bench) -> None:
    sealed(bench)
    handed(bench, "one")
    handed(bench, "two")
    form = bench.form()
    assert form.is_disputed
    (dispute,) = form.disputes
    assert left(dispute.field) == "Custody"
    assert len(dispute.values) == 2
    assert [line.is_disputed for line in form.transfers] == [False, True, True]


def test_a_record_that_is_neither_final_nor_withdrawn_is_a_draft(bench: Bench) -> None:
    assert bench.form("body").is_draft
    assert not bench.form().is_draft
    bench.write("container", "bag", state="WITHDRAWN", reason="Entered twice.")
    form = bench.form()
    assert not form.is_draft
    assert "Entered twice." in left(form.withdrawn)
    assert "Entered twice." in right(form.withdrawn)


def test_a_superseded_line_says_why_by_whom_and_with_whose_approval(bench: Bench) -> None:
    sealed(bench)
    handed(bench)
    bench.event("undo", "SUP", previous="out", supersedes=bench.uid("out"),
                approved_by=bench.uid("Rania"), remarks="It was another bag.")  # fmt: skip
    form = bench.form()
    struck = form.transfers[1].superseded
    assert struck is not None
    assert (struck.reason, struck.by_line) == ("It was another bag.", 3)
    assert (left(struck.author), right(struck.author)) == ("Leader H", "قائد H")
    assert left(struck.approver) == "Rania"
    assert left(form.condition) == "Good"


def test_a_seal_tells_its_life(bench: Bench) -> None:
    sealed(bench)
    handed(bench)
    bench.event("opened", "UNS", previous="out", purpose="EXAMINATION",
                line={"seal_before": "s1", "seal_condition": "INTACT", "left_open": True},
                signatures=bench.signed(("Omar", "RELEASE"), ("Rania", "WITNESS")))  # fmt: skip
    (seal,) = bench.form().seals
    assert (seal.number, left(seal.applied_by), left(seal.removed_by)) == ("S1", "Dina", "Omar")
    assert [check.line for check in seal.checks] == [2, 3]
    assert left(seal.reason) == "Examination"


def test_gaps_and_broken_rules_stand_on_the_form_by_line(bench: Bench) -> None:
    sealed(bench)
    handed(bench, half="OUT", signatures=bench.signed(("Dina", "RELEASE")))
    assert not bench.form().gaps
    bench.work.clock.at = Moment(bench.at(0).instant + timedelta(days=9), 180)
    (gap,) = bench.form().gaps
    assert "has not been received since" in left(gap)
    handed(bench, "late", "out", occurred_at=bench.at(-500))
    told = [left(gap) for gap in bench.form().gaps]
    assert any(re.search("Line .1.: This is earlier", text) for text in told), told


def test_a_bag_says_which_grave_its_contents_come_from(bench: Bench) -> None:
    assert "SNJ03-G01" in left(bench.form().grave)
    assert [content.number for content in bench.form().contents] == ["SNJ03-01-A0003B"]


def test_the_page_tells_how_the_head_is_made(bench: Bench, tmp_path: Path) -> None:
    sealed(bench)
    pdf = print_record(bench.desk, bench.record("bag"), "ar").pdf
    (tmp_path / "form.pdf").write_bytes(pdf)
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    said = subprocess.run(
        ["bash", "-c", "set -euo pipefail\n" + "".join(blocks)],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    head = said.split()[0]
    assert len(head) == 64
    assert head in "".join(by_poppler(pdf))


def test_two_replicas_print_the_same_head(tmp_path: Path) -> None:
    work = Fieldwork(tmp_path).work("case 1")
    work.deliver()
    for name in ("case 1", "bag of case 1"):
        heads = set()
        for desk in (work.laptop, work.hq):
            with desk.store.reading() as view:
                item = view.records.get(work.known[name])
                assert item is not None
                form = CustodySheet(desk, view, item, Tongues(wording("en"))).form()
            heads.add(form.printing.head)
            assert len(form.transfers) == (2 if name == "case 1" else 1)
        assert len(heads) == 1
    work.close()


def test_what_names_the_bag_is_in_it_as_much_as_what_stands_on_its_list(bench: Bench) -> None:
    case = {"site": bench.uid("site"), "grave": bench.uid("grave"), "case_type": "B"}
    bench.write(
        "remains_case", "second", number="SNJ03-01-A0004B", container=bench.uid("bag"), **case
    )
    told = bench.form()
    assert {content.number for content in told.contents} == {"SNJ03-01-A0003B", "SNJ03-01-A0004B"}
    bench.write("container", "other bag", number="SNJ03-KA0032", container_kind="BAG",
                site=bench.uid("site"))  # fmt: skip
    bench.write("remains_case", "body", container=bench.uid("other bag"))
    assert [content.number for content in bench.form().contents] == ["SNJ03-01-A0004B"]
    assert [content.number for content in bench.form("other bag").contents] == ["SNJ03-01-A0003B"]
