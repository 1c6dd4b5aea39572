"""`make bench`: every figure the project claims, each beside its baseline, measured in one run.

`python -m benchmarks bundles` (or `saving`, `form`, `window`, `lists`, `map`) measures only that.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.bundles import bundle_jobs, saving_jobs
from benchmarks.form import form_jobs
from benchmarks.map_frames import BARE, DRAGGED, WHOLE, ZOOMED, map_jobs
from benchmarks.measuring import AGAIN, OPEN, Measured, in_a_process, side_by_side
from benchmarks.nearness import BARE_JOIN, NEAR, ONE_FIX, ONE_PLACE, nearness_jobs
from benchmarks.season import TOTAL, Season
from benchmarks.stage import Stage
from benchmarks.table import Bound, Claim, print_table, rows_of, write_json
from benchmarks.whole_season import WholeSeason
from benchmarks.window import window_jobs

RESULTS = Path("build/bench/results.json")
STAGE = Path("build/bench/stage")
WHOLE_STAGE = Path("build/bench/whole")
TOPICS = ("hazards", "bundles", "saving", "form", "window", "lists", "map")


def _lines(task: Measured) -> str:
    lines = task.facts.get("lines", 0)
    return f"{task.median_s:.2f} s, {lines / task.median_s:,.0f} lines/s, +{task.memory_mb:.0f} MB"


def _written(task: Measured) -> str:
    megabytes, plain = task.facts["bytes"] / 1e6, task.facts["bytes"] / task.facts["plain"]
    return f"{_lines(task)}; {megabytes:.2f} MB, {plain:.2f} x the records as JSON and zstd"


def _judged(task: Measured) -> str:
    return f"{_lines(task)}; {task.facts['flags']:.0f} flags, {task.facts['findings']:.0f} findings"


def _printed(task: Measured) -> str:
    return f"{task.median_s * 1e3:.1f} ms, {task.facts['bytes'] / 1e3:.1f} kB"


def _slowest(prefix: str) -> Callable[[Measured], float]:
    def of(task: Measured) -> float:
        return max(ms for name, ms in task.facts.items() if name.startswith(prefix))

    return of


def _listed(task: Measured) -> str:
    opened = {name: ms for name, ms in task.facts.items() if name.startswith(OPEN)}
    slowest = sorted(opened, key=lambda name: -opened[name])[:4]
    told = ", ".join(f"{name.removeprefix(OPEN)} {opened[name]:.0f}" for name in slowest)
    return f"{len(opened)} lists; ms: {told}; +{task.memory_mb:.0f} MB"


def _frames(task: Measured) -> str:
    return f"{task.median_s * 1e3:.1f} ms, {1 / task.median_s:,.0f} frames/s"


LISTS, OPEN_TODAY = "every list of a season", "what is open today"
RAW, FLUSH, EMPTY = "raw SQLite insert", "raw SQLite, one row flushed", "empty PySide6 window"
CLAIMS: tuple[Claim | Bound, ...] = (
    Claim(RAW, figures=_lines),
    Claim("write bundle", RAW, 3.0, _written),
    Claim("verify bundle", RAW, 1.0, _lines),
    Claim("verify in a process of its own", RAW),
    Claim("read bundle", RAW, 3.5, _lines),
    Bound("  memory over the start", "read bundle", "MB", 150, lambda task: task.memory_mb),
    Claim("look over what came", RAW, figures=_judged),
    Claim("read it again", RAW, 0.05),
    Claim(FLUSH),
    Claim("save one field", FLUSH, 5.0),
    Claim("raw canvas, one form", figures=_printed),
    Claim("one custody form", "raw canvas, one form", 1.0, _printed),
    Bound("  its size", "one custody form", "kB", 60, lambda task: task.facts["bytes"] / 1e3),
    Claim("raw canvas, a batch", figures=_printed),
    Claim("a form of a batch", "raw canvas, a batch", 0.8, _printed),
    Bound("  its size", "a form of a batch", "kB", 12, lambda task: task.facts["bytes"] / 1e3),
    Claim(BARE_JOIN),
    Claim(NEAR, BARE_JOIN, 2.0),
    Claim(ONE_FIX),
    Bound("  a fix", ONE_FIX, "µs", 50, lambda task: task.facts["us"]),
    Claim(ONE_PLACE),
    Bound("  a place", ONE_PLACE, "µs", 50, lambda task: task.facts["us"]),
    Claim(EMPTY),
    Claim("unlock window", EMPTY, 1.3),
    Claim(BARE, figures=_frames),
    Claim(DRAGGED, BARE, figures=_frames),
    Bound("  a frame", DRAGGED, "ms", 33, lambda task: task.median_s * 1e3),
    Claim(ZOOMED, BARE, figures=_frames),
    Bound("  a frame", ZOOMED, "ms", 33, lambda task: task.median_s * 1e3),
    Claim(WHOLE, BARE, figures=_frames),
    Claim(LISTS, figures=_listed),
    Bound("  the slowest to open", LISTS, "ms", 300, _slowest(OPEN)),
    Bound("  to sort or filter", LISTS, "ms", 300, _slowest(AGAIN)),
    Claim(OPEN_TODAY),
    Bound("  by processor time", OPEN_TODAY, "ms", 300, lambda task: task.facts["ms"]),
    Bound("  the store, no photos", OPEN_TODAY, "MB", 60, lambda task: task.facts["bytes"] / 1e6),
)


def main() -> None:
    """Measure, print the table, and keep every measurement."""
    options = _options()
    topics = options.topics or TOPICS
    begun = time.perf_counter()
    results: dict[str, Measured] = {}
    if "window" in topics:  # first, while this process is small
        results |= side_by_side(window_jobs(), options.runs, options.seconds)
    if "hazards" in topics:
        results |= side_by_side(nearness_jobs(), options.runs, options.seconds)
    if "form" in topics:
        results |= side_by_side(form_jobs(), options.runs, options.seconds)
    if "map" in topics:
        results |= side_by_side(map_jobs(), options.runs, options.seconds)
    if "lists" in topics:
        from benchmarks.lists import list_jobs  # noqa: PLC0415 - loads Qt, which is measured above

        whole = _ready(
            Stage(WHOLE_STAGE.absolute(), "whole", lambda cast: WholeSeason(cast).entries()),
            "a season in every kind",
        )
        left = options.seconds - (time.perf_counter() - begun)
        results |= side_by_side(list_jobs(whole), options.runs, left)
    if {"bundles", "saving"} & set(topics):
        stage = _stage(options.records)
        jobs = bundle_jobs(stage) if "bundles" in topics else {}
        jobs |= saving_jobs(stage) if "saving" in topics else {}
        left = options.seconds - (time.perf_counter() - begun)
        results |= side_by_side(jobs, options.runs, left)
    rows = rows_of(CLAIMS, results)
    print_table(rows)
    write_json(RESULTS, rows, results, options.records)
    print(f"\n{time.perf_counter() - begun:.0f} s; every measurement is in {RESULTS}")


def _stage(records: int) -> Stage:
    name = f"a season of {records} records"
    stage = Stage(STAGE.absolute(), name, lambda cast: Season(cast, records).entries())
    return _ready(stage, name)


def _ready(stage: Stage, name: str) -> Stage:
    if stage.is_ready():
        stage.tidy()
    else:
        print(f"A laptop records {name} …", flush=True)
        in_a_process(stage.prepare)
    return stage


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("topics", nargs="*", choices=[[], *TOPICS], metavar="|".join(TOPICS))
    parser.add_argument("--runs", type=int, default=5, help="rounds at most; medians are shown")
    parser.add_argument("--records", type=int, default=TOTAL, help="the size of the season")
    parser.add_argument("--seconds", type=float, default=300, help="begin no round after that")
    return parser.parse_args()


if __name__ == "__main__":
    main()
