"""However large a bundle is, it is written and read in the same memory."""

from __future__ import annotations

import resource
import threading
from contextlib import nullcontext

import pytest

from app.crypto.digests import Sha256
from app.models.journal import LINE_LIMIT, Line, Touch, encode_line
from app.sync.header import MediumEntry
from app.sync.outgoing import Medium
from app.sync.parts import MediumPart, bundle_parts
from app.sync.reader import verify_bundle
from tests.sync.scene import Scene

MEGABYTES = 200
GROWTH_LIMIT = 60 << 20


class Noise:
    """Megabytes that are nowhere held at once."""

    def __init__(self) -> None:
        self._left = MEGABYTES << 20

    def read(self, size: int, /) -> bytes:
        size = min(size, self._left)
        self._left -= size
        return (b"%d" % self._left).ljust(size, b".")[:size]


def noise_digest() -> str:
    digest, noise = Sha256(), Noise()
    while data := noise.read(1 << 18):
        digest.update(data)
    return digest.hexdigest()


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


@pytest.mark.slow
def test_a_large_medium(fresh: Scene) -> None:
    verify_bundle(fresh.write(), fresh.reader)  # what is loaded once is not what is measured
    entry = MediumEntry(noise_digest(), MEGABYTES << 20, "video/mp4")
    before = peak()
    lines, video = fresh.write_all(
        fresh.outgoing(media=[Medium(entry, lambda: nullcontext(Noise()))])
    )
    assert lines.bytes < 20_000 < video.bytes
    verified = verify_bundle(video.path, fresh.reader)
    with bundle_parts(video.path, fresh.reader, verified) as bundle:
        for part in bundle:
            if isinstance(part, MediumPart):
                assert sum(map(len, part.blocks())) == MEGABYTES << 20
    assert peak() - before < GROWTH_LIMIT
    assert threading.active_count() == 1
    video.path.unlink()


@pytest.mark.slow
def test_long_lines_are_verified_in_little_memory(fresh: Scene) -> None:
    text = "".join(f"{number} " for number in range(30_000))
    long = encode_line(Line(k="change", m=[Touch(r="x", t="site", f={"note": text})]))
    assert LINE_LIMIT // 2 < len(long) < LINE_LIMIT
    fresh.laptop.lines += [long[:-10] + b"%09d}" % number for number in range(300)]
    path = fresh.write()
    before = peak()
    assert verify_bundle(path, fresh.reader).lines == 301
    assert peak() - before < GROWTH_LIMIT
