"""`make bench`: every figure the project claims, each beside its baseline, measured in one run."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from benchmarks import bundles
from benchmarks.measuring import Job, side_by_side
from benchmarks.season import TOTAL


@dataclass(frozen=True, slots=True)
class Claim:
    """A job, what it is compared with, and the ratio it should stay below."""

    job: str
    baseline: str
    target: float


JOBS: dict[str, Job] = {
    "raw SQLite insert": bundles.raw_insert,
    "write bundle": bundles.write,
    "verify bundle": bundles.verify,
    "read bundle": bundles.read,
    "read it again": bundles.read_again,
}
CLAIMS = (
    Claim("write bundle", "raw SQLite insert", 3.0),
    Claim("verify bundle", "raw SQLite insert", 1.0),
    Claim("read bundle", "raw SQLite insert", 3.5),
    Claim("read it again", "raw SQLite insert", 0.05),
)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    bundles.records()
    measured = side_by_side(JOBS, runs)
    print(f"{TOTAL} records, medians of {runs} runs\n")
    print(f"{'job':22} {'seconds':>9} {'lines/s':>10} {'MB':>7} {'ratio':>7} {'target':>7}")
    targets = {claim.job: claim for claim in CLAIMS}
    for name, figures in measured.items():
        line = f"{name:22} {figures.median_s:9.3f} {TOTAL / figures.median_s:10.0f} "
        line += f"{figures.memory_mb:7.0f}"
        if claim := targets.get(name):
            ratio = figures.median_s / measured[claim.baseline].median_s
            line += f" {ratio:7.2f} {claim.target:7.2f}"
        print(line)


if __name__ == "__main__":
    main()
