"""The page about the rules says what the code does: the same functions, numbers and tests."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from tests.house.source import ROOT, files, tree

NUMBER = re.compile(r"\b(?:BR-\d\d|C\d)\b")
LEVELS = {"block", "override", "warn", "audit", "–"}
_ROW = re.compile(r"\| (.+?) \| (.+?) \| `(\w+)\.(\w+)` \| .+? \| `(\w+\.py)::(\w+)` \|")
# Pieces of a rule rather than the rule itself; the page names the rule.
PIECES = {"digs.digs_of", "certificates.unsigned", "certificates.is_depth"}


@dataclass(frozen=True)
class Row:
    rules: frozenset[str]
    levels: frozenset[str]
    function: str
    test: tuple[str, str]


def _page(text: str) -> list[Row]:
    return [
        Row(
            frozenset(rules.split(", ")),
            frozenset(levels.split(", ")),
            f"{module}.{function}",
            (file, test),
        )
        for rules, levels, module, function, file, test in _ROW.findall(text)
    ]


def _code() -> dict[str, frozenset[str]]:
    """Each function of the rules whose docstring begins with a rule → the rules it names first."""
    found = {}
    for path in files("app/rules"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                first = (ast.get_docstring(node) or "").partition("\n")[0]
                if rules := frozenset(NUMBER.findall(first)):
                    found[f"{path.stem}.{node.name}"] = rules
    return found


def _text() -> str:
    return (ROOT / "docs/rules.md").read_text("utf-8")


def test_every_line_of_the_table_is_read() -> None:
    lines = [line for line in _text().splitlines() if line.startswith(("| BR", "| C"))]
    assert len(_page(_text())) == len(lines) > 30


def test_the_page_names_every_rule_that_is_built() -> None:
    listed = {row.function for row in _page(_text())}
    assert set(_code()) - PIECES == listed


def test_each_function_names_its_rules() -> None:
    code = _code()
    wrong = {
        row.function: code[row.function]
        for row in _page(_text())
        if not code[row.function] <= row.rules or not row.levels <= LEVELS
    }
    assert not wrong


def test_each_rule_is_asked_somewhere() -> None:
    """A rule that nobody calls is not kept, however well it is tested."""
    asked = {
        node.id if isinstance(node, ast.Name) else node.attr
        for path in files("app")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name | ast.Attribute)
    }
    assert not [row.function for row in _page(_text()) if row.function.split(".")[1] not in asked]


def test_each_test_that_the_page_names_exists() -> None:
    for row in _page(_text()):
        file, test = row.test
        module = ast.parse((ROOT / "tests/rules" / file).read_text("utf-8"))
        names = {
            target
            for node in module.body
            for target in (
                [node.name]
                if isinstance(node, ast.FunctionDef)
                else [ast.unparse(each) for each in node.targets]
                if isinstance(node, ast.Assign)
                else []
            )
        }
        assert test in names, f"{file}::{test}"


def test_a_line_that_lies_is_seen() -> None:
    line = "| BR-99 | block | `seals.nobody` | custody | `test_seals.py::test_nothing` |"
    (row,) = _page(line)
    assert row == Row(
        frozenset({"BR-99"}),
        frozenset({"block"}),
        "seals.nobody",
        ("test_seals.py", "test_nothing"),
    )
    assert row.function not in _code()
