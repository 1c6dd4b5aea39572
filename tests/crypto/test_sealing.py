"""Sealing: only recipients open it, no cut or flip passes, and stock age agrees both ways."""

from __future__ import annotations

import base64
import io
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Cancelled
from app.core.files import FileTroubleError
from app.crypto import sealing
from app.crypto.sealing import (
    MAX_HEADER_BYTES,
    MAX_RECIPIENTS,
    DamagedSealError,
    Identity,
    NotForUsError,
    SealError,
    SealKeyError,
    checked_recipient,
    identities_in,
    identity_from,
    key_file_of,
    new_identity,
    opened,
    passphrase_open,
    passphrase_seal,
    seal,
    seal_stream,
    sealed_to,
    unseal,
    unseal_stream,
)

OURS, THEIRS = new_identity(), new_identity()
AGE_CHUNK = 64 << 10
SMALL = seal(b"journal lines", [OURS.recipient])
# Plaintext sizes where age's last chunk is empty, full, or begins.
SIZES = [0, 1, AGE_CHUNK - 1, AGE_CHUNK, AGE_CHUNK + 1, 2 * AGE_CHUNK, 9 * AGE_CHUNK + 7]


def read_all(sealed: bytes, *identities: Identity) -> bytes:
    with opened(io.BytesIO(sealed), identities) as file:
        return file.read()


def written(plain: bytes, *recipients: str) -> bytes:
    sealed = io.BytesIO()
    with sealed_to(sealed, recipients) as file:
        file.write(plain)
    return sealed.getvalue()


@given(st.binary(max_size=500), st.sampled_from(SIZES))
def test_what_is_sealed_is_opened(head: bytes, size: int) -> None:
    plain = head + bytes(size)
    assert unseal(written(plain, OURS.recipient), [OURS]) == plain
    assert read_all(seal(plain, [OURS.recipient]), OURS) == plain


@given(st.binary(max_size=200))
def test_each_recipient_opens_it_and_nobody_else(plain: bytes) -> None:
    sealed = seal(plain, [OURS.recipient, THEIRS.recipient])
    assert unseal(sealed, [OURS]) == unseal(sealed, [THEIRS]) == plain
    with pytest.raises(NotForUsError, match="somebody else"):
        unseal(sealed, [new_identity()])
    with pytest.raises(NotForUsError):
        read_all(sealed)


@pytest.mark.parametrize("size", SIZES)
def test_stock_age_opens_ours(size: int, stock: Callable[..., str], tmp_path: Path) -> None:
    plain = bytes(range(256)) * (size // 256) + bytes(size % 256)
    (tmp_path / "key.txt").write_text(key_file_of(OURS))
    (tmp_path / "sealed").write_bytes(written(plain, THEIRS.recipient, OURS.recipient))
    stock("age", "-d", "-i", "key.txt", "-o", "plain", "sealed")
    if size:  # age 1.1 makes no file for no bytes
        assert (tmp_path / "plain").read_bytes() == plain


@pytest.mark.parametrize("size", SIZES)
def test_we_open_stock_ages(size: int, stock: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"x" * size)
    stock("age", "-r", OURS.recipient, "-r", THEIRS.recipient, "-o", "sealed", "plain")
    assert read_all((tmp_path / "sealed").read_bytes(), OURS) == b"x" * size


def test_we_read_the_key_files_of_age_keygen(stock: Callable[..., str], tmp_path: Path) -> None:
    stock("age-keygen", "-o", "key.txt")
    (identity,) = identities_in((tmp_path / "key.txt").read_text())
    assert stock("age-keygen", "-y", "key.txt").strip() == identity.recipient


@given(st.data())
def test_every_flip_is_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(SMALL) - 1))
    flipped = bytearray(SMALL)
    flipped[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((DamagedSealError, NotForUsError)):
        read_all(bytes(flipped), OURS)


def test_every_cut_is_refused() -> None:
    for place in range(len(SMALL)):
        with pytest.raises(DamagedSealError):
            unseal(SMALL[:place], [OURS])
    with pytest.raises(DamagedSealError):
        unseal(SMALL + b"\x00", [OURS])


@pytest.mark.parametrize("chunks", [1, 2, 3])
def test_a_stream_cut_between_chunks_is_refused_at_its_end(chunks: int) -> None:
    sealed = seal(b"x" * 4 * AGE_CHUNK, [OURS.recipient])
    cut = sealed[: len(sealed) - chunks * (AGE_CHUNK + 16)]
    with opened(io.BytesIO(cut), [OURS]) as file:
        assert file.read((4 - chunks) * AGE_CHUNK) == b"x" * ((4 - chunks) * AGE_CHUNK)
        with pytest.raises(DamagedSealError, match="cut short"):
            file.read(1)


def test_more_after_the_end_is_refused() -> None:
    sealed = seal(b"x" * AGE_CHUNK, [OURS.recipient])
    for more in (b"\x00", sealed[-AGE_CHUNK - 16 :], sealed):
        with pytest.raises(DamagedSealError):
            unseal(sealed + more, [OURS])


@pytest.mark.parametrize(
    "junk",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"PK\x03\x04" + bytes(100), id="a zip renamed"),
        pytest.param(b"age-encryption.org/v1\n", id="only the first line"),
        pytest.param(b"age-encryption.org/v2\n--- x\n", id="another version"),
        pytest.param(b"age-encryption.org/v1\n-> X25519\n--- x\n", id="a poor header"),
        pytest.param(pyrage.encrypt(b"x", [pyrage.x25519.Recipient.from_str(OURS.recipient)],
                                    armored=True), id="armoured"),
    ],
)  # fmt: skip
def test_what_is_not_sealed(junk: bytes) -> None:
    with pytest.raises(DamagedSealError):
        read_all(junk, OURS)


def test_a_header_without_end_is_not_read_on() -> None:
    class Endless:
        taken = 0

        def read(self, size: int) -> bytes:
            self.taken += size
            return b"age-encryption.org/v1\n" if self.taken == size else b"-> grease x\n"[:size]

    endless = Endless()
    with pytest.raises(DamagedSealError):
        unseal_stream(endless, io.BytesIO(), [OURS])
    with pytest.raises(DamagedSealError):
        unseal(b"age-encryption.org/v1\n" + b"-> x\n" * 100_000 + b"--- x\n", [OURS])
    assert MAX_HEADER_BYTES < 100_000


def test_a_parser_sees_nothing_that_does_not_begin_like_age() -> None:
    with pytest.raises(DamagedSealError):
        sealing._header(io.BytesIO(b"-----BEGIN AGE ENCRYPTED FILE-----\n--- x\n"))
    assert sealing._header(io.BytesIO(SMALL)) == SMALL


def test_as_many_recipients_as_are_allowed_fit_into_the_header() -> None:
    many = [OURS.recipient] * MAX_RECIPIENTS
    assert unseal(seal(b"x", many), [OURS]) == b"x"
    with pytest.raises(SealKeyError, match="at most 256"):
        seal(b"x", [*many, OURS.recipient])
    with pytest.raises(SealKeyError, match="at least one"):
        seal(b"x", [])


@pytest.mark.parametrize(
    "text",
    ["", "age1", "age1xyz", OURS.recipient[:-1] + "b", OURS.secret],
    ids=["empty", "only the prefix", "too short", "misspelt", "a secret key"],
)
def test_bad_recipients(text: str) -> None:
    for use in (checked_recipient, lambda one: seal(b"", [one])):
        with pytest.raises(SealKeyError, match="not a key"):
            use(text)
    with pytest.raises(SealKeyError):
        sealed_to(io.BytesIO(), [text])


def test_a_recipient_has_one_spelling() -> None:
    assert checked_recipient(f" {OURS.recipient.upper()}\n") == OURS.recipient


def test_keys_come_back_from_their_files() -> None:
    assert identity_from(f"\n{OURS.secret} ") == OURS
    assert identities_in(key_file_of(OURS) + "\n" + key_file_of(THEIRS)) == (OURS, THEIRS)


@pytest.mark.parametrize(
    "text",
    ["", "# only a remark", "hello", OURS.recipient, OURS.secret[:-1], "#" * (1 << 17)],
    ids=["empty", "a remark", "no key", "a recipient", "a key cut short", "far too long"],
)
def test_bad_key_files(text: str) -> None:
    with pytest.raises(SealKeyError):
        identities_in(text)


def test_secrets_stay_out_of_messages() -> None:
    assert "SECRET" not in repr(OURS)
    with pytest.raises(SealKeyError) as caught:
        identities_in(OURS.secret[:-1])
    assert "SECRET-KEY-1" not in str(caught.value)


class Failing:
    """A stick that is pulled, a disk that fills up, a job that is cancelled."""

    def __init__(self, data: bytes, error: Exception) -> None:
        self._data = io.BytesIO(data)
        self._error = error

    def read(self, size: int) -> bytes:
        piece = self._data.read(size)
        if not piece:
            raise self._error
        return piece

    def write(self, _data: bytes) -> int:
        raise self._error


@pytest.mark.parametrize("size", [0, 50, 100_000])
def test_a_stick_that_is_pulled_is_not_called_damage(size: int) -> None:
    sealed = seal(bytes(200_000), [OURS.recipient])
    stick = Failing(sealed[:size], OSError(5, "pulled"))
    with pytest.raises(FileTroubleError, match="stick failed"), opened(stick, [OURS]) as file:
        file.read()
    full = Failing(b"", OSError(28, "no space"))
    with pytest.raises(FileTroubleError, match="disk is full"):
        unseal_stream(io.BytesIO(sealed), full, [OURS])
    with pytest.raises(FileTroubleError, match="disk is full"):
        seal_stream(io.BytesIO(bytes(size)), full, [OURS.recipient])
    with (
        pytest.raises(FileTroubleError, match="disk is full"),
        sealed_to(full, [OURS.recipient]) as file,
    ):
        file.write(bytes(size))


@pytest.mark.parametrize("size", [0, 50, 100_000])
def test_a_job_that_is_cancelled_says_so(size: int) -> None:
    sealed = seal(bytes(200_000), [OURS.recipient])
    with pytest.raises(Cancelled), opened(Failing(sealed[:size], Cancelled()), [OURS]) as file:
        file.read()
    with pytest.raises(Cancelled):
        seal_stream(Failing(bytes(size), Cancelled()), io.BytesIO(), [OURS.recipient])


def test_a_body_that_fails_leaves_nothing_that_opens() -> None:
    sealed = io.BytesIO()

    def half() -> None:
        with sealed_to(sealed, [OURS.recipient]) as file:
            file.write(bytes(10 * AGE_CHUNK))
            raise Cancelled

    with pytest.raises(Cancelled):
        half()
    with pytest.raises(SealError):
        unseal(sealed.getvalue(), [OURS])


def test_tar_streams_through_both_ways() -> None:
    sealed = io.BytesIO()
    with (
        sealed_to(sealed, [OURS.recipient]) as file,
        tarfile.open(fileobj=file, mode="w|", format=tarfile.USTAR_FORMAT) as tar,
    ):
        member = tarfile.TarInfo("media/abc")
        member.size = 1_000_000
        tar.addfile(member, io.BytesIO(b"y" * member.size))
    sealed.seek(0)
    with (
        opened(sealed, [OURS]) as file,
        tarfile.open(fileobj=file, mode="r|") as tar,
    ):
        (read,) = [(one.name, tar.extractfile(one).read()) for one in tar]  # type: ignore[union-attr] # a regular file
    assert read == ("media/abc", b"y" * 1_000_000)


def test_no_thread_outlives_its_stream() -> None:
    sealed = seal(bytes(3_000_000), [OURS.recipient])
    for size in (0, 1, 1_000_000, -1):
        with opened(io.BytesIO(sealed), [OURS]) as file:
            file.read(size)
    assert not [one for one in threading.enumerate() if one.name == "athar-pipe"]


# Made from the specification with scrypt's work at 2 to the 4th, so that it opens at once.
BY_PASSPHRASE = base64.b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBNREV5TXpRMU5qYzRPV0ZpWTJSbFpnIDQKSE92dDJSNXB6bFdy"
    "QVJWejBpbjFoUml0R21uZDlwOTYweSs4c1pQZ25hTQotLS0gYWV1Q3JjWG1MeXh1RDhHR3VoTEtzcThZeGdGaHVYR2tK"
    "U0M0dnJUaWdLUQpBQkNERUZHSElKS0xNTk9Qv7cNZVhfeQc4pq7vjCpP6Jc2nwHk+Holk1w="
)


def test_a_passphrase_opens_its_file_only() -> None:
    assert passphrase_open(BY_PASSPHRASE, "correct horse") == b"a root key"
    with pytest.raises(NotForUsError, match="passphrase does not open"):
        passphrase_open(BY_PASSPHRASE, "battery staple")


@pytest.mark.parametrize("junk", [b"", b"junk", SMALL, BY_PASSPHRASE[:50]])
def test_what_no_passphrase_sealed(junk: bytes) -> None:
    with pytest.raises(DamagedSealError):
        passphrase_open(junk, "correct horse")


def test_every_cut_and_flip_of_a_file_by_passphrase_is_refused() -> None:
    for place in range(len(BY_PASSPHRASE)):
        flipped = bytearray(BY_PASSPHRASE)
        flipped[place] ^= 1
        for damaged in (BY_PASSPHRASE[:place], bytes(flipped)):
            with pytest.raises(SealError):
                passphrase_open(damaged, "correct horse")


def test_the_work_a_file_may_ask_for_is_bounded() -> None:
    with pytest.raises(NotForUsError):
        passphrase_open(BY_PASSPHRASE.replace(b" 4\n", b" 40\n", 1), "correct horse")


@pytest.mark.slow
def test_what_a_passphrase_seals_it_opens() -> None:
    assert passphrase_open(passphrase_seal(b"a root key", "x"), "x") == b"a root key"
