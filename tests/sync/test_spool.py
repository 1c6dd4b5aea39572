"""A bundle leaves its stick as it is, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import Cancelled
from app.core.files import FileTroubleError
from app.core.jobs import Ticket
from app.crypto.digests import sha256_hex
from app.sync import spool
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.spool import spool_bundle

SEALED = b"age-encryption.org/v1\n" + bytes(range(256)) * 50


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    path = tmp_path / "stick" / "x.athar-bundle"
    path.parent.mkdir()
    path.write_bytes(SEALED)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "spool"
    path.mkdir()
    return path


def never(_sha256: str) -> bool:
    return False


@pytest.mark.parametrize("in_memory", [32 << 20, 1_000])
def test_a_new_file_is_copied_as_it_is(
    stick: Path, folder: Path, in_memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", in_memory)
    spooled = spool_bundle(stick, folder, never)
    assert spooled.path is not None
    assert spooled.path.parent == folder
    assert spooled.path.stem != stick.stem
    assert spooled.path.read_bytes() == SEALED
    assert (spooled.sha256, spooled.bytes) == (sha256_hex(SEALED), len(SEALED))
    assert stick.read_bytes() == SEALED


@pytest.mark.parametrize("in_memory", [32 << 20, 1_000])
def test_a_file_seen_before_ends_here(
    stick: Path, folder: Path, in_memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", in_memory)
    spooled = spool_bundle(stick, folder, lambda sha256: sha256 == sha256_hex(SEALED))
    assert spooled.path is None
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"age-encr", Reason.DAMAGED),
        (b"age-encryption.org/v2\n", Reason.NEWER_VERSION),
        (b"PK\x03\x04 renamed", Reason.ZIP),
        (b"PK\x05\x06", Reason.ZIP),
        (b"SHA256SUMS.p7s\0\0", Reason.OPENED_COPY),
        (b"SQLite format 3\0", Reason.FOREIGN),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", Reason.FOREIGN),
        (b"\xff\xd8\xff\xe0", Reason.FOREIGN),
    ],
)
def test_a_wrong_file_gets_its_own_words(
    data: bytes, reason: Reason, stick: Path, folder: Path
) -> None:
    stick.write_bytes(data)
    with pytest.raises(BundleRefusedError) as caught:
        spool_bundle(stick, folder, never)
    assert caught.value.reason is reason
    assert list(folder.iterdir()) == []


def test_a_file_larger_than_any_bundle_is_not_copied(stick: Path, folder: Path) -> None:
    with stick.open("r+b") as file:
        file.truncate(1 << 32)
    with pytest.raises(BundleRefusedError) as caught:
        spool_bundle(stick, folder, never)
    assert caught.value.reason is Reason.TOO_LARGE


def test_a_stick_that_is_gone_is_trouble(stick: Path, folder: Path) -> None:
    stick.unlink()
    with pytest.raises(FileTroubleError):
        spool_bundle(stick, folder, never)


def test_a_person_may_stop_it(stick: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", 1_000)
    ticket = Ticket()
    ticket.cancel()
    with pytest.raises(Cancelled):
        spool_bundle(stick, folder, never, ticket)
    assert list(folder.iterdir()) == []
