"""Enrolment: whose name a certificate bears, and for which key."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest

from app.core.errors import AppError
from app.core.files import FileTroubleError, write_whole
from app.crypto.certificates import (
    key_fingerprint,
    new_key,
    new_request,
    subject_role,
    subject_uid,
)
from app.services.anchors import certificates
from app.services.beginnings import SetUpRefusedError
from app.services.desk import Desk, NotEnrolledError
from app.services.enrolment import (
    BookTakenError,
    OtherKeyError,
    WordsDifferError,
    accept_enrolment,
    enrol,
    inspect_request,
    write_request,
)
from app.services.operation import close_desk
from app.sync.enrolment import EnrolmentRequest, request_file
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork, holds


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path)
    yield fieldwork
    fieldwork.close()


def test_laptop_and_person_are_certified_and_known_to_both(work: Fieldwork) -> None:
    expected = {("laptop", work.laptop.replica), ("person", work.laptop.person)}
    for desk in (work.hq, work.laptop):
        assert expected <= _certified(desk)
    assert ("person", work.hq.person) in _certified(work.hq)


def test_the_same_laptop_can_be_answered_twice(work: Fieldwork) -> None:
    """The first answer was lost."""
    before = len(_certified(work.hq))
    work.laptops["A"] = work.enrolled(work.laptop, "A")
    assert len(_certified(work.hq)) == before
    assert work.deliver().lines_new > 0


@pytest.mark.parametrize("where", ["replica", "people", "earlier"])
def test_nobody_is_certified_in_anothers_name(work: Fieldwork, where: str) -> None:
    stranger = work.stranger("B")
    request = inspect_request(write_request(stranger, work.stick).path)
    victim = work.laptop.person if where == "people" else work.laptop.replica
    forged = new_request(new_key(), request.name, victim).decode()
    if where == "replica":
        forgery = msgspec.structs.replace(request, replica=victim, request=forged)
    else:
        forgery = msgspec.structs.replace(request, **{where: (forged,)})
    before = holds(work.hq)
    with pytest.raises(OtherKeyError):
        enrol(work.hq, _file(work, forgery), work.stick, passphrase=PASSPHRASE, book="B")
    assert holds(work.hq) == before
    assert not list(work.stick.glob("*.athar-enrolment"))[1:]
    close_desk(stranger)


def test_nobody_is_certified_as_who_was_entered_by_others(work: Fieldwork) -> None:
    """A member of a team, known by name and without a laptop yet."""
    member = work.save("person", "member", {"full_name": "سالم"}, desk=work.hq)
    stranger = work.stranger("B")
    request = inspect_request(write_request(stranger, work.stick).path)
    key = new_key()
    asked = new_request(key, request.name, member.uid).decode()
    forgery = _file(work, msgspec.structs.replace(request, people=(asked,)))
    enrolling = partial(enrol, work.hq, forgery, work.stick, passphrase=PASSPHRASE, book="B")
    with pytest.raises(OtherKeyError):
        enrolling()
    work.known["member"] = member.uid
    work.change("member", {"key_fingerprint": key_fingerprint(key.public_key())}, desk=work.hq)
    assert enrolling().path.is_file()
    close_desk(stranger)


@pytest.mark.parametrize(
    ("book", "folder", "error"),
    [
        ("", "", SetUpRefusedError),
        ("b", "", SetUpRefusedError),
        ("AB", "", SetUpRefusedError),
        ("B", "nowhere", FileTroubleError),
        ("B", "root.pem", FileTroubleError),
    ],
)
def test_nothing_is_issued_that_could_not_be_handed_over(
    work: Fieldwork, book: str, folder: str, error: type[AppError]
) -> None:
    stranger = work.stranger("B")
    request = write_request(stranger, work.stick)
    before, known = holds(work.hq), _certified(work.hq)
    with pytest.raises(error):
        enrol(work.hq, request.path, work.folder / folder, passphrase=PASSPHRASE, book=book)
    assert (holds(work.hq), _certified(work.hq)) == (before, known)
    close_desk(stranger)


def test_a_book_is_held_by_one_laptop(work: Fieldwork) -> None:
    stranger = work.stranger("B")
    request = write_request(stranger, work.stick)
    for book in ("A", "H"):
        with pytest.raises(BookTakenError):
            enrol(work.hq, request.path, work.stick, passphrase=PASSPHRASE, book=book)
    close_desk(stranger)


def test_an_answer_is_taken_by_who_asked_and_heard_the_words(work: Fieldwork) -> None:
    stranger = work.stranger("B")
    request = write_request(stranger, work.stick)
    answer = enrol(work.hq, request.path, work.stick, passphrase=PASSPHRASE, book="B")
    with pytest.raises(WordsDifferError):
        accept_enrolment(stranger, answer.path, ("zoo",) * 8)
    with pytest.raises(NotEnrolledError, match="another laptop"):
        accept_enrolment(work.laptop, answer.path, answer.words)
    work.laptops["B"] = accept_enrolment(stranger, answer.path, answer.words)


def test_only_headquarters_enrols(work: Fieldwork) -> None:
    stranger = work.stranger("B")
    request = write_request(stranger, work.stick)
    with pytest.raises(NotEnrolledError):
        enrol(work.laptop, request.path, work.stick, passphrase=PASSPHRASE, book="B")
    close_desk(stranger)


def _certified(desk: Desk) -> set[tuple[str, str]]:
    with desk.store.reading() as view:
        found = certificates(view)
    return {(subject_role(one), subject_uid(one)) for one in found if subject_role(one) != "root"}


def _file(work: Fieldwork, request: EnrolmentRequest) -> Path:
    name, data = request_file(request)
    write_whole(work.stick / name, data)
    return work.stick / name
