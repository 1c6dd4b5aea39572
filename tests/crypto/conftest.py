"""One small operation for the tests of cryptography: a root, a laptop, a person, a stranger."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.core.ids import new_uid
from app.crypto.certificates import Certificate, PrivateKey, issue, new_key, new_root


@dataclass(frozen=True)
class Operation:
    root_key: PrivateKey
    root: Certificate
    laptop_key: PrivateKey
    laptop: Certificate
    person_key: PrivateKey
    person: Certificate


def founded(name: str) -> Operation:
    root_key, laptop_key, person_key = new_key(), new_key(), new_key()
    root = new_root(root_key, operation_name=name)
    laptop = issue(
        root_key, root, laptop_key.public_key(), name="Laptop 7", role="laptop", uid=new_uid()
    )
    person = issue(
        root_key, root, person_key.public_key(), name="Zahra K.", role="person", uid=new_uid()
    )
    return Operation(root_key, root, laptop_key, laptop, person_key, person)


@pytest.fixture(scope="session")
def operation() -> Operation:
    return founded("Basra practice")


@pytest.fixture(scope="session")
def stranger() -> Operation:
    return founded("Basra practice")  # the same name: names prove nothing


@pytest.fixture
def stock(tmp_path: Path) -> Callable[..., str]:
    """Run a tool of the Debian package of its name, as a court's expert would, in `tmp_path`."""

    def run(*command: str, accept: tuple[int, ...] = (0,)) -> str:
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed")
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode in accept, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run
