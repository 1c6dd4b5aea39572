"""Verifying a bundle without a store: what a court's expert or a receiver's guard wants to know.

An identity opens the seal, a root says whose word counts; nothing is kept and nothing is read in.
"""

from __future__ import annotations

from pathlib import Path

from app.core.errors import AppError
from app.core.files import read_bounded
from app.core.jobs import Ticket
from app.crypto.certificates import Certificate, CertificateError, from_pem, is_issued_by
from app.crypto.sealing import Identity, SealKeyError, identities_in
from app.sync.reader import Reader
from app.sync.refusals import StrangerError, other_operation
from app.sync.signed import Anchors
from app.sync.verified import Verified
from app.sync.worker import verify_isolated

_KEY_FILE_LIMIT = 1 << 20
_ROOT_LIMIT = 1 << 20


class NotARootError(AppError):
    """The file given as the operation's root is none."""


def verify_bundle_file(
    path: Path, *, identity: Path, root: Path, ticket: Ticket | None = None
) -> Verified:
    """Check everything about a bundle that can be checked with a key file and the root alone.

    Raises:
        SealKeyError: the identity file holds no age key.
        NotARootError: the root file holds no certificate of an operation's root.
        StrangerError: the bundle is sound, but its signer is not certified by that root.
        BundleRefusedError: anything is not as it must be; `reason` says what.
        FileTroubleError: a file cannot be read.
        Cancelled: the person asked to stop.
    """
    trusted = _root(root)
    reader = Reader(_identities(identity), Anchors((trusted,)))
    try:
        return verify_isolated(path, reader, ticket)
    except StrangerError as error:
        elsewhere = other_operation(error, trusted)
        if elsewhere is not None:
            raise elsewhere from error
        raise


def _identities(path: Path) -> tuple[Identity, ...]:
    data = read_bounded(path, _KEY_FILE_LIMIT, may_be_pipe=True)  # a key may be kept sealed
    try:
        return identities_in(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SealKeyError(
            "There is no secret key in this file.",
            hint="A key file has a line that begins with AGE-SECRET-KEY-1. Open the right file.",
        ) from error


def _root(path: Path) -> Certificate:
    try:
        (root,) = from_pem(read_bounded(path, _ROOT_LIMIT))
    except (CertificateError, ValueError) as error:
        raise NotARootError(
            "This is not the certificate of an operation's root.",
            hint="Ask headquarters for root.pem, and compare its eight words by voice.",
        ) from error
    if not is_issued_by(root, root):
        raise NotARootError(
            "This certificate is a laptop's or a person's, not the operation's root.",
            hint="Ask headquarters for root.pem, and compare its eight words by voice.",
        )
    return root
