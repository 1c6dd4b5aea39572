"""Beginning and opening: a headquarters with its root, a laptop, and any store again."""

from __future__ import annotations

import base64
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.clock import Clock, SystemClock
from app.core.files import write_whole
from app.core.ids import new_uid, random_bytes
from app.crypto.certificates import (
    Certificate,
    PrivateKey,
    fingerprint,
    from_pem,
    is_issued_by,
    issue,
    key_fingerprint,
    new_key,
    new_root,
    subject_name,
    to_pem,
)
from app.crypto.keys import load_key, save_key
from app.crypto.passphrases import new_slot
from app.crypto.recovery import split_identity
from app.crypto.sealing import new_identity
from app.crypto.signatures import raw_sign
from app.models.fields import encode_values
from app.models.kinds import KIND
from app.rules.sessions import session_statement
from app.services import keyring
from app.services.anchors import keep_certificate, keep_recipient, self_certified
from app.services.beginnings import Beginning, Founder, begun_in, require_passphrase
from app.services.books import issue_book
from app.services.checkpoints import sign_own_journal
from app.services.desk import FIELD, HEADQUARTERS, Desk, LaptopKeys
from app.services.returning import CAME_BACK, Opened, begin_again, came_back
from app.store.layout import Layout
from app.store.mark import Continuity, continuity, new_instance, set_mark
from app.store.store import Store
from app.store.transactions import Edit


@dataclass(frozen=True, slots=True, repr=False)
class Headquarters:
    """A headquarters just created; the three sheets are shown once and kept nowhere."""

    desk: Desk
    recovery_sheets: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What a store says of itself, in counts and digests only.

    `came_back` is a sentence for people, of a store that was restored or copied; else it is empty.
    """

    role: str
    operation: str
    operation_code: str
    came_back: str
    replica: str
    laptop: str
    book: str
    is_enrolled: bool
    is_practice: bool
    records: Mapping[str, int]
    lines: int
    head: str
    schema_version: int
    app_version: str


def create_headquarters(
    path: Path,
    beginning: Beginning,
    *,
    operation: Mapping[str, Any],
    root_file: Path | None = None,
    root_passphrase: str | None = None,
    makes_folder: bool = False,
) -> Headquarters:
    """Create an operation: its root, its headquarters' store and keys, and the recovery sheets.

    `operation` holds the decoded fields of the operation's record, among them its code and name.
    The root's certificate is written to `root_file`, if there is to be one; the root opens with
    its own passphrase, or with the store's. What is refused leaves nothing behind.

    Raises:
        PassphraseError, SetUpRefusedError, ValueRefusedError: what was given does not do.
        CertificateNameError: a name cannot stand in a certificate.
        StoreTroubleError, FileTroubleError: the folder cannot be made or written to.
    """
    fields = KIND["operation"].fields
    for name, value in operation.items():
        fields[name].decode(fields[name].encode(value))  # the code's own pattern and the rest
    given = beginning.checked(title=str(operation.get("name") or ""))
    if root_passphrase is not None:
        require_passphrase(root_passphrase)
    beside = () if root_file is None else (root_file,)
    with begun_in(path, *beside, makes_folder=makes_folder):
        headquarters = _found(path, given, operation, root_passphrase or given.passphrase)
        with _closed_on_failure(headquarters.desk.store):
            if root_file is not None:
                write_whole(root_file, to_pem([headquarters.desk.keys.root]), mode=0o644)
    return headquarters


def _found(
    path: Path, beginning: Beginning, operation: Mapping[str, Any], root_passphrase: str
) -> Headquarters:
    root_key = new_key()
    root = new_root(root_key, operation_name=str(operation["number"]))
    recovery = new_identity()
    desk = _create(path, HEADQUARTERS, beginning, (root_key, root))
    with _closed_on_failure(desk.store):
        secret = random_bytes(32)
        save_key(desk.layout.keys / "root.key", root_key, secret)
        slot = new_slot(root_passphrase, secret, label="root", cost=beginning.cost)
        keyring.keep_root_slot(desk.layout, slot)
        with desk.store.writing() as pen:
            keep_certificate(pen, root)
            keep_certificate(pen, desk.keys.certificate)
            if desk.keys.person_key is not None:
                public, person = desk.keys.person_key.public_key(), desk.person
                named = issue(root_key, root, public, name=person[:8], role="person", uid=person)
                keep_certificate(pen, named)
            keep_recipient(pen, "hq", desk.keys.identity.recipient)
            keep_recipient(pen, "recovery", recovery.recipient)
            uid = new_uid()
            values = encode_values(KIND["operation"].fields, operation)
            pen.append([Edit("operation", uid, values)], by=desk.person, at=desk.now())
            pen.set("operation_uid", uid)
        set_mark(desk.store, desk.layout)
    return Headquarters(desk, split_identity(recovery))


def create_laptop(path: Path, beginning: Beginning) -> Desk:
    """Create a field laptop's store; it can record at once and send once headquarters enrols it.

    What is refused leaves nothing behind.

    Raises:
        PassphraseError, SetUpRefusedError, ValueRefusedError: what was given does not do.
        CertificateNameError: the laptop's name cannot stand in a certificate.
        StoreTroubleError, FileTroubleError: the folder cannot be written to.
    """
    given = beginning.checked()
    with begun_in(path):
        return _create(path, FIELD, given, None)


def _create(
    path: Path, role: str, given: Beginning, root: tuple[PrivateKey, Certificate] | None
) -> Desk:
    key = random_bytes(32)
    store = Store.create_file(path, key)
    with _closed_on_failure(store):
        return _filled(store, Layout(path), key, role, given, root)


@contextmanager
def _closed_on_failure(store: Store) -> Generator[None]:
    try:
        yield
    except BaseException:
        store.close()
        raise


def _filled(
    store: Store,
    layout: Layout,
    key: bytes,
    role: str,
    given: Beginning,
    root: tuple[PrivateKey, Certificate] | None,
) -> Desk:
    layout.make()
    vault_key, keys_secret = random_bytes(32), random_bytes(32)
    person, replica = new_uid(), new_uid()
    keyring.new_slots(layout, key, person=person, passphrase=given.passphrase, cost=given.cost)
    laptop_key, person_key, identity = new_key(), new_key(), new_identity()
    if root is None:
        certificate = operation_root = self_certified(laptop_key, given.name, replica)
    else:
        root_key, operation_root = root
        public = laptop_key.public_key()
        certificate = issue(
            root_key, operation_root, public, name=given.name, role="laptop", uid=replica
        )
    save_key(layout.keys / "laptop.key", laptop_key, keys_secret)
    save_key(layout.keys / f"{person}.key", person_key, keys_secret)
    keyring.save_identity(layout, identity, keys_secret)
    clock = given.clock or SystemClock(given.offset_minutes)
    settings = {
        "role": role,
        "replica": replica,
        "book": given.book,
        "laptop_name": given.name,
        "offset_minutes": str(given.offset_minutes),
        "keys_secret": keys_secret.hex(),
        "vault_key": vault_key.hex(),
        "certificate": to_pem([certificate]).decode(),
        "root": to_pem([operation_root]).decode(),
        "operation": fingerprint(operation_root) if root else "",
    }
    with store.writing() as pen:
        pen.set_all(settings)
        now = clock.now()
        pen.begin_journal(replica=replica, operation=settings["operation"], by=person, at=now)
        pen.note_session("open", by=person, at=now)
        founding = _founding(person, given.founder, person_key, clock)
        pen.append(founding, by=person, at=now)
        if role == HEADQUARTERS:
            issue_book(pen, given.book, replica, by=person, at=now)
    new_instance(store, layout)
    keys = LaptopKeys(replica, laptop_key, certificate, operation_root, identity, person_key)
    return Desk(store, layout, keys, person, clock, vault_key)


def _founding(person: str, founder: Founder, key: PrivateKey, clock: Clock) -> list[Edit]:
    now = clock.now()
    fields = KIND["person"].fields
    values = {
        "number": founder.code,
        "full_name": founder.full_name,
        "latin_name": founder.latin_name,
        "key_fingerprint": key_fingerprint(key.public_key()),
        "occurred_at": now,
    }
    edits = [Edit("person", person, encode_values(fields, values))]
    for role in founder.roles:
        held = {"person": person, "role": role, "valid_from": now, "occurred_at": now}
        edits.append(Edit("role", new_uid(), encode_values(KIND["role"].fields, held)))
    return edits


def open_store(
    path: Path,
    passphrase: str,
    *,
    person: str = "",
    root_passphrase: str | None = None,
    clock: Clock | None = None,
) -> Desk:
    """Open a store and begin a session.

    A restored or copied store never continues the journal it came with: it begins a new one, and
    its number book is closed until headquarters gives it another letter (see `returning`). A copy
    of a headquarters needs the passphrase of the operation's root, where it is not the store's.

    Raises:
        WrongPassphraseError: the passphrase opens no slot, or of a copy not the root.
        NotAStoreError: the file is something else, or damaged.
        NewerStoreError: a newer version wrote it.
        StoreTroubleError: there is no such file, or it may not be written to.
        KeysMissingError: the folder beside it is missing.
    """
    Store.require_file(path)
    layout = Layout(path)
    key, opener = keyring.open_slots(layout, passphrase, person)
    store = Store.open_file(path, key)
    with _closed_on_failure(store):
        desk = _desk(store, layout, opener, root_passphrase or passphrase, clock)
        with store.writing() as pen:
            pen.note_session("open", by=opener, at=desk.now())
        set_mark(store, layout)
        return desk


def _desk(
    store: Store, layout: Layout, person: str, root_passphrase: str, clock: Clock | None
) -> Desk:
    with store.reading() as view:
        told = view.settings("offset_minutes", "vault_key", "keys_secret")
    secret = bytes.fromhex(told["keys_secret"])
    clock = clock or SystemClock(int(told["offset_minutes"]))
    came = continuity(store, layout)
    if came is Continuity.SAME:
        _settle(store)
    else:
        begin_again(Opened(store, layout, secret, person, root_passphrase, clock), came)
    keys = _keys(store, layout, secret, person)
    return Desk(store, layout, keys, person, clock, bytes.fromhex(told["vault_key"]))


def _settle(store: Store) -> None:
    """Headquarters that began again has told so; nobody has to enrol it."""
    with store.reading() as view:
        is_told = view.setting("role") == HEADQUARTERS and bool(view.setting(CAME_BACK))
    if is_told:
        with store.writing() as pen:
            pen.set(CAME_BACK, "")


def _keys(store: Store, layout: Layout, secret: bytes, person: str) -> LaptopKeys:
    with store.reading() as view:
        (certificate,) = from_pem(view.setting("certificate").encode())
        (root,) = from_pem(view.setting("root").encode())
        replica = view.setting("replica")
    person_file = layout.keys / f"{person}.key"
    return LaptopKeys(
        replica,
        load_key(layout.keys / "laptop.key", secret),
        certificate,
        root,
        keyring.load_identity(layout, secret),
        load_key(person_file, secret) if person_file.is_file() else None,
        keyring.earlier_identities(layout, secret),
    )


def store_info(desk: Desk) -> StoreInfo:
    """What the store says of itself."""
    with desk.store.reading() as view:
        operation = next(iter(view.records.all_of("operation")), None)
        counts = {kind: view.records.count(kind) for kind in KIND}
        journals = view.lines.journals()
        tip = view.tip
        # A laptop has no record of its operation before the first bundle from headquarters; the
        # root that certified it bears the same code.
        code = subject_name(desk.keys.root) if is_enrolled(desk) else ""
        return StoreInfo(
            role=view.setting("role"),
            operation=fingerprint(desk.keys.root) if is_enrolled(desk) else "",
            operation_code=(operation.number if operation else None) or code,
            came_back=came_back(view),
            replica=desk.replica,
            laptop=subject_name(desk.keys.certificate),
            book=view.setting("book"),
            is_enrolled=is_enrolled(desk),
            is_practice=bool(operation and operation.values.get("practice")),
            records={kind: count for kind, count in counts.items() if count},
            lines=sum(last - first + 1 for state in journals for first, last in state.ranges),
            head=tip.head.hex(),
            schema_version=int(view.setting("schema_version")),
            app_version=view.setting("app_version"),
        )


def is_enrolled(desk: Desk) -> bool:
    """Whether the operation's root has certified this laptop."""
    with desk.store.reading() as view:
        has_joined = bool(view.setting("operation"))
    return has_joined and is_issued_by(desk.keys.certificate, desk.keys.root)


def close_desk(desk: Desk) -> None:
    """End the session: person and laptop sign for what was written, and the file is closed."""
    with desk.store.writing() as pen:
        seal = ""
        if desk.keys.person_key is not None:
            tip = pen.tip
            statement = session_statement(tip.journal, tip.size, tip.head)
            signature = raw_sign(desk.keys.person_key, statement)
            seal = base64.b64encode(signature).decode("ascii")
        pen.note_session("close", by=desk.person, at=desk.now(), seal=seal)
        sign_own_journal(pen, desk.signer)
    set_mark(desk.store, desk.layout)
    desk.store.close()
