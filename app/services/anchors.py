"""Whose signatures count here, and for whom bundles are sealed."""

from __future__ import annotations

from app.crypto.certificates import (
    Certificate,
    PrivateKey,
    fingerprint,
    from_pem,
    issue,
    new_root,
    to_pem,
)
from app.services.desk import Desk
from app.store.papers import Paper
from app.store.transactions import Pen, View
from app.sync.signed import Anchors


def certificates(view: View) -> tuple[Certificate, ...]:
    """Every certificate of the operation that is known here."""
    return tuple(one for paper in view.papers.all_of("certificate") for one in from_pem(paper.body))


def anchors_of(desk: Desk, view: View) -> Anchors:
    """The root, and what it has certified as far as is known here."""
    return Anchors((desk.keys.root,), certificates(view))


def keep_certificate(pen: Pen, certificate: Certificate) -> None:
    """Keep a certificate of the operation, known by its fingerprint."""
    pen.papers.keep(Paper("certificate", fingerprint(certificate), 1, to_pem([certificate]), b""))


def keep_recipient(pen: Pen, whose: str, recipient: str) -> None:
    """Keep whom to seal bundles to: `hq`, `recovery`, or a replica's uid; the newest counts."""
    known = pen.papers.get("recipient", whose)
    if known is None or known.body != recipient.encode():
        number = known.number + 1 if known else 1
        pen.papers.keep(Paper("recipient", whose, number, recipient.encode(), b""))


def self_certified(key: PrivateKey, name: str, replica: str) -> Certificate:
    """What a laptop signs with before headquarters has certified it: its own word for its name."""
    root = new_root(key, operation_name=name)
    return issue(key, root, key.public_key(), name=name, role="laptop", uid=replica)
