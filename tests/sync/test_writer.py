"""What is written is whole, read back, and named only then."""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from typing_extensions import override

from app.core.errors import Cancelled
from app.core.files import FileTroubleError
from app.core.jobs import Ticket
from app.crypto.digests import sha256_hex
from app.crypto.sealing import new_identity
from app.sync import writer
from app.sync.header import MediumEntry
from app.sync.outgoing import TOGETHER_LIMIT, Medium, parts
from app.sync.reader import Reader, verify_bundle
from app.sync.segments import cut, packed
from app.sync.stages import Stage
from app.sync.writer import MediumDamagedError, NotWrittenError, sealed_size, write_bundles
from tests.sync.scene import Scene, medium


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_bundle_tells_what_it_is(fresh: Scene) -> None:
    fresh.laptop.write(4)
    (written,) = fresh.write_all(fresh.outgoing(media=[medium(b"photo")]))
    data = written.path.read_bytes()
    assert written.path.name.endswith(".athar-bundle")
    assert len(written.path.stem) == 16
    assert (written.sha256, written.bytes) == (sha256_hex(data), len(data))
    assert (written.lines, written.media, written.number) == (5, 1, 1)
    assert names(fresh.folder) == [written.path.name]
    assert verify_bundle(written.path, fresh.reader).header.bundle == written.bundle


def test_nothing_in_the_file_can_be_read_without_a_key(fresh: Scene) -> None:
    fresh.laptop.write(30, note="a name")
    data = fresh.write().read_bytes()
    for telling in (b"a name", b"journal", b"ustar", b"BEGIN", fresh.laptop.uid.encode()):
        assert telling not in data


def test_two_bundles_of_the_same_lines_have_nothing_in_common(fresh: Scene) -> None:
    one, other = fresh.write(), fresh.write()
    assert one.stem != other.stem
    public = b"age-encryption.org/v1\n-> X25519 "
    blocks = [
        {data[at : at + 16] for at in range(len(public), len(data) - 16)}
        for data in (one.read_bytes(), other.read_bytes())
    ]
    assert not blocks[0] & blocks[1]


def test_every_recipient_can_read_it(fresh: Scene) -> None:
    recovery = new_identity()
    outgoing = fresh.laptop.outgoing([fresh.hq_key.recipient, recovery.recipient])
    (written,) = fresh.write_all(outgoing)
    for key in (fresh.hq_key, recovery):
        verify_bundle(written.path, Reader((key,), fresh.operation.anchors))


def test_without_a_key_the_sealed_bytes_are_read_back(fresh: Scene) -> None:
    (written,) = fresh.write_all(fresh.outgoing(), local=None)
    assert verify_bundle(written.path, fresh.reader).lines == 1


@pytest.mark.parametrize("has_key", [True, False])
def test_a_stick_that_forgets_is_found_out(
    has_key: bool, fresh: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget(file: BinaryIO) -> None:
        file.seek(-40, os.SEEK_END)
        file.write(b"\0")
        file.flush()

    monkeypatch.setattr(writer, "_forget_cached", forget)
    with pytest.raises(NotWrittenError, match="did not keep"):
        fresh.write_all(fresh.outgoing(), local=fresh.hq_key if has_key else None)
    assert names(fresh.folder) == []


def test_a_medium_that_changed_is_not_sent(fresh: Scene) -> None:
    with pytest.raises(MediumDamagedError, match="not what it was") as caught:
        fresh.write(media=[medium(b"phot0", claimed=b"photo")])
    assert caught.value.values["sha256"] == sha256_hex(b"photo")
    assert names(fresh.folder) == []


@pytest.mark.parametrize("now", [b"phot", b"photos"])
def test_a_medium_that_grew_or_shrank_is_not_sent(now: bytes, fresh: Scene) -> None:
    entry = MediumEntry(sha256_hex(b"photo"), 5, "image/jpeg")
    with pytest.raises(MediumDamagedError):
        fresh.write(media=[Medium(entry, lambda: nullcontext(BytesIO(now)))])


def test_too_little_room_is_told_before_anything_is_written(
    fresh: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.files.shutil.disk_usage", lambda _: type("D", (), {"free": 9}))
    with pytest.raises(FileTroubleError, match="free"):
        fresh.write()
    assert names(fresh.folder) == []


def test_a_folder_that_is_not_there_is_trouble(fresh: Scene) -> None:
    with pytest.raises(FileTroubleError):
        list(write_bundles(fresh.folder / "nowhere", fresh.outgoing()))


def test_a_person_may_stop_it_at_any_step(fresh: Scene) -> None:
    class Impatient(Ticket):
        def __init__(self, steps: int) -> None:
            super().__init__()
            self.left = steps

        @override
        def checkpoint(self, stage: str, done: int = 0, total: int = 0) -> None:
            self.left -= 1
            if self.left < 0:
                self.cancel()
            super().checkpoint(stage, done, total)

    outgoing = fresh.outgoing(media=[medium(bytes(600_000))])
    patient = Impatient(10_000)
    fresh.write_all(outgoing, ticket=patient)
    count = 10_000 - patient.left
    assert patient.step.stage == Stage.REREADING
    assert count > 10
    (kept,) = names(fresh.folder)
    for steps in range(count):
        with pytest.raises(Cancelled):
            fresh.write_all(outgoing, ticket=Impatient(steps))
        assert names(fresh.folder) == [kept]


def test_the_room_asked_for_is_enough(fresh: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(writer, "require_space", lambda _folder, size: asked.append(size))
    for size in (1, 65_536, 300_000):
        (written,) = fresh.write_all(fresh.outgoing(media=[medium(bytes(size))]))
        assert written.bytes <= asked[-1] < written.bytes + 2_000
    assert sealed_size(0, 1) > 0


def test_a_segment_without_its_checkpoint_is_a_mistake_of_ours(fresh: Scene) -> None:
    fresh.laptop.write(2)
    with pytest.raises(ValueError, match="no such checkpoint"):
        fresh.write(checkpoints={})
    with pytest.raises(ValueError, match="no such checkpoint"):
        fresh.write(checkpoints={(fresh.laptop.journal, 3): fresh.laptop.checkpoint(2)})


# --- parts


def test_small_media_ride_with_the_lines(fresh: Scene) -> None:
    (part,) = parts(fresh.outgoing(media=[medium(b"photo")]))
    assert (len(part.header.segments), len(part.header.media)) == (1, 1)


def test_lines_go_ahead_of_large_media(fresh: Scene) -> None:
    large = MediumEntry("ab" * 32, TOGETHER_LIMIT, "image/jpeg")
    found = list(parts(fresh.outgoing(media=[Medium(large, lambda: nullcontext(BytesIO()))])))
    assert [(len(p.header.segments), len(p.header.media)) for p in found] == [(1, 0), (0, 1)]
    assert found[0].header.media_elsewhere == (large,)
    assert found[1].header.media_elsewhere == ()


def test_parts_follow_one_another_and_are_whole_bundles(fresh: Scene) -> None:
    laptop = fresh.laptop
    laptop.write(40, note="words " * 50)
    pieces = cut(laptop.segment(), range(10, 42), raw_bytes=6_000)
    media = [medium(bytes([n]) * 3_000) for n in range(5)]
    written = fresh.write_all(
        fresh.outgoing(
            segments=[packed(piece) for piece in pieces],
            checkpoints={(laptop.journal, p.last): laptop.checkpoint(p.last) for p in pieces},
            media=media,
        ),
        part_bytes=9_000,
    )
    read = [verify_bundle(one.path, fresh.reader) for one in written]
    assert [one.header.number for one in read] == list(range(1, len(read) + 1))
    assert [one.header.previous for one in read[1:]] == [one.header.bundle for one in read[:-1]]
    assert sum(one.lines for one in read) == 41
    kinds = [(bool(one.segments), bool(one.header.media)) for one in read]
    assert kinds == sorted(kinds, reverse=True)
    assert [m.sha256 for one in read for m in one.header.media] == [m.entry.sha256 for m in media]
    assert all(len(one.header.media) <= 2 for one in read)
    every = {m.entry.sha256 for m in media}
    for one in read:
        here = {m.sha256 for m in one.header.media}
        assert here | {m.sha256 for m in one.header.media_elsewhere} == every


def test_the_branches_of_a_fork_travel_apart(fresh: Scene) -> None:
    laptop = fresh.laptop
    laptop.write(9)
    twin = replace(laptop, lines=[])
    twin.lines[:] = laptop.lines[:5]
    twin.write(7, note="written on a copy of the disk")
    twin_checkpoint = twin.checkpoint(12)
    written = fresh.write_all(
        fresh.outgoing(
            segments=[
                packed(twin.segment(6)),
                packed(laptop.segment(6)),
                packed(laptop.segment(1, 5)),
            ],
            checkpoints={
                (laptop.journal, 5): laptop.checkpoint(5),
                (laptop.journal, 10): laptop.checkpoint(10),
                (laptop.journal, 12): twin_checkpoint,
            },
        )
    )
    read = [verify_bundle(one.path, fresh.reader) for one in written]
    runs = [[(s.entry.first, s.entry.last) for s in one.segments] for one in read]
    assert sorted(runs) == [[(1, 5), (6, 10)], [(6, 12)]] or sorted(runs) == [
        [(1, 5), (6, 12)],
        [(6, 10)],
    ]


def test_one_medium_too_large_for_any_bundle_is_a_mistake_of_ours(fresh: Scene) -> None:
    huge = Medium(MediumEntry("ab" * 32, 2 << 30, "video/mp4"), lambda: nullcontext(BytesIO()))
    twice = [huge, Medium(MediumEntry("cd" * 32, 2 << 30, "video/mp4"), huge.open)]
    found = list(parts(fresh.outgoing(media=twice)))
    assert [len(part.header.media) for part in found] == [0, 1, 1]


def test_a_bundle_that_no_stick_could_hold_is_a_mistake_of_ours(fresh: Scene) -> None:
    huge = [
        Medium(MediumEntry(letter * 64, 2 << 30, "video/mp4"), lambda: nullcontext(BytesIO()))
        for letter in "ab"
    ]
    with pytest.raises(ValueError, match="larger than a bundle"):
        fresh.write_all(fresh.outgoing(segments=[], checkpoints={}, media=huge), part_bytes=1 << 33)


def test_a_system_that_cannot_forget_is_written_on_all_the_same(
    fresh: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fadvise")
    assert verify_bundle(fresh.write(), fresh.reader).lines == 1
