"""What the field does not decide: cause and manner of death, who did it, and who somebody was.

No record has a field for it, and a test holds the declarations to that. What remains is free text:
there only phrases are looked for that can mean nothing else, in the languages of the field.
Documents of the authorities are scanned, not typed, and may say what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from app.core.letters import folded
from app.models.fields import Row, TextField
from app.models.record import Record
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict

KINDS_OF_THE_FIELD = frozenset(
    {"site", "grave", "work_area", "context", "remains_case", "element", "artefact", "diary_entry"}
)

_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": ("cause of death", "manner of death", "perpetrator", "killed by", "murdered by"),
        "ar": ("سبب الوفاة", "طريقة الوفاة", "سبب الموت", "مرتكب الجريمة", "قتل على يد"),
        "ckb": ("هۆکاری مردن", "هۆی مردن", "شێوازی مردن", "تاوانبارەکە"),
        "fa": ("علت مرگ", "علت فوت", "نحوه مرگ", "عامل قتل"),
        "az": ("ölümün səbəbi", "ölüm səbəbi", "ölümün xarakteri", "cinayəti törədən"),
    }
)
_FOLDED = tuple((phrase, folded(phrase)) for phrases in _PHRASES.values() for phrase in phrases)


@rule(
    "BR-27",
    levels=(Level.BLOCK,),
    at="free text of field records",
    test="test_elsewhere.py::test_what_others_decide_is_not_written",
)
def what_others_decide_is_not_written(draft: Record, previous: Record | None) -> Iterator[Verdict]:
    """No field record speaks of cause or manner of death, or of who did it."""
    if draft.kind not in KINDS_OF_THE_FIELD:
        return
    for name, text in _changed_texts(draft, previous):
        plain = folded(text)
        phrase = next((phrase for phrase, mark in _FOLDED if mark in plain), None)
        if phrase is not None:
            yield Verdict(
                "BR-27",
                Level.BLOCK,
                "“{phrase}”: this is decided elsewhere, and has no place in a field record.",
                "Describe what was seen. What others found stands in their own documents.",
                field=name,
                values={"phrase": phrase},
            )


def _changed_texts(draft: Record, previous: Record | None) -> Iterator[tuple[str, str]]:
    for name, value in draft.values.items():
        if previous is not None and previous.values.get(name) == value:
            continue
        if isinstance(draft.fields.get(name), TextField):
            yield name, value
        elif isinstance(value, tuple):
            for row in value:
                if isinstance(row, Row):
                    yield from (
                        (name, cell)
                        for column, cell in row.values.items()
                        if isinstance(row.columns.get(column), TextField)
                    )
