"""Which signatures count: nobody signs for another, and ink or a drawing has to be there to see.

A key is that of the person at the laptop. A signature by key that names anybody else shows only
what that person typed.
"""

from __future__ import annotations

from app.models.signatures import Signature


def is_signed(signature: Signature, author: str, *, has_paper: bool = False) -> bool:
    """Whether a signature counts in a record that `author` writes or wrote.

    By key it counts for the author alone; in ink with its scan, or where the record has the signed
    paper (`has_paper`); drawn with its drawing. One that says nothing of how it was made needs
    something to show too.
    """
    if not signature.signer:
        return False
    if signature.method == "KEY":
        return signature.signer == author
    return bool(signature.media) or (has_paper and signature.method == "INK_SCANNED")
