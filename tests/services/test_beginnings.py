"""A store that was refused leaves nothing, and never overwrites the keys of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import AppError
from app.core.files import FileTroubleError
from app.crypto.certificates import (
    Certificate,
    CertificateNameError,
    key_fingerprint,
    subject_role,
    subject_uid,
)
from app.crypto.passphrases import (
    TEST_COST,
    ShortPassphraseError,
    WrongPassphraseError,
)
from app.models.fields import ValueRefusedError
from app.services import keyring
from app.services.anchors import certificates
from app.services.beginnings import (
    Beginning,
    Founder,
    SetUpRefusedError,
    begun_in,
    require_told,
)
from app.services.enrolment import enrol, write_request
from app.services.operation import close_desk, create_headquarters, create_laptop, open_store
from app.services.reading import get_record
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork

SARA = Founder("سارة", "Sara", "S1", ("TL",))
BEGINNING = Beginning(SARA, PASSPHRASE, "Laptop A", "A", cost=TEST_COST)
OPERATION = {"number": "TST26", "name": "Test"}
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


@pytest.mark.parametrize(
    ("founder", "laptop", "book", "passphrase", "error"),
    [
        (Founder("", "Sara", "S1"), "Laptop A", "A", PASSPHRASE, SetUpRefusedError),
        (Founder("سارة", "Sara", "ü ü"), "Laptop A", "A", PASSPHRASE, ValueRefusedError),
        (SARA, "حاسوب", "A", PASSPHRASE, CertificateNameError),
        (SARA, "Laptop A", "O", PASSPHRASE, SetUpRefusedError),
        (SARA, "Laptop A", "AB", PASSPHRASE, SetUpRefusedError),
        (SARA, "Laptop A", "A", "short", ShortPassphraseError),
    ],
)
def test_nothing_is_begun_with_what_does_not_do(
    tmp_path: Path,
    founder: Founder,
    laptop: str,
    book: str,
    passphrase: str,
    error: type[AppError],
) -> None:
    """A window or a command may have forgotten to look."""
    beginning = Beginning(founder, passphrase, laptop, book, cost=TEST_COST)
    with pytest.raises(error):
        create_laptop(tmp_path / "a.athar", beginning)
    with pytest.raises(error):
        create_headquarters(
            tmp_path / "new" / "hq.athar", beginning, operation=OPERATION, makes_folder=True
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("operation", [{"number": "nope", "name": "Test"}, {"number": "TST26"}])
def test_an_operation_has_a_code_and_a_title(tmp_path: Path, operation: dict[str, str]) -> None:
    with pytest.raises((ValueRefusedError, SetUpRefusedError)):
        create_headquarters(tmp_path / "hq.athar", BEGINNING, operation=operation)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fails", ["new_slots", "save_identity", "keep_root_slot"])
def test_half_a_store_never_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """The disk is full in the middle."""

    def fail(*_: object, **__: object) -> None:
        raise FileTroubleError("The disk is full.", hint="Free some space.")

    monkeypatch.setattr(keyring, fails, fail)
    with pytest.raises(FileTroubleError):
        create_headquarters(tmp_path / "hq.athar", BEGINNING, operation=OPERATION)
    if fails != "keep_root_slot":
        with pytest.raises(FileTroubleError):
            create_laptop(tmp_path / "a.athar", BEGINNING)
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_never_begun_over_what_is_there(tmp_path: Path) -> None:
    root = tmp_path / "root.pem"
    root.write_text("another's")
    with pytest.raises(SetUpRefusedError, match=r"root\.pem"):
        create_headquarters(tmp_path / "hq.athar", BEGINNING, operation=OPERATION, root_file=root)
    keys = tmp_path / "a.files" / "keys"
    keys.mkdir(parents=True)
    with pytest.raises(SetUpRefusedError, match="keys of another"):
        create_laptop(tmp_path / "a.athar", BEGINNING)
    with pytest.raises(SetUpRefusedError, match=r"ends in \.athar"):
        create_laptop(tmp_path / "a", BEGINNING)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.files", "keys", "root.pem"]
    assert root.read_text() == "another's"


def test_the_root_can_have_a_passphrase_of_its_own(tmp_path: Path) -> None:
    work = Fieldwork(tmp_path, books="", root_passphrase=ROOT_PASSPHRASE)
    asked = write_request(work.stranger("A"), work.stick)
    with pytest.raises(WrongPassphraseError):
        enrol(work.hq, asked.path, work.stick, passphrase=PASSPHRASE, book="A")
    answer = enrol(work.hq, asked.path, work.stick, passphrase=ROOT_PASSPHRASE, book="A")
    assert answer.path.is_file()
    work.close()


def test_the_roots_passphrase_is_no_weaker(tmp_path: Path) -> None:
    place, weak = tmp_path / "hq.athar", "short"
    with pytest.raises(ShortPassphraseError):
        create_headquarters(place, BEGINNING, operation=OPERATION, root_passphrase=weak)
    assert list(tmp_path.iterdir()) == []


def test_a_person_is_known_by_the_key_that_seals_for_them(tmp_path: Path) -> None:
    work = Fieldwork(tmp_path)
    for desk in (work.hq, work.laptop):
        with work.hq.store.reading() as view:
            (certificate,) = (one for one in certificates(view) if _is_of(one, desk.person))
        person, key = get_record(desk, desk.person), desk.keys.person_key
        assert person is not None
        assert key is not None
        assert certificate.public_key() == key.public_key()
        assert person.values["key_fingerprint"] == key_fingerprint(key.public_key())
    work.close()


def _is_of(certificate: Certificate, person: str) -> bool:
    is_root = subject_role(certificate) == "root"
    return not is_root and subject_uid(certificate) == person
