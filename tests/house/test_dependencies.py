"""What is imported is declared, what is declared is imported, explained and locked."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT, files, settings, tree

PROJECT = settings()["project"]
DECLARED = {canonicalize_name(r.name): r for r in map(Requirement, PROJECT["dependencies"])}
FOR_DEVELOPERS = {
    canonicalize_name(r.name): r for r in map(Requirement, PROJECT["optional-dependencies"]["dev"])
}
LOCKS = [ROOT / "requirements" / name for name in ("run.lock", "dev.lock")]
PIN = re.compile(
    r"^([a-z0-9.-]+)==(\S+)((?: ;.*?)?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)


def _imported(*folders: str) -> set[str]:
    """Distributions of other people that the files below `folders` import by name."""
    names = {
        module.partition(".")[0]
        for path in files(*folders)
        for node in ast.walk(tree(path))
        for module in _modules(node)
    }
    owners = packages_distributions()
    foreign = names - sys.stdlib_module_names - {"app", "tests", "benchmarks"}
    return {canonicalize_name(owners[name][0]) if name in owners else name for name in foreign}


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def _pins(lock: Path) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for name, version, _, _ in PIN.findall(lock.read_text("utf-8")):
        pins.setdefault(name, set()).add(version)
    return pins


def test_what_the_program_imports_is_declared() -> None:
    # With PySide6, always in its version; and a name that only type checkers know.
    brought = {"shiboken6", "_typeshed"}
    assert _imported("app") - brought <= DECLARED.keys()


def test_what_is_declared_is_used() -> None:
    loaded_by_name = {"psycopg"}  # SQLAlchemy loads it from the address of the database
    assert DECLARED.keys() - loaded_by_name <= _imported("app"), (
        "a package that nobody imports is a risk for nothing"
    )


def test_what_the_tests_import_is_declared() -> None:
    brought = {"shiboken6", "packaging", "fonttools"}  # with PySide6, pytest and fpdf2
    assert _imported("tests", "benchmarks") - brought <= DECLARED.keys() | FOR_DEVELOPERS.keys()


@pytest.mark.parametrize("name", sorted(DECLARED.keys() | FOR_DEVELOPERS.keys()))
def test_every_dependency_has_a_reason(name: str) -> None:
    rows = {
        canonicalize_name(cell.strip("` "))
        for line in (ROOT / "docs/dependencies.md").read_text("utf-8").splitlines()
        if line.startswith("| `")
        for cell in line.split("|")[1].split(",")
    }
    assert name in rows


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    body = PIN.sub("", text)
    assert all(line.startswith("#") for line in body.splitlines()), "only pins with their hashes"
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [(LOCKS[0], DECLARED), (LOCKS[1], DECLARED | FOR_DEVELOPERS)],
    ids=["run", "dev"],
)
def test_a_lock_keeps_what_is_declared(lock: Path, wanted: dict[str, Requirement]) -> None:
    pins = _pins(lock)
    assert wanted.keys() <= pins.keys(), "run: make lock"
    wrong = [
        f"{name}=={version}"
        for name, requirement in wanted.items()
        for version in pins[name]
        if version not in requirement.specifier
    ]
    assert not wrong, "run: make lock"


def test_developers_run_the_versions_that_users_run() -> None:
    run, dev = map(_pins, LOCKS)
    assert all(dev[name] == versions for name, versions in run.items())
