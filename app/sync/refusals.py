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
from app.crypto.certificates import Certificate, eight_words, fingerprint


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


_ASK_AGAIN = "Nothing was changed, and the sender still has everything. Ask them to write it again."
_TELL_HEADQUARTERS = (
    "Nothing was changed. Keep the file as it is and tell headquarters: this does not happen by"
    " itself."
)

WORDS: dict[Reason, tuple[str, str]] = {
    Reason.EMPTY: (
        "The file is empty.",
        "Nothing was changed. Copying it probably failed; copy it again from where it was written.",
    ),
    Reason.FOREIGN: (
        "This file was not written by Athar.",
        "Nothing was changed. Check that this is the right file: bundles end in .athar-bundle.",
    ),
    Reason.ZIP: (
        "This is a zip archive under another name, not a bundle.",
        "Nothing was changed. Open it with another program; a bundle may lie inside.",
    ),
    Reason.OPENED_COPY: (
        "This is an opened copy of a bundle, which anybody may have altered or read.",
        "Nothing was changed. Read the sealed bundle itself; a copy can be verified by hand.",
    ),
    Reason.TOO_LARGE: (
        "The file, or something in it, is larger than Athar ever writes.",
        _TELL_HEADQUARTERS,
    ),
    Reason.NOT_SEALED_FOR_US: (
        "This bundle is sealed for somebody else, so it cannot be opened here.",
        "Nothing was changed. Take it to those it is meant for, or ask the sender for your own.",
    ),
    Reason.DAMAGED: (
        "The file is damaged, or was cut short while it was copied.",
        (
            "Nothing was changed, and the sender still has everything. Copy it again, or ask them"
            " to write it again on another stick."
        ),
    ),
    Reason.MALFORMED: ("The file is not put together as Athar writes it.", _ASK_AGAIN),
    Reason.BAD_SIGNATURE: (
        "The signature does not fit what was signed: something in the file was altered.",
        _TELL_HEADQUARTERS,
    ),
    Reason.UNTRUSTED: (
        "Something in the file is signed by nobody whom this operation knows.",
        _TELL_HEADQUARTERS,
    ),
    Reason.NEWER_VERSION: (
        "The file was written by a newer version of Athar, which this one cannot read.",
        "Nothing was changed. Keep the file, bring Athar up to date here, and read it again.",
    ),
    Reason.WRONG_OPERATION: (
        "The file belongs to another operation.",
        "Nothing was changed. Open that operation first, then read the file again.",
    ),
    Reason.NOT_FOR_US: (
        "The sender wrote this bundle for somebody else, and another person sealed it for you.",
        _TELL_HEADQUARTERS,
    ),
    Reason.MISSING_MEMBER: ("A part that the file announces is missing from it.", _ASK_AGAIN),
    Reason.UNEXPECTED_MEMBER: (
        "The file holds a part that does not belong there.",
        _TELL_HEADQUARTERS,
    ),
    Reason.HASH_MISMATCH: (
        "A part of the file is not the one that was signed.",
        _TELL_HEADQUARTERS,
    ),
    Reason.CHAIN_BROKEN: (
        "The records in the file do not follow one another as they were written.",
        _TELL_HEADQUARTERS,
    ),
    Reason.CHECKPOINT_WRONG: (
        "The records in the file are not the ones that their laptop has signed for.",
        _TELL_HEADQUARTERS,
    ),
    Reason.STALE: (
        "The file is older than what is already known here.",
        "Nothing was changed, and nothing is missing. You need not read it again.",
    ),
}


STRANGER_WORDS = (
    "The file comes from a laptop that headquarters has not enrolled.",
    "Nothing was changed. Keep the file; once the laptop is enrolled, it can be read again.",
)


class BundleRefusedError(AppError):
    """A file from outside is not taken in; nothing was changed.

    `where` names the part that was wrong, for a log: a member's name or a rule, never a record.
    """

    def __init__(
        self, reason: Reason, where: str = "", *, words: tuple[str, str] | None = None
    ) -> None:
        message, hint = words or WORDS[reason]
        super().__init__(message, hint=hint)
        self.reason = reason
        self.where = where


class StrangerError(BundleRefusedError):
    """The file is sound, and signed by somebody whom the operation has not certified (yet).

    It can be kept aside, and read again once headquarters has compared the words by voice.
    """

    def __init__(self, signer: Certificate, where: str = "") -> None:
        super().__init__(Reason.UNTRUSTED, where, words=STRANGER_WORDS)
        self.signer = signer
        self.words = eight_words(bytes.fromhex(fingerprint(signer)))


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
