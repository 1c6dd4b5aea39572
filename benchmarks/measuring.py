"""Jobs, each in a process of its own, in turn and again: seconds, and memory over the start.

Only ratios of one run count. So all jobs take turns, and a ratio is the median of the ratios of the
rounds: a machine that slows down for a while slows both sides of a ratio, or spoils one round.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

Facts = Mapping[str, float]
"""What a piece of work found out besides: bytes of a file, lines of a bundle."""

OPEN, AGAIN = "open ", "again "  # what facts about a kind of record are called, before the kind


@dataclass(frozen=True, slots=True)
class Task:
    """Work to be measured; it does `times` of what is counted, and may return facts."""

    name: str
    work: Callable[[], Facts | None]
    times: int = 1


Job = Callable[[], Iterator[Task]]
"""Prepares and yields tasks; what happens between them is not measured."""


@dataclass(slots=True)
class Measured:
    """One task: seconds by round and place in it, the most memory over its start, its facts."""

    seconds: dict[tuple[int, int], float] = field(default_factory=dict)
    memory_mb: float = 0.0
    facts: dict[str, float] = field(default_factory=dict)

    @property
    def median_s(self) -> float:
        """The seconds to quote."""
        return statistics.median(self.seconds.values())

    def ratio_to(self, baseline: Measured) -> float:
        """The median ratio of the rounds in which both were measured."""
        both = self.seconds.keys() & baseline.seconds.keys()
        return statistics.median(self.seconds[turn] / baseline.seconds[turn] for turn in both)


def side_by_side(jobs: Mapping[str, Job], runs: int, limit_s: float) -> dict[str, Measured]:
    """Run all jobs in turn, A B C A B C …, `runs` times.

    After the first round, a job that would end later than `limit_s` from now is left out.
    """
    measured: dict[str, Measured] = {}
    cost: dict[str, float] = {}
    begun = time.perf_counter()
    for turn in range(runs):
        for name, job in jobs.items():
            now = time.perf_counter()
            if turn and now - begun + cost[name] > limit_s:
                continue
            seen: Counter[str] = Counter()
            for result in _in_a_process(job):
                task = measured.setdefault(result.name, Measured())
                task.seconds[turn, seen[result.name]] = result.seconds
                seen[result.name] += 1
                task.memory_mb = max(task.memory_mb, result.memory_mb)
                task.facts |= result.facts
            cost[name] = time.perf_counter() - now
    return measured


def in_a_process(work: Callable[[], None]) -> None:
    """Do something whose memory and imports the measurements must not inherit.

    Raises:
        RuntimeError: it failed; what went wrong was printed.
    """
    process = get_context("fork").Process(target=work)
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError("the benchmark could not be prepared")


@dataclass(frozen=True, slots=True)
class _Result:
    name: str
    seconds: float
    memory_mb: float
    facts: Facts


def _in_a_process(job: Job) -> list[_Result]:
    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(job, sending))
    process.start()
    sending.close()
    try:
        results: list[_Result] = receiving.recv()
    except EOFError:
        raise RuntimeError("a job failed; what went wrong is told above") from None
    finally:
        process.join()
    return results


def _run(job: Job, sending: Connection) -> None:
    results = []
    for task in job():
        _forget_peak()
        before = _memory_mb("VmRSS")
        begun = time.perf_counter()
        facts = task.work()
        seconds = time.perf_counter() - begun
        grown = max(0.0, _memory_mb("VmHWM") - before)
        results.append(_Result(task.name, seconds / task.times, grown, facts or {}))
    sending.send(results)


def _forget_peak() -> None:
    """Let the peak of memory begin anew, where the system can."""
    peak = Path("/proc/self/clear_refs")
    if peak.exists():
        peak.write_text("5", encoding="ascii")


def _memory_mb(what: str) -> float:
    """Resident memory as it is (`VmRSS`) or was at most (`VmHWM`)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for line in status.read_text(encoding="ascii").splitlines():
        if line.startswith(what):
            return int(line.split()[1]) / 1024
    return 0.0
