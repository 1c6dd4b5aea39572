"""What a signature is bound to: the words that stood there when it was given, and who gave it.

Whoever signs a certificate, an override or a list signs what it says, not whatever it may come to
say. So a signature carries the digest of what it signed, and counts for nothing once that is
changed. And a key is that of the person who wrote the signature down. What never changes once it is
written, such as a custody event, is bound by the very line that holds both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from enum import Enum

from app.crypto.digests import sha256_hex
from app.models.fields import encode_values
from app.models.record import Record
from app.models.signatures import Signature
from app.rules.declared import rule
from app.rules.signing import is_signed
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, title

_DIGEST = "record_hash"


class Standing(Enum):
    """What a signature is worth. One made before signatures were bound counts, and is shown so."""

    BOUND = "bound"
    UNBOUND = "not bound"
    CHANGED = "changed since"
    NOT_THEIRS = "not theirs"
    UNSEEN = "not seen"

    @property
    def counts(self) -> bool:
        """Whether the signature stands behind what the record says."""
        return self in {Standing.BOUND, Standing.UNBOUND}


def digest_of(record: Record) -> str:
    """The digest of what is signed by signing a record: what it says, in one spelling.

    How it is filed, and what is added once it is signed, is left out.
    """
    said = {
        name: value
        for name, value in record.values.items()
        if name in record.fields and name not in record.beside_signatures
    }
    told = [record.kind, record.uid, encode_values(record.fields, said)]
    spelled = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256_hex(spelled.encode())


def bound(record: Record, known: Iterable[Signature]) -> Record:
    """The record with each signature bound to what it says now; those `known` stay as they were.

    What a draft claims a signature to be bound to is never believed.
    """
    signatures = record.values.get("signatures")
    if not signatures or record.is_append_only:
        return record
    before = {_bare(row): row for row in known}
    digest = digest_of(record)
    rows = tuple(
        before.get(_bare(row)) or Signature({**row.values, _DIGEST: digest}) for row in signatures
    )
    return record.with_values({"signatures": rows})


def standing_of(
    signature: Signature, record: Record, records: Records, *, author: str = ""
) -> Standing:
    """What a signature of a record is worth; `author` saves what nobody has said yet."""
    maker = _maker(signature, record, records) or author or record.origin.by
    if not is_signed(signature, maker, has_paper=bool(record.values.get("paper"))):
        return Standing.NOT_THEIRS if signature.method == "KEY" else Standing.UNSEEN
    if record.is_append_only:
        return Standing.BOUND
    if signature.record_hash is None:
        return Standing.UNBOUND
    return Standing.BOUND if signature.record_hash == digest_of(record) else Standing.CHANGED


def counting(record: Record, records: Records, *, author: str = "") -> Iterator[Signature]:
    """The signatures of a record that count."""
    for signature in record.values.get("signatures") or ():
        if standing_of(signature, record, records, author=author).counts:
            yield signature


@rule(
    "BR-15",
    levels=(Level.BLOCK,),
    at="every record that is signed, but custody",
    test="test_binding.py::test_a_key_that_names_somebody_else_is_refused_at_the_window",
)
def nobody_signs_for_another(
    draft: Record, previous: Record | None, records: Records, author: str
) -> Iterator[Verdict]:
    """A key signs for who is at the laptop, whatever is signed."""
    before = (previous.values.get("signatures") or ()) if previous else ()
    for signature in draft.values.get("signatures") or ():
        if signature in before or not signature.signer or draft.is_append_only:
            continue
        if standing_of(signature, draft, records, author=author) is Standing.NOT_THEIRS:
            yield Verdict(
                "BR-15",
                Level.BLOCK,
                "The signature of {person} by key does not count: somebody else wrote this.",
                "A key signs only for the person at the laptop. Let {person} sign on the screen, "
                "or on paper, and add the scan.",
                field="signatures",
                values={"person": title(records, signature.signer)},
            )


@rule(
    "BR-21",
    levels=(Level.WARN,),
    at="every record that is signed, but custody",
    test="test_binding.py::test_a_change_that_undoes_a_signature_is_stopped_where_it_has_to_count",
)
def what_was_signed_stays(
    draft: Record, previous: Record | None, records: Records, author: str
) -> Iterator[Verdict]:
    """Who changes what was signed is told whose signature counts no longer."""
    before = (previous.values.get("signatures") or ()) if previous else ()
    for signature in draft.values.get("signatures") or ():
        now = standing_of(signature, draft, records, author=author)
        was = (
            standing_of(signature, previous, records)
            if previous is not None and signature in before
            else None
        )
        if now is Standing.CHANGED and was is not Standing.CHANGED:
            yield Verdict(
                "BR-21",
                Level.WARN,
                "What {person} signed has been changed; that signature counts no longer.",
                "Let {person} sign again what it says now, in a row of its own.",
                field="signatures",
                values={"person": title(records, signature.signer)},
            )


@rule(
    "BR-21",
    levels=(Level.WARN,),
    at="every record that is signed and comes in a bundle, but custody",
    test="test_binding.py::test_an_old_signature_counts_and_is_said_to_be_bound_to_nothing",
)
def what_was_signed_is_known(record: Record, records: Records) -> Iterator[Verdict]:
    """A signature made before signatures were bound is compared with the paper."""
    for signature in record.values.get("signatures") or ():
        if standing_of(signature, record, records) is Standing.UNBOUND:
            yield Verdict(
                "BR-21",
                Level.WARN,
                "The signature of {person} is not bound to what it signed.",
                "An older version wrote it. Compare the record with the signed paper.",
                field="signatures",
                values={"person": title(records, signature.signer)},
            )


def _bare(signature: Signature) -> tuple[tuple[str, object], ...]:
    """A signature without what it is bound to."""
    values = encode_values(signature.columns, signature.values)
    return tuple(sorted((name, value) for name, value in values.items() if name != _DIGEST))


def _maker(signature: Signature, record: Record, records: Records) -> str:
    """Who wrote a signature down first; "" if nobody has yet."""
    if signature.method != "KEY":  # ink and drawings show by themselves whose they are
        return ""
    said = encode_values(signature.columns, signature.values)
    for by, value in records.tellings(record.kind, record.uid, "signatures"):
        for row in value if isinstance(value, list) else ():
            known = {name: row[name] for name in signature.columns if name in row}
            if known == said:
                return by
    return ""
