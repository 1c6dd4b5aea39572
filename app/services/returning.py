"""A store that came back from a backup, or is a copy: it begins again, and never goes on as it was.

Two disks that write one journal would both write its next line. So a new journal begins, and with
it a new number book and a new store epoch, which makes everybody offer everything again. A laptop
also takes a new identity, to be enrolled anew; headquarters, which has nobody to ask, keeps its own
where it was restored, and gives itself a new one by the operation's root where it was copied.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from app.core.clock import Clock
from app.core.errors import AppError
from app.core.ids import new_uid
from app.crypto.certificates import (
    PrivateKey,
    from_pem,
    is_issued_by,
    issue,
    new_key,
    new_request,
    subject_name,
    subject_uid,
    to_pem,
)
from app.crypto.keys import load_key, save_key
from app.crypto.passphrases import WrongPassphraseError
from app.crypto.sealing import new_identity
from app.rules.numbering import BOOK_LETTERS
from app.services import keyring
from app.services.anchors import keep_certificate, keep_recipient, self_certified
from app.services.books import close_books, issue_book, letters_issued
from app.services.checkpoints import sign_own_journal
from app.services.desk import HEADQUARTERS
from app.store.layout import Layout
from app.store.mark import Continuity, new_instance
from app.store.store import Store
from app.store.transactions import Pen, View
from app.sync.signed import Signer

CAME_BACK = "came_back"  # the setting that says how, until headquarters has enrolled it again
_EARLIER = "earlier_requests"
_SENTENCES = {
    (Continuity.COPIED, False): "This is a copy of another store. A new journal has begun, and its"
    " number book is closed: have headquarters enrol it again.",
    (Continuity.RESTORED, False): "This store came back from a backup, or is an older copy. A new"
    " journal has begun, and its number book is closed: have headquarters enrol it again.",
    (Continuity.COPIED, True): "This is a copy of headquarters. A new journal has begun: enrol each"
    " laptop again, and use the other one no more.",
    (Continuity.RESTORED, True): "Headquarters came back from a backup, or is an older copy. A new"
    " journal has begun: read again what the laptops have sent since.",
}


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A store just opened, by whom, and what opens the keys beside it, the root's among them."""

    store: Store
    layout: Layout
    secret: bytes
    person: str
    root_passphrase: str
    clock: Clock


def came_back(view: View) -> str:
    """What people have to know of a store that came back or is a copy, else nothing.

    Headquarters says so in the session that began again, a laptop until it is enrolled again.
    """
    told = view.setting(CAME_BACK)
    return _SENTENCES[Continuity(told), view.setting("role") == HEADQUARTERS] if told else ""


def begin_again(opened: Opened, came: Continuity) -> None:
    """Begin a new journal, a new book and a new epoch.

    Raises:
        KeysMissingError, FileTroubleError: headquarters' root key is not beside it.
        WrongPassphraseError: the passphrase does not open headquarters' root key.
    """
    opened.layout.make()
    with opened.store.writing() as pen:
        _sign_off(pen, opened)
        at, before = opened.clock.now(), pen.setting("replica")
        pen.set(CAME_BACK, came.value)
        pen.set("store_epoch", new_uid())
        pen.set("book", "")
        if pen.setting("role") != HEADQUARTERS:
            _take_new_identity(pen, opened, None)
        elif came is Continuity.COPIED:
            _take_new_identity(pen, opened, _root_key(opened))
        replica = pen.setting("replica")
        operation = pen.setting("operation")
        pen.begin_journal(replica=replica, operation=operation, by=opened.person, at=at)
        if pen.setting("role") == HEADQUARTERS:
            close_books(pen, before, by=opened.person, at=at)
            # From the far end of the alphabet: letters given out since the backup are not known.
            letter = max(set(BOOK_LETTERS) - letters_issued(pen))
            issue_book(pen, letter, replica, by=opened.person, at=at)
            pen.set("book", letter)
    new_instance(opened.store, opened.layout)


def _root_key(opened: Opened) -> PrivateKey:
    try:
        return keyring.load_root_key(opened.layout, opened.root_passphrase)
    except WrongPassphraseError as error:
        raise WrongPassphraseError(
            "This is a copy of a headquarters, and the passphrase does not open the operation's"
            " root, with which it would certify itself anew.",
            hint="Nothing was changed. Open it once with athar store info --root-passphrase-file,"
            " or move the original here instead of copying it.",
        ) from error


def _sign_off(pen: Pen, opened: Opened) -> None:
    """Sign for the journal so far, while its key is here: else nobody would take its end."""
    try:
        key = load_key(opened.layout.keys / "laptop.key", opened.secret)
    except AppError:
        return  # a backup holds no keys; what it holds was signed for when its session ended
    (certificate,) = from_pem(pen.setting("certificate").encode())
    (root,) = from_pem(pen.setting("root").encode())
    if key.public_key() != certificate.public_key():
        return  # the power failed while it began again: the key is already the new one
    sign_own_journal(pen, Signer(key, certificate, (root,)))
    if not is_issued_by(certificate, root):
        asked = new_request(key, subject_name(certificate), subject_uid(certificate))
        requests = (*earlier_requests(pen), asked.decode("ascii"))
        pen.set(_EARLIER, msgspec.json.encode(requests).decode("ascii"))


def earlier_requests(view: View) -> tuple[str, ...]:
    """What this laptop would ask as what it was before, had nobody enrolled it by then; PEM."""
    told = view.setting(_EARLIER)
    return msgspec.json.decode(told, type=tuple[str, ...]) if told else ()


def _take_new_identity(pen: Pen, opened: Opened, root_key: PrivateKey | None) -> None:
    key, identity, replica = new_key(), new_identity(), new_uid()
    save_key(opened.layout.keys / "laptop.key", key, opened.secret)
    keyring.save_identity(opened.layout, identity, opened.secret)
    name = pen.setting("laptop_name")
    if root_key is None:
        certificate = self_certified(key, name, replica)
    else:
        (root,) = from_pem(pen.setting("root").encode())
        certificate = issue(root_key, root, key.public_key(), name=name, role="laptop", uid=replica)
        keep_certificate(pen, certificate)
        keep_recipient(pen, "hq", identity.recipient)
    pen.set("replica", replica)
    pen.set("certificate", to_pem([certificate]).decode())
