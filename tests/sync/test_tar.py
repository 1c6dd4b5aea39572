"""Our tar is everybody's tar, in one spelling."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sync.refusals import BundleRefusedError, Reason
from app.sync.tar import END, TarReader, TarWriter, header, room

NAME = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}(/[A-Za-z0-9_-]{1,20}){0,2}", fullmatch=True)
MEMBERS = st.lists(st.tuples(NAME, st.binary(max_size=1_500)), max_size=6)


class Trickle:
    """Gives one to a few bytes at a time, as a pipe may."""

    def __init__(self, data: bytes, most: int = 7) -> None:
        self._file = io.BytesIO(data)
        self._most = most

    def read(self, size: int, /) -> bytes:
        return self._file.read(min(size, self._most))


def written(members: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    writer = TarWriter(file)
    for name, data in members:
        writer.add(name, data)
    writer.close()
    return file.getvalue()


def read(data: bytes) -> list[tuple[str, bytes]]:
    return [(m.name, b"".join(m.blocks())) for m in TarReader(io.BytesIO(data))]


@given(MEMBERS)
def test_what_was_written_is_read(members: list[tuple[str, bytes]]) -> None:
    data = written(members)
    assert read(data) == members
    assert len(data) == sum(room(len(one)) for _, one in members) + len(END)


@given(MEMBERS)
def test_what_was_written_is_read_in_trickles(members: list[tuple[str, bytes]]) -> None:
    reader = TarReader(Trickle(written(members)))
    assert [(m.name, b"".join(m.blocks())) for m in reader] == members


@given(MEMBERS)
def test_the_standard_library_reads_the_same(members: list[tuple[str, bytes]]) -> None:
    with tarfile.open(fileobj=io.BytesIO(written(members))) as archive:
        found = [(info.name, info.size, info.mode, info.mtime, info.uid) for info in archive]
    assert found == [(name, len(data), 0o644, 0, 0) for name, data in members]


@given(MEMBERS)
def test_members_need_not_be_read(members: list[tuple[str, bytes]]) -> None:
    assert [m.name for m in TarReader(io.BytesIO(written(members)))] == [n for n, _ in members]


def test_gnu_tar_writes_the_same_bytes(tmp_path: Path) -> None:
    members = [("SHA256SUMS", b"x\n"), ("media/" + "a" * 64, bytes(700)), ("empty", b"")]
    for name, data in members:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    command = ["tar", "--format=ustar", "--owner=:0", "--group=:0", "--numeric-owner"]
    command += ["--mtime=@0", "--mode=0644", "--blocking-factor=1", "-cf", "-"]
    made = subprocess.run(
        [*command, *(name for name, _ in members)], cwd=tmp_path, capture_output=True, check=True
    )
    assert made.stdout == written(members)


def test_too_much_or_too_little_is_not_written() -> None:
    writer = TarWriter(io.BytesIO())
    writer.begin("a", 2)
    writer.write(b"x")
    with pytest.raises(ValueError, match="1"):
        writer.begin("b", 0)
    with pytest.raises(ValueError, match="2"):
        writer.write(b"xx")
    with pytest.raises(ValueError, match="1"):
        writer.close()


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("", 1),
        ("../x", 1),
        ("a/../x", 1),
        ("/x", 1),
        ("a//x", 1),
        ("a/", 1),
        (".x", 1),
        ("a b", 1),
        ("x" * 101, 1),
        ("x", -1),
        ("x", 8**11),
    ],
)
def test_such_a_member_is_never_written(name: str, size: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        header(name or "\0", size)


def test_a_name_of_a_hundred_bytes_and_no_more() -> None:
    assert read(written([("x" * 100, b"")])) == [("x" * 100, b"")]


@given(st.binary(max_size=2_000))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(BundleRefusedError) as caught:
        read(noise)
    assert caught.value.reason is Reason.MALFORMED


@given(MEMBERS.filter(bool), st.data())
def test_no_byte_of_a_header_can_differ(
    members: list[tuple[str, bytes]], draw: st.DataObject
) -> None:
    damaged = bytearray(written(members))
    place = draw.draw(st.integers(0, 511))
    damaged[place] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(BundleRefusedError):
        read(bytes(damaged))
