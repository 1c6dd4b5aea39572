"""Receipts: what is confirmed, and what must be offered again."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_uid
from app.sync.ranges import Range
from app.sync.receipts import (
    BACKED_UP,
    IMPORTED,
    Acknowledged,
    Doubt,
    Holding,
    Receipt,
    acknowledged,
    open_receipt_file,
    receipt_file,
    require_fresh,
    sign_receipt,
)
from app.sync.refusals import BundleRefusedError, Reason, StrangerError
from tests.sync.scene import MADE, Scene

JOURNAL, HQ = new_uid(), new_uid()


def hashes_at(number: int) -> set[str]:
    return {f"{number:064x}"} if number <= 100 else set()


def holding(*ranges: Range, level: int = IMPORTED, head: str = "") -> Holding:
    return Holding(journal=JOURNAL, level=level, ranges=ranges, head=head or f"{ranges[0][1]:064x}")


def receipt(number: int, *held: Holding, epoch: str = "e1", issuer: str = HQ) -> Receipt:
    return Receipt(
        operation="0" * 64,
        issuer=issuer,
        number=number,
        store_epoch=epoch,
        journals=held,
        media_held=(),
        media_wanted=(),
        made=MADE,
    )


def offered_from(*receipts: Receipt, level: int = IMPORTED) -> Acknowledged:
    return acknowledged(receipts, JOURNAL, hashes_at=hashes_at, level=level)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=10).map(sorted))
def test_a_store_that_only_grows_is_offered_what_it_lacks(sizes: list[int]) -> None:
    receipts = [receipt(place, holding((1, size))) for place, size in enumerate(sizes, 1)]
    assert offered_from(*receipts) == Acknowledged(sizes[-1])


@given(st.data())
def test_receipts_that_come_late_or_twice_change_nothing(data: st.DataObject) -> None:
    in_order = [receipt(number, holding((1, number * 10))) for number in range(1, 8)]
    late = data.draw(st.lists(st.sampled_from(in_order), max_size=5))
    assert offered_from(*in_order, *late) == Acknowledged(70)


@pytest.mark.parametrize(
    ("receipts", "expected"),
    [
        ([], Acknowledged(0)),
        ([receipt(1)], Acknowledged(0)),
        ([receipt(1, holding((1, 50), (60, 70)))], Acknowledged(50)),
        ([receipt(1, holding((5, 50)))], Acknowledged(0)),
        ([receipt(1, holding((1, 50), head="ab" * 32))], Acknowledged(0, Doubt.OTHER_HISTORY)),
        ([receipt(1, holding((1, 500)))], Acknowledged(0, Doubt.OTHER_HISTORY)),
        (
            [receipt(1, holding((1, 50))), receipt(2, holding((1, 30)))],
            Acknowledged(0, Doubt.KNOWS_LESS),
        ),
        ([receipt(1, holding((1, 50))), receipt(2)], Acknowledged(0, Doubt.KNOWS_LESS)),
        ([receipt(1, holding((1, 50))), receipt(2, holding((1, 500)))], Acknowledged(50)),
        (
            [receipt(1, holding((1, 50))), receipt(2, holding((1, 60), head="ab" * 32))],
            Acknowledged(0, Doubt.OTHER_HISTORY),
        ),
        (
            [
                receipt(9, holding((1, 50))),
                receipt(1, holding((1, 500)), epoch="e2"),
                receipt(2, holding((1, 600)), epoch="e2"),
            ],
            Acknowledged(0, Doubt.OTHER_HISTORY),
        ),
        (
            [receipt(9, holding((1, 50))), receipt(1, holding((1, 50)), epoch="e2")],
            Acknowledged(0, Doubt.OTHER_EPOCH),
        ),
        (
            [
                receipt(9, holding((1, 50))),
                receipt(1, holding((1, 30)), epoch="e2"),
                receipt(2, holding((1, 60)), epoch="e2"),
            ],
            Acknowledged(60),
        ),
        (
            [
                receipt(9, holding((1, 50))),
                receipt(1, holding((1, 30)), epoch="e2"),
                receipt(2, holding((1, 60)), epoch="e2"),
                receipt(10, holding((1, 80))),
            ],
            Acknowledged(60),
        ),
    ],
    ids=[
        "nothing confirmed",
        "nothing of this journal",
        "up to the gap",
        "not from the beginning",
        "another history",
        "lines we never wrote",
        "knows less",
        "knows nothing any more",
        "knows more than we, who were confirmed before",
        "went on otherwise than we",
        "restored, and knows more than we",
        "restored from a backup",
        "restored, and told everything again",
        "a late receipt from before the restore",
    ],
)
def test_what_need_not_be_offered_again(receipts: list[Receipt], expected: Acknowledged) -> None:
    assert offered_from(*receipts) == expected


def test_of_a_forked_journal_the_branch_that_was_confirmed_counts() -> None:
    def branches(number: int) -> set[str]:
        return hashes_at(number) | {"ab" * 32}

    (one,) = receipt(1, holding((1, 50), head="ab" * 32)).journals
    found = acknowledged([receipt(1, one)], JOURNAL, hashes_at=branches)
    assert (found.size, found.head) == (50, "ab" * 32)


def test_what_is_in_the_backup_counts_on_its_own() -> None:
    both = receipt(1, holding((1, 50)), holding((1, 20), level=BACKED_UP))
    assert offered_from(both) == Acknowledged(50)
    assert offered_from(both, level=BACKED_UP) == Acknowledged(20)


def test_gaps_are_told() -> None:
    assert holding((1, 5), (9, 10), (20, 20)).gaps == ((6, 8), (11, 19))


def test_a_receipt_that_says_nothing_new_is_stale() -> None:
    known = [receipt(3), receipt(9, epoch="e0")]
    for fresh in (receipt(4), receipt(1, epoch="e2"), receipt(1, issuer=new_uid())):
        require_fresh(known, fresh)
    for old in (receipt(3), receipt(1), receipt(9, epoch="e0")):
        with pytest.raises(BundleRefusedError) as caught:
            require_fresh(known, old)
        assert caught.value.reason is Reason.STALE


# --- files


def test_a_receipt_travels_alone(scene: Scene) -> None:
    given_by_hq = receipt_of(scene)
    name, file = receipt_file(sign_receipt(given_by_hq, scene.hq.signer))
    assert name.endswith(".athar-receipt")
    assert len(file) < 6_000
    found, signed = open_receipt_file(file, scene.operation.anchors)
    assert found == given_by_hq
    assert json.loads(signed.data)["store_epoch"] == "e1"


def receipt_of(scene: Scene) -> Receipt:
    given = receipt(1, holding((1, 50)), issuer=scene.hq.uid)
    return Receipt(
        operation=scene.operation.fingerprint,
        issuer=given.issuer,
        number=given.number,
        store_epoch=given.store_epoch,
        journals=given.journals,
        media_held=(),
        media_wanted=(),
        made=MADE,
    )


def test_stock_tar_opens_a_receipt(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "x.athar-receipt"
    path.write_bytes(receipt_file(sign_receipt(receipt_of(scene), scene.hq.signer))[1])
    listed = subprocess.run(["tar", "tf", path], capture_output=True, check=True).stdout
    assert listed.decode().split() == ["receipt.json", "receipt.json.p7s"]


def test_a_strangers_receipt_is_a_strangers(scene: Scene) -> None:
    stranger = Scene(scene.folder)
    file = receipt_file(sign_receipt(receipt_of(scene), stranger.hq.signer))[1]
    with pytest.raises(StrangerError):
        open_receipt_file(file, scene.operation.anchors)


def test_a_receipt_in_another_replicas_name_is_refused(scene: Scene) -> None:
    file = receipt_file(sign_receipt(receipt_of(scene), scene.laptop.signer))[1]
    with pytest.raises(BundleRefusedError) as caught:
        open_receipt_file(file, scene.operation.anchors)
    assert caught.value.reason is Reason.UNTRUSTED


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda _: b"", Reason.EMPTY),
        (lambda file: b"PK\x03\x04" + file, Reason.ZIP),
        (lambda _: b"%PDF-1.7", Reason.FOREIGN),
        (lambda _: b"age-encryption.org/v1\n", Reason.FOREIGN),
        (lambda file: file[:-1], Reason.MALFORMED),
        (lambda file: file + b"\0", Reason.MALFORMED),
        (lambda file: file[:600], Reason.MALFORMED),
        (lambda file: file.replace(b'"e1"', b'"e2"'), Reason.BAD_SIGNATURE),
        (lambda file: file[:1024] + bytes(1024), Reason.MISSING_MEMBER),
        (lambda file: file[:1024] + file, Reason.UNEXPECTED_MEMBER),
    ],
)
def test_a_damaged_receipt_is_refused(damage: object, reason: Reason, scene: Scene) -> None:
    file = receipt_file(sign_receipt(receipt_of(scene), scene.hq.signer))[1]
    assert callable(damage)
    with pytest.raises(BundleRefusedError) as caught:
        open_receipt_file(damage(file), scene.operation.anchors)
    assert caught.value.reason is reason
