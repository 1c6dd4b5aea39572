"""From nothing to the window that asks for a passphrase, against an empty window of PySide6.

Each start is a new process without a screen. The clock runs from before the process is made until
its window was painted and answers.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial

from benchmarks.measuring import Facts, Job, Task
from benchmarks.start import USABLE

_STARTS = 3


def window_jobs() -> dict[str, Job]:
    """Starts by turns."""
    return {"starts": _starts}


def _starts() -> Iterator[Task]:
    for which in ("empty", "unlock"):
        _start(which)  # reads from the disk what later starts find in memory
    for _ in range(_STARTS):
        yield Task("empty PySide6 window", partial(_start, "empty"))
        yield Task("unlock window", partial(_start, "unlock"))


def _start(which: str) -> Facts:
    with tempfile.TemporaryDirectory() as home:
        surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": home}
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.start", which],
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        said, _ = process.communicate(timeout=60)
    if said.strip() != USABLE:
        raise RuntimeError(f"the window did not come up: {said}")
    return {}
