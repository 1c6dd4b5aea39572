"""Every English sentence that a person may read, collected from declarations and from the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from app.models.fields import ChoiceField, ChoicesField, Field, RowsField
from app.models.kinds import KINDS

APP = Path(__file__).resolve().parents[2] / "app"
SAYING = {"say", "_say"}


def declared() -> set[str]:
    """Labels, helps, sections, chapters and codes of all declarations."""
    found: set[str] = set()
    for kind in KINDS:
        found |= {kind.label, kind.plural, kind.chapter, kind.about}
        for item in kind.fields.values():
            found |= set(_of_field(item))
    return found - {""}


def _of_field(item: Field) -> Iterator[str]:  # type: ignore[type-arg] # of any type
    yield from (item.label, item.help, item.section)
    if isinstance(item, ChoiceField | ChoicesField):
        for code in item.codes.codes:
            yield from (code.label, code.help)
    if isinstance(item, RowsField):
        for column in item.row.columns.values():
            yield from _of_field(column)


def spoken() -> dict[str, str]:
    """Sentences in the code → where: errors, hints, verdicts, and whatever is said."""
    found: dict[str, str] = {}
    for path in sorted(APP.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for text in _of_call(node):
                    found.setdefault(text, f"{path.relative_to(APP)}:{node.lineno}")
    return found


def _of_call(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[:1]
    if name in SAYING:
        yield from _texts(first)
    elif name == "Verdict":
        yield from _texts(node.args[2:4])
    elif name == "TodayItem":
        yield from _texts(node.args[1:2])
    elif name.endswith("Error") and any(word.arg == "hint" for word in node.keywords):
        yield from _texts(first)
    yield from _texts([word.value for word in node.keywords if word.arg == "hint"])


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if any(mark.isalpha() for mark in node.value):
                yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _texts([node.body, node.orelse])
