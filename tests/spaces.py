"""A space of its own for one process, in which disks can be small, full or read-only."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def in_a_space_of_its_own(*script: str) -> tuple[str, ...]:
    """A command for which `script` changes what is mounted, and for nobody else."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rm", "true"], check=False).returncode:
        pytest.skip("this system lets nobody mount anything for one process")
    return (unshare, "-rm", "sh", "-ec", "; ".join((*script, 'exec "$@"')), "sh")
