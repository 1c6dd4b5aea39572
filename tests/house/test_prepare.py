"""tools/prepare.sh asks for what a machine lacks, and for nothing when it lacks nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

SCRIPT = "tools/prepare.sh"
TEXT = (ROOT / SCRIPT).read_text("utf-8")
LISTS = dict(re.findall(r'^([A-Z]+)="([^"]+)"$', TEXT, re.MULTILINE))
WINDOW, EXPERT = LISTS["WINDOW"].split(), LISTS["EXPERT"].split()


class Machine:
    """A machine whose packages and user are said; what it is asked to do is written down."""

    def __init__(self, root: Path) -> None:
        self.root, self.bin, self.log = root, root / "bin", root / "log"
        for folder in (self.bin, root / "tools"):
            folder.mkdir()
        shutil.copy(ROOT / SCRIPT, root / "tools")
        for tool in ("dirname", "grep", "sed", "tr", "sh"):
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)
        (self.bin / "python3").symlink_to(sys.executable)

    def command(self, name: str, *lines: str) -> None:
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + "\n".join(lines) + "\n", "utf-8")
        path.chmod(0o755)

    def prepare(
        self, *what: str, installed: list[str], user: int
    ) -> subprocess.CompletedProcess[str]:
        self.command("dpkg-query", *(f"echo {package} installed" for package in installed))
        self.command("id", f"echo {user}")
        self.command("apt-get", f'echo "$@" >> {self.log}')
        return subprocess.run(
            [self.bin / "sh", SCRIPT, *what],
            cwd=self.root,
            env={"PATH": str(self.bin), "HOME": str(self.root)},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    @property
    def asked(self) -> str:
        return self.log.read_text("utf-8") if self.log.exists() else ""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    if os.name == "nt":
        pytest.skip("Debian's packages are of no use there")
    return Machine(tmp_path)


@pytest.mark.parametrize("user", [0, 1000])
def test_a_complete_machine_is_left_alone(machine: Machine, user: int) -> None:
    result = machine.prepare("packages", "test", installed=WINDOW + EXPERT, user=user)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert not machine.asked


def test_libraries_renamed_for_64_bit_time_count(machine: Machine) -> None:
    renamed = [f"{package}t64" for package in WINDOW]
    assert machine.prepare("packages", installed=renamed, user=1000).returncode == 0


def test_root_gets_what_is_missing_and_no_more(machine: Machine) -> None:
    result = machine.prepare("packages", installed=WINDOW[2:], user=0)
    assert result.returncode == 0
    update, install = machine.asked.splitlines()
    assert update.startswith("update")
    assert install.startswith("install")
    assert set(install.split()) & {*WINDOW, *EXPERT} == set(WINDOW[:2])


def test_anybody_else_is_told_the_one_command(machine: Machine) -> None:
    result = machine.prepare("packages", "test", installed=WINDOW + EXPERT[1:], user=1000)
    assert result.returncode == 1
    assert f"sudo apt-get install --no-install-recommends {EXPERT[0]}" in result.stderr
    assert not machine.asked


def test_the_tools_of_an_expert_are_for_the_tests_only(machine: Machine) -> None:
    assert machine.prepare("packages", installed=WINDOW, user=1000).returncode == 0


def test_a_failed_installation_is_said_in_words(machine: Machine) -> None:
    (machine.bin / "false").symlink_to(shutil.which("false") or "false")
    script = machine.root / SCRIPT
    script.write_text(TEXT.replace("apt-get update -qq", "false"), "utf-8")
    result = machine.prepare("packages", installed=[], user=0)
    assert result.returncode == 1
    assert "Is there a network?" in result.stderr


def test_an_old_python_is_refused_by_version(machine: Machine) -> None:
    (machine.bin / "python3").unlink()
    machine.command("python3", 'case "$1" in -V) echo Python 3.9.2 ;; *) exit 1 ;; esac')
    result = machine.prepare("packages", installed=WINDOW, user=0)
    assert result.returncode == 1
    assert "Python 3.11 or newer is needed, this is Python 3.9.2" in result.stderr


def test_a_machine_that_is_not_debian_is_let_pass(machine: Machine) -> None:
    script = machine.root / SCRIPT
    script.write_text(TEXT.replace("dpkg-query", "no-such-command"), "utf-8")
    assert machine.prepare("packages", installed=[], user=1000).returncode == 0
