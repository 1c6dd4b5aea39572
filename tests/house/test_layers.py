"""Each contract on imports is seen to fail: a small tree breaks all of them, one line each.

The product keeps its contracts every day, so it cannot show that they would ever complain.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.house.source import ROOT, layers, settings

MODULES = {"__main__", "bootstrap"}
CONTRACTS = {c["id"]: c for c in settings()["tool"]["importlinter"]["contracts"]}
RANKS = [
    line.split(" | ") for line in CONTRACTS["layers"]["layers"] if line.strip("()") not in MODULES
]
BANS = [ban for ban, contract in CONTRACTS.items() if "allow_indirect_imports" in contract]
# The one importer that each ban allows.
ALLOWED = {
    "window": "app.ui",
    "cryptography": "app.crypto",
    "database": "app.store",
    "paper": "app.reports",
    "network": "app.sync.transports",
}
FORBIDDEN = [
    (ban, "app.services", module) for ban in BANS for module in CONTRACTS[ban]["forbidden_modules"]
]
UPWARDS = [(low, high) for highs, lows in pairwise(RANKS) for high in highs for low in lows]
UPWARDS += [("ui", module) for module in sorted(MODULES)]
SIDEWAYS = [(a, b) for rank in RANKS for a in rank for b in rank if a != b]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree in which every layer exists and imports only what it may."""
    root = tmp_path_factory.mktemp("sound")
    for package in ["app", *(f"app.{layer}" for layer in layers()), "app.sync.transports"]:
        _write(root, f"{package}.__init__")
    _write(root, "app.__main__", "import app.bootstrap")
    _write(root, "app.bootstrap", "import app.ui.keeps")
    for ban, importer in ALLOWED.items():
        _write(root, f"{importer}.keeps", *_imports(CONTRACTS[ban]["forbidden_modules"]))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


@pytest.fixture(scope="module")
def report(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What import-linter says of each contract when every one is broken in every way."""
    root = tmp_path_factory.mktemp("broken")
    shutil.copytree(sound, root, dirs_exist_ok=True)
    for _, importer, module in FORBIDDEN:
        _write(root, f"{importer}.takes_{module}", f"import {module}")
    for low, high in UPWARDS + SIDEWAYS:
        _write(root, f"app.{low}.reaches_{high}", f"import app.{high}")
    for pure in CONTRACTS["pure"]["source_modules"]:
        _write(root, f"{pure}.through_the_store", "import app.store.keeps")
    return _complaints(_lint(root).stdout)


def test_a_sound_tree_keeps_every_contract(sound: Path) -> None:
    result = _lint(sound)
    assert result.returncode == 0, result.stdout
    assert result.stdout.count(" KEPT") == len(CONTRACTS)


def test_every_ban_names_whom_it_allows() -> None:
    assert set(BANS) == set(ALLOWED)
    for ban, importer in ALLOWED.items():
        assert f"{importer}.** -> *" in CONTRACTS[ban]["ignore_imports"]
        assert CONTRACTS[ban]["source_modules"] == ["app.*"]


@pytest.mark.parametrize(("ban", "importer", "module"), FORBIDDEN)
def test_a_forbidden_import_breaks_its_ban(
    ban: str, importer: str, module: str, report: dict[str, str]
) -> None:
    complaint = report[CONTRACTS[ban]["name"]]
    assert f"{importer}.takes_{module} -> {module} (l.1)" in complaint
    assert f"{ALLOWED[ban]}.keeps" not in complaint


@pytest.mark.parametrize(("low", "high"), UPWARDS + SIDEWAYS)
def test_no_layer_looks_up_or_aside(low: str, high: str, report: dict[str, str]) -> None:
    assert f"app.{low}.reaches_{high} -> app.{high} (l.1)" in report["Layers"]


@pytest.mark.parametrize("pure", CONTRACTS["pure"]["source_modules"])
@pytest.mark.parametrize("database", CONTRACTS["pure"]["forbidden_modules"])
def test_a_database_is_not_even_within_reach(
    pure: str, database: str, report: dict[str, str]
) -> None:
    complaint = report[CONTRACTS["pure"]["name"]]
    assert f"{pure} is not allowed to import {database}:" in complaint


def test_a_new_package_must_choose_its_layer(sound: Path, tmp_path: Path) -> None:
    shutil.copytree(sound, tmp_path, dirs_exist_ok=True)
    _write(tmp_path, "app.pictures.__init__")
    result = _lint(tmp_path)
    assert result.returncode != 0
    assert "pictures" in result.stdout


def _imports(modules: list[str]) -> list[str]:
    return [f"import {module}" for module in modules]


def _write(root: Path, module: str, *lines: str) -> None:
    path = root / (module.replace(".", "/") + ".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-logo", "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "500"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _complaints(output: str) -> dict[str, str]:
    """The part of the report that follows each contract's name."""
    names = "|".join(re.escape(contract["name"]) for contract in CONTRACTS.values())
    parts = re.split(rf"^({names})\n-+$", output, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))
