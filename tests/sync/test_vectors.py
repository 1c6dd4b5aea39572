"""Bundles that were once written are read the same way for ever."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from app.crypto.certificates import from_pem
from app.crypto.sealing import identity_from
from app.sync.reader import Reader, verify_bundle
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.signed import Anchors

VECTORS = sorted((Path(__file__).parent / "vectors").glob("*.json"))


def expectation(path: Path) -> str:
    return str(json.loads(path.read_text("utf-8"))["expect"])


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector_is_read_as_it_was(path: Path, tmp_path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    bundle = tmp_path / "x.athar-bundle"
    bundle.write_bytes(base64.b64decode(vector["bundle"], validate=True))
    identity = identity_from(vector["identity"])
    reader = Reader((identity,), Anchors(from_pem(vector["root"].encode())))
    try:
        verify_bundle(bundle, reader)
        found = "accepted"
    except BundleRefusedError as error:
        found = error.reason
    assert found == vector["expect"]


def test_every_reason_that_a_bundle_can_have_has_a_vector() -> None:
    expected = {expectation(path) for path in VECTORS}
    of_no_file = {Reason.STALE, Reason.UNREAD}  # a bundle is never stale; a reader may stop at any
    assert expected == {"accepted", *Reason} - of_no_file
