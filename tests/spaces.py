"""A space of its own for one process, in which disks can be small, full or read-only."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def in_a_space_of_its_own(*script: str) -> tuple[str, ...]:
    """A command for which `script` changes what is mounted, and for nobody else."""
    steps = "; ".join(script)
    unshare = shutil.which("unshare")
    if unshare is not None:
        tried = subprocess.run(
            [unshare, "-rm", "sh", "-ec", steps], capture_output=True, check=False, timeout=60
        )
        if tried.returncode == 0:
            return (unshare, "-rm", "sh", "-ec", f'{steps}; exec "$@"', "sh")
    pytest.skip("this system lets nobody mount anything for one process")
