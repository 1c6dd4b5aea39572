"""What is claimed, and how a run bears it out: one row a claim, as text and as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app import __version__
from benchmarks.measuring import Measured

Results = Mapping[str, Measured]
Figures = Callable[[Measured], str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A task, what it is compared with, and the most that the ratio may be (None: no claim)."""

    task: str
    baseline: str = ""
    target: float | None = None
    figures: Figures = lambda task: f"{task.median_s * 1e3:.1f} ms"


@dataclass(frozen=True, slots=True)
class Bound:
    """A quantity of a task that has a limit of its own, whatever the machine."""

    name: str
    task: str
    unit: str
    limit: float
    value: Callable[[Measured], float]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    name: str
    ratio: float | None
    target: str
    verdict: str
    figures: str


def rows_of(claims: Sequence[Claim | Bound], results: Results) -> list[Row]:
    """The claims whose tasks were measured."""
    return [_row(claim, results) for claim in claims if claim.task in results]


def _row(claim: Claim | Bound, results: Results) -> Row:
    task = results[claim.task]
    if isinstance(claim, Bound):
        value = claim.value(task)
        part, limit = value / claim.limit, f"{claim.limit:g} {claim.unit}"
        return Row(claim.name, part, limit, _verdict(part, 1.0), f"{value:.1f} {claim.unit}")
    ratio = task.ratio_to(results[claim.baseline]) if claim.baseline else None
    target = "" if claim.target is None else f"{claim.target:g} x"
    return Row(claim.task, ratio, target, _verdict(ratio, claim.target), claim.figures(task))


def _verdict(ratio: float | None, target: float | None) -> str:
    if ratio is None or target is None:
        return ""
    return "met" if ratio <= target else "missed"


def print_table(rows: Sequence[Row]) -> None:
    """The rows, one under the other."""
    print(f"{'':32} {'ratio':>8}  {'target':>8}  {'verdict':8} figures")
    for row in rows:
        ratio = "1" if row.ratio is None else f"{row.ratio:.2f}"
        print(f"{row.name:32} {ratio:>8}  {row.target:>8}  {row.verdict:8} {row.figures}")


def write_json(path: Path, rows: Sequence[Row], results: Results, records: int) -> None:
    """The rows and every single measurement, for a program to compare."""
    told = {
        "version": __version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "records": records,
        "rows": rows,
        "tasks": {
            name: {
                "seconds": list(task.seconds.values()),
                "memory_mb": task.memory_mb,
                "facts": task.facts,
            }
            for name, task in results.items()
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
