"""A laptop asks, headquarters answers; what does not fit together is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from app.core.ids import new_uid
from app.crypto.certificates import (
    PrivateKey,
    eight_words,
    issue,
    new_key,
    new_request,
    to_pem,
)
from app.crypto.sealing import Identity, new_identity
from app.sync.documents import encode
from app.sync.enrolment import (
    Enrolment,
    EnrolmentRequest,
    certificates_pem,
    enrolment_file,
    open_enrolment_file,
    open_request_file,
    request_file,
)
from app.sync.refusals import BundleRefusedError, Reason
from tests.sync.scene import MADE, Operation, Scene


@dataclass
class Newcomer:
    key: PrivateKey
    identity: Identity
    uid: str
    request: EnrolmentRequest


@pytest.fixture(scope="module")
def newcomer() -> Newcomer:
    key, identity, uid = new_key(), new_identity(), new_uid()
    request = EnrolmentRequest(
        replica=uid,
        book="A",
        name="Laptop 12",
        request=new_request(key, "Laptop 12", uid).decode(),
        recipient=identity.recipient,
        made=MADE,
    )
    return Newcomer(key, identity, uid, request)


def answer(newcomer: Newcomer, operation: Operation, **changes: object) -> Enrolment:
    asked = newcomer.request
    certificate = issue(
        operation.key,
        operation.root,
        asked.request.encode(),
        name=asked.name,
        role="laptop",
        uid=asked.replica,
    )
    enrolment = Enrolment(
        operation=operation.fingerprint,
        operation_name="Practice",
        root=certificates_pem((operation.root,)),
        replica=asked.replica,
        book="A",
        certificates=certificates_pem((certificate,)),
        recipients=(new_identity().recipient,),
        trust_version=0,
        made=MADE,
    )
    return msgspec.structs.replace(enrolment, **changes)


def test_a_request_says_the_same_words_on_both_sides(newcomer: Newcomer) -> None:
    name, file = request_file(newcomer.request)
    assert name.endswith(".athar-request")
    received = open_request_file(file)
    assert received == newcomer.request
    assert received.words() == newcomer.request.words()
    assert len(set(received.words())) > 4


def test_other_words_for_another_key_to_seal_for(newcomer: Newcomer) -> None:
    other = msgspec.structs.replace(newcomer.request, recipient=new_identity().recipient)
    assert other.words() != newcomer.request.words()


@pytest.mark.parametrize("where", ["people", "earlier"])
def test_other_words_for_another_key_of_a_person_or_of_before(
    newcomer: Newcomer, where: str
) -> None:
    person = new_uid()
    asked = [new_request(new_key(), person[:8], person).decode() for _ in range(2)]
    first, second = (msgspec.structs.replace(newcomer.request, **{where: (pem,)}) for pem in asked)
    assert len({newcomer.request.words(), first.words(), second.words()}) == 3
    received = open_request_file(request_file(first)[1])
    assert (received, received.words()) == (first, first.words())
    forged = msgspec.structs.replace(newcomer.request, **{where: ("no request",)})
    with pytest.raises(BundleRefusedError):
        open_request_file(request_file(forged)[1])


def test_an_answer_brings_the_certificate_and_the_root(newcomer: Newcomer, scene: Scene) -> None:
    enrolment = answer(newcomer, scene.operation)
    name, file = enrolment_file(enrolment, scene.operation.signer)
    assert name.endswith(".athar-enrolment")
    received, certificates, _ = open_enrolment_file(file)
    assert received == enrolment
    assert certificates[0].public_key() == newcomer.key.public_key()
    assert received.root_words() == eight_words(bytes.fromhex(scene.operation.fingerprint))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"replica": new_uid()}, Reason.MALFORMED),
        ({"name": "Laptop 13"}, Reason.MALFORMED),
        ({"recipient": "age1nonsense"}, Reason.MALFORMED),
        ({"request": "hello"}, Reason.MALFORMED),
        ({"request": "héllo"}, Reason.MALFORMED),
        ({"format": 2}, Reason.NEWER_VERSION),
    ],
)
def test_a_request_that_does_not_fit_together_is_refused(
    newcomer: Newcomer, changes: dict[str, object], reason: Reason
) -> None:
    request = msgspec.structs.replace(newcomer.request, **changes)
    with pytest.raises(BundleRefusedError) as caught:
        open_request_file(encode(request))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"hello", Reason.FOREIGN),
        (b"PK\x03\x04", Reason.ZIP),
        (b"{", Reason.MALFORMED),
        (b"{" + b" " * 40_000 + b"}", Reason.TOO_LARGE),
    ],
)
def test_a_file_that_is_no_request_is_refused(file: bytes, reason: Reason) -> None:
    with pytest.raises(BundleRefusedError) as caught:
        open_request_file(file)
    assert caught.value.reason is reason


def refusal(enrolment: Enrolment, operation: Operation) -> Reason:
    with pytest.raises(BundleRefusedError) as caught:
        open_enrolment_file(enrolment_file(enrolment, operation.signer)[1])
    return caught.value.reason


def test_an_answer_that_does_not_fit_together_is_refused(
    newcomer: Newcomer, scene: Scene, tmp_path: Path
) -> None:
    operation, other = scene.operation, Operation()
    pem = certificates_pem((other.root,))
    strange = answer(newcomer, other).certificates
    hq = to_pem([scene.hq.signer.certificate]).decode()
    assert refusal(answer(newcomer, operation, root=pem), operation) is Reason.WRONG_OPERATION
    assert refusal(answer(newcomer, operation, root="x"), operation) is Reason.MALFORMED
    assert refusal(answer(newcomer, operation), other) is Reason.UNTRUSTED
    assert refusal(answer(newcomer, operation, certificates=""), operation) is Reason.UNTRUSTED
    assert refusal(answer(newcomer, operation, certificates=strange), operation) is Reason.UNTRUSTED
    assert refusal(answer(newcomer, operation, certificates=hq), operation) is Reason.MALFORMED


def test_an_answer_signed_by_a_laptop_is_refused(newcomer: Newcomer, scene: Scene) -> None:
    file = enrolment_file(answer(newcomer, scene.operation), scene.laptop.signer)[1]
    with pytest.raises(BundleRefusedError) as caught:
        open_enrolment_file(file)
    assert caught.value.reason is Reason.UNTRUSTED


def test_files_say_what_they_are(newcomer: Newcomer, scene: Scene) -> None:
    asked = json.loads(request_file(newcomer.request)[1])
    assert (asked["type"], asked["format"]) == ("athar-enrolment-request", 1)
