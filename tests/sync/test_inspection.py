"""What a sealed file shows without a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.files import FileTroubleError
from app.crypto.digests import sha256_hex
from app.crypto.sealing import new_identity
from app.sync import inspection
from app.sync.inspection import inspect_bundle
from app.sync.refusals import BundleRefusedError, Reason
from tests.sync.scene import Scene


def test_size_digest_and_number_of_keys(fresh: Scene) -> None:
    outgoing = fresh.laptop.outgoing([fresh.hq_key.recipient, new_identity().recipient])
    (written,) = fresh.write_all(outgoing)
    inspected = inspect_bundle(written.path)
    assert inspected.bytes == written.bytes
    assert inspected.sha256 == written.sha256 == sha256_hex(written.path.read_bytes())
    assert inspected.recipients.count("X25519") == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"PK\x03\x04", Reason.ZIP),
        (b"age-encryption.org/v1\n-> X25519 abc\n", Reason.DAMAGED),
        (b"hello", Reason.FOREIGN),
    ],
)
def test_what_is_no_bundle_is_told(data: bytes, reason: Reason, tmp_path: Path) -> None:
    path = tmp_path / "x.athar-bundle"
    path.write_bytes(data)
    with pytest.raises(BundleRefusedError) as caught:
        inspect_bundle(path)
    assert caught.value.reason is reason


def test_a_file_that_is_gone_is_trouble(tmp_path: Path) -> None:
    with pytest.raises(FileTroubleError):
        inspect_bundle(tmp_path / "nothing")


def test_a_file_larger_than_any_bundle_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "FILE_LIMIT", 1_000)
    path = tmp_path / "x.athar-bundle"
    path.write_bytes(b"age-encryption.org/v1\n" + bytes(1_000))
    with pytest.raises(BundleRefusedError) as caught:
        inspect_bundle(path)
    assert caught.value.reason is Reason.TOO_LARGE
