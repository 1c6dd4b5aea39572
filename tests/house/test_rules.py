"""The table of rules is whole: every number kept, asked somewhere, and shown in both its cases."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

from app.rules.declared import Rule
from app.services.rule_table import rule_table
from tests.house.rules_page import PAGE, with_table
from tests.house.source import ROOT, files, tree

NUMBERS = {f"BR-{number:02}" for number in range(1, 38)}
_NUMBER = re.compile(r"(?:BR|CL|EN|WHO)-\w+|C\d")
# Build verdicts for rules that are declared, and for several of them.
PIECES = {"rules.certificates.unsigned", "rules.certificates.is_depth", "rules.transfers.forked"}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "app").with_suffix("").parts)


def _functions() -> dict[str, ast.FunctionDef]:
    """The public functions at the top of the modules that may declare rules."""
    return {
        f"{_name(path)}.{node.name}": node
        for path in files("app/rules", "app/services", "app/sync")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def _calls(node: ast.AST, function: str) -> list[ast.Call]:
    return [
        call
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == function
    ]


def test_the_page_is_what_the_code_declares() -> None:
    text = PAGE.read_text("utf-8")
    assert with_table(text) == text, "write it anew: python -m tests.house.rules_page"


def test_every_rule_of_the_field_is_kept() -> None:
    kept = {number for rule in rule_table() for number in rule.numbers}
    assert kept >= NUMBERS
    assert all(_NUMBER.fullmatch(number) for number in kept)


def test_every_declaration_is_in_the_table() -> None:
    declared = {
        function
        for function, node in _functions().items()
        if any(_calls(decorator, "rule") for decorator in node.decorator_list)
    }
    assert declared == {rule.function for rule in rule_table()}


def test_what_gives_verdicts_declares_its_rule() -> None:
    giving = {function for function, node in _functions().items() if _calls(node, "Verdict")}
    assert not giving - {rule.function for rule in rule_table()} - PIECES


def test_every_number_that_a_verdict_bears_is_in_the_table() -> None:
    borne = {
        call.args[0].value
        for path in files("app")
        for call in _calls(tree(path), "Verdict")
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert borne <= {number for rule in rule_table() for number in rule.numbers}


def test_each_rule_says_what_it_asks() -> None:
    assert not [rule.function for rule in rule_table() if not re.fullmatch(r"[A-Z].*\.", rule.asks)]


def test_each_rule_is_asked_somewhere() -> None:
    """A rule that nobody calls is not kept, however well it is tested."""
    asked = {
        node.id if isinstance(node, ast.Name) else node.attr
        for path in files("app")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name | ast.Attribute)
    }
    assert not [rule.function for rule in rule_table() if rule.keeper.__name__ not in asked]


def test_each_rule_is_shown_passing_and_failing(tmp_path: Path) -> None:
    """The tests that rules name, run while the functions that keep them are watched."""
    shown = tmp_path / "shown.json"
    tests = sorted({rule.test_path for rule in rule_table()})
    watching = ("-p", "tests.rule_cases", "--shown", str(shown), "-p", "no:cacheprovider")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", *watching, *tests],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    seen = {
        test: {tuple(one) for one in found}
        for test, found in json.loads(shown.read_text("utf-8")).items()
    }
    assert not [fault for rule in rule_table() if (fault := _fault(rule, seen))]


def _fault(rule: Rule, seen: dict[str, set[tuple[str, ...]]]) -> str:
    """What is wrong with the cases that the test of a rule shows.

    A rule without a level only tells what is, and its test reads what it tells.
    """
    told = {what for function, what in seen[rule.test_path] if function == rule.function}
    anywhere = {what for found in seen.values() for function, what in found
                if function == rule.function}  # fmt: skip
    for case in ("passed", "failed") if rule.levels else ("failed",):
        if case not in told:
            return f"{rule.test_path} shows no case in which {rule.function} {case}"
    undeclared = anywhere - {"passed", "failed"} - {level.value for level in rule.levels}
    return f"{rule.function} does not declare {undeclared}" if undeclared else ""
