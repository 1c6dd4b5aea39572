"""Watches the tests that rules name: each has to show its rule passing and failing.

Run as a plugin of pytest (`-p tests.rule_cases --shown FILE`), it looks at the functions that keep
rules from outside, and writes down which of them stayed silent in a test and which objected.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from inspect import CO_GENERATOR, unwrap
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from app.rules.declared import Rule
from app.rules.verdicts import Verdict
from app.services.rule_table import rule_table

PASSED, FAILED = "passed", "failed"


class Watch:
    """What the keepers of some rules answered: (function, answer), a verdict by its level too."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[CodeType, Rule] = {unwrap(rule.keeper).__code__: rule for rule in rules}
        self._objecting: set[int] = set()
        self.seen: set[tuple[str, str]] = set()

    @contextmanager
    def __call__(self) -> Generator[None]:
        before = sys.getprofile()
        sys.setprofile(self._look)
        try:
            yield
        finally:
            sys.setprofile(before)

    def _look(self, frame: FrameType, event: str, answer: Any) -> None:
        if event != "return" or (rule := self._rules.get(frame.f_code)) is None:
            return
        if answer is None if rule.refuses else bool(answer):
            self.seen.add((rule.function, FAILED))
            if isinstance(answer, Verdict):
                self.seen.add((rule.function, answer.level.value))
            if frame.f_code.co_flags & CO_GENERATOR:
                self._objecting.add(id(frame))
        elif id(frame) in self._objecting:  # the end of a generator that has objected
            self._objecting.discard(id(frame))
        else:
            self.seen.add((rule.function, PASSED))


_WATCH = pytest.StashKey[Watch]()
_SHOWN = pytest.StashKey[dict[str, set[tuple[str, str]]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to write what was seen."""
    parser.addoption("--shown", metavar="FILE", help="Write what each test showed of rules, JSON.")


def pytest_configure(config: pytest.Config) -> None:
    """Know the rules before the first test."""
    config.stash[_WATCH] = Watch(rule_table())
    config.stash[_SHOWN] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Watch one test; the cases of one that has parameters count together."""
    watch = item.config.stash[_WATCH]
    watch.seen = item.config.stash[_SHOWN].setdefault(_path(item), set())
    with watch():
        return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write it all down."""
    shown = {path: sorted(seen) for path, seen in session.config.stash[_SHOWN].items()}
    Path(session.config.getoption("--shown")).write_text(json.dumps(shown), "utf-8")


def _path(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0].removesuffix("::runTest")
