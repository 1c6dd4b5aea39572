"""One job, run several times in processes of its own: seconds, and memory over the start."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

Job = Callable[[], Callable[[], object]]
"""Prepares, and returns what is to be measured."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each run, and the most memory a run took over what it started with, in MB."""

    seconds: tuple[float, ...]
    memory_mb: float

    @property
    def median_s(self) -> float:
        """The figure to quote."""
        return statistics.median(self.seconds)


def side_by_side(jobs: dict[str, Job], runs: int) -> dict[str, Measured]:
    """Run all jobs in turn, A B C A B C …, so that a machine that slows down slows them all."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    memory: dict[str, float] = dict.fromkeys(jobs, 0.0)
    for _ in range(runs):
        for name, job in jobs.items():
            took, grew = _in_a_process(job)
            seconds[name].append(took)
            memory[name] = max(memory[name], grew)
    return {name: Measured(tuple(seconds[name]), memory[name]) for name in jobs}


def _in_a_process(job: Job) -> tuple[float, float]:
    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(job, sending))
    process.start()
    sending.close()
    try:
        took, grew = receiving.recv()
    finally:
        process.join()
    return float(took), float(grew)


def _run(job: Job, sending: Connection) -> None:
    work = job()
    before = _peak_mb()
    begun = time.perf_counter()
    work()
    sending.send((time.perf_counter() - begun, _peak_mb() - before))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
