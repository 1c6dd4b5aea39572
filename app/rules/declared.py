"""What each rule says of itself, beside the function that keeps it; docs/rules.md comes of it.

A rule is a function that objects or stays silent. Its docstring begins with what it asks, and its
declaration says the rest, so that a new rule is written in its module and in its test, and nowhere
else. The test that is named shows both cases: while it runs, the function is watched.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.rules.verdicts import Level

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table.

    `levels` are those of its verdicts, and none where it only tells what is. `asked_at` says what
    makes somebody ask it. `test` is the file and the name of a test that shows it passing and
    failing, in the folder of the tests of its layer. With `refuses` it says no by an error.
    """

    numbers: tuple[str, ...]
    levels: tuple[Level, ...]
    keeper: Callable[..., Any]
    asked_at: str
    test: str
    refuses: bool

    @property
    def function(self) -> str:
        """The function that keeps it, as in an import without the name of the program."""
        _, _, module = self.keeper.__module__.partition(".")
        return f"{module}.{self.keeper.__name__}"

    @property
    def asks(self) -> str:
        """In a sentence, what has to hold."""
        return " ".join((inspect.getdoc(self.keeper) or "").partition("\n\n")[0].split())

    @property
    def test_path(self) -> str:
        """The test as pytest takes it."""
        return f"tests/{self.function.partition('.')[0]}/{self.test}"


_DECLARED: list[Rule] = []


def rule(
    *numbers: str, levels: tuple[Level, ...] = (), at: str, test: str, refuses: bool = False
) -> Callable[[F], F]:
    """Declare that a function keeps the rules of these numbers; the function stays as it is."""

    def declaring(keeper: F) -> F:
        _DECLARED.append(Rule(numbers, levels, keeper, at, test, refuses))
        return keeper

    return declaring


def declared() -> tuple[Rule, ...]:
    """The rules of all modules that are loaded, by number, then in the order of their modules."""
    return tuple(sorted(_DECLARED, key=lambda item: (item.numbers, item.function)))
