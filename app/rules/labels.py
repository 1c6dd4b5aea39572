"""What the code on a label says: the number, the record behind it, and nothing else.

No name, place or coordinate is ever on a label; a lost one tells a finder nothing.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.ids import is_uid
from app.models.record import Record
from app.rules.check_characters import check_character, with_check
from app.rules.declared import rule
from app.rules.numbering import NumberError, normalise
from app.rules.verdicts import Level, Verdict

FORMAT = "FX1"
PAYLOAD_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Label:
    """A scanned label: the printed number and the uid of its record."""

    number: str
    uid: str


def encode_label(number: str, uid: str) -> str:
    """The text of the code on a label: `FX1|SNJ03-KA0031|<uid in base32>|<check character>`.

    Raises:
        NumberError: the number cannot stand on a label, or `uid` is none.
    """
    if not number or not number.isascii() or not number.isprintable() or "|" in number:
        raise NumberError(
            "“{number}” cannot be printed as a code.",
            hint="Give the record a number of Latin letters and digits first.",
            number=number[:40],
        )
    if not is_uid(uid):
        raise _no_label(uid)
    packed = base64.b32encode(uuid.UUID(uid).bytes).decode("ascii").rstrip("=")
    payload = f"{FORMAT}|{number}|{packed}|{check_character(number)}"
    if len(payload) > PAYLOAD_LIMIT:
        raise _no_label(payload)
    return payload


def parse_label(scanned: str) -> Label:
    """What a scanned code says.

    Raises:
        NumberError: it is no label of this program, or was read wrongly.
    """
    parts = scanned[: PAYLOAD_LIMIT + 1].strip().split("|")
    if len(parts) != 4 or parts[0] != FORMAT:
        raise _no_label(scanned)
    _, number, packed, check = parts
    try:
        uid = str(uuid.UUID(bytes=base64.b32decode(packed + "=" * 6)))
        is_same = encode_label(number, uid) == f"{FORMAT}|{number}|{packed}|{check}"
    except (binascii.Error, ValueError, NumberError) as error:
        raise _no_label(scanned) from error
    if not is_same:
        raise _no_label(scanned)
    return Label(number, uid)


@rule(
    "BR-11",
    levels=(Level.BLOCK,),
    at="custody, where a label was read",
    test="test_labels.py::test_only_its_own_label_is_that_of_an_item",
)
def the_label_is_that_of_the_item(item: Record, scanned: str) -> Iterator[Verdict]:
    """The label read when a thing is sealed is that of the thing on the screen.

    A code holds the record's uid; a number that was typed comes with its check character.
    """
    try:
        label = parse_label(scanned)
    except NumberError:
        label = Label(normalise(scanned), "")
    printed = with_check(item.number) if item.number else None
    if item.number and not label.uid and label.number == item.number:
        yield Verdict(
            "BR-11",
            Level.BLOCK,
            "{number} was typed without its check character, so a slip would pass unseen.",
            "Scan the label, or type the character after the dot as well.",
            field="lines",
            values={"number": item.number},
        )
    elif label.uid != item.uid and (label.uid or label.number != printed):
        yield Verdict(
            "BR-11",
            Level.BLOCK,
            "The label that was read, {label}, is not that of {item}.",
            "Stop, and find out which of the two lies before you. Then scan its label again.",
            field="lines",
            values={"label": label.number[:40] or "—", "item": item.title},
        )


def _no_label(scanned: str) -> NumberError:
    return NumberError(
        "“{scanned}” is not a label of this program.",
        hint="Scan again, or type the number under the code with its check character.",
        scanned=scanned[:40],
    )
