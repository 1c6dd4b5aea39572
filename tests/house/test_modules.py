"""Modules stay small, and layers say what they are for."""

from __future__ import annotations

import ast

from tests.house.source import ROOT, files, layers, name, settings, tree

LONGEST = 500


def test_no_module_is_longer_than_a_person_reads() -> None:
    long = {
        name(path): lines
        for path in files("app", "tests", "benchmarks")
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert not long, f"over {LONGEST} lines, split by noun: {long}"


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
    assert not [name(path) for path in files("app", "tests") if path.stem in drawers]


def test_every_layer_says_what_it_is_for() -> None:
    silent = [layer for layer in layers() if len(_docstring(layer)) < 40]
    assert not silent, (
        f"app/<layer>/__init__.py needs a docstring that says what it is for: {silent}"
    )


def test_every_module_says_why_it_exists() -> None:
    silent = [name(path) for path in files("app") if not ast.get_docstring(tree(path))]
    assert not silent


def test_packages_and_layers_are_the_same_list() -> None:
    packages = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    assert packages == set(layers())


def test_packages_import_nothing_by_being_named() -> None:
    """Import-linter's bans begin below `app`; the package itself stays out of their sight."""
    assert not [
        node
        for node in ast.walk(tree(ROOT / "app/__init__.py"))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_the_command_is_where_the_package_says() -> None:
    module, function = settings()["project"]["scripts"]["athar"].split(":")
    path = ROOT / (module.replace(".", "/") + ".py")
    assert function in {node.name for node in tree(path).body if isinstance(node, ast.FunctionDef)}


def _docstring(layer: str) -> str:
    return ast.get_docstring(tree(ROOT / "app" / layer / "__init__.py")) or ""
