"""A good bundle is read whole; who signed, who owns a journal and how far it is believed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import Cancelled
from app.core.files import FileTroubleError
from app.core.ids import new_uid
from app.core.jobs import Ticket
from app.crypto.certificates import eight_words, fingerprint, issue, new_key, new_root
from app.crypto.sealing import new_identity
from app.models.journal import Line, encode_line
from app.sync.header import recipient_digest
from app.sync.reader import Reader, verify_bundle
from app.sync.refusals import BundleRefusedError, Reason, StrangerError
from app.sync.segments import packed
from app.sync.signed import Anchors, Signer
from app.sync.trust import Revocation, Revocations, sign_revocations
from tests.sync.forge import Forge, verify_plain
from tests.sync.scene import Scene


def test_everything_in_a_good_bundle_is_found(scene: Scene, full_bundle: Path) -> None:
    verified = verify_bundle(full_bundle, scene.reader)
    assert verified.header.sender == scene.laptop.uid
    assert verified.header.to == (recipient_digest(scene.hq_key.recipient),)
    assert verified.sender_name == "Laptop 7"
    assert verified.sender_fingerprint == fingerprint(scene.laptop.signer.certificate)
    assert not verified.is_sender_revoked
    assert [(s.entry.first, s.entry.last) for s in verified.segments] == [(1, 4), (5, 7)]
    assert all(s.replica == scene.laptop.uid for s in verified.segments)
    assert all(s.is_replica_proven and s.is_root_checked for s in verified.segments)
    assert [s.believed_up_to for s in verified.segments] == [4, 7]
    assert (verified.lines, verified.certificates, verified.receipts) == (7, 3, 1)
    assert (verified.revocations_version, verified.are_revocations_newer) == (4, True)
    assert verified.media_bytes == sum(entry.bytes for entry in verified.header.media)


def test_one_byte_more_or_other_and_nothing_is_believed(
    scene: Scene, full_bundle: Path, tmp_path: Path
) -> None:
    whole = full_bundle.read_bytes()
    middle = len(whole) // 2
    other = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    path = tmp_path / "bundle.athar-bundle"
    for data in (other, whole + b"\0", whole[:-1]):
        path.write_bytes(data)
        with pytest.raises(BundleRefusedError):
            verify_bundle(path, scene.reader)
    path.write_bytes(whole)
    assert verify_bundle(path, scene.reader).lines == 7


def test_nothing_is_written_while_verifying(scene: Scene, full_bundle: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in scene.folder.iterdir()}
    verify_bundle(full_bundle, scene.reader)
    assert before == {path: path.stat().st_mtime_ns for path in scene.folder.iterdir()}


def test_later_lines_alone_show_a_gap_but_are_sound(fresh: Scene) -> None:
    fresh.laptop.write(9)
    path = fresh.write(segments=[packed(fresh.laptop.segment(6))])
    (segment,) = verify_bundle(path, fresh.reader).segments
    assert (segment.entry.first, segment.entry.last) == (6, 10)
    assert not segment.is_root_checked
    assert not segment.is_replica_proven
    known = replace(fresh.reader, owners={fresh.laptop.journal: fresh.laptop.uid})
    assert verify_bundle(path, known).segments[0].is_replica_proven


def test_a_bundle_without_lines_is_sound(fresh: Scene) -> None:
    path = fresh.write(segments=[], checkpoints={})
    assert verify_bundle(path, fresh.reader).segments == ()


def test_two_journals_travel_together(fresh: Scene) -> None:
    other = fresh.operation.laptop("Laptop 8")
    other.write(2)
    fresh.laptop.write(1)
    laptops = (fresh.laptop, other)
    path = fresh.write(
        segments=[packed(laptop.segment()) for laptop in laptops],
        checkpoints={(one.journal, len(one.lines)): one.checkpoint() for one in laptops},
    )
    segments = verify_bundle(path, fresh.reader).segments
    assert {s.entry.journal: s.replica for s in segments} == {
        laptop.journal: laptop.uid for laptop in laptops
    }


def test_a_line_that_nobody_understands_is_kept(fresh: Scene) -> None:
    fresh.laptop.lines += [b"not JSON at all", "{“k”: future}".encode(), bytes(range(11, 256))]
    assert verify_bundle(fresh.write(), fresh.reader).lines == 4


def test_unknown_keys_in_the_header_are_allowed(scene: Scene, forge: Forge) -> None:
    forge.edit(lambda header: header.update(mood="hopeful", format=2))
    forge.resummed()
    assert verify_plain(forge.plain(), scene.reader).lines == 7


def test_one_operations_laptop_says_nothing_in_another(fresh: Scene, scene: Scene) -> None:
    both = Anchors((fresh.operation.root, scene.operation.root))
    reader = replace(fresh.reader, anchors=both)
    assert verify_bundle(fresh.write(), reader).lines == 1
    for changes in (
        {"operation": scene.operation.fingerprint},
        {"certificates": [scene.laptop.signer.certificate]},
    ):
        with pytest.raises(BundleRefusedError) as caught:
            verify_bundle(fresh.write(**changes), reader)
        assert caught.value.reason in {Reason.WRONG_OPERATION, Reason.UNTRUSTED}


# --- strangers


def stranger_of(scene: Scene) -> Signer:
    key = new_key()
    return Signer(key, new_root(key, operation_name="Laptop 9"))


def test_a_stranger_is_named_and_not_believed(fresh: Scene) -> None:
    stranger = stranger_of(fresh)
    path = fresh.write(signer=stranger)
    with pytest.raises(StrangerError, match="has not enrolled") as caught:
        verify_bundle(path, fresh.reader)
    assert caught.value.reason is Reason.UNTRUSTED
    assert caught.value.signer == stranger.certificate
    assert caught.value.words == eight_words(bytes.fromhex(fingerprint(stranger.certificate)))


def test_what_a_laptop_signed_before_it_was_enrolled_counts_afterwards(fresh: Scene) -> None:
    stranger = stranger_of(fresh)
    path = fresh.write(
        signer=stranger,
        certificates=[],
        checkpoints={(fresh.laptop.journal, 1): fresh.laptop.checkpoint(signer=stranger)},
    )
    certificate = issue(
        fresh.operation.key,
        fresh.operation.root,
        stranger.key.public_key(),
        name="Laptop 9",
        role="laptop",
        uid=fresh.laptop.uid,
    )
    anchors = Anchors((fresh.operation.root,), (certificate,))
    verified = verify_bundle(path, replace(fresh.reader, anchors=anchors))
    assert verified.sender_name == "Laptop 9"
    assert verified.segments[0].is_replica_proven


def test_a_certificate_that_only_claims_to_be_issued_enrols_nobody(fresh: Scene) -> None:
    stranger = stranger_of(fresh)
    path = fresh.write(signer=stranger)
    anchors = Anchors((fresh.operation.root,), (stranger.certificate,))
    with pytest.raises(StrangerError):
        verify_bundle(path, replace(fresh.reader, anchors=anchors))


def test_a_journal_that_another_laptop_signed_for_is_refused(fresh: Scene) -> None:
    other = fresh.operation.laptop("Laptop 8")
    path = fresh.write(
        checkpoints={(fresh.laptop.journal, 1): fresh.laptop.checkpoint(signer=other.signer)}
    )
    with pytest.raises(BundleRefusedError) as caught:
        verify_bundle(path, fresh.reader)
    assert caught.value.reason is Reason.CHECKPOINT_WRONG


def test_a_known_journal_does_not_change_hands(fresh: Scene) -> None:
    fresh.laptop.write(3)
    path = fresh.write(segments=[packed(fresh.laptop.segment(2))])
    reader = replace(fresh.reader, owners={fresh.laptop.journal: fresh.hq.uid})
    with pytest.raises(BundleRefusedError) as caught:
        verify_bundle(path, reader)
    assert caught.value.reason is Reason.CHECKPOINT_WRONG


# --- revocation


def revoking(scene: Scene, *, size: int, version: int = 5, head: str = "") -> Revocations:
    head = head or (scene.laptop.hashes()[size - 1].hex() if size else "")
    entry = Revocation(
        replica=scene.laptop.uid,
        journal=scene.laptop.journal,
        up_to_size=size,
        up_to_head=head,
        reason="stolen",
    )
    return Revocations(operation=scene.operation.fingerprint, version=version, entries=(entry,))


def believed(scene: Scene, full_bundle: Path, known: Revocations) -> list[int]:
    verified = verify_bundle(full_bundle, replace(scene.reader, revocations=known))
    assert verified.is_sender_revoked
    return [segment.believed_up_to for segment in verified.segments]


@pytest.mark.parametrize(
    ("size", "expected"), [(0, [0, 4]), (3, [3, 4]), (4, [4, 4]), (6, [4, 6]), (7, [4, 7])]
)
def test_lines_up_to_the_witnessed_one_stay_good(
    scene: Scene, full_bundle: Path, size: int, expected: list[int]
) -> None:
    assert believed(scene, full_bundle, revoking(scene, size=size)) == expected


def test_another_beginning_is_not_believed(scene: Scene, full_bundle: Path) -> None:
    assert believed(scene, full_bundle, revoking(scene, size=6, head="ab" * 32)) == [0, 4]


def test_lines_whose_way_to_the_witnessed_one_is_missing_wait(
    scene: Scene, full_bundle: Path
) -> None:
    assert believed(scene, full_bundle, revoking(scene, size=9, head="ab" * 32)) == [0, 4]


def test_an_older_statement_in_the_bundle_changes_nothing(scene: Scene, full_bundle: Path) -> None:
    known = revoking(scene, size=3, version=9)
    verified = verify_bundle(full_bundle, replace(scene.reader, revocations=known))
    assert verified.revocations_version == 4
    assert not verified.are_revocations_newer
    assert [s.believed_up_to for s in verified.segments] == [3, 4]


def test_a_newer_statement_in_the_bundle_counts_at_once(fresh: Scene) -> None:
    fresh.laptop.write(3)
    statement = revoking(fresh, size=2)
    path = fresh.write(revocations=sign_revocations(statement, fresh.operation.signer))
    verified = verify_bundle(path, fresh.reader)
    assert verified.is_sender_revoked
    assert verified.segments[0].believed_up_to == 2


def test_two_statements_of_one_version_are_both_obeyed(fresh: Scene) -> None:
    fresh.laptop.write(3)
    statement = revoking(fresh, size=2)
    path = fresh.write(revocations=sign_revocations(statement, fresh.operation.signer))
    silent = Revocations(operation=fresh.operation.fingerprint, version=5, entries=())
    verified = verify_bundle(path, replace(fresh.reader, revocations=silent))
    assert verified.segments[0].believed_up_to == 2
    assert not verified.are_revocations_newer


# --- the file


def test_a_missing_file_is_trouble_and_no_refusal(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(FileTroubleError):
        verify_bundle(tmp_path / "nothing.athar-bundle", scene.reader)


def test_somebody_elses_bundle_stays_sealed(scene: Scene, full_bundle: Path) -> None:
    with pytest.raises(BundleRefusedError, match="somebody else") as caught:
        verify_bundle(full_bundle, Reader((new_identity(),), scene.operation.anchors))
    assert caught.value.reason is Reason.NOT_SEALED_FOR_US


def test_a_person_may_stop_it(scene: Scene, full_bundle: Path) -> None:
    ticket = Ticket()
    ticket.cancel()
    with pytest.raises(Cancelled):
        verify_bundle(full_bundle, scene.reader, ticket)


def genesis(scene: Scene, **changes: str) -> bytes:
    values = {
        "k": "genesis",
        "journal": scene.laptop.journal,
        "replica": scene.laptop.uid,
        "operation": scene.laptop.operation,
    }
    return encode_line(Line(**(values | changes)))  # type: ignore[arg-type] # all of them texts


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"k": "change"}, Reason.CHAIN_BROKEN),
        ({"journal": new_uid()}, Reason.CHAIN_BROKEN),
        ({"replica": ""}, Reason.CHAIN_BROKEN),
        ({"replica": new_uid()}, Reason.CHECKPOINT_WRONG),
        ({"operation": "0" * 64}, Reason.WRONG_OPERATION),
    ],
)
def test_the_first_line_says_whose_the_journal_is(
    changes: dict[str, str], reason: Reason, fresh: Scene
) -> None:
    fresh.laptop.lines[0] = genesis(fresh, **changes)
    with pytest.raises(BundleRefusedError) as caught:
        verify_bundle(fresh.write(), fresh.reader)
    assert caught.value.reason is reason


def test_a_first_line_that_nobody_understands_is_refused(fresh: Scene) -> None:
    fresh.laptop.lines[0] = b"{"
    with pytest.raises(BundleRefusedError) as caught:
        verify_bundle(fresh.write(), fresh.reader)
    assert caught.value.reason is Reason.CHAIN_BROKEN


def test_work_begun_before_the_laptop_was_enrolled_is_read(fresh: Scene) -> None:
    fresh.laptop.lines[0] = genesis(fresh, operation="")
    assert verify_bundle(fresh.write(), fresh.reader).lines == 1


def test_a_file_larger_than_any_bundle_is_not_opened(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "x.athar-bundle"
    path.write_bytes(b"age-encryption.org/v1\n")
    with path.open("r+b") as file:
        file.truncate(1 << 32)
    with pytest.raises(BundleRefusedError) as caught:
        verify_bundle(path, scene.reader)
    assert caught.value.reason is Reason.TOO_LARGE
