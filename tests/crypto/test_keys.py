"""Key files: only their secret opens them, and what is in them is a key of our kind."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from app.core.files import FileTroubleError
from app.crypto.certificates import new_key
from app.crypto.keys import (
    MAX_KEY_FILE_BYTES,
    KeyFileError,
    key_der,
    key_from_der,
    key_in,
    load_key,
    save_key,
    sealed_key,
)
from tests.crypto.conftest import Operation

SECRET = bytes(range(32))
KEY = new_key()
SEALED = sealed_key(KEY, SECRET)


def test_a_saved_key_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "laptop.key"
    save_key(path, KEY, SECRET)
    assert load_key(path, SECRET).private_numbers() == KEY.private_numbers()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key_der(KEY) not in path.read_bytes()


@given(st.binary(min_size=32, max_size=32).filter(lambda secret: secret != SECRET))
def test_no_other_secret_opens_it(secret: bytes) -> None:
    with pytest.raises(KeyFileError, match="another laptop"):
        key_in(SEALED, secret)


def test_every_cut_and_flip_is_refused() -> None:
    for place in range(len(SEALED)):
        flipped = bytearray(SEALED)
        flipped[place] ^= 1 << place % 8
        for damaged in (SEALED[:place], bytes(flipped)):
            with pytest.raises(KeyFileError):
                key_in(damaged, SECRET)
    with pytest.raises(KeyFileError):
        key_in(SEALED + b"\x00", SECRET)


def _other_key(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.mark.parametrize(
    "der",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"junk", id="junk"),
        pytest.param(_other_key(ec.generate_private_key(ec.SECP384R1())), id="another curve"),
        pytest.param(_other_key(rsa.generate_private_key(65537, 2048)), id="an RSA key"),
    ],
)
def test_what_is_not_a_key_of_ours(der: bytes) -> None:
    with pytest.raises(KeyFileError):
        key_from_der(der)
    nonce = bytes(12)
    wrapped = AESGCM(SECRET).encrypt(nonce, der, b"athar-key/1\n")
    with pytest.raises(KeyFileError):
        key_in(b"athar-key/1\n" + nonce + wrapped, SECRET)


def test_a_key_file_is_small(tmp_path: Path) -> None:
    path = tmp_path / "laptop.key"
    path.write_bytes(bytes(MAX_KEY_FILE_BYTES + 1))
    with pytest.raises(KeyFileError):
        load_key(path, SECRET)


def test_a_missing_key_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileTroubleError, match="does not exist"):
        load_key(tmp_path / "laptop.key", SECRET)


def test_the_loaded_key_is_the_certified_one(operation: Operation) -> None:
    loaded = key_in(sealed_key(operation.laptop_key, SECRET), SECRET)
    assert loaded.public_key() == operation.laptop.public_key()
