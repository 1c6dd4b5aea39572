"""Why a file from outside was refused: one family of errors, with a closed list of reasons.

A reason is a word that programs and test vectors can rely on; the sentence that goes with it is for
the person who holds the stick. Whatever goes wrong while a file is read, even what nobody thought
of, ends as one of these, and nothing has been changed by then.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum

from app.core.errors import AppError, Cancelled
from app.core.files import FileTroubleError, trouble
from app.crypto.certificates import (
    Certificate,
    CertificateError,
    eight_words,
    fingerprint,
    issuer_name,
    issuing_key,
    own_key,
)


class Reason(StrEnum):
    """Every reason for which a file may be refused. Never renamed: test vectors name them."""

    EMPTY = "empty"
    FOREIGN = "foreign"
    ZIP = "zip"
    OPENED_COPY = "opened_copy"
    TOO_LARGE = "too_large"
    NOT_SEALED_FOR_US = "not_sealed_for_us"
    DAMAGED = "damaged"
    MALFORMED = "malformed"
    UNREAD = "unread"
    BAD_SIGNATURE = "bad_signature"
    UNTRUSTED = "untrusted"
    NEWER_VERSION = "newer_version"
    WRONG_OPERATION = "wrong_operation"
    NOT_FOR_US = "not_for_us"
    MISSING_MEMBER = "missing_member"
    UNEXPECTED_MEMBER = "unexpected_member"
    HASH_MISMATCH = "hash_mismatch"
    CHAIN_BROKEN = "chain_broken"
    CHECKPOINT_WRONG = "checkpoint_wrong"
    STALE = "stale"


WORDS: dict[Reason, AppError] = {
    Reason.EMPTY: AppError(
        "The file is empty.",
        hint="Nothing was changed. Copying it probably failed; copy it again from where it was"
        " written.",
    ),
    Reason.FOREIGN: AppError(
        "This file was not written by Athar.",
        hint="Nothing was changed. Check that this is the right file: the names end in"
        " .athar-bundle, .athar-receipt, .athar-request or .athar-enrolment.",
    ),
    Reason.ZIP: AppError(
        "This is a zip archive under another name, not a bundle.",
        hint="Nothing was changed. Open it with another program; a bundle may lie inside.",
    ),
    Reason.OPENED_COPY: AppError(
        "This is an opened copy of a bundle, which anybody may have altered or read.",
        hint="Nothing was changed. Read the sealed bundle itself; a copy can be verified by hand.",
    ),
    Reason.TOO_LARGE: AppError(
        "The file, or something in it, is larger than Athar ever writes.",
        hint="Nothing was changed. Keep the file and tell headquarters: this does not happen by"
        " itself.",
    ),
    Reason.NOT_SEALED_FOR_US: AppError(
        "This bundle is sealed for somebody else, so it cannot be opened here.",
        hint="Nothing was changed. Take it to those it is meant for, or ask the sender for your"
        " own.",
    ),
    Reason.DAMAGED: AppError(
        "The file is damaged, or was cut short while it was copied.",
        hint="Nothing was changed, and the sender still has everything. Copy it again, or ask them"
        " to write it again on another stick.",
    ),
    Reason.MALFORMED: AppError(
        "The file is not put together as Athar writes it.",
        hint="Nothing was changed, and the sender still has everything. Ask them to write it"
        " again.",
    ),
    Reason.UNREAD: AppError(
        "The file was not read to its end: what reads files of others stopped half-way.",
        hint="Nothing was changed, and the file may be sound. Close other programs and read it"
        " again. If it stops again, keep the file and tell headquarters.",
    ),
    Reason.BAD_SIGNATURE: AppError(
        "The signature does not fit what was signed: something in the file was altered.",
        hint="Nothing was changed. Keep the file and tell headquarters: this does not happen by"
        " itself.",
    ),
    Reason.UNTRUSTED: AppError(
        "Something in the file is signed by nobody whom this operation knows.",
        hint="Nothing was changed. Keep the file and tell headquarters: this does not happen by"
        " itself.",
    ),
    Reason.NEWER_VERSION: AppError(
        "The file was written by a newer version of Athar, which this one cannot read.",
        hint="Nothing was changed. Keep the file, bring Athar up to date here, and read it again.",
    ),
    Reason.WRONG_OPERATION: AppError(
        "The file belongs to another operation.",
        hint="Nothing was changed. Open that operation first, then read the file again.",
    ),
    Reason.NOT_FOR_US: AppError(
        "The sender wrote this bundle for somebody else, and another person sealed it for you.",
        hint="Nothing was changed. Keep the file and tell headquarters: this does not happen by"
        " itself.",
    ),
    Reason.MISSING_MEMBER: AppError(
        "A part that the file announces is missing from it.",
        hint="Nothing was changed, and the sender still has everything. Ask them to write it"
        " again.",
    ),
    Reason.UNEXPECTED_MEMBER: AppError(
        "The file holds a part that does not belong there.",
        hint="Nothing was changed. Keep the file and tell headquarters: this does not happen by"
        " itself.",
    ),
    Reason.HASH_MISMATCH: AppError(
        "A part of the file is not the one that was signed.",
        hint="Nothing was changed. Keep the file and tell headquarters: this does not happen by"
        " itself.",
    ),
    Reason.CHAIN_BROKEN: AppError(
        "The records in the file do not follow one another as they were written.",
        hint="Nothing was changed. Keep the file and tell headquarters: this does not happen by"
        " itself.",
    ),
    Reason.CHECKPOINT_WRONG: AppError(
        "The records in the file are not the ones that their laptop has signed for.",
        hint="Nothing was changed. Keep the file and tell headquarters: this does not happen by"
        " itself.",
    ),
    Reason.STALE: AppError(
        "The file is older than what is already known here.",
        hint="Nothing was changed, and nothing is missing. You need not read it again.",
    ),
}
"""What each reason says; these are never raised themselves."""

OTHER_KINDS: dict[bytes, AppError] = {
    b"age-encryption.org/v1\n": AppError(
        "This is a bundle, and something else was asked for.",
        hint="Nothing was changed. Read it as a bundle.",
    ),
    b"receipt.json\0": AppError(
        "This is a receipt, and something else was asked for.",
        hint="Nothing was changed. Read it as a receipt, at the laptop whose bundle it answers.",
    ),
    b"enrolment.json\0": AppError(
        "This is headquarters' answer to a laptop, and something else was asked for.",
        hint="Nothing was changed. Let the laptop that asked join the operation with it.",
    ),
    b'{"book":"': AppError(
        "This is a laptop's request to be enrolled, and something else was asked for.",
        hint="Nothing was changed. Let headquarters enrol the laptop with it.",
    ),
}
"""What is said of Athar's own files where another kind of them was expected, by how they begin."""

_STRANGER = AppError(
    "The file comes from a laptop that headquarters has not enrolled.",
    hint="Nothing was changed. Keep the file; once the laptop is enrolled, it can be read again.",
)


KEY_DIGITS = 8  # of a root's key, enough to tell two roots of the same name apart


class BundleRefusedError(AppError):
    """A file from outside is not taken in; nothing was changed.

    `where` names the part that was wrong, for a log: a member's name or a rule, never a record.
    """

    def __init__(self, reason: Reason, where: str = "", *, words: AppError | None = None) -> None:
        words = words or WORDS[reason]
        super().__init__(words.message, hint=words.hint, **words.values)
        self.reason = reason
        self.where = where


class StrangerError(BundleRefusedError):
    """The file is sound, and signed by somebody whom the operation has not certified (yet).

    It can be kept aside, and read again once headquarters has compared the words by voice.
    """

    def __init__(self, signer: Certificate, where: str = "") -> None:
        super().__init__(Reason.UNTRUSTED, where, words=_STRANGER)
        self.signer = signer
        self.words = eight_words(bytes.fromhex(fingerprint(signer)))


def other_operation(stranger: StrangerError, root: Certificate) -> BundleRefusedError | None:
    """In place of a stranger's refusal: that the file was signed under another operation's root.

    None where it was not: the signer is certified by nobody, or claims our own root. What a
    stranger's certificate says of its root is only its claim, and does for a sentence.
    """
    theirs, ours = issuing_key(stranger.signer), issuing_key(root)
    if theirs in ("", ours, own_key(stranger.signer)):
        return None
    try:
        code = issuer_name(stranger.signer)
    except CertificateError:
        code = "?"
    words = AppError(
        "The file was signed in another operation: under the root of {theirs} (key {their_key}),"
        " not of {ours} (key {our_key}).",
        hint="Nothing was changed. Check that this is the right file, or ask the headquarters of"
        " {theirs} for its root.pem and compare its eight words by voice.",
        theirs=code,
        their_key=theirs[:KEY_DIGITS],
        ours=issuer_name(root),
        our_key=ours[:KEY_DIGITS],
    )
    return BundleRefusedError(Reason.WRONG_OPERATION, stranger.where, words=words)


@contextmanager
def refusing() -> Generator[None]:
    """Let only what a caller expects out: refusals, trouble with the disk, and a cancelled job.

    Raises:
        BundleRefusedError: in place of any exception that nobody thought of.
        FileTroubleError: the file itself cannot be read.
    """
    try:
        yield
    except (BundleRefusedError, FileTroubleError, Cancelled):
        raise
    except OSError as error:
        raise trouble(error) from error
    except Exception as error:  # the last line of defence against a file made to break us
        raise BundleRefusedError(Reason.MALFORMED, type(error).__name__) from error
