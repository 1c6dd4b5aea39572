"""Whatever is sent arrives, byte for byte, however it was cut."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_uid
from app.crypto.digests import sha256_hex
from app.sync.outgoing import Outgoing
from app.sync.parts import MediumPart, SegmentPart, bundle_parts
from app.sync.reader import verify_bundle
from app.sync.segments import cut, packed
from tests.sync.scene import Laptop, Scene, medium

LINE = st.binary(min_size=1, max_size=200).filter(lambda line: b"\n" not in line)
MEDIA = st.lists(st.binary(max_size=700), max_size=4, unique=True)


def journal(laptop: Laptop, lines: list[bytes]) -> Laptop:
    """A new journal of the same laptop."""
    other = replace(laptop, journal=new_uid(), lines=[])
    other.lines += lines
    return other


@given(
    lines=st.lists(st.lists(LINE, max_size=12), min_size=1, max_size=3),
    media=MEDIA,
    first=st.integers(1, 3),
    part_bytes=st.sampled_from([1_500, 5_000, 1 << 30]),
)
def test_what_is_sent_arrives(
    scene: Scene, lines: list[list[bytes]], media: list[bytes], first: int, part_bytes: int
) -> None:
    journals = [journal(scene.laptop, some) for some in lines]
    pieces = [
        (one, piece)
        for one in journals
        if first <= len(one.lines)
        for piece in cut(one.segment(first), range(1, len(one.lines) + 1), raw_bytes=600)
    ]
    outgoing: Outgoing = scene.outgoing(
        segments=[packed(piece) for _, piece in pieces],
        checkpoints={(one.journal, p.last): one.checkpoint(p.last) for one, p in pieces},
        media=[medium(data) for data in media],
    )
    arrived: dict[str, list[bytes]] = {}
    originals: list[bytes] = []
    for written in scene.write_all(outgoing, part_bytes=part_bytes):
        verified = verify_bundle(written.path, scene.reader)
        with bundle_parts(written.path, scene.reader, verified) as bundle:
            for part in bundle:
                if isinstance(part, SegmentPart):
                    arrived.setdefault(part.checked.entry.journal, []).extend(part.segment().lines)
                elif isinstance(part, MediumPart):
                    originals.append(b"".join(part.blocks()))
                    assert sha256_hex(originals[-1]) == part.entry.sha256
        written.path.unlink()
    assert arrived == {
        one.journal: one.lines[first - 1 :] for one in journals if first <= len(one.lines)
    }
    assert originals == media
