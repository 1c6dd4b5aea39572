"""What no file may contain: loose ends, colours out of place, names of somebody's machine."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.source import committed_text, files, name, tree

LOOSE_END = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b(?!\(#\d+\))")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b")
COLOURS_LIVE_IN = {"app/ui/theme.py", "app/reports/style.py"}
OF_OTHERS = "tests/data/"  # copied unchanged
# Hosts of package indexes, and absolute paths of a person's or a service's machine.
SOMEBODYS_MACHINE = re.compile(
    r"py"
    r"pi\.org|python"
    r"hosted|npm"
    r"js\.org|deb"
    r"\.debian|(?<![\w.~}:*/-])/(?:home|root|Users|work|farm|opt|mnt)/"
)


def test_no_loose_end_without_an_issue() -> None:
    found = [
        f"{file}:{number}"
        for file, number, line in committed_text()
        if LOOSE_END.search(line) and not file.startswith(OF_OTHERS)
    ]
    assert not found, "finish it, or name its issue as (#12)"


def test_nothing_committed_names_a_machine() -> None:
    found = [
        f"{file}:{number}"
        for file, number, line in committed_text()
        if SOMEBODYS_MACHINE.search(line)
    ]
    assert not found


def test_colours_are_named_in_one_place_each() -> None:
    found = [
        f"{name(path)}:{node.lineno} {node.value!r}"
        for path in files("app")
        if name(path) not in COLOURS_LIVE_IN
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and COLOUR.search(node.value)
    ]
    assert not found, f"colours belong in {sorted(COLOURS_LIVE_IN)}"


@pytest.mark.parametrize(
    ("rule", "broken", "kept"),
    [
        (LOOSE_END, "# TO" + "DO: later", "# TO" + "DO(#12): later"),
        (COLOUR, "color: #1a2b3c", "seal #123 of form #77-AB/9"),
        (SOMEBODYS_MACHINE, "see /" + "home/ali/athar", "see docs/home/page and ~/work/athar"),
        (SOMEBODYS_MACHINE, "https://py" + "pi.org/simple", "pip install athar-field"),
    ],
)
def test_each_rule_sees_what_it_forbids(rule: re.Pattern[str], broken: str, kept: str) -> None:
    assert rule.search(broken)
    assert not rule.search(kept)
