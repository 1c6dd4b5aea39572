"""A store that was refused leaves nothing, and never overwrites the keys of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import AppError
from app.core.files import FileTroubleError
from app.crypto.certificates import CertificateNameError
from app.crypto.passphrases import (
    TEST_COST,
    ShortPassphraseError,
    WrongPassphraseError,
)
from app.models.fields import ValueRefusedError
from app.services.beginnings import begun_in, guard_root, require_told
from app.services.enrolment import enrol, write_request
from app.services.operation import (
    Beginning,
    Founder,
    SetUpRefusedError,
    close_desk,
    create_laptop,
    open_store,
)
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork

SARA = Founder("سارة", "Sara", "S1", ("TL",))
ROOT_PASSPHRASE = "another four words again"  # noqa: S105 - it guards nothing


def test_what_can_be_kept_is_told_enough() -> None:
    require_told(SARA, "Laptop A", "Recovery")


@pytest.mark.parametrize(
    ("founder", "laptop", "title", "error"),
    [
        (SARA, "Laptop A", "", SetUpRefusedError),
        (SARA, "Laptop A", " \t", SetUpRefusedError),
        (Founder(" ", "Sara", "S1"), "Laptop A", None, SetUpRefusedError),
        (SARA, "", None, SetUpRefusedError),
        (SARA, "حاسوب", None, CertificateNameError),
        (SARA, "L" * 65, None, CertificateNameError),
        (Founder("س" * 3_000, "Sara", "S1"), "Laptop A", None, ValueRefusedError),
        (Founder("سارة", "Sa\nra", "S1"), "Laptop A", None, ValueRefusedError),
        (Founder("سارة", "Sara", "ü ü"), "Laptop A", None, ValueRefusedError),
        (Founder("سارة", "Sara", "S1", ("QQ",)), "Laptop A", None, ValueRefusedError),
    ],
)
def test_what_cannot_be_kept_is_refused_before_anything_is(
    founder: Founder, laptop: str, title: str | None, error: type[AppError]
) -> None:
    with pytest.raises(error):
        require_told(founder, laptop, title)


def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "new" / "deep" / "hq.athar"
    root = file.with_name("root.pem")

    def begin() -> None:
        desk = create_laptop(file, Beginning(SARA, PASSPHRASE, "Laptop A", "A", cost=TEST_COST))
        root.write_text("root")
        desk.store.close()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), begun_in(file, root, makes_folder=True):
        begin()
    assert list(tmp_path.iterdir()) == []


def test_what_lay_there_before_a_failure_stays(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("as it was")
    with pytest.raises(ZeroDivisionError), begun_in(tmp_path / "a.athar"):
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_no_store_is_begun_over_another(tmp_path: Path) -> None:
    """`a.athar` and `a` would share the folder `a.files`, and one would lose its keys."""
    store = tmp_path / "a.athar"
    with begun_in(store):
        create = Beginning(SARA, PASSPHRASE, "Laptop A", "A", cost=TEST_COST)
        close_desk(create_laptop(store, create))
    before = sorted(path.name for path in tmp_path.rglob("*"))
    for place, sentence in ((store, "already a file"), (tmp_path / "a", "ends in .athar")):
        with pytest.raises(SetUpRefusedError, match=sentence), begun_in(place):
            raise AssertionError
    moved = store.rename(tmp_path / "moved.athar")
    with pytest.raises(SetUpRefusedError, match=r"a\.files.* keys of another"), begun_in(store):
        raise AssertionError
    moved.rename(store)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    close_desk(open_store(store, PASSPHRASE))


def test_a_root_of_another_operation_is_never_overwritten(tmp_path: Path) -> None:
    root = tmp_path / "root.pem"
    root.write_text("another's")
    with pytest.raises(SetUpRefusedError, match=r"root\.pem"), begun_in(tmp_path / "h.athar", root):
        raise AssertionError
    assert root.read_text() == "another's"


@pytest.mark.parametrize("name", ["file/hq.athar", f"{'x' * 300}/hq.athar"])
def test_a_place_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("a file where the folder should be")
    with pytest.raises(FileTroubleError), begun_in(tmp_path / name, makes_folder=True):
        raise AssertionError
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_root_can_have_a_passphrase_of_its_own(tmp_path: Path) -> None:
    work = Fieldwork(tmp_path, books="")
    asked = write_request(work.stranger("A"), work.stick)
    guard_root(work.hq, PASSPHRASE, ROOT_PASSPHRASE, TEST_COST)
    with pytest.raises(WrongPassphraseError):
        enrol(work.hq, asked.path, work.stick, passphrase=PASSPHRASE, book="A")
    answer = enrol(work.hq, asked.path, work.stick, passphrase=ROOT_PASSPHRASE, book="A")
    assert answer.path.is_file()
    with pytest.raises(ShortPassphraseError):
        guard_root(work.hq, ROOT_PASSPHRASE, "short", TEST_COST)
    with pytest.raises(WrongPassphraseError):
        guard_root(work.hq, PASSPHRASE, ROOT_PASSPHRASE, TEST_COST)
    work.close()
