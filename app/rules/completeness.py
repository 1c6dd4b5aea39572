"""What a record still lacks, read off its declaration: a list to work through, never a wall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.core.wording import Words
from app.models.fields import Field, Row, RowsField, Stage
from app.models.record import Record
from app.rules.contents import lists_naming
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records


@dataclass(frozen=True, slots=True)
class Missing:
    """An empty field that the stage needs; in a table, the line from 1 and the column."""

    field: str
    label: str
    line: int = 0
    column: str = ""


def missing(record: Record, stage: Stage) -> tuple[Missing, ...]:
    """The fields to fill in before `record` may reach `stage`, in the order declared."""
    return tuple(_gaps(record, stage))


def still_to_complete(record: Record, records: Records) -> tuple[Missing, ...]:
    """What people have to fill in before a record can be made final; nothing if nobody may."""
    if record.is_append_only or record.is_final or record.is_withdrawn:
        return ()
    known = known_without_asking(record, records)
    return tuple(gap for gap in missing(record, Stage.FINAL) if gap.field not in known)


def known_without_asking(record: Record, records: Records) -> dict[str, str]:
    """What a record need not be told before it is final: its container, if one list holds it.

    A signed record says what was signed, and nothing more is put into it.
    """
    if record.values.get("signatures") or "container" in record.disputed:
        return {}
    if all(gap.field != "container" for gap in missing(record, Stage.FINAL)):
        return {}
    lists = [container.uid for container in lists_naming(record.uid, records)]
    return {"container": lists[0]} if len(lists) == 1 else {}


@rule(
    "BR-21",
    levels=(Level.BLOCK,),
    at="every record that becomes final, and every change of one",
    test="test_completeness.py::test_what_is_final_lacks_nothing",
)
def what_is_final_is_complete(draft: Record, previous: Record | None) -> Iterator[Verdict]:
    """A record is final only with everything that its declaration asks of a final one.

    What was closed with a gap, as a bundle may bring it, can still be corrected and restored.
    """
    if not draft.is_final:
        return
    was_closed = previous is not None and (previous.is_final or previous.is_withdrawn)
    known = Counter(_places(missing(previous, Stage.FINAL))) if previous and was_closed else {}
    gaps = missing(draft, Stage.FINAL)
    lacking = Counter(_places(gaps))
    fields = [gap.field for gap in gaps if lacking[_place(gap)] > known.get(_place(gap), 0)]
    if fields:
        labels = (draft.fields[name].label for name in dict.fromkeys(fields))
        yield Verdict(
            "BR-21",
            Level.BLOCK,
            "{record} is not final before these are filled in: {fields}.",
            "They are listed under “to complete”. What is written stays saved as a draft.",
            values={"record": draft.title, "fields": Words(labels)},
        )


def _place(gap: Missing) -> tuple[str, str]:
    return gap.field, gap.column


def _places(gaps: Iterable[Missing]) -> Iterator[tuple[str, str]]:
    return map(_place, gaps)


def _gaps(record: Record, stage: Stage) -> Iterator[Missing]:
    for item in record.fields.values():
        if _lacks(record, item, stage):
            yield Missing(item.name, item.label)
        elif isinstance(item, RowsField):
            for line, row in enumerate(record.values.get(item.name, ()), start=1):
                for column in row.columns.values():
                    if _lacks(row, column, stage):
                        yield Missing(item.name, column.label, line, column.name)


def _lacks(holder: Record | Row, item: Field[Any], stage: Stage) -> bool:
    if not Stage.NEVER < item.required <= stage or (item.needed and not item.needed(holder)):
        return False
    value = holder.values.get(item.name)
    return value is None or value == () or (isinstance(value, str) and not value.strip())
