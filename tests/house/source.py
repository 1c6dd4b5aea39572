"""The project's own text, as the house rules read it."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@cache
def settings() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def files(*folders: str) -> list[Path]:
    """The Python files below `folders`, in order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    """A file as a reader names it: `app/core/errors.py`."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(path.read_text("utf-8"), name(path))


def layers() -> list[str]:
    """The layers that import-linter knows, but for the modules `__main__` and `bootstrap`."""
    contract = next(
        c for c in settings()["tool"]["importlinter"]["contracts"] if c["id"] == "layers"
    )
    names = [part.strip() for line in contract["layers"] for part in line.split("|")]
    return [name for name in names if name.strip("()") not in {"__main__", "bootstrap"}]


def committed_text() -> Iterator[tuple[str, int, str]]:
    """Every line of every text file that git keeps or would keep: its file, number and text."""
    if not (ROOT / ".git").exists():
        pytest.skip("only a checkout knows what is committed")
    listed = subprocess.run(
        # The checkout may belong to somebody else than the one who tests, in a container for one.
        ["git", "-c", "safe.directory=*", "ls-files", "-zco", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode("utf-8")
    for path in (ROOT / part for part in listed.split("\0") if part):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            yield name(path), number, line
