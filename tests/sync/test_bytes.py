"""No byte of a bundle can be altered, lost or added: it is refused, and nothing else ever happens.

The same is tried below the seal, where a reader gets to see the bytes; there the one expensive
step, checking the very same signature over the very same bytes again, is done once and remembered.
Some hundred places are tried each time, some thousand in the slow tests, and with the nightly
profile of Hypothesis (`deep`) every bit and every byte, which takes ten minutes.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from app.crypto.sealing import seal
from app.crypto.signatures import Signed, verify
from app.sync import signed
from app.sync.reader import verify_bundle
from app.sync.refusals import BundleRefusedError
from tests.sync.forge import Forge, verify_plain
from tests.sync.scene import Scene

IS_DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
Damages = Iterator[tuple[str, bytes]]


def flipped(data: bytes, step: int, bits: int) -> Damages:
    """Each `step`-th byte with each of `bits` of its bits turned over."""
    for place in range(0, len(data), step):
        for turn in range(bits):
            bit = (place + turn) % 8
            damaged = bytearray(data)
            damaged[place] ^= 1 << bit
            yield f"bit {bit} of byte {place}", bytes(damaged)


def cut(data: bytes, step: int) -> Damages:
    """Each `step`-th beginning."""
    for size in range(0, len(data), step):
        yield f"cut at {size}", data[:size]


def added(data: bytes, step: int) -> Damages:
    """A byte put in before each `step`-th, and after the last."""
    for place in (*range(0, len(data), step), len(data)):
        yield f"a byte more at {place}", data[:place] + b"\0" + data[place:]


def lost(data: bytes, step: int) -> Damages:
    """Each `step`-th byte taken away."""
    for place in range(0, len(data), step):
        yield f"a byte less at {place}", data[:place] + data[place + 1 :]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scene, Path]:
    """A bundle of one line."""
    scene = Scene(tmp_path_factory.mktemp("small"))
    return scene, scene.write(certificates=[])


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verify each signature over the same bytes once."""

    @cache
    def once(data: bytes, signature: bytes, *, roots: object) -> Signed:
        return verify(data, signature, roots=roots)  # type: ignore[arg-type] # handed through

    monkeypatch.setattr(signed, "verify", once)


def check_each_is_refused(damages: Damages, read: Callable[[bytes], object]) -> int:
    count = 0
    for count, (what, data) in enumerate(damages, 1):  # noqa: B007 - counted
        try:
            read(data)
        except BundleRefusedError:
            continue
        pytest.fail(f"read in spite of {what}")
    return count


def sealed_reader(scene: Scene, path: Path) -> Callable[[bytes], object]:
    copy = path.with_suffix(".copy")

    def read(data: bytes) -> object:
        copy.write_bytes(data)
        return verify_bundle(copy, scene.reader)

    return read


def every(data: bytes, step: int, bits: int) -> Damages:
    return itertools.chain(
        flipped(data, step, bits), cut(data, step), added(data, step), lost(data, step)
    )


def test_the_header_of_the_seal(small: tuple[Scene, Path]) -> None:
    scene, path = small
    data = path.read_bytes()
    head = data[: data.index(b"\n--- ") + 50]
    damages = (
        (what, damaged + data[len(head) :])
        for what, damaged in itertools.chain(flipped(head, 1, 1), added(head, 3), lost(head, 3))
    )
    assert check_each_is_refused(damages, sealed_reader(scene, path)) > 300


def test_a_sealed_bundle(small: tuple[Scene, Path]) -> None:
    scene, path = small
    damages = every(path.read_bytes(), step=67, bits=1)
    assert check_each_is_refused(damages, sealed_reader(scene, path)) > 300


@pytest.mark.usefixtures("remembered")
def test_below_the_seal(small: tuple[Scene, Path], forge: Forge, scene: Scene) -> None:
    damages = every(forge.plain(), step=97, bits=1)
    reader = scene.reader
    assert check_each_is_refused(damages, lambda data: verify_plain(data, reader)) > 500


@pytest.mark.slow
def test_many_places_of_a_sealed_bundle(small: tuple[Scene, Path]) -> None:
    scene, path = small
    damages = every(path.read_bytes(), step=1 if IS_DEEP else 31, bits=8 if IS_DEEP else 3)
    assert check_each_is_refused(damages, sealed_reader(scene, path)) > 2_000


@pytest.mark.slow
@pytest.mark.usefixtures("remembered")
def test_many_places_below_the_seal(forge: Forge, scene: Scene) -> None:
    damages = every(forge.plain(), step=1 if IS_DEEP else 41, bits=8 if IS_DEEP else 1)
    reader = scene.reader
    assert check_each_is_refused(damages, lambda data: verify_plain(data, reader)) > 2_000


def test_what_was_altered_and_sealed_again_is_refused_too(
    forge: Forge, scene: Scene, tmp_path: Path
) -> None:
    plain = forge.plain()
    path = tmp_path / "again.athar-bundle"

    def read(data: bytes) -> object:
        path.write_bytes(seal(data, [scene.hq_key.recipient]))
        return verify_bundle(path, scene.reader)

    assert check_each_is_refused(every(plain, step=2_222, bits=1), read) > 30
    path.write_bytes(seal(plain, [scene.hq_key.recipient]))
    verify_bundle(path, scene.reader)
