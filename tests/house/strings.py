"""Every English sentence that a person may read, collected from declarations and from the code.

Three things are collected from the code: what is handed to a `Wording`, what other calls carry to
the place where it is said, and every literal that is a whole sentence or a template, wherever it
stands.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

from app.core.resources import resource
from app.geo.distance import COMPASS
from app.models.fields import ChoiceField, ChoicesField, Field, RowsField
from app.models.kinds import KINDS
from app.ui.position.understanding import understand
from tests.house.source import files, name, tree

SAYING = {"say", "_say"}
CARRYING = {"checkpoint": 0, "Place": 1, "Extra": 0}  # call → which of its arguments is said later
SAID_ENUMS = {"Stage"}
INVENTED = "app/services/practice/"  # its sentences are records of an invented operation
_SENTENCE = re.compile(r"[A-Z“{(].* .*[.:?!…”}]|.*[a-z]+ .*\{\w+\}.*|.*\{\w+\}.* [a-z]+.*")


def declared() -> set[str]:
    """Labels, helps, sections, chapters and codes of all declarations; compass and notations."""
    found = set(COMPASS) | {notation for notation, _ in understand("30.5 N 47.8 E").notations}
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
    """Sentences and words in the code → where."""
    found: dict[str, str] = {}
    for path in files("app"):
        module = tree(path)
        where = name(path)
        unsaid = {id(node) for node in _unsaid(module)}
        for node in ast.walk(module):
            if id(node) in unsaid or (
                where.startswith(INVENTED) and not isinstance(node, ast.Call)
            ):
                continue
            for text in _of_node(node):
                found.setdefault(text, f"{where}:{getattr(node, 'lineno', 0)}")
    return found


def literals() -> set[str]:
    """Every text in the code and in what it reads, said by itself or by way of a value."""
    found: set[str] = set()
    for path in files("app"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    for folder in ("codes", "skeleton"):
        for path in resource(folder).glob("*.json"):
            found |= set(_within(json.loads(path.read_text("utf-8"))))
    return found


def _within(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _within(one)


def _unsaid(module: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, the pieces of f-strings, and the command line's own help, which is English."""
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from node.values
        elif isinstance(node, ast.keyword) and node.arg == "help":
            yield node.value


def _of_node(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and _SENTENCE.fullmatch(node.value):
            yield node.value
    elif isinstance(node, ast.ClassDef) and node.name in SAID_ENUMS:
        yield from _texts([member.value for member in node.body if isinstance(member, ast.Assign)])
    elif isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else _plain(node.func)
        hints = [word.value for word in node.keywords if word.arg == "hint"]
        place = 0 if called in SAYING or hints else CARRYING.get(called)
        if place is not None:
            yield from _texts(node.args[place : place + 1])
        yield from _texts(hints)


def _plain(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if any(mark.isalpha() for mark in node.value):
                yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _texts([node.body, node.orelse])
