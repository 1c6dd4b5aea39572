"""What a record is called in words, where its name is made of those it names.

Most records are called by their number or their name, which is one in every language. A relation of
contexts has neither: it is called by what it says.
"""

from __future__ import annotations

from collections.abc import Callable

from app.core.wording import Wording
from app.models.record import Record
from app.models.strata import ContextRelation


def title_in(say: Wording, record: Record, called: Callable[[str], str]) -> str:
    """What to call a record in a language; `called` says it of the records that it names."""
    if isinstance(record, ContextRelation) and not record.number:
        return _of_relation(say, record, called) or record.title
    return record.title


def _of_relation(say: Wording, relation: ContextRelation, called: Callable[[str], str]) -> str:
    if not (relation.context and relation.other_context):
        return ""
    names = {"one": called(relation.context), "other": called(relation.other_context)}
    told = {
        "ABOVE": say("{one} lies above {other}", **names),
        "CUTS": say("{one} cuts {other}", **names),
        "FILLS": say("{one} fills {other}", **names),
        "ABUTS": say("{one} abuts {other}", **names),
        "EQ": say("{one} is the same as {other}", **names),
        "CONTAINS": say("{one} contains {other}", **names),
    }
    # Other codes are recorded no more, or by a newer version.
    return told.get(relation.relation or "", say("{one} and {other}", **names))
