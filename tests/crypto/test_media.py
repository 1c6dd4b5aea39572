"""Media at rest: what goes in comes out, and no chunk can be cut, moved, repeated or exchanged."""

from __future__ import annotations

import io

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from app.crypto import media
from app.crypto.media import CHUNK_BYTES, DamagedMediumError, open_medium, seal_medium

KEY = bytes(range(32))
HEAD, SEALED_CHUNK = 15 + 32, CHUNK_BYTES + 16


class Trickle(io.BytesIO):
    """A reader that gives less than it is asked for, as pipes and sockets do."""

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(size if size is None or size < 2 else size // 2)


def sealed(plain: bytes, key: bytes = KEY) -> bytes:
    writer = io.BytesIO()
    seal_medium(io.BytesIO(plain), writer, key)
    return writer.getvalue()


def opened(data: bytes, key: bytes = KEY) -> bytes:
    return b"".join(open_medium(io.BytesIO(data), key))


@given(st.binary(max_size=300), st.sampled_from([0, 1, 2, 3]), st.sampled_from([-1, 0, 1]))
def test_what_is_sealed_is_opened(head: bytes, chunks: int, more: int) -> None:
    plain = (head + bytes(chunks * CHUNK_BYTES))[: max(0, chunks * CHUNK_BYTES + more)]
    assert opened(sealed(plain)) == plain
    writer = io.BytesIO()
    seal_medium(Trickle(plain), writer, KEY)
    assert b"".join(open_medium(Trickle(writer.getvalue()), KEY)) == plain


@given(st.binary(max_size=100), st.data())
def test_every_flip_is_refused(plain: bytes, data: st.DataObject) -> None:
    flipped = bytearray(sealed(plain))
    flipped[data.draw(st.integers(0, len(flipped) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DamagedMediumError):
        opened(bytes(flipped))


def test_every_cut_and_every_tail_is_refused() -> None:
    whole = sealed(b"bone")
    for place in range(len(whole)):
        with pytest.raises(DamagedMediumError):
            opened(whole[:place])
    with pytest.raises(DamagedMediumError):
        opened(whole + b"\x00")


def _chunks(data: bytes) -> tuple[bytes, list[bytes]]:
    body = data[HEAD:]
    places = range(0, len(body), SEALED_CHUNK)
    return data[:HEAD], [body[place : place + SEALED_CHUNK] for place in places]


@pytest.mark.parametrize(
    "order",
    [
        pytest.param([0, 1], id="cut after a whole chunk"),
        pytest.param([0], id="only the first"),
        pytest.param([0, 2], id="one left out"),
        pytest.param([1, 0, 2], id="two exchanged"),
        pytest.param([0, 0, 1, 2], id="one repeated"),
        pytest.param([0, 1, 2, 2], id="the last repeated"),
        pytest.param([2], id="only the last"),
    ],
)
def test_chunks_out_of_place(order: list[int]) -> None:
    head, chunks = _chunks(sealed(bytes(3 * CHUNK_BYTES)))
    assert len(chunks) == 3
    with pytest.raises(DamagedMediumError):
        opened(head + b"".join(chunks[place] for place in order))


def test_chunks_do_not_fit_into_another_file() -> None:
    (head, one), (_, other) = (_chunks(sealed(bytes(2 * CHUNK_BYTES))) for _ in range(2))
    with pytest.raises(DamagedMediumError):
        opened(head + one[0] + other[1])


def test_chunks_before_a_damaged_one_come_out_first() -> None:
    stream = open_medium(io.BytesIO(sealed(bytes(2 * CHUNK_BYTES))[:-1]), KEY)
    assert next(stream) == bytes(CHUNK_BYTES)
    with pytest.raises(DamagedMediumError):
        next(stream)


def test_an_empty_chunk_at_the_end_is_no_second_spelling() -> None:
    salt = bytes(32)
    cipher = media._cipher(KEY, salt)
    assert isinstance(cipher, AESGCM)
    full = cipher.encrypt(media._nonce(0, is_last=False), bytes(CHUNK_BYTES), None)
    empty = cipher.encrypt(media._nonce(1, is_last=True), b"", None)
    with pytest.raises(DamagedMediumError):
        opened(b"athar-medium/1\n" + salt + full + empty)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(DamagedMediumError, match="damaged"):
        opened(sealed(b"bone"), bytes(32))


def test_equal_files_do_not_look_equal() -> None:
    assert sealed(b"bone")[15:] != sealed(b"bone")[15:]


def test_a_medium_sealed_long_ago_still_opens() -> None:
    old = (
        "61746861722d6d656469756d2f310a7f283a3213485087940025064e8ac5d306001490e95a856ef9"
        "487b8e799521be2e2be182216e227326b626e2c61bc72cc9262ce8"
    )
    assert opened(bytes.fromhex(old)) == b"bone"
