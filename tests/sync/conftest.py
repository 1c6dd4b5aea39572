"""A bundle with one of everything, made once: keys and signatures cost more than the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.jobs import Ticket
from app.crypto.digests import sha256_hex
from app.crypto.sealing import opened
from app.sync.header import Have
from app.sync.receipts import Holding, Receipt, sign_receipt
from app.sync.segments import cut, packed
from app.sync.trust import Revocations, sign_revocations
from tests.sync.forge import Forge
from tests.sync.scene import MADE, Scene, medium


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """An operation whose laptop has written seven lines."""
    scene = Scene(tmp_path_factory.mktemp("scene"))
    scene.laptop.write(6)
    return scene


@pytest.fixture
def fresh(tmp_path: Path) -> Scene:
    """An operation of the test's own."""
    return Scene(tmp_path)


@pytest.fixture(scope="session")
def full_bundle(scene: Scene) -> Path:
    """Two segments, a revocation statement, a receipt and two media."""
    laptop, hq = scene.laptop, scene.hq
    receipt = Receipt(
        operation=laptop.operation,
        issuer=laptop.uid,
        number=3,
        store_epoch="e1",
        journals=(
            Holding(journal=hq.journal, level=1, ranges=((1, 1),), head=hq.hashes()[0].hex()),
        ),
        media_held=(),
        media_wanted=(),
        made=MADE,
    )
    revocations = Revocations(operation=laptop.operation, version=4, entries=())
    return scene.write(
        segments=[packed(piece) for piece in cut(laptop.segment(), [4, 7], raw_bytes=800)],
        checkpoints={(laptop.journal, size): laptop.checkpoint(size) for size in (4, 7)},
        certificates=[laptop.signer.certificate, hq.signer.certificate, scene.operation.root],
        revocations=sign_revocations(revocations, scene.operation.signer),
        trust_version=4,
        receipts={(laptop.uid, 3): sign_receipt(receipt, laptop.signer)},
        media=[medium(b"\xff\xd8 photo"), medium(b"RIFF sound", "audio/wav")],
        media_elsewhere=[medium(b"far away").entry],
        have=[Have(hq.journal, ((1, 1),), hq.hashes()[0].hex())],
        want_media=[sha256_hex(b"wanted")],
        audience="headquarters",
    )


@pytest.fixture(scope="session")
def plain_bundle(scene: Scene, full_bundle: Path) -> bytes:
    """The tar inside."""
    with full_bundle.open("rb") as file, opened(file, [scene.hq_key]) as plain:
        return plain.read()


@pytest.fixture
def forge(scene: Scene, plain_bundle: bytes) -> Forge:
    """The bundle's members, to be altered."""
    return Forge(plain_bundle, scene.laptop.signer)


@pytest.fixture
def ticket() -> Ticket:
    """A job that nobody stops."""
    return Ticket()
