"""Bad input, each with its sentence, and nothing changed by any of it."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import AppError
from app.crypto.sealing import unseal
from app.services.operation import close_desk, open_store
from app.services.receipts import read_receipt_file
from app.services.receiving import StrangerQuarantinedError
from app.services.sending import write_bundle
from app.services.verifying import verify_bundle_file
from app.store.papers import Paper
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork, holds

DAMAGED = "The file is damaged, or was cut short while it was copied."


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path_factory.mktemp("work"))
    fieldwork.report_a_site()
    yield fieldwork
    fieldwork.close()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path_factory.mktemp("elsewhere"))
    fieldwork.report_a_site()
    yield fieldwork
    fieldwork.close()


# --- bundles ------------------------------------------------------------------------------------


def _cut(work: Fieldwork, _other: Fieldwork) -> Path:
    path = work.bundle()
    path.write_bytes(path.read_bytes()[:-100])
    return path


def _flipped(work: Fieldwork, _other: Fieldwork) -> Path:
    path = work.bundle()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return path


def _zip(work: Fieldwork, _other: Fieldwork) -> Path:
    path = work.stick / "photos.athar-bundle"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"\xff\xd8")
    return path


def _opened(work: Fieldwork, _other: Fieldwork) -> Path:
    path = work.bundle()
    path.write_bytes(unseal(path.read_bytes(), [work.hq.keys.identity]))
    return path


def _text(work: Fieldwork, _other: Fieldwork) -> Path:
    path = work.stick / "list.athar-bundle"
    path.write_text("one, two, three", "utf-8")
    return path


def _empty(work: Fieldwork, _other: Fieldwork) -> Path:
    path = work.stick / "empty.athar-bundle"
    path.touch()
    return path


def _for_somebody_else(_work: Fieldwork, other: Fieldwork) -> Path:
    return other.bundle()


def _folder(work: Fieldwork, _other: Fieldwork) -> Path:
    return work.stick


def _missing(work: Fieldwork, _other: Fieldwork) -> Path:
    return work.stick / "lost.athar-bundle"


BAD_BUNDLES: list[tuple[Callable[[Fieldwork, Fieldwork], Path], str]] = [
    (_cut, DAMAGED),
    (_flipped, DAMAGED),
    (_zip, "This is a zip archive under another name, not a bundle."),
    (
        _opened,
        "This is an opened copy of a bundle, which anybody may have altered or read.",
    ),
    (_text, "This file was not written by Athar."),
    (_empty, "The file is empty."),
    (
        _for_somebody_else,
        "This bundle is sealed for somebody else, so it cannot be opened here.",
    ),
    (_folder, "This is a folder, not a file."),
    (_missing, "The file or folder does not exist."),
]
NAMES = [make.__name__ for make, _ in BAD_BUNDLES]


@pytest.mark.parametrize(
    ("make", "sentence"), BAD_BUNDLES, ids=lambda part: getattr(part, "__name__", "")
)
def test_a_bad_bundle_is_refused_with_its_sentence(
    work: Fieldwork,
    elsewhere: Fieldwork,
    make: Callable[[Fieldwork, Fieldwork], Path],
    sentence: str,
) -> None:
    path = make(work, elsewhere)
    before = holds(work.hq)
    with pytest.raises(AppError) as refused:
        work.deliver(path)
    assert str(refused.value) == sentence
    assert refused.value.advice
    assert holds(work.hq) == before
    assert not list(work.hq.layout.spool.iterdir())


@pytest.mark.parametrize(
    ("make", "sentence"), BAD_BUNDLES, ids=lambda part: getattr(part, "__name__", "")
)
def test_a_bad_bundle_is_not_verified_either(
    work: Fieldwork,
    elsewhere: Fieldwork,
    make: Callable[[Fieldwork, Fieldwork], Path],
    sentence: str,
) -> None:
    with pytest.raises(AppError) as refused:
        verify_bundle_file(make(work, elsewhere), identity=work.identity_file, root=work.root_file)
    assert str(refused.value) == sentence


def test_a_strangers_bundle_is_kept_and_explained(work: Fieldwork, elsewhere: Fieldwork) -> None:
    stranger = elsewhere.enrolled(elsewhere.stranger("X"), "X")
    with stranger.store.writing() as pen:
        recipient = work.hq.keys.identity.recipient.encode()
        pen.papers.keep(Paper("recipient", "hq", 2, recipient, b""))
    (written,) = write_bundle(stranger, work.stick)
    close_desk(stranger)
    before = holds(work.hq)

    with pytest.raises(StrangerQuarantinedError, match="has not enrolled the laptop") as refused:
        work.deliver(written.path)

    assert len(str(refused.value.values["words"]).split()) == 8
    assert holds(work.hq) == before
    (kept,) = work.hq.layout.quarantine.iterdir()
    assert kept.read_bytes() == written.path.read_bytes()


def test_a_receipt_of_another_operation_confirms_nothing(
    work: Fieldwork, elsewhere: Fieldwork
) -> None:
    receipt = elsewhere.deliver().receipt
    assert receipt is not None
    with pytest.raises(AppError, match="not enrolled"):
        read_receipt_file(work.laptop, receipt)


# --- stores -------------------------------------------------------------------------------------


@pytest.fixture
def store(work: Fieldwork, tmp_path: Path) -> Path:
    """A store that nobody has open."""
    desk = replace(work, folder=tmp_path, books="C").laptop
    close_desk(desk)
    return tmp_path / "c.athar"


def test_a_wrong_passphrase_opens_nothing(store: Path) -> None:
    before = _bytes_below(store.parent)
    with pytest.raises(AppError, match="The passphrase does not open this file") as refused:
        open_store(store, PASSPHRASE.upper())
    assert "Nothing was changed" in refused.value.advice
    assert _bytes_below(store.parent) == before


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "contacts.athar"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE person (name TEXT)")
    connection.close()
    before = _bytes_below(tmp_path)
    with pytest.raises(AppError, match="an SQLite file of another program"):
        open_store(path, PASSPHRASE)
    assert _bytes_below(tmp_path) == before


def test_a_file_of_noise_is_left_alone(store: Path) -> None:
    store.write_bytes(bytes(range(256)) * 64)
    before = _bytes_below(store.parent)
    with pytest.raises(AppError, match="not an Athar store, or it is damaged"):
        open_store(store, PASSPHRASE)
    assert _bytes_below(store.parent) == before


def test_a_file_without_its_folder_of_keys_says_so(store: Path) -> None:
    shutil.rmtree(store.with_name("c.files"))
    with pytest.raises(AppError, match="folder beside the file, which holds its keys"):
        open_store(store, PASSPHRASE)


def test_a_file_of_a_newer_version_names_the_version_needed(store: Path) -> None:
    desk = open_store(store, PASSPHRASE)
    with desk.store.writing() as pen:
        pen.set("schema_version", "999")
        pen.set("app_version", "9.9")
    close_desk(desk)
    before = store.read_bytes()
    with pytest.raises(AppError, match=r"written by Athar 9\.9, which is newer") as refused:
        open_store(store, PASSPHRASE)
    assert "Install Athar 9.9" in refused.value.advice
    assert store.read_bytes() == before


def _bytes_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
