"""What a file is at first sight, so that a wrong one gets its own words."""

from __future__ import annotations

from app.sync.refusals import OTHER_KINDS, BundleRefusedError, Reason

AGE = b"age-encryption.org/v1\n"
HEAD_BYTES = 64

_ANY_AGE = b"age-encryption.org/"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OPENED = b"SHA256SUMS.p7s\0"


def refuse_foreign(head: bytes, magic: bytes = AGE) -> None:
    """Return if a file whose first bytes are `head` begins with `magic`.

    Raises:
        BundleRefusedError: it does not; the reason says what it is instead.
    """
    if head.startswith(magic):
        return
    for beginning, words in OTHER_KINDS.items():
        if head.startswith(beginning):
            raise BundleRefusedError(Reason.FOREIGN, "first bytes", words=words)
    if not head:
        reason = Reason.EMPTY
    elif magic.startswith(head):
        reason = Reason.DAMAGED
    elif head.startswith(_ZIPS):
        reason = Reason.ZIP
    elif magic == AGE and head.startswith(_ANY_AGE):
        reason = Reason.NEWER_VERSION
    elif head.startswith(_OPENED):
        reason = Reason.OPENED_COPY
    else:
        reason = Reason.FOREIGN
    raise BundleRefusedError(reason, "first bytes")
