"""What a rule objects to, in the person's language, with its number."""

from __future__ import annotations

from app.core.wording import Wording
from app.rules.verdicts import Level, Verdict


def objection(say: Wording, problem: Verdict) -> str:
    """The sentence, what to do about it, and the rule."""
    if problem.level is Level.AUDIT:
        return say(problem.message, **problem.values)
    # Qt reads a line by its first letter outside what is embedded: here that of the rule.
    first = "\u200f" if say.is_right_to_left else ""
    return first + say(
        "{sentence} {hint} ({rule})",
        sentence=say(problem.message, **problem.values),
        hint=say(problem.hint, **problem.values),
        rule=problem.rule,
    )
