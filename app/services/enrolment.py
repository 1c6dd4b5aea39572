"""How a laptop joins an operation: a request, eight words compared by voice, and an answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.errors import AppError
from app.core.files import read_bounded, require_writable, write_whole
from app.crypto.certificates import (
    Certificate,
    Role,
    fingerprint,
    from_pem,
    issue,
    key_fingerprint,
    new_request,
    read_request,
    subject_name,
    subject_role,
    subject_uid,
    to_pem,
)
from app.services.anchors import certificates, keep_certificate, keep_recipient
from app.services.beginnings import require_book
from app.services.books import issue_book
from app.services.desk import HEADQUARTERS, Desk, NotEnrolledError
from app.services.keyring import load_root_key
from app.services.returning import CAME_BACK, earlier_requests
from app.store.mark import set_mark
from app.store.transactions import View
from app.sync.enrolment import (
    REQUEST_LIMIT,
    RESPONSE_LIMIT,
    Enrolment,
    EnrolmentRequest,
    certificates_pem,
    enrolment_file,
    open_enrolment_file,
    open_request_file,
    request_file,
)
from app.sync.signed import Signer


class WordsDifferError(AppError):
    """The eight words read out are not those of the file."""


class BookTakenError(AppError):
    """Two laptops may not hold the same number book."""


class OtherKeyError(AppError):
    """Somebody asks for a certificate in the name of who has one for another key."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A file to hand over, and the eight words that both sides compare by voice."""

    path: Path
    words: tuple[str, ...]


def write_request(desk: Desk, folder: Path) -> Handed:
    """Ask to be enrolled.

    Raises:
        FileTroubleError: the folder cannot be written to.
    """
    keys = desk.keys
    name = subject_name(keys.certificate)
    request = EnrolmentRequest(
        replica=desk.replica,
        name=name,
        book=_own_book(desk),
        request=new_request(keys.key, name, desk.replica).decode("ascii"),
        recipient=keys.identity.recipient,
        people=_of_people(desk),
        earlier=_of_before(desk),
        made=str(desk.now()),
    )
    file_name, data = request_file(request)
    write_whole(folder / file_name, data, mode=0o644)
    return Handed(folder / file_name, request.words())


def inspect_request(path: Path) -> EnrolmentRequest:
    """What a laptop asks for; compare `words()` by voice before enrolling it.

    Raises:
        BundleRefusedError: the file is no request.
    """
    return open_request_file(read_bounded(path, REQUEST_LIMIT))


def enrol(desk: Desk, request_path: Path, folder: Path, *, passphrase: str, book: str) -> Handed:
    """Certify a laptop and answer it with the root, the recipients and its number book.

    Raises:
        NotEnrolledError: this is no headquarters.
        SetUpRefusedError: no book can be known by that letter.
        BookTakenError: another laptop holds that letter.
        OtherKeyError: it asks in the name of a laptop or person known by another key.
        FileTroubleError: the folder cannot be written to.
        WrongPassphraseError: the passphrase does not open the root key.
    """
    request = inspect_request(request_path)
    require_book(book)
    require_writable(folder)
    with desk.store.reading() as view:
        if view.setting("role") != HEADQUARTERS:
            raise NotEnrolledError(
                "Only headquarters can enrol a laptop.", hint="Open the headquarters' store."
            )
        operation = view.records.get(view.setting("operation_uid"), "operation")
        recipients = [
            paper.body.decode()
            for key in ("hq", "recovery")
            if (paper := view.papers.get("recipient", key))
        ]
        for held in view.records.all_of("number_book"):
            is_other = held.values.get("holder") != request.replica
            if held.values.get("letter") == book and is_other:
                raise BookTakenError(
                    "Number book {book} is held by another laptop.",
                    hint="Nothing was issued. Choose a letter that no laptop has held.",
                    book=book,
                )
        _require_own_names(request, view)
    root_key = load_root_key(desk.layout, passphrase)

    def certified(pem: str, role: Role, name: str = "") -> Certificate:
        asked = read_request(pem.encode("ascii"))
        root, name = desk.keys.root, name or asked.name
        return issue(root_key, root, asked.public_key, name=name, role=role, uid=asked.uid)

    certificate = certified(request.request, "laptop", request.name)
    others = (
        *(certified(pem, "person") for pem in request.people),
        *(certified(pem, "laptop") for pem in request.earlier),
    )
    enrolment = Enrolment(
        operation=fingerprint(desk.keys.root),
        operation_name=(operation.number or "") if operation else "",
        root=to_pem([desk.keys.root]).decode("ascii"),
        replica=request.replica,
        book=book,
        certificates=certificates_pem((certificate, desk.keys.certificate, *others)),
        recipients=tuple(recipients),
        trust_version=0,
        made=str(desk.now()),
    )
    file_name, data = enrolment_file(enrolment, Signer(root_key, desk.keys.root))
    with desk.store.writing() as pen:
        for one in (certificate, *others):
            keep_certificate(pen, one)
        keep_recipient(pen, request.replica, request.recipient)
        for letter in dict.fromkeys((request.book, book)):
            if letter:  # a letter the laptop numbered with before is never given to another
                issue_book(
                    pen,
                    letter,
                    request.replica,
                    by=desk.person,
                    at=desk.now(),
                    is_closed=letter != book,
                )
    set_mark(desk.store, desk.layout)
    write_whole(folder / file_name, data, mode=0o644)
    return Handed(folder / file_name, enrolment.root_words())


def _require_own_names(request: EnrolmentRequest, view: View) -> None:
    known = [one for one in certificates(view) if subject_role(one) != "root"]
    keys = {subject_uid(one): one.public_key() for one in known}
    for pem in (request.request, *request.people, *request.earlier):
        asked = read_request(pem.encode("ascii"))
        # Entered by others, and certified for nobody yet: it must be the key that they entered.
        entered = None if asked.uid in keys else view.records.get(asked.uid, "person")
        own = key_fingerprint(asked.public_key)
        is_other = entered is not None and entered.values.get("key_fingerprint") != own
        if is_other or keys.setdefault(asked.uid, asked.public_key) != asked.public_key:
            raise OtherKeyError(
                "This request names a laptop or a person that is known by another key, or by none.",
                hint="Nothing was issued. Ask by voice whose laptop it is, and how it was set up.",
            )


def _of_people(desk: Desk) -> tuple[str, ...]:
    key = desk.keys.person_key
    if key is None:
        return ()
    # By uid alone: names of staff stand in records, which not everybody is sent.
    return (new_request(key, desk.person[:8], desk.person).decode("ascii"),)


def _of_before(desk: Desk) -> tuple[str, ...]:
    with desk.store.reading() as view:
        return earlier_requests(view)


def _own_book(desk: Desk) -> str:
    with desk.store.reading() as view:
        return view.setting("book")


def inspect_enrolment(path: Path) -> Enrolment:
    """Headquarters' answer; compare `root_words()` by voice before accepting it.

    Raises:
        BundleRefusedError: the file is no answer.
    """
    return open_enrolment_file(read_bounded(path, RESPONSE_LIMIT))[0]


def accept_enrolment(desk: Desk, path: Path, words: tuple[str, ...]) -> Desk:
    """Join the operation; `words` are the eight words headquarters read out for its root.

    Raises:
        WordsDifferError: they are not the words of this file.
        BundleRefusedError: the file is no answer, or it answers another laptop.
    """
    enrolment, certificates, _ = open_enrolment_file(read_bounded(path, RESPONSE_LIMIT))
    if tuple(word.casefold() for word in words) != enrolment.root_words():
        raise WordsDifferError(
            "The eight words are not those of this file.",
            hint="Nothing was changed. Ask headquarters to read the words again, or for the file.",
        )
    own = certificates[0]
    if enrolment.replica != desk.replica or own.public_key() != desk.keys.key.public_key():
        raise NotEnrolledError(
            "This answer is for another laptop.",
            hint="Nothing was changed. Take the answer to the laptop that asked.",
        )
    (root,) = from_pem(enrolment.root.encode("ascii"))
    with desk.store.writing() as pen:
        pen.set("operation", enrolment.operation)
        pen.set(CAME_BACK, "")
        pen.set("book", enrolment.book)
        pen.set("root", to_pem([root]).decode())
        pen.set("certificate", to_pem([own]).decode())
        for certificate in (root, *certificates):
            keep_certificate(pen, certificate)
        headquarters = next(
            (one for one in certificates[1:] if subject_role(one) == "laptop"), None
        )
        if headquarters is not None:
            pen.set("hq_replica", subject_uid(headquarters))
        for whose, recipient in zip(("hq", "recovery"), enrolment.recipients, strict=False):
            keep_recipient(pen, whose, recipient)
    return desk.with_certificate(own, root)
