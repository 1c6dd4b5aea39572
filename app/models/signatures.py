"""Signatures: who stood behind a record, in which capacity, and how the signature was given."""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    MediaField,
    MomentField,
    ReferenceField,
    Row,
    Sensitivity,
    Stage,
    TextField,
)


class Signature(Row):
    """One person's signature: in ink on the scanned paper, drawn on the screen, or by their key."""

    signer = ReferenceField(
        "Signed by", kinds=("person",), required=Stage.FINAL, sensitivity=Sensitivity.C2
    )
    role = ChoiceField(
        "Signs as",
        help="The release and the receipt are signed by two people; neither is the witness.",
        codes=CodeList("signature_role"),
        required=Stage.FINAL,
    )
    method = ChoiceField("How signed", codes=CodeList("signature_method"), required=Stage.FINAL)
    at = MomentField("Signed at", required=Stage.FINAL)
    media = MediaField(
        "Image of the signature",
        help="The scanned paper, or the drawing from the screen.",
        required=Stage.FINAL,
        needed=lambda signature: signature.method in {"INK_SCANNED", "DRAWN"},
        sensitivity=Sensitivity.C2,
    )
    record_hash = TextField(
        "Digest of what was signed",
        help="Filled in by the program. Once what was signed is changed, the signature counts no "
        "longer.",
        limit=64,
        pattern="[0-9a-f]{64}",
        pattern_hint="64 hexadecimal digits.",
        by_program=True,
    )
