"""Every declaration is whole: nothing that can be recorded lacks a word, a help, a place or a test.

A kind is added by one class, its code lists, its translations, its place in the window and its
tests. Whatever is forgotten is named here, field by field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, ClassVar

from app.core.resources import resource
from app.core.wording import LANGUAGES
from app.models.codes import CodeList
from app.models.fields import (
    AnyReferenceField,
    AreaField,
    ChoiceField,
    ChoicesField,
    Depth,
    Field,
    LongTextField,
    MeasureField,
    MediaField,
    Merge,
    PositionField,
    ReferenceField,
    ReferencesField,
    Row,
    RowsField,
    Stage,
    TextField,
    WholeField,
)
from app.models.kinds import CHAPTERS, KINDS
from app.models.numbers import OtherNumber
from app.models.record import Record
from app.rules.numbering import NUMBERED_KINDS
from app.services.sheets.card import sections_of
from app.services.sheets.values import printer_of
from app.ui.fields.registry import EDITORS
from app.ui.pages.rail import PLACES
from tests.house.source import ROOT, files, name

# Tests that run over every kind whatever it is; they say nothing of one kind in particular.
_OF_EVERY_KIND = {"tests/models/strategies.py", "tests/house/test_completeness.py"}
_COLUMNS_OF_A_LIST = (3, 7)


@cache
def _catalogue(language: str) -> frozenset[str]:
    return frozenset(json.loads(resource("translations", f"{language}.json").read_text("utf-8")))


@cache
def _tests() -> str:
    texts = (path.read_text("utf-8") for path in files("tests") if name(path) not in _OF_EVERY_KIND)
    return "\n".join(texts)


def gaps(kind: type[Record]) -> Iterator[str]:
    """What a declaration lacks, each as `kind.field: what`."""
    for lack in _of_kind(kind):
        yield f"{kind.kind}: {lack}"
    on_paper = {item.name for _, items in sections_of(kind) for item in items}
    for item in kind.fields.values():
        for lack in _of_field(item):
            yield f"{kind.kind}.{item.name}: {lack}"
        if item.name not in on_paper:
            yield f"{kind.kind}.{item.name}: no place on the record card"
        for column in item.row.columns.values() if isinstance(item, RowsField) else ():
            for lack in _of_value(column):
                yield f"{kind.kind}.{item.name}.{column.name}: {lack}"


def _of_kind(kind: type[Record]) -> Iterator[str]:
    for word in ("kind", "label", "plural", "chapter", "about"):
        if not getattr(kind, word):
            yield f"no {word}"
    if kind.chapter not in CHAPTERS:
        yield "no chapter of the list"
    yield from _untranslated(kind.label, kind.plural, kind.chapter, kind.about)
    columns = sum(item.in_list for item in kind.fields.values())
    least, most = _COLUMNS_OF_A_LIST
    if not least <= columns <= most:
        yield f"{columns} list columns"
    if kind.kind not in {one for place in PLACES for one in place.kinds}:
        yield "no place in the window"
    if not re.search(rf"\b{kind.__name__}\b|\"{kind.kind}\"", _tests()):
        yield "no test of its own"
    if kind.kind in NUMBERED_KINDS and kind.fields["number"].required is not Stage.FINAL:
        yield "a number that final does not need"


def _of_field(item: Field[Any]) -> Iterator[str]:
    yield from _of_value(item)
    if not item.section:
        yield "no section of the form"
    if not _has_editor(item):
        yield "no editor"
    if not item.help and _calls_for_help(item):
        yield "no help"
    if item.needed is not None and item.required is Stage.NEVER:
        yield "narrowed, but never required"


def _of_value(item: Field[Any]) -> Iterator[str]:
    """What a field and a column of a table lack alike."""
    if not item.label:
        yield "no label"
    yield from _unprinted(item)
    yield from _untranslated(item.label, item.help, item.section)
    if isinstance(item, ChoiceField | ChoicesField):
        if not item.codes.codes:
            yield "no code list"
        for code in item.codes.codes:
            yield from _untranslated(code.label, code.help)
    if isinstance(item, ReferenceField | ReferencesField):
        is_any = isinstance(item, AnyReferenceField)
        if is_any and item.kinds:
            yield "refers to any kind, and yet to some"
        elif not is_any and not item.kinds:
            yield "refers to no kind"
    if isinstance(item, MeasureField) and not item.unit:
        yield "no unit"
    if isinstance(item, TextField) and item.pattern and not item.pattern_hint:
        yield "refuses without a hint"


def _unprinted(item: Field[Any]) -> Iterator[str]:
    """A table is printed column by column, each of which has a way of its own."""
    if not isinstance(item, RowsField) and printer_of(item) is None:
        yield "no way to be printed"


def _calls_for_help(item: Field[Any]) -> bool:
    """Whether a label cannot be enough.

    Beside the grave nobody can be asked; positions, areas, tables and files are easily taken for
    something else; a choice, a number or a story that is demanded has to say what is meant by it;
    and what is refused by a pattern, or weighed by danger, has to be explained.
    """
    is_judged = isinstance(
        item, ChoiceField | ChoicesField | WholeField | MeasureField | LongTextField
    )
    return (
        item.depth is Depth.GRAVE_SIDE
        or (is_judged and item.required is not Stage.NEVER)
        or item.merge is Merge.SEVEREST_SHOWN
        or isinstance(item, PositionField | AreaField | MediaField | RowsField)
        or bool(isinstance(item, TextField) and item.pattern)
    )


def _has_editor(item: Field[Any]) -> bool:
    return isinstance(item, RowsField) or any(base in EDITORS for base in type(item).__mro__)


def _untranslated(*texts: str) -> Iterator[str]:
    for language in LANGUAGES:
        for text in texts:
            if text and language != "en" and text not in _catalogue(language):
                yield f"“{text}” is not in {language}"


def test_every_declaration_is_whole() -> None:
    found = [gap for kind in KINDS for gap in gaps(kind)]
    assert not found, "\n".join(found)


def test_every_class_of_record_is_in_the_list() -> None:
    declared = {
        found.group(1)
        for path in (ROOT / "app/models").glob("*.py")
        for found in re.finditer(r"^class (\w+)\(Record\):", path.read_text("utf-8"), re.MULTILINE)
    }
    assert declared == {kind.__name__ for kind in KINDS}


class _Crooked(Row):
    """A table without anything."""

    seen = ReferenceField("")


class _Unfinished(Record):
    """A kind as somebody might leave it half done."""

    kind = "unfinished_kind"
    label = "Nobody translated this"
    chapter: ClassVar[str] = "Nowhere"

    where = PositionField("Where", section="")
    depth = MeasureField("How deep", needed=bool)
    colour = ChoiceField("Which colour", codes=CodeList())
    amount = WholeField("How many", required=Stage.FINAL)
    letter = TextField("Letter", pattern="[A-Z]", help="One letter.")
    lines = RowsField("Lines", row=_Crooked)
    plain = Field[str]("Plain")
    others = RowsField("Other numbers", row=OtherNumber, help="Help.")


def test_whatever_is_missing_is_named() -> None:
    found = set(gaps(_Unfinished))
    assert {
        "unfinished_kind: no plural",
        "unfinished_kind: no about",
        "unfinished_kind: no chapter of the list",
        "unfinished_kind: “Nobody translated this” is not in ckb",
        "unfinished_kind: 1 list columns",
        "unfinished_kind: no place in the window",
        "unfinished_kind: no test of its own",
        "unfinished_kind.where: no help",
        "unfinished_kind.where: no section of the form",
        "unfinished_kind.depth: no unit",
        "unfinished_kind.depth: narrowed, but never required",
        "unfinished_kind.colour: no code list",
        "unfinished_kind.amount: no help",
        "unfinished_kind.letter: refuses without a hint",
        "unfinished_kind.lines: no help",
        "unfinished_kind.lines.seen: no label",
        "unfinished_kind.lines.seen: refers to no kind",
        "unfinished_kind.plain: no editor",
        "unfinished_kind.plain: no way to be printed",
    } <= found
    assert not [gap for gap in found if gap.startswith("unfinished_kind.remarks")]
