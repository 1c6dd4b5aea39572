"""What a file is at first sight: a wrong one gets its sentence before a passphrase is asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.errors import AppError
from app.core.files import FileTroubleError
from app.services.first_sight import require_store
from tests.journeys.fieldwork import Fieldwork

OTHERS = {
    b"": "The file is empty",
    b"%PDF-1.7\n" + b"x" * 4087: "not an Athar store",
    b"\x89PNG\r\n\x1a\n": "not an Athar store",
    b"PK\x03\x04" + b"x" * 4092: "not an Athar store",
    b"SQLite format 3\x00" + b"\0" * 4080: "SQLite file of another program",
    b"age-encryption.org/v1\n-> X25519 ": "This is a bundle",
    b"-----BEGIN CERTIFICATE-----\n": "not an Athar store",
    b"\x17\x03": "not an Athar store",
}


def test_a_store_is_one(tmp_path: Path) -> None:
    work = Fieldwork(tmp_path, books="")
    work.close()
    require_store(tmp_path / "hq.athar")
    (tmp_path / "hq.files").rename(tmp_path / "elsewhere")
    require_store(tmp_path / "hq.athar")  # its keys are missing, which opening it says


@pytest.mark.parametrize(("content", "sentence"), OTHERS.items(), ids=OTHERS.values())
def test_what_is_none_is_said_to_be_none(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "a.athar"
    path.write_bytes(content)
    with pytest.raises(AppError, match=sentence):
        require_store(path)
    assert path.read_bytes() == content


def test_what_is_no_file_is_said_to_be_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, sentence in (
        (tmp_path, "This is a folder"),
        (tmp_path / "pipe", "a device or a pipe"),
        (Path(os.devnull), "a device or a pipe"),
        (tmp_path / "nothing", "no such file"),
    ):
        with pytest.raises(AppError, match=sentence):
            require_store(path)
    with pytest.raises(FileTroubleError):
        require_store(tmp_path / ("x" * 300))
