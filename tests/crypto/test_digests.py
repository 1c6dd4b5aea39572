"""Digests: the tree against RFC 6962's own definition, then vectors that others published."""

from __future__ import annotations

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.digests import (
    GENESIS,
    MerkleTree,
    Sha256,
    line_hash,
    merkle_root,
    sha256,
    sha256_hex,
    sha256_of,
)

leaf_hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=70)


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word, over leaves that are already hashed."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(
        b"\x01" + defined_root(leaves[:split]) + defined_root(leaves[split:])
    ).digest()


@given(leaf_hashes)
def test_the_root_is_the_one_rfc_6962_defines(leaves: list[bytes]) -> None:
    assert merkle_root(leaves) == defined_root(leaves)


@given(leaf_hashes)
def test_the_root_is_right_after_every_leaf(leaves: list[bytes]) -> None:
    tree = MerkleTree()
    for size, leaf in enumerate(leaves, start=1):
        tree.add(leaf)
        assert tree.size == size
        assert tree.root() == defined_root(leaves[:size])


def test_a_tree_of_a_million_leaves_remembers_twenty_hashes() -> None:
    tree = MerkleTree()
    for _ in range(100_000):
        tree.add(GENESIS)
    assert len(tree._edge) <= 17


# The eight leaves and roots that Certificate Transparency's implementations share.
SHARED_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
SHARED_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_certificate_transparency_agrees(size: int) -> None:
    leaves = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in SHARED_LEAVES[:size]]
    assert merkle_root(leaves).hex() == SHARED_ROOTS[size]


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300))
def test_a_line_is_a_leaf_that_names_the_line_before_it(previous: bytes, line: bytes) -> None:
    assert line_hash(previous, line) == hashlib.sha256(b"\x00" + previous + line).digest()


def test_a_line_hash_that_will_never_change() -> None:
    # (printf '\0'; head -c 32 /dev/zero; printf '{"k":"genesis"}') | sha256sum
    assert line_hash(GENESIS, b'{"k":"genesis"}').hex() == (
        "11caf4cfa11e1e35c0f76a6886886ff33ba79712851f33e11742766e5d811e76"
    )


@given(st.lists(st.binary(max_size=50), max_size=10))
def test_pieces_hash_like_the_whole(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    digest = Sha256()
    for piece in pieces:
        digest.update(piece)
    assert digest.digest() == sha256(whole) == hashlib.sha256(whole).digest()
    assert digest.hexdigest() == sha256_hex(whole) == sha256(whole).hex()
    assert sha256_of(io.BytesIO(whole)) == sha256(whole)


def test_a_file_is_hashed_from_where_it_stands() -> None:
    file = io.BytesIO(b"x" * 600_000)
    file.seek(1)
    assert sha256_of(file) == sha256(b"x" * 599_999)
