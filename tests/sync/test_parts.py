"""The second reading gives what the first has verified, or refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import AppError, Cancelled
from app.core.jobs import Ticket
from app.crypto.sealing import seal
from app.models.journal import Segment
from app.sync.parts import (
    BundlePart,
    CertificatesPart,
    CheckpointPart,
    MediumPart,
    ReceiptPart,
    RevocationsPart,
    SegmentPart,
    bundle_parts,
)
from app.sync.reader import verify_bundle
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.trust import Revocation, Revocations
from tests.sync.forge import Forge, tar_of
from tests.sync.scene import Scene


def test_everything_comes_in_order(scene: Scene, full_bundle: Path) -> None:
    verified = verify_bundle(full_bundle, scene.reader)
    lines: list[bytes] = []
    media: dict[str, bytes] = {}
    kinds: list[type[BundlePart]] = []
    with bundle_parts(full_bundle, scene.reader, verified) as bundle:
        for part in bundle:
            kinds.append(type(part))
            match part:
                case CertificatesPart(certificates):
                    assert len(certificates) == 3
                case RevocationsPart(revocations):
                    assert revocations.version == 4
                case CheckpointPart(checkpoint):
                    assert checkpoint.journal == scene.laptop.journal
                case SegmentPart() as some:
                    segment = some.segment()
                    assert isinstance(segment, Segment)
                    assert segment.first == len(lines) + 1
                    lines += segment.lines
                    assert [*segment.hashes()][-1].hex() == some.checked.entry.head
                case ReceiptPart(receipt):
                    assert receipt.number == 3
                case MediumPart(entry) as medium:
                    media[entry.sha256] = b"".join(medium.blocks())
    assert lines == scene.laptop.lines
    assert sorted(media.values()) == [b"RIFF sound", b"\xff\xd8 photo"]
    assert kinds == [
        CertificatesPart,
        RevocationsPart,
        *[CheckpointPart] * 2,
        *[SegmentPart] * 2,
        ReceiptPart,
        *[MediumPart] * 2,
    ]


def revoking(scene: Scene, size: int) -> Revocations:
    head = scene.laptop.hashes()[size - 1].hex() if size else ""
    lost = Revocation(
        replica=scene.laptop.uid,
        journal=scene.laptop.journal,
        up_to_size=size,
        up_to_head=head,
        reason="lost",
    )
    return Revocations(operation=scene.operation.fingerprint, version=9, entries=(lost,))


def test_a_revoked_replicas_receipts_count_for_nothing(scene: Scene, full_bundle: Path) -> None:
    for revocations, count in ((None, 1), (revoking(scene, 7), 0)):
        reader = replace(scene.reader, revocations=revocations)
        verified = verify_bundle(full_bundle, reader)
        with bundle_parts(full_bundle, reader, verified) as bundle:
            assert sum(isinstance(part, ReceiptPart) for part in bundle) == count


@pytest.mark.parametrize("size", range(8))
def test_lines_that_are_not_believed_are_given_apart(
    size: int, scene: Scene, full_bundle: Path
) -> None:
    reader = replace(scene.reader, revocations=revoking(scene, size))
    verified = verify_bundle(full_bundle, reader)
    believed: list[bytes] = []
    doubted: list[bytes] = []
    with bundle_parts(full_bundle, reader, verified) as bundle:
        for part in bundle:
            if isinstance(part, SegmentPart):
                believed += part.segment().lines
                rest = part.doubted()
                if rest is not None:
                    doubted += rest.lines
                    assert [*rest.hashes()][-1].hex() == part.checked.entry.head
    assert believed == scene.laptop.lines[:size]
    assert doubted == scene.laptop.lines[size:]


def test_parts_may_be_left_unread(scene: Scene, full_bundle: Path) -> None:
    verified = verify_bundle(full_bundle, scene.reader)
    with bundle_parts(full_bundle, scene.reader, verified) as bundle:
        assert len(list(bundle)) == 9
    with bundle_parts(full_bundle, scene.reader, verified) as bundle:
        next(bundle)


def test_another_bundle_in_its_place_is_refused(fresh: Scene) -> None:
    first, second = fresh.write(), fresh.write()
    verified = verify_bundle(first, fresh.reader)
    with (
        bundle_parts(second, fresh.reader, verified) as bundle,
        pytest.raises(BundleRefusedError) as caught,
    ):
        next(bundle)
    assert caught.value.reason is Reason.HASH_MISMATCH


def test_a_member_that_changed_in_between_is_not_given_out(
    scene: Scene, full_bundle: Path, forge: Forge, tmp_path: Path
) -> None:
    verified = verify_bundle(full_bundle, scene.reader)
    changed = tmp_path / "changed.athar-bundle"
    for name, data in forge.members[1:]:
        other = forge.copied()
        other.put(name, data[:-1] + bytes([data[-1] ^ 1]))
        changed.write_bytes(seal(tar_of(other.members), [scene.hq_key.recipient]))
        given: list[str] = []
        with pytest.raises(BundleRefusedError):
            read_all(changed, scene, verified, given)
        assert name not in given


def read_all(path: Path, scene: Scene, verified: object, given: list[str]) -> None:
    with bundle_parts(path, scene.reader, verified) as bundle:  # type: ignore[arg-type] # as it is
        for part in bundle:
            if isinstance(part, MediumPart):
                for _ in part.blocks():
                    pass
                given.append(f"media/{part.entry.sha256}")
            elif isinstance(part, SegmentPart):
                entry = part.checked.entry
                given.append(f"journal/{entry.journal}/{entry.first}-{entry.last}.jsonl.zst")


def test_what_the_caller_does_wrong_is_not_blamed_on_the_bundle(
    scene: Scene, full_bundle: Path
) -> None:
    class StoreFullError(AppError):
        pass

    def apply(bundle: Iterator[BundlePart]) -> None:
        next(bundle)
        raise StoreFullError("The store is full.", hint="Make room.")

    verified = verify_bundle(full_bundle, scene.reader)
    with (
        pytest.raises(StoreFullError),
        bundle_parts(full_bundle, scene.reader, verified) as bundle,
    ):
        apply(bundle)


def test_a_person_may_stop_it(scene: Scene, full_bundle: Path) -> None:
    verified = verify_bundle(full_bundle, scene.reader)
    ticket = Ticket()
    ticket.cancel()
    with (
        pytest.raises(Cancelled),
        bundle_parts(full_bundle, scene.reader, verified, ticket) as bundle,
    ):
        next(bundle)
