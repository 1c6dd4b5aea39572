"""The practice folder changes places whole, and replaces nothing but an earlier practice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.errors import AppError
from app.services.practice.folders import (
    SUMMARY,
    NotPracticeError,
    built_aside,
    is_practice,
    require_free,
)


def make(folder: Path, word: str) -> None:
    with built_aside(folder) as aside:
        (aside / "word").write_text(word)
        (aside / SUMMARY).write_text(json.dumps({"practice": True}))


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    folder = tmp_path / "build" / "practice"
    with built_aside(folder) as aside:
        assert not folder.exists()
        assert aside.parent == folder.parent
        (aside / "word").write_text("new")
    assert (folder / "word").read_text() == "new"
    assert list(folder.parent.iterdir()) == [folder]


def test_an_earlier_practice_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    make(folder, "first")
    make(folder, "second")
    assert (folder / "word").read_text() == "second"
    assert list(tmp_path.iterdir()) == [folder]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    make(tmp_path / "practice", "word")
    assert is_practice(tmp_path / "practice")


def test_what_fails_leaves_the_earlier_practice(tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    make(folder, "first")

    def fail() -> None:
        with built_aside(folder) as aside:
            (aside / "word").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (folder / "word").read_text() == "first"
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize(
    "content",
    [
        {"holiday.jpg": b"\xff\xd8"},
        {SUMMARY: b"{}"},
        {SUMMARY: b'{"practice": "true"}'},
        {SUMMARY: b"not json"},
        {SUMMARY: b"[true]"},
    ],
)
def test_anything_else_is_left_alone(tmp_path: Path, content: dict[str, bytes]) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    for name, data in content.items():
        (folder / name).write_bytes(data)
    with pytest.raises(NotPracticeError, match="something else than a practice"):
        require_free(folder)
    with pytest.raises(NotPracticeError), built_aside(folder):
        pytest.fail("nothing may be built")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == content


def test_a_file_of_that_name_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "practice"
    file.write_text("mine")
    with pytest.raises(NotPracticeError):
        require_free(file)
    assert file.read_text() == "mine"


def test_a_place_where_no_folder_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AppError), built_aside(tmp_path / "file" / "practice"):
        pytest.fail("nothing may be built")
